//! The answer on one screen: the cause in one sentence, and what to do about it.

use super::cause::{behind, cause, headline, headline_behind, is_likely, is_never_reached, suspect};
use super::login::refused_by;
use super::open::Question;
use super::{Line, Message, Severity, visible::clipped, visible::plain};
use crate::aws::attributes::ROLE;
use crate::aws::endpoints::{self, Endpoint};
use crate::aws::role_value::{Reading, read};
use crate::diagnosis::{self, DecidedBy, Diagnosis, Judged};
use crate::engine::{Verdict, Why};
use crate::input::InputKind;
use crate::instant::in_words;
use crate::login::{Answering, Outcome};
use crate::source::SourceKind;

/// The rule on how old a response is.
pub(super) const AGE: &str = "response-age";
/// The rule on how long a session lasts, of which a login that is refused has none.
const SESSION_LENGTH: &str = "session-length";
/// A role's session of this many seconds and more is told in hours.
const AN_HOUR: u64 = 3_600;

/// What stands on the first screen; the findings that it names by their index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// The cause in one plain sentence, or the verdict.
    pub headline: Line,
    /// Where AWS's sentence is known from, if somebody saw it: `in the HAR, entry 1`.
    pub seen: Option<String>,
    /// What to do where no finding says it.
    pub advice: Option<&'static str>,
    /// The finding that the headline tells.
    pub cause: Option<usize>,
    /// Whether it may be another: nobody has seen AWS refuse just this, and its own sentence says no more.
    pub likely: bool,
    /// Where that stands: `in attribute RoleSessionName`.
    pub place: Option<String>,
    /// What is wanted in the place of what was found, unless the headline says it.
    pub expected: Option<String>,
    /// How many more findings there are of the rule of the cause, which are not told again.
    pub more_of_it: usize,
    /// Findings of other causes that are told in a line each, one of a rule: errors, then warnings.
    pub also: Vec<usize>,
    /// Notes that say what a file beside the response comes to.
    pub told: Vec<usize>,
    /// How old the response is, where nothing tells when it was posted.
    pub age: Option<String>,
    /// Whether the sentence that AWS showed would tell more: nothing is found, and nobody gave it.
    pub wants_sentence: bool,
    /// What AWS reads in the response: role, account, session, duration, then where.
    pub reads: Option<String>,
    /// What is open, in a few words each.
    pub open: Vec<&'static str>,
    /// The command that prints what is open as text to send to each who is asked.
    pub ask: String,
    /// Whether the answer lies in what is open, so that it is told how to get it.
    pub open_first: bool,
    /// `login.har entry 1, POST https://.., 2026-05-26 11:58:03 UTC`
    pub source: String,
    /// `refused`, `refused by AWS`, `no fault found`, `undetermined`
    pub outcome: &'static str,
    /// The rule of the cause, for the last row.
    pub rule: Option<&'static str>,
    /// Who has to act.
    pub who: Option<String>,
}

