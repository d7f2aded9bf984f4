//! Says why AWS refuses a SAML response, where in the document, and what to change.
//!
//! The way of the data:
//!
//! 1. [`input`] tells each file apart by its content; [`capture`] decodes what it holds to XML,
//!    every byte traced back to the captured one;
//! 2. [`xml`] parses it to a tree with spans, and [`saml`] reads that as a tolerant model;
//! 3. [`diagnosis`] finds the service it is meant for ([`target`]) and the moment it is judged at
//!    ([`clock`]), and has the [`engine`] run the [`rules`] over it;
//! 4. [`report`] decides what is said of that, once, and [`formats`] lay it out.
//!
//! Nothing here reads a clock, a file, the environment or a network; only the binary does.

pub mod archive;
pub mod authorization;
pub mod aws;
pub mod capture;
pub mod certificate;
pub mod cli;
pub mod clock;
pub mod decode;
pub mod diagnosis;
pub mod document;
pub mod engine;
pub mod evidence;
pub mod formats;
pub mod handling;
pub mod identity_provider;
pub mod input;
pub mod instant;
pub mod invisible;
pub mod knowledge;
pub mod login;
pub mod message_kind;
pub mod number;
pub mod okta;
pub mod parallel;
pub mod readings;
pub mod redact;
pub mod redaction;
pub mod report;
pub mod rule;
pub mod rules;
pub mod saml;
pub mod signature;
pub mod source;
pub mod target;
pub mod validity;
pub mod xml;
