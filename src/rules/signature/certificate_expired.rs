//! The signing certificate had expired.

use crate::aws::known_errors::citations::CREATE_SAML_PROVIDER;
use crate::clock::Throughout;
use crate::identity_provider::Setting;
use crate::instant::Instant;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Target};
use crate::rules::signatures::{certificate_words, embedded_certificates};

pub static RULE: Rule = Rule {
    id: "certificate-expired",
    summary: "the signing certificate had expired",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "IAM compares keys and does not look at the validity of the certificate they come in, so this never keeps AWS from accepting a response. Other receivers do look.",
    remedy: Remedy {
        text: "nothing for AWS; replace the certificate if other applications use it, and then update the metadata in IAM",
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
        let Some(not_after) = certificate.not_after.and_then(|at| Instant::from_unix_seconds(at.as_second()))
        else {
            continue;
        };
        match case.clock.before(not_after) {
            Throughout::True => {}
            Throughout::Open => open = true,
            Throughout::False => {
                let message =
                    format!("the certificate {} was valid until {not_after}", certificate_words(certificate));
                findings.push(Finding::new(&RULE, span, message).found(not_after.to_string()));
            }
        }
    }
    if findings.is_empty() && open {
        return Outcome::NotChecked(Need::TimeOfPost);
    }
    findings.into()
}
