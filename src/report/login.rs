//! The login's way, and where on it the response stops.

use serde::Serialize;

use crate::aws::known_errors::{KnownError, connect, identity_center, sign_in, sts};
use crate::aws::services::{CONNECT, IAM, IAM_SIGN_IN, IDENTITY_CENTER, OTHER_AWS};
use crate::diagnosis::{DecidedBy, Judged, Message};
use crate::engine::Verdict;
use crate::instant::in_words;
use crate::login::{Answering, AwsAnswer, Outcome};
use crate::target;

/// A step of the login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Step {
    /// `identity-provider`, `browser`, `aws-sign-in`, `role-choice`, `sts`, `role`, `console`, `connect`,
    /// `identity-center` or `application`.
    #[cfg_attr(test, schemars(extend("enum" = ["identity-provider", "browser", "aws-sign-in", "role-choice", "sts", "role", "console", "connect", "identity-center", "application"])))]
    pub step: &'static str,
    /// `passed`, `stopped`, `unknown` or `not-reached`.
    #[cfg_attr(test, schemars(extend("enum" = ["passed", "stopped", "unknown", "not-reached"])))]
    pub state: &'static str,
    /// What is known of it: `posted 2 s after issue`.
    pub note: Option<String>,
    /// The step as a person says it: `Okta`, `AWS sign-in`.
    #[serde(skip)]
    pub words: String,
}

/// The steps in order; none for a message that is not judged.
pub(super) fn steps(message: &Message, judged: &Judged) -> Vec<Step> {
    let answer = judged.aws_answer.as_ref();
    let names = names(message, judged, answer);
    let stopped = stopped(message, judged, answer)
        .map(|step| names.iter().position(|name| *name == step).unwrap_or(2.min(names.len() - 1)));
    let taken = answer.filter(|answer| answer.outcome.took_it()).map(|answer| {
        let reached = of_service(answer.service);
        names.iter().position(|name| *name == reached).unwrap_or(2)
    });
    let posted = message.capture.url.as_deref().is_some_and(target::is_aws_url);
    names
        .iter()
        .enumerate()
        .map(|(index, &step)| {
            let state = match (stopped, taken) {
                (Some(at), _) if index == at => "stopped",
                (Some(at), _) if index > at => "not-reached",
                (Some(_), _) => "passed",
                (None, Some(at)) if index <= at => "passed",
                (None, _) if index == 0 || (index == 1 && posted) => "passed",
                (None, _) => "unknown",
            };
            Step { step, state, note: note(step, message, judged), words: words(step, judged) }
        })
        .collect()
}

/// The way that a login for this service takes.
fn names(message: &Message, judged: &Judged, answer: Option<&AwsAnswer>) -> Vec<&'static str> {
    let chosen =
        answer.is_some_and(|answer| answer.chosen_role.is_some() || answer.outcome == Outcome::RolePicker);
    if message.capture.sts_call.is_some() {
        return vec!["identity-provider", "application", "sts", "role"];
    }
    // Its own answer shows that the response went there, whomever it was made for.
    let of_center = answer.is_some_and(|answer| answer.service == Answering::IdentityCenter);
    if judged.target == &IDENTITY_CENTER || of_center {
        return vec!["identity-provider", "browser", "identity-center", "application"];
    }
    if !IAM_SIGN_IN.contains(&judged.target) {
        return vec!["identity-provider", "browser", "application"];
    }
    let mut names = vec!["identity-provider", "browser", "aws-sign-in"];
    names.extend(chosen.then_some("role-choice"));
    names.extend(["sts", "role"]);
    names.push(match judged.target {
        target if target == &CONNECT => "connect",
        // Its own answer shows that the login went there.
        _ if answer.is_some_and(|answer| answer.service == Answering::Connect) => "connect",
        _ if said(judged, answer).and_then(of_sentence) == Some("connect") => "connect",
        target if target.is_opened_behind_the_sign_in() => "application",
        _ => "console",
    });
    names
}

