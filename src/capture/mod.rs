//! From whatever was captured to the XML of each SAML message in it.
//!
//! Each kind of capture has a file that finds the values in it: [`har`] reads a HAR exchange by exchange,
//! `exchange` finds the messages of one, `form` tells which parameters carry one; `story` ties the
//! exchanges together. From there all take one way: [`value`] undoes percent-encoding, base64 and DEFLATE as
//! it meets them, and `xml_text` makes UTF-8 of what comes out. Each step maps
//! [`Traced`](traced::Traced) bytes to such bytes.

mod base64;
pub(crate) mod beside;
pub(crate) mod burp;
mod characters;
mod decode_error;
pub mod document;
mod entities;
pub(crate) mod exchange;
pub(crate) mod form;
pub mod har;
pub(crate) mod html;
pub(crate) mod http;
mod inflate;
pub(crate) mod json_messages;
pub mod line_limit;
mod lost_pluses;
pub mod pasted;
pub(crate) mod percent;
pub(crate) mod prose;
pub(crate) mod redirect;
pub(crate) mod shell;
pub(crate) mod signs;
pub(crate) mod story;
pub(crate) mod tracer;
pub mod value;
mod xml_text;

use std::ops::Range;

use crate::message_kind::MessageKind;

pub use crate::document::json_string as json;
pub(crate) use crate::document::json_tree;
pub use crate::source::traced;
pub use decode_error::{DecodeError, DecodeProblem};

use traced::Origins;

/// One way a message was wrapped; `decoding` lists them outermost first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
pub enum Stage {
    Har,
    SamlTracer,
    Json,
    Form,
    Percent,
    Html,
    XmlEscape,
    Curl,
    Http,
    Base64,
    Inflate,
    #[cfg_attr(test, schemars(rename = "utf-16"))]
    Utf16,
    #[cfg_attr(test, schemars(rename = "iso-8859-1"))]
    Iso8859_1,
    /// The XML itself. Only ever the stage of a problem.
    Xml,
}

impl Stage {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Har => "har",
            Stage::SamlTracer => "saml-tracer",
            Stage::Json => "json",
            Stage::Form => "form",
            Stage::Percent => "percent",
            Stage::Html => "html",
            Stage::XmlEscape => "xml-escape",
            Stage::Curl => "curl",
            Stage::Http => "http",
            Stage::Base64 => "base64",
            Stage::Inflate => "inflate",
            Stage::Utf16 => "utf-16",
            Stage::Iso8859_1 => "iso-8859-1",
            Stage::Xml => "xml",
        }
    }

    /// As a person says it: "form body > percent-encoding > base64 > XML".
    pub fn words(self) -> &'static str {
        match self {
            Stage::Har => "HAR",
            Stage::SamlTracer => "SAML-tracer export",
            Stage::Json => "JSON string",
            Stage::Form => "form body",
            Stage::Percent => "percent-encoding",
            Stage::Html => "HTML form",
            Stage::XmlEscape => "XML escapes",
            Stage::Curl => "shell command",
            Stage::Http => "HTTP request",
            Stage::Base64 => "base64",
            Stage::Inflate => "DEFLATE",
            Stage::Utf16 => "UTF-16",
            Stage::Iso8859_1 => "ISO-8859-1",
            Stage::Xml => "XML",
        }
    }
}

/// Whether the captured bytes are the ones that were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fidelity {
    /// HAR text, raw HTTP, a file for `--saml-assertion`: what stands here is what AWS got.
    Exact,
    /// A paste, decoded parameters, an export: the copy may differ from what AWS got.
    Copy,
}

/// Something that had to be mended before the value could be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// A fact in words: `3 spaces were read as "+"`.
    pub what: String,
    /// Whether AWS is known to read the value without the repair.
    pub by_aws_too: ByAws,
    /// Captured bytes.
    pub at: Range<u64>,
}

/// Whether AWS makes the same repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByAws {
    Yes,
    No,
    /// The value is in order, and no parser reads what is in it without the repair.
    NotXml,
}

/// How and where one message was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    pub kind: MessageKind,
    /// 0-based index into `log.entries` of a HAR, or into the requests of an export.
    pub entry: Option<usize>,
    pub method: Option<String>,
    /// As captured, query included.
    pub url: Option<String>,
    pub relay_state: Option<String>,
    /// What a person chose on AWS's page of roles: the `roleIndex` of the second post, an ARN.
    pub role_index: Option<String>,
    /// Outermost first.
    pub decoding: Vec<Stage>,
    pub fidelity: Fidelity,
    pub repairs: Vec<Repair>,
    /// Length of the value in base64, without white space; AWS limits it.
    pub base64_length: Option<usize>,
    /// The parameter the message was the value of: `SAMLResponse`.
    pub parameter: Option<String>,
    /// The AssumeRoleWithSAML call the message was part of.
    pub sts_call: Option<StsCall>,
    pub exchange: Option<ExchangeFacts>,
    /// Captured bytes of the value as a whole.
    pub at: Range<u64>,
    /// What a person should know about this copy, one sentence each.
    pub notes: Vec<String>,
}

/// Whether the XML itself was posted where its base64 belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawXml {
    No,
    /// It stands so in what may have been changed on its way here.
    Perhaps,
    Sent,
}

