//! What could not be judged, and how to get the evidence for it.

use crate::authorization::patch::shell_name;
use crate::aws::arn::{RoleArn, SamlProviderArn};
use crate::aws::attributes::ROLE;
use crate::aws::endpoints;
use crate::aws::known_errors::{KnownError, sts};
use crate::aws::role_value;
use crate::capture::{Capture, Stage};
use crate::diagnosis::{DecidedBy, Diagnosis, Judged, Message};
use crate::engine::Verdict;
use crate::evidence::kind::{free_name, in_region};
use crate::evidence::{
    Kind, cloudtrail, iam_provider, iam_providers, iam_role, identity_center_instance, identity_store_users,
};
use crate::input::Input;
use crate::login::{Answering, Outcome};
use crate::rule::{Need, Rule};
use crate::signature::encryption::Closed;

/// What is open about a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Open {
    pub questions: Vec<Question>,
    /// What to type once the files are at hand: `(then: saml-doctor login.har provider.json)`.
    pub again: Option<String>,
}

/// One thing that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What is not known: `whether the IAM provider holds this issuer and signing key`.
    pub question: &'static str,
    /// The same in a few words, for a list.
    pub noun: &'static str,
    /// Who can find it out; `None` where it is the reader.
    pub who: Option<&'static str>,
    /// What it cannot be known without, as the JSON report names it.
    pub needs: &'static str,
    /// How to get that: a command, with this response's own values, or a sentence.
    pub how: String,
    /// Whether `how` is a command, which stays on one line to be copied.
    pub is_command: bool,
    /// The rules that wait for it.
    pub rules: Vec<&'static str>,
    /// AWS's own answer shows that it is well.
    pub is_settled: bool,
}

