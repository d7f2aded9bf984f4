//! A comment splits the NameID.

use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Target};
use crate::rules::signatures::{SAML_SIGNATURES, for_target, split_words};
use crate::saml::ASSERTION;
use crate::signature::Fact;

pub static RULE: Rule = Rule {
    id: "comment-in-name-id",
    summary: "a comment or processing instruction stands inside the NameID",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Canonical XML leaves comments out, so a comment breaks no signature; some programs read only the text before it. With \"admin@corp.example<!-- -->.attacker.example\" that makes another user of a signed name.",
    remedy: Remedy {
        text: "find out who put the comment in: no identity provider writes one there",
        setting: Some(Setting::SignWhat),
    },
    citations: &[SAML_SIGNATURES],
    explains: &[],
    follows: &[],
    needs: &[],
    targets: Target::ALL,
    check: Check::Message(check),
};

fn check(case: &Case) -> Outcome {
    let mut findings = Vec::new();
    for fact in &case.coverage.facts {
        let Fact::SplitValue { element, seams } = fact else { continue };
        if !case.tree.is(*element, ASSERTION, "NameID") {
            continue;
        }
        let content = case.tree.content(*element);
        let message = split_words(case, *element, seams);
        let finding =
            Finding::new(&RULE, content.span, message).found(content.value).marks(seams.iter().copied());
        findings.push(for_target(case, finding));
    }
    if findings.is_empty() && case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    findings.into()
}
