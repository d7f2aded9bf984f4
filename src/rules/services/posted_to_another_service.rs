//! The response was posted to another service of AWS's than the one that its Recipient names.

use crate::aws::endpoints::{Endpoint, locate};
use crate::aws::known_errors::{KnownError, identity_center, sign_in};
use crate::aws::services;
use crate::citations::{CENTER_OTHER_PROVIDERS, SAML_ASSERTIONS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::recipients;

pub static RULE: Rule = Rule {
    id: "posted-to-another-service",
    summary: "the response was posted to the IAM sign-in and is for IAM Identity Center, or the reverse",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "The IAM sign-in and IAM Identity Center are two services with addresses of their own. A response is for the one that its Recipient names; posted to the other it is somebody else's.",
    remedy: Remedy {
        text: "let the ACS URL of the application, to which the browser posts, and the Recipient be one address: the IAM sign-in's for roles, Identity Center's for its access portal",
        setting: Some(Setting::Recipient),
    },
    citations: &[SAML_ASSERTIONS, CENTER_OTHER_PROVIDERS],
    explains: &[&sign_in::INVALID_SAML_RESPONSE, &identity_center::UNEXPECTED_ERROR],
    check: Check::Message { services: services::WEB_PROFILE, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

static OF_SIGN_IN: &[&KnownError] = &[&sign_in::INVALID_SAML_RESPONSE];
static OF_CENTER: &[&KnownError] = &[&identity_center::UNEXPECTED_ERROR];

/// The two that take responses at hosts which look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taker {
    SignIn,
    Center,
}

impl Taker {
    fn of(url: &str) -> Option<Taker> {
        match locate(url)?.endpoint {
            Endpoint::SignIn(_) => Some(Taker::SignIn),
            Endpoint::IdentityCenter(_) => Some(Taker::Center),
            _ => None,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Taker::SignIn => "the IAM sign-in",
            Taker::Center => "IAM Identity Center",
        }
    }
}

fn check(case: &Case) -> Outcome {
    let Some(url) = case.capture.url.as_deref() else { return Outcome::NotApplicable };
    let Some(recipient) = recipients::judged(case) else { return case.absent() };
    let (Some(posted), Some(named)) = (Taker::of(url), Taker::of(&recipient.value)) else {
        return Outcome::NotApplicable;
    };
    if posted == named {
        return Outcome::Clean;
    }
    let to = url.split(['?', '#']).next().unwrap_or(url);
    let message = format!(
        "the response was posted to {} ({}), and its Recipient is {}'s",
        posted.words(),
        quoted(to),
        named.words()
    );
    // Who got it answers, and not the one that it is for.
    let explained = match posted {
        Taker::SignIn => OF_SIGN_IN,
        Taker::Center => OF_CENTER,
    };
    let glance = format!("its Recipient is {}'s, and it was posted to {}", named.words(), posted.words());
    Finding::of_value(&RULE, recipient, message).glance(glance).expected(to).explains(explained).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::test_case::{GOOD, Given, in_a_word, outcome};

    #[test]
    fn the_service_of_the_post_is_compared_with_the_recipients() {
        for (url, expected) in [
            ("https://signin.aws.amazon.com/saml", "clean"),
            ("https://us-east-2.signin.aws.amazon.com/saml", "clean"),
            ("https://us-east-1.signin.aws/platform/saml/acs/0a1b2c3d", "error"),
            ("https://us-east-1.signin.aws.amazon.com/platform/saml/acs/0a1b2c3d", "error"),
            ("https://proxy.example/saml", "not applicable"),
        ] {
            assert_eq!(in_a_word(&outcome(&RULE, &Given::xml(GOOD).posted_to(url))), expected, "{url}");
        }
    }
}
