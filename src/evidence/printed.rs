//! What the AWS CLI prints with `--output text` and `--output yaml`.

use super::providers::{Encryption, HeldMetadata, ListedProvider, dates};

/// The provider in what `get-saml-provider` printed.
pub fn provider(text: &str) -> Option<HeldMetadata> {
    provider_as_text(text).or_else(|| provider_as_yaml(text))
}

/// The providers in what `list-saml-providers` printed.
pub fn list(text: &str) -> Option<Vec<ListedProvider>> {
    list_as_text(text).or_else(|| list_as_yaml(text))
}

/// Values with tabs between, in the order of their names, and a line for each member of a list.
fn provider_as_text(text: &str) -> Option<HeldMetadata> {
    let (before, rest) = text.split_at(text.find('<')?);
    let end = ["EntityDescriptor>", "EntitiesDescriptor>"]
        .iter()
        .filter_map(|tag| Some(rest.rfind(tag)? + tag.len()))
        .max()?;
    let (document, after) = rest.split_at(end);
    let is_mode = |word: &&str| matches!(*word, "Allowed" | "Required");
    if !before.split_whitespace().all(|word| is_instant(word) || is_mode(&word))
        || !(before.ends_with('\t') || after.starts_with('\t'))
    {
        return None;
    }
    let mode = before.split_whitespace().find(is_mode).map(str::to_owned);
    let keys = after.lines().filter(|line| line.starts_with("PRIVATEKEYLIST\t")).count();
    let instant = |text: &str| text.split_whitespace().find(|word| is_instant(word)).map(str::to_owned);
    let first_line = after.lines().next().unwrap_or_default();
    Some(HeldMetadata {
        document: document.to_owned(),
        dates: dates(instant(before), instant(first_line)),
        encryption: Encryption::of(mode, keys),
    })
}

fn is_instant(word: &str) -> bool {
    word.len() >= 19 && word.is_ascii() && word.as_bytes()[4] == b'-' && word.as_bytes()[10] == b'T'
}

fn provider_as_yaml(text: &str) -> Option<HeldMetadata> {
    let document = scalar(text, "SAMLMetadataDocument")?;
    let keys = text.lines().filter(|line| line.trim_start().trim_start_matches("- ").starts_with("KeyId:"));
    document.trim_start().starts_with('<').then(|| HeldMetadata {
        dates: dates(scalar(text, "CreateDate"), scalar(text, "ValidUntil")),
        encryption: Encryption::of(scalar(text, "AssertionEncryptionMode"), keys.count()),
        document,
    })
}

fn list_as_text(text: &str) -> Option<Vec<ListedProvider>> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    lines.peek()?;
    lines
        .map(|line| {
            let mut words = line.strip_prefix("SAMLPROVIDERLIST\t")?.split_whitespace();
            let arn = words.next()?.into();
            let mut date = || words.next().map(str::to_owned);
            Some(ListedProvider { arn, dates: dates(date(), date()) })
        })
        .collect()
}

fn list_as_yaml(text: &str) -> Option<Vec<ListedProvider>> {
    let rest = text.trim_start_matches("---").trim_start().strip_prefix("SAMLProviderList:")?;
    let members = rest.split("\n- ").skip(1).filter_map(|member| {
        // As if it stood alone: its members begin their lines.
        let member: String = member.lines().map(|line| format!("{}\n", line.trim_start())).collect();
        Some(ListedProvider {
            arn: scalar(&member, "Arn")?.into(),
            dates: dates(scalar(&member, "CreateDate"), scalar(&member, "ValidUntil")),
        })
    });
    Some(members.collect())
}

/// The value of a member of the outermost mapping (YAML 1.2, sections 7.3 and 8.1): quoted, plain or
/// a block.
fn scalar(text: &str, name: &str) -> Option<String> {
    let after = |(at, _): (usize, &str)| {
        let starts = at == 0 || text.as_bytes()[at - 1] == b'\n';
        let rest = text[at + name.len()..].strip_prefix(':').filter(|_| starts)?;
        rest.starts_with([' ', '\n', '\r']).then_some(rest)
    };
    let rest = text.match_indices(name).find_map(after)?.trim_start_matches(' ');
    match rest.chars().next()? {
        '"' => double_quoted(&rest[1..]),
        '\'' => {
            let (mut value, mut rest) = (String::new(), &rest[1..]);
            loop {
                let (part, after) = rest.split_once('\'')?;
                value.push_str(part);
                match after.strip_prefix('\'') {
                    Some(after) => rest = after,
                    None => return Some(folded(&value)),
                }
                value.push('\'');
            }
        }
        '|' | '>' => {
            let body = rest.split_once('\n')?.1;
            let lines = body.lines().take_while(|line| line.is_empty() || line.starts_with(' '));
            let lines: Vec<&str> = lines.collect();
            let indent =
                lines.iter().map(|line| line.len() - line.trim_start().len()).find(|&indent| indent > 0)?;
            let lines: Vec<&str> = lines.iter().map(|line| line.get(indent..).unwrap_or_default()).collect();
            Some(lines.join("\n"))
        }
        _ => {
            let mut lines = rest.split_inclusive('\n');
            let first = lines.next().unwrap_or_default().to_owned();
            let more: String =
                lines.take_while(|line| line.trim().is_empty() || line.starts_with(' ')).collect();
            Some(folded((first + &more).trim()))
        }
    }
}

