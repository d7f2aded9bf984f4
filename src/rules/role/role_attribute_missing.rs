//! No attribute is named as AWS names the Role attribute.

use crate::aws::attributes::ROLE;
use crate::aws::known_errors::sign_in;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, SAML_ASSERTIONS_CHINA, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::missing::missing;
use crate::rules::role_origins;

pub static RULE: Rule = Rule {
    id: "role-attribute-missing",
    summary: "no attribute is named https://aws.amazon.com/SAML/Attributes/Role",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS takes the roles from the attribute of exactly this Name; upper and lower case count. \
        The edition of the documentation for China prints another prefix; every configuration for China that \
        was seen to work sends this one, so there the other Name alone is a warning.",
    remedy: Remedy {
        text: "send an attribute whose Name is https://aws.amazon.com/SAML/Attributes/Role, its value a role ARN and a provider ARN joined by a comma",
        setting: Some(Setting::RoleClaim),
    },
    citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML, SAML_ASSERTIONS_CHINA],
    explains: &[&sign_in::INVALID_SAML_RESPONSE],
    follows: &["center-acs-missing", "groups-behind-a-link"],
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Assertion, Need::PrivateKey],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let outcome = missing(case, &RULE, ROLE);
    // The mapper that names it so sends what else the user has.
    let foreign = case.assertion().is_some_and(|assertion| {
        let named = assertion
            .attributes
            .iter()
            .filter(|attribute| attribute.name.as_ref().is_some_and(|name| name.value == "Role"));
        let values = named.flat_map(|attribute| &attribute.values);
        values
            .into_iter()
            .filter_map(|value| role_origins::of(&value.text.value))
            .any(|origin| origin.is_of_realm())
    });
    match outcome {
        Outcome::Found(findings) if foreign => Outcome::Found(
            findings
                .into_iter()
                .map(|finding| {
                    let remedy = format!(
                        "{}; switch Full scope allowed off, so that only the client's own roles are sent",
                        RULE.remedy.text
                    );
                    finding.remedy(remedy)
                })
                .collect(),
        ),
        outcome => outcome,
    }
}
