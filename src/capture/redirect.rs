//! Messages in the query of a URL: the HTTP-Redirect binding.

use super::form::{Found, mentions_carrier, messages as in_parameters, parameters};
use super::traced::Traced;
use super::value::Written;
use super::{Capture, Stage};

/// Messages in the query, or behind the `#`, of a URL.
pub(crate) fn messages(url: &Traced, template: &Capture) -> Found {
    let Some(question) = memchr::memchr2(b'?', b'#', &url.bytes) else { return Found::default() };
    let query = url.slice(question + 1..url.len());
    if !mentions_carrier(&query.bytes) {
        return Found::default();
    }
    let end = memchr::memchr(b'#', &query.bytes).unwrap_or(query.len());
    let mut template = template.clone();
    template.decoding.push(Stage::Form);
    in_parameters(&parameters(&query.slice(0..end), Written::Query), &template)
}
