//! The SAML providers of an account: those that Role pairs name, and those that exist.

use std::collections::HashSet;
use std::sync::Arc;

use super::provider_dates::Dates;
use crate::aws::arn::SamlProviderArn;
use crate::aws::attributes::ROLE;
use crate::aws::role_value;
use crate::saml::Response;

/// One provider of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedProvider {
    pub arn: Arc<str>,
    pub dates: Option<Dates>,
}

/// What a provider does with encrypted assertions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encryption {
    /// AssertionEncryptionMode is `Required`, not `Allowed`.
    pub required: bool,
    /// How many private keys it holds.
    pub keys: usize,
}

impl Encryption {
    /// From AssertionEncryptionMode and the length of PrivateKeyList. Where neither is printed, the
    /// program may be older than both.
    pub(super) fn of(mode: Option<&str>, keys: usize) -> Option<Encryption> {
        let required = mode == Some("Required");
        (mode.is_some() || keys > 0).then_some(Encryption { required, keys })
    }
}

/// The provider ARNs of the Role pairs, each once, in document order; what is no such ARN is left out.
pub fn named_by(response: &Response) -> Vec<&str> {
    let mut named: Vec<&str> = Vec::new();
    let mut seen = HashSet::new();
    let values = response.assertion().into_iter().flat_map(|assertion| assertion.attributes_named(ROLE));
    for value in values.flat_map(|attribute| &attribute.values) {
        let provider = role_value::halves(&value.text.value).provider;
        if let Some(arn) = provider.filter(|arn| SamlProviderArn::parse(arn).is_ok())
            && seen.insert(arn)
        {
            named.push(arn);
        }
    }
    named
}
