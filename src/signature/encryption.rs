//! Encrypted elements: for whom they are encrypted, and what they say to who has the key.
//!
//! A plaintext is parsed into the same tree, under the element that holds its ciphertext, as a
//! source of its own. Private keys never show in any output, errors included.

mod cipher;
mod content_key;
mod private_key;
mod recipient;
mod transport;

use std::collections::HashSet;
use std::fmt;

use self::cipher::Cipher;
use self::content_key::content_key;
use self::recipient::Keys;
use crate::certificate::decode_base64;
use crate::saml::{ASSERTION, attribute};
use crate::source::{Source, SourceKind, Sources, Span, Text};
use crate::xml::parse::Reason;
use crate::xml::{self, Graft, NodeId, NodeKind, Tree};

pub use self::private_key::{PrivateKey, UnreadableKey};
pub use self::recipient::Recipient;

/// The namespace of XML Encryption.
pub const XMLENC: &str = "http://www.w3.org/2001/04/xmlenc#";
/// The namespace of what XML Encryption 1.1 added.
pub const XMLENC11: &str = "http://www.w3.org/2009/xmlenc11#";

/// A plaintext may hold encrypted elements again (an EncryptedID in an EncryptedAssertion).
const ROUNDS: usize = 4;
/// More encrypted elements than this are not opened: each costs private-key operations.
const ELEMENT_LIMIT: usize = 64;
/// Of one encrypted element, so many EncryptedKey elements are tried.
const RECIPIENT_LIMIT: usize = 64;
/// Private-key operations on one document: they take milliseconds each.
const OPERATION_LIMIT: usize = 512;

/// An EncryptedData and who can open it.
#[derive(Debug, Clone)]
pub struct Encrypted {
    /// EncryptedData.
    pub element: NodeId,
    /// The element the plaintext belongs to: EncryptedAssertion, EncryptedID, EncryptedAttribute.
    pub holder: NodeId,
    /// The start tag of the holder.
    pub span: Span,
    /// The `Algorithm` of EncryptionMethod as written.
    pub algorithm: Option<Text>,
    /// The first of them, if there are very many.
    pub recipients: Vec<Recipient>,
    /// How many EncryptedKeys there are beyond the recipients.
    pub more_recipients: usize,
}

/// What came of an encrypted element.
#[derive(Debug)]
pub struct Opened {
    pub encrypted: Encrypted,
    /// The elements of the plaintext, in the tree under the holder.
    pub result: Result<Vec<NodeId>, Closed>,
}

/// Why an encrypted element stays closed.
#[derive(Debug, Clone, PartialEq)]
pub enum Closed {
    /// No private key is given.
    NoKey,
    /// There is no EncryptedKey.
    NoRecipient,
    /// None of the private keys opens any EncryptedKey that was tried.
    WrongKey(Tried),
    /// The private key is the one that this EncryptedKey names, and does not open it.
    Unwrap(Span),
    /// This algorithm is not supported.
    Algorithm(Text),
    /// There is no EncryptionMethod with an algorithm, or no CipherValue in base64.
    Malformed(Span),
    /// The content key is not of the length its algorithm needs.
    KeyLength { expected: usize, found: usize },
    /// The ciphertext does not have the parts that its algorithm makes.
    Length { found: usize, parts: &'static str },
    /// CBC: the last byte is no length of a padding. The content key is wrong, or the ciphertext was changed.
    Padding,
    /// GCM: the ciphertext was changed, or the content key is wrong.
    Tag,
    /// The plaintext is not UTF-8.
    NotText,
    /// The plaintext is no XML.
    NotXml(Reason),
    /// The plaintext holds something else than the one element that belongs there.
    Unexpected { expected: &'static str, found: Option<String> },
    /// It stands in an element of this name, which is none that SAML encrypts.
    NotAPlace(String),
    /// The element it stands in holds something else beside it.
    NotAlone,
    /// It stands in the plaintext of so many others that it was not tried.
    TooDeep,
    /// It comes after so many others that it was not tried.
    TooMany,
}

/// What was tried in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// Lengths of the private keys in bits.
    pub keys: Vec<usize>,
    /// Lengths of the encrypted content keys in bits: that of the RSA key each is encrypted to.
    pub wrapped: Vec<usize>,
    /// EncryptedKeys that were not tried.
    pub untried: usize,
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Closed::NoKey => f.write_str("no private key is given"),
            Closed::NoRecipient => f.write_str("there is no EncryptedKey"),
            Closed::WrongKey(tried) => tried.fmt(f),
            Closed::Unwrap(_) => f.write_str(
                "it is encrypted for the private key, which does not open it: the encrypted key was changed, or made wrongly",
            ),
            Closed::Algorithm(_) => f.write_str("its algorithm is not supported"),
            Closed::Malformed(_) => f.write_str("it is not built as XML Encryption demands"),
            Closed::KeyLength { expected, found } => {
                write!(f, "its content key has {found} bytes where the algorithm needs {expected}")
            }
            Closed::Length { found, parts } => {
                write!(f, "its ciphertext has {found} bytes, which are not {parts}")
            }
            Closed::Padding => f.write_str("the decrypted bytes do not end in a padding"),
            Closed::Tag => f.write_str("the ciphertext does not fit its authentication tag"),
            Closed::NotText => f.write_str("the plaintext is not UTF-8"),
            Closed::NotXml(reason) => write!(f, "the plaintext is no XML: {reason}"),
            Closed::Unexpected { expected, found: None } => {
                write!(f, "the plaintext is not one {expected}, but holds text")
            }
            Closed::Unexpected { expected, found: Some(found) } if found == expected => {
                write!(f, "the plaintext holds more than one {expected}")
            }
            Closed::Unexpected { expected, found: Some(found) } => {
                write!(f, "the plaintext is not one {expected}, but holds an element {found:?}")
            }
            Closed::NotAPlace(_) => f.write_str("SAML has nothing encrypted in this place"),
            Closed::NotAlone => {
                f.write_str("something else than the EncryptedData and its EncryptedKeys stands in it")
            }
            Closed::TooDeep => write!(f, "it is encrypted more than {ROUNDS} times over"),
            Closed::TooMany => write!(f, "only {ELEMENT_LIMIT} encrypted elements of a document are opened"),
        }
    }
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.keys.as_slice() {
            [_] => "the private key does not open it",
            _ => "none of the private keys opens it",
        })?;
        let fits =
            self.wrapped.iter().any(|length| self.keys.iter().any(|key| key.div_ceil(8) * 8 == *length));
        if let (false, [key], Some(wrapped)) = (fits, self.keys.as_slice(), self.wrapped.first()) {
            write!(f, "; it has {key} bits, and the content key is encrypted for one of {wrapped}")?;
        }
        match self.untried {
            0 => Ok(()),
            1 => f.write_str("; 1 more EncryptedKey was not tried"),
            many => write!(f, "; {many} more EncryptedKeys were not tried"),
        }
    }
}

