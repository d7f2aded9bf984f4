//! Whose word a verdict is: AWS's own answer before the person's, the person's before the rules'.

use std::collections::HashMap;
use std::sync::Arc;

use super::found::Recorded;
use super::{DecidedBy, Judged, Message};
use crate::aws::known_errors::recognise::Shown;
use crate::aws::known_errors::{KnownError, connect, identity_center};
use crate::aws::services::Service;
use crate::engine::{Found, Verdict, Why};
use crate::login::{self, Answering, AwsAnswer, Outcome};
use crate::rule::Severity;
use crate::rules;
use crate::source::Sources;
use crate::url::Url;

/// Lets AWS's own answers and the person's word decide, for the messages of one input.
pub(super) fn hear(messages: &mut [Message], sources: &Sources, shown: Option<&Shown>) {
    let shown = shown.map(|shown| shown.error);
    let logins = logins(messages, sources);
    for login in logins {
        let answers = login.iter().filter_map(|&index| login::answer(&messages[index].capture));
        let told = |answer: &AwsAnswer| answer.outcome != Outcome::Unknown;
        let mut last: Option<AwsAnswer> = None;
        for answer in answers {
            if told(&answer) || last.as_ref().is_none_or(|last| !told(last)) {
                last = Some(answer);
            }
        }
        let chosen = login.iter().rev().find_map(|&index| messages[index].capture.role_index.clone());
        if let Some(last) = &mut last {
            last.chosen_role = last.chosen_role.take().or(chosen);
        }
        for &index in &login {
            messages[index].repeats = (index != login[0]).then_some(login[0]);
            if let Some(judged) = &mut messages[index].judged {
                decide(judged, last.clone(), shown);
            }
        }
    }
}

/// For each message the role that was chosen in a post of the same response.
pub(super) fn chosen_roles(messages: &[Message], sources: &Sources) -> Vec<Option<String>> {
    let mut by_text: HashMap<Arc<str>, String> = HashMap::new();
    let text = |message: &Message| {
        message.document.as_ref().map(|document| Arc::clone(&sources.get(document.tree.source()).text))
    };
    for message in messages {
        if let (Some(role), Some(text)) = (&message.capture.role_index, text(message)) {
            by_text.insert(text, role.clone());
        }
    }
    if by_text.is_empty() {
        return vec![None; messages.len()];
    }
    messages.iter().map(|message| by_text.get(&text(message)?).cloned()).collect()
}

/// The posts of one response are one login: the page of roles sends it again with the role chosen.
fn logins(messages: &[Message], sources: &Sources) -> Vec<Vec<usize>> {
    let mut by_text: HashMap<(Option<String>, Arc<str>), usize> = HashMap::new();
    let mut logins: Vec<Vec<usize>> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        if message.judged.is_none() {
            continue;
        }
        let text = message.document.as_ref().map(|document| {
            let source = sources.get(document.tree.source());
            (host(message), Arc::clone(&source.text))
        });
        match text.map(|text| *by_text.entry(text).or_insert(logins.len())) {
            Some(known) if known < logins.len() => logins[known].push(index),
            _ => logins.push(vec![index]),
        }
    }
    logins
}

/// A response that was given twice to different receivers was not sent twice to one.
fn host(message: &Message) -> Option<String> {
    let url = Url::parse(message.capture.url.as_deref()?)?;
    Some(url.host.to_ascii_lowercase())
}

