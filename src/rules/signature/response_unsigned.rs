//! Neither the Response nor the Assertion is signed.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::signatures::{AWS_METADATA, Owner, covers_what_is_read, is_in_message, owner, words};
use crate::signature::DSIG;
use crate::xml::NodeId;

pub static RULE: Rule = Rule {
    id: "response-unsigned",
    summary: "neither the Response nor the Assertion is signed",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS knows a response by its signature alone: the assertion has to be signed with a key in the metadata that the IAM provider holds. STS, called with one that was not signed at all, said that the assertion's signature is mandatory; the sign-in page may say it in other words.",
    remedy: Remedy {
        text: "have the identity provider sign the assertion, with RSA-SHA256; it may sign the response beside it",
        setting: Some(Setting::SignWhat),
    },
    citations: &[CREATE_SAML_PROVIDER, AWS_METADATA, STS_MEASURED],
    explains: &[&sts::ASSERTION_NOT_SIGNED],
    follows: &["signed-element-not-the-one-read"],
    measured: Some(&measured::UNSIGNED),
    who: Some(Who::IdentityProviderAdmin),
    check: Check::Message { services: services::ALL, needs: &[Need::PrivateKey], check },
};

fn check(case: &Case) -> Outcome {
    let is_signed = case
        .signatures
        .iter()
        .any(|signature| owner(case, signature) != Owner::Other || covers_what_is_read(case, signature));
    if is_signed {
        return Outcome::Clean;
    }
    if case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    let Some(assertion) = case.assertion() else {
        return match case.response.encrypted_assertions.is_empty() {
            true => Outcome::NotApplicable,
            false => Outcome::NotChecked(Need::PrivateKey),
        };
    };
    if let (0, Some(stranger)) = (case.signatures.len(), signature_by_name(case, assertion.node)) {
        let message = format!(
            "the Signature at {} is in the namespace {}, where no verifier looks for it: so nothing is signed",
            case.tree.path(case.response.node, stranger),
            quoted(case.tree.namespace(stranger))
        );
        let finding = Finding::new(&RULE, case.tree.start_tag(stranger), message).expected(DSIG);
        return finding.into();
    }
    let around = case.signatures.iter().find(|signature| !is_in_message(case, signature));
    if let (Some(around), true) = (around, case.signatures.iter().all(|one| !is_in_message(case, one))) {
        let message = format!(
            "{}; {} is of what stands around it, and does not go to AWS with it",
            match case.response.tag {
                Some(_) => "neither the Response nor the Assertion is signed",
                None => "the Assertion is not signed",
            },
            words(case, around),
        );
        let finding = Finding::new(&RULE, assertion.tag, message);
        return finding.related(around.span, "a signature around it").into();
    }
    let message = match (case.signatures.len(), case.response.tag) {
        (0, Some(_)) => "neither the Response nor the Assertion is signed".to_owned(),
        (0, None) => "the Assertion is not signed".to_owned(),
        (1, _) => format!(
            "the only signature, at {}, covers neither the Response nor the Assertion",
            case.signatures[0].path
        ),
        (count, _) => format!("none of the {count} signatures covers the Response or the Assertion"),
    };
    let related = case.signatures.iter().map(|signature| signature.span);
    let finding = Finding::new(&RULE, assertion.tag, message);
    related.fold(finding, |finding, span| finding.related(span, "a signature over something else")).into()
}

/// An element of the Response or the Assertion that is a Signature by its name alone.
fn signature_by_name(case: &Case, assertion: NodeId) -> Option<NodeId> {
    let mut children =
        [case.response.node, assertion].into_iter().flat_map(|parent| case.tree.elements(parent));
    children.find(|&child| case.tree.local_name(child) == "Signature")
}
