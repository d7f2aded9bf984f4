//! Several database groups stand in one value of DbGroups.

use crate::aws::services;
use crate::citations::REDSHIFT_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::values::marks;

pub static RULE: Rule = Rule {
    id: "redshift-groups-in-one-value",
    summary: "a value of DbGroups looks like several groups of Amazon Redshift",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Each group of the database is an AttributeValue of its own. Several in one are taken for the name of one group, which the database does not have.",
    remedy: Remedy {
        text: "send each database group as an AttributeValue of its own",
        setting: Some(Setting::GroupMapping),
    },
    citations: &[REDSHIFT_SAML],
    check: Check::Message { services: &[&services::REDSHIFT], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

const GROUPS: &str = "https://redshift.amazon.com/SAML/Attributes/DbGroups";

fn check(case: &Case) -> Outcome {
    let mut values = case.values(GROUPS).peekable();
    if values.peek().is_none() {
        return case.absent();
    }
    let joined = values.filter_map(|value| {
        let text = &value.text;
        let at: Vec<_> =
            text.value.match_indices([',', ';', '|']).map(|(at, one)| at..at + one.len()).collect();
        (!at.is_empty()).then(|| {
            let message = format!("a value of DbGroups is {}", quoted(&text.value));
            Finding::of_value(&RULE, text, message).marks(marks(case, text, &at))
        })
    });
    joined.collect::<Vec<_>>().into()
}
