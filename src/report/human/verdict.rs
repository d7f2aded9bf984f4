//! What AWS answers, or why that cannot be told.

use crate::aws::known_errors::KnownError;
use crate::capture::{DecodeError, Stage};
use crate::diagnosis::{Judged, Message, Report};
use crate::engine::{Prediction, Verdict};
use crate::knowledge::Confidence;
use crate::report::screen::{Screen, Style};
use crate::report::visible::clipped;
use crate::report::{grouped, name_words};
use crate::rule::Rule;
use crate::target::{Addressed, Addressee};

/// The headline, and under it AWS's sentence.
pub fn block(screen: &mut Screen, message: &Message, judged: &Judged) {
    screen.gap();
    if let Some(error) = judged.on_page {
        return answered(screen, judged, error);
    }
    if let Addressed::Elsewhere(addressee) = &judged.addressed {
        addressed_elsewhere(screen, addressee);
    }
    match (judged.judgement.verdict, &judged.judgement.predicted) {
        (Verdict::Refused, Some(prediction)) => refused(screen, judged, prediction),
        (Verdict::Refused, None) => {
            let text = match confidence_of_refusal(judged) {
                Confidence::Certain => {
                    "AWS refuses this response; the sentence it answers with is not published"
                }
                Confidence::Likely => {
                    "AWS most likely refuses this response; the sentence it answers with is not published"
                }
            };
            screen.words(Style::Error, 0, text).end();
        }
        (Verdict::Accepted, _) => {
            screen.words(Style::Good, 0, "nothing in this response makes AWS refuse it").end();
        }
        (Verdict::Undetermined, _) => {
            screen.words(Style::Warning, 0, "what AWS answers cannot be told from this: ");
            screen.words(Style::Plain, 2, &undetermined_because(message, judged)).end();
        }
    }
}

/// That nothing in a response is AWS's, before what AWS would make of it.
fn addressed_elsewhere(screen: &mut Screen, addressee: &Addressee) {
    let to = clipped(&addressee.value, 160);
    let text = format!("this response is not addressed to AWS, but to {to} ({})", addressee.place);
    screen.words(Style::Error, 2, &text).end();
    let text = "if another response was meant, take the SAMLResponse of the POST to AWS; if this one was posted to AWS, the identity provider made it for another application";
    screen.put("  ").words(Style::Plain, 2, text).end();
    screen.gap();
}

/// What AWS did answer, by the page in the capture: surer than any prediction.
fn answered(screen: &mut Screen, judged: &Judged, error: &'static KnownError) {
    screen.styled(Style::Error, "AWS answered this response with:").end();
    screen.put("  ").styled(Style::Strong, &error.shown()).end();
    if let Some(code) = status_line(error) {
        screen.put("  ").styled(Style::Faint, &code).end();
    }
    let predicted = judged.judgement.predicted.as_ref().map(|prediction| prediction.error);
    match predicted {
        Some(predicted) if predicted.id == error.id => {}
        Some(predicted) => {
            let text = format!("by what is in the response, AWS would answer: {}", predicted.shown());
            screen.put("  ").words(Style::Warning, 2, &text).end();
        }
        None if judged.shown_error.as_ref().is_some_and(|shown| !shown.found.is_empty()) => {}
        None => {
            let text = "nothing in the response explains it; look at what is not checked, below";
            screen.put("  ").words(Style::Warning, 2, text).end();
        }
    }
}

fn refused(screen: &mut Screen, judged: &Judged, prediction: &Prediction) {
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
    screen.styled(Style::Error, headline).end();
    // On one line whatever its length, so that it can be searched for.
    screen.put("  ").styled(Style::Strong, &prediction.error.shown()).end();
    if let Some(code) = status_line(prediction.error) {
        screen.put("  ").styled(Style::Faint, &code).end();
    }
    for then in &prediction.then {
        screen.put("  once that is mended: ").put(&then.shown()).end();
    }
}

/// `400 InvalidIdentityToken (AWS Security Token Service)`.
pub fn status_line(error: &KnownError) -> Option<String> {
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
    let errors = judged.judgement.findings.iter().filter(|found| {
        found.finding.severity == crate::rule::Severity::Error && found.consequence_of.is_none()
    });
    errors.map(|found| found.finding.confidence).max().unwrap_or(Confidence::Likely)
}

