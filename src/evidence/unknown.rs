//! What of a policy is not written in it: values crossed out, and a template's expressions.

use std::ops::Range;

use crate::document::{Node, Word};
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
            let Some(end) = inner.find(close) else { continue };
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
    let mut found = fillers(value);
    for (open, close) in [('<', '>'), ('[', ']'), ('{', '}')] {
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
                && (open != '[' || is_word(inside))
            {
                found.push(start..start + end + 2);
            }
        }
    }
    for word in ["REDACTED", "redacted", "Redacted", "MASKED", "HIDDEN", "REMOVED"] {
        found.extend(value.match_indices(word).map(|(start, word)| start..start + word.len()));
    }
    if found.is_empty() {
        found.extend(account(value));
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
        let count = characters[at..].iter().take_while(|(_, other)| *other == character).count();
        let end = characters.get(at + count).map_or(value.len(), |(end, _)| *end);
        let is_filler = match character {
            'x' | 'X' | '*' => count >= 4,
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
            && account != "000000000000");
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
