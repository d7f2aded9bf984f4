//! The subject of the assertion is not named.

use crate::aws::known_errors::sts;
use crate::aws::nearest::is_blank;
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "name-id-missing",
    summary: "the assertion has no NameID",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS requires a Subject with a NameID and documents that without one the role is not assumed; people have also seen the general refusal of the sign-in page.",
    remedy: Remedy {
        text: "send a NameID; a persistent one is what AWS recommends",
        setting: Some(Setting::NameId),
    },
    citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML],
    explains: &[&sts::NOT_AUTHORIZED],
    check: Check::Message {
        services: services::WEB_PROFILE,
        needs: &[Need::Assertion, Need::PrivateKey],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    let subject = assertion.subject.as_ref();
    if subject.is_some_and(|subject| subject.encrypted_id.is_some()) {
        return Outcome::NotChecked(Need::PrivateKey);
    }
    let finding = match (subject, assertion.name_id()) {
        (_, Some(name_id)) if case.is_cut(&name_id.text) => {
            return Outcome::NotChecked(Need::WholeCapture);
        }
        (_, Some(name_id)) if name_id.text.value.chars().all(is_blank) => {
            Finding::of_value(&RULE, &name_id.text, "the NameID is empty")
        }
        (_, Some(_)) => return Outcome::Clean,
        _ if case.truncated && assertion.conditions.is_none() => {
            return Outcome::NotChecked(Need::WholeCapture);
        }
        (Some(subject), None) => Finding::new(&RULE, subject.tag, "the Subject has no NameID"),
        (None, None) => {
            let message = "the Assertion has no Subject, so neither a NameID nor a SubjectConfirmation";
            Finding::new(&RULE, assertion.tag, message)
        }
    };
    finding.into()
}
