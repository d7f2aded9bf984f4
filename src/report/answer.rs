//! What AWS answers, or why that cannot be told.

use std::borrow::Cow;

use serde::Serialize;

use super::Style;
use super::login::refused_by;
use super::visible::clipped;
use crate::aws::known_errors::KnownError;
use crate::diagnosis::{self, DecidedBy, Judged};
use crate::engine::{Found, Prediction, Verdict, Why};
use crate::knowledge::Confidence;
use crate::login::{Answering, AwsAnswer, Outcome};
use crate::rule::Severity;
use crate::target::{Addressed, Addressee};

/// The headline of a judged message and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Where nothing in the response is AWS's, that comes first.
    pub elsewhere: Option<Elsewhere>,
    pub style: Style,
    pub headline: String,
    /// Goes on in the headline's line: what could not be read or judged here.
    pub because: Option<String>,
    /// AWS's sentence under the headline.
    pub sentence: Option<Sentence>,
    /// Sentences that other findings lead to once this one is mended, in order.
    pub then: Vec<Cow<'static, str>>,
    /// How AWS's own answer stands to what the rules predict.
    pub remark: Option<String>,
    /// `Request ID 8f1c…, entry 2`: what AWS's support asks for.
    pub reference: Option<String>,
}

/// That nothing in a response is AWS's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// To whom it is addressed.
    pub fact: String,
    pub advice: &'static str,
}

/// A sentence as AWS spells it, `…` where a part varies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    pub text: Cow<'static, str>,
    /// `400 InvalidIdentityToken (AWS Security Token Service)`
    pub status: Option<String>,
}

/// The sentence AWS is expected to answer, as the JSON contract has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PredictedError {
    #[cfg_attr(test, schemars(with = "crate::contract::Id"))]
    pub id: &'static str,
    pub message: &'static str,
    pub code: Option<&'static str>,
    /// HTTP status.
    #[cfg_attr(test, schemars(range(max = 999)))]
    pub status: Option<u16>,
    pub service: Option<&'static str>,
    #[cfg_attr(test, schemars(with = "Confidence"))]
    pub confidence: &'static str,
    /// Ids of the sentences that follow once this one is mended.
    #[cfg_attr(test, schemars(with = "Vec<crate::contract::Id>"))]
    pub then: Vec<&'static str>,
}

impl Answer {
    pub(super) fn of(message: &diagnosis::Message, judged: &Judged) -> Answer {
        if let Some(answer) = judged.aws_answer.as_ref().and_then(|answer| by_aws(judged, answer)) {
            return answer;
        }
        let elsewhere = match &judged.addressed {
            Addressed::Elsewhere(addressee) => Some(Elsewhere::of(addressee)),
            Addressed::Aws | Addressed::Nowhere => None,
        };
        let explained = judged.shown_error.as_ref().is_some_and(|shown| !shown.found.is_empty());
        let answer = match (judged.verdict, &judged.judgement.predicted) {
            (Verdict::Refused, Some(_)) if explained && judged.decided_by == Some(DecidedBy::ShownError) => {
                by_person(message, judged)
            }
            (Verdict::Refused, Some(prediction)) => refused(judged, prediction),
            (Verdict::Refused, None) if judged.decided_by == Some(DecidedBy::ShownError) => {
                by_person(message, judged)
            }
            (Verdict::Refused, None) => Answer::plain(
                Style::Error,
                match confidence_of_refusal(judged) {
                    Confidence::Certain => {
                        "AWS refuses this response; the sentence it answers with is not published"
                    }
                    Confidence::Likely => {
                        "AWS most likely refuses this response; the sentence it answers with is not published"
                    }
                },
            ),
            (Verdict::Accepted, _) => {
                Answer::plain(Style::Good, "nothing in this response makes AWS refuse it")
            }
            (Verdict::Undetermined(why), _) => Answer {
                because: Some(because(why, message)),
                ..Answer::plain(Style::Warning, "what AWS answers cannot be told from this: ")
            },
        };
        let reference = judged.shown_request_id.as_ref().map(|id| format!("Request ID {id}"));
        Answer { elsewhere, reference, ..answer }
    }

