//! A Signature: its references, the bytes of its SignedInfo, and which key made its SignatureValue.

use std::cell::RefCell;
use std::collections::HashMap;

use super::algorithm::RSA_PSS;
use super::cause::Cause;
use super::ids::{Ids, Resolved};
use super::recipe::{Budget, Recipe};
use super::reference::{self, Digest, NotComputed, Reference, algorithm_attribute};
use super::{
    Checked, DSIG, DSIG11, Fault, Hash, KeyOrigin, Malformed, PublicKey, Scheme, Sequence,
    SignatureAlgorithm, TrustedKey, UnusableKey, only_text,
};
use crate::certificate::{Certificate, decode_base64};
use crate::source::{Span, Text};
use crate::xml::canonical::{Apex, Encrypted, Namespaces, Unchanged, relative_namespace};
use crate::xml::{NodeId, Tree};

/// More signatures than this in one document are not examined: two are usual.
pub const SIGNATURE_LIMIT: usize = 1_000;
/// More references than this in one signature are not examined, and then it is not valid: SAML has one
/// (SAML Core 2.0, section 5.4.2).
const REFERENCE_LIMIT: usize = 100;
/// More embedded keys than this in one signature are not tried: one is usual, chains have four.
const EMBEDDED_KEY_LIMIT: usize = 32;

/// All that is known about one `ds:Signature`.
#[derive(Debug, Clone)]
pub struct Signature {
    pub element: NodeId,
    /// The start tag.
    pub span: Span,
    pub path: String,
    /// The element that the first reference leads to.
    pub covered: Option<NodeId>,
    /// Its path.
    pub covers: Option<String>,
    pub references: Vec<Reference>,
    /// The `Algorithm` of CanonicalizationMethod as written.
    pub canonicalization_method: Option<Text>,
    /// The `Algorithm` of SignatureMethod as written.
    pub signature_method: Option<Text>,
    pub algorithm: Option<SignatureAlgorithm>,
    pub signature_value: Option<Text>,
    pub value: Value,
    /// Every key that KeyInfo holds, in order, then every key the caller gave.
    pub keys: Vec<TriedKey>,
    /// Where it is not built as XML Signature demands; such a signature is never valid.
    pub malformed: Vec<Malformed>,
    pub verdict: Verdict,
    /// Why the value differs although the key is right, once [`diagnose`](super::diagnose) was asked.
    pub cause: Option<Cause>,
    pub(super) recipe: Option<Recipe>,
}

/// A key and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedKey {
    pub origin: KeyOrigin,
    /// What the caller calls it; `None` for an embedded key.
    pub name: Option<String>,
    /// The text of X509Certificate, or the KeyValue; `None` for a key from elsewhere.
    pub span: Option<Span>,
    pub certificate: Option<Certificate>,
    pub key: Result<PublicKey, UnusableKey>,
    /// `None` where the key is unusable, not of the algorithm's kind, or there was nothing to check.
    pub checked: Option<Checked>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// At least one key fits.
    Match,
    /// There are keys of the right kind, and none fits.
    Mismatch,
    /// There is no key of the right kind.
    NoKey,
    /// The algorithm, or the canonicalization of SignedInfo, is not supported or not given.
    Unsupported,
}

impl Value {
    pub fn name(self) -> &'static str {
        match self {
            Value::Match => "match",
            Value::Mismatch => "mismatch",
            Value::NoKey => "no-key",
            Value::Unsupported => "unsupported",
        }
    }
}

/// In the order in which they take precedence, `Valid` last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    NoReference,
    Unresolved,
    Ambiguous,
    External,
    Unsupported,
    DigestMismatch,
    SignatureMismatch,
    NoKey,
    Valid,
}

impl Verdict {
    pub fn name(self) -> &'static str {
        match self {
            Verdict::NoReference => "no-reference",
            Verdict::Unresolved => "unresolved",
            Verdict::Ambiguous => "ambiguous",
            Verdict::External => "external",
            Verdict::Unsupported => "unsupported",
            Verdict::DigestMismatch => "digest-mismatch",
            Verdict::SignatureMismatch => "signature-mismatch",
            Verdict::NoKey => "no-key",
            Verdict::Valid => "valid",
        }
    }
}

impl Signature {
    /// The key that made the SignatureValue: one from elsewhere before an embedded one.
    pub fn fitting_key(&self) -> Option<&TriedKey> {
        let rank = |key: &&TriedKey| match key.origin {
            KeyOrigin::Provider => 0,
            KeyOrigin::Metadata => 1,
            KeyOrigin::Given => 2,
            KeyOrigin::Embedded => 3,
        };
        self.keys.iter().filter(|key| key.checked == Some(Checked::Match)).min_by_key(rank)
    }

