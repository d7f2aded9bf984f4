//! What is known of a Signature: its parts, its keys, and whether it holds.

use super::cause::Cause;
use super::transforms::Recipe;
use super::{Checked, Digest, KeyOrigin, Malformed, PublicKey, Reference, SignatureAlgorithm, UnusableKey};
use crate::certificate::Certificate;
use crate::source::{Span, Text};
use crate::xml::NodeId;

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
    /// How many keys there are that might have made it and were not tried, since there are so many.
    pub untried: usize,
    /// Where it is not built as XML Signature demands; such a signature is never valid.
    pub malformed: Vec<Malformed>,
    pub verdict: SignatureVerdict,
    /// Why the value differs although the key is right, once [`diagnose`](super::diagnose) was asked.
    pub cause: Option<Cause>,
    /// Where the key that made the value comes from, once its cause is found.
    pub(super) restored_by: Option<KeyOrigin>,
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
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "SignatureValue", rename_all = "kebab-case")
)]
pub enum Value {
    /// At least one key fits.
    Match,
    /// There are keys of the right kind, and none fits.
    Mismatch,
    /// There is no key of the right kind, or not every one was tried.
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
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
pub enum SignatureVerdict {
    NoReference,
    Unresolved,
    Ambiguous,
    External,
    /// Redaction took its values out.
    Redacted,
    Unsupported,
    DigestMismatch,
    SignatureMismatch,
    NoKey,
    Valid,
}

impl SignatureVerdict {
    pub fn name(self) -> &'static str {
        match self {
            SignatureVerdict::NoReference => "no-reference",
            SignatureVerdict::Unresolved => "unresolved",
            SignatureVerdict::Ambiguous => "ambiguous",
            SignatureVerdict::External => "external",
            SignatureVerdict::Redacted => "redacted",
            SignatureVerdict::Unsupported => "unsupported",
            SignatureVerdict::DigestMismatch => "digest-mismatch",
            SignatureVerdict::SignatureMismatch => "signature-mismatch",
            SignatureVerdict::NoKey => "no-key",
            SignatureVerdict::Valid => "valid",
        }
    }
}

impl Signature {
    /// The key that made the SignatureValue: one from elsewhere before an embedded one.
    pub fn fitting_key(&self) -> Option<&TriedKey> {
        self.fitting_keys().into_iter().next()
    }

    /// Of several that fit, what AWS goes by first.
    fn fitting_keys(&self) -> Vec<&TriedKey> {
        let mut fitting: Vec<&TriedKey> =
            self.keys.iter().filter(|key| key.checked == Some(Checked::Match)).collect();
        fitting.sort_by_key(|key| match key.origin {
            KeyOrigin::Provider => 0,
            KeyOrigin::Metadata => 1,
            KeyOrigin::Given => 2,
            KeyOrigin::Embedded => 3,
        });
        fitting
    }

    /// Whether a key of the metadata or the IAM provider made it; `None` where there is neither.
    pub fn trusted(&self) -> Option<bool> {
        let mut known = self
            .keys
            .iter()
            .filter(|key| matches!(key.origin, KeyOrigin::Metadata | KeyOrigin::Provider))
            .peekable();
        known.peek()?;
        let restored = matches!(self.restored_by, Some(KeyOrigin::Metadata | KeyOrigin::Provider));
        Some(restored || known.any(|key| key.checked == Some(Checked::Match)))
    }

    /// Whether white space that was put in is all that keeps it from holding: digests and value fit
    /// without it.
    pub fn holds_without_added_space(&self) -> bool {
        let is_added = |cause: &Option<Cause>| cause.as_ref().is_some_and(Cause::is_added_space);
        let fits = |reference: &Reference| match reference.digest {
            Digest::Match => true,
            Digest::Mismatch { .. } => is_added(&reference.cause),
            Digest::NotComputed(_) => false,
        };
        let value = match self.value {
            Value::Match => true,
            Value::Mismatch => is_added(&self.cause),
            Value::NoKey | Value::Unsupported => false,
        };
        self.malformed.is_empty() && !self.references.is_empty() && self.references.iter().all(fits) && value
    }

    /// The certificate that a fitting key came in; where none fits, the first that is embedded.
    pub fn certificate(&self) -> Option<&Certificate> {
        match self.value {
            Value::Match => self.fitting_keys().into_iter().find_map(|key| key.certificate.as_ref()),
            Value::Mismatch | Value::NoKey | Value::Unsupported => {
                self.embedded().find_map(|key| key.certificate.as_ref())
            }
        }
    }

    pub fn embedded(&self) -> impl Iterator<Item = &TriedKey> {
        self.keys.iter().filter(|key| key.origin == KeyOrigin::Embedded)
    }

    /// An ECDSA value that would be right, were it not in DER.
    pub fn value_in_der(&self) -> bool {
        self.keys.iter().any(|key| key.checked == Some(Checked::MatchInDer))
    }
}
