//! Several elements have the same ID.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::signatures::{SAML_SIGNATURES, holds_what_is_read};
use crate::signature::Fact;

pub static RULE: Rule = Rule {
    id: "duplicate-id",
    summary: "several elements have the ID of a signed or read element",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "An ID names one element of a document. Where several have it, the element that a signature is verified for may be another than the one that is read.",
    remedy: Remedy {
        text: "find out who put the response together: no identity provider writes it like this, signature wrapping attacks do",
        setting: Some(Setting::SignWhat),
    },
    citations: &[SAML_SIGNATURES],
    explains: &[&sts::SIGNATURE_INVALID],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let path = |node| case.tree.path(case.response.node, node);
    let mut findings = Vec::new();
    for fact in &case.coverage.facts {
        let Fact::RepeatedId { id, elements, named } = fact else { continue };
        let [first, others @ ..] = elements.as_slice() else { continue };
        let paths: Vec<String> = elements.iter().take(4).map(|&element| path(element)).collect();
        let mut message =
            format!("the ID {} stands on {} elements: {}", quoted(id), elements.len(), paths.join(", "));
        let read = elements.iter().find(|&&element| holds_what_is_read(case, element));
        if let Some(&read) = read.filter(|_| *named) {
            message.push_str(&format!("; AWS would have to trust {}", path(read)));
        }
        let mut finding = Finding::new(&RULE, case.tree.start_tag(*first), message).found(id.clone());
        for &other in others.iter().take(4) {
            finding = finding.related(case.tree.start_tag(other), "the same ID");
        }
        findings.push(if *named { finding } else { finding.at_most(Severity::Warning) });
    }
    if findings.is_empty() && case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    findings.into()
}
