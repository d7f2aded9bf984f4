//! YAML that stands among words: in a ticket, behind a prompt, between the fences of a README.

use crate::document::Document;
use crate::source::SourceId;
use crate::source::traced::Traced;

/// So many beginnings are tried.
const MOST: usize = 40;

/// The documents among the lines of a text that holds a policy, and what each is told for.
pub(super) fn all<T>(text: &Traced, told: impl Fn(&Document) -> Option<T>) -> Vec<(T, Document)> {
    let mut found = Vec::new();
    let has_policy = ["Statement:", "AssumeRolePolicyDocument:"]
        .iter()
        .any(|word| memchr::memmem::find(&text.bytes, word.as_bytes()).is_some());
    if !has_policy {
        return found;
    }
    let lines = lines(&text.bytes);
    let (mut at, mut tried) = (0, 0);
    while at < lines.len() && tried < MOST {
        let first = &lines[at];
        if !first.is_key || first.is_item {
            at += 1;
            continue;
        }
        let count = block(&lines[at..]);
        let end = lines[at + count - 1].end;
        tried += 1;
        let document = Document::yaml(SourceId::NONE, &text.slice(first.start..end)).ok();
        match document.and_then(|document| Some((told(&document)?, document))) {
            Some(one) => {
                found.push(one);
                at += count;
            }
            None => at += 1,
        }
    }
    found
}

struct Line {
    start: usize,
    end: usize,
    indent: usize,
    is_blank: bool,
    /// `Key:` or `Key: value`.
    is_key: bool,
    /// `- value`.
    is_item: bool,
}

fn lines(bytes: &[u8]) -> Vec<Line> {
    let mut start = 0;
    let each = bytes.split_inclusive(|&byte| byte == b'\n').map(|line| {
        let end = start + line.len();
        let indent = line.iter().take_while(|&&byte| byte == b' ').count();
        let rest = line[indent..].trim_ascii_end();
        let line = Line {
            start,
            end,
            indent,
            is_blank: rest.is_empty(),
            is_key: is_key(rest),
            is_item: rest == b"-" || rest.starts_with(b"- "),
        };
        start = end;
        line
    });
    each.collect()
}

fn is_key(line: &[u8]) -> bool {
    let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':');
    let word = line.split(|&byte| byte == b' ').next().unwrap_or_default();
    word.strip_suffix(b":")
        .is_some_and(|name| name.first().is_some_and(u8::is_ascii_alphabetic) && name.iter().all(of_name))
}

/// How many lines belong to the mapping that the first of them begins.
fn block(lines: &[Line]) -> usize {
    let indent = lines[0].indent;
    let belongs = |line: &&Line| {
        line.is_blank || line.indent > indent || (line.indent == indent && (line.is_key || line.is_item))
    };
    let count = lines.iter().take_while(belongs).count();
    // Blank lines at its end are the text's.
    count - lines[..count].iter().rev().take_while(|line| line.is_blank).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_role(document: &Document) -> Option<()> {
        document.root.at(&["Role", "AssumeRolePolicyDocument", "Statement"]).map(|_| ())
    }

    const ROLE: &str = "Role:\n  RoleName: Admin\n  AssumeRolePolicyDocument:\n    Version: '2012-10-17'\n    Statement:\n    - Effect: Allow\n      Action: sts:AssumeRoleWithSAML\n      Principal:\n        Federated: arn:aws:iam::123456789012:saml-provider/Okta\n";

    #[test]
    fn a_document_is_found_between_the_words_round_it() {
        for (before, after) in [
            ("", ""),
            ("Hello,\n\nthis is what I get:\n\n", "\nThanks,\nJane\n"),
            ("$ aws iam get-role --role-name Admin\n", "$ \n"),
            ("```yaml\n", "```\n\nany idea?\n"),
            ("Ticket: 4711\n\nBroken since Monday. The role:\n", "Regards\n"),
        ] {
            let text = format!("{before}{ROLE}{after}");
            let found = all(&Traced::plain(text.as_str(), 0), is_role);
            assert_eq!(found.len(), 1, "{text}");
            let name = found[0].1.root.at(&["Role", "RoleName"]).unwrap();
            assert_eq!(&text[name.span.range()], "Admin", "{text}");
        }
        let indented: String = ROLE.lines().map(|line| format!("    {line}\n")).collect();
        assert_eq!(all(&Traced::plain(format!("It is\n\n{indented}\nbye\n").as_str(), 0), is_role).len(), 1);
        assert!(all(&Traced::plain("Statement: we have none\nRole: Admin\n", 0), is_role).is_empty());
    }
}
