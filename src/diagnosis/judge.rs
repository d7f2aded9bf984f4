//! What a response is judged for, by which clock, and what comes of it.

use super::{Document, Judged, Message, Surroundings};
use crate::aws::attributes::ROLE;
use crate::aws::known_errors::KnownError;
use crate::aws::known_errors::recognise::{self, How};
use crate::aws::role_pair;
use crate::aws::services::{IAM, Service};
use crate::capture::ExchangeFacts;
use crate::clock::{At, Clock};
use crate::engine::{self, Readable};
use crate::identity_provider::{self, Signs};
use crate::readings::Readings;
use crate::rule::Case;
use crate::saml::{AttributeValue, Response};
use crate::signature::{self, Signature, Verdict};
use crate::source::Text;
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
        let (identity_provider, provider_strength) =
            identity_provider::recognise(&signs(response, signatures)).unzip();
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
    let judged = target.is_iam_sign_in() && signatures.iter().all(holds);
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

/// What of a response tells which identity provider made it.
fn signs<'a>(response: &'a Response, signatures: &'a [Signature]) -> Signs<'a> {
    let assertion = response.assertion();
    let text = |text: &'a Option<Text>| text.as_ref().map(|text| text.value.as_str());
    let name_id = assertion.and_then(|assertion| assertion.name_id());
    let attributes = || assertion.into_iter().flat_map(|assertion| &assertion.attributes);
    let provider_name = |value: &'a AttributeValue| {
        let provider = role_pair::halves(&value.text.value).provider?;
        provider.split_once(":saml-provider/").map(|(_, name)| name)
    };
    Signs {
        issuer: issuer(response),
        destination: text(&response.destination),
        name_id: name_id.map(|name_id| name_id.text.value.as_str()),
        name_id_format: name_id.and_then(|name_id| text(&name_id.format)),
        attribute_names: attributes().filter_map(|attribute| text(&attribute.name)).collect(),
        provider_names: attributes()
            .filter(|attribute| attribute.is_named(ROLE))
            .flat_map(|attribute| attribute.values.iter().filter_map(provider_name))
            .collect(),
        certificate_subjects: signatures
            .iter()
            .flat_map(|signature| signature.embedded())
            .filter_map(|key| key.certificate.as_ref())
            .map(|certificate| certificate.subject.as_str())
            .collect(),
    }
}
