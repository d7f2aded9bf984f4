//! The SourceIdentity is too short.

use crate::aws::attributes::{SOURCE_IDENTITY, SOURCE_IDENTITY_LENGTH};
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SOURCE_IDENTITY as SOURCE_IDENTITY_PAGE, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::values::{core_length, each_text};

pub static RULE: Rule = Rule {
    id: "source-identity-too-short",
    summary: "the SourceIdentity is shorter than 2 characters",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS wants at least 2 characters.",
    remedy: Remedy { text: "fill SourceIdentity from a field of at least two characters", setting: None },
    citations: &[SOURCE_IDENTITY_PAGE, TROUBLESHOOT_SAML],
    explains: &[&sts::SOURCE_IDENTITY_PATTERN],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each_text(case, SOURCE_IDENTITY, |text| {
        let length = core_length(&text.value);
        let limit = *SOURCE_IDENTITY_LENGTH.start();
        let unit = if length == 1 { "character" } else { "characters" };
        let message = format!("the SourceIdentity {} has {length} {unit}", quoted(&text.value));
        (length < limit).then(|| {
            Finding::of_value(&RULE, text, message)
                .note("too short")
                .expected(format!("at least {limit} characters"))
        })
    })
}
