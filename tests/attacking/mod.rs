//! What the attacks share: a good response, what is at hand beside it, and the one question that is
//! asked of each forgery.

#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::unwrap_used, reason = "a test stops where its documents are not what they should be")]

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use saml_doctor::diagnosis::Diagnosis;
use saml_doctor::engine::Verdict;
use saml_doctor::signature::encryption::{PrivateKey, decrypt};
use saml_doctor::signature::{self, KeyOrigin, Seen, Trust, TrustedKey};
use saml_doctor::source::{Source, SourceKind, Sources};
use saml_doctor::xml;

use crate::signing::{self, Plan, RESPONSE, certificate_body, sign};
use crate::support::diagnose_texts;

/// How a forgery comes to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The XML, pasted.
    Xml,
    /// Its base64, pasted.
    Base64,
    /// The request that posted it, byte by byte.
    Posted,
}

/// What is at hand beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    Nothing,
    /// The metadata of the identity provider, which signs with `rsa-2048`.
    Metadata,
}

/// A response that AWS takes, once it is signed.
pub fn good() -> String {
    RESPONSE.replace("jané", "jane")
}

pub fn signed_assertion() -> String {
    sign(&good(), "Assertion", &Plan::default())
}

pub fn signed_response() -> String {
    sign(&good(), "Response", &Plan::default())
}

pub fn metadata() -> String {
    format!(
        r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/metadata"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>"#,
        certificate_body("rsa-2048")
    )
}

/// The capture that holds a document.
pub fn capture(document: &[u8], form: Form) -> Vec<u8> {
    let base64 = || BASE64_STANDARD.encode(document);
    match form {
        Form::Xml => document.to_vec(),
        Form::Base64 => base64().into_bytes(),
        Form::Posted => {
            let body = format!("SAMLResponse={}", utf8_percent_encode(&base64(), NON_ALPHANUMERIC));
            posted(&body).into_bytes()
        }
    }
}

/// A request to AWS with this body.
pub fn posted(body: &str) -> String {
    format!(
        "POST /saml HTTP/1.1\r\nHost: signin.aws.amazon.com\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub fn report(document: &[u8], form: Form, beside: Beside) -> Diagnosis {
    report_with(document, form, beside, &[])
}

/// As [`report`], with private keys.
pub fn report_with(document: &[u8], form: Form, beside: Beside, keys: &[&str]) -> Diagnosis {
    let capture = capture(document, form);
    let metadata = metadata();
    let mut files: Vec<(&str, &[u8])> = vec![("response", &capture)];
    if beside == Beside::Metadata {
        files.push(("metadata.xml", metadata.as_bytes()));
    }
    let keys: Vec<String> = keys.iter().map(|key| signing::key_file(key, "key")).collect();
    diagnose_texts(&files, &["--at", "2026-11-21T12:00:05Z"], &keys)
}

pub fn verdict(report: &Diagnosis) -> Option<Verdict> {
    report.messages.first().and_then(|message| message.verdict())
}

/// Whether it is proved that all that is read of a document is signed, by a key of the metadata where that is
/// beside it. Without the search for causes this is quick.
pub fn proved(text: &str, beside: Beside, keys: &[&str]) -> Result<(), String> {
    let sources = Sources::default();
    let source = sources.add(Source::new(SourceKind::Message, text, None));
    let mut tree = xml::parse(source, text).map_err(|refused| refused.reason.to_string())?;
    let keys: Vec<PrivateKey> = keys
        .iter()
        .flat_map(|key| PrivateKey::read_all(signing::key_file(key, "key").as_bytes(), None).unwrap())
        .collect();
    let opened = decrypt(&mut tree, &sources, &keys);
    if let Some(closed) = opened.iter().find_map(|opened| opened.result.as_ref().err()) {
        return Err(closed.to_string());
    }
    let (_, message) = saml_doctor::saml::message::find(&tree);
    let certificate = signing::key_file("rsa-2048", "crt");
    let (trusted, trust) = match beside {
        Beside::Nothing => (Vec::new(), Trust::AnyKey),
        Beside::Metadata => {
            let keys = TrustedKey::from_pem(KeyOrigin::Metadata, "metadata.xml", &certificate);
            (keys.into_iter().map(Result::unwrap).collect(), Trust::Known)
        }
    };
    let signatures = signature::verify(&tree, message, &trusted);
    let coverage = signature::coverage(&tree, message, &signatures);
    signature::prove(&tree, message, &signatures, &coverage, trust, Seen::AsSent)
        .map_err(|unproved| unproved.to_string())
}

/// A forgery of which no evidence and no key may prove anything.
pub fn unproved(failures: &mut Vec<String>, name: &str, text: &str) {
    for beside in [Beside::Nothing, Beside::Metadata] {
        for keys in [&["rsa-2048"][..], &[]] {
            if proved(text, beside, keys).is_ok() {
                failures.push(format!("{name} with {beside:?} and {keys:?} is proved: {text}"));
            }
        }
    }
}

/// Every way a forgery is looked at.
pub const WAYS: [(Form, Beside); 3] =
    [(Form::Posted, Beside::Nothing), (Form::Base64, Beside::Metadata), (Form::Xml, Beside::Metadata)];

/// A forgery that no way of looking may call accepted.
pub fn refuse(failures: &mut Vec<String>, name: &str, document: impl AsRef<[u8]>) {
    refuse_in(failures, name, document, &WAYS);
}

pub fn refuse_in(
    failures: &mut Vec<String>,
    name: &str,
    document: impl AsRef<[u8]>,
    ways: &[(Form, Beside)],
) {
    for &(form, beside) in ways {
        if verdict(&report(document.as_ref(), form, beside)) == Some(Verdict::Accepted) {
            failures.push(format!(
                "{name}, as {form:?} with {beside:?}, is accepted: {}",
                String::from_utf8_lossy(document.as_ref())
            ));
        }
    }
}

pub fn none(failures: Vec<String>) {
    assert!(failures.is_empty(), "{} accepted\n{}", failures.len(), failures.join("\n"));
}

/// The text of the first element of this name, prefix and all.
pub fn element<'a>(text: &'a str, name: &str) -> &'a str {
    let start = text.find(&format!("<{name}")).unwrap_or_else(|| panic!("{name} in {text}"));
    let end = format!("</{name}>");
    &text[start..start + text[start..].find(&end).unwrap() + end.len()]
}

/// Puts something behind the first Issuer.
pub fn behind_issuer(text: &str, put: &str) -> String {
    let at = text.find("</saml:Issuer>").unwrap() + "</saml:Issuer>".len();
    format!("{}{put}{}", &text[..at], &text[at..])
}
