//! SCIM of IAM Identity Center refused a call.

use crate::aws::known_errors::{KnownError, codes, scim};
use crate::citations::{CENTER_PROVISIONING, CENTER_SCIM_LOGGING, SCIM_CREATE_USER};
use crate::evidence::{Failure, ScimSource, Server};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity, Who, quoted};

pub static RULE: Rule = Rule {
    id: "scim-refused",
    summary: "SCIM of Identity Center refused a call",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "What the identity provider sends by SCIM makes and changes the users and groups of Identity Center. Its answers name the fault seldom: the request that was answered tells more.",
    remedy: Remedy { text: "give the body of the request that was refused beside it", setting: None },
    who: Some(Who::IdentityProviderAdmin),
    citations: &[SCIM_CREATE_USER, CENTER_SCIM_LOGGING, CENTER_PROVISIONING],
    explains: scim::ALL,
    follows: &[
        "scim-address-malformed",
        "scim-patch-without-path",
        "scim-filter-unsupported",
        "scim-members-too-many",
        "scim-attribute-unsupported",
        "scim-name-missing",
        "scim-value-empty",
        "scim-values-several",
        "scim-patch-unsupported",
        "scim-user-exists",
        "scim-value-too-long",
        "scim-email-not-primary",
    ],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &ScimCase) -> Outcome {
    let Some(failure) = &case.call.failure else { return Outcome::Clean };
    let mut finding = Finding::new(&RULE, failure.span, message(case, failure)).remedy(remedy(case, failure));
    finding.explains = failure.error.into_iter().collect();
    finding.into()
}

fn message(case: &ScimCase, failure: &Failure) -> String {
    let words = failure.detail.as_ref().map(|detail| detail.value.as_str());
    let who = match (failure.error, case.call.from) {
        (Some(error), _) if is_of_a_client(error) => "the SCIM client reports",
        // Okta's words round those that it was answered.
        _ if words.is_some_and(|words| words.starts_with("Automatic p")) => "the SCIM client reports",
        (_, ScimSource::CloudTrail) => "CloudTrail has of SCIM",
        (_, ScimSource::Answer | ScimSource::Request | ScimSource::Log) => match case.call.server() {
            Server::IdentityCenter => "SCIM of Identity Center answered",
            Server::Untold => "a SCIM server answered",
        },
    };
    let status = failure.status.map(|status| format!(" {status}")).unwrap_or_default();
    let code = failure.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
    let said = words.map(|words| format!(": {}", quoted(clipped(words)))).unwrap_or_default();
    format!("{who}{status}{code}{said}")
}

fn clipped(words: &str) -> &str {
    const LONGEST: usize = 300;
    &words[..crate::source::floor_char_boundary(words, LONGEST)]
}

/// What Okta and Entra ID write themselves.
fn is_of_a_client(error: &KnownError) -> bool {
    error.id.starts_with("scim-okta-") || error.id.starts_with("scim-entra-")
}

fn remedy(case: &ScimCase, failure: &Failure) -> String {
    if let Some(error) = failure.error.filter(|error| !error.next.is_empty() || !error.causes.is_empty()) {
        let causes = error.causes.join("; or ");
        return match error.next {
            [] => causes,
            next => format!("{} ({causes})", next.join("; ")),
        };
    }
    let of_code = failure
        .code
        .as_deref()
        .and_then(|code| codes::with_code(code).find(|known| known.is_of_provisioning()));
    match (failure.status, of_code) {
        (Some(401), _) => TOKEN.to_owned(),
        (Some(403), _) => "the token may not do this: make a new one in Identity Center > Settings > Identity source > Manage provisioning".to_owned(),
        (Some(404), _) => "nothing is there: the user or the group was deleted in Identity Center, or the address is wrong; let the client make it again".to_owned(),
        (Some(409), _) => "userName, the primary mail address and externalId of a user, and the displayName of a group, are each unique: find the one that has it (aws identitystore list-users), and change or delete it".to_owned(),
        (Some(429), _) => "it was called too often: the client has to wait and try again".to_owned(),
        (_, Some(known)) => known.meaning.to_owned(),
        _ => format!("give the body of the request that was refused beside {}", case.call.short_file()),
    }
}

/// IAM Identity Center User Guide, "Automatic provisioning": a token is valid for a year.
const TOKEN: &str = "the token is wrong, was deleted or expired (it is valid for a year), or the tenant in the URL is another instance's: in Identity Center, Settings > Identity source > Manage provisioning, make a new token and copy the endpoint; enter both at the identity provider, test the connection, and start provisioning again";
