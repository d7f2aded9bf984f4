//! A policy as JSON that can be changed and written out, members in their order.

use crate::document::{Node, Value};

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    Object(Vec<(String, Json)>),
    Array(Vec<Json>),
    String(String),
    Number(String),
    Bool(bool),
    Null,
}

impl Json {
    /// `None` where a part is not written there: crossed out, or a template's expression.
    pub fn of(node: &Node) -> Option<Json> {
        Some(match &node.value {
            Value::Object(members) => Json::Object(
                members
                    .iter()
                    .map(|member| Some((member.key.value.clone(), Json::of(&member.value)?)))
                    .collect::<Option<_>>()?,
            ),
            Value::Array(elements) => Json::Array(elements.iter().map(Json::of).collect::<Option<_>>()?),
            Value::String(word) if word.is_known() => Json::String(word.value.clone()),
            Value::String(_) | Value::Unknown => return None,
            Value::Number(number) => Json::Number(number.clone()),
            Value::Bool(truth) => Json::Bool(*truth),
            Value::Null => Json::Null,
        })
    }

    pub fn text(text: impl Into<String>) -> Json {
        Json::String(text.into())
    }

    pub fn member(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    pub fn member_mut(&mut self, name: &str) -> Option<&mut Json> {
        match self {
            Json::Object(members) => members.iter_mut().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    pub fn members_mut(&mut self) -> &mut [(String, Json)] {
        match self {
            Json::Object(members) => members,
            _ => &mut [],
        }
    }

    /// Sets a member, behind the others where it is new.
    pub fn set(&mut self, name: &str, value: Json) {
        if let Json::Object(members) = self {
            match members.iter_mut().find(|(key, _)| key == name) {
                Some((_, old)) => *old = value,
                None => members.push((name.to_owned(), value)),
            }
        }
    }

    pub fn remove(&mut self, name: &str) {
        if let Json::Object(members) = self {
            members.retain(|(key, _)| key != name);
        }
    }

    /// The elements of a list, or the one value that stands in its place.
    pub fn one_or_more(&self) -> &[Json] {
        match self {
            Json::Array(elements) => elements,
            other => std::slice::from_ref(other),
        }
    }

    /// As a list, which one value becomes.
    pub fn as_list(&mut self) -> &mut Vec<Json> {
        if !matches!(self, Json::Array(_)) {
            let one = std::mem::replace(self, Json::Null);
            *self = Json::Array(vec![one]);
        }
        match self {
            Json::Array(elements) => elements,
            _ => unreachable!("it was made a list just now"),
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// On several lines, two blanks deeper at each level.
    pub fn written(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, 0);
        text.push('\n');
        text
    }

    fn write(&self, text: &mut String, depth: usize) {
        let line = |text: &mut String, depth: usize| {
            text.push('\n');
            text.push_str(&"  ".repeat(depth));
        };
        match self {
            Json::Object(members) if members.is_empty() => text.push_str("{}"),
            Json::Object(members) => {
                text.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    line(text, depth + 1);
                    text.push_str(&quoted(key));
                    text.push_str(": ");
                    value.write(text, depth + 1);
                }
                line(text, depth);
                text.push('}');
            }
            Json::Array(elements) if elements.is_empty() => text.push_str("[]"),
            Json::Array(elements) => {
                text.push('[');
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    line(text, depth + 1);
                    element.write(text, depth + 1);
                }
                line(text, depth);
                text.push(']');
            }
            Json::String(value) => text.push_str(&quoted(value)),
            Json::Number(number) => text.push_str(number),
            Json::Bool(truth) => text.push_str(&truth.to_string()),
            Json::Null => text.push_str("null"),
        }
    }
}

/// A JSON string; what cannot be seen is escaped.
fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            other if other.is_control() || crate::invisible::is_invisible(other) && other != ' ' => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    written.push_str(&format!("\\u{unit:04x}"));
                }
            }
            other => written.push(other),
        }
    }
    written.push('"');
    written
}

/// What of two texts differs, by lines: ` ` both, `-` the first alone, `+` the second alone; with two lines
/// around each change, and `…` where more was left out.
pub fn difference(before: &str, after: &str) -> Vec<String> {
    const AROUND: usize = 2;
    /// A table of both lengths is filled.
    const MOST: usize = 4_000_000;
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    if old.len().saturating_mul(new.len()) > MOST {
        return Vec::new();
    }
    let width = new.len() + 1;
    let mut common = vec![0u32; (old.len() + 1) * width];
    for left in (0..old.len()).rev() {
        for right in (0..new.len()).rev() {
            common[left * width + right] = if old[left] == new[right] {
                common[(left + 1) * width + right + 1] + 1
            } else {
                common[(left + 1) * width + right].max(common[left * width + right + 1])
            };
        }
    }
    let (mut left, mut right) = (0, 0);
    let mut lines: Vec<(char, &str)> = Vec::new();
    while left < old.len() || right < new.len() {
        if left < old.len() && right < new.len() && old[left] == new[right] {
            lines.push((' ', old[left]));
            left += 1;
            right += 1;
        } else if right == new.len()
            || (left < old.len() && common[(left + 1) * width + right] >= common[left * width + right + 1])
        {
            lines.push(('-', old[left]));
            left += 1;
        } else {
            lines.push(('+', new[right]));
            right += 1;
        }
    }
    let near = |index: usize| {
        let from = index.saturating_sub(AROUND);
        let to = (index + AROUND + 1).min(lines.len());
        lines[from..to].iter().any(|(sign, _)| *sign != ' ')
    };
    let mut shown = Vec::new();
    for (index, (sign, line)) in lines.iter().enumerate() {
        if near(index) {
            shown.push(format!("{sign} {line}"));
        } else if index > 0 && near(index - 1) {
            shown.push("  …".to_owned());
        }
    }
    if shown.last().is_some_and(|last| last == "  …") {
        shown.pop();
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_shows_what_changed_and_two_lines_around() {
        let before = "a\nb\nc\nd\ne\nf\ng\n";
        let after = "a\nb\nc\nd\nE\nf\ng\n";
        assert_eq!(difference(before, after), ["  c", "  d", "- e", "+ E", "  f", "  g"]);
        assert_eq!(difference("a\n", "a\n"), Vec::<String>::new());
        let far = difference("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x\n2\n3\n4\n5\n6\n7\n8\ny\n");
        assert_eq!(far, ["- 1", "+ x", "  2", "  3", "  …", "  7", "  8", "- 9", "+ y"]);
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        let json = Json::Object(vec![("a\"".to_owned(), Json::text("\u{200b}\u{1f600} \n"))]);
        assert_eq!(json.written(), "{\n  \"a\\\"\": \"\\u200b\u{1f600} \\u000a\"\n}\n");
    }
}
