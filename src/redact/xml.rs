//! A SAML document, its names replaced and its secrets gone: the same elements, only other values.

use std::ops::Range;

use super::names::Manner;
use super::spell::{Spelt, apply};
use super::{Redactor, Removed};
use crate::aws::attributes::{self, ROLE, SESSION_DURATION, near_miss};
use crate::redaction;
use crate::saml::ASSERTION;
use crate::source::{Source, SourceKind, Sources};
use crate::xml::{self, NodeId, NodeKind, NotWellFormed, Tree};

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// A longer document is near the length that AWS takes; white space keeps it there.
const LONG: usize = 60_000;

/// What becomes of a value.
enum Fate {
    Read(Manner),
    Keep,
    /// A mark stands in its place.
    Mark(Removed),
}

type Edits = Vec<(Range<usize>, String)>;

impl Redactor {
    /// The document, redacted.
    pub(super) fn document(&mut self, text: &str) -> Result<String, NotWellFormed> {
        let body = text.trim_start_matches('\u{FEFF}');
        if body.len() < text.len() {
            let new = self.document(body)?;
            return Ok(format!("{}{new}", &text[..text.len() - body.len()]));
        }
        let sources = Sources::default();
        let id = sources.add(Source::new(SourceKind::Message, "", None));
        let tree = xml::parse(id, text)?;
        let mut edits: Edits = Vec::new();
        let tops: Vec<NodeId> = tree.top_level().collect();
        for top in tops {
            self.node(&tree, top, text, &mut edits);
        }
        if text.len() > LONG {
            pad(&mut edits);
        }
        edits.sort_by_key(|(range, _)| range.start);
        let mut end = 0;
        edits.retain(|(range, _)| {
            let apart = range.start >= end;
            end = end.max(range.end);
            apart
        });
        Ok(apply(text, &edits))
    }

    fn node(&mut self, tree: &Tree, id: NodeId, text: &str, edits: &mut Edits) {
        let mut skip: Option<Range<usize>> = None;
        for id in tree.descendants(id) {
            let span = tree.span(id).range();
            if skip.as_ref().is_some_and(|skip| skip.start <= span.start && span.end <= skip.end) {
                continue;
            }
            match tree.kind(id) {
                NodeKind::Element if is_key_info_of_signature(tree, id) => {
                    self.remove(Removed::Certificate);
                    edits.push((span.clone(), String::new()));
                    skip = Some(span);
                }
                NodeKind::Element => self.element(tree, id, text, edits),
                NodeKind::Comment | NodeKind::ProcessingInstruction => {
                    let mut spelt = Spelt::default();
                    spelt.push_verbatim(&text[span.clone()], span.start);
                    let found = self.names.edits(&spelt.chars, Manner::Id);
                    edits.extend(spelt.written(found));
                }
                // With their element.
                NodeKind::Text | NodeKind::CharacterData => {}
            }
        }
    }

    fn element(&mut self, tree: &Tree, id: NodeId, text: &str, edits: &mut Edits) {
        for declaration in tree.declarations(id) {
            let span = declaration.span.range();
            let Some(quote) = text[span.clone()].find(['"', '\'']) else { continue };
            let value = span.start + quote + 1..span.end - 1;
            self.value(text, value, Manner::Uri, edits);
        }
        for attribute in tree.attributes(id) {
            let value = attribute.value_span.range();
            match fate_of_attribute(tree, id, tree.attribute_local_name(attribute), &text[value.clone()]) {
                Fate::Keep => {}
                Fate::Read(manner) => self.value(text, value, manner, edits),
                Fate::Mark(removed) => {
                    self.remove(removed);
                    edits.push((value, redaction::WORDS.to_owned()));
                }
            }
        }
        let texts: Vec<NodeId> = tree
            .children(id)
            .filter(|&child| matches!(tree.kind(child), NodeKind::Text | NodeKind::CharacterData))
            .collect();
        match fate_of_text(tree, id) {
            Fate::Keep => {}
            Fate::Mark(removed) => {
                let filled = |child: &NodeId| !tree.characters(*child).trim().is_empty();
                let mut mark = redaction::BASE64;
                for child in texts.into_iter().filter(filled) {
                    self.remove(removed);
                    edits.push((tree.span(child).range(), std::mem::take(&mut mark).to_owned()));
                }
            }
            Fate::Read(manner) => {
                let mut spelt = Spelt::default();
                for child in texts {
                    let span = tree.span(child).range();
                    let written = &text[span.clone()];
                    match tree.kind(child) {
                        NodeKind::CharacterData => {
                            let inner = written.len() - "]]>".len();
                            spelt.push_verbatim(
                                &written["<![CDATA[".len()..inner],
                                span.start + "<![CDATA[".len(),
                            );
                        }
                        _ => spelt.push_xml(written, span.start),
                    }
                }
                if let Some(inner) = self.nested(&spelt.text()) {
                    let whole = spelt.at.first().zip(spelt.at.last());
                    if let Some((first, last)) = whole {
                        edits.push((first.start..last.end, escaped(&inner)));
                    }
                    return;
                }
                let found = self.names.edits(&spelt.chars, manner);
                edits.extend(spelt.written(found));
            }
        }
    }

