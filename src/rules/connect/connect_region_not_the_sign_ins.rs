//! The sign-in is in another Region than the instance of Amazon Connect.

use crate::aws::endpoints::{Located, locate};
use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::recipients;
use crate::rules::relay_states::{self, is_placeholder};

pub static RULE: Rule = Rule {
    id: "connect-region-not-the-sign-ins",
    summary: "the sign-in is in another Region than the Amazon Connect instance",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "A session of the sign-in is good in every Region of the partition, so this lets the agent in. But the login then hangs on two Regions: AWS advises the sign-in endpoint of the instance's own Region. A slip in one of the two looks the same.",
    remedy: Remedy {
        text: "use the sign-in endpoint of the Region that the instance is in, and list it under SAML:aud in the role's trust policy",
        setting: Some(Setting::Recipient),
    },
    citations: &[CONNECT_CONFIGURE],
    check: Check::Message { services: &[&services::CONNECT], needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let relay = match relay_states::connect(case) {
        Ok(relay) => relay,
        Err(outcome) => return outcome,
    };
    let Some(region) = relay.state.region.as_deref().filter(|region| !is_placeholder(region)) else {
        return Outcome::NotApplicable;
    };
    let Some(recipient) = recipients::judged(case) else { return Outcome::NotApplicable };
    let located = locate(&recipient.value);
    // The non-regional address is what most applications are made with.
    let home = located.as_ref().and_then(Located::sign_in).and_then(|sign_in| sign_in.region.as_deref());
    let Some(home) = home else { return Outcome::NotApplicable };
    if home.eq_ignore_ascii_case(region) {
        return Outcome::Clean;
    }
    let message =
        format!("the sign-in is in {}, and the RelayState leads to an instance in {}", home, quoted(region));
    let right = recipient.value.replacen(home, region, 1);
    Finding::of_value(&RULE, recipient, message).expected(right).into()
}
