//! Characters and how they are spelt in what was written: references of XML, escapes of JSON.

use std::ops::Range;

use super::names::Edit;
use crate::xml::characters::reference;

/// A text as its reader has it, each character with the bytes it was written in.
#[derive(Debug, Default)]
pub(super) struct Spelt {
    pub chars: Vec<char>,
    /// Bytes of what was written.
    pub at: Vec<Range<usize>>,
}

impl Spelt {
    /// Character data or the value of an attribute; `start` is where it stands.
    pub fn push_xml(&mut self, written: &str, start: usize) {
        self.push(written, start, |rest| reference(rest).map(|(length, c)| (c, length)));
    }

    /// A CDATA section: nothing is escaped.
    pub fn push_verbatim(&mut self, written: &str, start: usize) {
        self.push(written, start, |_| None);
    }

    /// What stands between the quotes of a JSON string.
    pub fn push_json(&mut self, written: &str, start: usize) {
        self.push(written, start, json_escape);
    }

    fn push(&mut self, written: &str, start: usize, escape: impl Fn(&str) -> Option<(char, usize)>) {
        let mut at = 0;
        while let Some(c) = written[at..].chars().next() {
            let escaped = if matches!(c, '&' | '\\') { escape(&written[at..]) } else { None };
            let (c, length) = escaped.unwrap_or((c, c.len_utf8()));
            self.chars.push(c);
            self.at.push(start + at..start + at + length);
            at += length;
        }
    }

    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// The edits as stretches of what was written. One for each character where there are as many
    /// after as before, so that what stands between two of them (a comment) stays.
    pub fn written(&self, edits: Vec<Edit>) -> Vec<(Range<usize>, String)> {
        let mut written = Vec::new();
        for Edit { at, to } in edits {
            let same = to.chars().count() == at.len();
            let mut new = to.chars();
            for index in at.clone() {
                let to = match (same, index == at.start) {
                    (true, _) => new.next().map(String::from).unwrap_or_default(),
                    (false, true) => to.clone(),
                    (false, false) => String::new(),
                };
                written.push((self.at[index].clone(), to));
            }
        }
        written
    }
}

/// The text with stretches of it replaced; they come in order and do not overlap.
pub(super) fn apply(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for (range, to) in edits {
        out.push_str(&text[at..range.start]);
        out.push_str(to);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

fn json_escape(rest: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = rest.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let c = match rest.as_bytes().get(1)? {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'u' => {
            let first = unit(0)?;
            if let Some(c) = char::from_u32(first) {
                return Some((c, 6));
            }
            let second = unit(6)?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
            return char::from_u32(0x10000 + ((first - 0xD800) << 10) + second).map(|c| (c, 12));
        }
        _ => return None,
    };
    Some((c, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_lead_back_to_what_was_written() {
        let mut spelt = Spelt::default();
        spelt.push_xml("a&amp;&#x42;c", 10);
        assert_eq!((spelt.text().as_str(), spelt.at[2].clone()), ("a&Bc", 16..22));
        let mut spelt = Spelt::default();
        spelt.push_json(r"\u004a\/\ud83d\ude00\q", 0);
        assert_eq!(spelt.text(), "J/😀\\q");
        let edits = spelt.written(vec![Edit { at: 0..1, to: "K".to_owned() }]);
        assert_eq!(apply(r"\u004a\/", &edits), r"K\/");
    }
}
