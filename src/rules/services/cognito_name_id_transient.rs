//! The NameID is another one at every login, and a user pool of Cognito makes a user of each.

use crate::aws::services;
use crate::citations::COGNITO_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "cognito-name-id-transient",
    summary: "the NameID changes with every login, and Amazon Cognito knows a user by it",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "A user pool tells a person by the NameID, with case: with another one it makes a new user, whose attributes and groups are not those of the old.",
    remedy: Remedy {
        text: "send a NameID that stays a person's own, such as an immutable id, with the Format persistent",
        setting: Some(Setting::NameId),
    },
    citations: &[COGNITO_SAML],
    check: Check::Message { services: &[&services::COGNITO], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";

fn check(case: &Case) -> Outcome {
    let Some(name_id) = case.assertion().and_then(|assertion| assertion.name_id()) else {
        return case.absent();
    };
    let Some(format) = &name_id.format else { return Outcome::Clean };
    let transient = (format.value == TRANSIENT).then(|| {
        Finding::of_value(&RULE, format, "the NameID is transient: another one at every login")
            .expected("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent")
    });
    transient.into()
}
