//! The response is longer than AWS takes.

use crate::aws::services;
use crate::citations::ASSUME_ROLE_WITH_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::number::grouped;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "response-too-large",
    summary: "the response is longer than 100,000 characters in base64",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AssumeRoleWithSAML takes a SAMLAssertion of 4 to 100,000 characters of base64. The limit of the sign-in page is not documented; it is taken to be the same.",
    remedy: Remedy {
        text: "send fewer attributes: above all fewer groups, and only the roles this user needs",
        setting: Some(Setting::OtherAttributes),
    },
    citations: &[ASSUME_ROLE_WITH_SAML],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[], check },
    ..Rule::OF_MESSAGE
};

/// STS API Reference, AssumeRoleWithSAML, SAMLAssertion: maximum length.
const MOST_CHARACTERS: usize = 100_000;

fn check(case: &Case) -> Outcome {
    let whole = case.tree.span(case.tree.root());
    // XML that came without its base64 would have had four characters for three bytes.
    let length = case.capture.base64_length.unwrap_or_else(|| whole.range().len().div_ceil(3) * 4);
    if length <= MOST_CHARACTERS {
        return if case.truncated { Outcome::NotChecked(Need::WholeCapture) } else { Outcome::Clean };
    }
    let message = match case.capture.base64_length {
        Some(_) => format!("the response has {} characters of base64", grouped(length as u64)),
        None => format!("the response would have {} characters of base64", grouped(length as u64)),
    };
    let finding = Finding::new(&RULE, case.response.start(case.tree), message)
        .expected(format!("at most {}", grouped(MOST_CHARACTERS as u64)))
        .found(grouped(length as u64));
    match case.capture.sts_call {
        Some(_) => finding.into(),
        None => finding.likely().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{Capture, StsCall};
    use crate::rules::test_case::{GOOD, Given, findings};

    #[test]
    fn the_limit_is_inclusive_and_certain_only_of_the_api() {
        for (length, call, expected) in [
            (100_000, None, &[][..]),
            (100_001, None, &[(Severity::Error, Confidence::Likely)]),
            (100_001, Some(StsCall::default()), &[(Severity::Error, Confidence::Certain)]),
        ] {
            let capture =
                Capture { base64_length: Some(length), sts_call: call.clone(), ..Capture::default() };
            let found = findings(&RULE, &Given { capture, ..Given::xml(GOOD) });
            let found: Vec<_> = found.iter().map(|found| (found.severity, found.confidence)).collect();
            assert_eq!(found, expected, "{length} {call:?}");
        }
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
