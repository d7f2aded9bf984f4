//! What of a policy is not written in it: values crossed out, and a template's expressions.

use std::ops::Range;

use crate::document::{Node, Word};
use crate::marks;
use crate::source::Span;

/// Marks what of a document's strings is crossed out or a template's; `outer` are the places of
/// expressions in the text that the document was read from.
pub fn mark(node: &mut Node, outer: &[Span]) {
    node.each_word(&mut |word| {
        let mut unknown: Vec<Range<usize>> = word.unknown.clone();
        unknown.extend(inherited(word, outer));
        unknown.extend(templates(&word.value));
        unknown.extend(crossed_out(&word.value));
        word.unknown = merged(unknown);
    });
}

/// The places of what is unknown in a string, for a document that is read out of it.
pub fn places(word: &Word) -> Vec<Span> {
    word.unknown.iter().map(|range| word.part(range.clone())).collect()
}

/// The parts of a string that stand where an outer text has an expression.
fn inherited(word: &Word, outer: &[Span]) -> Vec<Range<usize>> {
    let meets = |one: Span, other: Span| one.start < other.end && other.start < one.end;
    if !outer.iter().any(|&span| meets(span, word.span)) {
        return Vec::new();
    }
    word.value
        .char_indices()
        .map(|(at, character)| at..at + character.len_utf8())
        .filter(|range| outer.iter().any(|&span| meets(span, word.part(range.clone()))))
        .collect()
}

/// `${AWS::AccountId}`, `${var.account}`, `{{ account }}`; a policy's own variables have a service's
/// prefix and one colon: `${aws:username}`.
fn templates(value: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (open, close) in [("${", "}"), ("{{", "}}"), ("<%", "%>")] {
        for (start, _) in value.match_indices(open) {
            let inner = &value[start + open.len()..];
            let Some(end) = inner.find(close) else { break };
            let inside = &inner[..end];
            let policys = open == "${" && (matches!(inside, "*" | "?" | "$") || is_policy_variable(inside));
            if !policys {
                found.push(start..start + open.len() + end + close.len());
            }
        }
    }
    found
}

fn is_policy_variable(inside: &str) -> bool {
    let name = inside.split(',').next().unwrap_or(inside).trim();
    let Some((prefix, rest)) = name.split_once(':') else { return false };
    !rest.starts_with(':')
        && !prefix.is_empty()
        && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Characters and words in the place of a value. One star, or two, is a wildcard.
fn crossed_out(value: &str) -> Vec<Range<usize>> {
    if is_disarmed(value) || is_hidden_address(value) {
        return std::iter::once(0..value.len()).collect();
    }
    let mut found = fillers(value);
    // Longer than a whole policy may be, it is no value; nobody has to wait for it.
    const LONGEST: usize = 8_192;
    if value.len() > LONGEST {
        return found;
    }
    for (open, close) in [('<', '>'), ('[', ']'), ('{', '}'), ('(', ')')] {
        for (start, _) in value.match_indices(open) {
            let inner = &value[start + 1..];
            let Some(end) = inner.find(close) else { continue };
            let inside = &inner[..end];
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.' | '\'');
            let dollar = value[..start].ends_with(['$', '{']) || value[start + 1..].starts_with('{');
            if !dollar
                && !inside.is_empty()
                && inside.len() <= 60
                && inside.chars().all(is_name)
                && (!matches!(open, '[' | '(') || is_word(inside))
            {
                found.push(start..start + end + 2);
            }
        }
    }
    let mut from = 0;
    while let Some(range) = marks::of_words(&value[from..]) {
        let word = &value[from + range.start..from + range.end];
        // A class of data is called so.
        if !word.eq_ignore_ascii_case("confidential") {
            found.push(with_its_name(value, from + range.start..from + range.end));
        }
        from += range.end;
    }
    found.extend(names_to_fill_in(value));
    if found.is_empty() {
        found.extend(account(value));
    }
    found.into_iter().map(|range| with_frame(value, range)).collect()
}

fn of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// `REDACTED_EMAIL` of its first word.
fn with_its_name(value: &str, range: Range<usize>) -> Range<usize> {
    let before = value[..range.start].trim_end_matches(of_name).len();
    let after = &value[range.end..];
    before..range.end + (after.len() - after.trim_start_matches(of_name).len())
}

/// With what stands round it on both sides: `<<…>>`, `~removed~`, `[…]`.
fn with_frame(value: &str, mut range: Range<usize>) -> Range<usize> {
    while let (Some(before), Some(after)) =
        (value[..range.start].chars().next_back(), value[range.end..].chars().next())
    {
        let brackets = matches!((before, after), ('<', '>') | ('[', ']') | ('(', ')') | ('{', '}'));
        let same = before == after && "~%@_*-|#!=+'".contains(before);
        if !brackets && !same {
            break;
        }
        range = range.start - before.len_utf8()..range.end + after.len_utf8();
    }
    range
}

