//! A Role value names the provider that IAM Identity Center made for itself.

use crate::aws::services;
use crate::citations::{ASSUME_ROLE_WITH_SAML, SAML_ASSERTIONS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::role_values::RoleValues;
use crate::rules::values::marks;

pub static RULE: Rule = Rule {
    id: "provider-identity-center-managed",
    summary: "a Role value names an AWSSSO_ provider of IAM Identity Center",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "IAM Identity Center makes a provider named AWSSSO_* in each account, with its own keys, for the \
        assertions it sends itself. Beside a role of Identity Center's own it is as it should be; beside another \
        role it is mostly picked by mistake.",
    remedy: Remedy {
        text: "name the SAML provider that was made from this identity provider's metadata, unless the response comes from IAM Identity Center",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[ASSUME_ROLE_WITH_SAML, SAML_ASSERTIONS],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let values = match RoleValues::of(case) {
        Ok(values) => values,
        Err(outcome) => return outcome,
    };
    let mut findings = Vec::new();
    for (value, pair) in values.pairs().filter(|(_, pair)| pair.provider.is_identity_center()) {
        let name = pair.provider_at.end - pair.provider.name.len()..pair.provider_at.end;
        let text = &value.value.text;
        let message = format!(
            "{} names the provider {}, which IAM Identity Center made for its own assertions",
            value.name(),
            quoted(pair.provider.name)
        );
        let finding = Finding::of_value(&RULE, text, message)
            .note("managed by IAM Identity Center")
            .marks(marks(case, text, &[name]));
        let own = pair.role.is_identity_center();
        findings.push(if own { finding.at_most(Severity::Note) } else { finding });
    }
    findings.into()
}
