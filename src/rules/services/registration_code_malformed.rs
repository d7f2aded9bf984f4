//! The RelayState to Amazon WorkSpaces has no registration code, or one that does not arrive as it is.

use crate::aws::services;
use crate::citations::WORKSPACES_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::relay_states::{self, is_placeholder};
use crate::url::Url;

pub static RULE: Rule = Rule {
    id: "registration-code-malformed",
    summary: "the RelayState to Amazon WorkSpaces lacks the registration code, or has it so that it does not arrive",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "The RelayState names the directory by its registration code, such as WSpdx+ABC12D. In a query a plus sign is a blank: it has to stand as %2B.",
    remedy: Remedy {
        text: "put the registration code of the directory behind registrationCode=, with %2B for its plus sign",
        setting: Some(Setting::RelayState),
    },
    citations: &[WORKSPACES_SAML],
    check: Check::Message { services: &[&services::WORK_SPACES], needs: &[], check },
    ..Rule::OF_MESSAGE
};

const PARAMETER: &str = "registrationCode";

fn check(case: &Case) -> Outcome {
    let Some(written) = case.capture.relay_state.as_deref() else { return Outcome::NotApplicable };
    let Some(url) = Url::parse(written) else { return Outcome::NotApplicable };
    let code = url.parameter(PARAMETER).unwrap_or_default();
    let finding = |message: String| relay_states::finding(&RULE, case, message).found(written);
    match code.as_str() {
        "" => finding(format!("the RelayState has no {PARAMETER}")).into(),
        code if is_placeholder(code) || is_a_word(code) => {
            finding(format!("the {PARAMETER} in the RelayState is {}, which nobody filled in", quoted(code)))
                .into()
        }
        code if code.contains(' ') => {
            let right = code.replace(' ', "%2B");
            let raw = code.replace(' ', "+");
            finding(format!(
                "the {PARAMETER} in the RelayState is {}: its plus sign is a blank there",
                quoted(&raw)
            ))
            .expected(format!("{PARAMETER}={right}"))
            .into()
        }
        _ => Outcome::Clean,
    }
}

/// `registration-code`, as AWS's guide has it for an example.
fn is_a_word(code: &str) -> bool {
    let word: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    ["registrationcode", "yourregistrationcode", "registrationcodeforyourdirectory"]
        .contains(&word.to_ascii_lowercase().as_str())
}
