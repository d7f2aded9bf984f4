//! The SourceIdentity is too long.

use crate::aws::attributes::{SOURCE_IDENTITY, SOURCE_IDENTITY_LENGTH, SOURCE_IDENTITY_NEWEST_LENGTH};
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{ASSUME_ROLE_WITH_SAML, SOURCE_IDENTITY as SOURCE_IDENTITY_PAGE, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::values::{core_length, each_text};

pub static RULE: Rule = Rule {
    id: "source-identity-too-long",
    summary: "the SourceIdentity is longer than 64 characters",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS's documents differ: most say 64 characters, the newest text of its answer says 256. Above 256 all \
        refuse it.",
    remedy: Remedy { text: "fill SourceIdentity from a field of at most 64 characters", setting: None },
    citations: &[SOURCE_IDENTITY_PAGE, TROUBLESHOOT_SAML, ASSUME_ROLE_WITH_SAML],
    explains: &[&sts::SOURCE_IDENTITY_PATTERN],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each_text(case, SOURCE_IDENTITY, |text| {
        let length = core_length(&text.value);
        let (safe, most) = (*SOURCE_IDENTITY_LENGTH.end(), *SOURCE_IDENTITY_NEWEST_LENGTH.end());
        if length <= safe {
            return None;
        }
        let message = format!("the SourceIdentity {} has {length} characters", quoted(&text.value));
        let finding = Finding::of_value(&RULE, text, message)
            .note("too long")
            .expected(format!("at most {safe} characters"));
        Some(if length > most { finding } else { finding.at_most(Severity::Warning).likely() })
    })
}
