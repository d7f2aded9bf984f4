//! What AWS documents about SAML: names, endpoints, ARNs, the sentences it answers with.

pub mod arn;
pub mod attributes;
pub mod audience;
pub mod endpoints;
pub mod known_errors;
pub mod nearest;
pub mod partitions;
pub mod role_pair;
pub mod url;