/// `hxxps://signin[.]aws[.]amazon[.]com`: no policy holds that, and what it holds is not written here.
fn is_disarmed(value: &str) -> bool {
    value.contains("[.]") || value.to_ascii_lowercase().starts_with("hxxp")
}

/// `203.0.113.x`, `***.0/24`, `xx.xx.xx.xx`: an address, and no text of another kind.
fn is_hidden_address(value: &str) -> bool {
    let address = value.split('/').next().unwrap_or(value);
    let parts: Vec<&str> = address.split('.').collect();
    let is_filler = |part: &str| !part.is_empty() && part.bytes().all(|byte| b"xX*#".contains(&byte));
    let is_part = |part: &&str| is_filler(part) || part.parse::<u8>().is_ok();
    (2..=4).contains(&parts.len())
        && parts.iter().all(is_part)
        && parts.iter().any(|part| is_filler(part) && (part.len() > 1 || parts.len() == 4))
}

/// `YOUR_TENANT`, `your-company`, `MY_ACCOUNT_ID`: what a sample asks the reader to fill in.
fn names_to_fill_in(value: &str) -> Vec<Range<usize>> {
    const TO_DO: [&str; 6] = ["PLACEHOLDER", "CHANGEME", "CHANGE_ME", "TODO", "TBD", "FIXME"];
    let mut found = Vec::new();
    let mut at = 0;
    for piece in value.split(|c| !of_name(c)) {
        let (before, behind) = (&value[..at], &value[at + piece.len()..]);
        let lower = piece.to_ascii_lowercase();
        let capitals = piece.len() > 2 && !piece.bytes().any(|byte| byte.is_ascii_lowercase());
        let of_sample = ["your-", "your_"].iter().any(|head| lower.starts_with(head))
            || capitals
                && piece.contains('_')
                && (lower.starts_with("my_") || lower.ends_with("_here") || lower.ends_with("_id"));
        let of_batch = before.ends_with('%') && behind.starts_with('%') && capitals;
        let of_build = before.ends_with("@@") && behind.starts_with("@@");
        if capitals && before.ends_with('$') {
            found.push(at - 1..at + piece.len());
        } else if of_sample || of_batch || of_build || TO_DO.contains(&piece) {
            found.push(at..at + piece.len());
        }
        at += piece.len() + behind.chars().next().map_or(0, char::len_utf8);
    }
    found
}

/// `[REDACTED]`, and no class of characters.
fn is_word(inside: &str) -> bool {
    inside.len() > 3
        && inside.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'_' | b'-'))
}

fn fillers(value: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let characters: Vec<(usize, char)> = value.char_indices().collect();
    let mut at = 0;
    while let Some(&(start, character)) = characters.get(at) {
        let same = |other: char| other == character || matches!((character, other), ('x' | 'X', 'x' | 'X'));
        let count = characters[at..].iter().take_while(|(_, other)| same(*other)).count();
        let end = characters.get(at + count).map_or(value.len(), |(end, _)| *end);
        let before = at.checked_sub(1).map(|before| characters[before].1);
        let after = characters.get(at + count).map(|(_, character)| *character);
        let alone = [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric());
        let is_filler = match character {
            'x' | 'X' => count >= 4 || count == 3 && alone,
            '*' => count >= 3,
            '#' | '?' | '_' => count >= 5,
            '.' => count >= 3,
            '█' | '▇' | '▒' | '░' | '•' | '●' | '■' | '…' => true,
            _ => false,
        };
        if is_filler {
            found.push(start..end);
        }
        at += count;
    }
    found
}

/// The account of an ARN, where what stands there is none: a word, nought twelve times.
fn account(value: &str) -> Option<Range<usize>> {
    if !value.starts_with("arn:") {
        return None;
    }
    let mut colons = value.match_indices(':').map(|(at, _)| at).skip(3);
    let (start, end) = (colons.next()? + 1, colons.next()?);
    let account = &value[start..end];
    let is_one = matches!(account, "" | "aws" | "*" | "cloudfront")
        || account.contains(['*', '?'])
        || (account.len() == 12
            && account.bytes().all(|byte| byte.is_ascii_digit())
            // Twelve times one digit is nobody's.
            && account.bytes().any(|byte| !account.starts_with(char::from(byte))));
    (!is_one).then_some(start..end)
}

