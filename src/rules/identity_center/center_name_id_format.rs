//! The Format of the NameID is not the one that IAM Identity Center asks for.

use crate::aws::known_errors::identity_center;
use crate::aws::nearest::nearest;
use crate::aws::services;
use crate::citations::{CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::center::is_address;

pub static RULE: Rule = Rule {
    id: "center-name-id-format",
    summary: "the Format of the NameID is not the one that IAM Identity Center asks for",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Identity Center asks for urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress in its requests, and its documents name another format as a cause of refusal. AWS's own page on \"It's not you, it is us\" misprints the value: urn:oasis:name:tc, without the s.",
    remedy: Remedy {
        text: "send the NameID with the Format urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        setting: Some(Setting::NameId),
    },
    citations: &[CENTER_TROUBLESHOOTING, CENTER_OTHER_PROVIDERS],
    explains: &[
        &identity_center::IT_IS_US,
        &identity_center::COULD_NOT_COMPLETE,
        &identity_center::UNEXPECTED_ERROR,
    ],
    follows: &["center-given-iams-response"],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

const EMAIL: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";

fn check(case: &Case) -> Outcome {
    let Some(name_id) = case.assertion().and_then(|assertion| assertion.name_id()) else {
        return case.absent();
    };
    let Some(format) = &name_id.format else {
        let message = "the NameID has no Format";
        return Finding::new(&RULE, name_id.tag, message).expected(EMAIL).at_most(Severity::Warning).into();
    };
    if format.value == EMAIL {
        return Outcome::Clean;
    }
    let mut message = format!("the Format of the NameID is {}", quoted(&format.value));
    if nearest(&format.value, [EMAIL]).is_some() {
        let (at, written, meant) = difference(&format.value, EMAIL);
        message.push_str(&format!(": {} for {}", quoted(written), quoted(meant)));
        let mark = case
            .tree
            .written(format.span)
            .find(written)
            .map(|start| format.span.part(start.max(at.min(start))..start + written.len()));
        return Finding::of_value(&RULE, format, message).expected(EMAIL).marks(mark).into();
    }
    let finding = Finding::of_value(&RULE, format, message).expected(EMAIL);
    // The format alone would lead to the next refusal.
    if is_address(&name_id.text.value) {
        return finding.into();
    }
    finding
        .glance(format!(
            "the NameID is {}, with another Format than emailAddress",
            quoted(&name_id.text.value)
        ))
        .remedy(format!(
            "send as NameID the username that the person has in Identity Center, in the form of a mail address, with the Format {EMAIL}"
        ))
        .into()
}

/// The first part between colons in which two URNs differ, with its place in the first.
fn difference<'a>(written: &'a str, meant: &'a str) -> (usize, &'a str, &'a str) {
    let mut at = 0;
    for (one, other) in written.split(':').zip(meant.split(':')) {
        if one != other {
            return (at, one, other);
        }
        at += one.len() + 1;
    }
    (0, written, meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_that_differs_is_named() {
        let misprint = "urn:oasis:name:tc:SAML:1.1:nameid-format:emailAddress";
        assert_eq!(difference(misprint, EMAIL), (10, "name", "names"));
    }
}
