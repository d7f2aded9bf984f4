//! The cause of a login's failure, and the one sentence that tells it.

use super::roles;
use super::{Finding, Line, Message, Severity, Style, visible::clipped};
use crate::aws::known_errors::KnownError;
use crate::aws::known_errors::identity_center::UNEXPECTED_ERROR;
use crate::aws::known_errors::sign_in::INVALID_SAML_RESPONSE;
use crate::aws::known_errors::sts::NOT_AUTHORIZED;
use crate::diagnosis::{self, DecidedBy, Judged};
use crate::engine::Verdict;
use crate::knowledge::Confidence;
use crate::login::{Answering, Outcome};
use crate::rule::Rule;
use crate::rules;
use crate::target::Addressed;

/// Before the Name of every attribute of AWS's; nobody reads it at a glance.
const PREFIX: &str = "https://aws.amazon.com/SAML/Attributes/";
/// Longer values in a sentence that is to be read at a glance are cut.
const LONGEST_VALUE: usize = 44;
/// A cause is told in no more characters than these: two rows of a terminal.
const LONGEST_CAUSE: usize = 124;
/// What AWS says where it does not want to say what it is.
const NAME_NOTHING: [&str; 2] = [INVALID_SAML_RESPONSE.id, UNEXPECTED_ERROR.id];
/// The rules on what ends a session before its SessionDuration does.
const SESSION_ENDS: [&str; 2] = ["session-duration-above-maximum", "session-not-on-or-after-early"];
/// The rule on an assertion that the given key does not open.
const STAYS_CLOSED: &str = "decryption-failed";
/// The folders of the rules on what a login opens.
const OF_SERVICES: [&str; 3] = ["connect", "services", "identity_center"];

/// What goes wrong for the person though nothing refuses the response.
pub(super) struct Behind {
    pub finding: usize,
    /// Of several roles so many are left.
    pub roles: Option<(usize, usize)>,
}

/// What goes wrong behind the sign-in, the first warning of a rule on the service that it opens; else the
/// role that is not offered, else what ends the session early.
pub(super) fn behind(message: &diagnosis::Message, judged: &Judged) -> Option<Behind> {
    if matches!(judged.verdict, Verdict::Refused) {
        return None;
    }
    let first = |is_it: &dyn Fn(&'static Rule) -> bool| {
        judged.judgement.findings.iter().position(|found| {
            found.consequence_of.is_none()
                && found.finding.severity == Severity::Warning
                && is_it(found.finding.rule)
        })
    };
    if let Some(finding) = first(&|rule| OF_SERVICES.contains(&rules::folder_of(rule))) {
        return Some(Behind { finding, roles: None });
    }
    // What keeps it from being judged.
    if let Some(finding) = first(&|rule| rule.id == STAYS_CLOSED) {
        return Some(Behind { finding, roles: None });
    }
    // Of what is undetermined they are no answer.
    if !matches!(judged.verdict, Verdict::Accepted) {
        return None;
    }
    let left = roles::usable_of(message, judged);
    let of_roles = left.zip(first(&|rule| rules::folder_of(rule) == "role"));
    if let Some(((usable, all), finding)) = of_roles {
        return Some(Behind { finding, roles: Some((usable.len(), all)) });
    }
    let finding = first(&|rule| SESSION_ENDS.contains(&rule.id))?;
    Some(Behind { finding, roles: None })
}

/// The same as a headline.
pub(super) fn headline_behind(said: &Message, judged: &Judged, behind: &Behind) -> Line {
    let warning = &said.findings[behind.finding];
    let told = sentence(warning.glance.as_ref().unwrap_or(&warning.message));
    let took_it = judged.aws_answer.as_ref().is_some_and(|one| one.outcome.took_it());
    let but = match behind.roles {
        Some((some, all)) => format!("but offers {some} of {all} roles: {told}."),
        None => format!("but: {told}."),
    };
    let text = match judged.verdict {
        Verdict::Accepted if took_it => format!("AWS took this response, {but}"),
        Verdict::Accepted => format!("AWS does not refuse this response, {but}"),
        Verdict::Refused | Verdict::Undetermined(_) => {
            let because = said.because().unwrap_or_default();
            format!("What AWS answers cannot be told from this ({because}); {told}.")
        }
    };
    Line::new(Style::Warning, text)
}

/// The sentence that AWS itself answered, in the capture or on a page.
fn sentence_of_aws(judged: &Judged) -> Option<&'static KnownError> {
    judged.aws_answer.as_ref().and_then(|answer| answer.error).or(judged.on_page)
}

/// Whether AWS's own word decides: its answer in the capture, or its log.
fn is_of_aws(judged: &Judged) -> bool {
    match judged.decided_by {
        Some(DecidedBy::AwsAnswer | DecidedBy::CloudTrail) => true,
        Some(DecidedBy::ShownError | DecidedBy::Rules) | None => false,
    }
}

