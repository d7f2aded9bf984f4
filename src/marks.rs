//! The marks that people put in the place of a value when they cross it out of what they show.

use std::ops::Range;

/// Words that nobody writes into a value but to say that another stood there.
const SURE: [&str; 11] = [
    "redacted",
    "redact",
    "sanitized",
    "sanitised",
    "anonymized",
    "anonymised",
    "obfuscated",
    "censored",
    "scrubbed",
    "pseudonymized",
    "pseudonymised",
];

/// Words that say so where they are all there is, in capitals, or in brackets.
const PERHAPS: [&str; 16] = [
    "removed",
    "hidden",
    "masked",
    "omitted",
    "deleted",
    "stripped",
    "snip",
    "snipped",
    "truncated",
    "elided",
    "blanked",
    "shortened",
    "confidential",
    "withheld",
    "suppressed",
    "cut",
];

/// What crosses a value out on a copy that was edited for sure; in what was signed it would be a
/// template that nobody filled in: `<account>`, `[tenant]`, `ACCOUNT_ID`, `111111111111`.
pub(crate) fn in_edited(value: &str) -> Option<String> {
    let text = value.trim();
    for (open, close) in [('<', '>'), ('[', ']'), ('{', '}')] {
        let Some(start) = text.find(open) else { continue };
        let Some(length) = text[start..].find(close) else { continue };
        let inner = &text[start + 1..start + length];
        let is_name = !inner.is_empty()
            && inner.len() <= 40
            && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'));
        if is_name {
            return Some(text[start..start + length + close.len_utf8()].to_owned());
        }
    }
    let of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let names = || text.split(|c| !of_name(c)).filter(|name| !name.is_empty());
    let shouted = |name: &&str| {
        name.len() >= 6
            && name.contains('_')
            && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
            && name.chars().any(|c| c.is_ascii_uppercase())
    };
    let placeholder = |name: &&str| {
        let lower = name.to_ascii_lowercase().replace(['-', '_'], "");
        ["account", "accountid", "accountnumber", "awsaccountid", "youraccount", "youraccountid", "tenantid"]
            .contains(&lower.as_str())
    };
    let one_digit =
        |name: &&str| name.len() == 12 && name.chars().all(|c| c.is_ascii_digit() && name.starts_with(c));
    let account = text.starts_with("arn:");
    names()
        .find(|name| shouted(name) || placeholder(name) && text != *name || account && one_digit(name))
        .map(str::to_owned)
}

/// The part of a value that crosses it out, on a copy that was edited for sure.
pub(crate) fn mark(value: &str) -> Option<String> {
    in_value(value).or_else(|| in_edited(value))
}

/// Whether a word says, in some places at least, that another stood there.
pub(crate) fn is_word(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    SURE.contains(&lower.as_str()) || PERHAPS.contains(&lower.as_str())
}

/// The part of a value that crosses it out.
pub(crate) fn in_value(value: &str) -> Option<String> {
    let text = value.trim();
    if text.is_empty() || text.len() > 20_000 {
        return None;
    }
    if let Some(range) = of_fillers(text) {
        return Some(text[range].to_owned());
    }
    if let Some(range) = of_words(text) {
        return Some(text[range].to_owned());
    }
    if let Some(mark) = disarmed(text).or_else(|| hidden_time(text)) {
        return Some(mark);
    }
    const NOBODYS_ID: &str = "00000000-0000-0000-0000-000000000000";
    if memchr::memmem::find(text.as_bytes(), NOBODYS_ID.as_bytes()).is_some() {
        return Some(NOBODYS_ID.to_owned());
    }
    let nobodys = || text.split(|c: char| !c.is_ascii_digit()).find(|digits| *digits == "000000000000");
    text.starts_with("arn:").then(nobodys).flatten().map(str::to_owned)
}

/// What mail programs and people who handle incidents make of addresses, so that nobody follows them.
fn disarmed(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let scheme =
        ["hxxps://", "hxxp://", "hxxps[:]//", "hxxp[:]//"].into_iter().find(|one| lower.starts_with(one));
    let inside =
        ["safelinks.protection.outlook.com", "urldefense.", "[.]", "<a href=", "(mailto:", "[mailto:"];
    let is_inside = |one: &&str| memchr::memmem::find(lower.as_bytes(), one.as_bytes()).is_some();
    scheme.or_else(|| inside.into_iter().find(is_inside)).map(str::to_owned)
}

