//! What PowerShell's `Format-List` writes: a property a line, long values broken over several.

use super::{Document, Member, Node, Value, Word};
use crate::source::{SourceId, Span};

/// Reads a list of properties; several objects, parted by empty lines, become a list named `Roles`.
pub fn read(source: SourceId, text: &str) -> Option<Document> {
    /// Fewer lines with a colon below each other are a letter's head.
    const FEWEST: usize = 3;
    let mut objects: Vec<Vec<Member>> = Vec::new();
    let mut column = None;
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let at = line.as_ptr() as usize - text.as_ptr() as usize;
        let line = line.trim_end_matches(['\r', '\n']);
        if line.trim().is_empty() {
            open = false;
            continue;
        }
        if let Some((name, colon)) =
            property(line).filter(|(_, colon)| column.is_none_or(|known| known == *colon))
        {
            column = Some(colon);
            let start = at + (colon + 2).min(line.len());
            let value = Word::written(source, text, start..at + line.len().max(colon + 2).min(line.len()));
            let key = Word::written(source, text, at..at + name.len());
            let span = value.span;
            let member = Member { key, value: Node::new(Value::String(value), span) };
            match objects.last_mut().filter(|_| open) {
                Some(object) => object.push(member),
                None => objects.push(vec![member]),
            }
            open = true;
            continue;
        }
        // The rest of a long value stands below its beginning.
        let (Some(known), Some(last)) =
            (column.filter(|_| open), objects.last_mut().and_then(|object| object.last_mut()))
        else {
            continue;
        };
        let indent = line.len() - line.trim_start_matches(' ').len();
        if indent < known + 2 {
            continue;
        }
        let more = Word::written(source, text, at + known + 2..at + line.len());
        if let Some(word) = last.value.word() {
            let span = Span { end: more.span.end, ..word.span };
            last.value = Node::new(Value::String(Word::joined(span, [word, &more])), span);
        }
    }
    objects.retain(|object| object.len() >= FEWEST);
    let mut objects = objects.into_iter();
    let first = objects.next()?;
    let rest: Vec<Vec<Member>> = objects.collect();
    if rest.is_empty() {
        return Some(Document::of_members(source, text, first));
    }
    let mut list = Member::written(source, "Roles", text, 0..text.len());
    let span = list.value.span;
    let nodes = std::iter::once(first).chain(rest).map(|members| Node::new(Value::Object(members), span));
    list.value.value = Value::Array(nodes.collect());
    Some(Document::of_members(source, text, vec![list]))
}

/// The name of a property, and the column of the colon behind it.
fn property(line: &str) -> Option<(&str, usize)> {
    let colon = line.find(':')?;
    let name = line[..colon].trim_end();
    let fits = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let parted =
        line[..colon].ends_with(' ') && line[colon + 1..].starts_with([' ']) || line.len() == colon + 1;
    (fits && parted && name.len() < 60).then_some((name, colon))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_and_values_broken_over_lines_are_read() {
        let text = "PS C:\\> Get-IAMRole -RoleName A\r\n\r\nArn                      : arn:aws:iam::111122223333:role/A\r\nAssumeRolePolicyDocument : %7B%22Ver\r\n                           sion%22%7D\r\nDescription              : \r\nRoleName                 : A\r\n";
        let document = read(SourceId::NONE, text).unwrap();
        let policy = document.root.member("AssumeRolePolicyDocument").unwrap().word().unwrap();
        assert_eq!(policy.value, "%7B%22Version%22%7D");
        assert_eq!(&text[policy.part(9..13).range()], "sion");
        assert_eq!(document.root.member("RoleName").unwrap().text(), Some("A"));
        assert!(read(SourceId::NONE, "Subject : x\nFrom : y\n\nHello").is_none());
    }
}
