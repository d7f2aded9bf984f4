//! The instance of Amazon Connect keeps its own users, or a directory's: nobody enters it by SAML.

use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::relay_states;

pub static RULE: Rule = Rule {
    id: "connect-instance-not-saml",
    summary: "the Amazon Connect instance was not made for users by SAML",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "How an instance manages its users is chosen when it is made, and cannot be changed: SAML, its own store, or a directory. Users of a SAML provider enter only an instance with SAML, whatever the response says. What Connect answers otherwise is not documented.",
    remedy: Remedy {
        text: "make a new instance with SAML 2.0-based authentication as its identity management, and lead the RelayState there; the type of this one cannot be changed",
        setting: None,
    },
    who: Some(Who::ConnectAdmin),
    citations: &[CONNECT_CONFIGURE],
    check: Check::Message { services: &[&services::CONNECT], needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some((instance, _)) = relay_states::instance(case) else { return Outcome::NotApplicable };
    let own =
        case.evidence.connect_instances.iter().filter(|one| one.id.value.eq_ignore_ascii_case(&instance));
    let mut types = own.filter_map(|one| one.identity_management.as_ref().map(|kind| (one, kind))).peekable();
    if types.peek().is_none() {
        return Outcome::NotApplicable;
    }
    let strange = types.find(|(_, kind)| kind.value != "SAML");
    strange
        .map(|(one, kind)| {
            let manages = match kind.value.as_str() {
                "CONNECT_MANAGED" => "keeps its own users".to_owned(),
                "EXISTING_DIRECTORY" => "takes its users from a directory".to_owned(),
                _ => "manages its users otherwise".to_owned(),
            };
            let message = format!(
                "the Amazon Connect instance {manages} ({} in {}), so that nobody enters it by SAML",
                kind.value,
                one.short_file()
            );
            Finding::of_value(&RULE, kind, message)
                .expected("SAML")
                .related(one.id.span, quoted(&one.id.value))
        })
        .into()
}
