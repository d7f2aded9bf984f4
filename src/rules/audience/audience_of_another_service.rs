//! The assertion is addressed to another service of AWS's.

use crate::aws::audience::ENTITY_ID;
use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{STS_MEASURED, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::audiences::{self, Standing};

pub static RULE: Rule = Rule {
    id: "audience-of-another-service",
    summary: "the Audience is another AWS service's, not the IAM sign-in's",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS Client VPN, Amazon Cognito and IAM Identity Center are service providers of their own. A response for one of them that reaches the IAM sign-in was made by the wrong application of the identity provider, or by one set up from the wrong template. AWS documents the refusal; STS itself, called with a foreign Audience, took it: of a call this is a warning.",
    remedy: Remedy {
        text: "use the identity provider's application for AWS accounts, with urn:amazon:webservices as its audience, or send this one to the service it is for",
        setting: Some(Setting::Audience),
    },
    citations: &[TROUBLESHOOT_SAML, STS_MEASURED],
    explains: &[&sts::AUDIENCE_MISSING],
    follows: &["center-acs-missing"],
    measured: Some(&measured::AUDIENCE_OTHER),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    match audiences::standing(case) {
        Standing::OtherService(audience, service) => {
            let message = format!("the audience {} is that of {}", quoted(&audience.value), service.name());
            Finding::of_value(&RULE, audience, message).expected(ENTITY_ID).into()
        }
        Standing::CutOff => Outcome::NotChecked(Need::WholeCapture),
        Standing::Missing => Outcome::NotApplicable,
        Standing::Accepted | Standing::SignInUrl(_) | Standing::Padded(..) | Standing::NotAws(_) => {
            Outcome::Clean
        }
    }
}
