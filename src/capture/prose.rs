//! A value in the middle of something else: a ticket, a log, a mail.

use std::ops::Range;

use super::form::{Found, Parameter, carrier, messages as in_parameters};
use super::traced::Traced;
use super::value::Written;
use super::{Capture, base64, form};
use crate::message_kind::MessageKind;

/// Names whose value may stand behind them in any notation.
const NAMES: [&str; 9] = [
    "SAMLResponse",
    "SAMLRequest",
    "SAMLAssertion",
    // As `aws --debug` prints what it was called with.
    "saml-assertion",
    "samlResponse",
    "samlresponse",
    "SAML_RESPONSE",
    "saml_response",
    "wresult",
];

/// A shorter run of letters is a word, not a message.
const SHORTEST: usize = 100;

/// At most this many places of one text are looked at for one name.
const MOST: usize = 200;

/// Messages in a text, in its order, each place once.
pub(crate) fn messages(text: &Traced, template: &Capture) -> Found {
    let mut found = Found::default();
    let mut taken: Vec<Range<usize>> = Vec::new();
    for (name, value) in named_values(&text.bytes) {
        if taken.iter().any(|range| range.contains(&value.start)) || taken.len() >= MOST {
            continue;
        }
        let parameter = Parameter {
            name: carrier(&name.replace(['_', '-'], "")).unwrap_or("SAMLResponse").to_owned(),
            value: text.slice(value.clone()),
            written: Written::Anyhow,
        };
        if value.is_empty() || form::emptied(&parameter.value.bytes).is_some() {
            continue;
        }
        let mut list = vec![parameter];
        for (companion, option) in [
            ("RelayState", "relay-state"),
            ("RoleArn", "role-arn"),
            ("PrincipalArn", "principal-arn"),
            ("DurationSeconds", "duration-seconds"),
        ] {
            let word = |name| named_word(&text.bytes, name, value.start);
            if let Some(value) = word(companion).or_else(|| word(option)) {
                let value = text.slice(value);
                list.push(Parameter { name: companion.to_owned(), value, written: Written::Body });
            }
        }
        let one = in_parameters(&list, template);
        if one.captured.iter().all(|captured| captured.decoded.is_err()) && value.len() < SHORTEST {
            continue;
        }
        taken.push(value);
        found.add(one);
    }
    for value in markup(&text.bytes).into_iter().chain(runs(&text.bytes)) {
        if taken.iter().any(|range| range.start < value.end && value.start < range.end) || taken.len() >= MOST
        {
            continue;
        }
        let written = unquoted(text, value.clone());
        let captured = form::captured(&written, Written::Anyhow, template.clone());
        let of_saml = !matches!(
            captured.capture.kind,
            MessageKind::OtherXml(_) | MessageKind::Unknown | MessageKind::Html | MessageKind::Soap
        );
        if of_saml {
            taken.push(value);
            found.captured.push(captured);
        }
    }
    found.captured.sort_by_key(|captured| captured.capture.at.start);
    found
}

/// Markup without the quote marks of a mail (`> `) at the start of its lines.
fn unquoted(text: &Traced, range: Range<usize>) -> Traced {
    let bytes = &text.bytes;
    let line = memchr::memrchr(b'\n', &bytes[..range.start]).map_or(0, |at| at + 1);
    let mark = bytes[line..range.start].trim_ascii();
    let is_mark = !mark.is_empty() && mark.iter().all(|byte| matches!(byte, b'>' | b'|' | b' '));
    let quoted = |line: &[u8]| line.starts_with(mark);
    let mut lines = bytes[range.clone()].split(|&byte| byte == b'\n').skip(1).filter(|line| !line.is_empty());
    if !is_mark || !lines.all(quoted) {
        return text.slice(range);
    }
    let value = text.slice(range);
    let mut step = value.step();
    let mut at = 0;
    for end in memchr::memchr_iter(b'\n', &value.bytes) {
        step.copy(at..end + 1);
        at = end + 1;
        if value.bytes[at..].starts_with(mark) {
            at += mark.len() + usize::from(value.bytes.get(at + mark.len()) == Some(&b' '));
        }
    }
    step.copy(at..value.len());
    step.finish()
}

