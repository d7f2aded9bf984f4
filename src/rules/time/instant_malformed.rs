//! An attribute that should hold a point in time holds none.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, SAML_CORE, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::instant::{Instant, InstantFault};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::instants::{self, Reader};
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "instant-malformed",
    summary: "an instant is not written as xs:dateTime",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "SAML Core requires xs:dateTime for every instant. AWS judges the lifetime, the five minutes and the length of the session by them. STS, called with a NotBefore of Conditions that was no instant, answered that the base64 is invalid, its words for whatever breaks the form that it demands, though it does not read NotBefore otherwise.",
    remedy: Remedy { text: "write instants as YYYY-MM-DDThh:mm:ssZ", setting: Some(Setting::Lifetime) },
    citations: &[SAML_CORE, CREATE_SAML_PROVIDER, STS_MEASURED],
    explains: &[&sts::INVALID_BASE64],
    measured: Some(&measured::CONDITIONS_BEGIN_UNREADABLE),
    check: Check::Message { services: services::WEB_PROFILE, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let confirmed_until = case.assertion().into_iter().flat_map(|assertion| assertion.confirmation_data());
    let confirmed_until: Vec<&Text> =
        confirmed_until.filter_map(|data| data.not_on_or_after.as_ref()).collect();
    let findings: Vec<Finding> = instants::all(case)
        .into_iter()
        .filter_map(|written| {
            let error = Instant::parse_xs(&written.text.value).err()?;
            let message = match error.fault {
                // As good as none: `subject-confirmation-not-on-or-after-missing`.
                InstantFault::Empty if confirmed_until.contains(&written.text) => return None,
                InstantFault::Empty => format!("the {} is empty", written.name),
                fault => format!(
                    "the {} is {}, which {}",
                    written.name,
                    quoted(&written.text.value),
                    fault.phrase()
                ),
            };
            let finding = Finding::of_value(&RULE, written.text, message)
                .expected("YYYY-MM-DDThh:mm:ssZ")
                .marks((!error.at.is_empty()).then(|| case.part(written.text, error.at)));
            let measured = written.name.ends_with(" of Conditions");
            Some(match written.reader {
                Reader::Aws if measured => finding,
                Reader::Aws => finding.unmeasured(),
                Reader::Nobody => finding.unmeasured().at_most(Severity::Warning),
            })
        })
        .collect();
    findings.into()
}