/// Where it stops, as far as that is known.
fn stopped(message: &Message, judged: &Judged, answer: Option<&AwsAnswer>) -> Option<&'static str> {
    let first = if message.capture.sts_call.is_some() { "sts" } else { "aws-sign-in" };
    let first = match judged.target {
        target if target == &IDENTITY_CENTER => "identity-center",
        target if !IAM_SIGN_IN.contains(&target) => "application",
        _ => first,
    };
    // A sign-in of the session's own: the role had been assumed, whoever's the words are.
    let in_console =
        answer.is_some_and(|one| one.outcome == Outcome::Refused && one.service == Answering::Console);
    if in_console && judged.target != &CONNECT && !judged.target.is_opened_behind_the_sign_in() {
        return Some("console");
    }
    if let Some(error) = said(judged, answer) {
        return Some(of_sentence(error).unwrap_or(first));
    }
    match answer.map(|answer| (answer.outcome, answer.service)) {
        Some((Outcome::Refused, service)) => return Some(of_service(service)),
        Some((Outcome::SignedIn | Outcome::RolePicker, _)) => return None,
        Some((Outcome::Failed | Outcome::Unknown, _)) | None => {}
    }
    match judged.verdict {
        Verdict::Refused => {
            let predicted = judged.judgement.predicted.as_ref();
            let of_sentence = predicted.and_then(|predicted| of_sentence(predicted.error));
            Some(of_sentence.or_else(|| behind(judged).filter(|_| predicted.is_none())).unwrap_or(first))
        }
        Verdict::Accepted | Verdict::Undetermined(_) => None,
    }
}

/// The sentence that refused the login: of its page or its answer, else the one that somebody saw.
fn said(judged: &Judged, answer: Option<&AwsAnswer>) -> Option<&'static KnownError> {
    let by_person = judged.shown_error.as_ref().filter(|_| judged.decided_by == Some(DecidedBy::ShownError));
    let of_answer = judged.on_page.or_else(|| answer.and_then(|answer| answer.error));
    of_answer.or_else(|| by_person.map(|shown| shown.error))
}

/// Who refused the login, where a sentence or an answer tells it, and it is a service behind the sign-in or
/// beside it.
pub(super) fn refused_by(message: &Message, judged: &Judged) -> Option<Answering> {
    match stopped(message, judged, judged.aws_answer.as_ref())? {
        "connect" => Some(Answering::Connect),
        "identity-center" => Some(Answering::IdentityCenter),
        _ => None,
    }
}

/// The step behind the sign-in that a fault without a published sentence stops the login at.
fn behind(judged: &Judged) -> Option<&'static str> {
    let cause = judged.judgement.findings.first().filter(|found| found.consequence_of.is_none())?;
    let services = cause.finding.rule.services();
    match services {
        [only] if *only == &CONNECT => Some("connect"),
        [_, ..] if services.iter().all(|service| service.is_opened_behind_the_sign_in()) => {
            Some("application")
        }
        _ => None,
    }
}

/// The step that a sentence refuses the login at.
fn of_sentence(error: &KnownError) -> Option<&'static str> {
    let is_of = |all: &[&KnownError]| all.iter().any(|known| known.id == error.id);
    if error.id == sts::NOT_AUTHORIZED.id {
        Some("role")
    } else if is_of(sign_in::ALL) {
        Some("aws-sign-in")
    } else if is_of(sts::ALL) {
        Some("sts")
    } else if is_of(connect::ALL) {
        Some("connect")
    } else if is_of(identity_center::ALL) {
        Some("identity-center")
    } else {
        None
    }
}

fn of_service(service: Answering) -> &'static str {
    match service {
        Answering::SignIn => "aws-sign-in",
        Answering::Sts => "sts",
        Answering::Connect => "connect",
        Answering::Console => "console",
        Answering::IdentityCenter => "identity-center",
    }
}

fn words(step: &str, judged: &Judged) -> String {
    let words = match step {
        "identity-provider" => judged.identity_provider.map_or("identity provider", |one| one.name),
        "aws-sign-in" => "AWS sign-in",
        "role-choice" => "choice of role",
        "sts" => "STS",
        "connect" => "Connect",
        "identity-center" => "Identity Center",
        "application" if ![OTHER_AWS.id, IDENTITY_CENTER.id, IAM.id].contains(&judged.target.id) => {
            return judged.target.opened().to_owned();
        }
        other => other,
    };
    words.to_owned()
}

/// Whether something in it is encrypted and was not opened.
fn is_closed(message: &Message) -> bool {
    let document = message.document.as_ref();
    document.is_some_and(|document| document.decrypted.iter().any(|opened| opened.result.is_err()))
}

fn note(step: &str, message: &Message, judged: &Judged) -> Option<String> {
    match step {
        // What is encrypted may hold a signature of its own.
        "identity-provider" if message.signatures.is_empty() && is_closed(message) => None,
        "identity-provider" if message.signatures.is_empty() => Some("not signed".to_owned()),
        "identity-provider" => Some("signed".to_owned()),
        "browser" => {
            let posted = judged.clock.moment()?;
            let issued = target::issued(message.response()?)?;
            let after = posted.since(issued);
            let side = if after.is_negative() { "before" } else { "after" };
            Some(format!("posted {} {side} issue", in_words(after)))
        }
        _ => None,
    }
}
