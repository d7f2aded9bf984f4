//! A second AudienceRestriction leaves AWS out.

use crate::aws::audience::{AudienceKind, ENTITY_ID, classify};
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SAML_CORE, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::audiences::{self, Standing};
use crate::rules::values::enumerated;
use crate::saml::AudienceRestriction;

pub static RULE: Rule = Rule {
    id: "audience-restriction-of-others",
    summary: "one AudienceRestriction names AWS, another does not",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "An assertion is meant for who is named in every one of its AudienceRestrictions; several Audiences to choose from stand in one (SAML Core 2.0, section 2.5.1.4). AWS asks for the required audience and does not document how it reads several restrictions.",
    remedy: Remedy {
        text: "have the identity provider send one AudienceRestriction for this application, with urn:amazon:webservices in it",
        setting: Some(Setting::Audience),
    },
    citations: &[SAML_CORE, TROUBLESHOOT_SAML],
    explains: &[&sts::AUDIENCE_MISSING],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    match audiences::standing(case) {
        Standing::Accepted => {}
        Standing::CutOff => return Outcome::NotChecked(Need::WholeCapture),
        Standing::Missing => return Outcome::NotApplicable,
        Standing::SignInUrl(_) | Standing::Padded(..) | Standing::OtherService(..) | Standing::NotAws(_) => {
            return Outcome::Clean;
        }
    }
    let conditions = case.assertion().and_then(|assertion| assertion.conditions.as_ref());
    let restrictions = conditions.map_or(&[][..], |conditions| &conditions.audience_restrictions);
    let (mine, others): (Vec<_>, Vec<_>) =
        restrictions.iter().partition(|restriction| names_aws(restriction));
    let (Some(mine), Some(others)) = (mine.first(), others.first()) else { return Outcome::Clean };
    let named: Vec<String> = others.audiences.iter().map(|audience| quoted(&audience.value)).collect();
    let named = if named.is_empty() { "nobody".to_owned() } else { enumerated(&named) };
    let message = format!("another AudienceRestriction than the one for AWS names only {named}");
    Finding::new(&RULE, others.tag, message)
        .expected(ENTITY_ID)
        .related(mine.tag, "this one names AWS")
        .into()
}

fn names_aws(restriction: &AudienceRestriction) -> bool {
    restriction.audiences.iter().any(|audience| {
        matches!(classify(&audience.value), AudienceKind::AcceptedForIam | AudienceKind::SignInUrl { .. })
    })
}
