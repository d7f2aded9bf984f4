//! What a document is by its root element, before anybody parses it.

use std::fmt;

/// What kind of message a capture seems to hold, by its root alone; what it does hold,
/// `saml::message` tells once it is parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DocumentKind {
    #[default]
    Response,
    /// An assertion without a Response around it.
    Assertion,
    AuthnRequest,
    LogoutRequest,
    LogoutResponse,
    /// Another message of the SAML 2.0 protocol, by its name: `ArtifactResolve`.
    OtherProtocol(String),
    /// A message of SAML 1.0 or 1.1.
    Saml1,
    /// `EntityDescriptor` or `EntitiesDescriptor`.
    Metadata,
    /// WS-Trust without a SAML 2.0 token in it.
    WsTrust,
    /// SOAP without a SAML 2.0 message in it.
    Soap,
    Html,
    /// Any other document, by the name of its root; empty where there is no element.
    Other(String),
    /// It could not be decoded.
    Unknown,
}

impl DocumentKind {
    /// In a word. The JSON report spells the kinds of `saml::message`, which are read from the tree.
    pub fn name(&self) -> &str {
        match self {
            DocumentKind::Response => "response",
            DocumentKind::Assertion => "assertion",
            DocumentKind::AuthnRequest => "authn-request",
            DocumentKind::LogoutRequest => "logout-request",
            DocumentKind::LogoutResponse => "logout-response",
            DocumentKind::OtherProtocol(_) => "protocol",
            DocumentKind::Saml1 => "saml-1",
            DocumentKind::Metadata => "metadata",
            DocumentKind::WsTrust => "ws-trust",
            DocumentKind::Soap => "soap",
            DocumentKind::Html => "html",
            DocumentKind::Other(_) => "other",
            DocumentKind::Unknown => "unknown",
        }
    }

    /// Whether it is what AWS is sent: a Response, or an Assertion where one should be.
    pub fn is_response(&self) -> bool {
        matches!(self, DocumentKind::Response | DocumentKind::Assertion)
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DocumentKind::OtherProtocol(name) | DocumentKind::Other(name) => f.write_str(name),
            _ => f.write_str(self.name()),
        }
    }
}

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

/// What a document is. Envelopes are looked into for a message of SAML 2.0.
pub(super) fn classify(text: &str) -> DocumentKind {
    let Some(root) = root(text) else { return DocumentKind::Other(String::new()) };
    let namespace = root.namespace().unwrap_or("");
    if root.local().eq_ignore_ascii_case("html") || is_html(text) {
        return DocumentKind::Html;
    }
    let of_saml2 = namespace.starts_with(SAML2) || (namespace.is_empty() && root.name.contains(':'));
    if namespace.starts_with(SAML1) {
        return DocumentKind::Saml1;
    }
    if of_saml2 || namespace.is_empty() {
        match root.local() {
            "Response" => return DocumentKind::Response,
            "Assertion" | "EncryptedAssertion" => return DocumentKind::Assertion,
            "AuthnRequest" => return DocumentKind::AuthnRequest,
            "LogoutRequest" => return DocumentKind::LogoutRequest,
            "LogoutResponse" => return DocumentKind::LogoutResponse,
            "EntityDescriptor" | "EntitiesDescriptor" => return DocumentKind::Metadata,
            _ => {}
        }
    }
    match root.local() {
        // Named so in another namespace: a fault of the message, for the rules to find.
        "Response" => return DocumentKind::Response,
        "EntityDescriptor" | "EntitiesDescriptor" => return DocumentKind::Metadata,
        _ => {}
    }
    if let Some(kind) = enclosed(text, root.start) {
        return kind;
    }
    if namespace.starts_with(SAML2) {
        return DocumentKind::OtherProtocol(root.local().to_owned());
    }
    if text.contains(SAML1) {
        return DocumentKind::Saml1;
    }
    match root.local() {
        "Envelope" if text.contains("/ws-trust/") || text.contains("ws/2005/02/trust") => {
            DocumentKind::WsTrust
        }
        "Envelope" => DocumentKind::Soap,
        "RequestSecurityTokenResponse"
        | "RequestSecurityTokenResponseCollection"
        | "RequestSecurityToken" => DocumentKind::WsTrust,
        local => DocumentKind::Other(local.to_owned()),
    }
}

/// The message of SAML 2.0 that stands inside another document.
fn enclosed(text: &str, from: usize) -> Option<DocumentKind> {
    if !text.contains(SAML2) {
        return None;
    }
    let mut first = None;
    for at in memchr::memchr_iter(b'<', &text.as_bytes()[from + 1..]) {
        let Some(element) = short_name(&text[from + 1 + at + 1..]) else { continue };
        let kind = match element {
            "Response" => return Some(DocumentKind::Response),
            "Assertion" | "EncryptedAssertion" => DocumentKind::Assertion,
            "AuthnRequest" => DocumentKind::AuthnRequest,
            "LogoutRequest" => DocumentKind::LogoutRequest,
            "LogoutResponse" => DocumentKind::LogoutResponse,
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
            (format!("<samlp:Response xmlns:samlp=\"{protocol}\"/>"), "response"),
            (format!("<?xml version='1.0'?><!-- <a> --><Response xmlns='{protocol}'>"), "response"),
            (format!("<samlp:AuthnRequest xmlns:samlp=\"{protocol}\"/>"), "authn-request"),
            (format!("<samlp:ArtifactResolve xmlns:samlp=\"{protocol}\"/>"), "protocol"),
            (
                format!(
                    "<s:Envelope xmlns:s='x'><s:Body><samlp:Response xmlns:samlp='{protocol}'/></s:Body></s:Envelope>"
                ),
                "response",
            ),
            ("<saml:Assertion ID='x'>".to_owned(), "assertion"),
            ("<Assertion xmlns='urn:oasis:names:tc:SAML:1.0:assertion'>".to_owned(), "saml-1"),
            ("<samlp:Response xmlns:samlp='urn:oasis:names:tc:SAML:1.0:protocol'>".to_owned(), "saml-1"),
            ("<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'/>".to_owned(), "metadata"),
            ("<!DOCTYPE html><body>".to_owned(), "html"),
            ("<!DOCTYPE a [<!ENTITY b '>'>]><samlp:Response>".to_owned(), "response"),
            ("<HTML>".to_owned(), "html"),
            ("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'/>".to_owned(), "soap"),
            ("<svg/>".to_owned(), "other"),
            ("text".to_owned(), "other"),
        ] {
            assert_eq!(classify(&text).name(), expected, "{text}");
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