    /// Whether a key of the metadata or the IAM provider made it; `None` where there is neither.
    pub fn trusted(&self) -> Option<bool> {
        let mut known = self
            .keys
            .iter()
            .filter(|key| matches!(key.origin, KeyOrigin::Metadata | KeyOrigin::Provider))
            .peekable();
        known.peek()?;
        Some(known.any(|key| key.checked == Some(Checked::Match)))
    }

    /// The certificate of the fitting key; where none fits, the first that is embedded.
    pub fn certificate(&self) -> Option<&Certificate> {
        let fitting = self.fitting_key().and_then(|key| key.certificate.as_ref());
        fitting.or_else(|| {
            let by_value = self.value == Value::Match;
            let counts = |key: &&TriedKey| !by_value || key.checked == Some(Checked::Match);
            self.embedded().filter(counts).find_map(|key| key.certificate.as_ref())
        })
    }

    pub fn embedded(&self) -> impl Iterator<Item = &TriedKey> {
        self.keys.iter().filter(|key| key.origin == KeyOrigin::Embedded)
    }

    /// An ECDSA value that would be right, were it not in DER.
    pub fn value_in_der(&self) -> bool {
        self.keys.iter().any(|key| key.checked == Some(Checked::MatchInDer))
    }
}

/// Examines every Signature of the document, in document order. Paths are counted from `message`.
pub fn verify(tree: &Tree, message: NodeId, keys: &[TrustedKey]) -> Vec<Signature> {
    let elements: Vec<NodeId> = tree
        .descendants(tree.root())
        .filter(|&id| tree.is(id, DSIG, "Signature"))
        .take(SIGNATURE_LIMIT)
        .collect();
    if elements.is_empty() {
        return Vec::new();
    }
    let ids = Ids::of(tree);
    let budget = Budget::new(VERIFY_BUDGET + 8 * tree.span(tree.root()).range().len());
    let document = Document {
        tree,
        ids: &ids,
        relative_namespace: relative_namespace(tree),
        budget: &budget,
        certificates: RefCell::default(),
    };
    elements.into_iter().map(|element| examine(&document, message, element, keys)).collect()
}

/// Bytes of canonical XML for one document, above eight times its own length.
const VERIFY_BUDGET: usize = 16 << 20;

/// What all signatures of a document share.
struct Document<'t> {
    tree: &'t Tree,
    ids: &'t Ids,
    relative_namespace: Option<Span>,
    budget: &'t Budget,
    /// By their text: all signatures usually have the same one.
    certificates: RefCell<HashMap<String, ReadCertificate>>,
}

/// A certificate and its key, or why there is none.
type ReadCertificate = (Option<Certificate>, Result<PublicKey, UnusableKey>);

impl Document<'_> {
    fn certificate(&self, text: &str) -> ReadCertificate {
        if let Some(known) = self.certificates.borrow().get(text) {
            return known.clone();
        }
        let read = match Certificate::from_text(text) {
            Ok(certificate) => {
                let key = PublicKey::from_certificate(&certificate);
                (Some(certificate), key)
            }
            Err(reason) => (None, Err(UnusableKey::Certificate(reason))),
        };
        self.certificates.borrow_mut().insert(text.to_owned(), read.clone());
        read
    }
}

fn examine(document: &Document<'_>, message: NodeId, element: NodeId, trusted: &[TrustedKey]) -> Signature {
    let tree = document.tree;
    let mut malformed = Vec::new();
    let mut parts = Sequence::of(tree, element);
    let signed_info = parts.required("SignedInfo", &mut malformed);
    let value_element = parts.required("SignatureValue", &mut malformed);
    let key_info = parts.optional("KeyInfo", &mut malformed);
    parts.many("Object");
    parts.finish(&mut malformed);

    let mut info = SignedInfo::default();
    if let Some(signed_info) = signed_info {
        info = read_signed_info(document, element, signed_info, &mut malformed);
    }
    let signature_value = value_element.map(|value| only_text(tree, value, "SignatureValue", &mut malformed));

    let mut keys = key_info.map_or_else(Vec::new, |key_info| embedded_keys(document, key_info));
    keys.extend(trusted.iter().map(|key| TriedKey {
        origin: key.origin,
        name: Some(key.name.clone()),
        span: None,
        certificate: key.certificate.clone(),
        key: Ok(key.key.clone()),
        checked: None,
    }));
    let value = check_value(info.algorithm, info.digest.as_deref(), signature_value.as_ref(), &mut keys);

    let verdict = judge(signed_info.is_some(), &info.references, &malformed, value);
    let covered = info.references.first().and_then(|reference| reference.target(tree));
    Signature {
        element,
        span: tree.start_tag(element),
        path: tree.path(message, element),
        covered,
        covers: covered.map(|covered| tree.path(message, covered)),
        references: info.references,
        canonicalization_method: info.canonicalization_method,
        signature_method: info.signature_method,
        algorithm: info.algorithm,
        signature_value,
        value,
        keys,
        malformed,
        verdict,
        cause: None,
        recipe: info.recipe,
    }
}

