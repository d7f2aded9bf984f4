//! Pasted text made plain: escapes, entities and tags undone, then cut into words.

/// A word in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    /// A line, a quotation, an ellipsis or the text itself begins or ends here.
    pub cut_before: bool,
    pub cut_after: bool,
    /// That, or punctuation.
    pub stop_before: bool,
    pub stop_after: bool,
}

/// What follows one of these and a colon begins anew.
static LABELS: &[&str] = &["error", "errormessage", "exception", "message", "detail"];

/// Undoes what carries a text: JSON and percent escapes, tags, entities.
pub fn clean(text: &str) -> String {
    let mut plain = text.to_owned();
    if plain.contains("%20") {
        let spaced = plain.replace('+', " ");
        plain = percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned();
    }
    // CloudTrail's event is a string of JSON inside JSON.
    for _ in 0..2 {
        if !plain.contains('\\') {
            break;
        }
        plain = unescape(&plain);
    }
    if plain.contains('<') {
        plain = strip_tags(&plain);
    }
    if plain.contains('&') {
        plain = strip_tags(&decode_entities(&plain));
    }
    plain
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let mut taken = 1;
        match rest.chars().next() {
            Some('n' | 'r') => plain.push('\n'),
            Some('t') => plain.push(' '),
            Some('"') => plain.push('"'),
            Some('/') => plain.push('/'),
            Some('\\') => plain.push('\\'),
            Some('u') => {
                let code = rest.get(1..5).and_then(|digits| u32::from_str_radix(digits, 16).ok());
                match code {
                    Some(code) => {
                        plain.push(char::from_u32(code).unwrap_or(' '));
                        taken = 5;
                    }
                    None => taken = 0,
                }
            }
            Some(_) | None => {
                plain.push('\\');
                taken = 0;
            }
        }
        rest = &rest[taken..];
    }
    plain.push_str(rest);
    plain
}

/// Each tag becomes a line break.
fn strip_tags(text: &str) -> String {
    const LONGEST_TAG: usize = 2_000;
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let after = &rest[at + 1..];
        let is_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        let within = &after.as_bytes()[..after.len().min(LONGEST_TAG)];
        match memchr::memchr(b'>', within).filter(|_| is_tag) {
            Some(end) => {
                plain.push_str(&rest[..at]);
                plain.push('\n');
                rest = &after[end + 1..];
            }
            None => {
                plain.push_str(&rest[..=at]);
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn decode_entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(10).position(|byte| byte == b';');
        match end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
            Some((c, end)) => {
                plain.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" | "ldquo" | "rdquo" => '"',
        "apos" | "lsquo" | "rsquo" => '\'',
        "nbsp" => ' ',
        "ndash" | "mdash" => '-',
        "hellip" => '…',
        _ => return None,
    })
}

/// Runs of letters and digits.
pub fn words(text: &str) -> Vec<Word> {
    let mut list: Vec<Word> = Vec::new();
    let mut word = String::new();
    let (mut cut, mut stop) = (true, true);
    let mut dots = 0;
    for c in text.chars() {
        if c.is_alphanumeric() {
            if word.is_empty() {
                if dots >= 2 {
                    cut = true;
                    end_last(&mut list, true, true);
                }
                list.push(Word {
                    text: String::new(),
                    cut_before: cut,
                    cut_after: false,
                    stop_before: stop,
                    stop_after: false,
                });
                (cut, stop, dots) = (false, false, 0);
            }
            word.extend(c.to_lowercase());
            continue;
        }
        if crate::aws::nearest::is_blank(c) && !c.is_whitespace() {
            continue;
        }
        if !word.is_empty()
            && let Some(last) = list.last_mut()
        {
            last.text = std::mem::take(&mut word);
        }
        let is_cut = matches!(c, '\n' | '\r' | '"' | '“' | '”' | '…' | '|')
            || (c == ':' && list.last().is_some_and(|last| LABELS.contains(&last.text.as_str())));
        let is_stop =
            is_cut || matches!(c, ':' | '.' | ';' | '(' | ')' | '[' | ']' | '!' | '?' | '\'' | '‘' | '’');
        if c == '.' {
            dots += 1;
        } else if !c.is_whitespace() {
            dots = 0;
        }
        end_last(&mut list, is_cut, is_stop);
        cut |= is_cut;
        stop |= is_stop;
    }
    if !word.is_empty()
        && let Some(last) = list.last_mut()
    {
        last.text = word;
    }
    end_last(&mut list, true, true);
    list
}

fn end_last(list: &mut [Word], is_cut: bool, is_stop: bool) {
    if let Some(last) = list.last_mut() {
        last.cut_after |= is_cut;
        last.stop_after |= is_stop;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_carries_a_text_is_undone() {
        for (text, expected) in [
            ("To logout, click <a href=\"x\">here</a>.", "To logout, click \nhere\n."),
            ("click &lt;a href=x&gt;here&lt;/a&gt;", "click \nhere\n"),
            ("doesn&#39;t &amp; doesn&rsquo;t &unknown; &", "doesn't & doesn't &unknown; &"),
            (r#"say \"no\"\nline"#, "say \"no\"\nline"),
            (r"\u003ca\u003ehere", "\nhere"),
            (r"DOMAIN\jdoe \", "DOMAIN\\jdoe \\"),
            (r"\u12", "u12"),
            ("2 < 3 and 4 > 3", "2 < 3 and 4 > 3"),
            ("Response%20signature%20invalid", "Response signature invalid"),
        ] {
            assert_eq!(clean(text), expected, "{text}");
        }
    }

    #[test]
    fn words_know_where_something_ends() {
        let drawn: Vec<String> = words("An error; “Do\u{ad}n’t”... go\non")
            .iter()
            .map(|word| {
                let edge = |cut, stop| {
                    if cut {
                        "|"
                    } else if stop {
                        "."
                    } else {
                        ""
                    }
                };
                format!(
                    "{}{}{}",
                    edge(word.cut_before, word.stop_before),
                    word.text,
                    edge(word.cut_after, word.stop_after)
                )
            })
            .collect();
        assert_eq!(drawn, ["|an", "error|", "|don.", ".t|", "|go|", "|on|"]);
    }
}
