//! The Audience is not the issuer URL of IAM Identity Center.

use crate::aws::audience::{AudienceKind, Receiver};
use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::CENTER_OTHER_PROVIDERS;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

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
    if audiences.any(|(_, kind)| *kind == own) {
        return Outcome::Clean;
    }
    let message = format!("the audience is {}", quoted(&first.value));
    Finding::of_value(&RULE, first, message)
        .expected("https://REGION.signin.aws.amazon.com/platform/saml/d-...")
        .into()
}
