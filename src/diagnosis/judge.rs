//! What a response is judged for, by which clock, and what comes of it.

use super::signs::{known, signs};
use super::{Document, Judged, Message, Surroundings};
use crate::aws::known_errors::KnownError;
use crate::aws::known_errors::recognise::{self, How};
use crate::aws::services::{Extent, IAM, Service};
use crate::capture::ExchangeFacts;
use crate::clock::{At, Clock};
use crate::engine::{self, Readable};
use crate::identity_provider;
use crate::readings::Readings;
use crate::rule::Case;
use crate::saml::Response;
use crate::signature::{self, Signature, Verdict};
use crate::target::{self, Addressed};

/// What a response is judged for.
pub(super) struct Aim {
    target: &'static Service,
    addressed: Addressed,
}

impl Surroundings<'_> {
    /// The service that a response is judged for; `None` where it is not judged.
    pub(super) fn aim(self, message: &Message, alone: bool) -> Option<Aim> {
        let response = message.response()?;
        if let Some(target) = self.options.target {
            return Some(Aim { target, addressed: Addressed::Aws });
        }
        if let Some(target) = target::of(&message.capture, response) {
            return Some(Aim { target, addressed: Addressed::Aws });
        }
        let nothing_else = alone && message.capture.url.is_none();
        nothing_else.then(|| Aim {
            target: &IAM,
            addressed: target::addressee(response).map_or(Addressed::Nowhere, Addressed::Elsewhere),
        })
    }

    pub(super) fn judge(self, message: &Message, aim: Aim) -> Option<Judged> {
        let options = self.options;
        let document = message.document.as_ref()?;
        let response = document.response.as_ref()?;
        let signatures = &message.signatures;
        let Aim { target, addressed } = aim;
        let issued = target::issued(response);
        let issuer = issuer(response);
        let clock = match options.at {
            Some(At::Moment(moment)) => Clock::given(moment),
            Some(At::AfterIssue(seconds)) => match issued {
                Some(issued) => Clock::given(issued.plus_seconds(seconds)),
                None => Clock::now(None, options.now),
            },
            None => message
                .capture
                .exchange
                .as_ref()
                .and_then(|facts| captured_clock(facts, issuer))
                .unwrap_or_else(|| Clock::now(issued, options.now)),
        };
        let coverage = signature::coverage(&document.tree, document.node, signatures);
        let signs = signs(response, signatures);
        let (identity_provider, provider_strength) = identity_provider::recognise(&signs).unzip();
        let applications = identity_provider.map_or_else(Vec::new, |provider| provider.candidates(&signs));
        let readings = Readings::of(response);
        let case = Case {
            capture: &message.capture,
            tree: &document.tree,
            response,
            readings: &readings,
            clock: &clock,
            signatures,
            coverage: &coverage,
            decrypted: &document.decrypted,
            evidence: self.evidence,
            target,
            identity_provider,
            truncated: document.truncated,
            encoding_conflict: document.encoding_conflict.as_ref(),
        };
        let judgement = engine::judge(&case, readable(document, signatures, target));
        let page = message.capture.exchange.as_ref().and_then(|exchange| exchange.page.as_deref());
        let on_page = page.and_then(shown_on_page);
        let shown = options.error.or(on_page);
        let shown_error = shown.map(|error| judgement.explain(error));
        Some(Judged {
            target,
            addressed,
            identity_provider,
            provider_strength,
            applications,
            known: known(response, &readings),
            clock,
            judgement,
            shown_error,
            on_page,
        })
    }
}

/// Whether all that AWS reads could be judged here.
fn readable(document: &Document, signatures: &[Signature], target: &Service) -> Readable {
    let opened = document.decrypted.iter().all(|opened| opened.result.is_ok());
    let holds = |signature: &Signature| matches!(signature.verdict, Verdict::Valid | Verdict::NoKey);
    let judged = target.judged == Extent::Whole && signatures.iter().all(holds);
    if opened && judged && !document.truncated { Readable::Whole } else { Readable::InPart }
}

fn captured_clock(facts: &ExchangeFacts, issuer: Option<&str>) -> Option<Clock> {
    let clock = Clock::captured(facts)?;
    Some(clock.delivered_by(facts.delivered(issuer).as_ref(), facts))
}

/// Who issued a response, by its assertion, else by itself.
pub(super) fn issuer(response: &Response) -> Option<&str> {
    let of_assertion = response.assertion().and_then(|assertion| assertion.issuer.as_ref());
    of_assertion.or(response.issuer.as_ref()).map(|issuer| issuer.value.as_str())
}

/// The sentence that a page AWS answered with shows.
fn shown_on_page(page: &str) -> Option<&'static KnownError> {
    let found = recognise::recognise(page).matches;
    found.iter().find(|found| found.how == How::Sentence).map(|found| found.error)
}
