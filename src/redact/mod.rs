//! Captures and evidence that can be passed on: names replaced by one keyed map, secrets gone, and the
//! diagnosis the same.
//!
//! It fails closed. A message is taken apart and put together again from what is understood; a HAR
//! is rebuilt from the list of what may stay.

mod compare;
mod containers;
mod har;
mod json;
mod names;
mod receipt;
mod scan;
mod spell;
mod words;
mod wrap;
mod xml;

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use sha1::{Digest as _, Sha1};

use self::names::{Manner, Names};
use crate::archive::gzip::Gzip;
use crate::capture::traced::Traced;
use crate::capture::value::{Written, decode_value};
use crate::capture::{ByAws, Captured, Repair, Stage};
use crate::evidence::{Encoding, File, WrittenAs, certificate, sentence};
use crate::input::{Input, InputKind, ProblemKind};
use crate::redaction;

pub use self::compare::{Difference, LeftOut, compare};
pub use self::receipt::{Findings, InputLine, Receipt, SignatureLine};

/// One map of pseudonyms, and what was done with it.
#[derive(Debug)]
pub struct Redactor {
    names: Names,
    removed: BTreeMap<Removed, usize>,
}

/// What is taken out, and never replaced by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Removed {
    Authorization,
    Body,
    Certificate,
    CipherText,
    Cookie,
    Credential,
    Digest,
    Header,
    LoginFormField,
    Page,
    QueryValue,
    SignatureValue,
}

impl Removed {
    /// As the receipt tells it.
    pub fn words(self) -> &'static str {
        match self {
            Removed::Authorization => "authorization",
            Removed::Body => "body",
            Removed::Certificate => "certificate",
            Removed::CipherText => "cipher text",
            Removed::Cookie => "cookie",
            Removed::Credential => "credential",
            Removed::Digest => "digest",
            Removed::Header => "header",
            Removed::LoginFormField => "login form field",
            Removed::Page => "page",
            Removed::QueryValue => "query value",
            Removed::SignatureValue => "signature value",
        }
    }
}

/// Why an input cannot be redacted. Nothing of it may be written then.
#[derive(Debug)]
pub enum Refusal {
    /// Neither a capture nor evidence: what it is instead.
    NotKnown(String),
    /// It cannot be read whole, so what is in it is not known.
    Damaged(String),
    Io(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        Refusal::Io(error)
    }
}

impl Redactor {
    /// Names from a seed: the same seed makes the same names.
    pub fn new(seed: &[u8]) -> Redactor {
        Redactor { names: Names::of(seed), removed: BTreeMap::new() }
    }

    /// Whether all of an input is understood.
    ///
    /// # Errors
    ///
    /// Says what keeps it from being redacted.
    pub fn accept(input: &Input) -> Result<(), Refusal> {
        let told = |what: String| if what.is_empty() { "nothing in it is known".to_owned() } else { what };
        let is_evidence = input.evidence.is_some();
        if let Some(problem) = &input.problem {
            match problem.severity {
                ProblemKind::Unreadable => return Err(Refusal::Damaged(problem.sentence())),
                // Part of it was not read.
                ProblemKind::Partial => return Err(Refusal::Damaged(problem.what.clone())),
                ProblemKind::NotSaml if is_evidence || !input.captured.is_empty() => {}
                ProblemKind::NotSaml => return Err(Refusal::NotKnown(told(problem.sentence()))),
            }
        }
        if input.kind.is_none() || (!is_evidence && input.captured.is_empty()) {
            return Err(Refusal::NotKnown(told(String::new())));
        }
        for captured in &input.captured {
            match &captured.decoded {
                Err(error) => return Err(Refusal::Damaged(error.to_string())),
                Ok(decoded) if decoded.truncated.is_some() => {
                    return Err(Refusal::Damaged("the copy ends before the document does".to_owned()));
                }
                Ok(_) => {}
            }
        }
        Ok(())
    }

    /// Learns what names are derived from, so that what is derived from them agrees: once, of all
    /// inputs, before the first is redacted.
    pub fn learn(&mut self, inputs: &[Input]) {
        let (mut issuers, mut providers) = (Vec::new(), Vec::new());
        for input in inputs {
            let texts = input.captured.iter().filter_map(|one| one.decoded.as_ref().ok()).map(|one| &one.xml);
            for text in texts.chain(input.evidence.as_ref().map(|file| &file.text)) {
                issuers.extend(Redactor::issuers(text));
                if let Some(inner) = text.find("EntityDescriptor").and(serde_json::from_str(text).ok()) {
                    let inner: serde_json::Value = inner;
                    let document = inner.get("SAMLMetadataDocument").and_then(|text| text.as_str());
                    issuers.extend(document.map(Redactor::issuers).unwrap_or_default());
                }
                providers.extend(providers_in(text));
            }
        }
        issuers.sort();
        issuers.dedup();
        providers.sort();
        providers.dedup();
        // A document with a thousand names of each is no login.
        issuers.truncate(100);
        providers.truncate(100);
        for issuer in &issuers {
            let new_issuer = self.names.replace(issuer, Manner::Uri);
            for (account, provider) in &providers {
                let arn = format!("arn:aws:iam::{account}:saml-provider/{provider}");
                let new = self.names.replace(&arn, Manner::Role);
                let new = new.trim_start_matches("arn:aws:iam::").split_once(":saml-provider/");
                let Some((new_account, new_provider)) = new else { continue };
                self.names.learn_qualifier(
                    qualifier(issuer, account, provider),
                    qualifier(&new_issuer, new_account, new_provider),
                );
            }
        }
    }