fn decide(judged: &mut Judged, answer: Option<AwsAnswer>, shown: Option<&'static KnownError>) {
    let by_rules = judged.judgement.verdict;
    let predicted = judged.judgement.predicted.as_ref().map(|prediction| prediction.error);
    judged.verdict = by_rules;
    judged.decided_by = match by_rules {
        Verdict::Refused | Verdict::Accepted => Some(DecidedBy::Rules),
        Verdict::Undetermined(_) => None,
    };
    if let Some(shown) = shown {
        judged.verdict = Verdict::Refused;
        judged.decided_by = Some(DecidedBy::ShownError);
        judged.disagreement = predicted
            .and_then(|predicted| differ(shown, predicted, judged.target, "the sentence that was shown"));
    }
    let recorded = judged.recorded.clone();
    if let Some(recorded) = &recorded {
        match recorded.refused {
            true => {
                judged.verdict = Verdict::Refused;
                judged.decided_by = Some(DecidedBy::CloudTrail);
                judged.disagreement = recorded.error.zip(predicted).and_then(|(said, predicted)| {
                    differ(said, predicted, judged.target, "CloudTrail's event")
                });
            }
            // The event proves what was posted, and this copy is not that.
            false if is_changed(&judged.judgement.findings) => {}
            false => {
                let refuted = lower(&mut judged.judgement.findings, recorded.service);
                if !still_refused(&judged.judgement.findings) {
                    judged.verdict = Verdict::Accepted;
                    judged.decided_by = Some(DecidedBy::CloudTrail);
                }
                if refuted > 0 {
                    judged.disagreement = Some(
                        "by CloudTrail's event AWS took this response in spite of what was found: that was too strict here"
                            .to_owned(),
                    );
                }
            }
        }
    }
    if let Some(answer) = &answer {
        match answer.outcome {
            Outcome::Refused => {
                judged.verdict = Verdict::Refused;
                judged.decided_by = Some(DecidedBy::AwsAnswer);
                // A fault may lead to more sentences than the first.
                let explained = |said: &&'static KnownError| {
                    let prediction = judged.judgement.predicted.as_ref();
                    let found = prediction.map(|prediction| &judged.judgement.findings[prediction.finding]);
                    found.is_some_and(|found| found.finding.explains.iter().any(|one| one.id == said.id))
                };
                judged.disagreement = answer
                    .error
                    .filter(|said| !explained(said))
                    .zip(predicted)
                    .and_then(|(said, predicted)| differ(said, predicted, judged.target, "AWS's answer"));
            }
            Outcome::SignedIn | Outcome::RolePicker => {
                let refuted = lower(&mut judged.judgement.findings, answer.service);
                judged.verdict = match still_refused(&judged.judgement.findings) {
                    true => Verdict::Refused,
                    false => Verdict::Accepted,
                };
                judged.decided_by = Some(match judged.verdict {
                    Verdict::Accepted => DecidedBy::AwsAnswer,
                    Verdict::Refused | Verdict::Undetermined(_) => DecidedBy::Rules,
                });
                judged.disagreement = match (shown, refuted) {
                    (Some(shown), _) => Some(format!(
                        "AWS took this response, so \"{}\" is from another attempt or from a later step",
                        shown.shown()
                    )),
                    (None, 0) => None,
                    (None, count) => Some(format!(
                        "AWS took this response in spite of {}: that was too strict here",
                        if count == 1 {
                            "a finding that says it refuses it".to_owned()
                        } else {
                            format!("{count} findings that say it refuses it")
                        }
                    )),
                };
            }
            Outcome::Failed => {
                judged.verdict = Verdict::Undetermined(Why::AwsFailed(answer.status.unwrap_or(500)));
                judged.decided_by = Some(DecidedBy::AwsAnswer);
            }
            Outcome::Unknown => {}
        }
    }
    judged.aws_answer = answer.or_else(|| recorded.filter(|recorded| recorded.refused).map(of_event));
}

/// AWS's answer as CloudTrail recorded it.
fn of_event(recorded: Recorded) -> AwsAnswer {
    AwsAnswer {
        entry: None,
        status: recorded.error.and_then(|error| error.status),
        service: recorded.service,
        outcome: Outcome::Refused,
        error: recorded.error,
        request_id: recorded.request_id,
        chosen_role: None,
    }
}

/// Whether a signature shows that the copy is not what the identity provider signed.
fn is_changed(findings: &[Found]) -> bool {
    findings.iter().any(|found| {
        found.finding.severity == Severity::Error && rules::folder_of(found.finding.rule) == "signature"
    })
}

/// What the rules call a refusal, and AWS took: an error always means refusal, so it is none.
fn lower(findings: &mut [Found], service: Answering) -> usize {
    let mut lowered = 0;
    for Found { finding, .. } in findings.iter_mut() {
        if finding.severity == Severity::Error && !is_of_a_later_step(&finding.explains, service) {
            finding.severity = Severity::Warning;
            finding.message.push_str("; AWS took the response all the same");
            lowered += 1;
        }
    }
    lowered
}

/// Connect and Identity Center speak after the sign-in: its answer says nothing of theirs.
fn is_of_a_later_step(explains: &[&'static KnownError], service: Answering) -> bool {
    let of = |speaker: &[&'static KnownError]| {
        explains.iter().any(|error| speaker.iter().any(|known| known.id == error.id))
    };
    match service {
        Answering::SignIn | Answering::Sts | Answering::Console | Answering::Connect => of(connect::ALL),
        Answering::IdentityCenter => of(identity_center::ALL),
    }
}

fn still_refused(findings: &[Found]) -> bool {
    findings.iter().any(|found| found.finding.severity == Severity::Error && found.consequence_of.is_none())
}

/// One sentence on a sentence that is another than the predicted one: which of them AWS comes to first,
/// as far as its order is known, and what follows from it.
fn differ(
    said: &'static KnownError,
    predicted: &'static KnownError,
    target: &Service,
    who: &str,
) -> Option<String> {
    if said.id == predicted.id {
        return None;
    }
    let (said_words, predicted_words) = (said.shown(), predicted.shown());
    let follows = match target.place(said).zip(target.place(predicted)) {
        Some((said, predicted)) if said < predicted => {
            "; AWS is seen to look at the first before the second, so both hold: once the first is mended it refuses the second".to_owned()
        }
        Some(_) => {
            "; AWS is seen to look at the second before the first, so this response and that sentence may be of two attempts".to_owned()
        }
        None => String::new(),
    };
    Some(format!(
        "{who} says \"{said_words}\", and by what is in the response AWS answers \"{predicted_words}\"{follows}"
    ))
}
