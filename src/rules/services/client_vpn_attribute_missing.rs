//! An attribute that AWS Client VPN reads is not there.

use crate::aws::services;
use crate::citations::CLIENT_VPN_SAML;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::values::enumerated;

pub static RULE: Rule = Rule {
    id: "client-vpn-attribute-missing",
    summary: "an attribute that AWS Client VPN reads is not in the assertion",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS Client VPN reads FirstName, LastName and memberOf, by exactly these names, case included; without memberOf no rule that admits a group lets anybody in.",
    remedy: Remedy {
        text: "map FirstName, LastName and memberOf for this application, by exactly these names; take other mappers, such as Keycloak's role_list, away",
        setting: None,
    },
    citations: &[CLIENT_VPN_SAML],
    check: Check::Message { services: &[&services::CLIENT_VPN], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// AWS Client VPN Administrator Guide, "Single sign-on (SAML 2.0)".
const READ: [&str; 3] = ["FirstName", "LastName", "memberOf"];

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    if case.truncated {
        return case.absent();
    }
    let names: Vec<_> = assertion.attributes.iter().filter_map(|attribute| attribute.name.as_ref()).collect();
    let missing: Vec<&str> =
        READ.into_iter().filter(|read| !names.iter().any(|name| name.value == *read)).collect();
    if missing.is_empty() {
        return Outcome::Clean;
    }
    let words: Vec<String> = missing.iter().map(|name| (*name).to_owned()).collect();
    let verb = if missing.len() == 1 { "is" } else { "are" };
    let message = format!("{} {verb} not among the attributes", enumerated(&words));
    let mut finding = Finding::new(&RULE, case.attribute_place(), message).expected(READ.join(", "));
    for name in &names {
        if let Some(meant) = missing.iter().find(|missing| missing.eq_ignore_ascii_case(&name.value)) {
            finding = finding.related(name.span, format!("{} for {meant}", quoted(&name.value)));
        }
    }
    if let Some(role) = names.iter().find(|name| name.value == "Role") {
        finding = finding.related(role.span, "no attribute of Client VPN's; it was reported as a cause");
    }
    finding.into()
}
