//! What a document is by its root element, before anybody parses it.

use crate::message_kind::MessageKind;

const SAML2: &str = "urn:oasis:names:tc:SAML:2.0:";
const SAML1: &str = "urn:oasis:names:tc:SAML:1.";

/// The first element of a text, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Root<'a> {
    /// Byte of its `<`.
    pub start: usize,
    /// With prefix.
    pub name: &'a str,
    /// From `<` on to what ends the tag, or to the end of the text.
    pub tag: &'a str,
}

impl<'a> Root<'a> {
    pub fn local(&self) -> &'a str {
        self.name.rsplit(':').next().unwrap_or(self.name)
    }

    fn namespace(&self) -> Option<&'a str> {
        let declaration = match self.name.split_once(':') {
            Some((prefix, _)) => format!("xmlns:{prefix}"),
            None => "xmlns".to_owned(),
        };
        let mut rest = self.tag;
        while let Some(at) = rest.find(&declaration) {
            let after = rest[at + declaration.len()..].trim_start();
            if let Some(value) = after.strip_prefix('=').map(str::trim_start) {
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
                return value[1..].split(quote).next();
            }
            rest = &rest[at + declaration.len()..];
        }
        None
    }
}

/// Finds the root element behind declaration, comments and document type.
pub(crate) fn root(text: &str) -> Option<Root<'_>> {
    let mut at = 0;
    loop {
        at += text[at..].len()
            - text[at..].trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}').len();
        let rest = &text[at..];
        let skip = if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<!") {
            document_type_end(rest)?
        } else {
            return element_at(text, at);
        };
        at += skip;
    }
}

fn element_at(text: &str, at: usize) -> Option<Root<'_>> {
    let rest = text[at..].strip_prefix('<')?;
    let ends = |c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<' | '"' | '\'' | '=' | '&');
    let name = &rest[..rest.find(ends).unwrap_or(rest.len())];
    let first = name.chars().next()?;
    if !(first.is_alphabetic() || first == '_') {
        return None;
    }
    Some(Root { start: at, name, tag: &text[at..at + tag_end(&text[at..]).unwrap_or(text.len() - at)] })
}

/// Behind the `>` that ends a start tag, quotes respected.
fn tag_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        match bytes[at] {
            b'>' => return Some(at + 1),
            quote => at += 1 + memchr::memchr(quote, &bytes[at + 1..])? + 1,
        }
    }
}

fn document_type_end(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b'>' if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Whether a document type says so.
pub(crate) fn is_html(text: &str) -> bool {
    let head = text.trim_start().as_bytes();
    head.get(..14).is_some_and(|start| start.eq_ignore_ascii_case(b"<!doctype html"))
}

/// SAML metadata namespace.
const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";

/// What a document is. Envelopes are looked into for a message of SAML 2.0.
pub(super) fn classify(text: &str) -> MessageKind {
    let Some(root) = root(text) else { return MessageKind::OtherXml(String::new()) };
    let namespace = root.namespace().unwrap_or("");
    if root.local().eq_ignore_ascii_case("html") || is_html(text) {
        return MessageKind::Html;
    }
    let of_saml2 = namespace.starts_with(SAML2) || (namespace.is_empty() && root.name.contains(':'));
    if namespace.starts_with(SAML1) {
        return MessageKind::Saml1;
    }
    if of_saml2 || namespace.is_empty() {
        match root.local() {
            "Response" => return MessageKind::Response,
            "Assertion" | "EncryptedAssertion" => return MessageKind::Assertion,
            "AuthnRequest" => return MessageKind::AuthnRequest,
            "LogoutRequest" => return MessageKind::LogoutRequest,
            "LogoutResponse" => return MessageKind::LogoutResponse,
            "EntityDescriptor" | "EntitiesDescriptor" => return MessageKind::Metadata,
            _ => {}
        }
    }
    match root.local() {
        // Named so in another namespace: a fault of the message, for the rules to find.
        "Response" => return MessageKind::Response,
        "EntityDescriptor" | "EntitiesDescriptor" => return MessageKind::Metadata,
        _ => {}
    }
    if let Some(kind) = enclosed(text, root.start) {
        return kind;
    }
    // Meant as metadata, whatever its root; IAM cannot parse it.
    if namespace == METADATA {
        return MessageKind::Metadata;
    }
    if namespace.starts_with(SAML2) {
        return MessageKind::OtherProtocol(root.local().to_owned());
    }
    if text.contains(SAML1) {
        return MessageKind::Saml1;
    }
    match root.local() {
        "Envelope" if text.contains("/ws-trust/") || text.contains("ws/2005/02/trust") => {
            MessageKind::WsTrust
        }
        "Envelope" => MessageKind::Soap,
        "RequestSecurityTokenResponse"
        | "RequestSecurityTokenResponseCollection"
        | "RequestSecurityToken" => MessageKind::WsTrust,
        local => MessageKind::OtherXml(local.to_owned()),
    }
}

/// The message of SAML 2.0 that stands inside another document.
fn enclosed(text: &str, from: usize) -> Option<MessageKind> {
    if !text.contains(SAML2) {
        return None;
    }
    let mut first = None;
    for at in memchr::memchr_iter(b'<', &text.as_bytes()[from + 1..]) {
        let Some(element) = short_name(&text[from + 1 + at + 1..]) else { continue };
        let kind = match element {
            "Response" => return Some(MessageKind::Response),
            "Assertion" | "EncryptedAssertion" => MessageKind::Assertion,
            "AuthnRequest" => MessageKind::AuthnRequest,
            "LogoutRequest" => MessageKind::LogoutRequest,
            "LogoutResponse" => MessageKind::LogoutResponse,
            _ => continue,
        };
        first.get_or_insert(kind);
    }
    first
}

/// Local name of the start tag whose `<` stands before these characters.
fn short_name(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let end =
        bytes.iter().take(80).position(|byte| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))?;
    text.get(..end)?.rsplit(':').next()
}