impl Brief {
    pub(super) fn of(diagnosis: &Diagnosis, message: &diagnosis::Message, said: &Message) -> Option<Brief> {
        let judged = message.judged.as_ref()?;
        let elsewhere = said.answer.as_ref().and_then(|answer| answer.elsewhere.as_ref());
        let cause = cause(judged, said).filter(|_| elsewhere.is_none());
        let finding = cause.map(|index| &said.findings[index]);
        let behind = behind(message, judged).filter(|_| cause.is_none() && elsewhere.is_none());
        let suspect = suspect(judged, said).filter(|_| cause.is_none() && elsewhere.is_none());
        let index = behind.as_ref().map(|behind| behind.finding).or(suspect);
        let warning = index.map(|index| &said.findings[index]);
        let shown = cause.or(index);
        let others = |severity| {
            said.findings.iter().enumerate().filter(move |(index, finding)| {
                finding.consequence_of.is_none()
                    && finding.severity == severity
                    && Some(*index) != shown
                    && !is_never_reached(judged, *index)
            })
        };
        let is_of_it = |rule: &str| finding.or(warning).is_some_and(|cause| cause.rule == rule);
        let all = || others(Severity::Error).chain(others(Severity::Warning));
        let more_of_it = all().filter(|(_, other)| is_of_it(other.rule)).count();
        let mut also: Vec<usize> = Vec::new();
        for (index, other) in all().filter(|(_, other)| !is_of_it(other.rule)) {
            if !also.iter().any(|&known| said.findings[known].rule == other.rule) {
                also.push(index);
            }
        }
        let answer = judged.aws_answer.as_ref();
        let refused_by_aws =
            judged.on_page.is_some() || answer.is_some_and(|one| one.outcome == Outcome::Refused);
        let refuser = refused_by(message, judged);
        let verdict = judged.verdict;
        let open_first = said.holds.is_none()
            && match verdict {
                Verdict::Refused => shown.is_none() && elsewhere.is_none(),
                Verdict::Accepted => {
                    behind.is_none() && answer.is_none_or(|answer| !answer.outcome.took_it())
                }
                Verdict::Undetermined(_) => true,
            };
        let headline = match &behind {
            Some(behind) => headline_behind(said, judged, behind),
            None => headline(said, judged, finding, refused_by_aws, refuser),
        };
        let open: Vec<&Question> =
            said.open.questions.iter().filter(|question| !question.is_settled).collect();
        let expected = finding
            .or(warning)
            .and_then(|finding| Some(clipped(finding.expected.as_ref()?, 160).into_owned()));
        Some(Brief {
            expected: expected.filter(|expected| !headline.text.contains(expected.as_str())),
            headline,
            advice: elsewhere.map(|elsewhere| elsewhere.advice),
            seen: seen(said).or_else(|| {
                refused_by_aws.then(|| match answer.and_then(|answer| answer.entry) {
                    Some(entry) => format!("in {}, entry {entry}", capture_words(diagnosis, said)),
                    None if judged.decided_by == Some(DecidedBy::CloudTrail) => "in CloudTrail".to_owned(),
                    None => "on AWS's page".to_owned(),
                })
            }),
            place: finding.or(warning).map(|finding| match &finding.beside {
                Some(beside) => format!("in {}", beside.name),
                None if finding.place.source == "message" => place(message, judged, shown),
                None => format!("in {}", finding.place.source_words),
            }),
            likely: finding.or(warning).is_some_and(|finding| is_likely(judged, finding)),
            cause: shown,
            more_of_it,
            also,
            told: told(diagnosis, judged),
            age: age(judged),
            wants_sentence: finding.is_none()
                && warning.is_none()
                && elsewhere.is_none()
                && matches!(verdict, Verdict::Accepted)
                && answer.is_none()
                && judged.shown_error.is_none(),
            reads: reads(message, judged),
            open: open.iter().map(|question| question.noun).collect(),
            ask: ask(diagnosis),
            open_first,
            source: source(said),
            outcome: if elsewhere.is_some() {
                "not addressed to AWS"
            } else {
                match (verdict, warning) {
                    (Verdict::Accepted, Some(_)) if answer.is_none_or(|answer| !answer.outcome.took_it()) => {
                        "not refused"
                    }
                    _ => outcome(verdict, refused_by_aws, refuser, answer.map(|answer| answer.outcome)),
                }
            },
            rule: finding.or(warning).map(|finding| finding.rule),
            who: finding.or(warning).and_then(|finding| finding.remedy.who_words.clone()).or_else(|| {
                if let Some(holds) = &said.holds {
                    return Some(holds.who.clone());
                }
                let first = said.open.questions.first().filter(|_| open_first);
                let who = first.map(|first| first.who.unwrap_or("you"));
                let told = told(diagnosis, judged).into_iter().next();
                let of_file = || said.findings[told?].remedy.who_words.clone();
                who.or(elsewhere.map(|_| "you")).map(str::to_owned).or_else(of_file)
            }),
        })
    }
}

/// The response's age, as its rule tells it.
fn age(judged: &Judged) -> Option<String> {
    let found = judged.judgement.findings.iter().find(|found| found.finding.rule.id == AGE)?;
    Some(format!(
        "{}; --at sets when it was posted",
        found.finding.message.replacen("the response was ", "", 1)
    ))
}

