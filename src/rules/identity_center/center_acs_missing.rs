//! A response that was made for IAM Identity Center goes to the IAM sign-in.

use crate::aws::attributes::ROLE;
use crate::aws::audience::{AudienceKind, Receiver};
use crate::aws::known_errors::sign_in;
use crate::aws::services;
use crate::citations::{CENTER_OTHER_PROVIDERS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "center-acs-missing",
    summary: "a response that was made for IAM Identity Center goes to the IAM sign-in",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "An assertion for IAM Identity Center has its issuer URL as Audience and needs no Role. At the IAM sign-in it has no role to offer. Okta's application AWS IAM Identity Center posts there where its ACS URL was left blank.",
    remedy: Remedy {
        text: "enter the ACS URL of IAM Identity Center for this application: Identity Center, Settings > Actions > Manage authentication shows it",
        setting: Some(Setting::Recipient),
    },
    citations: &[TROUBLESHOOT_SAML, CENTER_OTHER_PROVIDERS],
    explains: &[&sign_in::INVALID_SAML_RESPONSE],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    let own = AudienceKind::OtherService(Receiver::IdentityCenter);
    let mut audiences = assertion.audiences().zip(&case.readings.audiences);
    let Some((audience, _)) = audiences.find(|(_, kind)| **kind == own) else {
        return Outcome::NotApplicable;
    };
    if case.attributes(ROLE).next().is_some() || case.has_sealed_attributes() {
        return Outcome::Clean;
    }
    if case.truncated {
        return case.absent();
    }
    let message = format!(
        "it was made for Identity Center and goes to the IAM sign-in, as its ACS URL is missing: the audience is {}",
        quoted(&audience.value)
    );
    // The address is what is wrong; the Audience is right.
    match assertion.recipient().or(case.response.destination.as_ref()) {
        Some(address) => Finding::of_value(&RULE, address, message)
            .related(audience.span, "Identity Center's")
            .expected("an ACS URL such as https://REGION.signin.aws.amazon.com/platform/saml/acs/TENANT")
            .into(),
        None => Finding::of_value(&RULE, audience, message).into(),
    }
}