/// How a document ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With the end tag of its root and what may stand behind it.
    Whole,
    /// Without it.
    NoEndTag,
    /// With it, and something that belongs to no document behind it, from this byte on.
    Followed(usize),
}

pub(super) fn end(text: &str) -> End {
    let Some(root) = root(text) else { return End::NoEndTag };
    let bytes = text.as_bytes();
    let tag = format!("</{}", root.name);
    let mut searched = bytes.len();
    let close = loop {
        let Some(at) = memchr::memmem::rfind(&bytes[..searched], tag.as_bytes()) else { break None };
        let after = text[at + tag.len()..].trim_start();
        if after.starts_with('>') {
            break Some(text.len() - after.len() + 1);
        }
        searched = at;
    };
    let close = match close {
        Some(close) => close,
        None if root.tag.ends_with("/>") => root.start + root.tag.len(),
        None => return End::NoEndTag,
    };
    let mut at = close;
    loop {
        let rest = text[at..].trim_ascii_start();
        at = text.len() - rest.len();
        let skip = match rest {
            "" => return End::Whole,
            _ if rest.starts_with("<!--") => rest.find("-->").map(|end| end + 3),
            _ if rest.starts_with("<?") => rest.find("?>").map(|end| end + 2),
            _ => None,
        };
        match skip {
            Some(skip) => at += skip,
            None => return End::Followed(close),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_apart_by_their_root() {
        let protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
        for (text, expected) in [
            (format!("<samlp:Response xmlns:samlp=\"{protocol}\"/>"), MessageKind::Response),
            (
                format!("<?xml version='1.0'?><!-- <a> --><Response xmlns='{protocol}'>"),
                MessageKind::Response,
            ),
            (format!("<samlp:AuthnRequest xmlns:samlp=\"{protocol}\"/>"), MessageKind::AuthnRequest),
            (
                format!("<samlp:ArtifactResolve xmlns:samlp=\"{protocol}\"/>"),
                MessageKind::OtherProtocol("ArtifactResolve".into()),
            ),
            (
                format!(
                    "<s:Envelope xmlns:s='x'><s:Body><samlp:Response xmlns:samlp='{protocol}'/></s:Body></s:Envelope>"
                ),
                MessageKind::Response,
            ),
            ("<saml:Assertion ID='x'>".to_owned(), MessageKind::Assertion),
            ("<Assertion xmlns='urn:oasis:names:tc:SAML:1.0:assertion'>".to_owned(), MessageKind::Saml1),
            (
                "<samlp:Response xmlns:samlp='urn:oasis:names:tc:SAML:1.0:protocol'>".to_owned(),
                MessageKind::Saml1,
            ),
            (
                "<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'/>".to_owned(),
                MessageKind::Metadata,
            ),
            ("<!DOCTYPE html><body>".to_owned(), MessageKind::Html),
            ("<!DOCTYPE a [<!ENTITY b '>'>]><samlp:Response>".to_owned(), MessageKind::Response),
            ("<HTML>".to_owned(), MessageKind::Html),
            ("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'/>".to_owned(), MessageKind::Soap),
            ("<svg/>".to_owned(), MessageKind::OtherXml("svg".into())),
            ("text".to_owned(), MessageKind::OtherXml(String::new())),
        ] {
            assert_eq!(classify(&text), expected, "{text}");
        }
    }

    #[test]
    fn the_end_of_a_document_is_seen() {
        for (text, expected) in [
            ("<a><b/></a>", End::Whole),
            ("<a><b/></a >\n<!-- x -->", End::Whole),
            ("<a/>", End::Whole),
            ("<a><b/></a", End::NoEndTag),
            ("<a><b>", End::NoEndTag),
            ("<a></ab>", End::NoEndTag),
            ("<a></a>thanks", End::Followed(7)),
        ] {
            assert_eq!(end(text), expected, "{text}");
        }
    }
}