/// In order, none touching another.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges.into_iter().filter(|range| !range.is_empty()) {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::source::SourceId;

    #[test]
    fn what_is_not_written_is_marked_and_what_is_stays() {
        for (value, unknown) in [
            ("arn:aws:iam::************:saml-provider/Okta", &["************"][..]),
            ("arn:aws:iam::XXXXXXXXXXXX:saml-provider/Okta", &["XXXXXXXXXXXX"]),
            ("arn:aws:iam::000000000000:saml-provider/Okta", &["000000000000"]),
            ("arn:aws:iam::<account>:saml-provider/<name>", &["<account>", "<name>"]),
            ("arn:aws:iam::ACCOUNT_ID:saml-provider/Okta", &["ACCOUNT_ID"]),
            ("arn:aws:iam::${AWS::AccountId}:saml-provider/Okta", &["${AWS::AccountId}"]),
            ("arn:aws:iam::${var.account}:saml-provider/Okta", &["${var.account}"]),
            ("arn:aws:iam::{{ account }}:saml-provider/Okta", &["{{ account }}"]),
            ("[REDACTED]", &["[REDACTED]"]),
            ("arn:aws:iam::111111111111:saml-provider/Okta", &["111111111111"]),
            ("(removed)", &["(removed)"]),
            ("[hidden]", &["[hidden]"]),
            ("removed", &["removed"]),
            ("(account id)", &["(account id)"]),
            ("xxx", &["xxx"]),
            ("https://xxx.okta.example/saml", &["xxx"]),
            ("***", &["***"]),
            ("...", &["..."]),
            ("jane@[REDACTED].example, jim@[REDACTED].example", &["[REDACTED]", "[REDACTED]"]),
            ("***.0/24", &["***.0/24"]),
            ("203.0.113.x", &["203.0.113.x"]),
            ("xx.xx.xx.xx/32", &["xx.xx.xx.xx/32"]),
            ("<my-account>", &["<my-account>"]),
            ("{{account}}", &["{{account}}"]),
            ("https://your-company.okta.example", &["your-company"]),
            ("https://YOUR_TENANT.okta.example", &["YOUR_TENANT"]),
            ("hxxps://signin.aws.amazon.com/saml", &["hxxps://signin.aws.amazon.com/saml"]),
            ("https://signin[.]aws[.]amazon[.]com/saml", &["https://signin[.]aws[.]amazon[.]com/saml"]),
            ("<<<removed>>>", &["<<<removed>>>"]),
            ("~removed~", &["~removed~"]),
            ("[…]", &["[…]"]),
            ("REDACTED_EMAIL", &["REDACTED_EMAIL"]),
            ("%%ACCOUNT%%", &["%%ACCOUNT%%"]),
            ("@@account@@", &["@@account@@"]),
            ("$ACCOUNT", &["$ACCOUNT"]),
            ("Xxxx", &["Xxxx"]),
            ("TODO", &["TODO"]),
            ("Confidential", &[]),
            ("jane@corp@example", &[]),
            ("AUTODOC", &[]),
            ("DATA_PLATFORM", &[]),
            ("SVC_DEPLOY", &[]),
            ("*.corp.example", &[]),
            ("10.*", &[]),
            ("1.2", &[]),
            ("203.0.113.0/24", &[]),
            ("arn:aws:iam::111122223333:role/x", &[]),
            ("xx-small", &[]),
            ("urn:amazon:webservices", &[]),
            ("arn:aws:iam::123456789012:saml-provider/Okta", &[]),
            ("arn:aws:iam::*:saml-provider/*", &[]),
            ("https://*.signin.aws.amazon.com/saml", &[]),
            ("${aws:username}", &[]),
            ("${saml:sub, 'nobody'}", &[]),
            ("${aws:RequestTag/Team}", &[]),
            ("${*}", &[]),
            ("[a-z]", &[]),
            ("sts:*", &[]),
        ] {
            let json = serde_json::to_string(&[value]).unwrap();
            let mut document = Document::of_source(SourceId::NONE, &json).unwrap();
            mark(&mut document.root, &[]);
            let word = document.root.elements()[0].word().unwrap();
            let parts: Vec<&str> = word.unknown.iter().map(|range| &word.value[range.clone()]).collect();
            assert_eq!(parts, unknown, "{value}");
        }
    }

    #[test]
    fn what_is_longer_than_a_whole_policy_is_not_looked_through_for_words() {
        for piece in ["redacted ", "<a> ", "your-", "[hidden]"] {
            let json = serde_json::to_string(&[piece.repeat(20_000)]).unwrap();
            let mut document = Document::of_source(SourceId::NONE, &json).unwrap();
            mark(&mut document.root, &[]);
            assert!(document.root.elements()[0].word().unwrap().unknown.is_empty(), "{piece}");
        }
    }

    #[test]
    fn an_expression_of_the_outer_text_is_one_of_the_inner_too() {
        let text = "resource \"a\" \"b\" {\n  p = <<EOT\n{\"Principal\": \"arn:aws:iam::${var.account}:x\"}\nEOT\n}\n";
        let outer = Document::hcl(SourceId::NONE, &crate::source::traced::Traced::plain(text, 0)).unwrap();
        let word = outer.root.at(&["resource", "a", "b", "p"]).unwrap().word().unwrap();
        let mut inner = Document::read(SourceId::NONE, &word.traced()).unwrap();
        mark(&mut inner.root, &places(word));
        let principal = inner.root.member("Principal").unwrap().word().unwrap();
        assert_eq!(&principal.value[principal.unknown[0].clone()], "${var.account}");
    }
}
