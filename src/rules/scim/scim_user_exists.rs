//! A user is to be made whose name, mail address or external id another one has.

use crate::aws::known_errors::scim;
use crate::citations::{CENTER_PROVISIONING, CENTER_SCIM_LOGGING};
use crate::evidence::{Directory, User};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, Remedy, Rule, ScimCase, Severity, quoted};
use crate::rules::scim_bodies::{Of, at, body, member};

pub static RULE: Rule = Rule {
    id: "scim-user-exists",
    summary: "a user is to be made whose user name, primary mail address or externalId is taken",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "userName, the primary mail address and externalId are each unique in Identity Center. A user who was made by hand, or before the mail domain changed, has one of them already.",
    remedy: Remedy {
        text: "change that user in Identity Center instead (its user name or mail address), or delete it, so that the identity provider finds or makes it",
        setting: None,
    },
    citations: &[CENTER_SCIM_LOGGING, CENTER_PROVISIONING],
    explains: &[&scim::DUPLICATE_RESOURCE],
    check: Check::Scim(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &ScimCase) -> Outcome {
    let Some(body) = body(case).filter(|body| body.of == Of::User) else { return Outcome::NotApplicable };
    if case.call.method.as_deref().is_some_and(|method| method != "POST") {
        return Outcome::NotApplicable;
    }
    let files = case.evidence.users.iter().filter(|file| file.may_be_of(Directory::IdentityStore));
    let users: Vec<&User> = files.flat_map(|file| &file.users).collect();
    if users.is_empty() {
        return Outcome::NotApplicable;
    }
    let email = member(body.node, "emails").and_then(|emails| emails.elements().first());
    let sent = [
        ("userName", at(body.node, &["userName"])),
        ("primary mail address", email.and_then(|email| member(email, "value"))),
        ("externalId", at(body.node, &["externalId"])),
    ];
    let mut findings: Vec<Finding> = Vec::new();
    for (what, node) in sent {
        let Some((node, text)) = node.and_then(|node| Some((node, node.text()?))) else { continue };
        let same = |other: &crate::source::Text| other.value.eq_ignore_ascii_case(text);
        let has = |user: &&&User| match what {
            "userName" => same(&user.name),
            "externalId" => user.external_ids.iter().any(|id| id.value == text),
            _ => user.emails.iter().any(same),
        };
        let Some(user) = users.iter().find(has) else { continue };
        let message =
            format!("the {what} {} belongs to the user {} already", quoted(text), quoted(&user.name.value));
        // Whoever has the name has the rest of it, too.
        if findings.is_empty() {
            findings.push(
                Finding::new(&RULE, node.span, message).found(text).related(user.name.span, "that user"),
            );
        }
    }
    findings.into()
}