fn double_quoted(text: &str) -> Option<String> {
    let mut value = String::new();
    let mut from = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        match bytes.get(at)? {
            b'"' => {
                value.push_str(&folded(&text[from..at]));
                return Some(value);
            }
            b'\\' => {
                value.push_str(&folded(&text[from..at]));
                let escape = text[at + 1..].chars().next()?;
                at += 1 + escape.len_utf8();
                let digits = match escape {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                let code = text.get(at..at + digits)?;
                at += digits;
                match escape {
                    'n' => value.push('\n'),
                    't' => value.push('\t'),
                    'r' => value.push('\r'),
                    'x' | 'u' | 'U' => value.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?),
                    // An escaped end of line joins two lines without a blank.
                    '\n' => at += text[at..].len() - text[at..].trim_start_matches(' ').len(),
                    other => value.push(other),
                }
                from = at;
            }
            _ => at += 1,
        }
    }
}

/// Lines of a quoted or plain scalar: an end of line is a blank, an empty line an end of line.
fn folded(text: &str) -> String {
    let Some((first, rest)) = text.split_once('\n') else { return text.to_owned() };
    let mut value = first.trim_end_matches([' ', '\r']).to_owned();
    let mut empty = 0;
    let mut lines = rest.split('\n').peekable();
    while let Some(line) = lines.next() {
        let last = lines.peek().is_none();
        let line = if last { line.trim_start_matches(' ') } else { line.trim_matches([' ', '\r']) };
        if line.is_empty() && !last {
            empty += 1;
            continue;
        }
        value.push_str(&if empty == 0 { " ".to_owned() } else { "\n".repeat(empty) });
        empty = 0;
        value.push_str(line);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATED: &str = "2026-11-21T21:14:01+00:00";
    const UNTIL: &str = "2126-05-09T16:27:11+00:00";
    const DOCUMENT: &str =
        "<?xml version=\"1.0\"?>\n<EntityDescriptor entityID=\"it's\">\n  <a b='c'/>\n\n</EntityDescriptor>";

    fn read(text: &str) -> HeldMetadata {
        provider(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn a_provider_is_read_in_text_and_in_every_scalar_of_yaml() {
        let expected = dates(Some(CREATED.to_owned()), Some(UNTIL.to_owned()));
        let yaml = |scalar: &str| {
            format!(
                "AssertionEncryptionMode: Required\nCreateDate: '{CREATED}'\nPrivateKeyList:\n- KeyId: ABCDEF\n  Timestamp: '{CREATED}'\nSAMLMetadataDocument: {scalar}\nTags: []\nValidUntil: '{UNTIL}'\n"
            )
        };
        let escaped = DOCUMENT.replace('"', "\\\"").replace('\n', "\\n");
        let (start, end) = escaped.split_at(30);
        let block: String =
            DOCUMENT.lines().map(|line| format!("\n  {line}").trim_end_matches(' ').to_owned()).collect();
        for (what, text) in [
            (
                "text",
                format!(
                    "Required\t{CREATED}\t{DOCUMENT}\tSAMLSPABCDEFGHIJKLMNOP\t{UNTIL}\nPRIVATEKEYLIST\tABCDEF\t{CREATED}\nTAGS\tk\t<v>\n"
                ),
            ),
            ("double-quoted", yaml(&format!("\"{escaped}\""))),
            ("double-quoted on two lines", yaml(&format!("\"{start}\\\n  {end}\""))),
            (
                "single-quoted",
                yaml(&format!(
                    "'{}'",
                    DOCUMENT.replace('\'', "''").replace("\n\n", "\n\n\n").replace(">\n", ">\n\n  ")
                )),
            ),
            ("a block", yaml(&format!("|-{block}"))),
        ] {
            let held = read(&text);
            assert_eq!(held.dates, expected, "{what}");
            assert_eq!(held.encryption, Encryption::of(Some("Required".to_owned()), 1), "{what}");
            let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(squeezed(&held.document), squeezed(DOCUMENT), "{what}");
        }
        assert_eq!(read(&yaml(&format!("\"{escaped}\""))).document, DOCUMENT);
        let old = read(&format!("{CREATED}\t{DOCUMENT}\t{UNTIL}\n"));
        assert_eq!((old.document.as_str(), old.encryption), (DOCUMENT, None));
    }

    #[test]
    fn a_list_is_read_in_text_and_in_yaml() {
        let arns = ["arn:aws:iam::123456789012:saml-provider/A", "arn:aws:iam::123456789012:saml-provider/B"];
        let text: String =
            arns.iter().map(|arn| format!("SAMLPROVIDERLIST\t{arn}\t{CREATED}\t{UNTIL}\n")).collect();
        let members: String = arns
            .iter()
            .map(|arn| format!("- Arn: {arn}\n  CreateDate: '{CREATED}'\n  ValidUntil: '{UNTIL}'\n"))
            .collect();
        for text in [text, format!("SAMLProviderList:\n{members}")] {
            let listed = list(&text).unwrap();
            assert_eq!(listed.iter().map(|provider| &*provider.arn).collect::<Vec<_>>(), arns, "{text}");
            assert!(listed.iter().all(|provider| provider.dates.is_some()), "{text}");
        }
    }

    #[test]
    fn other_texts_are_neither() {
        for text in [
            "",
            "<EntityDescriptor/>",
            DOCUMENT,
            "SAMLMetadataDocument: x",
            "SAMLMetadataDocument: \"<",
            "a\tb",
        ] {
            assert!(provider(text).is_none(), "{text}");
            assert!(list(text).is_none(), "{text}");
        }
    }
}
