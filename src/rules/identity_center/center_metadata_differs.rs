//! The response is not for the addresses that the metadata of the Identity Center instance has.

use crate::aws::known_errors::identity_center;
use crate::aws::nearest::nearest;
use crate::aws::services;
use crate::citations::{CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::center::{Own, own_metadata};
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "center-metadata-differs",
    summary: "the metadata of the IAM Identity Center instance has not the address or the issuer that the response names",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "The metadata that Identity Center lets one download has every ACS URL of the instance, those of each of its Regions, and its issuer. The Recipient has to be one of them, the Audience the issuer, letter by letter. An ACS of a Region that the instance was not replicated to is none of them.",
    remedy: Remedy {
        text: "enter an ACS URL and the issuer of this metadata at the identity provider, or replicate the instance to that Region first",
        setting: Some(Setting::Recipient),
    },
    citations: &[CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    follows: &["center-given-iams-response"],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let given = own_metadata(case);
    let Some(assertion) = case.assertion().filter(|_| !given.is_empty()) else {
        return Outcome::NotApplicable;
    };
    let recipient = assertion.recipient().filter(|text| !case.is_cut(text));
    let audiences: Vec<&Text> = assertion.audiences().collect();
    let of_it = |own: &&Own| {
        audiences.iter().any(|audience| audience.value == own.entity_id.value)
            || recipient.is_some_and(|recipient| own.has_tenant_of(&recipient.value))
    };
    let Some(own) = given.iter().find(of_it) else {
        return another(&given[0], recipient, audiences.first().copied());
    };
    let mut findings = Vec::new();
    if let Some(recipient) = recipient.filter(|text| own.acs.iter().all(|acs| acs.value != text.value)) {
        let count = own.acs.len();
        let message =
            format!("the ACS {} is none of the {count} in {}", quoted(&recipient.value), own.short_file());
        let near = nearest(&recipient.value, own.acs.iter().map(|acs| acs.value.as_str()));
        let meant = near.map(|near| near.candidate).or(own.acs.first().map(|acs| acs.value.as_str()));
        let mut finding = Finding::of_value(&RULE, recipient, message);
        for acs in own.acs.iter().take(4) {
            finding = finding.related(acs.span, "an ACS of the instance");
        }
        findings.push(match meant {
            Some(meant) => finding.expected(meant),
            None => finding,
        });
    }
    if let Some(audience) =
        audiences.first().filter(|_| audiences.iter().all(|one| one.value != own.entity_id.value))
    {
        let message = format!(
            "the audience is {}, the issuer in {} {}",
            quoted(&audience.value),
            own.short_file(),
            quoted(&own.entity_id.value)
        );
        findings.push(
            Finding::of_value(&RULE, audience, message)
                .expected(&own.entity_id.value)
                .related(own.entity_id.span, "the issuer"),
        );
    }
    findings.into()
}

/// A file that nothing ties to the response must not condemn it.
fn another(own: &Own, recipient: Option<&Text>, audience: Option<&Text>) -> Outcome {
    let Some(place) = audience.or(recipient) else { return Outcome::NotApplicable };
    let message = format!(
        "{} is of another instance of Identity Center, {}, than the response names",
        own.short_file(),
        quoted(&own.entity_id.value)
    );
    Finding::of_value(&RULE, place, message)
        .at_most(Severity::Warning)
        .related(own.entity_id.span, "its issuer")
        .into()
}
