//! A point in time names no time zone.

use crate::aws::services;
use crate::citations::{CREATE_SAML_PROVIDER, SAML_CORE};
use crate::identity_provider::Setting;
use crate::instant::{Instant, Zone};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::instants;

pub static RULE: Rule = Rule {
    id: "instant-without-zone",
    summary: "an instant has no time zone and is read as UTC",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "SAML Core wants instants in UTC, with the Z. One without a zone is read as UTC here; whether AWS does so too is not documented, and a local time taken for UTC is hours off.",
    remedy: Remedy { text: "write instants in UTC, with a Z at the end", setting: Some(Setting::Lifetime) },
    citations: &[SAML_CORE, CREATE_SAML_PROVIDER],
    check: Check::Message { services: services::WEB_PROFILE, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let without: Vec<_> = instants::all(case)
        .into_iter()
        .filter(|written| Instant::parse_xs(&written.text.value).is_ok_and(|read| read.zone == Zone::Absent))
        .collect();
    let [first, others @ ..] = without.as_slice() else { return Outcome::Clean };
    let and_others = match others.len() {
        0 => String::new(),
        1 => ", nor does one other instant".to_owned(),
        count => format!(", nor do {count} other instants"),
    };
    let message = format!("the {} {} names no time zone{and_others}", first.name, quoted(&first.text.value));
    let mut finding =
        Finding::of_value(&RULE, first.text, message).expected(format!("{}Z", first.text.value.trim()));
    for other in others {
        finding = finding.related(other.text.span, format!("{}: no time zone either", other.name));
    }
    finding.into()
}
