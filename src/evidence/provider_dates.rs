//! The dates that IAM prints of a provider, which tie `get-saml-provider` to `list-saml-providers`.

use crate::document::Node;
use crate::instant::Instant;

/// When IAM made a provider and until when it says that it is valid, in whole seconds: the commands
/// print them with different precision. Two providers of one account hardly ever agree in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dates {
    pub created: Instant,
    pub valid_until: Instant,
}

/// The two dates among the members of a provider.
pub(super) fn dates_of(provider: &Node) -> Option<Dates> {
    let date = |name: &str| provider.member(name)?.text();
    dates(date("CreateDate"), date("ValidUntil"))
}

pub(super) fn dates(created: Option<&str>, valid_until: Option<&str>) -> Option<Dates> {
    let instant = |text: Option<&str>| Some(Instant::parse_rfc3339(text?).ok()?.instant.whole_second());
    Some(Dates { created: instant(created)?, valid_until: instant(valid_until)? })
}

pub(super) fn is_instant(word: &str) -> bool {
    word.len() >= 19 && word.is_ascii() && word.as_bytes()[4] == b'-' && word.as_bytes()[10] == b'T'
}
