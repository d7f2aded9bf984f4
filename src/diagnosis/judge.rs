//! What a response is judged for, by which clock, and what comes of it.

use super::found::Recorded;
use super::signs::{issuer, known, signs};
use super::{Judged, Message, MessageXml, Surroundings};
use crate::authorization::{Authorization, EventTie, Related, Relation};
use crate::aws::known_errors::KnownError;
use crate::aws::known_errors::recognise::{self, How};
use crate::aws::services::{Extent, IAM, Service};
use crate::capture::{ByAws, ExchangeFacts, Parsers, RawXml};
use crate::clock::{At, Clock};
use crate::engine::{self, Why};
use crate::evidence::{Event, EventOutcome, providers};
use crate::handling::{Handling, Layout};
use crate::identity_provider;
use crate::login::Answering;
use crate::readings::Readings;
use crate::rule::{Case, Request};
use crate::signature::{self, Disputed, Seen, Trust};
use crate::target::{self, Addressed};
use crate::xml::Tree;

/// What a response is judged for.
pub(super) struct Aim {
    target: &'static Service,
    addressed: Addressed,
}

/// What else of a login bears on its response.
#[derive(Clone, Copy)]
pub(super) struct Login<'a> {
    /// The role that was chosen on AWS's page of roles, an ARN.
    pub chosen: Option<&'a str>,
    /// Requests that stand before the response in the same capture.
    pub requests: &'a [Request],
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
        let nothing_else =
            alone && message.capture.url.is_none() && !target::is_for_an_own_application(response);
        nothing_else.then(|| Aim {
            target: &IAM,
            addressed: target::addressee(response).map_or(Addressed::Nowhere, Addressed::Elsewhere),
        })
    }

    pub(super) fn judge(self, message: &Message, aim: Aim, login: Login) -> Option<Judged> {
        let Login { chosen, requests } = login;
        let options = self.options;
        let document = message.document.as_ref()?;
        let response = document.response.as_ref()?;
        let signatures = &message.signatures;
        let Aim { target, addressed } = aim;
        let issued = target::issued(response);
        let issuer = issuer(response);
        let given = |at| match at {
            At::Moment(moment) => Clock::given(moment),
            At::AfterIssue(seconds) => match issued {
                Some(issued) => Clock::given(issued.plus_seconds(seconds)),
                None => Clock::now(None, options.now),
            },
        };
        let clock = options
            .at
            .map(given)
            .or_else(|| message.capture.exchange.as_ref().and_then(|facts| captured_clock(facts, issuer)))
            .or_else(|| options.at_otherwise.map(given))
            .unwrap_or_else(|| Clock::now(issued, options.now));
        let coverage = signature::coverage(&document.tree, document.node, signatures);
        let signs = signs(response, signatures);
        let (identity_provider, provider_strength) = identity_provider::recognise(&signs).unzip();
        let applications = identity_provider.map_or_else(Vec::new, |provider| provider.candidates(&signs));
        let readings = Readings::of(response);
        let known = known(response, &readings, &signs);
        let capture = &message.capture;
        let authorization = Authorization::of(
            capture,
            response,
            &document.handling,
            &readings,
            &clock,
            self.evidence,
            chosen,
        );
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
            authorization: &authorization,
            target,
            requests,
            identity_provider,
            truncated: document.truncated,
            handling: &document.handling,
            encoding_conflict: document.encoding_conflict.as_ref(),
            expected: &options.expected,
            skew: options.skew,
        };
        let judgement = engine::judge(&case, proved(document, &case));
        let page = message.capture.exchange.as_ref().and_then(|exchange| exchange.page.as_deref());
        let on_page = page.and_then(shown_on_page);
        let heard = self.heard.of_input(message.input);
        let shown_error = heard.map(|shown| shown.error).or(on_page).map(|error| judgement.explain(error));
        let role_outcomes =
            (0..readings.roles.len()).map(|value| authorization.outcome_of_value(value)).collect();
        Some(Judged {
            look_up: authorization.look_up.clone(),
            related: related(&authorization, &self.evidence.events),
            recorded: recorded(&authorization),
            role_outcomes,
            target,
            addressed,
            identity_provider,
            provider_strength,
            applications,
            known,
            clock,
            verdict: judgement.verdict,
            decided_by: None,
            aws_answer: None,
            disagreement: None,
            judgement,
            shown_error,
            shown_request_id: heard.and_then(|shown| shown.request_id.clone()),
            on_page,
        })
    }
}

/// Whether it is the copy that no signature can hold on, and says nothing of the response.
fn is_of_the_copy(handling: &Handling, unproved: signature::Unproved) -> bool {
    match unproved {
        signature::Unproved::Signature(_) => handling.hides_signatures(),
        signature::Unproved::Reference
        | signature::Unproved::NotCovered
        | signature::Unproved::Disputed(Disputed::Id) => handling.hides_ids(),
        signature::Unproved::Untried | signature::Unproved::StrangeKey | signature::Unproved::Disputed(_) => {
            false
        }
    }
}

