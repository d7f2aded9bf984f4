//! Runs the rules over a message and draws the conclusions: what is a cause and what a
//! consequence, the verdict, the sentence AWS will answer.

use crate::aws::known_errors::KnownError;
use crate::aws::measurements::Answer;
use crate::aws::services::{self, Service};
use crate::knowledge::Confidence;
use crate::rule::{
    Case, Check, Finding, MOST_OF_ONE_RULE, MetadataCase, Need, Outcome, PolicyCase, Rule, ScimCase, Severity,
};
use crate::rules;
use crate::signature::{self, KeyOrigin};
use crate::target;

/// What came of judging one message.
#[derive(Debug)]
pub struct Judgement {
    /// The cause of the predicted error first, then by severity, then in document order.
    pub findings: Vec<Found>,
    pub clean: Vec<&'static Rule>,
    pub not_applicable: Vec<&'static Rule>,
    pub not_checked: Vec<(&'static Rule, Need)>,
    pub verdict: Verdict,
    pub predicted: Option<Prediction>,
}

/// A finding, and the one it is a consequence of.
#[derive(Debug)]
pub struct Found {
    pub finding: Finding,
    /// Index into [`Judgement::findings`].
    pub consequence_of: Option<usize>,
}

/// What becomes of the response as far as it and the given evidence tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Refused,
    Accepted,
    Undetermined(Why),
}

/// Why a response that nothing is wrong with cannot be called accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The copy ends before the response does.
    CutOff,
    /// Whether the role's trust policy lets it in depends on what was not given.
    TrustOpen,
    /// There is no assertion but an encrypted one.
    AssertionEncrypted,
    /// It is for a service whose requirements are not judged.
    ServiceNotJudged(&'static Service),
    /// A part of it is encrypted, and was not opened.
    PartEncrypted,
    /// Its bytes are not of the encoding that it declares.
    Encoding,
    /// It is of a version of XML that is not read, or is read otherwise.
    XmlVersion,
    /// Something stands behind the document.
    ContentBehind,
    /// It stands in the copy of a form as XML, where its base64 is posted.
    NotBase64,
    /// What was done to the copy hides what AWS reads.
    Handled,
    /// What was done to the copy hides whether its signature holds.
    SignatureHidden,
    /// It is not proved that what AWS reads is what the identity provider signed.
    NotProved(signature::Unproved),
    /// AWS itself failed, with this HTTP status.
    AwsFailed(u16),
}

impl Verdict {
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Refused => "refused",
            Verdict::Accepted => "accepted",
            Verdict::Undetermined(_) => "undetermined",
        }
    }
}

/// The sentence AWS is expected to answer.
#[derive(Debug)]
pub struct Prediction {
    pub error: &'static KnownError,
    pub confidence: Confidence,
    /// Index of the finding that explains it.
    pub finding: usize,
    /// Sentences that other findings lead to once this one is mended, in order.
    pub then: Vec<&'static KnownError>,
}

/// Runs every rule over a case; `proved` says whether all that AWS reads could be judged here, and if
/// not, why.
pub fn judge(case: &Case, proved: Result<(), Why>) -> Judgement {
    let mut findings = Vec::new();
    let (mut clean, mut not_applicable, mut not_checked) = (Vec::new(), Vec::new(), Vec::new());
    for &rule in rules::ALL {
        let Check::Message { check, .. } = rule.check else { continue };
        match outcome(rule, check, case) {
            Outcome::Found(found) => {
                let (of_the_copy, found): (Vec<Finding>, Vec<Finding>) =
                    found.into_iter().partition(|finding| is_of_the_copy(case, finding));
                if found.is_empty() && !of_the_copy.is_empty() {
                    not_checked.push((rule, Need::WholeCapture));
                }
                findings.extend(
                    most(found)
                        .into_iter()
                        .map(|finding| of_service(case, doubted(case, weighed(case, finding)))),
                );
            }
            Outcome::Clean => clean.push(rule),
            Outcome::NotApplicable => not_applicable.push(rule),
            Outcome::NotChecked(need) => not_checked.push((rule, need)),
        }
    }
    let place = |error: &KnownError| case.target.place(error).unwrap_or(PLACE_UNKNOWN);
    let findings = ordered(findings, place);
    let predicted = predict(&findings, place);
    let refused = findings
        .iter()
        .any(|found| found.finding.severity == Severity::Error && found.consequence_of.is_none());
    let verdict = match (refused, proved) {
        (true, _) => Verdict::Refused,
        (false, Err(why)) => Verdict::Undetermined(why),
        (false, Ok(())) => Verdict::Accepted,
    };
    Judgement { findings, clean, not_applicable, not_checked, verdict, predicted }
}

/// Whether what was found is what somebody who made the copy left in the value's place.
fn is_of_the_copy(case: &Case, finding: &Finding) -> bool {
    let related = finding.related.iter().map(|label| label.span);
    std::iter::once(finding.primary.span).chain(related).any(|place| case.handling.explains(place))
}

