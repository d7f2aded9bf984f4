//! The PrincipalArn of a call is no ARN of a SAML provider.

use crate::aws::arn::SamlProviderArn;
use crate::aws::attributes::ROLE;
use crate::aws::known_errors::{KnownError, sts};
use crate::citations::ASSUME_ROLE_WITH_SAML;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::SERVICES;

pub static RULE: Rule = Rule {
    id: "call-principal-arn-malformed",
    summary: "the PrincipalArn of a call is no ARN of a SAML provider",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "A program that calls AssumeRoleWithSAML passes the two halves of a Role value as RoleArn and PrincipalArn. One that takes them in a fixed order, or does not trim the blank after the comma, passes the wrong text; AWS's sign-in page takes both orders.",
    remedy: Remedy {
        text: "swap the two ARNs in the call, or take the blanks off; or have the Role value written in the order that the program wants",
        setting: None,
    },
    who: Some(Who::User),
    citations: &[ASSUME_ROLE_WITH_SAML],
    explains: &[&sts::PRINCIPAL_ARN_INVALID, &sts::ROLE_ARN_EMPTY],
    check: Check::Message { services: SERVICES, needs: &[], check },
    ..Rule::OF_MESSAGE
};

static MALFORMED: &[&KnownError] = &[&sts::PRINCIPAL_ARN_INVALID];
static EMPTY: &[&KnownError] = &[&sts::ROLE_ARN_EMPTY];

fn check(case: &Case) -> Outcome {
    let Some(arn) = case.capture.sts_call.as_ref().and_then(|call| call.principal_arn.as_deref()) else {
        return Outcome::NotApplicable;
    };
    if SamlProviderArn::parse(arn).is_ok() && arn == arn.trim() {
        return Outcome::Clean;
    }
    let why = match arn {
        "" => "it is empty".to_owned(),
        _ if SamlProviderArn::parse(arn.trim()).is_ok() => {
            format!("{} has white space at its ends", quoted(arn))
        }
        _ if arn.contains(":role/") => {
            format!("{} is the other half of the Role value", quoted(arn))
        }
        // A variable of the shell, or a place for a value.
        _ if arn.starts_with('$') || arn.starts_with('<') => return Outcome::NotApplicable,
        _ => quoted(arn),
    };
    let span = case.values(ROLE).next().map_or(case.response.start(case.tree), |value| value.text.span);
    let message = format!("the PrincipalArn of the call is no ARN of a SAML provider: {why}");
    let finding = Finding::new(&RULE, span, message).found(arn);
    finding.explains(if arn.is_empty() { EMPTY } else { MALFORMED }).into()
}
