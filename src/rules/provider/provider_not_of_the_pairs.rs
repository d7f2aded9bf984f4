//! What was given as the IAM provider is another than the Role pairs name.

use crate::aws::attributes::ROLE;
use crate::aws::services;
use crate::citations::TROUBLESHOOT_SAML;
use crate::evidence::kind::free_name;
use crate::evidence::providers;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "provider-not-of-the-pairs",
    summary: "the IAM provider that was given is not the one that the Role pairs name",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "AWS compares the response with the metadata of the provider in the Role pair. What another provider holds says nothing about this login; the list of providers tells by its dates whose metadata was given.",
    remedy: Remedy { text: "get the provider that the Role pair names", setting: Some(Setting::ProviderArn) },
    citations: &[TROUBLESHOOT_SAML],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let named = providers::named_by(case.response);
    let known: Vec<_> = case.evidence.metadata.iter().filter(|file| file.arn.is_some()).collect();
    if named.is_empty() || known.is_empty() {
        return Outcome::NotApplicable;
    }
    let Some(value) = case.values(ROLE).next() else { return Outcome::NotApplicable };
    let findings: Vec<Finding> = known
        .into_iter()
        .filter(|file| !file.may_be_of(&named))
        .map(|file| {
            let arn = file.arn.as_deref().unwrap_or_default();
            let message = format!(
                "{} is what IAM holds for {}, and the Role pairs name {}",
                quoted(&file.name),
                quoted(arn),
                named.iter().map(|arn| quoted(arn)).collect::<Vec<_>>().join(" and ")
            );
            let given = case.evidence.metadata.iter().map(|file| file.name.as_str());
            let new = free_name("provider.json", given);
            let command = format!("aws iam get-saml-provider --saml-provider-arn '{}' > {new}", named[0]);
            Finding::of_value(&RULE, &value.text, message).command(command)
        })
        .collect();
    findings.into()
}