/// An instant in which two letters stand for its digits: `2026-05-26TXX:58:01Z`.
fn hidden_time(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T')?;
    let is =
        |part: &str, mark: char| part.chars().all(|c| c.is_ascii_digit() || "-:.Z".contains(c) || c == mark);
    let has_form = date.len() == 10 && date.matches('-').count() == 2 && time.matches(':').count() == 2;
    let mark = ['X', 'x', '*', '_', '?'].into_iter().find(|mark| is(date, *mark) && is(time, *mark))?;
    let marks: String = text.chars().filter(|c| *c == mark).collect();
    (has_form && marks.len() >= 2).then_some(marks)
}

/// `XXXXXXXXXXXX`, `****`, `…`, `...`, blocks.
fn of_fillers(text: &str) -> Option<Range<usize>> {
    if text.is_ascii() && !repeats_a_filler(text) {
        return None;
    }
    let prose = text.contains(char::is_whitespace);
    let mut at = 0;
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    while let Some(&(start, c)) = characters.get(at) {
        let count = characters[at..].iter().take_while(|(_, other)| *other == c).count();
        let end = characters.get(at + count).map_or(text.len(), |(end, _)| *end);
        let before = at.checked_sub(1).map(|before| characters[before].1);
        let after = characters.get(at + count).map(|(_, c)| *c);
        let alone = [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric());
        let filler = match c {
            // Nobody types more to hide a value; sixty-five of them are a name that is too long.
            'x' | 'X' => {
                (5..=40).contains(&count)
                    || (count == 3 && alone)
                    || (count == 4 && (alone || beside_digits(before, after)))
            }
            '*' | '•' | '●' | '■' => count >= 2,
            '█' | '▇' | '▒' | '░' | '…' => !(c == '…' && prose && text.len() > 12),
            '.' => count >= 3 && (!prose || text.len() <= 12),
            c if c.is_alphabetic() => count == 12 && text.starts_with("arn:"),
            '#' | '?' | '_' | '-' => count >= 3 && start == 0 && end == text.len(),
            _ => false,
        };
        if filler {
            return Some(start..end);
        }
        at += count;
    }
    None
}

/// Whether two of a character that fills stand side by side, as they do wherever ASCII alone fills.
fn repeats_a_filler(text: &str) -> bool {
    let of_account = text.starts_with("arn:");
    let fills = |byte: u8| b"xX*.#?_-".contains(&byte) || (of_account && byte.is_ascii_alphabetic());
    text.as_bytes().windows(2).any(|pair| pair[0] == pair[1] && fills(pair[0]))
}

/// `1234XXXX`: part of a number.
fn beside_digits(before: Option<char>, after: Option<char>) -> bool {
    [before, after].into_iter().flatten().any(|c| c.is_ascii_digit())
        || [before, after].into_iter().flatten().all(|c| !c.is_alphabetic())
}

pub(crate) fn of_words(text: &str) -> Option<Range<usize>> {
    let words = words(text);
    let is_one_of = |all: &[&str], range: &Range<usize>| {
        all.iter().any(|one| one.eq_ignore_ascii_case(&text[range.clone()]))
    };
    let sure = words.iter().find(|range| is_one_of(&SURE, range));
    if let Some(range) = sure {
        return Some(with_brackets(text, range.clone()));
    }
    let range = words.iter().find(|range| is_one_of(&PERHAPS, range))?.clone();
    let word = &text[range.clone()];
    let bracketed = with_brackets(text, range.clone());
    let capitals = word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let all_there_is = words.first() == Some(&range) && words.len() <= 5 && !text.contains(['@', '/', ':']);
    (bracketed.len() > range.len() || capitals || all_there_is).then_some(bracketed)
}

/// Runs of letters.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphabetic(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    words
}

