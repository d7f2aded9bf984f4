//! What is signed is another element than the one that is read.

use std::collections::HashSet;

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::signatures::{SAML_SIGNATURES, covers_what_is_read, words};
use crate::signature::Fact;
use crate::signature::SignatureVerdict;
use crate::xml::NodeId;

const GLANCE: &str = "the signed element is not the one that AWS would read";

pub static RULE: Rule = Rule {
    id: "signed-element-not-the-one-read",
    summary: "the signature is over another element than the one that AWS would read",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "A verifier follows the Reference to an ID, a reader follows the structure of SAML. Where the two lead to different elements, a good signature vouches for content that nobody reads, and what is read is vouched for by nothing: signature wrapping. The Reference of a SAML signature is to the element the Signature stands in (SAML Core 2.0, section 5.4.2).",
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
    if case.signatures.is_empty() {
        return Outcome::NotApplicable;
    }
    let path = |node| case.tree.path(case.response.node, node);
    let is_covered = case.coverage.assertions.first().is_some_and(|covered| covered.is_signed())
        && case
            .signatures
            .iter()
            .any(|one| one.verdict == SignatureVerdict::Valid && covers_what_is_read(case, one));
    let mut findings = Vec::new();
    let mut told = HashSet::new();
    for fact in &case.coverage.facts {
        match fact {
            Fact::SignsElsewhere { signature, uri, parent, signed } => {
                let signature = &case.signatures[*signature];
                told.insert(*signed);
                let message = format!(
                    "{} stands in {} and is over {}: AWS would have to trust {}, which it does not cover",
                    words(case, signature),
                    path(*parent),
                    path(*signed),
                    path(*parent),
                );
                findings.push(
                    Finding::new(&RULE, case.tree.start_tag(*parent), message)
                        .glance(GLANCE)
                        .related(*uri, "the Reference")
                        .related(case.tree.start_tag(*signed), "what is signed"),
                );
            }
            Fact::Misplaced { element, holder } => {
                let is_told = |above: NodeId| told.contains(&above);
                if is_told(*element) || case.tree.ancestors(*element).any(is_told) {
                    continue;
                }
                told.insert(*element);
                let read = case.assertion().map_or(case.response.node, |read| read.node);
                let signature = case.signatures.iter().find(|one| one.covered == Some(*element));
                let message = match signature.filter(|_| !is_covered) {
                    Some(signature) => format!(
                        "{} is over {}, and {} is not a place to read that from: AWS would have to trust {}, which it does not cover",
                        words(case, signature),
                        path(*element),
                        case.tree.local_name(*holder),
                        path(read),
                    ),
                    None => format!(
                        "a second {} stands in {}, which is not a place to read it from: one program may read this one, another {}",
                        case.tree.local_name(*element),
                        path(*holder),
                        path(read),
                    ),
                };
                let mut finding = Finding::new(&RULE, case.tree.start_tag(*element), message);
                if signature.is_some() && !is_covered {
                    finding = finding
                        .glance(GLANCE)
                        .related(case.tree.start_tag(read), "what AWS would have to trust");
                }
                // By the book, what is read is covered, and the stranger is not read.
                findings.push(if is_covered { finding.at_most(Severity::Warning) } else { finding });
            }
            Fact::NotInWhatItSigns { .. }
            | Fact::SeveralReferences { .. }
            | Fact::RepeatedId { .. }
            | Fact::UnsignedBesideSigned { .. }
            | Fact::SplitValue { .. } => {}
        }
    }
    if findings.is_empty() && case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    findings.into()
}
