//! An address that SCIM of IAM Identity Center does not have.

use crate::aws::known_errors::scim;
use crate::citations::{CENTER_OKTA, CENTER_PROVISIONING, SCIM_SLASH_OBSERVED};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity, quoted};
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "scim-address-malformed",
    summary: "an address was called that SCIM of Identity Center does not have",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "The endpoint is https://scim.REGION.amazonaws.com/TENANT/scim/v2, and Users, Groups, ServiceProviderConfig stand behind it. A client that joins the base URL and the rest without a slash calls v2Groups, and another with two.",
    remedy: Remedy {
        text: "enter the base URL so that the paths join: with a slash at its end for a client that adds none, without one for Okta and Entra ID",
        setting: None,
    },
    citations: &[CENTER_PROVISIONING, CENTER_OKTA, SCIM_SLASH_OBSERVED],
    explains: &[&scim::OKTA_BASE_URL],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

/// SCIM Implementation Developer Guide: what is there, without case.
const THERE: [&str; 5] = ["users", "groups", "serviceproviderconfig", "schemas", "resourcetypes"];

fn check(case: &ScimCase) -> Outcome {
    let Some(address) = &case.call.address else { return Outcome::NotApplicable };
    let path = address.value.split(['?', '#']).next().unwrap_or_default();
    let Some((before, behind)) = path.split_once("/scim/v2") else { return another_version(address, path) };
    let first = behind.trim_start_matches('/').split('/').next().unwrap_or_default();
    let lower = first.to_ascii_lowercase();
    let message = if !behind.is_empty() && !behind.starts_with('/') {
        let joined = format!("v2{first}");
        format!("a slash is missing between v2 and {first}: {}", quoted(&joined))
    } else if behind.starts_with("//") {
        "two slashes stand behind v2".to_owned()
    } else if behind == "/" {
        "the base URL ends in a slash".to_owned()
    } else if ["me", "bulk", ".search", "search"].contains(&lower.as_str()) {
        format!("Identity Center has no {}", quoted(&format!("/{first}")))
    } else if before.rsplit('/').next().is_none_or(|tenant| tenant.is_empty() || tenant.starts_with("scim."))
    {
        "the tenant is missing before /scim/v2".to_owned()
    } else if !first.is_empty() && !THERE.contains(&lower.as_str()) {
        format!("Identity Center has no {}", quoted(&format!("/{first}")))
    } else {
        return Outcome::Clean;
    };
    let finding = Finding::of_value(&RULE, address, message)
        .expected("https://scim.REGION.amazonaws.com/TENANT/scim/v2/Users or /Groups");
    // Okta alone is known to mind the slash at the end, which AWS's own console shows.
    if behind == "/" { finding.at_most(Severity::Note).into() } else { finding.explains(&[]).into() }
}

/// `/scim/v1/Users`
fn another_version(address: &Text, path: &str) -> Outcome {
    let Some((_, behind)) = path.split_once("/scim/") else { return Outcome::NotApplicable };
    let version = behind.split('/').next().unwrap_or_default();
    Finding::of_value(&RULE, address, format!("Identity Center has SCIM v2 alone, not {}", quoted(version)))
        .expected("https://scim.REGION.amazonaws.com/TENANT/scim/v2/Users or /Groups")
        .explains(&[])
        .into()
}
