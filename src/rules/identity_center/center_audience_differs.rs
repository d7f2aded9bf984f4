//! The Audience is not the issuer URL of IAM Identity Center.

use crate::aws::audience::{AudienceKind, Receiver};
use crate::aws::endpoints::{Endpoint, IdentityCenterPart, locate};
use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::CENTER_OTHER_PROVIDERS;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::center::written;
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "center-audience-differs",
    summary: "the Audience is not the issuer URL of IAM Identity Center",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Identity Center is known to identity providers by its issuer URL, https://REGION.signin.aws.amazon.com/platform/saml/d-..., which every assertion has to name as its Audience. One of IAM's sign-in shows that the application was made from the template for AWS accounts.",
    remedy: Remedy {
        text: "set the audience to the issuer URL: Identity Center, Settings > Actions > Manage authentication",
        setting: Some(Setting::Audience),
    },
    citations: &[CENTER_OTHER_PROVIDERS],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    follows: &["center-given-iams-response"],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    let mut audiences = assertion.audiences().zip(&case.readings.audiences).peekable();
    let Some(&(first, _)) = audiences.peek() else {
        if case.truncated {
            return case.absent();
        }
        let message = "the assertion names no Audience";
        return Finding::new(&RULE, assertion.tag, message)
            .expected("https://REGION.signin.aws.amazon.com/platform/saml/d-...")
            .into();
    };
    let own = AudienceKind::OtherService(Receiver::IdentityCenter);
    let own: Vec<&Text> = audiences.filter(|(_, kind)| **kind == own).map(|(audience, _)| audience).collect();
    if let Some(&nearest) = own.first() {
        if own.iter().any(|audience| how(&audience.value).is_none()) {
            return Outcome::Clean;
        }
        let how = how(&nearest.value).unwrap_or_default();
        let message = format!("the audience {} {how}", quoted(&nearest.value));
        return Finding::of_value(&RULE, nearest, message)
            .likely()
            .expected("https://REGION.signin.aws.amazon.com/platform/saml/d-..., as Identity Center shows its issuer URL")
            .into();
    }
    let message = format!("the audience is {}", quoted(&first.value));
    Finding::of_value(&RULE, first, message)
        .expected("https://REGION.signin.aws.amazon.com/platform/saml/d-...")
        .into()
}

/// How an address of Identity Center's differs from an issuer URL; `None` of one.
fn how(audience: &str) -> Option<String> {
    let located = locate(audience)?;
    let Endpoint::IdentityCenter(center) = &located.endpoint else { return None };
    match center.part {
        IdentityCenterPart::Issuer { .. } => located.deviations.iter().find_map(written),
        IdentityCenterPart::Acs { .. } => Some("is the ACS URL, and not the issuer URL".to_owned()),
        IdentityCenterPart::Other => None,
    }
}
