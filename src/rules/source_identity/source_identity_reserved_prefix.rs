//! The SourceIdentity begins with what AWS reserves.

use crate::aws::attributes::{RESERVED_PREFIX, SOURCE_IDENTITY};
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SOURCE_IDENTITY as SOURCE_IDENTITY_PAGE, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::values::{core, each_text, marks};

pub static RULE: Rule = Rule {
    id: "source-identity-reserved-prefix",
    summary: "the SourceIdentity begins with aws:",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "The prefix aws: is reserved for AWS.",
    remedy: Remedy { text: "send a SourceIdentity that does not begin with aws:", setting: None },
    citations: &[SOURCE_IDENTITY_PAGE, TROUBLESHOOT_SAML],
    explains: &[&sts::SOURCE_IDENTITY_PATTERN],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each_text(case, SOURCE_IDENTITY, |text| {
        let start = core(&text.value).start;
        let prefix = start..start + RESERVED_PREFIX.len();
        let message = format!("the SourceIdentity {} begins with {RESERVED_PREFIX}", quoted(&text.value));
        text.value[start..].starts_with(RESERVED_PREFIX).then(|| {
            Finding::of_value(&RULE, text, message)
                .note("reserved for AWS")
                .marks(marks(case, text, std::slice::from_ref(&prefix)))
                .expected(format!("a value that does not begin with {RESERVED_PREFIX}"))
        })
    })
}
