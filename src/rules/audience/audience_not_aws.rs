//! No Audience of the assertion is one that AWS is known to take.

use crate::aws::audience::AudienceKind;
use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::nearest::differing;
use crate::aws::services;
use crate::citations::{STS_MEASURED, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::audiences::{self, Standing};

pub static RULE: Rule = Rule {
    id: "audience-not-aws",
    summary: "no Audience is AWS's",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS documents that one Audience has to equal, character for character, a name of AWS's as a service provider, and names the refusal. STS itself, called with another application's Audience, took it: of a call this is a warning, of a browser's POST likely. The names were gathered from AWS's metadata and from responses that work.",
    remedy: Remedy {
        text: "set the entity ID of the service provider, also called audience or SP entity ID, to urn:amazon:webservices",
        setting: Some(Setting::Audience),
    },
    citations: &[TROUBLESHOOT_SAML, STS_MEASURED],
    explains: &[&sts::AUDIENCE_MISSING],
    measured: Some(&measured::AUDIENCE_OTHER),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let audiences = match audiences::standing(case) {
        Standing::NotAws(audiences) => audiences,
        Standing::CutOff => return Outcome::NotChecked(Need::WholeCapture),
        Standing::Missing => return Outcome::NotApplicable,
        Standing::Accepted | Standing::SignInUrl(_) | Standing::Padded(..) | Standing::OtherService(..) => {
            return Outcome::Clean;
        }
    };
    let near = audiences.iter().find_map(|&(audience, kind)| match kind {
        AudienceKind::NearMiss(near) => Some((audience, near)),
        _ => None,
    });
    let (primary, expected, message) = match near {
        Some((audience, near)) => {
            let differences: Vec<String> = near.differences.iter().map(ToString::to_string).collect();
            let message = format!(
                "the audience is {}, not {}: {}",
                quoted(&audience.value),
                quoted(near.candidate),
                differences.join(", ")
            );
            (audience, near.candidate, message)
        }
        None => {
            let Some(&(audience, _)) = audiences.first() else { return Outcome::NotApplicable };
            (audience, audiences::of_partition(case), format!("the audience is {}", quoted(&audience.value)))
        }
    };
    let strange = near.map(|(_, near)| differing(&primary.value, near.candidate)).filter(|at| !at.is_empty());
    let mut finding = Finding::of_value(&RULE, primary, message)
        .expected(expected)
        .marks(strange.map(|at| case.part(primary, at)))
        .remedy(audiences::remedy(expected));
    for (other, _) in audiences.iter().filter(|(other, _)| other.span != primary.span) {
        finding = finding.related(other.span, "nor is this one AWS's");
    }
    finding.into()
}
