//! HAR files of any size: what the browser sent and what came back, one exchange at a time.
//!
//! A HAR is read once, from front to back, in constant memory. Most of it is passed over; kept are
//! the few members of an entry that say what was posted where, when, and what AWS answered.

mod entry;
mod exchanges;
mod page;
mod scan;
mod skim;
mod window;

use std::fmt;
use std::io;
use std::ops::Range;

pub use self::exchanges::{Exchanges, exchanges};
pub use self::page::may_matter;
use crate::capture::Stamped;
use crate::capture::json::Quoted;

#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The longest body that is kept, in bytes as written.
    pub body_limit: usize,
    /// Whether the page of a response, as written in the file, is worth keeping. The exchange is
    /// complete but for the page. [`may_matter`] is the default. A page over the limit is asked for
    /// with nothing in it.
    pub keep_page: fn(&Exchange, &[u8]) -> bool,
    pub headers: Headers,
}

/// What is done with headers and cookies that say nothing of the login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Headers {
    PassedOver,
    /// For whoever takes them out and says how many they were.
    Counted,
}

/// How many of each a request and its response have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    pub cookies: usize,
    /// `Authorization` and `Proxy-Authorization`.
    pub authorizations: usize,
    pub other_headers: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { body_limit: 4 << 20, keep_page: may_matter, headers: Headers::PassedOver }
    }
}

/// A request and its response. What the file does not say, or says in another type, is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exchange {
    /// Index into `log.entries`.
    pub entry: usize,
    pub method: String,
    /// As written, with its query.
    pub url: String,
    pub stamped: Stamped,
    /// `postData`.
    pub request_body: Option<RequestBody>,
    pub status: Option<u16>,
    /// The header `Location` of the response, else `redirectURL`.
    pub location: Option<String>,
    /// The header `Content-Type` of the response, else the `mimeType` of its content.
    pub content_type: Option<String>,
    pub page: Option<Page>,
    /// Nothing where headers are passed over.
    pub counted: Counted,
    /// The file ends inside this entry, or cannot be read on from there.
    pub cut_off: bool,
}

/// `postData`: `text`, `params` or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestBody {
    pub mime_type: Option<String>,
    pub text: Option<Body>,
    /// `"base64"` in some exporters, though HAR knows it for responses only.
    pub encoding: Option<String>,
    pub params: Vec<Param>,
    /// Why there is no body, in Firefox.
    pub comment: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    Given(Quoted),
    /// Longer than [`Options::body_limit`]; where it stands in the file.
    TooLong(Range<u64>),
}

/// A form field. Chrome leaves the value percent-encoded, others decode it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    pub name: Quoted,
    pub value: Body,
}

/// The body of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub text: Body,
    /// `"base64"` where the exporter took it for binary.
    pub encoding: Option<String>,
}

/// The program that wrote the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Creator {
    pub name: Option<String>,
    pub version: Option<String>,
}

/// Why a HAR was not read to its end.
#[derive(Debug)]
pub struct HarError {
    /// In bytes of the file.
    pub offset: u64,
    pub problem: HarProblem,
}

#[derive(Debug)]
pub enum HarProblem {
    NotHar(Found),
    CutOff,
    Unexpected { found: u8, expected: &'static str },
    Read(io::Error),
}

/// What stands in a file that is no HAR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// Neither `{` nor `[` at the start: the first byte.
    NoJson(u8),
    Array,
    /// The first keys of the object.
    Object(Vec<String>),
}

impl fmt::Display for HarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let HarError { offset, problem } = self;
        match problem {
            HarProblem::NotHar(Found::Nothing) => write!(f, "no HAR: the file is empty"),
            HarProblem::NotHar(Found::NoJson(byte)) => {
                write!(f, "no HAR: JSON begins with {{, the file with {}", byte.escape_ascii())
            }
            HarProblem::NotHar(Found::Array) => write!(f, "no HAR: an array without entries of a HAR"),
            HarProblem::NotHar(Found::Object(keys)) => {
                write!(f, "no HAR: no log.entries in an object with ")?;
                match keys.as_slice() {
                    [] => write!(f, "no keys"),
                    keys => {
                        let keys: Vec<_> = keys.iter().map(|key| key.escape_debug().to_string()).collect();
                        write!(f, "the keys {}", keys.join(", "))
                    }
                }
            }
            HarProblem::CutOff => write!(f, "the file is cut off at byte {offset}"),
            HarProblem::Unexpected { found, expected } => {
                write!(f, "{} instead of {expected} at byte {offset}", found.escape_ascii())
            }
            HarProblem::Read(error) => write!(f, "cannot be read on at byte {offset}: {error}"),
        }
    }
}

impl std::error::Error for HarError {}
