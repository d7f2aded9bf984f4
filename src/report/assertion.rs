//! What the first assertion of a response says, as it stands there.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::Serialize;

use super::present;
use crate::aws::attributes::{ROLE, ROLE_SESSION_NAME, SESSION_DURATION};
use crate::aws::policy::Outcome;
use crate::aws::role_value;
use crate::instant::in_words;
use crate::saml::{AttributeValue, Response};
use crate::source::Text;

/// The first assertion in document order; values with entities resolved, untrimmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Assertion {
    pub id: Option<String>,
    pub issue_instant: Option<String>,
    /// Of the Response.
    pub destination: Option<String>,
    pub session_not_on_or_after: Option<String>,
    pub issuer: Option<String>,
    pub name_id: Option<String>,
    pub name_id_format: Option<String>,
    pub audiences: Vec<Option<String>>,
    pub recipient: Option<String>,
    /// One for each AttributeValue of Role, in document order.
    pub roles: Vec<Role>,
    pub role_session_name: Option<String>,
    /// Seconds; `None` where it is no integer.
    pub session_duration: Option<u64>,
    pub not_before: Option<String>,
    pub not_on_or_after: Option<String>,
    /// Values by Name; those of a repeated Name joined in document order.
    pub attributes: BTreeMap<String, Vec<Option<String>>>,
}

/// A value of Role; a half that is not there is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Role {
    pub value: Option<String>,
    pub role: Option<String>,
    pub provider: Option<String>,
    /// What the policies that were given say to it: `allow`, `deny` or `undetermined`.
    #[cfg_attr(test, schemars(with = "Option<Outcome>"))]
    pub trust: Option<&'static str>,
}

impl Assertion {
    pub(super) fn of(response: &Response, outcomes: &[Option<Outcome>]) -> Option<Assertion> {
        let assertion = response.assertion()?;
        let value = |text: &Option<Text>| text.as_ref().and_then(|text| present(&text.value));
        let first = |name: &'static str| {
            assertion.attributes_named(name).flat_map(|attribute| &attribute.values).next()
        };
        let mut attributes: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
        for attribute in &assertion.attributes {
            let name = attribute.name.as_ref().map_or("", |name| name.value.as_str());
            let values = attribute.values.iter().map(|value| present(&value.text.value));
            match attributes.get_mut(name) {
                Some(known) => known.extend(values),
                None => {
                    attributes.insert(name.to_owned(), values.collect());
                }
            }
        }
        let conditions = assertion.conditions.as_ref();
        let roles = assertion.attributes_named(ROLE).flat_map(|attribute| &attribute.values);
        Some(Assertion {
            id: value(&assertion.id),
            issue_instant: value(&assertion.issue_instant),
            destination: value(&response.destination),
            session_not_on_or_after: assertion
                .authn_statements
                .iter()
                .find_map(|statement| value(&statement.session_not_on_or_after)),
            issuer: value(&assertion.issuer),
            name_id: assertion.name_id().and_then(|name_id| present(&name_id.text.value)),
            name_id_format: assertion.name_id().and_then(|name_id| value(&name_id.format)),
            audiences: assertion.audiences().map(|audience| present(&audience.value)).collect(),
            recipient: assertion.recipient().and_then(|recipient| present(&recipient.value)),
            roles: roles
                .enumerate()
                .map(|(index, value)| Role::of(value, outcomes.get(index).copied().flatten()))
                .collect(),
            role_session_name: first(ROLE_SESSION_NAME).and_then(|value| present(&value.text.value)),
            session_duration: first(SESSION_DURATION).and_then(|value| value.text.value.parse().ok()),
            not_before: conditions.and_then(|conditions| value(&conditions.not_before)),
            not_on_or_after: conditions.and_then(|conditions| value(&conditions.not_on_or_after)),
            attributes,
        })
    }
}

impl Assertion {
    /// The session's length as a person says it: `1 h`.
    pub fn session_words(&self) -> Option<String> {
        let seconds = i64::try_from(self.session_duration?).ok()?;
        Some(in_words(SignedDuration::from_secs(seconds)))
    }
}

impl Role {
    /// Account, role and provider by their names; a half that is no ARN as it stands.
    pub fn cells(&self) -> [String; 3] {
        let parts = |half: &Option<String>, kind: &str| {
            let half = half.as_deref()?;
            let mut fields = half.splitn(6, ':');
            let account = fields.nth(4)?;
            let name = fields.next()?.strip_prefix(kind)?;
            Some((account.to_owned(), name.to_owned()))
        };
        let as_it_is = |half: &Option<String>| half.clone().unwrap_or_else(|| "(none)".to_owned());
        let role = parts(&self.role, "role/");
        let provider = parts(&self.provider, "saml-provider/");
        let account = role.as_ref().or(provider.as_ref()).map(|(account, _)| account.clone());
        [
            account.unwrap_or_default(),
            role.map_or_else(|| as_it_is(&self.role), |(_, name)| name),
            provider.map_or_else(|| as_it_is(&self.provider), |(_, name)| name),
        ]
    }

    fn of(value: &AttributeValue, outcome: Option<Outcome>) -> Role {
        let halves = role_value::halves(&value.text.value);
        Role {
            value: present(&value.text.value),
            role: halves.role.map(str::to_owned),
            provider: halves.provider.map(str::to_owned),
            trust: outcome.map(Outcome::name),
        }
    }
}