impl Open {
    pub(super) fn of(diagnosis: &Diagnosis, message: &Message, judged: &Judged) -> Open {
        let mut by_need: Vec<(Need, Vec<&'static Rule>)> = Vec::new();
        for &(rule, need) in &judged.judgement.not_checked {
            match by_need.iter_mut().find(|(known, _)| *known == need) {
                Some((_, rules)) => rules.push(rule),
                None => by_need.push((need, vec![rule])),
            }
        }
        // What may explain the sentence that was seen comes first.
        if let Some(shown) = &judged.shown_error {
            let explains = |rule: &&Rule| rule.explains.iter().any(|error| error.id == shown.error.id);
            by_need.sort_by_key(|(_, rules)| !rules.iter().any(explains));
        }
        let mut questions = left_open(judged, &diagnosis.inputs, message);
        let waiting = by_need.into_iter().map(|(need, rules)| {
            let how = how(need, Some(message), &diagnosis.inputs);
            Question {
                question: question(need),
                noun: noun(need),
                who: who(need),
                needs: need.name(),
                is_command: how.contains(" > "),
                how,
                rules: rules.iter().map(|rule| rule.id).collect(),
                is_settled: is_settled(need, judged),
            }
        });
        questions.extend(waiting);
        questions.extend(recorded(diagnosis, judged));
        let files: Vec<&str> = questions
            .iter()
            .filter_map(|question| question.how.rsplit_once(" > ").map(|(_, file)| file))
            .collect();
        Open { again: again(diagnosis, &files), questions }
    }
}

/// What findings leave open, each with the command that it prints.
fn left_open(judged: &Judged, inputs: &[Input], message: &Message) -> Vec<Question> {
    let findings = judged.judgement.findings.iter().map(|found| &found.finding);
    let mut questions: Vec<Question> = Vec::new();
    for finding in findings {
        let Some((need, question)) = finding.opens else { continue };
        let how = finding.commands.first().cloned().unwrap_or_else(|| how(need, Some(message), inputs));
        match questions.iter_mut().find(|known| known.how == how) {
            Some(known) if !known.rules.contains(&finding.rule.id) => known.rules.push(finding.rule.id),
            Some(_) => {}
            None => questions.push(Question {
                question,
                noun: noun(need),
                who: who(need),
                needs: need.name(),
                is_command: how.contains(" > "),
                how,
                rules: vec![finding.rule.id],
                is_settled: false,
            }),
        }
    }
    questions
}

/// Of a refusal by AWS that nothing explains: CloudTrail's event has the address, the program, the role.
fn recorded(diagnosis: &Diagnosis, judged: &Judged) -> Option<Question> {
    let not_authorized = |error: &KnownError| error.id == sts::NOT_AUTHORIZED.id;
    let answered = judged.aws_answer.as_ref().and_then(|answer| answer.error);
    let shown = judged.shown_error.as_ref().filter(|shown| shown.found.is_empty()).map(|shown| shown.error);
    let is_it = answered.is_some_and(not_authorized) || shown.is_some_and(not_authorized);
    if !is_it || diagnosis.evidence.asked_cloudtrail.is_some() {
        return None;
    }
    let need = Need::Evidence(&cloudtrail::KIND);
    let file = free_name(cloudtrail::KIND.file, diagnosis.inputs.iter().map(|input| input.name.as_str()));
    Some(Question {
        question: cloudtrail::KIND.question,
        noun: noun(need),
        who: who(need),
        needs: need.name(),
        how: format!("{} > {file}", judged.look_up.as_ref()?.history),
        is_command: true,
        rules: vec!["cloudtrail-event"],
        is_settled: false,
    })
}

/// Whether AWS has shown by its answer what a file of the account's would show: the role was assumed.
fn is_settled(need: Need, judged: &Judged) -> bool {
    let was_assumed = judged.aws_answer.as_ref().is_some_and(|answer| match answer.outcome {
        Outcome::SignedIn => true,
        Outcome::Refused => answer.service == Answering::Connect,
        Outcome::RolePicker | Outcome::Failed | Outcome::Unknown => false,
    });
    // So does an event of its log.
    let by_its_log = judged.decided_by == Some(DecidedBy::CloudTrail) && judged.verdict == Verdict::Accepted;
    let was_assumed = was_assumed || by_its_log;
    let of_the_account = [&iam_role::KIND, &iam_providers::KIND, &iam_provider::KIND];
    was_assumed && matches!(need, Need::Evidence(kind) if of_the_account.contains(&kind))
}

/// The same command line with the new files; only where every name can be typed as it is.
fn again(diagnosis: &Diagnosis, files: &[&str]) -> Option<String> {
    let plain = |name: &str| {
        !name.starts_with('-') && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._/-".contains(&b))
    };
    let used = diagnosis.inputs.iter().filter(|input| input.problem.is_none());
    let names: Vec<&str> = used.map(|input| input.name.as_str()).collect();
    if files.is_empty() || names.is_empty() || !names.iter().all(|name| plain(name)) {
        return None;
    }
    if diagnosis.hangs_on_options || diagnosis.messages.iter().any(was_tried_to_open) {
        // Their values, the name of the key's file among them, are not part of a report.
        return Some(format!("(then: the same command, with {} added)", files.join(" and ")));
    }
    Some(format!("(then: saml-doctor {} {})", names.join(" "), files.join(" ")))
}

/// Whether a private key was given for what is encrypted in it.
fn was_tried_to_open(message: &Message) -> bool {
    let decrypted = message.document.as_ref().map_or(&[][..], |document| &document.decrypted);
    decrypted.iter().any(|opened| !matches!(opened.result, Err(Closed::NoKey)))
}

/// One command or sentence, with this response's own values where they fit their grammar.
pub(super) fn how(need: Need, message: Option<&Message>, inputs: &[Input]) -> String {
    match need {
        Need::Assertion => "a response with an assertion in it".to_owned(),
        Need::TimeOfPost => {
            let or_har = match message.map(|message| &message.capture) {
                Some(capture) if capture.exchange.is_some() => "",
                Some(capture) if is_of_har(capture) => "; or a HAR with the POST to AWS in it",
                _ => "; or the HAR of the login",
            };
            format!("--at TIME, when the browser posted it: issued+30s, or as YYYY-MM-DDThh:mm:ssZ{or_har}")
        }
        Need::PrivateKey => "the private key that the assertion was encrypted for: --key key.pem".to_owned(),
        Need::Evidence(kind) => {
            let file = free_name(kind.file, inputs.iter().map(|input| input.name.as_str()));
            let command = kind.command_to(message.and_then(provider_arn).unwrap_or("PROVIDER_ARN"), &file);
            let role = || message.and_then(role_name).unwrap_or("ROLE_NAME").to_owned();
            let command = filled(command, "{role}", role);
            // Few commands name them, and looking for them takes longer than all the rest.
            if !["{instance}", "{store}", "{region}"].iter().any(|place| command.contains(place)) {
                return command;
            }
            let (instance, of_connect) = message.and_then(connect_instance).unzip();
            let command = command.replace("{instance}", instance.as_deref().unwrap_or("INSTANCE_ID"));
            let (store, of_center) = message.and_then(identity_store).unzip();
            let region = match is_of_center(kind) {
                true => of_center.flatten(),
                false => of_connect.flatten(),
            };
            let command = in_region(&command, region.as_deref());
            command.replace("{store}", store.as_deref().unwrap_or("IDENTITY_STORE_ID"))
        }
        Need::SigningKey => "the identity provider's metadata, or its signing certificate".to_owned(),
        Need::OtherVerifier => {
            "a verifier that has these algorithms, such as xmlsec1 --verify with the identity provider's certificate".to_owned()
        }
        Need::WholeCapture => "a copy of the whole value: a HAR, or the value saved to a file".to_owned(),
        Need::Unredacted => "the capture as it was: removed by redaction".to_owned(),
        Need::Har => match message {
            Some(message) if is_of_har(&message.capture) => "a HAR with the POST to AWS in it".to_owned(),
            _ => "the HAR of the login".to_owned(),
        },
    }
}

/// A command with a value in a place of it, which is looked for where there is such a place.
fn filled(command: String, place: &str, value: impl Fn() -> String) -> String {
    if command.contains(place) { command.replace(place, &value()) } else { command }
}

/// Whether the message is out of a HAR: then that HAR lacks what is needed.
fn is_of_har(capture: &Capture) -> bool {
    capture.decoding.contains(&Stage::Har)
}

/// What is not known without it, as a person says it.
fn question(need: Need) -> &'static str {
    match need {
        Need::Assertion => "what an assertion would hold",
        Need::TimeOfPost => "whether it reached AWS in time",
        Need::PrivateKey => "what is encrypted in the response",
        Need::Evidence(kind) => kind.question,
        Need::SigningKey => "whether the SignatureValue fits the signing key",
        Need::OtherVerifier => "whether the signature is good: it cannot be computed here",
        Need::WholeCapture => "what the copy does not hold",
        Need::Unredacted => "whether the signature is good",
        Need::Har => "whether the clocks of the identity provider and AWS agree",
    }
}

