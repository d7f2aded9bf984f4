//! A value has a character that Amazon Cognito does not take.

use crate::aws::services;
use crate::citations::COGNITO_SAML;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::values::marks;
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "cognito-character-too-wide",
    summary: "a value has a character of four bytes in UTF-8, which Amazon Cognito does not take",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Amazon Cognito takes no character of the assertion that is four bytes long in UTF-8, which emoji and some rare Chinese characters are.",
    remedy: Remedy {
        text: "take the character out of the user's field at the identity provider, or map the field away",
        setting: None,
    },
    citations: &[COGNITO_SAML],
    check: Check::Message { services: &[&services::COGNITO], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    let values = assertion.attributes.iter().flat_map(|attribute| {
        let name = attribute.name.as_ref().map_or("", |name| name.value.as_str());
        attribute.values.iter().map(move |value| (name, &value.text))
    });
    let name_id = assertion.name_id().map(|name_id| ("NameID", &name_id.text));
    values.chain(name_id).filter_map(|(name, text)| wide(case, name, text)).collect::<Vec<_>>().into()
}

fn wide(case: &Case, name: &str, text: &Text) -> Option<Finding> {
    let places = text.value.char_indices().filter(|(_, character)| character.len_utf8() == 4);
    let places: Vec<_> = places.map(|(at, character)| (at..at + 4, character)).collect();
    let &(_, first) = places.first()?;
    let message = format!(
        "{} has U+{:04X}, four bytes in UTF-8",
        if name.is_empty() { "a value".to_owned() } else { quoted(name) },
        u32::from(first)
    );
    let ranges: Vec<_> = places.into_iter().map(|(range, _)| range).collect();
    Some(Finding::of_value(&RULE, text, message).marks(marks(case, text, &ranges)))
}
