//! A user without one of the four names that IAM Identity Center demands.

use crate::aws::known_errors::scim;
use crate::citations::{CENTER_PROVISIONING, CENTER_TROUBLESHOOTING, SCIM_CREATE_USER};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity};
use crate::rules::scim_bodies::{Of, at, body, is_hidden, tells_absence};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "scim-name-missing",
    summary: "a user has not all of userName, givenName, familyName and displayName, or a group no displayName",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "Identity Center demands a user name, a first name, a last name and a display name of every user, none of them empty.",
    remedy: Remedy {
        text: "fill the name in for this user at the identity provider, or map another field to it; in Okta: the application > Provisioning > To App > Attribute Mappings; in Entra ID: the enterprise application > Provisioning > Mappings > Provision Microsoft Entra ID Users",
        setting: None,
    },
    citations: &[CENTER_TROUBLESHOOTING, CENTER_PROVISIONING, SCIM_CREATE_USER],
    explains: &[&scim::REQUEST_UNPARSABLE, &scim::NAME_EMPTY],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

/// SCIM Implementation Developer Guide, CreateUser.
const NAMES: [&[&str]; 4] =
    [&["userName"], &["name", "givenName"], &["name", "familyName"], &["displayName"]];

/// The same, CreateGroup.
const GROUP: [&[&str]; 1] = [&["displayName"]];

fn check(case: &ScimCase) -> Outcome {
    let made = body(case).and_then(|body| match body.of {
        Of::User => Some((body, &NAMES[..])),
        Of::Group => Some((body, &GROUP[..])),
        Of::UserChange | Of::GroupChange | Of::Change => None,
    });
    let Some((body, wanted)) = made else { return Outcome::NotApplicable };
    if !tells_absence(case) {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    for &names in wanted {
        let path = names.join(".");
        match at(body.node, names) {
            Some(value) if is_hidden(value) => {}
            Some(value) if value.text().is_some_and(|text| text.trim().is_empty()) => {
                let message = format!("{path} is empty");
                findings.push(Finding::new(&RULE, value.span, message).explains(EMPTY));
            }
            Some(_) => {}
            None => {
                let place = at(body.node, &names[..names.len() - 1]).unwrap_or(body.node);
                let start = Span { end: place.span.start + 1, ..place.span };
                findings.push(Finding::new(&RULE, start, format!("there is no {path}")).explains(UNPARSABLE));
            }
        }
    }
    findings.into()
}

static EMPTY: &[&crate::aws::known_errors::KnownError] = &[&scim::NAME_EMPTY];
static UNPARSABLE: &[&crate::aws::known_errors::KnownError] = &[&scim::REQUEST_UNPARSABLE];
