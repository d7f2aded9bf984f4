//! The response was posted to another sign-in URL than its Recipient.

use crate::aws::endpoints::{Located, SignIn, locate};
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{RELYING_PARTY, SAML_ASSERTIONS, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::recipients;

pub static RULE: Rule = Rule {
    id: "recipient-not-posted",
    summary: "the Recipient is not the sign-in URL the response was posted to",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS documents that the Recipient equals the sign-in URL that is used. What the sign-in page answers to another one is not published; STS itself, called, takes any.",
    remedy: Remedy {
        text: "let the identity provider post the response to the URL that it names as Recipient",
        setting: Some(Setting::Recipient),
    },
    citations: &[SAML_ASSERTIONS, RELYING_PARTY, STS_MEASURED],
    measured: Some(&measured::RECIPIENT_OF_ANOTHER_HOST),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let posted = case.capture.url.as_deref().and_then(locate);
    let Some(posted) = posted.as_ref().and_then(Located::sign_in) else { return Outcome::NotApplicable };
    let Some(recipient) = recipients::judged(case) else { return case.absent() };
    let located = locate(&recipient.value);
    // What is no sign-in URL is another finding.
    let Some(named) = located.as_ref().and_then(Located::sign_in) else { return Outcome::NotApplicable };
    if named == posted {
        return Outcome::Clean;
    }
    let message = format!(
        "the Recipient is {}, and the response was posted to {}",
        quoted(&recipient.value),
        posted.url()
    );
    let finding = Finding::of_value(&RULE, recipient, message).expected(posted.url());
    if is_same_region(named, posted) { finding.at_most(Severity::Warning).into() } else { finding.into() }
}

/// The non-regional host is one of the regions' under another name.
fn is_same_region(left: &SignIn, right: &SignIn) -> bool {
    let region = |sign_in: &SignIn| match &sign_in.region {
        Some(region) => Some(region.clone()),
        None => sign_in.partition.sign_in_region.map(str::to_owned),
    };
    let same = |sign_in: &SignIn| SignIn { region: region(sign_in), ..sign_in.clone() };
    same(left) == same(right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::test_case::{GOOD, Given, in_a_word, outcome};

    #[test]
    fn the_recipient_is_compared_with_the_url_of_the_post() {
        for (url, expected) in [
            ("https://signin.aws.amazon.com/saml", "clean"),
            ("https://SIGNIN.aws.amazon.com:443/saml?x=1", "clean"),
            ("https://us-east-1.signin.aws.amazon.com/saml", "warning"),
            ("https://us-east-2.signin.aws.amazon.com/saml", "error"),
            ("https://signin.aws.amazon.com/saml/acs/SAMLSPABCDEFGHIJKLMNOP", "error"),
            ("https://signin.amazonaws.cn/saml", "error"),
            ("https://sts.amazonaws.com/", "not applicable"),
            ("https://proxy.example/saml", "not applicable"),
        ] {
            assert_eq!(in_a_word(&outcome(&RULE, &Given::xml(GOOD).posted_to(url))), expected, "{url}");
        }
        assert_eq!(in_a_word(&outcome(&RULE, &Given::xml(GOOD))), "not applicable");
    }
}