/// Every encrypted element of the document, in document order, closed as it is.
pub fn find(tree: &Tree) -> Vec<Encrypted> {
    found(tree, &HashSet::new(), ELEMENT_LIMIT)
}

/// Opens what the keys open, what stands encrypted in a plaintext too.
pub fn decrypt(tree: &mut Tree, sources: &Sources, keys: &[PrivateKey]) -> Vec<Opened> {
    let mut done: Vec<Opened> = Vec::new();
    let mut seen: HashSet<NodeId> = HashSet::new();
    let mut operations = OPERATION_LIMIT;
    for round in 0..=ROUNDS {
        // One more than are opened, to be named as closed.
        let found = found(tree, &seen, ELEMENT_LIMIT + 1 - done.len().min(ELEMENT_LIMIT));
        if found.is_empty() {
            break;
        }
        for encrypted in found {
            seen.insert(encrypted.element);
            let result = match (round, done.len()) {
                (_, ELEMENT_LIMIT..) => Err(Closed::TooMany),
                (ROUNDS.., _) => Err(Closed::TooDeep),
                _ => open(tree, sources, keys, &encrypted, &mut operations),
            };
            done.push(Opened { encrypted, result });
        }
        if done.len() > ELEMENT_LIMIT {
            break;
        }
    }
    done
}

fn found(tree: &Tree, seen: &HashSet<NodeId>, limit: usize) -> Vec<Encrypted> {
    let data: Vec<NodeId> = tree
        .descendants(tree.root())
        .filter(|id| tree.is(*id, XMLENC, "EncryptedData") && !seen.contains(id))
        .take(limit)
        .collect();
    if data.is_empty() {
        return Vec::new();
    }
    let keys = Keys::of(tree);
    data.into_iter().map(|element| read(tree, &keys, element)).collect()
}

fn read(tree: &Tree, keys: &Keys, element: NodeId) -> Encrypted {
    let holder = tree.parent(element).unwrap_or(element);
    let keys = keys.for_data(tree, element, holder);
    let more_recipients = keys.len().saturating_sub(RECIPIENT_LIMIT);
    Encrypted {
        element,
        holder,
        span: tree.start_tag(holder),
        algorithm: method(tree, element),
        recipients: keys.into_iter().take(RECIPIENT_LIMIT).map(|key| Recipient::read(tree, key)).collect(),
        more_recipients,
    }
}

fn method(tree: &Tree, element: NodeId) -> Option<Text> {
    attribute(tree, tree.element_named(element, XMLENC, "EncryptionMethod")?, "Algorithm")
}

