//! The database user is none that Amazon Redshift takes.

use crate::aws::services;
use crate::citations::REDSHIFT_SAML;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::values::{marks, misfits};

pub static RULE: Rule = Rule {
    id: "redshift-user-malformed",
    summary: "the attribute DbUser holds no name that Amazon Redshift takes",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "The name of a database user has lower-case letters, digits and _ + . @ -, begins with a letter, is shorter than 128 characters and is no word of SQL's. AWS's sign-in takes the response; the driver fails behind it.",
    remedy: Remedy {
        text: "send a name in lower case as https://redshift.amazon.com/SAML/Attributes/DbUser, and each group as a value of its own",
        setting: None,
    },
    citations: &[REDSHIFT_SAML],
    check: Check::Message { services: &[&services::REDSHIFT], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

const USER: &str = "https://redshift.amazon.com/SAML/Attributes/DbUser";
/// Amazon Redshift Cluster Management Guide, "Configure SAML assertions for your IdP".
const LONGEST: usize = 127;

fn check(case: &Case) -> Outcome {
    let mut any = false;
    let mut findings = Vec::new();
    for value in case.values(USER) {
        any = true;
        let text = &value.text;
        let strangers = misfits(&text.value, |c| {
            c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '+' | '.' | '@' | '-')
        });
        let begins = text.value.starts_with(|c: char| c.is_ascii_lowercase());
        let length = text.value.chars().count();
        if strangers.is_empty() && begins && length <= LONGEST {
            continue;
        }
        let message = match (strangers.is_empty(), begins) {
            (false, _) => format!("DbUser is {}", quoted(&text.value)),
            (true, false) => format!("DbUser is {}, which begins with no letter", quoted(&text.value)),
            (true, true) => format!("DbUser has {length} characters"),
        };
        let finding = Finding::of_value(&RULE, text, message)
            .marks(marks(case, text, &strangers))
            .expected("lower-case letters, digits, _ + . @ -, a letter first");
        findings.push(finding);
    }
    if any { findings.into() } else { case.absent() }
}