impl Capture {
    /// Of a copy, only what stands in a form counts: a HAR's lists of parameters are decoded from
    /// percent-encoding, and never from base64; nor does anybody percent-encode again what was decoded from
    /// it to be read. WS-Federation's `wresult` is XML by right.
    pub fn raw_xml(&self) -> RawXml {
        let stages = &self.decoding;
        let is_named =
            |name: &str| self.parameter.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name));
        if stages.contains(&Stage::Base64) || is_named("wresult") {
            return RawXml::No;
        }
        let plain = |stage: &Stage| {
            matches!(stage, Stage::Har | Stage::Form | Stage::Percent | Stage::Curl | Stage::Http)
        };
        let named = is_named("SAMLResponse") || is_named("SAMLAssertion");
        let in_form = stages.contains(&Stage::Form) && stages.iter().all(plain) && named;
        // A call of STS is made by a program, and nobody writes one out to read what it sends.
        let of_program = self.sts_call.is_some()
            && stages.iter().any(|stage| matches!(stage, Stage::Percent | Stage::Curl));
        match (self.fidelity, stages.first()) {
            (Fidelity::Exact, _) => RawXml::Sent,
            (Fidelity::Copy, Some(Stage::Har)) if in_form => RawXml::Sent,
            (Fidelity::Copy, _) if in_form && of_program => RawXml::Sent,
            (Fidelity::Copy, _) if in_form && stages.contains(&Stage::Percent) => RawXml::Perhaps,
            (Fidelity::Copy, _) => RawXml::No,
        }
    }
}

/// Parameters beside a SAMLAssertion in a call of AssumeRoleWithSAML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StsCall {
    pub role_arn: Option<String>,
    pub principal_arn: Option<String>,
    pub duration_seconds: Option<String>,
}

impl StsCall {
    /// DurationSeconds, without what a program's source has behind it: `3600)`.
    pub fn duration(&self) -> Option<&str> {
        let written = self.duration_seconds.as_deref()?;
        let behind = |c: char| c.is_whitespace() || matches!(c, ')' | ',' | ';' | '}' | ']' | '\'' | '"');
        Some(written.trim_start().trim_end_matches(behind))
    }
}

/// What a HAR or an export says of the request and its answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExchangeFacts {
    pub stamped: Stamped,
    pub status: Option<u16>,
    pub location: Option<String>,
    /// Text of the page that was answered, or that its redirects led to.
    pub page: Option<String>,
    /// What brought the message to the browser, where the HAR shows it.
    pub delivery: Option<Delivery>,
    /// The last page of each host before the request, the latest first.
    pub earlier_pages: Vec<Delivery>,
    /// What the browser opened at AWS after this answer, in order, up to the next message that was sent.
    pub opened: Vec<Opened>,
}

/// A request to AWS after one that carried a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub entry: usize,
    /// As captured, query included.
    pub url: String,
    pub status: Option<u16>,
    /// Where its answer sends the browser.
    pub location: Option<String>,
    /// Text of the page that was answered.
    pub page: Option<String>,
    pub by: OpenedBy,
}

/// Why the browser opened an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenedBy {
    /// The answer before it sent the browser there.
    Redirect,
    /// A script, a form or a person; only pages are kept.
    Page,
}

/// An answer that brought a message to the browser, or may have.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    pub entry: usize,
    /// Lower case.
    pub host: String,
    pub by: DeliveredBy,
    pub stamped: Stamped,
}

/// The times of an exchange, as a HAR or an export gives them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stamped {
    /// `startedDateTime`, by the browser's clock, as written.
    pub started: Option<String>,
    /// `time`: milliseconds the exchange took.
    pub duration: Option<f64>,
    /// The header `Date` of the answer, by the server's clock, as written.
    pub date: Option<String>,
}

/// How surely an answer brought the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveredBy {
    /// A form in its page holds the message.
    Form,
    /// It is the last page of the host of the issuer; the HAR does not hold what it said.
    LastPage,
}

impl Eq for ExchangeFacts {}

impl Default for Capture {
    fn default() -> Capture {
        Capture {
            kind: MessageKind::Response,
            entry: None,
            method: None,
            url: None,
            relay_state: None,
            role_index: None,
            decoding: Vec::new(),
            fidelity: Fidelity::Copy,
            repairs: Vec::new(),
            base64_length: None,
            parameter: None,
            sts_call: None,
            exchange: None,
            at: 0..0,
            notes: Vec::new(),
        }
    }
}

/// A message and, where it could be decoded, its XML.
#[derive(Debug, Clone)]
pub struct Captured {
    pub capture: Capture,
    pub decoded: Result<Decoded, DecodeError>,
}

/// The XML of a message, in UTF-8 without byte order mark, otherwise as it was.
#[derive(Debug, Clone)]
pub struct Decoded {
    pub xml: String,
    pub origins: Origins,
    /// Where the capture was cut off, the number of captured bytes there were.
    pub truncated: Option<u64>,
    /// What stands in the capture where the middle of the value was left out.
    pub left_out: Option<String>,
    /// The encoding that the XML declaration names, where it is not the one that was used.
    pub encoding_conflict: Option<EncodingConflict>,
}

/// The document says one encoding and its bytes are of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodingConflict {
    /// UTF-8 where there is no declaration.
    pub declared: String,
    pub actual: &'static str,
    pub read: ReadAs,
    pub parsers: Parsers,
}

/// What becomes of a document in a parser that goes by its declaration (XML 1.0, section 4.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parsers {
    /// It is read as it is here.
    Agree,
    /// Some read it, and not all the same.
    Differ,
    /// None reads it: the bytes are no text in the declared encoding, or there is none of that name.
    Refuse,
}

/// How a document was read whose bytes are not of the encoding it declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadAs {
    /// By its declaration, as a parser does: characters beyond ASCII became others.
    Declared,
    /// By its bytes; they are no text in the declared encoding, or that one is not known here.
    Actual,
    /// By its bytes, since the copy is of text that somebody had decoded.
    Pasted,
}
