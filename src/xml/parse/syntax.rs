//! The productions of XML that quick-xml does not check: names, references, the XML declaration.

use super::super::characters::reference;
use super::refusal::{Fault, Parsed, shown, syntax};

pub(super) fn check_reference(written: &str, offset: usize) -> Parsed {
    match reference(written) {
        Some(_) => Ok(()),
        None => {
            let name: String = written.chars().take(24).collect();
            Err(syntax(offset, format!("the reference {name} stands for no character of XML")))
        }
    }
}

pub(super) fn check_attribute_value(value: &str, offset: usize) -> Parsed {
    for at in memchr::memchr2_iter(b'&', b'<', value.as_bytes()) {
        if value.as_bytes()[at] == b'<' {
            return Err(syntax(offset + at, "a \"<\" stands in the value of an attribute"));
        }
        if reference(&value[at..]).is_none() {
            return Err(syntax(
                offset + at,
                "an \"&\" in the value of an attribute is not the start of a known reference",
            ));
        }
    }
    Ok(())
}

pub(super) fn check_name(name: &str, offset: usize) -> Parsed {
    let mut characters = name.chars();
    let good = characters.next().is_some_and(is_name_start) && characters.all(is_name_character);
    if good && name.matches(':').count() <= 1 {
        return Ok(());
    }
    Err(syntax(offset, format!("{:?} is no name", shown(name))))
}

/// A QName as it is written (Namespaces in XML 1.0, production 7).
#[derive(Clone, Copy)]
pub(super) struct QName<'s> {
    pub written: &'s str,
    /// Empty where there is none.
    pub prefix: &'s str,
    pub local: &'s str,
    /// Where it stands in the text.
    pub start: usize,
}

impl<'s> QName<'s> {
    pub fn read(written: &'s str, start: usize) -> Result<QName<'s>, Fault> {
        check_name(written, start)?;
        let (prefix, local) = match written.split_once(':') {
            Some((prefix, local)) if !prefix.is_empty() && local.starts_with(is_name_start) => {
                (prefix, local)
            }
            Some(_) => return Err(syntax(start, format!("{} is no qualified name", shown(written)))),
            None => ("", written),
        };
        Ok(QName { written, prefix, local, start })
    }
}

/// NameStartChar of XML 1.0, production 4.
fn is_name_start(c: char) -> bool {
    matches!(c, ':' | 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// NameChar of XML 1.0, production 4a.
fn is_name_character(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// XMLDecl of XML 1.0, production 23.
pub(super) fn is_xml_declaration(written: &str) -> bool {
    let Some(rest) = written.strip_prefix("<?xml").and_then(|rest| rest.strip_suffix("?>")) else {
        return false;
    };
    let Some((version, rest)) = pseudo_attribute(rest, "version") else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !version.strip_prefix("1.").is_some_and(digits) {
        return false;
    }
    let rest = match pseudo_attribute(rest, "encoding") {
        Some((name, rest)) => {
            let good = name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
            if !good {
                return false;
            }
            rest
        }
        None => rest,
    };
    let rest = match pseudo_attribute(rest, "standalone") {
        Some(("yes" | "no", rest)) => rest,
        Some(_) => return false,
        None => rest,
    };
    rest.trim_matches(WHITE_SPACE).is_empty()
}

const WHITE_SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

fn pseudo_attribute<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let trimmed = text.trim_start_matches(WHITE_SPACE);
    if trimmed.len() == text.len() {
        return None;
    }
    let rest = trimmed.strip_prefix(name)?.trim_start_matches(WHITE_SPACE);
    let rest = rest.strip_prefix('=')?.trim_start_matches(WHITE_SPACE);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split_once(quote)
}
