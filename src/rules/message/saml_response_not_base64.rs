//! What was posted is no base64 until it is mended.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::capture::{ByAws, Fidelity, RawXml};
use crate::citations::ASSUME_ROLE_WITH_SAML;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "saml-response-not-base64",
    summary: "the posted value is not base64 as it stands",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Where the capture holds the very bytes that were sent, a value that had to be mended before it could be decoded was sent that way. AWS is not known to mend it.",
    remedy: Remedy {
        text: "send the base64 of the Response and nothing else; in a form body its +, / and = must be percent-encoded exactly once",
        setting: None,
    },
    citations: &[ASSUME_ROLE_WITH_SAML],
    explains: &[&sts::INVALID_BASE64],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let capture = case.capture;
    let raw = || {
        let message = "the value is the XML itself and not its base64";
        Finding::new(&RULE, case.response.start(case.tree), message)
    };
    match capture.raw_xml() {
        RawXml::Sent => return raw().into(),
        RawXml::Perhaps => return raw().at_most(Severity::Warning).into(),
        RawXml::No => {}
    }
    if capture.fidelity == Fidelity::Copy {
        return Outcome::NotApplicable;
    }
    let mended: Vec<&str> = capture
        .repairs
        .iter()
        .filter(|repair| repair.by_aws_too == ByAws::No)
        .map(|repair| repair.what.as_str())
        .collect();
    if mended.is_empty() {
        return Outcome::Clean;
    }
    let message = format!("the value is not base64 as it was sent: {}", mended.join("; "));
    Finding::new(&RULE, case.response.start(case.tree), message).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{Capture, Repair, Stage, StsCall};
    use crate::rules::test_case::{GOOD, Given, findings};

    #[test]
    fn xml_in_a_form_is_a_fault_where_base64_belongs_there() {
        use Stage::{Base64, Curl, Form, Har, Html, Percent};
        for (parameter, decoding, expected) in [
            ("SAMLResponse", vec![Har, Form], Some(Severity::Error)),
            ("SAMLResponse", vec![Form, Percent], Some(Severity::Warning)),
            ("SAMLResponse", vec![Curl, Form, Percent], Some(Severity::Warning)),
            // Somebody decoded it to read it.
            ("SAMLResponse", vec![Form], None),
            ("SAMLResponse", vec![Html, Form], None),
            ("SAMLResponse", vec![Har, Form, Percent, Base64], None),
            ("wresult", vec![Form, Percent], None),
            ("wresult", vec![Har, Form], None),
        ] {
            let case = format!("{parameter} {decoding:?}");
            let capture = Capture { parameter: Some(parameter.to_owned()), decoding, ..Capture::default() };
            let found = findings(&RULE, &Given { capture, ..Given::xml(GOOD) });
            assert_eq!(found.first().map(|finding| finding.severity), expected, "{case}");
        }
        // A call of STS is a program's, and says what it sends.
        let call = Capture {
            parameter: Some("SAMLAssertion".to_owned()),
            decoding: vec![Form, Percent],
            sts_call: Some(StsCall::default()),
            ..Capture::default()
        };
        let found = findings(&RULE, &Given { capture: call, ..Given::xml(GOOD) });
        assert_eq!(found.first().map(|finding| finding.severity), Some(Severity::Error));
    }

    #[test]
    fn only_a_repair_of_exact_bytes_that_aws_does_not_make_is_a_fault() {
        let spaces = "the value is not base64 as it was sent: 3 spaces were read as \"+\"";
        let raw = "the value is the XML itself and not its base64";
        for (fidelity, by_aws_too, stage, expected) in [
            (Fidelity::Exact, ByAws::No, Stage::Base64, Some(spaces)),
            (Fidelity::Exact, ByAws::Yes, Stage::Base64, None),
            (Fidelity::Exact, ByAws::NotXml, Stage::Base64, None),
            (Fidelity::Copy, ByAws::No, Stage::Base64, None),
            (Fidelity::Exact, ByAws::Yes, Stage::Form, Some(raw)),
            (Fidelity::Copy, ByAws::Yes, Stage::Form, None),
        ] {
            let what = "3 spaces were read as \"+\"".to_owned();
            let capture = Capture {
                fidelity,
                decoding: vec![stage],
                repairs: vec![Repair { what, by_aws_too, at: 0..1 }],
                ..Capture::default()
            };
            let found = findings(&RULE, &Given { capture, ..Given::xml(GOOD) });
            let messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
            assert_eq!(messages, Vec::from_iter(expected), "{fidelity:?} {by_aws_too:?} {stage:?}");
        }
    }
}
