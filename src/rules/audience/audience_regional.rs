//! The Audience is a sign-in URL of which only one guide says that AWS takes it.

use crate::aws::audience::ENTITY_ID;
use crate::aws::endpoints::{Located, locate};
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
    summary: "the only Audience is a sign-in URL of a region or of one provider",
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
    match audiences::standing(case) {
        Standing::SignInUrl(audience) => {
            let message = format!("the only audience for AWS is the sign-in URL {}", quoted(&audience.value));
            let located = locate(&audience.value);
            let of = located.as_ref().and_then(Located::sign_in).map(|sign_in| sign_in.partition);
            let homes = recipients::role_partitions(case);
            match of.zip(homes.first()) {
                Some((of, (home, role))) if homes.iter().all(|(home, _)| home.id != of.id) => {
                    let message =
                        format!("{message}, of {} ({}); the roles are in {} ({})", of.name, of.id, home.name, home.id);
                    Finding::of_value(&RULE, audience, message)
                        .related(role.span, format!("of {}", home.name))
                        .expected(ENTITY_ID)
                        .into()
                }
                Some(_) | None => {
                    Finding::of_value(&RULE, audience, message).at_most(Severity::Note).expected(ENTITY_ID).into()
                }
            }
        }
        Standing::CutOff => Outcome::NotChecked(Need::WholeCapture),
        Standing::Missing => Outcome::NotApplicable,
        Standing::Accepted | Standing::Padded(..) | Standing::OtherService(..) | Standing::NotAws(_) => {
            Outcome::Clean
        }
    }
}
