//! A metadata file as evidence: who may sign, under which name, and how the file was written.

use std::sync::Arc;

use super::WrittenAs;
use super::kind::Given;
use super::provider_dates::Dates;
use super::providers::Encryption;
use crate::aws::endpoints::identity_store;
use crate::aws::nearest::nearest;
use crate::certificate::{Certificate, NotCertificate};
use crate::saml::Metadata;
use crate::saml::metadata::EntityDescriptor;
use crate::signature::{KeyOrigin, PublicKey, UnusableKey};
use crate::source::{Source, SourceId, SourceKind, Span, Text, floor_char_boundary};
use crate::xml::{self, NotWellFormed, Tree};

/// One metadata document that was given.
#[derive(Debug)]
pub struct MetadataFile {
    /// Index of the input it is from.
    pub input: usize,
    /// What a report calls it: the file name.
    pub name: String,
    /// `Metadata` where the identity provider's own was given, `Provider` where it is what IAM holds.
    pub origin: KeyOrigin,
    pub source: SourceId,
    /// Length of the document in characters.
    pub characters: usize,
    pub written_as: WrittenAs,
    pub document: Result<MetadataDocument, NotWellFormed>,
    /// The tag or the character at which a document that is not well-formed goes wrong.
    fault: Span,
    /// The text before a document that is not well-formed.
    before: Option<String>,
    /// The provider that holds it, where that is known.
    pub arn: Option<Arc<str>>,
    /// The identifier of the provider, which its sign-in URL ends in.
    pub uuid: Option<Text>,
    /// What IAM says of the provider beside the document.
    pub dates: Option<Dates>,
    /// What IAM says that the provider does with encrypted assertions.
    pub encryption: Option<Encryption>,
}

/// A well-formed document.
#[derive(Debug)]
pub struct MetadataDocument {
    pub tree: Tree,
    /// `None` where the root element is none of metadata's.
    pub metadata: Option<Metadata>,
    /// Every certificate of every key that may sign, in document order.
    pub keys: Vec<SigningKey>,
}

/// A certificate of a KeyDescriptor for signing.
#[derive(Debug)]
pub struct SigningKey {
    /// Index into the entities of the metadata.
    pub entity: usize,
    /// The text of X509Certificate.
    pub span: Span,
    pub certificate: Result<Certificate, NotCertificate>,
    pub key: Result<PublicKey, UnusableKey>,
}

impl MetadataFile {
    /// Takes over the text of a document.
    pub fn read(given: &Given<'_>, origin: KeyOrigin, text: &str) -> MetadataFile {
        let Given { input, name, written_as, sources, .. } = *given;
        let shown = match origin {
            KeyOrigin::Provider => format!("metadata in {name}"),
            KeyOrigin::Metadata | KeyOrigin::Embedded | KeyOrigin::Given => name.to_owned(),
        };
        let source = sources.add(Source::new(SourceKind::Evidence { name: shown }, text, None));
        let document = xml::parse_shared(source, Arc::clone(&sources.get(source).text)).map(|tree| {
            let metadata = Metadata::read(&tree);
            let keys = metadata.as_ref().map_or_else(Vec::new, signing_keys);
            MetadataDocument { tree, metadata, keys }
        });
        MetadataFile {
            input,
            name: name.to_owned(),
            origin,
            source,
            characters: text.chars().count(),
            written_as,
            fault: match &document {
                // Where a page stops being XML tells nothing.
                Err(_) if written_as.page => fault(source, text, text.find('<').unwrap_or(0)),
                Err(refused) => fault(source, text, refused.offset),
                Ok(document) => document.tree.start_tag(document.tree.root()),
            },
            before: text_before(text).filter(|_| document.is_err() && !written_as.page),
            document,
            arn: None,
            uuid: None,
            dates: None,
            encryption: None,
        }
    }

    pub fn metadata(&self) -> Option<&Metadata> {
        self.document.as_ref().ok()?.metadata.as_ref()
    }

    /// The entityID of IAM Identity Center's, where this is the metadata that it publishes of itself.
    pub fn center_entity(&self) -> Option<&Text> {
        let entities = self.metadata().map_or(&[][..], |metadata| &metadata.entities);
        let ids = entities.iter().filter_map(|entity| entity.entity_id.as_ref());
        let mut own = ids.filter(|id| identity_store(&id.value).is_some());
        own.next().filter(|_| self.identity_providers().next().is_none())
    }

    /// Entities that are identity providers.
    pub fn identity_providers(&self) -> impl Iterator<Item = &EntityDescriptor> {
        let entities = self.metadata().map_or(&[][..], |metadata| &metadata.entities);
        entities.iter().filter(|entity| !entity.identity_providers.is_empty())
    }

