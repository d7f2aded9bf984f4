//! A namespace is no absolute URI, so that nothing can be signed.

use crate::aws::services;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::signatures::CANONICAL_XML;
use crate::xml::canonical::relative_namespace;

pub static RULE: Rule = Rule {
    id: "namespace-relative",
    summary: "a namespace in a signed document is no absolute URI",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "A document with a relative namespace has no canonical form, and a signature is made over that form. The usual verifiers refuse it; one that does not may compute anything.",
    remedy: Remedy {
        text: "have the identity provider, or what changed the response after it, declare namespaces by absolute URIs only",
        setting: None,
    },
    citations: &[CANONICAL_XML],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.signatures.is_empty() {
        return Outcome::NotApplicable;
    }
    let finding = relative_namespace(case.tree).map(|(declaration, namespace)| {
        let message = format!(
            "the namespace {} is no absolute URI, so what is signed here has no canonical form",
            quoted(namespace)
        );
        Finding::new(&RULE, declaration, message).found(namespace)
    });
    finding.into()
}
