//! What the AWS CLI draws with `--output table`, where its form is unambiguous.

use super::{Document, Member, Node, Syntax, Value};
use crate::source::{SourceId, Span};

/// Reads a table: its name is the operation's. Rows under a heading become a list of objects; what is
/// drawn otherwise is left out.
pub fn read(source: SourceId, text: &str) -> Option<Document> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next()?.trim();
    if first.len() < 10 || !first.bytes().all(|byte| byte == b'-') {
        return None;
    }
    let title = match cells(lines.next()?)?.as_slice() {
        [title] => title.trim(),
        _ => return None,
    };
    let offset = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let mut members: Vec<Member> = Vec::new();
    let mut list: Option<&str> = None;
    let mut headings: Vec<&str> = Vec::new();
    let mut rows: Vec<Node> = Vec::new();
    let close = |list: &mut Option<&str>, rows: &mut Vec<Node>, members: &mut Vec<Member>| {
        if let Some(name) = list.take() {
            let span = Span { source, start: offset(name) as u32, end: (offset(name) + name.len()) as u32 };
            let value = Node::new(Value::Array(std::mem::take(rows)), span);
            let mut member = Member::written(source, name, text, offset(name)..offset(name) + name.len());
            member.value = value;
            members.push(member);
        }
    };
    for line in lines {
        let Some(cells) = cells(line) else { continue };
        match cells.as_slice() {
            [name] => {
                close(&mut list, &mut rows, &mut members);
                list = Some(name.trim());
                headings.clear();
            }
            _ if headings.is_empty() => headings = cells.iter().map(|cell| cell.trim()).collect(),
            _ if cells.len() == headings.len() => {
                let row = headings.iter().zip(&cells).map(|(heading, cell)| {
                    let value = cell.trim();
                    Member::written(source, heading, text, offset(value)..offset(value) + value.len())
                });
                let span =
                    Span { source, start: offset(line) as u32, end: (offset(line) + line.len()) as u32 };
                rows.push(Node::new(Value::Object(row.collect()), span));
            }
            // A row that is broken over lines is none to be read.
            _ => return Some(named(Document::of_members(source, text, Vec::new()), title)),
        }
    }
    close(&mut list, &mut rows, &mut members);
    Some(named(Document::of_members(source, text, members), title))
}

fn named(document: Document, title: &str) -> Document {
    Document { syntax: Syntax::Table, name: Some(title.to_owned()), ..document }
}

/// The cells of a line between its bars; `None` for a ruled line.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().trim_matches('|');
    if !line.trim_start().starts_with('|')
        || inner.starts_with('+')
        || inner.trim_matches(['-', '+']).is_empty()
    {
        return None;
    }
    Some(inner.split('|').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_objects_by_their_headings() {
        let text = "------------------------\n|   ListSAMLProviders  |\n+----------------------+\n||  SAMLProviderList  ||\n|+----------+---------+|\n||   Arn    |  Until  ||\n|+----------+---------+|\n||  arn:a   |  2027   ||\n||  arn:b   |  2028   ||\n|+----------+---------+|\n";
        let document = read(SourceId::NONE, text).unwrap();
        assert_eq!(document.name.as_deref(), Some("ListSAMLProviders"));
        let list = document.root.member("SAMLProviderList").unwrap().elements();
        let arns: Vec<_> = list.iter().map(|row| row.member("Arn").unwrap().text().unwrap()).collect();
        assert_eq!(arns, ["arn:a", "arn:b"]);
        let span = list[1].member("Until").unwrap().span;
        assert_eq!(&text[span.range()], "2028");
        for other in ["", "----\n", "| a |\n", "-----------\nhello\n"] {
            assert!(read(SourceId::NONE, other).is_none(), "{other}");
        }
    }
}