    /// Writes one input, redacted. The reader gives its bytes once more, from the first.
    ///
    /// # Errors
    ///
    /// Where something in it turns out not to be understood after all; what was written is to be
    /// thrown away then.
    pub fn redact(
        &mut self,
        input: &Input,
        mut reader: Box<dyn Read + '_>,
        out: &mut dyn Write,
    ) -> Result<(), Refusal> {
        Redactor::accept(input)?;
        let mut head = Vec::new();
        reader.by_ref().take(2).read_to_end(&mut head)?;
        let is_gzip = head == [0x1F, 0x8B];
        let whole = io::Cursor::new(head).chain(reader);
        let mut reader: Box<dyn Read + '_> =
            if is_gzip { Box::new(Gzip::new(whole)) } else { Box::new(whole) };
        if input.kind == Some(InputKind::Har) {
            return self.har(reader, out);
        }
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes)?;
        let new = self.whole(input, &bytes)?;
        out.write_all(&new)?;
        Ok(())
    }

    /// The name an input goes by from now on.
    pub fn file_name(&mut self, name: &str) -> String {
        if name == "-" {
            return name.to_owned();
        }
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
        self.names.file(base)
    }

    /// The names of several inputs from now on, no two the same, and none that of the receipt.
    pub fn file_names(&mut self, inputs: &[Input]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for input in inputs {
            let name = self.file_name(&input.name);
            let taken = |name: &String| names.contains(name) || name == "receipt.json";
            let numbered = (2..).map(|number| format!("{number}-{name}"));
            let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken(name));
            names.push(free.unwrap_or(name));
        }
        names
    }

    /// How often each thing was taken out.
    pub fn removed(&self) -> impl Iterator<Item = (Removed, usize)> {
        self.removed.iter().map(|(removed, count)| (*removed, *count))
    }

    /// Kind of name, how often one was replaced, and how many there were.
    pub fn replaced(&self) -> impl Iterator<Item = (&'static str, usize, usize)> {
        self.names.counts().map(|(kind, times, distinct)| (kind.word(), times, distinct))
    }

    fn remove(&mut self, removed: Removed) {
        self.remove_all(removed, 1);
    }

    fn remove_all(&mut self, removed: Removed, count: usize) {
        if count > 0 {
            *self.removed.entry(removed).or_default() += count;
        }
    }

    /// A file that is read whole.
    fn whole(&mut self, input: &Input, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
        let Some(kind) = input.kind else { return Err(Refusal::NotKnown(String::new())) };
        let damaged = || Refusal::Damaged("what it holds could not be put together again".to_owned());
        match kind {
            InputKind::Har => Err(damaged()),
            InputKind::Xml | InputKind::Base64 => match input.captured.as_slice() {
                [only] if only.capture.decoding.iter().all(|stage| is_of_value(*stage)) => {
                    self.value_of(only, bytes).ok_or_else(damaged)
                }
                several => self.text_with_values(input, several, bytes).ok_or_else(damaged),
            },
            InputKind::Form
            | InputKind::Curl
            | InputKind::Http
            | InputKind::Text
            | InputKind::Json
            | InputKind::SamlTracer => self.container(kind, input, bytes).ok_or_else(damaged),
            InputKind::Html if !input.captured.is_empty() => {
                self.container(kind, input, bytes).ok_or_else(damaged)
            }
            InputKind::Html => {
                let text = input.evidence.as_ref().map_or("", |file| file.text.as_str());
                Ok(self.sentences(kind, text).into_bytes())
            }
            InputKind::Evidence(_) => {
                let file = input.evidence.as_ref().ok_or_else(damaged)?;
                self.file(file, bytes).ok_or_else(damaged)
            }
        }
    }

    fn file(&mut self, file: &File, bytes: &[u8]) -> Option<Vec<u8>> {
        if *file.kind == certificate::KIND {
            self.remove(Removed::Certificate);
            return Some(containers::CERTIFICATE.as_bytes().to_vec());
        }
        // Its own language; what its words name is not known here.
        if ["scim-har", "scim-log"].contains(&file.kind.id) {
            return None;
        }
        if *file.kind == sentence::KIND || file.kind.id == "aws-cli-error" {
            return Some(self.sentences(InputKind::Text, &file.text).into_bytes());
        }
        if file.written_as.page {
            let page = self.sentences(InputKind::Html, &file.text);
            // What makes it a page that somebody took for metadata.
            return Some(page.replacen("<body>", "<body><!-- saml/metadata -->", 1).into_bytes());
        }
        if file.written_as.wrapped {
            let unwrapped = decode_value(&Traced::plain(bytes, 0), Written::Anyhow);
            let new = self.document(&unwrapped.decoded.ok()?.xml).ok()?;
            return wrap::wrap(&new, &unwrapped.stages, bytes);
        }
        let new = self.evidence(&file.text)?;
        Some(as_written(&new, file.written_as, bytes))
    }

    /// A file that is one value.
    fn value_of(&mut self, captured: &Captured, bytes: &[u8]) -> Option<Vec<u8>> {
        let decoded = captured.decoded.as_ref().ok()?;
        let mut new = self.decoded(&decoded.xml, &captured.capture.decoding)?;
        new.push_str(behind(&captured.capture.repairs));
        let mut value = wrap::wrap(&new, &captured.capture.decoding, bytes.trim_ascii())?;
        if captured.capture.decoding.is_empty() {
            // A byte order mark and what stands behind the document.
            if bytes.starts_with("\u{FEFF}".as_bytes()) {
                value.splice(..0, "\u{FEFF}".bytes());
            }
        }
        if bytes.ends_with(b"\n") && !value.ends_with(b"\n") {
            value.push(b'\n');
        }
        Some(value)
    }

    /// A document that was read by these steps, redacted as its bytes have it: where UTF-8 was read as
    /// ISO-8859-1, since the document says so, the names are those of UTF-8.
    pub(self) fn decoded(&mut self, text: &str, stages: &[Stage]) -> Option<String> {
        let bytes: Option<Vec<u8>> = match stages.last() {
            Some(Stage::Iso8859_1) if !text.is_ascii() => {
                text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
            }
            _ => None,
        };
        let as_utf8 = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(as_utf8) = as_utf8 else { return self.document(text).ok() };
        let new = self.document(&as_utf8).ok()?;
        Some(new.bytes().map(char::from).collect())
    }

    /// The value of a parameter, wrapped as it was; the steps are told again from it.
    pub(self) fn parameter(&mut self, value: &[u8], written: Written) -> Option<Vec<u8>> {
        let unwrapped = decode_value(&Traced::plain(value, 0), written);
        let decoded = unwrapped.decoded.ok()?;
        if decoded.truncated.is_some() {
            return None;
        }
        let mut new = self.decoded(&decoded.xml, &unwrapped.stages)?;
        new.push_str(behind(&unwrapped.repairs));
        wrap::wrap(&new, &unwrapped.stages, value)
    }
}

