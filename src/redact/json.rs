//! Evidence as AWS's tools print it: JSON, and what stands escaped in it; text, tables and YAML.

use std::ops::Range;

use super::names::Manner;
use super::spell::{Spelt, apply};
use super::words::{is_keyword, is_of_structure};
use super::{Redactor, Removed};
use crate::redaction;

impl Redactor {
    /// A file of evidence, by what it begins with.
    pub(super) fn evidence(&mut self, text: &str) -> Option<String> {
        let start = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
        match start.chars().next() {
            Some('{' | '[') => Some(self.json(text)),
            Some('<') => self.document_or_api(text),
            _ => Some(self.printed(text)),
        }
    }

    fn document_or_api(&mut self, text: &str) -> Option<String> {
        let body = text.trim_start_matches('\u{FEFF}');
        let mark = &text[..text.len() - body.len()];
        let blank = body.len() - body.trim_start().len();
        // Behind white space a declaration is no XML; what is evidence may have some all the same.
        if let Ok(new) = self.document(body) {
            return Some(format!("{mark}{new}"));
        }
        let new = self.document(&body[blank..]).ok()?;
        Some(format!("{mark}{}{new}", &body[..blank]))
    }

    /// What stands in a string may be a document of its own.
    pub(super) fn nested(&mut self, text: &str) -> Option<String> {
        let start = text.trim_start();
        if start.starts_with('<') && start.contains("</") {
            return self.document(text).or_else(|_| self.document(start)).ok();
        }
        if start.starts_with('{') && start.trim_end().ends_with('}') && start.contains('"') {
            return Some(self.json(text));
        }
        let encoded = start.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("%7B"));
        if encoded {
            let decoded = percent_encoding::percent_decode_str(start).decode_utf8().ok()?;
            let new = self.json(&decoded);
            return Some(
                percent_encoding::utf8_percent_encode(&new, percent_encoding::NON_ALPHANUMERIC).to_string(),
            );
        }
        None
    }

    /// JSON, as it is written but for its strings and its longest numbers.
    pub(super) fn json(&mut self, text: &str) -> String {
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        let mut open: Vec<Level> = Vec::new();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'{' => {
                    open.push(Level { object: true, key: String::new() });
                    at += 1;
                }
                b'[' => {
                    let key = open.last().map(|level| level.key.clone()).unwrap_or_default();
                    open.push(Level { object: false, key });
                    at += 1;
                }
                b'}' | b']' => {
                    open.pop();
                    at += 1;
                }
                b'"' => {
                    let end = string_end(bytes, at + 1);
                    let inner = at + 1..end;
                    let after = bytes[(end + 1).min(bytes.len())..].iter().find(|b| !b.is_ascii_whitespace());
                    let is_key = after == Some(&b':') && open.last().is_some_and(|level| level.object);
                    let mut spelt = Spelt::default();
                    spelt.push_json(&text[inner.clone()], inner.start);
                    if is_key {
                        let key = spelt.text();
                        let found = self.key_edits(&open, &spelt);
                        edits.extend(spelt.written(found));
                        if let Some(level) = open.last_mut() {
                            level.key = key;
                        }
                    } else {
                        self.string(&open, &spelt, inner, &mut edits);
                    }
                    at = end + 1;
                }
                byte if byte.is_ascii_alphanumeric() || byte == b'-' => {
                    let length = bytes[at..]
                        .iter()
                        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.'))
                        .count();
                    let bare = &text[at..at + length];
                    let key = open.last().map_or("", |level| level.key.as_str());
                    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
                    if digits >= 8 && !is_of_time(key) {
                        let mut spelt = Spelt::default();
                        spelt.push_verbatim(bare, at);
                        let found = self.names.edits(&spelt.chars, Manner::Id);
                        edits.extend(spelt.written(found));
                    }
                    at += length;
                }
                _ => at += 1,
            }
        }
        apply(text, &edits)
    }

    fn key_edits(&mut self, open: &[Level], spelt: &Spelt) -> Vec<super::names::Edit> {
        let key = spelt.text();
        let in_tags = open.iter().rev().skip(1).any(|level| level.key.to_ascii_lowercase().contains("tags"));
        let structure = !in_tags && is_of_structure(&key) && !self.names.has_replaced(&key);
        let stays = is_keyword(&key) || is_operator(&key) || structure;
        if stays || (under_condition(open) && is_condition_key(&key)) {
            // The key of a tag stands behind the slash.
            let Some(slash) = key.find('/').filter(|_| key.contains(':')) else { return Vec::new() };
            let head = key[..=slash].chars().count();
            let mut found = self.names.edits(&spelt.chars[head..], Manner::Name);
            for edit in &mut found {
                edit.at = edit.at.start + head..edit.at.end + head;
            }
            return found;
        }
        self.names.edits(&spelt.chars, Manner::Name)
    }

    fn string(
        &mut self,
        open: &[Level],
        spelt: &Spelt,
        inner: Range<usize>,
        edits: &mut Vec<(Range<usize>, String)>,
    ) {
        let key = open.last().map_or("", |level| level.key.as_str());
        let text = spelt.text();
        if is_secret(key) && !text.is_empty() {
            self.remove(Removed::Credential);
            edits.push((inner, redaction::WORDS.to_owned()));
            return;
        }
        if let Some(new) = self.nested(&text) {
            edits.push((inner, json_escaped(&new)));
            return;
        }
        if let Some(new) = self.names.qualifier(&text).cloned() {
            edits.push((inner, new));
            return;
        }
        let lower = key.to_ascii_lowercase();
        let manner = match lower.as_str() {
            "action" | "notaction" if is_action(&text) => return,
            "errormessage" | "message" | "detail" => Manner::Sentence,
            "path" | "op" => Manner::Keyword,
            "saml:aud" | "saml:iss" | "audience" | "issuer" | "eventsource" | "samlproviderissuer" => {
                Manner::Uri
            }
            "saml:doc" => Manner::Role,
            "version" if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => return,
            "awsregion" if text == "global" => return,
            "resourcetype" if is_resource_type(&text) => return,
            // CloudTrail Lake prints a map so.
            _ if text.starts_with('{') && text.contains('=') => Manner::Keyword,
            _ if is_keyword(&text) || ["true", "false"].contains(&text.as_str()) => return,
            _ if lower.starts_with("event") || lower.ends_with("region") || lower == "type" => {
                Manner::Keyword
            }
            _ => Manner::Name,
        };
        let variables = variables(&spelt.chars);
        let mut found = self.names.edits(&spelt.chars, manner);
        found.retain(|edit| {
            !variables.iter().any(|kept| kept.start <= edit.at.start && edit.at.end <= kept.end)
        });
        edits.extend(spelt.written(found));
    }

    /// What the AWS CLI prints as text, as a table or as YAML; a policy in YAML; prose about a login.
    pub(super) fn printed(&mut self, text: &str) -> String {
        // A document between other words: metadata, as `--output text` has it.
        let end = text.rfind("EntityDescriptor>").map(|end| end + "EntityDescriptor>".len());
        let declaration = text.find("<?xml");
        let root = || text.find("EntityDescriptor").and_then(|at| text[..at].rfind('<'));
        if let (Some(start), Some(end)) = (declaration.or_else(root), end)
            && start < end
            && let Ok(new) = self.document(&text[start..end])
        {
            return format!("{}{new}{}", self.printed(&text[..start]), self.printed(&text[end..]));
        }
        let mut out = String::with_capacity(text.len());
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            if let Some((new, count)) = self.broken_document(&lines[at..]) {
                out.push_str(&new);
                at += count;
                continue;
            }
            at += 1;
            let key = line.trim_start().split([':', '=', '|', '\t']).next().unwrap_or("").trim();
            if is_secret(key) && line.trim().len() > key.len() + 1 {
                self.remove(Removed::Credential);
                out.push_str(&without_value(line, line.find(key).unwrap_or(0) + key.len()));
                continue;
            }
            let chars: Vec<char> = line.chars().collect();
            let mut spelt = Spelt::default();
            spelt.push_verbatim(line, 0);
            let found = self.names.edits(&chars, Manner::Keyword);
            out.push_str(&apply(line, &spelt.written(found)));
        }
        out
    }

    /// A percent-encoded document that PowerShell broke over lines, under the column where it begins;
    /// with the number of its lines.
    fn broken_document(&mut self, lines: &[&str]) -> Option<(String, usize)> {
        let first = lines.first()?;
        let column = first.find(": ")? + 2;
        let is_more = |line: &&&str| {
            line.get(..column).is_some_and(|head| head.bytes().all(|byte| byte == b' '))
                && line[column..].starts_with(|c: char| !c.is_whitespace())
        };
        let count = 1 + lines[1..].iter().take_while(is_more).count();
        if count == 1 {
            return None;
        }
        let whole: String = lines[..count].iter().map(|line| line[column..].trim_end()).collect();
        let new = self.nested(&whole).filter(|_| whole.starts_with('%'))?;
        let width = first[column..].trim_end().len().max(1);
        let end = if first.ends_with("\r\n") { "\r\n" } else { "\n" };
        // What was percent-encoded is ASCII.
        let pieces = new.as_bytes().chunks(width).map(String::from_utf8_lossy).enumerate();
        let written = pieces.map(|(index, piece)| match index {
            0 => format!("{}{piece}{end}", &first[..column]),
            _ => format!("{}{piece}{end}", " ".repeat(column)),
        });
        Some((written.collect(), count))
    }
}

