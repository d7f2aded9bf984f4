//! A call goes to the STS of another partition than the provider's.

use crate::aws::arn::SamlProviderArn;
use crate::aws::attributes::ROLE;
use crate::aws::endpoints::{Endpoint, locate};
use crate::aws::known_errors::sts;
use crate::aws::partitions::{partition, partition_of_region};
use crate::citations::ASSUME_ROLE_WITH_SAML;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::SERVICES;
use crate::url::Url;

pub static RULE: Rule = Rule {
    id: "call-to-another-partition",
    summary: "a call goes to the STS of another partition than the provider's",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Partitions know nothing of one another: the commercial STS has no provider of China or GovCloud. Programs call it where no Region is set; in the browser the same response works.",
    remedy: Remedy {
        text: "give the program a Region of the provider's partition: --region, AWS_REGION, or its own setting",
        setting: None,
    },
    who: Some(Who::User),
    citations: &[ASSUME_ROLE_WITH_SAML],
    explains: &[&sts::PROVIDER_DOES_NOT_EXIST],
    check: Check::Message { services: SERVICES, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(call) = &case.capture.sts_call else { return Outcome::NotApplicable };
    let Some(provider) = call.principal_arn.as_deref().and_then(|arn| SamlProviderArn::parse(arn).ok())
    else {
        return Outcome::NotApplicable;
    };
    let Some(url) = case.capture.url.as_deref() else { return Outcome::NotApplicable };
    let Some(Endpoint::Sts { region }) = locate(url).map(|located| located.endpoint) else {
        return Outcome::NotApplicable;
    };
    let called = region.as_deref().map_or(partition("aws"), partition_of_region);
    let (Some(called), Some(own)) = (called, partition(provider.arn.partition)) else {
        return Outcome::NotApplicable;
    };
    if called.id == own.id {
        return Outcome::Clean;
    }
    let host = Url::parse(url).map_or("its address", |url| url.host).to_owned();
    let message = format!(
        "the call goes to {}, the STS of {}, and the provider {} is of {}",
        quoted(&host),
        called.name,
        quoted(call.principal_arn.as_deref().unwrap_or_default()),
        own.name
    );
    let span = case.values(ROLE).next().map_or(case.response.start(case.tree), |value| value.text.span);
    let finding = Finding::new(&RULE, span, message).found(host);
    match own.sign_in_region.or(own.regions.first().copied()) {
        Some(first) => finding
            .remedy(format!(
                "give the program a Region of the provider's partition: --region {first}, AWS_REGION={first}, or its own setting; the response and IAM are not at fault"
            ))
            .into(),
        None => finding.into(),
    }
}
