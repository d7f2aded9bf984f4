//! The Assertion is signed, the Response is not.

use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{AWS_METADATA, Owner, owner};
use crate::signature::Fact;

pub static RULE: Rule = Rule {
    id: "signature-only-on-assertion",
    summary: "the Assertion is signed, the Response is not",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "This is how AD FS and Microsoft Entra ID sign unless told otherwise, and what AWS's metadata asks for. One guide says that it can be rejected; nothing confirms that.",
    remedy: Remedy {
        text: "nothing has to be changed; if AWS refuses the signature and nothing else explains it, sign the response too",
        setting: Some(Setting::SignWhat),
    },
    citations: &[AWS_METADATA],
    who: None,
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.coverage.facts.iter().any(Fact::is_over_another) {
        return Outcome::NotApplicable;
    }
    let by = |wanted: Owner| case.signatures.iter().find(move |signature| owner(case, signature) == wanted);
    let Some(inner) = by(Owner::Assertion).filter(|_| case.response.tag.is_some()) else {
        return Outcome::NotApplicable;
    };
    if by(Owner::Response).is_some() {
        return Outcome::Clean;
    }
    if case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    Finding::new(&RULE, inner.span, "only the Assertion is signed, not the Response").into()
}
