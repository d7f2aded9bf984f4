//! The signing certificate was not valid yet.

use crate::aws::known_errors::citations::CREATE_SAML_PROVIDER;
use crate::clock::Throughout;
use crate::identity_provider::Setting;
use crate::instant::Instant;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Target};
use crate::rules::signatures::{certificate_words, embedded_certificates};

pub static RULE: Rule = Rule {
    id: "certificate-not-yet-valid",
    summary: "the signing certificate was not valid yet",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "IAM compares keys and does not look at the validity of the certificate they come in, so this never keeps AWS from accepting a response. Other receivers do look.",
    remedy: Remedy {
        text: "nothing for AWS; for others, wait or make a certificate that is valid from now",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[CREATE_SAML_PROVIDER],
    explains: &[],
    follows: &[],
    needs: &[],
    targets: Target::ALL,
    check: Check::Message(check),
};

fn check(case: &Case) -> Outcome {
    let certificates = embedded_certificates(case);
    if certificates.is_empty() {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    let mut open = false;
    for (span, certificate) in certificates {
        let Some(not_before) =
            certificate.not_before.and_then(|at| Instant::from_unix_seconds(at.as_second()))
        else {
            continue;
        };
        match case.clock.before(not_before) {
            Throughout::False => {}
            Throughout::Open => open = true,
            Throughout::True => {
                let message =
                    format!("the certificate {} is valid from {not_before}", certificate_words(certificate));
                findings.push(Finding::new(&RULE, span, message).found(not_before.to_string()));
            }
        }
    }
    if findings.is_empty() && open {
        return Outcome::NotChecked(Need::TimeOfPost);
    }
    findings.into()
}