fn judge(has_signed_info: bool, references: &[Reference], malformed: &[Malformed], value: Value) -> Verdict {
    let resolved = |wanted: fn(&Resolved) -> bool| references.iter().any(|r| wanted(&r.resolved));
    if has_signed_info && references.is_empty() {
        return Verdict::NoReference;
    }
    if resolved(|resolved| matches!(resolved, Resolved::None)) {
        return Verdict::Unresolved;
    }
    if resolved(|resolved| matches!(resolved, Resolved::Ambiguous(_))) {
        return Verdict::Ambiguous;
    }
    if resolved(|resolved| matches!(resolved, Resolved::External)) {
        return Verdict::External;
    }
    let not_computed = |reference: &Reference| matches!(reference.digest, Digest::NotComputed(_));
    if !malformed.is_empty() || value == Value::Unsupported || references.iter().any(not_computed) {
        return Verdict::Unsupported;
    }
    if references.iter().any(|reference| reference.digest != Digest::Match) {
        return Verdict::DigestMismatch;
    }
    match value {
        Value::Match => Verdict::Valid,
        Value::Mismatch => Verdict::SignatureMismatch,
        Value::NoKey => Verdict::NoKey,
        Value::Unsupported => Verdict::Unsupported,
    }
}

#[derive(Default)]
struct SignedInfo {
    references: Vec<Reference>,
    canonicalization_method: Option<Text>,
    signature_method: Option<Text>,
    algorithm: Option<SignatureAlgorithm>,
    /// Of its canonical bytes, with the hash of the signature algorithm.
    digest: Option<Vec<u8>>,
    recipe: Option<Recipe>,
}

fn read_signed_info(
    document: &Document<'_>,
    signature: NodeId,
    element: NodeId,
    malformed: &mut Vec<Malformed>,
) -> SignedInfo {
    let tree = document.tree;
    let mut parts = Sequence::of(tree, element);
    let canonicalization_element = parts.required("CanonicalizationMethod", malformed);
    let method_element = parts.required("SignatureMethod", malformed);
    let mut reference_elements = parts.many("Reference");
    if let Some(&more) = reference_elements.get(REFERENCE_LIMIT) {
        reference_elements.truncate(REFERENCE_LIMIT);
        malformed
            .push(Malformed { span: tree.start_tag(more), fault: Fault::Unexpected("Reference".to_owned()) });
    }
    parts.finish(malformed);

    let canonicalization_method =
        canonicalization_element.and_then(|method| algorithm_attribute(tree, method, malformed));
    let signature_method = method_element.and_then(|method| algorithm_attribute(tree, method, malformed));
    let algorithm = match (method_element, &signature_method) {
        (Some(element), Some(method)) if method.value == RSA_PSS => pss_algorithm(tree, element),
        (_, Some(method)) => SignatureAlgorithm::from_uri(&method.value),
        (_, None) => None,
    };
    let named = canonicalization_element.zip(canonicalization_method.as_ref());
    let recipe = named.filter(|_| document.relative_namespace.is_none()).and_then(|(method, uri)| {
        let canonicalization = reference::canonicalization(tree, method, &uri.value)?;
        let apex = Apex::Element(element);
        Some(Recipe {
            apex,
            without: None,
            also_without: Vec::new(),
            canonicalizations: vec![canonicalization],
        })
    });
    let digest = algorithm.zip(recipe.as_ref()).and_then(|(algorithm, recipe)| {
        let received = Encrypted::Ciphertext;
        let bytes = recipe.bytes(tree, received, Namespaces::Declared, &Unchanged, document.budget).ok()?;
        Some(algorithm.hash.digest(&bytes))
    });
    let references = reference_elements
        .into_iter()
        .map(|reference| {
            let mut reference = reference::read(tree, document.ids, signature, reference, malformed);
            if let (Some(span), Some(_)) = (document.relative_namespace, &reference.recipe) {
                reference.digest = Digest::NotComputed(NotComputed::RelativeNamespace(span));
                reference.recipe = None;
            }
            reference::check(tree, &mut reference, document.budget);
            reference
        })
        .collect();
    SignedInfo { references, canonicalization_method, signature_method, algorithm, digest, recipe }
}

