//! The user is in so many groups that a link stands in the response in their place.

use crate::aws::attributes::ROLE;
use crate::aws::known_errors::sign_in;
use crate::aws::services;
use crate::citations::{ENTRA_GROUPS_LINK, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "groups-behind-a-link",
    summary: "the user is in so many groups that a link stands in the response in their place",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Entra ID sends the groups of a user up to 150; of more it sends the attribute groups.link, which AWS does not follow. What a claim makes of the groups is not in the response then.",
    remedy: Remedy {
        text: "send app roles in place of groups, or only the groups assigned to the application: Attributes & Claims > Add a group claim > Groups assigned to the application",
        setting: Some(Setting::GroupMapping),
    },
    citations: &[ENTRA_GROUPS_LINK, TROUBLESHOOT_SAML],
    explains: &[&sign_in::INVALID_SAML_RESPONSE],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    let names = assertion.attributes.iter().filter_map(|attribute| attribute.name.as_ref());
    let Some(link) = names.into_iter().find(|name| name.value.ends_with("/claims/groups.link")) else {
        return Outcome::NotApplicable;
    };
    let message = "the user is in more than 150 groups: groups.link stands in their place";
    let finding = Finding::of_value(&RULE, link, message);
    // With a role in the response the groups are wanted for something else.
    match case.values(ROLE).next() {
        Some(_) => finding.at_most(Severity::Note).into(),
        None => finding.into(),
    }
}
