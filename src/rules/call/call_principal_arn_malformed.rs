//! The PrincipalArn of a call is no ARN of a SAML provider.

use crate::aws::arn::SamlProviderArn;
use crate::aws::known_errors::sts;
use crate::citations::ASSUME_ROLE_WITH_SAML;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::calls::{self, Half};
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

static HALF: Half = Half {
    fact: "the PrincipalArn of the call is no ARN of a SAML provider",
    is_one: |arn| SamlProviderArn::parse(arn).is_ok(),
    other: ":role/",
    malformed: &[&sts::PRINCIPAL_ARN_INVALID],
};

fn check(case: &Case) -> Outcome {
    let arn = case.capture.sts_call.as_ref().and_then(|call| call.principal_arn.as_deref());
    calls::judge(case, &RULE, arn, &HALF)
}