/// The parameters of `rsa-pss`; what is left out is SHA-256, MGF1 with the same hash, and a salt
/// as long as the hash (RFC 9231, section 2.3.9).
fn pss_algorithm(tree: &Tree, method: NodeId) -> Option<SignatureAlgorithm> {
    const MORE_2007: &str = "http://www.w3.org/2007/05/xmldsig-more#";
    let of_method = |parent: Option<NodeId>| match parent
        .and_then(|parent| tree.element_named(parent, DSIG, "DigestMethod"))
    {
        Some(element) => Hash::from_uri(&tree.attribute_value(element, "Algorithm")?).map(Some),
        None => Some(None),
    };
    let parameters = tree.element_named(method, MORE_2007, "RSAPSSParams");
    let child = |local| parameters.and_then(|parameters| tree.element_named(parameters, MORE_2007, local));
    let hash = of_method(parameters)?.unwrap_or(Hash::Sha256);
    let mask = child("MaskGenerationFunction");
    if of_method(mask)?.is_some_and(|mask_hash| mask_hash != hash) {
        return None;
    }
    let is_one = |element| tree.content(element).value.trim() == "1";
    if !child("TrailerField").is_none_or(is_one) {
        return None;
    }
    let salt = match child("SaltLength") {
        Some(element) => tree.content(element).value.trim().parse().ok().filter(|&salt| salt <= 1024)?,
        None => hash.length(),
    };
    Some(SignatureAlgorithm { scheme: Scheme::RsaPss { salt }, hash })
}

fn check_value(
    algorithm: Option<SignatureAlgorithm>,
    digest: Option<&[u8]>,
    written: Option<&Text>,
    keys: &mut [TriedKey],
) -> Value {
    let (Some(algorithm), Some(digest)) = (algorithm, digest) else { return Value::Unsupported };
    let value = written.and_then(|written| decode_base64(&written.value)).unwrap_or_default();
    for index in 0..keys.len() {
        let (before, rest) = keys.split_at_mut(index);
        let tried = &mut rest[0];
        if let Ok(key) = &tried.key
            && key.fits(algorithm)
        {
            // The metadata usually has the key that is embedded.
            let same = before.iter().find(|earlier| earlier.key.as_ref() == Ok(key));
            let known = same.and_then(|earlier| earlier.checked);
            tried.checked = Some(known.unwrap_or_else(|| key.check(algorithm, digest, &value)));
        }
    }
    if keys.iter().any(|key| key.checked == Some(Checked::Match)) {
        Value::Match
    } else if keys.iter().any(|key| key.checked.is_some()) {
        Value::Mismatch
    } else {
        Value::NoKey
    }
}

/// The keys of KeyInfo: certificates, KeyValue, DEREncodedKeyValue.
fn embedded_keys(document: &Document<'_>, key_info: NodeId) -> Vec<TriedKey> {
    let tree = document.tree;
    let mut keys = Vec::new();
    let tried = |span, certificate, key| TriedKey {
        origin: KeyOrigin::Embedded,
        name: None,
        span: Some(span),
        certificate,
        key,
        checked: None,
    };
    for child in tree.elements(key_info) {
        if tree.is(child, DSIG, "X509Data") {
            for element in tree.elements_named(child, DSIG, "X509Certificate") {
                let content = tree.content(element);
                let (certificate, key) = document.certificate(&content.value);
                keys.push(tried(content.span, certificate, key));
            }
        } else if tree.is(child, DSIG, "KeyValue") {
            let key = tree.elements(child).next().map(|value| key_value(tree, value));
            keys.push(tried(tree.span(child), None, key.unwrap_or(Err(UnusableKey::Damaged))));
        } else if tree.is(child, DSIG11, "DEREncodedKeyValue") {
            let content = tree.content(child);
            let der = decode_base64(&content.value).ok_or(UnusableKey::Damaged);
            keys.push(tried(content.span, None, der.and_then(|der| PublicKey::from_spki(&der))));
        }
        if keys.len() >= EMBEDDED_KEY_LIMIT {
            keys.truncate(EMBEDDED_KEY_LIMIT);
            break;
        }
    }
    keys
}

fn key_value(tree: &Tree, value: NodeId) -> Result<PublicKey, UnusableKey> {
    let bytes = |namespace, local| {
        let element = tree.element_named(value, namespace, local).ok_or(UnusableKey::Damaged)?;
        decode_base64(&tree.content(element).value).ok_or(UnusableKey::Damaged)
    };
    if tree.is(value, DSIG, "RSAKeyValue") {
        return PublicKey::from_rsa(&bytes(DSIG, "Modulus")?, &bytes(DSIG, "Exponent")?);
    }
    if tree.is(value, DSIG11, "ECKeyValue") {
        let curve = tree.element_named(value, DSIG11, "NamedCurve").ok_or(UnusableKey::Damaged)?;
        let uri = tree.attribute_value(curve, "URI").unwrap_or_default();
        let curve = uri.strip_prefix("urn:oid:").unwrap_or(&uri);
        return PublicKey::from_point(curve, &bytes(DSIG11, "PublicKey")?);
    }
    Err(UnusableKey::Kind(tree.local_name(value).to_owned()))
}