    fn plain(style: Style, headline: &str) -> Answer {
        Answer {
            elsewhere: None,
            style,
            headline: headline.to_owned(),
            because: None,
            sentence: None,
            then: Vec::new(),
            remark: None,
            reference: None,
        }
    }
}

impl Elsewhere {
    fn of(addressee: &Addressee) -> Elsewhere {
        let to = clipped(&addressee.value, 160);
        Elsewhere {
            fact: format!("this response is not addressed to AWS, but to {to} ({})", addressee.place),
            advice: "if another response was meant, take the SAMLResponse of the POST to AWS; if this one was posted to AWS, the identity provider made it for another application",
        }
    }
}

/// What AWS's support asks for.
fn reference(answer: &AwsAnswer) -> Option<String> {
    let id = answer.request_id.as_deref()?;
    let entry = answer.entry.map(|entry| format!(", entry {entry}")).unwrap_or_default();
    Some(format!("Request ID {id}{entry}"))
}

/// What AWS did answer, by its own word in the capture: surer than any prediction. `None` where its
/// answer tells nothing of the response.
fn by_aws(judged: &Judged, answer: &AwsAnswer) -> Option<Answer> {
    let remark = judged.disagreement.clone();
    let status = answer.status.map(|status| format!(" ({status})")).unwrap_or_default();
    match answer.outcome {
        Outcome::Refused => {
            let explained = judged.shown_error.as_ref().is_some_and(|shown| !shown.found.is_empty())
                || judged.judgement.verdict == Verdict::Refused;
            let doubt = |found: &&Found| found.finding.severity == Severity::Warning;
            let unknown =
                answer.error.is_none() && judged.judgement.findings.iter().any(|found| doubt(&found));
            let outside = (!explained && !unknown).then(|| {
                "nothing in the response explains it: its cause lies outside the response".to_owned()
            });
            if let (None, Some(prediction)) = (answer.error, &judged.judgement.predicted) {
                return Some(Answer {
                    headline: format!(
                        "{} refused this response{status}; by what is in it, with:",
                        answer.service.words()
                    ),
                    reference: reference(answer),
                    ..refused(judged, prediction)
                });
            }
            let headline = match (answer.error, answer.service) {
                (Some(_), Answering::SignIn | Answering::Sts | Answering::Console) => {
                    "AWS answered this response with:".to_owned()
                }
                // It takes the response itself: nothing of AWS's took it before.
                (Some(_), Answering::IdentityCenter) => {
                    format!("{} answered this response with:", answer.service.words())
                }
                (Some(_), Answering::Connect) => {
                    format!("AWS took this response, and then {} answered with:", answer.service.words())
                }
                (None, service) => {
                    format!(
                        "{} refused this response{status}, with no sentence that is known here",
                        service.words()
                    )
                }
            };
            Some(Answer {
                sentence: answer.error.map(Sentence::of),
                remark: remark.or(outside),
                reference: reference(answer),
                ..Answer::plain(Style::Error, &headline)
            })
        }
        Outcome::SignedIn if judged.verdict == Verdict::Accepted => {
            let headline = match answer.service {
                Answering::SignIn | Answering::Sts => format!("AWS took this response{status}"),
                Answering::Console | Answering::Connect | Answering::IdentityCenter => {
                    format!(
                        "AWS took this response and sent the browser on to {}{status}",
                        answer.service.words()
                    )
                }
            };
            Some(Answer { remark, ..Answer::plain(Style::Good, &headline) })
        }
        Outcome::RolePicker if judged.verdict == Verdict::Accepted => Some(Answer {
            remark,
            ..Answer::plain(
                Style::Good,
                "AWS took this response and asks which role it is to be; no role was chosen in this capture",
            )
        }),
        Outcome::SignedIn | Outcome::RolePicker | Outcome::Failed | Outcome::Unknown => None,
    }
}

/// What somebody saw AWS answer, and no rule finds.
fn by_person(message: &diagnosis::Message, judged: &Judged) -> Answer {
    let who = refused_by(message, judged).map_or("AWS", Answering::words);
    Answer {
        sentence: judged.shown_error.as_ref().map(|shown| Sentence::of(shown.error)),
        ..Answer::plain(Style::Error, &format!("{who} refused this login, by what was seen, with:"))
    }
}

