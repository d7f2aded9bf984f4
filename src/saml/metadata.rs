//! SAML metadata as it was written (SAML Metadata 2.0, section 2).

use super::{attribute, text};
use crate::source::{Span, Text};
use crate::xml::{NodeId, Tree};

/// SAML metadata namespace.
pub const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
/// XML Signature namespace: KeyInfo is taken from there.
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// A metadata document: one entity, or an aggregate of many.
#[derive(Debug, Clone)]
pub struct Metadata {
    /// The start tag of the root element.
    pub tag: Span,
    /// `validUntil` of the root element.
    pub valid_until: Option<Text>,
    /// Every EntityDescriptor in document order, however deep the aggregates are nested.
    pub entities: Vec<EntityDescriptor>,
}

/// `md:EntityDescriptor`.
#[derive(Debug, Clone)]
pub struct EntityDescriptor {
    pub node: NodeId,
    pub tag: Span,
    pub entity_id: Option<Text>,
    pub valid_until: Option<Text>,
    /// Mostly one, of which a `Vec` would keep four: a federation has thousands of entities.
    pub identity_providers: Box<[IdentityProviderDescriptor]>,
    /// Local names of the other role descriptors: `SPSSODescriptor`.
    pub other_roles: Vec<String>,
}

/// `md:IDPSSODescriptor`.
#[derive(Debug, Clone)]
pub struct IdentityProviderDescriptor {
    pub tag: Span,
    pub valid_until: Option<Text>,
    pub keys: Vec<KeyDescriptor>,
    pub single_sign_on: Vec<SingleSignOnService>,
}

/// `md:KeyDescriptor`.
#[derive(Debug, Clone)]
pub struct KeyDescriptor {
    pub tag: Span,
    /// `use` as written; without it the key is for both purposes.
    pub usage: Option<Text>,
    /// The text of each X509Certificate.
    pub certificates: Vec<Text>,
}

/// `md:SingleSignOnService`.
#[derive(Debug, Clone)]
pub struct SingleSignOnService {
    pub tag: Span,
    pub binding: Option<Text>,
    pub location: Option<Text>,
}

impl Metadata {
    /// Reads a document whose root element is an EntityDescriptor or an EntitiesDescriptor; `None`
    /// where it is neither.
    pub fn read(tree: &Tree) -> Option<Metadata> {
        let root = tree.root();
        if !tree.is(root, METADATA, "EntityDescriptor") && !tree.is(root, METADATA, "EntitiesDescriptor") {
            return None;
        }
        Some(Metadata {
            tag: tree.start_tag(root),
            valid_until: attribute(tree, root, "validUntil"),
            entities: tree
                .descendants(root)
                .filter(|&node| tree.is(node, METADATA, "EntityDescriptor"))
                .map(|node| EntityDescriptor::read(tree, node))
                .collect(),
        })
    }
}

impl EntityDescriptor {
    fn read(tree: &Tree, node: NodeId) -> EntityDescriptor {
        let is_identity_provider = |&child: &NodeId| tree.is(child, METADATA, "IDPSSODescriptor");
        EntityDescriptor {
            node,
            tag: tree.start_tag(node),
            entity_id: attribute(tree, node, "entityID"),
            valid_until: attribute(tree, node, "validUntil"),
            identity_providers: tree
                .elements(node)
                .filter(is_identity_provider)
                .map(|child| IdentityProviderDescriptor::read(tree, child))
                .collect(),
            other_roles: tree
                .elements(node)
                .filter(|child| !is_identity_provider(child))
                .map(|child| tree.local_name(child))
                .filter(|name| name.ends_with("Descriptor"))
                .map(str::to_owned)
                .collect(),
        }
    }

    /// KeyDescriptors that may sign, of every IDPSSODescriptor.
    pub fn signing_keys(&self) -> impl Iterator<Item = &KeyDescriptor> {
        self.identity_providers.iter().flat_map(|role| &role.keys).filter(|key| key.may_sign())
    }
}

impl IdentityProviderDescriptor {
    fn read(tree: &Tree, node: NodeId) -> IdentityProviderDescriptor {
        IdentityProviderDescriptor {
            tag: tree.start_tag(node),
            valid_until: attribute(tree, node, "validUntil"),
            keys: tree
                .elements_named(node, METADATA, "KeyDescriptor")
                .map(|key| KeyDescriptor::read(tree, key))
                .collect(),
            single_sign_on: tree
                .elements_named(node, METADATA, "SingleSignOnService")
                .map(|service| SingleSignOnService {
                    tag: tree.start_tag(service),
                    binding: attribute(tree, service, "Binding"),
                    location: attribute(tree, service, "Location"),
                })
                .collect(),
        }
    }
}

impl KeyDescriptor {
    fn read(tree: &Tree, node: NodeId) -> KeyDescriptor {
        KeyDescriptor {
            tag: tree.start_tag(node),
            usage: attribute(tree, node, "use"),
            certificates: tree
                .elements_named(node, DSIG, "KeyInfo")
                .flat_map(|key_info| tree.elements_named(key_info, DSIG, "X509Data"))
                .flat_map(|data| tree.elements_named(data, DSIG, "X509Certificate"))
                .map(|certificate| text(tree, certificate))
                .collect(),
        }
    }

    /// `use` is "signing" or absent (section 2.4.1.1).
    pub fn may_sign(&self) -> bool {
        self.usage.as_ref().is_none_or(|usage| usage.value == "signing")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceKind, Sources};

    fn read(text: &str) -> Option<Metadata> {
        let source = Sources::default().add(Source::new(SourceKind::Message, text, None));
        Metadata::read(&crate::xml::parse(source, text).unwrap())
    }

    #[test]
    fn entities_are_found_however_deep_aggregates_are_nested() {
        let one = |id: &str| format!("<EntityDescriptor entityID=\"{id}\"/>");
        let text = format!(
            "<EntitiesDescriptor xmlns=\"{METADATA}\">{}<EntitiesDescriptor>{}</EntitiesDescriptor></EntitiesDescriptor>",
            one("a"),
            one("b")
        );
        let metadata = read(&text).unwrap();
        let ids: Vec<&str> = metadata
            .entities
            .iter()
            .map(|entity| entity.entity_id.as_ref().unwrap().value.as_str())
            .collect();
        assert_eq!(ids, ["a", "b"]);
    }

    #[test]
    fn keys_without_a_use_sign_too() {
        for (usage, may_sign) in [("", true), (" use=\"signing\"", true), (" use=\"encryption\"", false)] {
            let text = format!(
                "<EntityDescriptor xmlns=\"{METADATA}\"><IDPSSODescriptor><KeyDescriptor{usage}/></IDPSSODescriptor></EntityDescriptor>"
            );
            assert_eq!(read(&text).unwrap().entities[0].signing_keys().count() == 1, may_sign, "{usage}");
        }
    }

    #[test]
    fn other_documents_are_no_metadata() {
        assert!(read("<html/>").is_none());
        assert!(read("<EntityDescriptor/>").is_none(), "without its namespace");
    }
}