    /// The `entityID` of every identity provider in it.
    pub fn entity_ids(&self) -> impl Iterator<Item = &Text> {
        self.identity_providers().filter_map(|entity| entity.entity_id.as_ref())
    }

    /// The keys that a response of this issuer may be signed with: of an aggregate only those of the
    /// entity that bears the issuer's name.
    pub fn keys_for(&self, issuer: Option<&str>) -> impl Iterator<Item = &SigningKey> {
        let alone = self.identity_providers().nth(1).is_none();
        let keys = self.document.as_ref().map_or(&[][..], |document| &document.keys);
        keys.iter().filter(move |key| {
            let entity = self.metadata().and_then(|metadata| metadata.entities.get(key.entity));
            let id = entity.and_then(|entity| entity.entity_id.as_ref());
            alone || id.is_some_and(|id| Some(id.value.as_str()) == issuer)
        })
    }

    /// Whether it may be what IAM holds for one of these providers: it is not where it is known to be
    /// another's.
    pub fn may_be_of(&self, providers: &[&str]) -> bool {
        self.arn.as_deref().is_none_or(|arn| providers.is_empty() || providers.contains(&arn))
    }

    /// Whether it may be the metadata of the identity provider that sent a response of this issuer: its
    /// entityID is the Issuer, or nearly. Another's must not condemn the response.
    pub fn may_be_issuers(&self, issuer: Option<&str>) -> bool {
        /// An aggregate has thousands, and one of them is the issuer or none.
        const MOST_COMPARED: usize = 20;
        let Some(issuer) = issuer else { return true };
        let mut ids = self.entity_ids().map(|id| id.value.as_str()).peekable();
        if ids.peek().is_none() {
            return true;
        }
        let ids: Vec<&str> = ids.collect();
        ids.contains(&issuer) || ids.iter().take(MOST_COMPARED).any(|id| is_near(id, issuer))
    }

    /// Where a finding about the document as a whole points: the root's start tag.
    pub fn start(&self) -> Span {
        match &self.document {
            Ok(document) => document.tree.start_tag(document.tree.root()),
            Err(_) => self.fault,
        }
    }

    /// What stands before the document, if that is more than white space and a byte order mark.
    pub fn text_before(&self) -> Option<&str> {
        self.before.as_deref()
    }

    /// What a message calls it: `the IAM provider (provider.json)`.
    pub fn words(&self) -> String {
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
        match self.origin {
            KeyOrigin::Provider => {
                format!("the IAM provider ({})", self.arn.as_deref().unwrap_or(file))
            }
            KeyOrigin::Metadata | KeyOrigin::Embedded | KeyOrigin::Given => format!("the metadata ({file})"),
        }
    }
}

/// Equal but for a slip, of the same host, or the same vendor's form with another tenant.
fn is_near(id: &str, issuer: &str) -> bool {
    let parts = |uri: &str| {
        let uri = uri.trim();
        let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        (host.to_ascii_lowercase(), path.trim_end_matches('/').to_ascii_lowercase())
    };
    let ((host, path), (other_host, other_path)) = (parts(id), parts(issuer));
    let same_host = host == other_host;
    let same_form = path == other_path && path.contains('/');
    same_host || same_form || nearest(issuer, [id]).is_some()
}

fn text_before(text: &str) -> Option<String> {
    let before = text[..text.find('<')?].trim_start_matches('\u{FEFF}').trim();
    (!before.is_empty()).then(|| before.to_owned())
}

fn fault(source: SourceId, text: &str, offset: usize) -> Span {
    /// A tag that is longer is shown by its beginning.
    const LONGEST: usize = 200;
    let start = floor_char_boundary(text, offset);
    let rest = &text[start..floor_char_boundary(text, start + LONGEST)];
    let length = match rest.strip_prefix('<').and_then(|tag| tag.find('>')) {
        Some(end) => end + 2,
        None => rest.chars().next().map_or(0, char::len_utf8),
    };
    Span { source, start: start as u32, end: (start + length) as u32 }
}

fn signing_keys(metadata: &Metadata) -> Vec<SigningKey> {
    let mut keys = Vec::new();
    for (entity, descriptor) in metadata.entities.iter().enumerate() {
        for text in descriptor.signing_keys().flat_map(|key| &key.certificates) {
            let certificate = Certificate::from_text(&text.value);
            let key = match &certificate {
                Ok(certificate) => PublicKey::from_certificate(certificate),
                Err(reason) => Err(UnusableKey::Certificate(reason.clone())),
            };
            keys.push(SigningKey { entity, span: text.span, certificate, key });
        }
    }
    keys
}
