//! What `aws iam get-saml-provider` and `aws iam list-saml-providers` print.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::printed;
use crate::aws::arn::SamlProviderArn;
use crate::aws::attributes::ROLE;
use crate::aws::role_pair;
use crate::instant::Instant;
use crate::saml::Response;
use crate::source::{Source, SourceKind, Sources};
use crate::xml::{self, Tree};

/// One provider of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedProvider {
    pub arn: Arc<str>,
    pub dates: Option<Dates>,
}

/// When IAM made a provider and until when it says that it is valid, in whole seconds: the commands
/// print them with different precision. Two providers of one account hardly ever agree in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dates {
    pub created: Instant,
    pub valid_until: Instant,
}

/// The metadata in a provider, and its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldMetadata {
    pub document: String,
    pub dates: Option<Dates>,
    /// `None` where it does not say: an old program printed it.
    pub encryption: Option<Encryption>,
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
    pub(super) fn of(mode: Option<String>, keys: usize) -> Option<Encryption> {
        let required = mode.as_deref() == Some("Required");
        (mode.is_some() || keys > 0).then_some(Encryption { required, keys })
    }
}

/// The provider ARNs of the Role pairs, each once, in document order; what is no such ARN is left out.
pub fn named_by(response: &Response) -> Vec<&str> {
    let mut named: Vec<&str> = Vec::new();
    let mut seen = HashSet::new();
    let values = response.assertion().into_iter().flat_map(|assertion| assertion.attributes_named(ROLE));
    for value in values.flat_map(|attribute| &attribute.values) {
        let provider = role_pair::halves(&value.text.value).provider;
        if let Some(arn) = provider.filter(|arn| SamlProviderArn::parse(arn).is_ok())
            && seen.insert(arn)
        {
            named.push(arn);
        }
    }
    named
}

/// The providers of `list-saml-providers`, JSON or the API's XML.
pub fn read_list(text: &str) -> Option<Vec<ListedProvider>> {
    if is_xml(text) {
        return with_tree(text, |tree| {
            let root = tree.root();
            let list = tree.descendants(root).find(|&id| tree.local_name(id) == "SAMLProviderList")?;
            let providers = tree.elements(list).filter_map(|member| {
                let child = |name: &str| {
                    let child = tree.elements(member).find(|&id| tree.local_name(id) == name)?;
                    Some(tree.content(child).value)
                };
                Some(ListedProvider {
                    arn: child("Arn")?.into(),
                    dates: dates(child("CreateDate"), child("ValidUntil")),
                })
            });
            Some(providers.collect())
        });
    }
    if !text.trim_start().starts_with('{') {
        return printed::list(text);
    }
    let document: Value = serde_json::from_str(text).ok()?;
    let providers = document.get("SAMLProviderList")?.as_array()?.iter().filter_map(|provider| {
        Some(ListedProvider { arn: provider.get("Arn")?.as_str()?.into(), dates: json_dates(provider) })
    });
    Some(providers.collect())
}

/// The metadata that `get-saml-provider` printed: JSON, text, or the API's XML.
pub fn read_provider(text: &str) -> Option<HeldMetadata> {
    let trimmed = text.trim_start();
    if trimmed.starts_with('{') {
        let document: Value = serde_json::from_str(trimmed).ok()?;
        let metadata = document.get("SAMLMetadataDocument")?.as_str()?;
        let mode = document.get("AssertionEncryptionMode").and_then(Value::as_str);
        let keys = document.get("PrivateKeyList").and_then(Value::as_array).map_or(0, Vec::len);
        return Some(HeldMetadata {
            document: metadata.to_owned(),
            dates: json_dates(&document),
            encryption: Encryption::of(mode.map(str::to_owned), keys),
        });
    }
    if is_xml(trimmed) && trimmed.contains("GetSAMLProviderResponse") {
        return with_tree(trimmed, |tree| {
            let find = |name: &str| {
                let found = tree.descendants(tree.root()).find(|&id| tree.local_name(id) == name)?;
                Some(tree.content(found).value)
            };
            Some(HeldMetadata {
                document: find("SAMLMetadataDocument")?,
                dates: dates(find("CreateDate"), find("ValidUntil")),
                encryption: {
                    let list =
                        tree.descendants(tree.root()).find(|&id| tree.local_name(id) == "PrivateKeyList");
                    let keys = list.map_or(0, |list| tree.elements(list).count());
                    Encryption::of(find("AssertionEncryptionMode"), keys)
                },
            })
        });
    }
    printed::provider(text)
}

fn is_xml(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

fn with_tree<T>(text: &str, read: impl FnOnce(&Tree) -> Option<T>) -> Option<T> {
    let text = text.trim_start();
    let source = Sources::default().add(Source::new(SourceKind::Message, "", None));
    read(&xml::parse(source, text).ok()?)
}

fn json_dates(value: &Value) -> Option<Dates> {
    let date = |name: &str| Some(value.get(name)?.as_str()?.to_owned());
    dates(date("CreateDate"), date("ValidUntil"))
}

pub(super) fn dates(created: Option<String>, valid_until: Option<String>) -> Option<Dates> {
    let instant = |text: Option<String>| Some(Instant::parse_rfc3339(&text?).ok()?.instant.whole_second());
    Some(Dates { created: instant(created)?, valid_until: instant(valid_until)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATED: &str = "2026-11-21T21:14:01Z";
    const UNTIL: &str = "2032-05-09T16:27:11Z";

    #[test]
    fn a_provider_is_read_in_every_form_the_command_line_prints() {
        let document = "<EntityDescriptor entityID=\"a\"></EntityDescriptor>";
        let dates = dates(Some(CREATED.to_owned()), Some(UNTIL.to_owned()));
        assert!(dates.is_some());
        let escaped = document.replace('<', "&lt;").replace('>', "&gt;");
        for text in [
            serde_json::json!({ "SAMLMetadataDocument": document, "CreateDate": CREATED, "ValidUntil": UNTIL })
                .to_string(),
            format!("{CREATED}\t{document}\t{UNTIL}\n"),
            format!(
                "<GetSAMLProviderResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetSAMLProviderResult><CreateDate>{CREATED}</CreateDate><SAMLMetadataDocument>{escaped}</SAMLMetadataDocument><ValidUntil>{UNTIL}</ValidUntil></GetSAMLProviderResult></GetSAMLProviderResponse>"
            ),
        ] {
            let expected = HeldMetadata { document: document.to_owned(), dates: dates.clone(), encryption: None };
            assert_eq!(read_provider(&text), Some(expected), "{text}");
        }
        for text in ["", "{}", "{\"SAMLMetadataDocument\": 1}", "no markup"] {
            assert_eq!(read_provider(text), None, "{text}");
        }
    }

    #[test]
    fn a_list_is_read_as_json_and_as_xml() {
        let arn = "arn:aws:iam::123456789012:saml-provider/Corp";
        for text in [
            format!("{{\"SAMLProviderList\": [{{\"Arn\": \"{arn}\"}}, {{}}]}}"),
            format!(
                "<ListSAMLProvidersResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListSAMLProvidersResult><SAMLProviderList><member><Arn>{arn}</Arn></member></SAMLProviderList></ListSAMLProvidersResult></ListSAMLProvidersResponse>"
            ),
        ] {
            let listed = read_list(&text).unwrap();
            assert_eq!(listed.iter().map(|provider| &*provider.arn).collect::<Vec<_>>(), [arn], "{text}");
        }
        assert_eq!(read_list("[]"), None);
    }
}