/// The same in a few words.
fn noun(need: Need) -> &'static str {
    match need {
        Need::Assertion => "the assertion",
        Need::TimeOfPost => "the time of the post",
        Need::PrivateKey => "what is encrypted",
        Need::Evidence(kind) => match kind.id {
            "iam-provider" => "issuer and key in IAM",
            "iam-providers" => "provider exists or not",
            "iam-role" => "trust policy",
            "connect-users" => "the Connect user",
            "identity-store-users" => "the user in Identity Center",
            "open-search-domain" => "what the OpenSearch domain reads",
            "cloudtrail" => "what CloudTrail recorded",
            "account-details" => "the role's permissions",
            "policy" => "a policy that is attached",
            _ => kind.question,
        },
        Need::SigningKey => "the signing key",
        Need::OtherVerifier => "the signature",
        Need::WholeCapture => "the rest of the value",
        Need::Unredacted => "the signature",
        Need::Har => "the clocks",
    }
}

/// Who can find it out.
fn who(need: Need) -> Option<&'static str> {
    match need {
        Need::Evidence(kind) if kind.id.starts_with("connect") => Some("Amazon Connect admin"),
        Need::Evidence(_) => Some("AWS account admin"),
        Need::PrivateKey | Need::SigningKey => Some("identity provider's admin"),
        Need::Assertion
        | Need::TimeOfPost
        | Need::OtherVerifier
        | Need::WholeCapture
        | Need::Unredacted
        | Need::Har => None,
    }
}