/// A line without the value behind its key, which ends at a byte: what is quoted stays so, and what
/// stands behind it stays.
fn without_value(line: &str, key_end: usize) -> String {
    let separator = line[key_end..].find([':', '=', '|', '\t']).map_or(key_end, |at| key_end + at + 1);
    let start = separator + (line[separator..].len() - line[separator..].trim_start().len());
    let whole = line.trim_end().len();
    let quote = line[start..].chars().next().filter(|c| matches!(c, '"' | '\''));
    let closing = quote.and_then(|quote| line[start + 1..].find(quote).map(|at| start + 1 + at));
    // A quotation mark in the middle of a secret ends nothing.
    let closing = closing.filter(|end| !line[end + 1..].contains(char::is_alphanumeric));
    match closing {
        Some(end) => format!("{}{}{}", &line[..=start], redaction::WORDS, &line[end..]),
        None => format!("{}{}{}", &line[..start.min(whole)], redaction::WORDS, &line[whole..]),
    }
}

/// An object or array that is open, and the key it stands under or that was read last.
struct Level {
    object: bool,
    key: String,
}

pub(super) fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
        at += found;
        if bytes[at] == b'"' {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

fn json_escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn under_condition(open: &[Level]) -> bool {
    open.iter().any(|level| level.key == "Condition")
}

/// `ForAnyValue:StringLikeIfExists`, misspelt too.
fn is_operator(key: &str) -> bool {
    let plain = key.strip_prefix("ForAllValues:").or(key.strip_prefix("ForAnyValue:")).unwrap_or(key);
    let heads = ["String", "Numeric", "Date", "Bool", "Binary", "IpAddress", "NotIpAddress", "Arn", "Null"];
    plain.len() <= 40
        && plain.bytes().all(|byte| byte.is_ascii_alphabetic())
        && heads.iter().any(|head| plain.starts_with(head))
}

/// `SAML:aud`, `aws:PrincipalTag/Department`: a service, and a key of it.
fn is_condition_key(key: &str) -> bool {
    let head = key.split('/').next().unwrap_or(key);
    head.split_once(':').is_some_and(|(service, name)| {
        // A service that there is not, too, where it is nearly one.
        ["saml", "aws", "sts", "iam", "sso", "identitystore", "ec2", "s3"].iter().any(|known| {
            let version = service.get(known.len()..).is_some_and(|end| end.len() <= 2);
            version && service.get(..known.len()).is_some_and(|head| head.eq_ignore_ascii_case(known))
        }) && name.len() <= 40
            && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    })
}

/// Where the keys of policy variables stand: `${aws:username}`, not the name of a tag behind them.
fn variables(chars: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in 0..chars.len().saturating_sub(2) {
        if chars[at..at + 2] != ['$', '{'] {
            continue;
        }
        let length = chars[at + 2..].iter().take_while(|c| !"/},".contains(**c)).count();
        let key: String = chars[at + 2..at + 2 + length].iter().collect();
        if is_condition_key(key.trim()) {
            found.push(at..at + 2 + length);
        }
    }
    found
}

/// `sts:AssumeRoleWithSAML`, `sts:*`, `*`.
fn is_action(text: &str) -> bool {
    text == "*"
        || text.split_once(':').is_some_and(|(service, action)| {
            service.len() <= 24
                && action.len() <= 64
                && service.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-*".contains(&byte))
                && action.bytes().all(|byte| byte.is_ascii_alphabetic() || b"*?".contains(&byte))
        })
}

/// `AWS::IAM::Role`
fn is_resource_type(text: &str) -> bool {
    let parts: Vec<&str> = text.split("::").collect();
    parts.len() == 3
        && parts[0] == "AWS"
        && parts.iter().all(|part| part.len() <= 32 && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn is_of_time(key: &str) -> bool {
    ["date", "time", "until", "timestamp", "expiration", "instant"]
        .iter()
        .any(|word| key.to_ascii_lowercase().ends_with(word))
}

fn is_secret(key: &str) -> bool {
    let key: String = key.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    [
        "secret",
        "token",
        "password",
        "passwd",
        "accesskey",
        "privatekey",
        "cookie",
        "authorization",
        "signature",
    ]
    .iter()
    .any(|word| key.contains(word))
        && key != "securitytoken"
        && !key.starts_with("invalid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_secret_is_left_and_the_line_keeps_its_form() {
        for (line, key, expected) in [
            ("  secret_key = \"wJalr\"\n", "secret_key", "  secret_key = \"removed by redaction\"\n"),
            ("{ token = \"a\" }\n", "{ token", "{ token = \"removed by redaction\" }\n"),
            ("SecretAccessKey: wJalr/K7\r\n", "SecretAccessKey", "SecretAccessKey: removed by redaction\r\n"),
            ("password: \"abc\"def\"\n", "password", "password: removed by redaction\n"),
            ("Token\tabc", "Token", "Token\tremoved by redaction"),
        ] {
            let end = line.find(key).unwrap() + key.len();
            assert_eq!(without_value(line, end), expected, "{line}");
        }
    }
}