/// What stands behind a document where something stood that no parser takes.
fn behind(repairs: &[Repair]) -> &'static str {
    let has_more = repairs.iter().any(|repair| repair.by_aws_too == ByAws::NotXml);
    if has_more { redaction::WORDS } else { "" }
}

/// A text in the encoding of the file it replaces.
fn as_written(text: &str, written_as: WrittenAs, like: &[u8]) -> Vec<u8> {
    let plain = text.trim_start_matches('\u{FEFF}');
    match written_as.encoding {
        Encoding::Utf8 if written_as.byte_order_mark => format!("\u{FEFF}{plain}").into_bytes(),
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf16 => {
            let big = like.starts_with(&[0xFE, 0xFF]) || like.starts_with(&[0]);
            let mark = written_as.byte_order_mark.then_some(0xFEFF);
            let units = mark.into_iter().chain(plain.encode_utf16());
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        }
        // What is no UTF-8 was not read as such; one byte that is none tells as much as all did.
        Encoding::Other => {
            let mut bytes: Vec<u8> =
                plain.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(0xFF)).collect();
            if std::str::from_utf8(&bytes).is_ok() {
                bytes.push(0xFF);
            }
            bytes
        }
    }
}

/// Whether a step is one of a value, not of the file it stands in.
fn is_of_value(stage: Stage) -> bool {
    match stage {
        Stage::Har
        | Stage::SamlTracer
        | Stage::Form
        | Stage::Html
        | Stage::Curl
        | Stage::Http
        | Stage::Xml => false,
        Stage::Json
        | Stage::Percent
        | Stage::XmlEscape
        | Stage::Base64
        | Stage::Inflate
        | Stage::Utf16
        | Stage::Iso8859_1 => true,
    }
}

/// `saml:namequalifier` (IAM User Guide, "Available keys for SAML-based AWS STS federation"):
/// of the issuer, the account and the name of the provider.
fn qualifier(issuer: &str, account: &str, provider: &str) -> String {
    let digest = Sha1::digest(format!("{issuer}{account}/{provider}").as_bytes());
    wrap::plain_base64(&digest)
}

/// Account and name of every SAML provider that a text names.
fn providers_in(text: &str) -> Vec<(String, String)> {
    const MIDDLE: &str = ":saml-provider/";
    let named = |at: usize| {
        let account = text.get(at.checked_sub(12)?..at)?;
        let name: String = text[at + MIDDLE.len()..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || "._-".contains(*c))
            .collect();
        account.bytes().all(|byte| byte.is_ascii_digit()).then(|| (account.to_owned(), name))
    };
    text.match_indices(MIDDLE).filter_map(|(at, _)| named(at)).take(1_000).collect()
}
