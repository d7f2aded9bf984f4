//! The SourceIdentity has characters that AWS does not allow.

use crate::aws::attributes::{RESERVED_PREFIX, SOURCE_IDENTITY, is_name_character};
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SOURCE_IDENTITY as SOURCE_IDENTITY_PAGE, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::values::{core, each_text, first_name, listed, marks, misfits};

pub static RULE: Rule = Rule {
    id: "source-identity-malformed",
    summary: "the SourceIdentity has characters outside [a-zA-Z_0-9+=,.@-]",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS allows letters and digits of ASCII and _ + = , . @ - and no space.",
    remedy: Remedy {
        text: "fill SourceIdentity from a field without such characters, such as the mail address or the login name",
        setting: None,
    },
    citations: &[SOURCE_IDENTITY_PAGE, TROUBLESHOOT_SAML],
    explains: &[&sts::SOURCE_IDENTITY_PATTERN],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

const CHARACTERS: &str = "[a-zA-Z_0-9+=,.@-]";

fn check(case: &Case) -> Outcome {
    each_text(case, SOURCE_IDENTITY, |text| {
        let mut offending = misfits(&text.value, is_name_character);
        let start = core(&text.value).start;
        if text.value[start..].starts_with(RESERVED_PREFIX) {
            // Its colon is `source-identity-reserved-prefix`.
            offending.retain(|at| at.start >= start + RESERVED_PREFIX.len());
        }
        let name = first_name(&text.value, &offending);
        let message =
            format!("the SourceIdentity {} has {}", quoted(&text.value), listed(&text.value, &offending));
        (!offending.is_empty()).then(|| {
            Finding::of_value(&RULE, text, message)
                .note(format!("{name} is not in {CHARACTERS}"))
                .marks(marks(case, text, &offending))
                .expected(format!("{CHARACTERS}{{2,64}}"))
        })
    })
}