/// Whether a finding is about what the login opens, where AWS refused it before.
pub(super) fn is_never_reached(judged: &Judged, index: usize) -> bool {
    let at_sign_in = judged.on_page.is_some()
        || judged.aws_answer.as_ref().is_some_and(|answer| {
            answer.outcome == Outcome::Refused && matches!(answer.service, Answering::SignIn | Answering::Sts)
        });
    let rule = judged.judgement.findings[index].finding.rule;
    at_sign_in && rules::folder_of(rule) == "connect"
}

/// Of a refusal whose sentence names nothing, the warning that it may come of.
pub(super) fn suspect(judged: &Judged, said: &Message) -> Option<usize> {
    let refused = judged.on_page.is_some()
        || judged.aws_answer.as_ref().is_some_and(|answer| answer.outcome == Outcome::Refused);
    let names_nothing = sentence_of_aws(judged).is_none_or(|error| NAME_NOTHING.contains(&error.id));
    if !refused || !names_nothing {
        return None;
    }
    said.findings.iter().enumerate().position(|(index, finding)| {
        finding.severity == Severity::Warning
            && finding.consequence_of.is_none()
            // What shortens a session refuses none.
            && !SESSION_ENDS.contains(&finding.rule)
            && !is_never_reached(judged, index)
    })
}

/// Whether a cause is only the likeliest: where AWS's own sentence names it, no doubt is left.
pub(super) fn is_likely(judged: &Judged, cause: &Finding) -> bool {
    let named = sentence_of_aws(judged)
        .is_some_and(|error| !NAME_NOTHING.contains(&error.id) && cause.aws_errors.contains(&error.id));
    cause.confidence == Confidence::Likely && !named
}

/// The finding that tells why: what explains AWS's own sentence, else the predicted one, else the first
/// error.
pub(super) fn cause(judged: &Judged, said: &Message) -> Option<usize> {
    let errors = |finding: &&Finding| finding.severity == Severity::Error;
    let shown = judged.shown_error.as_ref().map(|shown| shown.error);
    if let Some(shown) = sentence_of_aws(judged).or(shown) {
        let explains = |finding: &Finding| finding.aws_errors.contains(&shown.id);
        let explaining = || said.findings.iter().enumerate().filter(|(_, one)| explains(one));
        let error = explaining().find(|(_, one)| errors(one));
        // A sentence that was seen settles what the rules only doubt.
        let warning = explaining().find(|(_, one)| one.severity == Severity::Warning);
        let found = error.or(warning).map(|(index, _)| index);
        if found.is_some() {
            return found;
        }
        // Of a sentence of AWS's own that nothing explains the cause is not in the response.
        if is_of_aws(judged) {
            return None;
        }
    }
    match &judged.judgement.predicted {
        Some(predicted) => Some(predicted.finding),
        None => said.findings.iter().position(|one| errors(&one) && one.consequence_of.is_none()),
    }
}

