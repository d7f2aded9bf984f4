//! A comment splits a DigestValue or SignatureValue.

use crate::aws::known_errors::sts;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Target};
use crate::rules::signatures::{SAML_SIGNATURES, for_target, seam_words};
use crate::signature::{DSIG, Fact};

pub static RULE: Rule = Rule {
    id: "comment-in-digest-value",
    summary: "a comment or processing instruction stands inside a DigestValue or SignatureValue",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Some programs read only the text before the comment, others the text without it. So one document can carry two digests, a good one for the program that verifies and the one that fits the changed content for another.",
    remedy: Remedy {
        text: "find out who put the comment in: no identity provider writes one there",
        setting: Some(Setting::SignWhat),
    },
    citations: &[SAML_SIGNATURES],
    explains: &[&sts::SIGNATURE_INVALID],
    follows: &[],
    needs: &[],
    targets: Target::ALL,
    check: Check::Message(check),
};

fn check(case: &Case) -> Outcome {
    let mut findings = Vec::new();
    for fact in &case.coverage.facts {
        let Fact::SplitValue { element, seams } = fact else { continue };
        if !case.tree.is(*element, DSIG, "DigestValue") && !case.tree.is(*element, DSIG, "SignatureValue") {
            continue;
        }
        let content = case.tree.content(*element);
        let path = case.tree.path(case.response.node, *element);
        let what = seam_words(case, seams);
        let message = format!("{what} splits the {} at {path}", case.tree.local_name(*element));
        let finding = Finding::new(&RULE, content.span, message).marks(seams.iter().copied());
        findings.push(for_target(case, finding));
    }
    if findings.is_empty() && case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    findings.into()
}