/// STS answers for the sign-in that it stands behind, and for no other service.
fn weighed(case: &Case, finding: Finding) -> Finding {
    match (finding.measured, services::IAM_SIGN_IN.contains(&case.target)) {
        (None, _) | (Some(_), true) => finding.weighed(case.way_in()),
        (Some(_), false) => finding.unmeasured(),
    }
}

/// Which of several assertions AWS reads is not known: what is wrong with the first is not certain.
fn doubted(case: &Case, finding: Finding) -> Finding {
    let several = case.response.assertions.len() + case.response.encrypted_assertions.len() > 1;
    if several && finding.rule.needs().contains(&Need::Assertion) { finding.likely() } else { finding }
}

/// A sentence that the service does not answer with explains nothing of it, but that of the service
/// which it was posted to by mistake.
fn of_service(case: &Case, mut finding: Finding) -> Finding {
    let posted = case.capture.url.as_deref().and_then(target::by_url);
    let answers = |service: &Service, error: &KnownError| service.answers(error);
    finding
        .explains
        .retain(|error| answers(case.target, error) || posted.is_some_and(|posted| answers(posted, error)));
    finding
}

fn outcome(rule: &'static Rule, check: fn(&Case) -> Outcome, case: &Case) -> Outcome {
    if !rule.services().contains(&case.target) {
        return Outcome::NotApplicable;
    }
    if rule.needs().contains(&Need::Assertion) && case.assertion().is_none() {
        return if case.response.encrypted_assertions.is_empty() {
            case.absent()
        } else {
            Outcome::NotChecked(Need::PrivateKey)
        };
    }
    let outcome = check(case);
    debug_assert!(
        !matches!(outcome, Outcome::NotChecked(need) if need != Need::WholeCapture && !rule.needs().contains(&need)),
        "{} ended as {outcome:?}, which it does not declare",
        rule.id
    );
    outcome
}

