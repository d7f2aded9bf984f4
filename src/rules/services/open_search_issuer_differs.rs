//! The OpenSearch domain takes responses of another issuer.

use crate::aws::services;
use crate::citations::OPEN_SEARCH_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};

pub static RULE: Rule = Rule {
    id: "open-search-issuer-differs",
    summary: "the OpenSearch domain takes responses of another issuer, or none",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "The domain holds the metadata of one identity provider and its entity ID, which the Issuer has to be.",
    remedy: Remedy {
        text: "import the metadata of this identity provider into the domain, with its entity ID",
        setting: Some(Setting::ProviderArn),
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[OPEN_SEARCH_SAML],
    check: Check::Message { services: &[&services::OPEN_SEARCH], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(domain) = case.evidence.open_search_domains.last() else { return Outcome::NotApplicable };
    if domain.enabled == Some(false) {
        let message = format!("SAML is switched off for the domain in {}", domain.short_file());
        return Finding::new(&RULE, domain.span, message)
            .remedy("switch SAML on for the domain: Security configuration > Edit > SAML authentication")
            .into();
    }
    let issuer = case.assertion().and_then(|assertion| assertion.issuer.as_ref());
    let (Some(issuer), Some(entity)) = (issuer.or(case.response.issuer.as_ref()), &domain.entity_id) else {
        return Outcome::NotApplicable;
    };
    if issuer.value == entity.value {
        return Outcome::Clean;
    }
    let message = format!(
        "the Issuer is {}, the domain in {} takes {}",
        quoted(&issuer.value),
        domain.short_file(),
        quoted(&entity.value)
    );
    Finding::of_value(&RULE, issuer, message)
        .expected(&entity.value)
        .related(entity.span, "what the domain takes")
        .into()
}