/// The provider of the first Role pair, where it is one that may stand in a command.
fn provider_arn(message: &Message) -> Option<&str> {
    let assertion = message.response()?.assertion()?;
    assertion
        .attributes_named(ROLE)
        .flat_map(|attribute| &attribute.values)
        .flat_map(|value| {
            let text = value.text.value.as_str();
            role_value::halves(text).provider.into_iter().chain(arns_in(text))
        })
        .find(|provider| SamlProviderArn::parse(provider).is_ok())
}

/// What may be an ARN in a value that is no pair: from `arn:` on as far as a provider's or a role's name
/// goes.
fn arns_in(value: &str) -> impl Iterator<Item = &str> {
    value.match_indices("arn:").map(|(at, _)| {
        let rest = &value[at..];
        let in_name = |c: char| c.is_ascii_alphanumeric() || "+=.@-_:/".contains(c);
        &rest[..rest.find(|c| !in_name(c)).unwrap_or(rest.len())]
    })
}

/// The instance of Amazon Connect that the login leads to.
fn connect_instance(message: &Message) -> Option<(String, Option<String>)> {
    let assertion = message.response()?.assertion();
    let recipient = assertion.and_then(|assertion| assertion.recipient());
    let relay_state = message.capture.relay_state.as_deref();
    let recipient = recipient.map(|recipient| recipient.value.as_str());
    endpoints::connect_instance(relay_state, recipient)
}

/// The identity store of the instance of IAM Identity Center that the Audience names, where it may stand in a
/// command.
fn identity_store(message: &Message) -> Option<(String, Option<String>)> {
    let audiences = message.response()?.assertion()?.audiences();
    let store = audiences.filter_map(|audience| endpoints::identity_store(&audience.value)).next();
    store.filter(|(store, _)| store.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
}

/// Whether a command asks IAM Identity Center, whose Region the Audience names.
fn is_of_center(kind: &Kind) -> bool {
    [&identity_store_users::KIND, &identity_center_instance::KIND].contains(&kind)
}

/// The name of the role that was chosen, else of the first Role pair, where it may stand in a command.
fn role_name(message: &Message) -> Option<&str> {
    let assertion = message.response()?.assertion()?;
    let chosen = message.capture.role_index.as_deref();
    let call = message.capture.sts_call.as_ref().and_then(|call| call.role_arn.as_deref());
    let values = assertion.attributes_named(ROLE).flat_map(|attribute| &attribute.values);
    let named = values.filter_map(|value| role_value::halves(&value.text.value).role);
    let names =
        chosen.into_iter().chain(call).chain(named).filter_map(|role| Some(RoleArn::parse(role).ok()?.name));
    // Where the account is crossed out or wrong, the name stands all the same.
    let values = assertion.attributes_named(ROLE).flat_map(|attribute| &attribute.values);
    let of_parts = values.filter_map(|value| {
        let (_, named) = value.text.value.split_once(":role/")?;
        let named = named.split(|c: char| c == ',' || c.is_whitespace()).next()?;
        named.rsplit('/').next().filter(|name| !name.is_empty())
    });
    let mut names = names.chain(of_parts);
    names.find(|name| shell_name(name).is_some())
}