/// A word with the brackets that stand round it, or round it and its neighbours.
fn with_brackets(text: &str, word: Range<usize>) -> Range<usize> {
    // `--removed--`, `__HIDDEN__`, `-- removed --`.
    let before = text[..word.start].trim_end();
    let after = text[word.end..].trim_start();
    for dash in ["--", "__", "~~", "##"] {
        if before.ends_with(dash) && after.starts_with(dash) {
            return before.len() - dash.len()..text.len() - after.len() + dash.len();
        }
    }
    for (open, close) in [('[', ']'), ('<', '>'), ('(', ')'), ('{', '}')] {
        let before = text[..word.start].rfind(open).filter(|&at| !text[at..word.start].contains(close));
        let after = text[word.end..].find(close).filter(|&at| !text[word.end..word.end + at].contains(open));
        if let (Some(before), Some(after)) = (before, after) {
            return before..word.end + after + close.len_utf8();
        }
    }
    word
}

/// What crosses base64 out: four X's may stand in any.
pub(crate) fn in_base64(value: &str) -> Option<String> {
    let text = value.trim();
    let of_base64 =
        |byte: u8| byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/=".contains(&byte);
    let is_plain = text.bytes().all(of_base64);
    let find = || text.find(['*', '…', '[', '<', '(', '█', '•']).or_else(|| text.find("..."));
    let foreign = if is_plain { None } else { find() };
    // A certificate has a run of so many capitals here and there.
    const SHORTEST: usize = 6;
    let runs = text.as_bytes().split(|byte| !byte.is_ascii_uppercase());
    let runs: Vec<&[u8]> = runs.filter(|run| run.len() >= SHORTEST).collect();
    let capitals = |word: &&&str| {
        let within =
            |run: &&[u8]| run.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()));
        word.len() >= SHORTEST && runs.iter().any(within)
    };
    let crossed = ["XXXXXXXX", "xxxxxxxx"].into_iter().find(|run| text.contains(run));
    if let Some(word) = SURE.iter().chain(&PERHAPS).find(capitals) {
        return Some(word.to_ascii_uppercase());
    }
    if let Some(at) = foreign {
        return Some(text[at..].chars().take(12).collect());
    }
    if let Some(run) = crossed {
        return Some(run.to_owned());
    }
    let short = text.len() < 40 && words(text).len() <= 6;
    short.then(|| of_words(text).or_else(|| of_fillers(text))).flatten().map(|range| text[range].to_owned())
}

/// What stands between the tags of a text, or in a comment, where a part of it was left out.
pub(crate) fn gap(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(end) = rest.find('>') {
        let between = &rest[end + 1..];
        let between = between[..between.find('<').unwrap_or(between.len())].trim();
        if !between.is_empty() && between.len() < 80 && in_comment(between) {
            return Some(between);
        }
        rest = &rest[end + 1..];
        if let Some(inner) = rest.trim_start().strip_prefix("<!--") {
            let inner = &inner[..inner.find("-->").unwrap_or(inner.len())];
            if inner.len() < 200 && in_comment(inner) {
                return Some(inner.trim());
            }
        }
    }
    None
}

