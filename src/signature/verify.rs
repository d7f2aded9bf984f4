//! A Signature: its references, the bytes of its SignedInfo, and which key made its SignatureValue.

use super::algorithm::RSA_PSS;
use super::budget::{Budget, KEY_OPERATIONS};
use super::ids::{Ids, Resolved};
use super::key_info::{Certificates, embedded_keys, with_elements};
use super::reference::{self, Digest, NotComputed, Reference, algorithm_attribute};
use super::transforms::Recipe;
use super::{
    Checked, DSIG, Fault, Hash, KeyOrigin, Malformed, Scheme, Sequence, Signature, SignatureAlgorithm,
    SignatureVerdict, TriedKey, TrustedKey, Value, only_text,
};
use crate::certificate::decode_base64;
use crate::redaction;
use crate::saml::assertions;
use crate::source::{Span, Text};
use crate::xml::canonical::{Apex, Namespaces, Unchanged, relative_namespace};
use crate::xml::{NodeId, Tree};

/// More signatures than this in one document are not examined: two are usual.
pub const SIGNATURE_LIMIT: usize = 1_000;
/// More references than this in one signature are not examined, and then it is not valid: SAML has one
/// (SAML Core 2.0, section 5.4.2).
const REFERENCE_LIMIT: usize = 100;

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
        relative_namespace: relative_namespace(tree).map(|(declaration, _)| declaration),
        budget: &budget,
        operations: &Budget::new(KEY_OPERATIONS),
        certificates: Certificates::default(),
    };
    // What a stranger is signed with may use up what the keys may cost, so those come last.
    let read = assertions(tree, message);
    let is_of_what_is_read = |&element: &NodeId| {
        tree.parent(element).is_some_and(|parent| parent == message || read.contains(&parent))
    };
    let (first, last): (Vec<NodeId>, Vec<NodeId>) = elements.into_iter().partition(is_of_what_is_read);
    let mut signatures: Vec<Signature> =
        first.into_iter().chain(last).map(|element| examine(&document, message, element, keys)).collect();
    signatures.sort_by_key(|signature| signature.element);
    signatures
}

/// Bytes of canonical XML for one document, above eight times its own length.
const VERIFY_BUDGET: usize = 16 << 20;

/// What all signatures of a document share.
struct Document<'t> {
    tree: &'t Tree,
    ids: &'t Ids,
    relative_namespace: Option<Span>,
    budget: &'t Budget,
    /// See [`KEY_OPERATIONS`].
    operations: &'t Budget,
    certificates: Certificates,
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

    malformed.extend(key_info.into_iter().flat_map(|key_info| with_elements(tree, key_info)).map(
        |(element, local)| Malformed { span: tree.start_tag(element), fault: Fault::HoldsElements(local) },
    ));
    let (mut keys, more) = key_info.map_or_else(Default::default, |key_info| {
        embedded_keys(tree, key_info, &document.certificates, document.operations)
    });
    keys.extend(trusted.iter().map(|key| TriedKey {
        origin: key.origin,
        name: Some(key.name.clone()),
        span: None,
        certificate: key.certificate.clone(),
        key: Ok(key.key.clone()),
        checked: None,
    }));
    let written = match &signature_value {
        Some(value) if redaction::is_mark(&value.value) => Written::Redacted,
        Some(_) | None => Written::Given,
    };
    let (value, untried) = match written {
        Written::Redacted => (Value::NoKey, 0),
        Written::Given => check_value(
            info.algorithm.zip(info.digest.as_deref()),
            signature_value.as_ref(),
            &mut keys,
            more,
            document.operations,
        ),
    };

    let verdict = judge(signed_info.is_some(), &info.references, &malformed, value, written);
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
        untried,
        malformed,
        verdict,
        cause: None,
        restored_by: None,
        recipe: info.recipe,
    }
}

/// Whether the SignatureValue is one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Given,
    Redacted,
}