fn open(
    tree: &mut Tree,
    sources: &Sources,
    keys: &[PrivateKey],
    encrypted: &Encrypted,
    operations: &mut usize,
) -> Result<Vec<NodeId>, Closed> {
    let names = plaintext_of(tree, encrypted)?;
    let algorithm = encrypted.algorithm.as_ref().ok_or(Closed::Malformed(encrypted.span))?;
    let cipher = Cipher::from_uri(&algorithm.value).ok_or_else(|| Closed::Algorithm(algorithm.clone()))?;
    let data = cipher_value(tree, encrypted.element)?;
    if encrypted.recipients.is_empty() {
        return Err(Closed::NoRecipient);
    }
    if keys.is_empty() {
        return Err(Closed::NoKey);
    }
    let content_key = content_key(tree, keys, encrypted, cipher, operations)?;
    let plaintext = String::from_utf8(cipher.decrypt(&content_key, &data)?).map_err(|_| Closed::NotText)?;
    let text = without_declaration(&plaintext);
    let kind =
        SourceKind::Decrypted { element: tree.path(encrypted.holder, encrypted.holder)[1..].to_owned() };
    let source = sources.add(Source::new(kind, text, None));
    let graft = xml::parse_in_context(tree, encrypted.holder, source, text)
        .map_err(|refused| Closed::NotXml(refused.reason))?;
    match unexpected(tree, names, &graft) {
        None => Ok(graft.elements),
        Some(closed) => {
            tree.take_back(graft);
            Err(closed)
        }
    }
}

/// What the plaintext has to be, or once more something encrypted. Only the encrypted elements of SAML
/// Core (sections 2.2.4, 2.3.4 and 2.7.3.2) have one, and only where nothing stands in them but what
/// belongs to the encryption: whoever reads it would not know else which of the two to read.
fn plaintext_of(tree: &Tree, encrypted: &Encrypted) -> Result<&'static [&'static str], Closed> {
    let holder = encrypted.holder;
    let names: Option<&'static [&'static str]> = match tree.local_name(holder) {
        "EncryptedAssertion" => Some(&["Assertion"]),
        "EncryptedID" => Some(&["NameID", "BaseID", "Assertion"]),
        "EncryptedAttribute" => Some(&["Attribute"]),
        _ => None,
    };
    let names = names.filter(|_| tree.namespace(holder) == ASSERTION);
    let names = names.ok_or_else(|| Closed::NotAPlace(tree.local_name(holder).to_owned()))?;
    let source = tree.span(encrypted.element).source;
    let belongs = |id: NodeId| match tree.kind(id) {
        NodeKind::Element => id == encrypted.element || tree.is(id, XMLENC, "EncryptedKey"),
        NodeKind::Text | NodeKind::CharacterData => tree.characters(id).trim().is_empty(),
        NodeKind::Comment | NodeKind::ProcessingInstruction => true,
    };
    let mut beside = tree.children(holder).filter(|&id| tree.span(id).source == source);
    if beside.all(belongs) { Ok(names) } else { Err(Closed::NotAlone) }
}

/// Why a plaintext is not the one element that belongs there.
fn unexpected(tree: &Tree, names: &'static [&'static str], graft: &Graft) -> Option<Closed> {
    let fits = |&&id: &&NodeId| {
        tree.is(id, XMLENC, "EncryptedData") || names.iter().any(|name| tree.is(id, ASSERTION, name))
    };
    let is_text = |id: NodeId| {
        matches!(tree.kind(id), NodeKind::Text | NodeKind::CharacterData)
            && !tree.characters(id).trim().is_empty()
    };
    let found = match graft.elements.as_slice() {
        [only] if fits(&only) => {
            let mut beside = tree.parent(*only).into_iter().flat_map(|holder| tree.children(holder));
            let source = tree.span(*only).source;
            if !beside.any(|id| tree.span(id).source == source && is_text(id)) {
                return None;
            }
            None
        }
        elements => elements.iter().find(|id| !fits(id)).or(elements.last()),
    };
    let found = found.map(|&id| tree.local_name(id).to_owned());
    Some(Closed::Unexpected { expected: names[0], found })
}

/// An XML declaration has no place inside the document that the plaintext becomes part of.
fn without_declaration(plaintext: &str) -> &str {
    let text = plaintext.strip_prefix('\u{feff}').unwrap_or(plaintext);
    match text.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest,
        None => text,
    }
}

fn cipher_value(tree: &Tree, element: NodeId) -> Result<Vec<u8>, Closed> {
    let malformed = Closed::Malformed(tree.start_tag(element));
    let value = tree
        .element_named(element, XMLENC, "CipherData")
        .and_then(|data| tree.element_named(data, XMLENC, "CipherValue"));
    match value.map(|value| decode_base64(&tree.content(value).value)) {
        Some(Some(bytes)) => Ok(bytes),
        Some(None) | None => Err(malformed),
    }
}
