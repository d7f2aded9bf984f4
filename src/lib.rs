//! Says why AWS refuses a SAML response, where in the document, and what to change.
//!
//! The way of the data:
//!
//! 1. [`input`] tells each file apart by its content; [`capture`] decodes what it holds to XML,
//!    every byte traced back to the captured one. What is no capture is [`evidence`], read from the
//!    tree that [`document`] makes of JSON, YAML and the like;
//! 2. [`diagnosis`] takes each message through the rest: [`xml`] parses it to a tree with spans,
//!    [`saml`] reads that as a tolerant model, [`signature`] says what is signed, and [`handling`]
//!    what was done to the copy;
//! 3. it finds the service the message is meant for ([`target`]), the moment it is judged at
//!    ([`clock`]) and what policies say ([`authorization`]), makes a [`rule::Case`] of all that,
//!    has the [`engine`] run the [`rules`] over it, and lets AWS's own answer ([`login`]) outrank them;
//! 4. [`report`] decides what is said of that, once, and [`formats`] lay it out.
//!
//! Nothing here reads a clock, a file, the environment or a network; only the program does.
//!
//! ```
//! use saml_doctor::{Instant, Options, ReadOptions, Report, diagnose, formats, read};
//!
//! let har = std::fs::read("fixtures/captures/login.har")?;
//! let input = read("login.har", har.as_slice(), &ReadOptions::default());
//! let now = Instant::parse_rfc3339("2026-06-01T00:00:00Z").expect("a moment").instant;
//! let report = Report::of(&diagnose(vec![input], &Options::at(now)));
//! assert_eq!(report.messages[0].verdict, Some("refused"));
//! let json = formats::json::render(&report);
//! assert!(json.contains("saml-doctor/report/1"));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! What is hidden from these pages is the inside: it is public for the program and the tests, and changes
//! without notice.

#[doc(hidden)]
pub mod archive;
#[doc(hidden)]
pub mod authorization;
#[doc(hidden)]
pub mod aws;
#[doc(hidden)]
pub mod capture;
#[doc(hidden)]
pub mod certificate;
#[doc(hidden)]
pub mod citations;
#[doc(hidden)]
pub mod clock;
#[doc(hidden)]
pub mod config;
#[cfg(test)]
mod contract;
#[doc(hidden)]
pub mod decode;
#[doc(hidden)]
pub mod diagnosis;
#[doc(hidden)]
pub mod diff;
#[doc(hidden)]
pub mod document;
#[doc(hidden)]
pub mod engine;
#[doc(hidden)]
pub mod evidence;
pub mod formats;
#[doc(hidden)]
pub mod handling;
#[doc(hidden)]
pub mod identity_provider;
#[doc(hidden)]
pub mod input;
#[doc(hidden)]
pub mod instant;
#[doc(hidden)]
pub mod invisible;
#[doc(hidden)]
pub mod knowledge;
#[doc(hidden)]
pub mod login;
pub(crate) mod marks;
#[doc(hidden)]
pub mod message_kind;
#[doc(hidden)]
pub mod number;
#[doc(hidden)]
pub mod okta;
#[doc(hidden)]
pub mod parallel;
#[doc(hidden)]
pub mod readings;
#[doc(hidden)]
pub mod redact;
#[doc(hidden)]
pub mod redaction;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod rule;
#[doc(hidden)]
pub mod rules;
#[doc(hidden)]
pub mod saml;
#[doc(hidden)]
pub mod signature;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod target;
#[doc(hidden)]
pub mod url;
#[doc(hidden)]
pub mod validity;
#[doc(hidden)]
pub mod xml;

pub use crate::diagnosis::{Diagnosis, Options, diagnose};
pub use crate::evidence::Evidence;
pub use crate::input::{Input, ReadOptions, read};
pub use crate::instant::Instant;
pub use crate::report::{Report, explain};
