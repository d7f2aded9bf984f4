//! The Response is signed, the Assertion is not.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::STS_MEASURED;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{AWS_METADATA, Owner, owner};
use crate::signature::Fact;

pub static RULE: Rule = Rule {
    id: "signature-only-on-response",
    summary: "the Response is signed, the Assertion is not",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS's own metadata asks for signed assertions (WantAssertionsSigned), and STS, called with a response that was signed outside only, refused it in so many words: the assertion's signature is mandatory, the response's optional. People have reported that such responses signed in by the browser, which was not measured; there the refusal is likely.",
    remedy: Remedy {
        text: "have the identity provider sign the assertion too",
        setting: Some(Setting::SignWhat),
    },
    citations: &[AWS_METADATA, STS_MEASURED],
    explains: &[&sts::ASSERTION_NOT_SIGNED],
    measured: Some(&measured::ONLY_RESPONSE_SIGNED),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::PrivateKey], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.coverage.facts.iter().any(Fact::is_over_another) {
        return Outcome::NotApplicable;
    }
    let by = |wanted: Owner| case.signatures.iter().find(move |signature| owner(case, signature) == wanted);
    let Some(outer) = by(Owner::Response) else { return Outcome::NotApplicable };
    if case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    if case.assertion().is_none() {
        return match case.response.encrypted_assertions.is_empty() {
            true => Outcome::NotApplicable,
            false => Outcome::NotChecked(Need::PrivateKey),
        };
    }
    if by(Owner::Assertion).is_some() {
        return Outcome::Clean;
    }
    Finding::new(&RULE, outer.span, "only the Response is signed, not the Assertion").into()
}
