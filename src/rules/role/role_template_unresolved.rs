//! A placeholder of a template stands in a Role value.

use crate::aws::known_errors::{KnownError, sign_in, sts};
use crate::aws::role_value::{self, Reading};
use crate::aws::services;
use crate::citations::{SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::role_values::{RoleValue, RoleValues, each};
use crate::rules::values::{enumerated, marks};

pub static RULE: Rule = Rule {
    id: "role-template-unresolved",
    summary: "a Role value holds a placeholder that was never filled in",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Identity providers make the pair from a template. A variable such as ${role} is left over where \
        the user's groups do not match the filter that fills it; a bracket such as [SAML Provider Name] where \
        nobody replaced it. Left in the provider's ARN it names a provider that does not exist.",
    remedy: Remedy {
        text: "replace the placeholder in the role value's template, or correct the group filter that should fill it",
        setting: Some(Setting::GroupMapping),
    },
    citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML],
    explains: &[&sign_in::INVALID_SAML_RESPONSE, &sts::PROVIDER_DOES_NOT_EXIST],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

static IN_PROVIDER: &[&KnownError] = &[&sts::PROVIDER_DOES_NOT_EXIST];
static IN_ROLE: &[&KnownError] = &[&sign_in::INVALID_SAML_RESPONSE];

fn check(case: &Case) -> Outcome {
    each(case, |values, value| match value.reading {
        Reading::Template(placeholders) => Some(finding(case, values, value, placeholders)),
        Reading::Blank
        | Reading::NotPair(_)
        | Reading::WrongKind(_)
        | Reading::Malformed(_)
        | Reading::Pair(_) => None,
    })
}

fn finding(
    case: &Case,
    values: &RoleValues,
    value: &RoleValue,
    placeholders: &[std::ops::Range<usize>],
) -> Finding {
    let text = &value.value.text;
    let mut words: Vec<String> = placeholders.iter().map(|at| quoted(&text.value[at.clone()])).collect();
    words.sort();
    words.dedup();
    words.truncate(4);
    let parts = role_value::parts(&text.value);
    let in_provider = |at: &std::ops::Range<usize>| {
        parts.iter().any(|part| part.range.contains(&at.start) && part.text.contains(":saml-provider/"))
    };
    let explains = if placeholders.iter().all(in_provider) { IN_PROVIDER } else { IN_ROLE };
    let was = if words.len() == 1 { "was" } else { "were" };
    let message = format!("{} holds {}, which {was} never filled in", value.name(), enumerated(&words));
    values
        .unusable(&RULE, value, message)
        .note("a placeholder")
        .marks(marks(case, text, placeholders))
        .expected("both ARNs with their placeholders filled in")
        .explains(explains)
}
