//! The session tag Email is not there, which Amazon WorkSpaces demands.

use crate::aws::attributes::PRINCIPAL_TAG_PREFIX;
use crate::aws::services;
use crate::citations::WORKSPACES_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "email-tag-missing",
    summary: "the attribute PrincipalTag:Email is not there, which Amazon WorkSpaces demands",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "WorkSpaces compares the session tag Email with the address of the user in its directory. It is sent as the attribute PrincipalTag:Email, and the role has to allow sts:TagSession.",
    remedy: Remedy {
        text: "send the user's mail address as https://aws.amazon.com/SAML/Attributes/PrincipalTag:Email",
        setting: Some(Setting::TagClaim),
    },
    citations: &[WORKSPACES_SAML],
    check: Check::Message { services: &[&services::WORK_SPACES], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    let wanted = format!("{PRINCIPAL_TAG_PREFIX}Email");
    let names = || assertion.attributes.iter().filter_map(|attribute| attribute.name.as_ref());
    if names().any(|name| name.value == wanted) {
        return Outcome::Clean;
    }
    if case.truncated {
        return case.absent();
    }
    let near = names().find(|name| name.value.eq_ignore_ascii_case(&wanted));
    match near {
        Some(name) => {
            let message = format!("the attribute is named {}", quoted(&name.value));
            Finding::of_value(&RULE, name, message).expected(wanted).into()
        }
        None => {
            let message = "the session tag Email is not sent";
            Finding::new(&RULE, case.attribute_place(), message).expected(wanted).into()
        }
    }
}
