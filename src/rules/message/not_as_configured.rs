//! The response is not what a configuration file says that it is.

use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::citations::SAML_ASSERTIONS;
use crate::rules::relay_states;
use crate::rules::role_values::RoleValues;
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "not-as-configured",
    summary: "the response is not what the configuration file expects",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "The table [expect] of saml-doctor.toml says which audience, which SAML provider and which instance of Amazon Connect a login here is for. AWS may well take a response for others; it then leads somewhere else than was meant.",
    remedy: Remedy { text: "send what the configuration file expects, or correct the file", setting: None },
    citations: &[SAML_ASSERTIONS],
    check: Check::Message { services: crate::aws::services::ALL, needs: &[Need::PrivateKey], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.expected.is_empty() {
        return Outcome::NotApplicable;
    }
    if case.assertion().is_none() {
        let is_sealed = !case.response.encrypted_assertions.is_empty();
        return if is_sealed { Outcome::NotChecked(Need::PrivateKey) } else { case.absent() };
    }
    let found = [audience(case), provider(case), connect(case)];
    found.into_iter().flatten().collect::<Vec<Finding>>().into()
}

/// One Audience that is the expected one suffices.
fn audience(case: &Case) -> Option<Finding> {
    let expected = case.expected.audience.as_deref()?;
    let assertion = case.assertion()?;
    if case.truncated || assertion.audiences().any(|audience| audience.value == expected) {
        return None;
    }
    let (place, message) = match assertion.audiences().next() {
        Some(first) => (
            first.span,
            format!("the audience is {}, not the expected {}", quoted(&first.value), quoted(expected)),
        ),
        None => (assertion.tag, format!("there is no audience; {} is expected", quoted(expected))),
    };
    Some(Finding::new(&RULE, place, message).expected(expected))
}

/// One pair with the expected provider suffices.
fn provider(case: &Case) -> Option<Finding> {
    let expected = case.expected.provider.as_deref()?;
    let values = RoleValues::of(case).ok()?;
    let named: Vec<(&Text, &str)> = values
        .pairs()
        .filter_map(|(value, pair)| {
            let text = &value.value.text;
            Some((text, text.value.get(pair.provider_at.clone())?))
        })
        .collect();
    let (text, first) = *named.first()?;
    if case.truncated || named.iter().any(|(_, provider)| *provider == expected) {
        return None;
    }
    let message = format!(
        "no Role value names the expected provider {}; the first names {}",
        quoted(expected),
        quoted(first)
    );
    Some(Finding::of_value(&RULE, text, message).expected(expected).found(first))
}

/// Where the RelayState opens Connect.
fn connect(case: &Case) -> Option<Finding> {
    let relay = relay_states::connect(case).ok()?;
    let wanted = [
        ("instance", case.expected.connect_instance.as_deref(), Some(relay.state.instance.as_str())),
        ("region", case.expected.connect_region.as_deref(), relay.state.region.as_deref()),
    ];
    let (what, expected, found) = wanted.into_iter().find_map(|(what, expected, found)| {
        let (expected, found) = (expected?, found?);
        (!expected.eq_ignore_ascii_case(found)).then_some((what, expected, found))
    })?;
    let message = format!(
        "the RelayState opens the {what} {} of Amazon Connect, not the expected {}",
        quoted(found),
        quoted(expected)
    );
    Some(relay_states::finding(&RULE, case, message).expected(expected).found(found))
}