/// What CloudTrail says of a login: of several calls with one assertion the last, as what was done again
/// after a refusal ended the login.
fn recorded(authorization: &Authorization) -> Option<Recorded> {
    let surest = authorization.events.first().map(|first| first.tie);
    let answered = |event: &Event| event.outcome() != EventOutcome::Failed;
    let calls = authorization.events.iter().filter(|one| Some(one.tie) == surest && answered(one.event));
    let last = calls.max_by_key(|one| one.event.time).map(|one| (one.event, Answering::Sts));
    // Of a sign-in to Identity Center the only one in its minutes.
    let of_directory = || {
        let directory = authorization.related.iter().find(|one| one.relation == Relation::Directory)?;
        Some((directory.event, Answering::IdentityCenter))
    };
    // The session's own first step, where it was refused: the role was assumed by then.
    let of_session = || {
        let steps = authorization.related.iter().filter(|one| one.relation == Relation::Session);
        let event = steps.max_by_key(|one| one.event.time)?.event;
        let is_connect = event.source.as_ref().is_some_and(|source| source.value == "connect.amazonaws.com");
        let service = if is_connect { Answering::Connect } else { Answering::Console };
        event.is_refused().then_some((event, service))
    };
    let (event, service) = of_session().or(last).or_else(of_directory)?;
    if !answered(event) {
        return None;
    }
    // Another login of the same person may have gone through in the same minutes.
    if !event.is_refused() && surest != Some(EventTie::AssertionId) {
        return None;
    }
    let message = event.error_message.as_ref().map(|message| message.value.as_str());
    Some(Recorded {
        refused: event.is_refused(),
        service,
        error: message.and_then(shown_on_page),
        request_id: event.request_id.as_ref().map(|id| id.value.clone()),
    })
}

/// The events that have to do with a login, by their places among all.
fn related(authorization: &Authorization, events: &[Event]) -> Vec<(usize, Relation)> {
    let place = |one: &Related| events.iter().position(|event| std::ptr::eq(event, one.event));
    authorization.related.iter().filter_map(|one| Some((place(one)?, one.relation))).collect()
}

/// Whether all that AWS reads is at hand, judged, and proved to be the identity provider's.
fn proved(document: &MessageXml, case: &Case) -> Result<(), Why> {
    if document.truncated {
        return Err(Why::CutOff);
    }
    let closed = document.decrypted.iter().any(|opened| opened.result.is_err());
    if closed && case.response.assertions.is_empty() {
        return Err(Why::AssertionEncrypted);
    }
    if case.target.judged != Extent::Whole {
        return Err(Why::ServiceNotJudged(case.target));
    }
    if closed {
        return Err(Why::PartEncrypted);
    }
    if document.encoding_conflict.as_ref().is_some_and(|conflict| conflict.parsers != Parsers::Agree) {
        return Err(Why::Encoding);
    }
    let version = document.tree.declared_version().map(|version| document.tree.written(version));
    if version.is_some_and(|version| !is_read_alike(&document.tree, version)) {
        return Err(Why::XmlVersion);
    }
    if case.capture.repairs.iter().any(|repair| repair.by_aws_too == ByAws::NotXml) {
        return Err(Why::ContentBehind);
    }
    if case.capture.raw_xml() == RawXml::Perhaps {
        return Err(Why::NotBase64);
    }
    if document.handling.because().is_some() {
        return Err(Why::Handled);
    }
    if case.authorization.is_open() {
        return Err(Why::TrustOpen);
    }
    let issuer = issuer(case.response);
    let providers = providers::named_by(case.response);
    let of_it = case.evidence.metadata.iter().filter(|file| file.may_be_of(&providers));
    let known = of_it.flat_map(|file| file.keys_for(issuer)).next().is_some();
    let trust = if known { Trust::Known } else { Trust::AnyKey };
    let seen = match document.handling.layout {
        Layout::AsSent | Layout::Unproven => Seen::AsSent,
        Layout::Restored => Seen::LaidOutAnew,
    };
    match signature::prove(&document.tree, document.node, case.signatures, case.coverage, trust, seen) {
        Err(unproved) if is_of_the_copy(&document.handling, unproved) => Err(Why::SignatureHidden),
        proof => proof.map_err(Why::NotProved),
    }
}

/// Whether a document of this version is what it is here: in XML 1.1 (section 2.11) two more characters end
/// lines.
fn is_read_alike(tree: &Tree, version: &str) -> bool {
    let text = || tree.written(tree.span(tree.root()));
    match version {
        "1.0" => true,
        "1.1" => !text().contains(['\u{85}', '\u{2028}']),
        _ => false,
    }
}

fn captured_clock(facts: &ExchangeFacts, issuer: Option<&str>) -> Option<Clock> {
    let clock = Clock::captured(facts)?;
    Some(clock.delivered_by(facts.delivered(issuer).as_ref(), facts))
}

/// The sentence that a page AWS answered with shows.
fn shown_on_page(page: &str) -> Option<&'static KnownError> {
    let found = recognise::recognise(page).matches;
    found.iter().find(|found| found.how == How::Sentence).map(|found| found.error)
}
