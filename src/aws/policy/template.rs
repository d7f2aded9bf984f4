//! A value of a policy taken apart: text, variables, and what of it is not known.
//!
//! IAM User Guide, "IAM policy elements: Variables and tags".

use std::ops::Range;

/// A value of a policy, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub parts: Vec<Part>,
}

/// Whether `${…}` is a variable or literal text: a matter of the policy's Version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variables {
    Expanded,
    Literal,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Text(String),
    /// `${*}`, `${?}`, `${$}`: the character itself, no wildcard.
    Literal(char),
    Variable {
        /// In lower case.
        key: String,
        default: Option<String>,
    },
    /// Crossed out, or an expression of a template: any text.
    Hole,
}

impl Template {
    pub fn read(text: &str, holes: &[Range<usize>], variables: Variables) -> Template {
        let mut parts = Vec::new();
        let mut at = 0;
        for hole in holes {
            let end = hole.start.clamp(at, text.len());
            parse(text.get(at..end).unwrap_or_default(), variables, &mut parts);
            parts.push(Part::Hole);
            at = hole.end.clamp(end, text.len());
        }
        parse(text.get(at..).unwrap_or_default(), variables, &mut parts);
        Template { parts }
    }

    /// The text, where it is text alone.
    pub fn as_text(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The keys it refers to, in lower case.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable { key, .. } => Some(key.as_str()),
            Part::Text(_) | Part::Literal(_) | Part::Hole => None,
        })
    }
}

fn parse(text: &str, variables: Variables, parts: &mut Vec<Part>) {
    let mut rest = text;
    let mut plain = String::new();
    while let (Variables::Expanded, Some(start)) = (variables, rest.find("${")) {
        let Some(length) = rest[start..].find('}') else { break };
        let inside = &rest[start + 2..start + length];
        let Some(part) = variable(inside) else {
            plain.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            continue;
        };
        plain.push_str(&rest[..start]);
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain)));
        }
        parts.push(part);
        rest = &rest[start + length + 1..];
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
}

/// `key`, `key, 'default'`, or one of the three characters.
fn variable(inside: &str) -> Option<Part> {
    if let "*" | "?" | "$" = inside {
        return inside.chars().next().map(Part::Literal);
    }
    let (key, default) = match inside.split_once(',') {
        Some((key, default)) => {
            let default = default.trim().strip_prefix('\'')?.strip_suffix('\'')?;
            (key.trim(), Some(default.to_owned()))
        }
        None => (inside.trim(), None),
    };
    key.contains(':').then(|| Part::Variable { key: key.to_lowercase(), default })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Part {
        Part::Text(text.to_owned())
    }

    fn variable(key: &str, default: Option<&str>) -> Part {
        Part::Variable { key: key.to_owned(), default: default.map(str::to_owned) }
    }

    #[test]
    fn variables_are_told_from_text() {
        for (written, parts) in [
            ("", vec![]),
            ("a", vec![text("a")]),
            ("${aws:username}", vec![variable("aws:username", None)]),
            ("a/${SAML:sub}/b", vec![text("a/"), variable("saml:sub", None), text("/b")]),
            (
                "${aws:PrincipalTag/Team, 'none, yet'}",
                vec![variable("aws:principaltag/team", Some("none, yet"))],
            ),
            ("a${*}${?}${$}", vec![text("a"), Part::Literal('*'), Part::Literal('?'), Part::Literal('$')]),
            ("${name} ${", vec![text("${name} ${")]),
            ("${aws:username", vec![text("${aws:username")]),
        ] {
            assert_eq!(Template::read(written, &[], Variables::Expanded).parts, parts, "{written}");
            let literal = Template::read(written, &[], Variables::Literal);
            assert_eq!(literal.as_text(), Some(written));
        }
    }

    #[test]
    fn what_was_crossed_out_is_any_text() {
        let written = "arn:aws:iam::************:saml-provider/A";
        let at = written.find('*').unwrap_or(0);
        let hole = at..at + 12;
        let template = Template::read(written, std::slice::from_ref(&hole), Variables::Expanded);
        assert_eq!(template.parts, [text("arn:aws:iam::"), Part::Hole, text(":saml-provider/A")]);
    }
}