/// What a message with an entry was found in, as a person says it.
fn capture_words(diagnosis: &Diagnosis, said: &Message) -> &'static str {
    match diagnosis.inputs[said.input].kind {
        Some(InputKind::Har) => "the HAR",
        _ => "the capture",
    }
}

/// Notes of the message that stand in a file beside it.
fn told(diagnosis: &Diagnosis, judged: &Judged) -> Vec<usize> {
    let findings = judged.judgement.findings.iter().enumerate();
    let refused = matches!(judged.verdict, Verdict::Refused);
    let told = findings.filter(|(_, found)| {
        if refused && found.finding.rule.id == SESSION_LENGTH {
            return false;
        }
        let source = diagnosis.sources.get(found.finding.primary.span.source);
        found.finding.severity == Severity::Note
            && found.consequence_of.is_none()
            && matches!(source.kind, SourceKind::Evidence { .. })
    });
    told.map(|(index, _)| index).collect()
}

/// That AWS's sentence is the one that somebody saw, or that it is AWS's only if the response goes there.
fn seen(said: &Message) -> Option<String> {
    let Some(predicted) = &said.predicted_error else {
        let by_person = said.decided_by == Some(DecidedBy::ShownError.name());
        return by_person.then(|| "the sentence that was seen".to_owned());
    };
    if said.answer.as_ref().is_some_and(|answer| answer.elsewhere.is_some()) {
        return Some("if it is posted to AWS".to_owned());
    }
    let shown = said.shown_error.as_ref().filter(|shown| shown.id == predicted.id)?;
    shown.sentence.is_some().then(|| "the sentence that was seen".to_owned())
}

fn outcome(
    verdict: Verdict,
    refused_by_aws: bool,
    refuser: Option<Answering>,
    answered: Option<Outcome>,
) -> &'static str {
    match (verdict, answered) {
        _ if refused_by_aws => match refuser {
            Some(Answering::Connect) => "refused by Amazon Connect",
            Some(Answering::IdentityCenter) => "refused by IAM Identity Center",
            Some(Answering::SignIn | Answering::Sts | Answering::Console) | None => "refused by AWS",
        },
        (Verdict::Refused, _) => "refused",
        (Verdict::Accepted, Some(Outcome::SignedIn | Outcome::RolePicker)) => "accepted by AWS",
        (Verdict::Accepted, _) => "no fault found",
        (Verdict::Undetermined(Why::CutOff | Why::Handled), _) => "undetermined, by this copy",
        (Verdict::Undetermined(_), _) => "undetermined",
    }
}

/// Where a finding stands, as a person says it.
fn place(message: &diagnosis::Message, judged: &Judged, cause: Option<usize>) -> String {
    let Some(found) = cause.and_then(|index| judged.judgement.findings.get(index)) else {
        return String::new();
    };
    let span = found.finding.primary.span;
    let holds = |other: crate::source::Span| {
        other.source == span.source && other.start <= span.start && span.end <= other.end
    };
    let attributes = message.response().and_then(|response| response.assertion());
    for attribute in attributes.into_iter().flat_map(|assertion| &assertion.attributes) {
        let name = attribute.name.as_ref();
        let inside = name.is_some_and(|name| holds(name.span))
            || attribute.values.iter().any(|value| holds(value.text.span));
        if let Some(name) = name.filter(|_| inside) {
            let short = name.value.rsplit('/').next().filter(|short| !short.is_empty());
            return format!("in attribute {}", clipped(short.unwrap_or(&name.value), 40));
        }
    }
    let Some(document) = &message.document else { return String::new() };
    let path = document.tree.path_at(document.node, span);
    let mut steps = path.rsplit('/').map(|step| step.split('[').next().unwrap_or(step));
    match (steps.next(), steps.next()) {
        (Some(last), Some(parent)) if last.starts_with('@') => format!("in {} of {parent}", &last[1..]),
        (Some(last), _) if !last.is_empty() => format!("in {last}"),
        _ => String::new(),
    }
}