/// Values behind a name: `SAMLResponse=...`, `"SAMLResponse": "..."`, `SAMLResponse` on a line of its own.
fn named_values(bytes: &[u8]) -> Vec<(&'static str, Range<usize>)> {
    let mut values = Vec::new();
    for name in NAMES {
        for at in memchr::memmem::find_iter(bytes, name.as_bytes()).take(MOST) {
            if at > 0 && bytes[at - 1].is_ascii_alphanumeric() {
                continue;
            }
            let start = behind_name(bytes, at + name.len());
            if let Some(start) = start {
                values.push((name, extent(bytes, start)));
            }
        }
    }
    values.sort_by_key(|(_, range)| range.start);
    values
}

/// Where a value starts behind its name: punctuation and white space between, no more.
fn behind_name(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    let mut between = false;
    while at < bytes.len() && at - from < 40 {
        let rest = &bytes[at..];
        let width = if rest.starts_with(b"value=") {
            6
        } else if rest.starts_with(b"%3D") || rest.starts_with(b"%3A") {
            3
        } else if let Some(width) = block_indicator(rest) {
            width
        } else if rest.starts_with(b"&quot;") || rest.starts_with(b"\\u003d") {
            6
        } else if matches!(
            rest[0],
            b'=' | b':' | b'"' | b'\'' | b'`' | b',' | b'\\' | b'[' | b'(' | b'>' | b'|'
        ) || rest[0].is_ascii_whitespace()
        {
            1
        } else {
            break;
        };
        between = true;
        at += width;
    }
    (between && bytes.get(at).is_some_and(|&byte| is_value(byte) || matches!(byte, b'<' | b'%' | b'&')))
        .then_some(at)
}

/// `|`, `>-`, `|2+`: what begins a block of YAML, at the end of its line.
fn block_indicator(rest: &[u8]) -> Option<usize> {
    let [b'|' | b'>', after @ ..] = rest else { return None };
    let width = after.iter().take(2).take_while(|byte| matches!(byte, b'-' | b'+' | b'0'..=b'9')).count();
    let line = after[width..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    (line == Some(&b'\n')).then_some(1 + width)
}

/// The word behind a name somewhere near: `'RoleArn': 'arn:...'`, `RelayState=...`.
fn named_word(bytes: &[u8], name: &str, near: usize) -> Option<Range<usize>> {
    const NEAR: usize = 200_000;
    let window = near.saturating_sub(NEAR)..(near + NEAR).min(bytes.len());
    let offset = window.start;
    let at = memchr::memmem::find(&bytes[window], name.as_bytes())? + offset + name.len();
    let rest = &bytes[at..];
    let between = |byte: &&u8| matches!(byte, b'=' | b':' | b'"' | b'\'' | b' ' | b'\\' | b'[');
    // A list of words has a comma between the two; behind an empty value it leads to the next name.
    let skipped = match rest.starts_with(b"', '") || rest.starts_with(b"\", \"") {
        true => 4,
        false => rest.iter().take_while(between).count(),
    };
    let start = at + skipped;
    let ends = |byte: &u8| {
        byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'&' | b'<' | b',' | b'\\' | b']' | b'}')
    };
    let length = bytes[start..].iter().position(ends).unwrap_or(bytes.len() - start);
    (skipped > 0 && length > 0 && length < 4096).then_some(start..start + length)
}

fn is_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_')
}

fn is_written_value(byte: u8) -> bool {
    is_value(byte) || matches!(byte, b'%' | b'\\' | b'&' | b'#' | b';')
}

