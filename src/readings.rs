//! What the values come to that many rules judge, read once for all of them.

use crate::aws::attributes::ROLE;
use crate::aws::audience::{self, AudienceKind};
use crate::aws::role_value::{self, Reading};
use crate::saml::{AttributeValue, Response};

/// Of the assertion that AWS is taken to read; a response may hold a hundred thousand of each.
#[derive(Debug, Default)]
pub struct Readings<'a> {
    /// One for each value of every Role attribute, in document order.
    pub roles: Vec<Reading<'a>>,
    /// One for each Audience, in document order.
    pub audiences: Vec<AudienceKind>,
}

impl<'a> Readings<'a> {
    pub fn of(response: &'a Response) -> Readings<'a> {
        let Some(assertion) = response.assertion() else { return Readings::default() };
        let roles = assertion.attributes_named(ROLE).flat_map(|attribute| &attribute.values);
        let audiences = assertion.audiences();
        Readings {
            roles: roles.map(read_role).collect(),
            audiences: audiences.map(|audience| audience::classify(&audience.value)).collect(),
        }
    }
}

/// Structured XML is no text, whatever text stands between its elements.
fn read_role(value: &AttributeValue) -> Reading<'_> {
    if value.has_elements { Reading::Blank } else { role_value::read(&value.text.value) }
}