/// `role Admins in 123456789012, by provider Okta, as jane.doe, 12 h, then Connect in us-east-1`.
fn reads(message: &diagnosis::Message, judged: &Judged) -> Option<String> {
    let assertion = message.response()?.assertion()?;
    let values = || assertion.attributes_named(ROLE).flat_map(|attribute| &attribute.values);
    let mut parts = Vec::new();
    // Values that AWS does not offer are told by their findings.
    let offered = super::roles::usable_of(message, judged).map(|(offered, _)| offered);
    let is_offered =
        |role: &str| offered.as_ref().is_none_or(|offered| offered.iter().any(|one| one.as_str() == role));
    let pairs: Vec<(String, String, String)> = values()
        .filter(|value| !value.has_elements)
        .filter_map(|value| match read(&value.text.value) {
            Reading::Pair(pair) if !value.text.value.get(pair.role_at.clone()).is_some_and(is_offered) => {
                None
            }
            Reading::Pair(pair) => Some((
                pair.role.name.to_owned(),
                pair.role.arn.account.to_owned(),
                pair.provider.name.to_owned(),
            )),
            Reading::Blank
            | Reading::Template(_)
            | Reading::NotPair(_)
            | Reading::WrongKind(_)
            | Reading::Malformed(_) => None,
        })
        .collect();
    match pairs.as_slice() {
        [] => {}
        [(role, account, provider)] => {
            parts.push(format!("role {role}, account {account}, provider {provider}"));
        }
        [(role, account, provider), more @ ..] => parts.push(format!(
            "{} roles, the first {role}, account {account}, provider {provider}",
            more.len() + 1
        )),
    }
    let first = |name: &'static str| {
        let mut values = assertion.attributes_named(name).flat_map(|attribute| &attribute.values);
        values.next().map(|value| value.text.value.trim())
    };
    if let Some(name) = first(crate::aws::attributes::ROLE_SESSION_NAME).filter(|name| !name.is_empty()) {
        parts.push(format!("as {}", clipped(name, 64)));
    }
    if let Some(seconds) = first(crate::aws::attributes::SESSION_DURATION).and_then(|text| text.parse().ok())
    {
        parts.push(duration(seconds));
    }
    if judged.target == &crate::aws::services::CONNECT {
        let to = match message.capture.relay_state.as_deref().and_then(connect) {
            Some(instance) => format!("then Amazon Connect {instance}"),
            None => "then Amazon Connect".to_owned(),
        };
        parts.push(to);
    } else if judged.target.is_opened_behind_the_sign_in() {
        parts.push(format!("then {}", judged.target.opened()));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The instance of Connect that a RelayState opens: `a65f1779-.. in us-east-1`.
fn connect(relay_state: &str) -> Option<String> {
    let Endpoint::ConnectRelayState(state) = endpoints::locate(relay_state)?.endpoint else { return None };
    let region = state.region.map(|region| format!(" in {region}")).unwrap_or_default();
    // What is none is told by a finding.
    let instance = Some(state.instance).filter(|instance| endpoints::is_uuid(instance));
    Some(format!("{}{region}", instance.unwrap_or_else(|| "(no instance)".to_owned())))
}

/// A session's length: in hours from an hour on.
fn duration(seconds: u64) -> String {
    let whole = i64::try_from(seconds).unwrap_or(i64::MAX);
    match seconds {
        AN_HOUR.. => format!("for {}", in_words(jiff::SignedDuration::from_secs(whole))),
        _ => format!("for {seconds} s"),
    }
}

/// The command line again, with the option that prints what is open.
fn ask(diagnosis: &Diagnosis) -> String {
    let plain = |name: &str| {
        !name.starts_with('-') && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._/-".contains(&b))
    };
    let names: Vec<&str> = diagnosis.inputs.iter().map(|input| input.name.as_str()).collect();
    match names.iter().all(|name| plain(name)) && names.join(" ").len() < 60 {
        true if !diagnosis.hangs_on_options => format!("saml-doctor {} --ask", names.join(" ")),
        true | false => "the same command with --ask".to_owned(),
    }
}

fn source(said: &Message) -> String {
    let name = plain(super::name_words(&said.input_name));
    match &said.origin.found {
        Some(found) => format!("{name}, {}", found.replacen("Entry", "entry", 1)),
        None => match said.label == super::name_words(&said.input_name) {
            true => name.into_owned(),
            false => format!("{name}, {}", said.label),
        },
    }
}
