//! The NameID has not the form of a mail address.

use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::CENTER_TROUBLESHOOTING;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};

pub static RULE: Rule = Rule {
    id: "center-name-id-not-address",
    summary: "the NameID has not the form of a mail address",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Identity Center demands that the NameID have the form of an address, local@domain, and that it equal the username of a user there. It need not be an address that gets mail.",
    remedy: Remedy {
        text: "send as NameID the value that the username in Identity Center has, in the form of a mail address",
        setting: Some(Setting::NameId),
    },
    citations: &[CENTER_TROUBLESHOOTING],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    follows: &["center-given-iams-response"],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(name_id) = case.assertion().and_then(|assertion| assertion.name_id()) else {
        return case.absent();
    };
    if case.is_cut(&name_id.text) || is_address(&name_id.text.value) {
        return Outcome::Clean;
    }
    let message = format!("the NameID is {}", quoted(&name_id.text.value));
    Finding::of_value(&RULE, &name_id.text, message).expected("an address: local@domain").into()
}

/// RFC 2822, addr-spec, without quoted strings and comments, which no username has.
fn is_address(value: &str) -> bool {
    let atom = |text: &str| {
        !text.is_empty()
            && text.split('.').all(|part| {
                !part.is_empty()
                    && part.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
            })
    };
    value.split_once('@').is_some_and(|(local, domain)| atom(local) && atom(domain))
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn an_address_has_one_at_between_two_dotted_names() {
        for (value, expected) in [
            ("jane.doe@corp.example", true),
            ("o'hara+aws@corp.example", true),
            ("jane@localhost", true),
            ("jane.doe", false),
            ("CORP\\jane", false),
            ("jane doe@corp.example", false),
            ("jane@corp.example@aws.example", false),
            ("", false),
            ("jane..doe@corp.example", false),
        ] {
            assert_eq!(is_address(value), expected, "{value}");
        }
    }
}
