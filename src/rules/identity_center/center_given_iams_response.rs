//! A response that was made for AWS accounts goes to IAM Identity Center.

use crate::aws::attributes::{ROLE, ROLE_SESSION_NAME};
use crate::aws::audience::AudienceKind;
use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::CENTER_OTHER_PROVIDERS;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "center-given-iams-response",
    summary: "a response that was made for AWS accounts goes to IAM Identity Center",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Identity providers have one application for AWS accounts (IAM federation, with Role and RoleSessionName, the audience urn:amazon:webservices) and another for IAM Identity Center (no Role, the audience its issuer URL). This response has the contents of the first and the address of the second: one of the two is the wrong one.",
    remedy: Remedy {
        text: "use the identity provider's application for IAM Identity Center; or, to enter accounts by IAM roles, set the ACS URL of this one to https://signin.aws.amazon.com/saml",
        setting: Some(Setting::Recipient),
    },
    citations: &[CENTER_OTHER_PROVIDERS],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let role = case.attributes(ROLE).next().or_else(|| case.attributes(ROLE_SESSION_NAME).next());
    let Some(assertion) = case.assertion() else { return case.absent() };
    let mut audiences = assertion.audiences().zip(&case.readings.audiences);
    let of_sign_in =
        |kind: &AudienceKind| matches!(kind, AudienceKind::AcceptedForIam | AudienceKind::SignInUrl { .. });
    let audience = audiences.find(|(_, kind)| of_sign_in(kind)).map(|(audience, _)| audience);
    let (Some(role), Some(audience)) = (role, audience) else { return Outcome::Clean };
    let name = role.name.as_ref().map_or(ROLE, |name| name.value.as_str());
    let word = name.rsplit('/').next().unwrap_or(name);
    let recipient = assertion.recipient().map_or("Identity Center", |recipient| recipient.value.as_str());
    let message = format!(
        "it was made for AWS accounts (audience {}, attribute {word}), and goes to Identity Center",
        quoted(&audience.value)
    );
    let finding =
        Finding::of_value(&RULE, audience, message).expected(format!("one that belongs to {recipient}"));
    match &role.name {
        Some(name) => finding.related(name.span, "Identity Center does not read it").into(),
        None => finding.into(),
    }
}
