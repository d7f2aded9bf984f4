//! An attribute that SCIM of IAM Identity Center does not take.

use crate::aws::known_errors::scim;
use crate::citations::{SCIM_CREATE_USER, SCIM_PHOTOS_OBSERVED};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity, quoted};
use crate::rules::scim_bodies::{Of, at, body, lower, member, operations, path};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "scim-attribute-unsupported",
    summary: "an attribute is sent that SCIM of Identity Center does not take",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS lists ims, photos, x509Certificates, entitlements and password as not supported, the display of mail addresses, postal addresses and telephone numbers, and the displayName of a manager. An empty list of photos was seen to be refused.",
    remedy: Remedy {
        text: "take the attribute out of the mapping; in Okta: the application > Provisioning > To App > Attribute Mappings; in Entra ID: the enterprise application > Provisioning > Mappings > Provision Microsoft Entra ID Users",
        setting: None,
    },
    citations: &[SCIM_CREATE_USER, SCIM_PHOTOS_OBSERVED],
    explains: &[&scim::REQUEST_UNPARSABLE],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

/// SCIM Implementation Developer Guide, "Unsupported attributes".
const UNSUPPORTED: [&str; 5] = ["ims", "photos", "x509Certificates", "entitlements", "password"];
const WITHOUT_DISPLAY: [&str; 3] = ["emails", "addresses", "phoneNumbers"];
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn check(case: &ScimCase) -> Outcome {
    let Some(body) = body(case).filter(|body| body.of != Of::Group && body.of != Of::GroupChange) else {
        return Outcome::NotApplicable;
    };
    let mut findings = Vec::new();
    let mut add = |span: Span, name: &str| {
        let message =
            format!("{} is an attribute that Identity Center does not take, not even empty", quoted(name));
        findings.push(Finding::new(&RULE, span, message));
    };
    let values = operations(body.node).iter().filter_map(|operation| member(operation, "value"));
    for node in std::iter::once(body.node).chain(values) {
        for member in node.members() {
            let key = &member.key;
            if UNSUPPORTED.iter().any(|name| name.eq_ignore_ascii_case(&key.value)) {
                add(key.span, &key.value);
            }
            if WITHOUT_DISPLAY.iter().any(|name| name.eq_ignore_ascii_case(&key.value)) {
                for entry in member.value.elements() {
                    let display =
                        entry.members().iter().find(|one| one.key.value.eq_ignore_ascii_case("display"));
                    if let Some(display) = display {
                        add(display.key.span, &format!("{}.display", key.value));
                    }
                }
            }
        }
        if let Some(name) = at(node, &[ENTERPRISE, "manager", "displayName"]) {
            add(name.span, "manager.displayName");
        }
    }
    for operation in operations(body.node) {
        let path = path(operation).unwrap_or_default();
        let first = lower(path.split(['.', '[']).next().unwrap_or_default());
        if UNSUPPORTED.iter().any(|name| lower(name) == first)
            && let Some(node) = member(operation, "path")
        {
            add(node.span, path);
        }
    }
    findings.into()
}
