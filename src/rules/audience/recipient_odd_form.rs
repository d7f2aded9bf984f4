//! The Recipient has a form of which AWS's documents disagree.

use crate::aws::endpoints::{Located, SignIn, SignInForm, is_provider_id, locate};
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{CONDITION_KEYS, RELYING_PARTY, SAML_ASSERTIONS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::recipients;

pub static RULE: Rule = Rule {
    id: "recipient-odd-form",
    summary: "the Recipient is a sign-in URL in an old or misprinted form",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "One page of AWS's still names /static/saml, and one example prints a provider's own URL without /acs/; every other page has /saml and /saml/acs/, with an id that the IAM console shows as SAMLSP and 16 capital letters and digits. A trust policy that compares SAML:aud with the usual URLs refuses such a Recipient.",
    remedy: Remedy {
        text: "set the recipient to https://signin.aws.amazon.com/saml, or to the URL that the IAM console shows for the provider",
        setting: Some(Setting::Recipient),
    },
    citations: &[SAML_ASSERTIONS, RELYING_PARTY, CONDITION_KEYS],
    explains: &[&sts::NOT_AUTHORIZED],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// What is expected where the reader's own id cannot be told.
const ID: &str = "/saml/acs/ and SAMLSP with 16 capital letters and digits";

fn check(case: &Case) -> Outcome {
    let Some(recipient) = recipients::judged(case) else { return case.absent() };
    let located = locate(&recipient.value).filter(recipients::is_odd_form);
    let Some(sign_in) = located.as_ref().and_then(Located::sign_in) else { return Outcome::Clean };
    let (expected, why) = match &sign_in.form {
        SignInForm::LegacyStatic => {
            (SignIn { form: SignInForm::Plain, ..sign_in.clone() }.url(), "is the old /static/saml")
        }
        SignInForm::ProviderSpecific(id) => {
            let upper =
                SignIn { form: SignInForm::ProviderSpecific(id.to_ascii_uppercase()), ..sign_in.clone() };
            let right = if is_provider_id(&id.to_ascii_uppercase()) { upper.url() } else { ID.to_owned() };
            (right, "ends in no id as the IAM console shows it for a provider")
        }
        _ => (sign_in.url(), "lacks /acs before the provider's id"),
    };
    let message = format!("the Recipient {} {why}", quoted(&recipient.value));
    Finding::of_value(&RULE, recipient, message).expected(expected).into()
}
