//! The roles of a user are longer together than OpenSearch Dashboards takes.

use crate::aws::services;
use crate::citations::OPEN_SEARCH_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "open-search-roles-too-long",
    summary: "the values of an attribute are longer together than OpenSearch Dashboards takes of roles",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Roles of some 1,500 characters in all make Dashboards go round in circles, or answer 500.",
    remedy: Remedy {
        text: "send only the groups that the domain maps, for this application",
        setting: Some(Setting::GroupMapping),
    },
    citations: &[OPEN_SEARCH_SAML],
    check: Check::Message { services: &[&services::OPEN_SEARCH], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// Amazon OpenSearch Service Developer Guide, "SAML authentication for OpenSearch Dashboards".
const LONGEST: usize = 1_500;

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    // The name of the attribute with the roles is the domain's own; of one value it may be anything.
    let several = assertion.attributes.iter().filter(|attribute| attribute.values.len() > 1);
    let longest = several
        .filter_map(|attribute| {
            let length: usize = attribute.values.iter().map(|value| value.text.value.chars().count()).sum();
            Some((attribute, attribute.name.as_ref()?, length))
        })
        .max_by_key(|(_, _, length)| *length);
    let Some((attribute, name, length)) = longest else { return case.absent() };
    let long = (length > LONGEST).then(|| {
        let count = attribute.values.len();
        let message = format!("{} has {count} values of {length} characters in all", quoted(&name.value));
        Finding::of_value(&RULE, name, message).expected(format!("at most {LONGEST} characters in all"))
    });
    long.into()
}
