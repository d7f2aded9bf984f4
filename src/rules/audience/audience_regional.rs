//! The Audience is a sign-in URL of which only one guide says that AWS takes it.

use crate::aws::audience::{self, AudienceKind, ENTITY_ID};
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{RELYING_PARTY, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::audiences::{self, Standing};
use crate::rules::recipients;

pub static RULE: Rule = Rule {
    id: "audience-regional",
    summary: "the only Audience for AWS is a sign-in URL, or one of another AWS than the roles are in",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS documents these URLs as Recipient. That one of them works as Audience too is said by one guide outside AWS and denied by none. Nobody is known to have used one of another partition than the roles'.",
    remedy: Remedy {
        text: "if AWS answers that the response does not contain the required audience, set the audience to urn:amazon:webservices; the Recipient stays as it is",
        setting: Some(Setting::Audience),
    },
    citations: &[RELYING_PARTY, TROUBLESHOOT_SAML],
    explains: &[&sts::AUDIENCE_MISSING],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let standing = audiences::standing(case);
    if let Standing::SignInUrl(_) | Standing::Accepted = standing
        && let Some(finding) = of_another_partition(case)
    {
        return finding.into();
    }
    match standing {
        Standing::SignInUrl(audience) => {
            let message = format!("the only audience for AWS is the sign-in URL {}", quoted(&audience.value));
            Finding::of_value(&RULE, audience, message).at_most(Severity::Note).expected(ENTITY_ID).into()
        }
        Standing::CutOff => Outcome::NotChecked(Need::WholeCapture),
        Standing::Missing => Outcome::NotApplicable,
        Standing::Accepted | Standing::Padded(..) | Standing::OtherService(..) | Standing::NotAws(_) => {
            Outcome::Clean
        }
    }
}

/// Where every audience for AWS names a partition, and none of them that of a role.
fn of_another_partition(case: &Case) -> Option<Finding> {
    let homes = recipients::role_partitions(case);
    let (home, role) = homes.first()?;
    let mut strange = None;
    for (audience, kind) in case.assertion()?.audiences().zip(&case.readings.audiences) {
        match kind {
            AudienceKind::AcceptedForIam | AudienceKind::SignInUrl { .. } => {
                let of = audience::partition(&audience.value)?;
                if homes.iter().any(|(home, _)| home.id == of.id) {
                    return None;
                }
                strange.get_or_insert((audience, of));
            }
            AudienceKind::OtherService(_) | AudienceKind::NearMiss(_) | AudienceKind::Unknown => {}
        }
    }
    let (audience, of) = strange?;
    let message = format!(
        "the audience is the one of {}, {}, and the ARNs of the roles begin with arn:{}:",
        of.name_in_full(),
        quoted(&audience.value),
        home.id
    );
    let finding = Finding::of_value(&RULE, audience, message);
    Some(finding.related(role.span, format!("of {}", home.name_in_full())).expected(ENTITY_ID))
}