/// What came of looking at one metadata document.
#[derive(Debug, Default)]
pub struct Inspection {
    /// By severity, then in document order.
    pub findings: Vec<Found>,
    pub clean: Vec<&'static Rule>,
    pub not_applicable: Vec<&'static Rule>,
    pub not_checked: Vec<(&'static Rule, Need)>,
}

impl Inspection {
    /// What IAM answers when the document is uploaded, where it refuses it with a published sentence,
    /// and how sure that is.
    pub fn refused_with(&self) -> Option<(&'static KnownError, Confidence)> {
        let errors = || self.findings.iter().filter(|found| found.finding.severity == Severity::Error);
        let sentence = errors().flat_map(|found| &found.finding.explains).next().copied()?;
        let explaining =
            errors().filter(|found| found.finding.explains.iter().any(|error| error.id == sentence.id));
        let confidence = explaining.map(|found| found.finding.confidence).max()?;
        Some((sentence, confidence))
    }
}

/// Runs every rule on evidence over a metadata document.
pub fn inspect(case: &MetadataCase) -> Inspection {
    let mut inspection = Inspection::default();
    let mut findings = Vec::new();
    for &rule in rules::ALL {
        let Check::Metadata(check) = rule.check else { continue };
        // What IAM holds, it has taken: of what it would refuse, it can only be remarked upon.
        let held = case.metadata.origin == KeyOrigin::Provider
            && rule.severity == Severity::Error
            && !rule.measured.is_some_and(|one| matches!(one.answer, Answer::Taken(_)));
        match if held { Outcome::NotApplicable } else { check(case) } {
            Outcome::Found(found) => findings.extend(most(found)),
            Outcome::Clean => inspection.clean.push(rule),
            Outcome::NotApplicable => inspection.not_applicable.push(rule),
            Outcome::NotChecked(need) => inspection.not_checked.push((rule, need)),
        }
    }
    inspection.findings = ordered(findings, |_| PLACE_UNKNOWN);
    inspection
}

/// Behind every sentence whose place is known, and before what AWS has no sentence for.
const PLACE_UNKNOWN: usize = usize::MAX - 1;

/// Runs every rule on policies over one.
pub fn inspect_policy(case: &PolicyCase, inspection: &mut Inspection) {
    inspect_with(inspection, |rule| match rule.check {
        Check::Policy(check) => Some(check(case)),
        Check::Message { .. } | Check::Metadata(_) | Check::Scim(_) => None,
    });
}

/// Runs every rule on SCIM over one call.
pub fn inspect_scim(case: &ScimCase, inspection: &mut Inspection) {
    inspect_with(inspection, |rule| match rule.check {
        Check::Scim(check) => Some(check(case)),
        Check::Message { .. } | Check::Metadata(_) | Check::Policy(_) => None,
    });
}

fn inspect_with(inspection: &mut Inspection, look: impl Fn(&'static Rule) -> Option<Outcome>) {
    let mut findings = Vec::new();
    for &rule in rules::ALL {
        let Some(outcome) = look(rule) else { continue };
        let list = match outcome {
            Outcome::Found(found) => {
                findings.extend(most(found));
                continue;
            }
            Outcome::Clean => &mut inspection.clean,
            Outcome::NotApplicable => &mut inspection.not_applicable,
            Outcome::NotChecked(need) => {
                inspection.not_checked.push((rule, need));
                continue;
            }
        };
        // A list of roles is looked at role by role.
        if !list.contains(&rule) {
            list.push(rule);
        }
    }
    let before = inspection.findings.len();
    inspection.findings.extend(ordered(findings, |_| PLACE_UNKNOWN).into_iter().map(|mut found| {
        found.consequence_of = found.consequence_of.map(|cause| cause + before);
        found
    }));
}

fn ordered(mut findings: Vec<Finding>, place_of: impl Fn(&KnownError) -> usize) -> Vec<Found> {
    let is_consequence =
        |finding: &Finding, among: &[Finding]| among.iter().any(|other| is_cause(other, finding));
    let consequences: Vec<bool> = findings.iter().map(|finding| is_consequence(finding, &findings)).collect();
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|&index| {
        let finding = &findings[index];
        let asks = finding.severity == Severity::Error && !consequences[index];
        let first = finding.explains.iter().map(|error| place_of(error)).min();
        let place = first.filter(|_| asks).unwrap_or(usize::MAX);
        (
            std::cmp::Reverse(finding.severity),
            consequences[index],
            place,
            finding.primary.span,
            finding.rule.id,
        )
    });
    let mut slots: Vec<Option<Finding>> = findings.drain(..).map(Some).collect();
    let sorted: Vec<Finding> = order.iter().filter_map(|&index| slots[index].take()).collect();
    let causes: Vec<Option<usize>> =
        sorted.iter().map(|finding| sorted.iter().position(|other| is_cause(other, finding))).collect();
    sorted
        .into_iter()
        .zip(causes)
        .map(|(finding, consequence_of)| Found { finding, consequence_of })
        .collect()
}

/// The gravest findings of a rule, of equals the first; the last says how many more there are.
fn most(mut findings: Vec<Finding>) -> Vec<Finding> {
    let more = findings.len().saturating_sub(MOST_OF_ONE_RULE);
    if more > 0 {
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    }
    findings.truncate(MOST_OF_ONE_RULE);
    if let (1.., Some(last)) = (more, findings.last_mut()) {
        last.message.push_str(&format!("; and {more} more like it"));
    }
    findings
}

/// Whether one finding is the cause of another. What lets the login through causes no refusal.
fn is_cause(cause: &Finding, of: &Finding) -> bool {
    of.follows.contains(&cause.rule.id) && cause.severity >= of.severity
}

fn predict(findings: &[Found], place_of: impl Fn(&KnownError) -> usize) -> Option<Prediction> {
    let mut candidates: Vec<(usize, &'static KnownError)> = findings
        .iter()
        .enumerate()
        .filter(|(_, found)| found.finding.severity == Severity::Error && found.consequence_of.is_none())
        .filter_map(|(index, found)| {
            let first = found.finding.explains.iter().min_by_key(|error| place_of(error))?;
            Some((index, *first))
        })
        .collect();
    candidates.sort_by_key(|&(index, error)| (place_of(error), index));
    let &(finding, error) = candidates.first()?;
    let mut then: Vec<&'static KnownError> = Vec::new();
    for &(_, other) in &candidates {
        if other.id != error.id && !then.iter().any(|known| known.id == other.id) {
            then.push(other);
        }
    }
    let Finding { confidence, sentence, .. } = findings[finding].finding;
    let confidence = if then.is_empty() { confidence.min(sentence) } else { Confidence::Likely };
    Some(Prediction { error, confidence, finding, then })
}

/// The rules that explain a sentence, sorted by how they ended.
#[derive(Debug)]
pub struct ShownError {
    pub error: &'static KnownError,
    pub found: Vec<&'static Rule>,
    pub ruled_out: Vec<&'static Rule>,
    pub not_checked: Vec<&'static Rule>,
}

impl Judgement {
    /// Runs the diagnosis backwards: from a sentence AWS showed to the rules that explain it.
    pub fn explain(&self, error: &'static KnownError) -> ShownError {
        let explains = |rule: &&'static Rule| rule.explains.iter().any(|known| known.id == error.id);
        let mut found: Vec<&'static Rule> = Vec::new();
        for Found { finding, .. } in &self.findings {
            let this = finding.explains.iter().any(|known| known.id == error.id);
            if this && finding.severity > Severity::Note && !found.contains(&finding.rule) {
                found.push(finding.rule);
            }
        }
        let ruled_out = self.clean.iter().chain(&self.not_applicable).copied().filter(explains).collect();
        let not_checked = self.not_checked.iter().map(|(rule, _)| *rule).filter(explains).collect();
        ShownError { error, found, ruled_out, not_checked }
    }
}
