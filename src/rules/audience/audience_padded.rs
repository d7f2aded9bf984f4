//! White space is all that keeps the Audience from being AWS's.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::nearest::is_blank;
use crate::aws::services;
use crate::citations::{STS_MEASURED, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::audiences::{self, Standing};

pub static RULE: Rule = Rule {
    id: "audience-padded",
    summary: "the Audience is AWS's except for white space",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS documents that the Audience has to equal a name of its own exactly; STS itself, called with a foreign Audience, took it, so of a call this is a warning. White space in it comes from pretty-printed XML or from a value pasted into a form.",
    remedy: Remedy {
        text: "type the audience again, without white space before, in or after it",
        setting: Some(Setting::Audience),
    },
    citations: &[TROUBLESHOOT_SAML, STS_MEASURED],
    explains: &[&sts::AUDIENCE_MISSING],
    measured: Some(&measured::AUDIENCE_OTHER),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    match audiences::standing(case) {
        Standing::Padded(audience, meant) => {
            let message = format!("the audience has white space in it: {}", quoted(&audience.value));
            let blanks = audience.value.char_indices().filter(|(_, c)| is_blank(*c));
            let marks = blanks.map(|(at, c)| case.part(audience, at..at + c.len_utf8()));
            Finding::of_value(&RULE, audience, message).expected(meant).marks(marks).into()
        }
        Standing::CutOff => Outcome::NotChecked(Need::WholeCapture),
        Standing::Missing => Outcome::NotApplicable,
        Standing::Accepted | Standing::SignInUrl(_) | Standing::OtherService(..) | Standing::NotAws(_) => {
            Outcome::Clean
        }
    }
}
