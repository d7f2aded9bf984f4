//! A postal address lacks a part.

use crate::aws::known_errors::scim;
use crate::citations::CENTER_OKTA;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity};
use crate::rules::scim_bodies::{Of, body, member};
use crate::rules::values::enumerated;

pub static RULE: Rule = Rule {
    id: "scim-address-incomplete",
    summary: "a postal address lacks a part",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "A postal address is taken whole: street, city, state, postal code and country.",
    remedy: Remedy {
        text: "fill in the missing parts at the identity provider, or take the address out of the mapping; in Okta: the application > Provisioning > To App > Attribute Mappings; in Entra ID: the enterprise application > Provisioning > Mappings > Provision Microsoft Entra ID Users",
        setting: None,
    },
    citations: &[CENTER_OKTA],
    explains: &[&scim::REQUEST_UNPARSABLE],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

const PARTS: [&str; 5] = ["streetAddress", "locality", "region", "postalCode", "country"];

fn check(case: &ScimCase) -> Outcome {
    let Some(body) = body(case).filter(|body| body.of == Of::User) else { return Outcome::NotApplicable };
    let Some(address) = member(body.node, "addresses").and_then(|list| list.elements().first()) else {
        return Outcome::NotApplicable;
    };
    let missing: Vec<String> =
        PARTS.iter().filter(|part| member(address, part).is_none()).map(|part| (*part).to_owned()).collect();
    // One with its text alone is none in parts.
    if missing.is_empty() || missing.len() == PARTS.len() {
        return Outcome::Clean;
    }
    Finding::new(&RULE, address.span, format!("the address has no {}", enumerated(&missing))).into()
}