/// How far a value goes: to the first character that is none of it; over line breaks as long as
/// whole lines of it follow, quote marks and indentation aside. A blank ends it, unless a value as
/// long goes on behind it (a "+" that was lost).
fn extent(bytes: &[u8], start: usize) -> Range<usize> {
    if bytes[start..].starts_with(b"<") || bytes[start..].starts_with(b"&lt;") {
        return markup_extent(bytes, start);
    }
    let mut end = line_extent(bytes, start);
    let mut width = None;
    while let Some(next) = next_line(bytes, end) {
        let next_end = line_extent(bytes, next);
        let length = next_end - next;
        let ends_line =
            bytes.get(next_end).is_none_or(|byte| matches!(byte, b'\r' | b'\n' | b'"' | b'\'' | b'&' | b'<'))
                || bytes[next_end..].trim_ascii_start().is_empty();
        let fits = width.is_none_or(|width| length <= width);
        let is_name = carrier(&String::from_utf8_lossy(&bytes[next..next_end])).is_some();
        // A line of another width in the middle of the text is another paragraph.
        let continues = length >= 16 || bytes[next..next_end].ends_with(b"=") || length.is_multiple_of(4);
        // `<saml`, `<?xml`, `<Resp`, `<samlp` in base64: another value begins.
        let begins = [&b"PHNhb"[..], b"PD94b", b"PFJlc3", b"PHNhbWxw"];
        let is_next = length >= SHORTEST && begins.iter().any(|head| bytes[next..].starts_with(head));
        if length == 0 || !ends_line || !fits || !continues || is_name || is_next {
            break;
        }
        let shorter = width.is_some_and(|width| length < width);
        width.get_or_insert(length);
        end = next_end;
        if shorter {
            break;
        }
    }
    start..end
}

/// To the end of the value on its line. `&` ends it, but for a character reference.
fn line_extent(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        // Somebody left the middle of the value out; what stands behind it belongs to it.
        if at - start >= SHORTEST
            && let blanks = bytes[at..].iter().take_while(|&&byte| byte == b' ').count()
            && let Some(gap) = base64::gap(&bytes[at + blanks..]).filter(|gap| gap.goes_on)
        {
            at += blanks + gap.length;
            continue;
        }
        let more = match byte {
            b'&' => bytes[at..].starts_with(b"&#"),
            b';' => memchr::memrchr(b'&', &bytes[start.max(at.saturating_sub(8))..at]).is_some(),
            b'#' => bytes[..at].ends_with(b"&"),
            b'\\' => matches!(bytes.get(at + 1), Some(b'/' | b'n' | b'r' | b'u')),
            b' ' => {
                let run = |from: usize, back: bool| {
                    let count = |byte: &&u8| is_value(**byte);
                    match back {
                        true => bytes[..from].iter().rev().take_while(count).take(20).count(),
                        false => bytes[from..].iter().take_while(count).take(20).count(),
                    }
                };
                run(at, true) >= 1 && at - start >= 40 && run(at + 1, false) >= 20
            }
            _ => is_written_value(byte) || super::characters::invisible_at(bytes, at).is_some(),
        };
        if !more {
            break;
        }
        at += super::characters::invisible_at(bytes, at).map_or(1, |(_, length)| length);
    }
    at
}