pub(super) fn headline(
    said: &Message,
    judged: &Judged,
    cause: Option<&Finding>,
    refused_by_aws: bool,
    refuser: Option<Answering>,
) -> Line {
    let told = cause.map(|finding| sentence(finding.glance.as_ref().unwrap_or(&finding.message)));
    if let Addressed::Elsewhere(addressee) = &judged.addressed {
        let to = clipped(&addressee.value, 60);
        let text = format!("This response is not addressed to AWS, but to {to} ({}).", addressee.place);
        return Line::new(Style::Error, text);
    }
    let if_posted = match &judged.addressed {
        Addressed::Nowhere => "If it is posted to AWS, ",
        Addressed::Aws | Addressed::Elsewhere(_) => "",
    };
    match (judged.verdict, told) {
        (_, Some(told)) if refused_by_aws => {
            let service = judged.aws_answer.as_ref().map(|answer| answer.service);
            Line::new(
                Style::Error,
                match service {
                    Some(service @ (Answering::Connect | Answering::IdentityCenter))
                        if took_first(service) =>
                    {
                        format!("AWS took this response, and {} refused the login: {told}.", service.words())
                    }
                    _ if cause.is_some_and(|cause| is_likely(judged, cause)) => {
                        let who = refuser.map_or("AWS", Answering::words);
                        format!("{who} refused this login, most likely because of this: {told}.")
                    }
                    _ => format!("{} refused this login: {told}.", refuser.map_or("AWS", Answering::words)),
                },
            )
        }
        (_, None) if refused_by_aws => {
            let service = judged.aws_answer.as_ref().map(|answer| answer.service);
            let suspect = suspect(judged, said).map(|index| {
                let warning = &said.findings[index];
                sentence(warning.glance.as_ref().unwrap_or(&warning.message))
            });
            let text = match service {
                Some(service @ (Answering::Connect | Answering::IdentityCenter)) if took_first(service) => {
                    format!("AWS took this response, and {} refused the login.", service.words())
                }
                Some(Answering::Connect | Answering::IdentityCenter) => {
                    format!("{} refused this login.", refuser.map_or("AWS", Answering::words))
                }
                _ if judged.judgement.predicted.is_some() => {
                    "AWS refused this login, and what is found in the response does not explain it."
                        .to_owned()
                }
                Some(Answering::SignIn | Answering::Sts | Answering::Console)
                    if judged.aws_answer.as_ref().is_some_and(|answer| answer.error.is_none()) =>
                {
                    match suspect {
                        Some(warning) => format!(
                            "AWS refused this login, with a sentence that is not known here; it may be that {warning}."
                        ),
                        None => "AWS refused this login, with a sentence that is not known here.".to_owned(),
                    }
                }
                // The page's own words stand over causes of every kind.
                Some(Answering::SignIn | Answering::Sts | Answering::Console) | None
                    if sentence_of_aws(judged).is_some_and(|error| error.id != NOT_AUTHORIZED.id) =>
                {
                    match suspect {
                        Some(warning) => format!(
                            "AWS refused this login, and nothing found explains it for certain; it may be that {warning}."
                        ),
                        None => "AWS refused this login, and nothing found in the response explains it."
                            .to_owned(),
                    }
                }
                Some(Answering::SignIn | Answering::Sts | Answering::Console) | None => {
                    "AWS refused this login, and the response is not the reason.".to_owned()
                }
            };
            Line::new(Style::Error, text)
        }
        (Verdict::Refused, None) if judged.decided_by == Some(DecidedBy::ShownError) => {
            let who = refuser.map_or("AWS", Answering::words);
            let text = format!("{who} refused this login, and nothing found in the response explains it.");
            Line::new(Style::Error, text)
        }
        (Verdict::Refused, told) => {
            let sure = cause.map(|finding| finding.confidence).unwrap_or(Confidence::Likely);
            let likely = match sure {
                Confidence::Certain => "",
                Confidence::Likely => "most likely ",
            };
            let told = told.map_or_else(String::new, |told| format!(": {told}"));
            let who = refuser.map_or("AWS", Answering::words);
            Line::new(Style::Error, format!("{if_posted}{who} {likely}refuses this login{told}."))
        }
        (Verdict::Accepted, _) if judged.aws_answer.as_ref().is_some_and(|one| one.outcome.took_it()) => {
            let said = said.answer.as_ref().map_or("AWS took this response", |answer| &answer.headline);
            Line::new(Style::Good, format!("{said}."))
        }
        (Verdict::Accepted, _) => {
            Line::new(Style::Good, "No fault found: nothing in this response makes AWS refuse it.")
        }
        (Verdict::Undetermined(_), _) => {
            let because = said.because().unwrap_or_default();
            Line::new(Style::Warning, format!("What AWS answers cannot be told from this: {because}."))
        }
    }
}

/// Whether the sign-in had taken the response before this service refused the login.
fn took_first(service: Answering) -> bool {
    match service {
        Answering::Connect => true,
        // It takes responses itself.
        Answering::IdentityCenter | Answering::SignIn | Answering::Sts | Answering::Console => false,
    }
}

/// A message as a sentence that is read at a glance: long values and what goes on too long are cut.
fn sentence(message: &str) -> String {
    let message = message.replace(PREFIX, "…/");
    // The carets show where.
    let message = message.split(" (character ").next().unwrap_or_default();
    let mut told = String::new();
    for (index, part) in message.split('"').enumerate() {
        if index > 0 {
            told.push('"');
        }
        let quoted = index % 2 == 1;
        let short = short_arn(part).filter(|_| quoted && part.len() > LONGEST_VALUE);
        let part = short.as_deref().unwrap_or(part);
        match quoted && part.chars().count() > LONGEST_VALUE {
            true => told.push_str(&shortened(part)),
            false => told.push_str(part),
        }
    }
    let Some((limit, _)) = told.char_indices().nth(LONGEST_CAUSE) else { return told };
    // Where it can be cut without cutting a thought.
    let cut = ["; ", ": ", ", "].iter().filter_map(|end| told[..limit].rfind(end)).find(|&at| at > 30);
    match cut {
        Some(cut) => told[..cut].to_owned(),
        None => format!("{}…", told[..told[..limit].rfind(' ').unwrap_or(limit)].trim_end()),
    }
}

/// A long value by its two ends: a name's last word tells most.
fn shortened(value: &str) -> String {
    /// Characters of the beginning.
    const HEAD: usize = 16;
    let count = value.chars().count();
    let head: String = value.chars().take(HEAD).collect();
    let tail: String = value.chars().skip(count - (LONGEST_VALUE - HEAD - 1)).collect();
    format!("{head}…{tail}")
}

/// An ARN by what tells it from others, its account and its name: `…123456789012:saml-provider/Okta`.
fn short_arn(value: &str) -> Option<String> {
    let mut parts = value.strip_prefix("arn:")?.splitn(5, ':').skip(3);
    let (account, resource) = (parts.next()?, parts.next()?);
    Some(format!("…{account}:{resource}"))
}