    fn value(&mut self, text: &str, value: Range<usize>, manner: Manner, edits: &mut Edits) {
        let mut spelt = Spelt::default();
        spelt.push_xml(&text[value.clone()], value.start);
        let found = self.names.edits(&spelt.chars, manner);
        edits.extend(spelt.written(found));
    }
}

/// Fills up with white space what became shorter by much.
fn pad(edits: &mut Edits) {
    for (range, to) in edits.iter_mut().filter(|(range, to)| range.len() > to.len() + 40) {
        if to.is_empty() || to == redaction::BASE64 {
            to.extend(std::iter::repeat_n('\n', range.len() - to.len()));
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What a Signature says of its key; in EncryptedData it leads to the content key, and stays.
fn is_key_info_of_signature(tree: &Tree, id: NodeId) -> bool {
    tree.is(id, DSIG, "KeyInfo") && tree.parent(id).is_some_and(|parent| tree.is(parent, DSIG, "Signature"))
}

fn fate_of_text(tree: &Tree, id: NodeId) -> Fate {
    let parent = tree.parent(id);
    match tree.local_name(id) {
        "SignatureValue" => Fate::Mark(Removed::SignatureValue),
        "DigestValue" => Fate::Mark(Removed::Digest),
        "X509Certificate" | "BinarySecurityToken" | "X509CRL" => Fate::Mark(Removed::Certificate),
        "CipherValue" => Fate::Mark(Removed::CipherText),
        "Modulus" | "Exponent" | "PublicKey" | "DEREncodedKeyValue" | "X509SKI" | "X509Digest"
        | "OAEPparams" => Fate::Mark(Removed::Certificate),
        "BinarySecret" | "Password" => Fate::Mark(Removed::Credential),
        "Issuer"
        | "Audience"
        | "AuthenticatingAuthority"
        | "AuthnContextClassRef"
        | "AuthnContextDeclRef"
        | "RequesterID"
        | "AffiliateMember"
        | "OrganizationURL"
        | "NameIDFormat"
        | "TokenType"
        | "KeyType"
        | "RequestType"
        | "Address"
        | "Action"
        | "To"
        | "AttributeProfile"
        | "ServiceURL" => Fate::Read(Manner::Uri),
        "SessionIndex" | "AssertionIDRef" | "Artifact" | "MessageID" | "RelatesTo" | "XPath" | "KeyName" => {
            Fate::Read(Manner::Id)
        }
        "Created" | "Expires" => Fate::Read(Manner::Number),
        "StatusMessage" => Fate::Read(Manner::Sentence),
        "AttributeValue" => {
            let name = parent.and_then(|parent| tree.attribute_value(parent, "Name"));
            Fate::Read(manner_of_attribute(name.as_deref().unwrap_or("")))
        }
        _ => Fate::Read(Manner::Name),
    }
}

/// How the values of an attribute are read, by the Name it has or nearly has.
fn manner_of_attribute(name: &str) -> Manner {
    let known = attributes::recognise(name).map(|(known, _)| known);
    let meant = known.or_else(|| near_miss(name).map(|near| near.meant));
    match meant.map(|known| known.name) {
        Some(ROLE) => Manner::Role,
        Some(SESSION_DURATION) => Manner::Number,
        Some(_) | None => Manner::Name,
    }
}

fn fate_of_attribute(tree: &Tree, id: NodeId, name: &str, value: &str) -> Fate {
    let local = tree.local_name(id);
    match name {
        "ID" | "Id" | "id" | "AssertionID" | "ResponseID" | "RequestID" | "InResponseTo" | "SessionIndex" => {
            Fate::Read(Manner::Id)
        }
        "URI" if value.starts_with('#') => Fate::Read(Manner::Id),
        "URI"
        | "Destination"
        | "Recipient"
        | "Location"
        | "ResponseLocation"
        | "entityID"
        | "Format"
        | "AssertionConsumerServiceURL"
        | "NameFormat"
        | "NameQualifier"
        | "SPNameQualifier"
        | "Algorithm"
        | "Method"
        | "Value"
        | "Binding"
        | "ProtocolBinding"
        | "Consent"
        | "Type"
        | "Encoding"
        | "EncodingType"
        | "ValueType"
        | "protocolSupportEnumeration"
        | "schemaLocation"
        | "Issuer"
        | "Resource"
        | "AuthenticationMethod"
        | "AttributeNamespace"
        | "Namespace"
        | "use"
        | "Comparison"
        | "errorURL"
        | "affiliationOwnerID"
        | "actor" => Fate::Read(Manner::Uri),
        "Version"
        | "MajorVersion"
        | "MinorVersion"
        | "IssueInstant"
        | "NotBefore"
        | "NotOnOrAfter"
        | "AuthnInstant"
        | "SessionNotOnOrAfter"
        | "AuthenticationInstant"
        | "validUntil"
        | "cacheDuration"
        | "index"
        | "isDefault"
        | "ForceAuthn"
        | "IsPassive"
        | "WantAssertionsSigned"
        | "WantAuthnRequestsSigned"
        | "AuthnRequestsSigned"
        | "isRequired"
        | "AllowCreate"
        | "mustUnderstand"
        | "AssertionConsumerServiceIndex"
        | "AttributeConsumingServiceIndex"
        | "ProxyCount"
        | "Count"
        | "regexp"
        | "nil" => Fate::Read(Manner::Number),
        "type" if is_known_type(value) => Fate::Keep,
        "lang" if is_language(value) => Fate::Keep,
        "type" | "lang" => Fate::Read(Manner::Id),
        "space" if matches!(value, "default" | "preserve") => Fate::Keep,
        "PrefixList" => Fate::Keep,
        "Name" | "AttributeName" | "FriendlyName" if matches!(local, "Attribute" | "RequestedAttribute") => {
            Fate::Read(Manner::AttributeName)
        }
        _ => Fate::Read(Manner::Name),
    }
}

/// A type of XML Schema's or SAML's, whatever its prefix.
fn is_known_type(value: &str) -> bool {
    const TYPES: [&str; 20] = [
        "string",
        "anyType",
        "anySimpleType",
        "anyURI",
        "boolean",
        "int",
        "integer",
        "long",
        "short",
        "decimal",
        "float",
        "double",
        "date",
        "dateTime",
        "time",
        "duration",
        "base64Binary",
        "hexBinary",
        "QName",
        "NMTOKEN",
    ];
    let (prefix, local) = value.split_once(':').unwrap_or(("", value));
    let short = |prefix: &str| prefix.len() <= 6 && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric());
    short(prefix)
        && (TYPES.contains(&local)
            || matches!(local, "NameIDType" | "AttributeType" | "EncryptedElementType"))
}

/// `en`, `de-CH`
fn is_language(value: &str) -> bool {
    let letters = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    match value.split_once('-') {
        Some((language, region)) => letters(language, 2..=3) && letters(region, 2..=4),
        None => value.is_empty() || letters(value, 2..=3),
    }
}

impl Redactor {
    /// Every Issuer of a document, and every entity ID.
    pub(super) fn issuers(text: &str) -> Vec<String> {
        let sources = Sources::default();
        let id = sources.add(Source::new(SourceKind::Message, "", None));
        let Ok(tree) = xml::parse(id, text.trim_start_matches('\u{FEFF}')) else { return Vec::new() };
        let mut issuers = Vec::new();
        for id in tree.descendants(tree.root()) {
            if tree.is(id, ASSERTION, "Issuer") {
                issuers.push(tree.content(id).value);
            }
            issuers.extend(tree.attribute_value(id, "entityID").map(std::borrow::Cow::into_owned));
        }
        issuers
    }
}