/// What could not be read or judged here.
pub fn undetermined_because(message: &Message, judged: &Judged) -> String {
    if let Some(document) = &message.document {
        if document.truncated {
            return match &document.left_out {
                Some(_) => "the middle of the value was left out in this copy".to_owned(),
                None => "the copy ends before the response does".to_owned(),
            };
        }
        let sealed = document.response.as_ref().filter(|response| response.assertions.is_empty());
        if let Some(encrypted) = sealed.and_then(|response| response.encrypted_assertions.first()) {
            let algorithm = encrypted.algorithm.as_ref().map(|algorithm| algorithm.value.as_str());
            let name = algorithm.and_then(|uri| uri.rsplit(['#', '/']).next()).unwrap_or("unknown algorithm");
            return format!(
                "its assertion is encrypted ({name}), so audience, roles and attributes cannot be read"
            );
        }
    }
    match &judged.unproved {
        Some(unproved) => unproved.to_string(),
        None => "a part of it could not be judged".to_owned(),
    }
}

/// The sentence AWS showed, and what of it was found.
pub fn shown(screen: &mut Screen, judged: &Judged) {
    let Some(shown) = &judged.shown_error else { return };
    screen.gap();
    match judged.on_page {
        Some(error) if error.id == shown.error.id => screen.styled(Style::Strong, "what explains it").end(),
        _ => screen.styled(Style::Strong, "AWS showed:").put(" ").put(&shown.error.shown()).end(),
    };
    let rows: [(&str, &[&'static Rule], Style); 3] = [
        ("found", &shown.found, Style::Error),
        ("ruled out", &shown.ruled_out, Style::Plain),
        ("not checked", &shown.not_checked, Style::Warning),
    ];
    for (what, rules, style) in rows {
        if rules.is_empty() && what != "found" {
            continue;
        }
        screen.put("  ").styled(style, what).to_column(15);
        let ids: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
        let text =
            if ids.is_empty() { "nothing in this response explains it".to_owned() } else { ids.join(", ") };
        screen.words(Style::Plain, 15, &text).end();
    }
    if !shown.found.is_empty() {
        return;
    }
    for (index, cause) in shown.error.causes.iter().enumerate() {
        screen.put(if index == 0 { "  no file tells" } else { "" }).to_column(17);
        screen.words(Style::Plain, 17, cause).end();
    }
    for next in shown.error.next {
        screen.put("  next").to_column(15).words(Style::Plain, 15, next).end();
    }
}

/// Why a message could not be decoded, where, and what to do.
pub fn problem(screen: &mut Screen, report: &Report, message: &Message, problem: &DecodeError) {
    screen.gap();
    screen.styled(Style::Error, "cannot be decoded: ").words(Style::Strong, 2, &problem.problem).end();
    let input = name_words(&report.inputs[message.input].name);
    let place =
        format!("--> byte {} of {input}, at the step {}", grouped(problem.offset), problem.stage.words());
    screen.put("  ").words(Style::Plain, 6, &place).end();
    screen.put("  do: ").words(Style::Plain, 6, advice(message, problem)).end();
}

/// What to do about a step that failed.
fn advice(message: &Message, problem: &DecodeError) -> &'static str {
    let was_base64 = message.capture.decoding.contains(&Stage::Base64);
    match problem.stage {
        Stage::Xml if was_base64 && problem.problem.contains("root element") => {
            "copy the value again, once: this may be two values, or one with something before or after it"
        }
        Stage::Xml if was_base64 => {
            "copy the value again, or save the login as a HAR; if that gives the same, the identity provider wrote it so"
        }
        Stage::Har | Stage::SamlTracer | Stage::Json => {
            "export it again; a file that was cut off or edited is not JSON any more"
        }
        Stage::Form | Stage::Percent | Stage::Http | Stage::Curl => {
            "copy the request body again, whole, as the browser's network panel shows it (view source)"
        }
        Stage::Html | Stage::XmlEscape => {
            "copy the value of the form field SAMLResponse alone, or save the page's source"
        }
        Stage::Base64 | Stage::Inflate => {
            "copy the value of SAMLResponse again, whole: the network panel's request body, or better a HAR of the login"
        }
        Stage::Utf16 | Stage::Iso8859_1 => "save the XML as UTF-8, or give the base64 it came from",
        Stage::Xml => {
            "copy the base64 value instead of the XML; if that gives the same, the identity provider wrote it so"
        }
    }
}