fn judge(
    has_signed_info: bool,
    references: &[Reference],
    malformed: &[Malformed],
    value: Value,
    written: Written,
) -> SignatureVerdict {
    let resolved = |wanted: fn(&Resolved) -> bool| references.iter().any(|r| wanted(&r.resolved));
    if has_signed_info && references.is_empty() {
        return SignatureVerdict::NoReference;
    }
    if resolved(|resolved| matches!(resolved, Resolved::None)) {
        return SignatureVerdict::Unresolved;
    }
    if resolved(|resolved| matches!(resolved, Resolved::Ambiguous(_))) {
        return SignatureVerdict::Ambiguous;
    }
    if resolved(|resolved| matches!(resolved, Resolved::External)) {
        return SignatureVerdict::External;
    }
    let redacted = |reference: &Reference| reference.digest == Digest::NotComputed(NotComputed::Redacted);
    if written == Written::Redacted || references.iter().any(redacted) {
        return SignatureVerdict::Redacted;
    }
    let not_computed = |reference: &Reference| matches!(reference.digest, Digest::NotComputed(_));
    if !malformed.is_empty() || value == Value::Unsupported || references.iter().any(not_computed) {
        return SignatureVerdict::Unsupported;
    }
    if references.iter().any(|reference| reference.digest != Digest::Match) {
        return SignatureVerdict::DigestMismatch;
    }
    match value {
        Value::Match => SignatureVerdict::Valid,
        Value::Mismatch => SignatureVerdict::SignatureMismatch,
        Value::NoKey => SignatureVerdict::NoKey,
        Value::Unsupported => SignatureVerdict::Unsupported,
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
        Some(Recipe::of(Apex::Element(element), vec![canonicalization]))
    });
    let digest = algorithm.zip(recipe.as_ref()).and_then(|(algorithm, recipe)| {
        let bytes = recipe.bytes(tree, Namespaces::Declared, &Unchanged, document.budget).ok()?;
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

/// Tries the keys that were given, then those that came along, `more` of which were not even read. The
/// value, and how many keys were not tried that it may depend on.
fn check_value(
    signed: Option<(SignatureAlgorithm, &[u8])>,
    written: Option<&Text>,
    keys: &mut [TriedKey],
    more: usize,
    operations: &Budget,
) -> (Value, usize) {
    let Some((algorithm, digest)) = signed else { return (Value::Unsupported, 0) };
    let value = written.and_then(|written| decode_base64(&written.value)).unwrap_or_default();
    let given = keys.iter().position(|key| key.origin != KeyOrigin::Embedded).unwrap_or(keys.len());
    let mut untried = more;
    let mut known = Vec::new();
    for index in (given..keys.len()).chain(0..given) {
        let Ok(key) = keys[index].key.as_ref() else { continue };
        if !key.fits(algorithm) {
            continue;
        }
        // The metadata usually has the key that is embedded.
        let same = |other: &TriedKey| other.checked.is_some() && other.key.as_ref() == Ok(key);
        let checked = match keys.iter().find(|other| same(other)) {
            Some(earlier) => earlier.checked,
            None if operations.allows(key.cost(algorithm)) => Some(key.check(algorithm, digest, &value)),
            None => None,
        };
        untried += usize::from(checked.is_none());
        if matches!(keys[index].origin, KeyOrigin::Metadata | KeyOrigin::Provider) {
            known.push(checked);
        }
        keys[index].checked = checked;
    }
    // Where the identity provider's own do not fit, no other can prove anything.
    let known = !known.is_empty() && known.iter().all(Option::is_some);
    let value = if keys.iter().any(|key| key.checked == Some(Checked::Match)) {
        Value::Match
    } else if keys.iter().any(|key| key.checked.is_some()) && (untried == 0 || known) {
        Value::Mismatch
    } else {
        Value::NoKey
    };
    (value, untried)
}