fn refused(judged: &Judged, prediction: &Prediction) -> Answer {
    let headline = match (prediction.confidence, &judged.addressed) {
        (Confidence::Certain, Addressed::Aws) => "AWS refuses this response with:",
        (Confidence::Likely, Addressed::Aws) => "AWS most likely answers:",
        (Confidence::Certain, Addressed::Elsewhere(_) | Addressed::Nowhere) => {
            "if it is posted to AWS, AWS refuses it with:"
        }
        (Confidence::Likely, Addressed::Elsewhere(_) | Addressed::Nowhere) => {
            "if it is posted to AWS, AWS most likely answers:"
        }
    };
    Answer {
        sentence: Some(Sentence::of(prediction.error)),
        then: prediction.then.iter().map(|error| error.shown()).collect(),
        ..Answer::plain(Style::Error, headline)
    }
}

impl Sentence {
    pub(super) fn of(error: &KnownError) -> Sentence {
        Sentence { text: error.shown(), status: status_line(error) }
    }
}

impl PredictedError {
    pub(super) fn of(predicted: &Prediction) -> PredictedError {
        PredictedError {
            id: predicted.error.id,
            message: predicted.error.message,
            code: predicted.error.code,
            status: predicted.error.status,
            service: predicted.error.service,
            confidence: predicted.confidence.name(),
            then: predicted.then.iter().map(|error| error.id).collect(),
        }
    }
}

/// `400 InvalidIdentityToken (AWS Security Token Service)`.
pub(super) fn status_line(error: &KnownError) -> Option<String> {
    let status = error.status.map(|status| status.to_string());
    let code = error.code.map(str::to_owned);
    let service = error.service.map(|service| format!("({})", service_words(service)));
    let parts: Vec<String> = status.into_iter().chain(code).chain(service).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A service as a person says it; AWS prints an identifier.
fn service_words(service: &str) -> &str {
    match service {
        "AWSSecurityTokenService" => "AWS Security Token Service",
        other => other,
    }
}

fn confidence_of_refusal(judged: &Judged) -> Confidence {
    let errors = judged
        .judgement
        .findings
        .iter()
        .filter(|found| found.finding.severity == Severity::Error && found.consequence_of.is_none());
    errors.map(|found| found.finding.confidence).max().unwrap_or(Confidence::Likely)
}

/// What could not be read or judged here.
pub(super) fn because(why: Why, message: &diagnosis::Message) -> String {
    match why {
        Why::CutOff => match message.document.as_ref().and_then(|document| document.left_out.as_ref()) {
            Some(_) => "the middle of the value was left out in this copy".to_owned(),
            None => "the copy ends before the response does".to_owned(),
        },
        Why::AssertionEncrypted => {
            let encrypted = message.response().and_then(|response| response.encrypted_assertions.first());
            let algorithm = encrypted.and_then(|encrypted| encrypted.algorithm.as_ref());
            let name = algorithm.and_then(|uri| uri.value.rsplit(['#', '/']).next());
            let name = name.unwrap_or("unknown algorithm");
            format!("its assertion is encrypted ({name}), so audience, roles and attributes cannot be read")
        }
        Why::ServiceNotJudged(service) => {
            format!("it is for {}, whose requirements are judged here only in part", service.words)
        }
        Why::PartEncrypted => "a part of it is encrypted".to_owned(),
        Why::Handled => message
            .document
            .as_ref()
            .and_then(|document| document.handling.because())
            .unwrap_or_else(|| "a part of it was changed in this copy".to_owned()),
        Why::Encoding => "its XML is not in the encoding that it declares".to_owned(),
        Why::XmlVersion => "its XML is of a version that not every program reads".to_owned(),
        Why::ContentBehind => "something stands behind the XML document in its base64".to_owned(),
        Why::NotBase64 => {
            "it stands in this copy as XML where its base64 is posted, and whether it was sent so is not seen"
                .to_owned()
        }
        Why::SignatureHidden => {
            "with what was crossed out in this copy, its signature cannot be checked".to_owned()
        }
        Why::TrustOpen => "whether the given policies let it in depends on what is not known here".to_owned(),
        Why::NotProved(unproved) => unproved.to_string(),
        Why::AwsFailed(status) => {
            format!(
                "the answer was {status} (AWS's own failure, a throttle, or a proxy between), and not a word on this response"
            )
        }
    }
}
