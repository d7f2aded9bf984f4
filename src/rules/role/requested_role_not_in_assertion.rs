//! The call asks for a role that the assertion does not offer.

use crate::aws::arn::{RoleArn, SamlProviderArn};
use crate::aws::attributes::ROLE;
use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::role_value;
use crate::aws::services;
use crate::citations::{ASSUME_ROLE_WITH_SAML, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};

pub static RULE: Rule = Rule {
    id: "requested-role-not-in-assertion",
    summary: "RoleArn and PrincipalArn of the call stand together in no Role value",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A call names the role and the provider it wants, and STS demands that one value of the Role attribute has the two together, in either order. STS, called for another role than the pair's, said so.",
    remedy: Remedy {
        text: "call with --role-arn and --principal-arn of one Role value, or have the identity provider give this user the role",
        setting: Some(Setting::RoleClaim),
    },
    citations: &[STS_MEASURED, ASSUME_ROLE_WITH_SAML],
    explains: &[&sts::ROLE_PAIR_NOT_IN_ASSERTION],
    follows: &[
        "role-value-not-pair",
        "role-arn-malformed",
        "role-resource-wrong-kind",
        "role-template-unresolved",
    ],
    who: Some(Who::User),
    measured: Some(&measured::REQUESTED_ROLE_ABSENT),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
};

fn check(case: &Case) -> Outcome {
    let Some((role, provider)) = requested(case) else { return Outcome::NotApplicable };
    let Some(first) = case.values(ROLE).next() else { return case.absent() };
    let fits = |value: &str| {
        let halves = role_value::halves(value);
        halves.role == Some(role) && halves.provider == Some(provider)
    };
    if case.values(ROLE).any(|value| fits(&value.text.value)) {
        return Outcome::Clean;
    }
    if case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    // The nearest is the one with the role asked for, else with its provider.
    let with = |half: fn(role_value::Halves<'_>) -> Option<&str>, wanted| {
        case.values(ROLE).find(move |value| half(role_value::halves(&value.text.value)) == Some(wanted))
    };
    let near = with(|halves| halves.role, role).or_else(|| with(|halves| halves.provider, provider));
    let near = near.unwrap_or(first);
    let message = format!(
        "the call asks for the role {} by the provider {}, which no Role value has together",
        quoted(role),
        quoted(provider)
    );
    Finding::of_value(&RULE, &near.text, message).expected(format!("{role},{provider}")).into()
}

/// RoleArn and PrincipalArn, where the capture has them and both are ARNs: a script's variables are not.
fn requested<'a>(case: &Case<'a>) -> Option<(&'a str, &'a str)> {
    let call = case.capture.sts_call.as_ref()?;
    let (role, provider) = (call.role_arn.as_deref()?.trim(), call.principal_arn.as_deref()?.trim());
    (RoleArn::parse(role).is_ok() && SamlProviderArn::parse(provider).is_ok()).then_some((role, provider))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::StsCall;
    use crate::rules::test_case::{GOOD, Given, in_a_word, outcome};

    #[test]
    fn the_pair_of_the_call_has_to_stand_in_one_value() {
        let (role, provider) =
            ("arn:aws:iam::123456789012:role/Admin", "arn:aws:iam::123456789012:saml-provider/Corp");
        for (role_arn, principal_arn, expected) in [
            (role, provider, "clean"),
            ("arn:aws:iam::123456789012:role/Other", provider, "error"),
            (role, "arn:aws:iam::123456789012:saml-provider/Other", "error"),
            // IAM matches names with their case.
            ("arn:aws:iam::123456789012:role/admin", provider, "error"),
            ("$ROLE", provider, "not applicable"),
            ("", "", "not applicable"),
        ] {
            let mut given = Given::xml(GOOD);
            given.capture.sts_call = Some(StsCall {
                role_arn: Some(role_arn.to_owned()),
                principal_arn: Some(principal_arn.to_owned()),
                duration_seconds: None,
            });
            assert_eq!(in_a_word(&outcome(&RULE, &given)), expected, "{role_arn} {principal_arn}");
        }
        assert_eq!(in_a_word(&outcome(&RULE, &Given::xml(GOOD))), "not applicable");
    }

    #[test]
    fn the_order_of_the_pair_does_not_count() {
        let pair = "arn:aws:iam::123456789012:role/Admin,arn:aws:iam::123456789012:saml-provider/Corp";
        let mut given = Given::changed(
            pair,
            "arn:aws:iam::123456789012:saml-provider/Corp, arn:aws:iam::123456789012:role/Admin",
        );
        given.capture.sts_call = Some(StsCall {
            role_arn: Some("arn:aws:iam::123456789012:role/Admin".to_owned()),
            principal_arn: Some("arn:aws:iam::123456789012:saml-provider/Corp".to_owned()),
            duration_seconds: None,
        });
        assert_eq!(in_a_word(&outcome(&RULE, &given)), "clean");
    }
}
