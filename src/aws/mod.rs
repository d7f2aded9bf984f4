//! What AWS documents about SAML: names, endpoints, ARNs, the sentences it answers with.

pub mod known_errors;
