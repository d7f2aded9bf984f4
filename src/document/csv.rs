//! Comma-separated values (RFC 4180), each of which knows where it stands.

use super::Word;
use crate::source::SourceId;

/// The records of a text: a field in quotes may hold separators, line ends, and quotes that are doubled.
pub fn records(text: &str, separator: char) -> impl Iterator<Item = Vec<Word>> + '_ {
    let bytes = text.as_bytes();
    let ends = move |byte: u8| char::from(byte) == separator || matches!(byte, b'\n' | b'\r');
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let mut fields = Vec::new();
        loop {
            let word;
            if bytes.get(at) == Some(&b'"') {
                let start = at + 1;
                let mut end = start;
                let mut doubled = Vec::new();
                while let Some(&byte) = bytes.get(end) {
                    if byte == b'"' {
                        if bytes.get(end + 1) != Some(&b'"') {
                            break;
                        }
                        doubled.push(end - start);
                        end += 1;
                    }
                    end += 1;
                }
                let end = end.min(bytes.len());
                let mut field = Word::written(SourceId::NONE, text, start..end);
                for at in doubled.into_iter().rev() {
                    field = field.without(at..at + 1);
                }
                word = field;
                at = (end + 1).min(bytes.len());
                // What stands behind the closing quote is none of the value's.
                while bytes.get(at).is_some_and(|&byte| !ends(byte)) {
                    at += 1;
                }
            } else {
                let start = at;
                while bytes.get(at).is_some_and(|&byte| !ends(byte)) {
                    at += 1;
                }
                word = Word::written(SourceId::NONE, text, start..at);
            }
            fields.push(word);
            match bytes.get(at) {
                Some(&byte) if char::from(byte) == separator => at += 1,
                Some(_) => {
                    while bytes.get(at).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
                        at += 1;
                    }
                    return Some(fields);
                }
                None => return Some(fields),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::records;

    #[test]
    fn fields_in_quotes_hold_separators_line_ends_and_quotes() {
        let read = |text, separator| -> Vec<Vec<String>> {
            records(text, separator)
                .map(|record| record.into_iter().map(|word| word.value).collect())
                .collect()
        };
        assert_eq!(read("a,b\r\nc,d\n", ','), [["a", "b"], ["c", "d"]]);
        assert_eq!(read("a;\"b;c\"", ';'), [["a", "b;c"]]);
        assert_eq!(read("\"a \"\"b\"\"\",\"c\nd\"\ne,", ','), [["a \"b\"", "c\nd"], ["e", ""]]);
        assert!(read("", ',').is_empty());
    }
}