/// Whether a comment or a text among elements says that something was taken out.
pub(crate) fn in_comment(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let filler = lower.contains("...") || lower.contains('…') || of_fillers(text.trim()).is_some();
    let said = words(&lower).into_iter().any(|range| {
        let word = &lower[range];
        SURE.contains(&word) || PERHAPS.contains(&word)
    });
    filler || said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossing_out_is_seen_in_every_spelling_and_place() {
        for (value, expected) in [
            ("arn:aws:iam::XXXXXXXXXXXX:role/Admin", Some("XXXXXXXXXXXX")),
            ("arn:aws:iam::xxxxxxxxxxxx:role/Admin", Some("xxxxxxxxxxxx")),
            ("arn:aws:iam::************:role/Admin", Some("************")),
            ("arn:aws:iam::1234XXXX9012:role/Admin", Some("XXXX")),
            ("arn:aws:iam::000000000000:role/Admin", Some("000000000000")),
            ("arn:aws:iam::NNNNNNNNNNNN:role/Admin", Some("NNNNNNNNNNNN")),
            (
                "https://sts.windows.net/00000000-0000-0000-0000-000000000000/",
                Some("00000000-0000-0000-0000-000000000000"),
            ),
            ("arn:aws:iam::[REDACTED]:role/Admin", Some("[REDACTED]")),
            ("arn:aws:iam::<account removed>:role/Admin", Some("<account removed>")),
            ("arn:aws:iam::…:role/Admin", Some("…")),
            ("arn:aws:iam::...:role/Admin", Some("...")),
            ("https://sts.windows.net/xxxxxxxx-xxxx-xxxx/", Some("xxxxxxxx")),
            ("https://REDACTED.okta.example/x", Some("REDACTED")),
            ("_REDACTED", Some("REDACTED")),
            ("hxxps://aws.amazon.com/SAML/Attributes/Role", Some("hxxps://")),
            ("signin[.]aws[.]amazon[.]com", Some("[.]")),
            (
                "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fsignin.aws.amazon.com%2Fsaml",
                Some("safelinks.protection.outlook.com"),
            ),
            ("2026-05-26TXX:58:01Z", Some("XX")),
            ("2026-05-26T11:58:01Z", None),
            ("2026-XX-XXTXX:XX:XXZ", Some("XXXXXXXXXX")),
            ("xxx", Some("xxx")),
            ("***", Some("***")),
            ("j***@example.com", Some("***")),
            ("removed", Some("removed")),
            ("(removed for privacy)", Some("(removed for privacy)")),
            ("████", Some("████")),
            ("…", Some("…")),
            ("---", Some("---")),
            ("redacted@example.com", Some("redacted")),
            ("arn:aws:iam::123456789012:role/Admin", None),
            ("arn:aws:iam::123456789012:role/xxl-operators", None),
            ("Exxon", None),
            ("${user.email}", None),
            ("[SAML Provider Name]", None),
            ("{{role}}", None),
            ("jane.doe@example.com", None),
            ("Hidden Valley Ranch of the North Dakota Company", None),
            ("Loading the directory ... please wait", None),
            ("a*b", None),
            ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", None),
            ("2026-05-26T11:58:01Z", None),
            ("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", None),
        ] {
            assert_eq!(in_value(value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn an_edited_copy_is_crossed_out_with_templates_too() {
        for (value, expected) in [
            ("arn:aws:iam::<account>:role/Admin", Some("<account>")),
            ("arn:aws:iam::[my account]:role/Admin", Some("[my account]")),
            ("arn:aws:iam::{account-id}:role/Admin", Some("{account-id}")),
            ("arn:aws:iam::ACCOUNT_ID:role/Admin", Some("ACCOUNT_ID")),
            ("arn:aws:iam::account-number:role/Admin", Some("account-number")),
            ("arn:aws:iam::111111111111:role/Admin", Some("111111111111")),
            ("https://YOUR_COMPANY.okta.example", Some("YOUR_COMPANY")),
            ("arn:aws:iam::123456789012:role/Admin", None),
            ("arn:aws:iam::123456789012:role/AWS_ADMIN1", None),
            ("jane.doe@corp.example", None),
            ("urn:amazon:webservices", None),
            ("https://aws.amazon.com/SAML/Attributes/Role", None),
        ] {
            assert_eq!(in_edited(value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn base64_is_crossed_out_by_what_is_none() {
        for (value, expected) in [
            ("MIIC5jCCAc6gAwIBAgIU...REDACTED...==", Some("REDACTED")),
            ("MIIC5j...", Some("...")),
            ("MIIC5jCC[snip]AwIBAgIU", Some("[snip]AwIBAg")),
            ("XXXXXXXXXXXXXXXX", Some("XXXXXXXX")),
            ("removed", Some("removed")),
            ("…", Some("…")),
            ("rs1BFJwrXXXXRbYIwdLuoc/E8KSLrjk0btvOgxm3Uw8=", None),
            ("rs1BFJwr5alURbYIwdLuoc/E8KSLrjk0btvOgxm3Uw8=", None),
        ] {
            assert_eq!(in_base64(value).as_deref(), expected, "{value}");
        }
    }
}
