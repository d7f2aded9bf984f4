//! The time in which AWS takes a response, read from it once for the rules and the report.

use jiff::SignedDuration;

use crate::instant::Instant;
use crate::saml::Response;
use crate::source::Text;
use crate::target;

/// AWS: "Token must be redeemed within 5 minutes of issuance".
pub const REDEMPTION: SignedDuration = SignedDuration::from_secs(300);

/// When a response says that it was issued and that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    pub issued: Instant,
    /// NotBefore of Conditions.
    pub not_before: Option<Instant>,
    /// The earlier of Conditions' NotOnOrAfter and the latest SubjectConfirmationData's: one
    /// confirmation suffices. Exclusive.
    pub not_on_or_after: Option<Instant>,
}

impl Validity {
    /// `None` where nothing says when it was issued.
    pub fn of(response: &Response) -> Option<Validity> {
        let issued = target::issued(response)?;
        let assertion = response.assertion();
        let conditions = assertion.and_then(|assertion| assertion.conditions.as_ref());
        let until = conditions.and_then(|conditions| read(conditions.not_on_or_after.as_ref()));
        let confirmed = assertion
            .into_iter()
            .flat_map(|assertion| assertion.confirmation_data())
            .filter_map(|data| read(data.not_on_or_after.as_ref()))
            .max();
        Some(Validity {
            issued,
            not_before: conditions.and_then(|conditions| read(conditions.not_before.as_ref())),
            not_on_or_after: until.into_iter().chain(confirmed).min(),
        })
    }

    /// Until when AWS takes it, five minutes from its issue being inclusive and an end of its own not.
    pub fn redeemable(&self) -> Instant {
        self.issued.plus(REDEMPTION)
    }

    /// The first moment at which AWS takes it.
    pub fn from(&self) -> Instant {
        self.not_before.map_or(self.issued, |from| from.max(self.issued))
    }

    /// The end, whichever of the two comes first.
    pub fn until(&self) -> Instant {
        self.not_on_or_after.map_or(self.redeemable(), |end| end.min(self.redeemable()))
    }
}

/// A point in time where it is written and can be read.
pub fn read(text: Option<&Text>) -> Option<Instant> {
    Instant::parse_xs(&text?.value).ok().map(|written| written.instant)
}
