//! The Audience names another instance of IAM Identity Center than the one in a file.

use crate::aws::known_errors::identity_center;
use crate::aws::nearest::nearest;
use crate::aws::services;
use crate::citations::CENTER_OTHER_PROVIDERS;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::center;

pub static RULE: Rule = Rule {
    id: "center-instance-differs",
    summary: "the Audience names another instance of IAM Identity Center than the one in a file",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "The issuer URL of an instance ends in the id of its identity store, which list-instances prints. An Audience with another id is that of another instance, in another organization or one that was made again.",
    remedy: Remedy {
        text: "set the audience to the issuer URL of the instance: Identity Center, Settings > Actions > Manage authentication",
        setting: Some(Setting::Audience),
    },
    citations: &[CENTER_OTHER_PROVIDERS],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    follows: &["center-metadata-differs", "center-given-iams-response"],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let given = &case.evidence.center_instances;
    let (Some(first), Some(store)) = (given.first(), center::store(case)) else {
        return Outcome::NotApplicable;
    };
    if given.iter().any(|instance| instance.store.value == store) {
        return Outcome::Clean;
    }
    let Some(audience) = case.assertion().and_then(|assertion| assertion.audiences().next()) else {
        return case.absent();
    };
    let near = nearest(&store, given.iter().map(|instance| instance.store.value.as_str()));
    let meant = near.map_or(first.store.value.as_str(), |near| near.candidate);
    let file = first.file.rsplit(['/', '\\']).next().unwrap_or(&first.file);
    let message = format!("the audience names the instance {}, {file} has {}", quoted(&store), quoted(meant));
    Finding::of_value(&RULE, audience, message)
        .expected(audience.value.replace(&store, meant))
        .related(first.store.span, "the instance")
        .into()
}