/// Where the next line's own text begins, behind indentation and quote marks.
fn next_line(bytes: &[u8], end: usize) -> Option<usize> {
    let mut at = end;
    while matches!(bytes.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    if bytes.get(at) == Some(&b'\r') {
        at += 1;
    }
    if bytes.get(at) != Some(&b'\n') {
        return None;
    }
    at += 1;
    while matches!(bytes.get(at), Some(b' ' | b'\t' | b'>' | b'|')) {
        at += 1;
    }
    (at < bytes.len()).then_some(at)
}

/// Runs that begin as markup does in base64, or percent-encoded.
fn runs(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < bytes.len() && found.len() < MOST {
        let Some(start) = memchr::memchr2(b'P', b'%', &bytes[at..]).map(|next| at + next) else { break };
        at = start + 1;
        let begins = matches!(&bytes[start..], [b'P', b'A'..=b'P', ..] | [b'%', b'3', b'C' | b'c', ..]);
        let ahead = &bytes[start..bytes.len().min(start + 40)];
        if !begins
            || !ahead.iter().all(|&byte| is_written_value(byte) || byte.is_ascii_whitespace() || byte >= 0x80)
        {
            continue;
        }
        if ahead.iter().filter(|byte| byte.is_ascii_whitespace()).count() > 4
            || (start > 0 && is_value(bytes[start - 1]) && bytes[start - 1] != b'=')
        {
            continue;
        }
        let range = extent(bytes, start);
        at = range.end.max(at);
        if range.len() >= SHORTEST {
            found.push(range);
        }
    }
    found
}

/// Markup of SAML, as it is or escaped, in a text.
fn markup(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for name in [
        "Response",
        "Assertion",
        "AuthnRequest",
        "LogoutRequest",
        "LogoutResponse",
        "EntityDescriptor",
        "EntitiesDescriptor",
    ] {
        for at in memchr::memmem::find_iter(bytes, name.as_bytes()).take(MOST) {
            let after = bytes.get(at + name.len());
            if after.is_none_or(|byte| byte.is_ascii_alphanumeric()) {
                continue;
            }
            let head = &bytes[at.saturating_sub(40)..at];
            let prefix = head
                .iter()
                .rev()
                .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_' | b'.'))
                .count();
            let before = &head[..head.len() - prefix];
            let start = if before.ends_with(b"<") {
                at - prefix - 1
            } else if before.ends_with(b"&lt;") || bytes[..at].ends_with(b"&lt;") {
                match memchr::memmem::rfind(head, b"&lt;") {
                    Some(found) => at - (head.len() - found),
                    None => continue,
                }
            } else {
                continue;
            };
            let start = declaration_before(bytes, start);
            let range = markup_extent(bytes, start);
            if !found.iter().any(|other| other.start <= range.start && range.start < other.end) {
                found.retain(|other| !(range.start <= other.start && other.start < range.end));
                found.push(range);
            }
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// An XML declaration that stands before the root belongs to the document.
fn declaration_before(bytes: &[u8], start: usize) -> usize {
    let head = &bytes[start.saturating_sub(200)..start];
    match memchr::memmem::rfind(head, b"<?xml") {
        Some(at) if head.trim_ascii_end().ends_with(b"?>") => start - (head.len() - at),
        _ => start,
    }
}

/// From the root's start tag to its end tag, or to the end of the text.
fn markup_extent(bytes: &[u8], start: usize) -> Range<usize> {
    let (open, close, end): (&[u8], &[u8], &[u8]) = match bytes[start..].starts_with(b"<") {
        true => (b"<", b"</", b">"),
        false => (b"&lt;", b"&lt;/", b"&gt;"),
    };
    let mut name_start = start + open.len();
    if bytes[name_start..].starts_with(b"?") {
        match memchr::memmem::find(&bytes[name_start..], b"?") {
            Some(_) => {
                let behind = memchr::memmem::find(&bytes[name_start..], b"?>")
                    .map_or(name_start, |at| name_start + at + 2);
                let next = memchr::memmem::find(&bytes[behind..], open).map_or(bytes.len(), |at| behind + at);
                name_start = (next + open.len()).min(bytes.len());
            }
            None => return start..bytes.len(),
        }
    }
    let name = &bytes[name_start..];
    let length = name
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_' | b'.'))
        .count();
    let mut tag = close.to_vec();
    tag.extend_from_slice(&name[..length]);
    let Some(last) = memchr::memmem::find(&bytes[name_start..], &tag).map(|at| name_start + at) else {
        return start..bytes.len();
    };
    let finish = memchr::memmem::find(&bytes[last..], end).map_or(bytes.len(), |at| last + at + end.len());
    start..finish
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUE: &str = "PHNhbWxwOlJlc3BvbnNlIHhtbG5zOnNhbWxwPSJ1cm46b2FzaXM6bmFtZXM6dGM6U0FNTDoyLjA6cHJvdG9jb2wiIElEPSJfMSIgVmVyc2lvbj0iMi4wIj48L3NhbWxwOlJlc3BvbnNlPg==";
    const XML: &str = "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_1\" Version=\"2.0\"></samlp:Response>";

    #[test]
    fn values_are_found_in_what_surrounds_them() {
        let lines = |width: usize, mark: &str| {
            VALUE
                .as_bytes()
                .chunks(width)
                .map(|line| format!("{mark}{}", String::from_utf8_lossy(line)))
                .collect::<Vec<_>>()
                .join("\n")
        };
        for text in [
            format!("Hello,\nthe value is {VALUE} and it fails.\nThanks\n"),
            format!("Hello,\n\n{}\n\nThanks", lines(64, "")),
            format!("On Monday Ann wrote:\n{}\n> Thanks", lines(60, "> ")),
            format!("SAMLResponse\n{VALUE}\nRelayState\nhttps://x"),
            format!("{{'SAMLAssertion': '{VALUE}', 'RoleArn': 'arn:aws:iam::123456789012:role/Admin'}}"),
            format!("the XML: {XML} - why?"),
            format!("escaped: {}", XML.replace('<', "&lt;").replace('>', "&gt;")),
            format!("form-data; name=\"SAMLResponse\"\r\n\r\n{VALUE}\r\n--x--"),
            format!(
                "This XML file does not appear to have any style information.\n<?xml version=\"1.0\"?>\n{XML}\n"
            ),
        ] {
            let found = messages(&Traced::plain(text.as_str(), 0), &Capture::default());
            assert_eq!(found.captured.len(), 1, "{text}");
            let xml = &found.captured[0].decoded.as_ref().unwrap().xml;
            assert!(xml.ends_with(XML), "{text}\n{xml}");
        }
    }

    #[test]
    fn a_value_without_its_middle_is_found_with_the_gap_in_it() {
        let (head, tail) = VALUE.split_at(112);
        for gap in ["...", " -- snip -- ", "[...]", "…"] {
            let text = format!("the value: SAMLResponse={head}{gap}{tail}{tail} which fails");
            let found = messages(&Traced::plain(text.as_str(), 0), &Capture::default());
            assert_eq!(found.captured.len(), 1, "{text}");
            let at = found.captured[0].capture.at.clone();
            let value = &text.as_bytes()[at.start as usize..at.end as usize];
            assert!(value.ends_with(tail.as_bytes()), "{text}");
        }
    }

    #[test]
    fn markup_that_a_mail_quotes_loses_its_quote_marks() {
        let text = "Ann wrote:\n> <samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\">\n>   <a>x</a>\n> </samlp:Response>\n\nRegards";
        let found = messages(&Traced::plain(text, 0), &Capture::default());
        let xml = &found.captured[0].decoded.as_ref().unwrap().xml;
        let expected = "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\">\n  <a>x</a>\n</samlp:Response>";
        assert_eq!(xml, expected);
    }

    #[test]
    fn words_are_no_values() {
        for text in
            ["SAMLResponse is missing", "The SAMLResponse: none", "Paragraph of PEOPLE", "", "<Response>"]
        {
            assert!(messages(&Traced::plain(text, 0), &Capture::default()).captured.len() <= 1, "{text}");
        }
        for text in ["SAMLResponse is missing", "The SAMLResponse: none", "Paragraph of PEOPLE", ""] {
            assert!(messages(&Traced::plain(text, 0), &Capture::default()).is_empty(), "{text}");
        }
    }
}
