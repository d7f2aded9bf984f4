//! Encrypted elements: for whom they are encrypted, and what they say to who has the key.
//!
//! A plaintext is parsed into the same tree, under the element that holds its ciphertext, as a
//! source of its own. Private keys never show in any output, errors included.

use std::fmt;

use aes_gcm::aes::Aes192;
use aes_gcm::aes::cipher::block_padding::NoPadding;
use aes_gcm::aes::cipher::consts::U12;
use aes_gcm::aes::cipher::{BlockDecryptMut as _, KeyInit, KeyIvInit};
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use rsa::{BigUint, Pkcs1v15Encrypt, RsaPrivateKey};

use super::reference::{Ids, attribute};
use super::{DSIG, Hash, PublicKey};
use crate::certificate::{Certificate, decode_base64};
use crate::source::{Source, SourceKind, Sources, Span, Spanned, Text};
use crate::xml::{self, NodeId, Tree};

/// The namespace of XML Encryption.
pub const XMLENC: &str = "http://www.w3.org/2001/04/xmlenc#";
/// The namespace of what XML Encryption 1.1 added.
pub const XMLENC11: &str = "http://www.w3.org/2009/xmlenc11#";

/// A plaintext may hold encrypted elements again (an EncryptedID in an EncryptedAssertion).
const ROUNDS: usize = 4;
/// More encrypted elements than this are not opened: each costs private-key operations.
const ELEMENT_LIMIT: usize = 64;
/// Of one encrypted element, so many EncryptedKey elements are tried.
const RECIPIENT_LIMIT: usize = 16;

/// An RSA private key that opens encrypted assertions.
#[derive(Clone)]
pub struct PrivateKey(RsaPrivateKey);

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey(RSA {} bit)", self.0.n().bits())
    }
}

/// Why a file gives no private key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnreadableKey {
    /// There is no private key in PEM in it.
    NoKey,
    /// It is encrypted, and no passphrase is given.
    NeedsPassphrase,
    /// It is encrypted, and the passphrase given does not open it, or its scheme is not PBES2.
    WrongPassphrase,
    /// It is encrypted in OpenSSL's old way (`Proc-Type: 4,ENCRYPTED`), which is not supported.
    LegacyEncryption,
    /// It is a private key of another kind than RSA.
    NotRsa,
    /// It does not parse.
    Damaged,
}

impl fmt::Display for UnreadableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UnreadableKey::NoKey => "there is no private key in PEM in it",
            UnreadableKey::NeedsPassphrase => "the private key is encrypted and needs its passphrase",
            UnreadableKey::WrongPassphrase => "the passphrase does not open the private key",
            UnreadableKey::LegacyEncryption => {
                "the private key is encrypted in OpenSSL's old form; \"openssl pkcs8 -topk8\" converts it"
            }
            UnreadableKey::NotRsa => "the private key is no RSA key",
            UnreadableKey::Damaged => "the private key does not parse",
        })
    }
}

impl std::error::Error for UnreadableKey {}

impl PrivateKey {
    /// The first private key of a PEM file: PKCS#1, PKCS#8, or PKCS#8 encrypted with a passphrase.
    pub fn from_pem(text: &str, passphrase: Option<&str>) -> Result<PrivateKey, UnreadableKey> {
        let (label, rest) = text
            .split("-----BEGIN ")
            .skip(1)
            .filter_map(|part| part.split_once("-----"))
            .find(|(label, _)| label.ends_with("PRIVATE KEY"))
            .ok_or(UnreadableKey::NoKey)?;
        let body = rest.split("-----END").next().unwrap_or("");
        if body.contains("ENCRYPTED") {
            return Err(UnreadableKey::LegacyEncryption);
        }
        let der = decode_base64(body).ok_or(UnreadableKey::Damaged)?;
        let key = match label {
            "RSA PRIVATE KEY" => RsaPrivateKey::from_pkcs1_der(&der).map_err(|_| UnreadableKey::Damaged)?,
            "PRIVATE KEY" => from_pkcs8(&der)?,
            "ENCRYPTED PRIVATE KEY" => {
                let passphrase = passphrase.ok_or(UnreadableKey::NeedsPassphrase)?;
                let info = pkcs8::EncryptedPrivateKeyInfo::try_from(der.as_slice())
                    .map_err(|_| UnreadableKey::Damaged)?;
                let opened = info.decrypt(passphrase).map_err(|_| UnreadableKey::WrongPassphrase)?;
                from_pkcs8(opened.as_bytes())?
            }
            _ => return Err(UnreadableKey::NotRsa),
        };
        Ok(PrivateKey(key))
    }

    pub fn public_key(&self) -> PublicKey {
        PublicKey::Rsa(self.0.to_public_key())
    }
}

fn from_pkcs8(der: &[u8]) -> Result<RsaPrivateKey, UnreadableKey> {
    let info = pkcs8::PrivateKeyInfo::try_from(der).map_err(|_| UnreadableKey::Damaged)?;
    if info.algorithm.oid != rsa::pkcs1::ALGORITHM_OID {
        return Err(UnreadableKey::NotRsa);
    }
    RsaPrivateKey::from_pkcs8_der(der).map_err(|_| UnreadableKey::Damaged)
}

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
    pub recipients: Vec<Recipient>,
}

/// An EncryptedKey, and what it says of the key that opens it.
#[derive(Debug, Clone)]
pub struct Recipient {
    pub element: NodeId,
    /// The start tag.
    pub span: Span,
    /// The `Algorithm` of its EncryptionMethod as written.
    pub algorithm: Option<Text>,
    /// The attribute `Recipient`.
    pub name: Option<Text>,
    pub key_name: Option<Text>,
    pub certificate: Option<Spanned<Certificate>>,
    /// X509IssuerSerial: issuer and serial number (decimal) as written.
    pub issuer_serial: Option<(Text, Text)>,
}

/// What came of an encrypted element.
#[derive(Debug)]
pub struct Opened {
    pub encrypted: Encrypted,
    /// The elements of the plaintext, in the tree under the holder.
    pub result: Result<Vec<NodeId>, Closed>,
}

/// Why an encrypted element stays closed.
#[derive(Debug)]
pub enum Closed {
    /// No private key is given.
    NoKey,
    /// There is no EncryptedKey.
    NoRecipient,
    /// None of the private keys opens any EncryptedKey.
    WrongKey,
    /// This algorithm is not supported.
    Algorithm(Text),
    /// There is no EncryptionMethod with an algorithm, or no CipherValue in base64.
    Malformed(Span),
    /// The content key is not of the length its algorithm needs.
    KeyLength { expected: usize, found: usize },
    /// CBC: the last byte is no length of a padding. The content key is wrong, or the ciphertext was changed.
    Padding,
    /// GCM: the ciphertext was changed, or the content key is wrong.
    Tag,
    /// The plaintext is not UTF-8.
    NotText,
    /// The plaintext is no XML.
    NotXml(xml::NotWellFormed),
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Closed::NoKey => f.write_str("no private key is given"),
            Closed::NoRecipient => f.write_str("there is no EncryptedKey"),
            Closed::WrongKey => f.write_str("the private key does not open it"),
            Closed::Algorithm(_) => f.write_str("its algorithm is not supported"),
            Closed::Malformed(_) => f.write_str("it is not built as XML Encryption demands"),
            Closed::KeyLength { expected, found } => {
                write!(f, "its content key has {found} bytes where the algorithm needs {expected}")
            }
            Closed::Padding => f.write_str("the decrypted bytes do not end in a padding"),
            Closed::Tag => f.write_str("the ciphertext does not fit its authentication tag"),
            Closed::NotText => f.write_str("the plaintext is not UTF-8"),
            Closed::NotXml(refused) => write!(f, "the plaintext is no XML: {}", refused.reason),
        }
    }
}

/// Every encrypted element of the document, in document order, closed as it is.
pub fn find(tree: &Tree) -> Vec<Encrypted> {
    let ids = Ids::of(tree);
    tree.descendants(tree.root())
        .filter(|&id| tree.is(id, XMLENC, "EncryptedData"))
        .take(ELEMENT_LIMIT)
        .map(|element| read(tree, &ids, element))
        .collect()
}

/// Opens what the keys open, what stands encrypted in a plaintext too.
pub fn decrypt(tree: &mut Tree, sources: &Sources, keys: &[PrivateKey]) -> Vec<Opened> {
    let mut done: Vec<Opened> = Vec::new();
    for _ in 0..ROUNDS {
        let mut found = find(tree);
        found.retain(|encrypted| done.iter().all(|opened| opened.encrypted.element != encrypted.element));
        if found.is_empty() {
            break;
        }
        for encrypted in found {
            let result = open(tree, sources, keys, &encrypted);
            done.push(Opened { encrypted, result });
        }
    }
    done
}

fn read(tree: &Tree, ids: &Ids, element: NodeId) -> Encrypted {
    let holder = tree.parent(element).unwrap_or(element);
    let key_info = tree.element_named(element, DSIG, "KeyInfo");
    let mut keys: Vec<NodeId> =
        key_info.into_iter().flat_map(|info| tree.elements_named(info, XMLENC, "EncryptedKey")).collect();
    for method in key_info.into_iter().flat_map(|info| tree.elements_named(info, DSIG, "RetrievalMethod")) {
        let uri = tree.attribute_value(method, "URI").unwrap_or_default();
        let pointed = uri.strip_prefix('#').map_or(&[] as &[NodeId], |id| ids.get(id));
        keys.extend(pointed.iter().copied().filter(|&id| tree.is(id, XMLENC, "EncryptedKey")));
    }
    keys.extend(tree.elements_named(holder, XMLENC, "EncryptedKey"));
    let mut seen = std::collections::HashSet::new();
    keys.retain(|&key| seen.insert(key));
    Encrypted {
        element,
        holder,
        span: tree.start_tag(holder),
        algorithm: method(tree, element),
        recipients: keys.into_iter().take(RECIPIENT_LIMIT).map(|key| recipient(tree, key)).collect(),
    }
}

fn method(tree: &Tree, element: NodeId) -> Option<Text> {
    attribute(tree, tree.element_named(element, XMLENC, "EncryptionMethod")?, "Algorithm")
}

fn recipient(tree: &Tree, element: NodeId) -> Recipient {
    let text = |element: NodeId| {
        let content = tree.content(element);
        Spanned { value: content.value, span: content.span }
    };
    let key_info = tree.element_named(element, DSIG, "KeyInfo");
    let x509 = key_info.and_then(|info| tree.element_named(info, DSIG, "X509Data"));
    let issuer_serial = x509.and_then(|x509| {
        let pair = tree.element_named(x509, DSIG, "X509IssuerSerial")?;
        let issuer = tree.element_named(pair, DSIG, "X509IssuerName")?;
        let serial = tree.element_named(pair, DSIG, "X509SerialNumber")?;
        Some((text(issuer), text(serial)))
    });
    let certificate = x509.and_then(|x509| {
        let written = text(tree.element_named(x509, DSIG, "X509Certificate")?);
        let certificate = Certificate::from_text(&written.value).ok()?;
        Some(Spanned { value: certificate, span: written.span })
    });
    Recipient {
        element,
        span: tree.start_tag(element),
        algorithm: method(tree, element),
        name: attribute(tree, element, "Recipient"),
        key_name: key_info.and_then(|info| tree.element_named(info, DSIG, "KeyName")).map(text),
        certificate,
        issuer_serial,
    }
}

fn open(
    tree: &mut Tree,
    sources: &Sources,
    keys: &[PrivateKey],
    encrypted: &Encrypted,
) -> Result<Vec<NodeId>, Closed> {
    let algorithm = encrypted.algorithm.as_ref().ok_or(Closed::Malformed(encrypted.span))?;
    let cipher = Cipher::from_uri(&algorithm.value).ok_or_else(|| Closed::Algorithm(algorithm.clone()))?;
    let data = cipher_value(tree, encrypted.element)?;
    if encrypted.recipients.is_empty() {
        return Err(Closed::NoRecipient);
    }
    if keys.is_empty() {
        return Err(Closed::NoKey);
    }
    let content_key = content_key(tree, keys, encrypted, cipher)?;
    let plaintext = String::from_utf8(cipher.decrypt(&content_key, &data)?).map_err(|_| Closed::NotText)?;
    let text = without_declaration(&plaintext);
    let kind =
        SourceKind::Decrypted { element: tree.path(encrypted.holder, encrypted.holder)[1..].to_owned() };
    let source = sources.add(Source::new(kind, text, None));
    xml::parse_in_context(tree, encrypted.holder, source, text).map_err(Closed::NotXml)
}

/// An XML declaration has no place inside the document that the plaintext becomes part of.
fn without_declaration(plaintext: &str) -> &str {
    let text = plaintext.trim_start_matches('\u{feff}');
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

/// Every key with every EncryptedKey. A key of another length than the algorithm's is most likely
/// the garbage that a wrong key makes of RSA 1.5, so the search goes on.
fn content_key(
    tree: &Tree,
    keys: &[PrivateKey],
    encrypted: &Encrypted,
    cipher: Cipher,
) -> Result<Vec<u8>, Closed> {
    let expected = cipher.key_length();
    let mut problem = Closed::WrongKey;
    for recipient in &encrypted.recipients {
        let transport = match Transport::read(tree, recipient) {
            Ok(transport) => transport,
            Err(closed) => {
                problem = closed;
                continue;
            }
        };
        let wrapped = cipher_value(tree, recipient.element)?;
        for key in keys {
            match transport.unwrap(&key.0, &wrapped) {
                Some(found) if found.len() == expected => return Ok(found),
                Some(found) => problem = Closed::KeyLength { expected, found: found.len() },
                None => {}
            }
        }
    }
    Err(problem)
}

/// How the content key is encrypted to the recipient's RSA key.
enum Transport {
    Pkcs1,
    Oaep { hash: Hash, mask: Hash, label: Vec<u8> },
}

impl Transport {
    fn read(tree: &Tree, recipient: &Recipient) -> Result<Transport, Closed> {
        let algorithm = recipient.algorithm.as_ref().ok_or(Closed::Malformed(recipient.span))?;
        let unsupported = || Closed::Algorithm(algorithm.clone());
        let method = tree.element_named(recipient.element, XMLENC, "EncryptionMethod");
        let child = |namespace, local| method.and_then(|method| tree.element_named(method, namespace, local));
        let named = |element: NodeId| tree.attribute_value(element, "Algorithm").unwrap_or_default();
        let mask = match algorithm.value.strip_prefix(XMLENC) {
            Some("rsa-1_5") => return Ok(Transport::Pkcs1),
            Some("rsa-oaep-mgf1p") => Hash::Sha1,
            _ if algorithm.value.strip_prefix(XMLENC11) == Some("rsa-oaep") => match child(XMLENC11, "MGF") {
                Some(element) => mask_hash(&named(element)).ok_or_else(unsupported)?,
                None => Hash::Sha1,
            },
            _ => return Err(unsupported()),
        };
        let hash = match child(DSIG, "DigestMethod") {
            Some(element) => Hash::from_uri(&named(element)).ok_or_else(unsupported)?,
            None => Hash::Sha1,
        };
        let label = match child(XMLENC, "OAEPparams") {
            Some(element) => decode_base64(&tree.content(element).value)
                .ok_or(Closed::Malformed(tree.start_tag(element)))?,
            None => Vec::new(),
        };
        Ok(Transport::Oaep { hash, mask, label })
    }

    fn unwrap(&self, key: &RsaPrivateKey, wrapped: &[u8]) -> Option<Vec<u8>> {
        match self {
            Transport::Pkcs1 => key.decrypt(Pkcs1v15Encrypt, wrapped).ok(),
            Transport::Oaep { hash, mask, label } => {
                let size = key.size();
                if wrapped.len() != size {
                    return None;
                }
                let number = BigUint::from_bytes_be(wrapped);
                if &number >= key.n() {
                    return None;
                }
                let message = number.modpow(key.d(), key.n()).to_bytes_be();
                let mut encoded = vec![0; size - message.len()];
                encoded.extend_from_slice(&message);
                oaep(encoded, *hash, *mask, label)
            }
        }
    }
}

/// XML Encryption 1.1, section 5.5.2.
fn mask_hash(uri: &str) -> Option<Hash> {
    [Hash::Sha1, Hash::Sha224, Hash::Sha256, Hash::Sha384, Hash::Sha512].into_iter().find(|hash| {
        uri.strip_prefix(XMLENC11).and_then(|name| name.strip_prefix("mgf1")) == Some(hash.name())
    })
}

/// EME-OAEP decoding (RFC 8017, section 7.1.2). The rsa crate takes a label only as a `str`, and
/// OAEPparams are bytes. Its guard against timing is not needed: nobody listens to an offline tool.
fn oaep(mut encoded: Vec<u8>, hash: Hash, mask: Hash, label: &[u8]) -> Option<Vec<u8>> {
    let length = hash.length();
    if encoded.len() < 2 * length + 2 {
        return None;
    }
    let (first, rest) = encoded.split_first_mut()?;
    let (seed, block) = rest.split_at_mut(length);
    mask_over(seed, block, mask);
    mask_over(block, seed, mask);
    let message = block.strip_prefix(hash.digest(label).as_slice())?;
    let separator = message.iter().position(|&byte| byte != 0)?;
    (*first == 0 && message[separator] == 1).then(|| message[separator + 1..].to_vec())
}

/// Applies MGF1 of `seed` to `target` (RFC 8017, appendix B.2.1).
fn mask_over(target: &mut [u8], seed: &[u8], hash: Hash) {
    for (counter, chunk) in (0_u32..).zip(target.chunks_mut(hash.length())) {
        let mut input = seed.to_vec();
        input.extend_from_slice(&counter.to_be_bytes());
        for (byte, mask) in chunk.iter_mut().zip(hash.digest(&input)) {
            *byte ^= mask;
        }
    }
}

/// How the content is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cipher {
    Aes128Cbc,
    Aes192Cbc,
    Aes256Cbc,
    TripleDesCbc,
    Aes128Gcm,
    Aes192Gcm,
    Aes256Gcm,
}

impl Cipher {
    fn from_uri(uri: &str) -> Option<Cipher> {
        Some(match (uri.strip_prefix(XMLENC), uri.strip_prefix(XMLENC11)) {
            (Some("aes128-cbc"), _) => Cipher::Aes128Cbc,
            (Some("aes192-cbc"), _) => Cipher::Aes192Cbc,
            (Some("aes256-cbc"), _) => Cipher::Aes256Cbc,
            (Some("tripledes-cbc"), _) => Cipher::TripleDesCbc,
            (_, Some("aes128-gcm")) => Cipher::Aes128Gcm,
            (_, Some("aes192-gcm")) => Cipher::Aes192Gcm,
            (_, Some("aes256-gcm")) => Cipher::Aes256Gcm,
            _ => return None,
        })
    }

    fn key_length(self) -> usize {
        match self {
            Cipher::Aes128Cbc | Cipher::Aes128Gcm => 16,
            Cipher::Aes192Cbc | Cipher::Aes192Gcm | Cipher::TripleDesCbc => 24,
            Cipher::Aes256Cbc | Cipher::Aes256Gcm => 32,
        }
    }

    fn decrypt(self, key: &[u8], data: &[u8]) -> Result<Vec<u8>, Closed> {
        match self {
            Cipher::Aes128Cbc => cbc::<aes::Aes128>(key, data),
            Cipher::Aes192Cbc => cbc::<aes::Aes192>(key, data),
            Cipher::Aes256Cbc => cbc::<aes::Aes256>(key, data),
            Cipher::TripleDesCbc => cbc::<des::TdesEde3>(key, data),
            Cipher::Aes128Gcm => gcm::<aes_gcm::Aes128Gcm>(key, data),
            Cipher::Aes192Gcm => gcm::<aes_gcm::AesGcm<Aes192, U12>>(key, data),
            Cipher::Aes256Gcm => gcm::<aes_gcm::Aes256Gcm>(key, data),
        }
    }
}

/// The vector stands first; of the padding only the last byte means something (XML Encryption 1.1,
/// section 5.2: ISO 10126).
fn cbc<C>(key: &[u8], data: &[u8]) -> Result<Vec<u8>, Closed>
where
    C: aes::cipher::BlockCipher + aes::cipher::BlockDecryptMut + aes::cipher::KeyInit,
{
    let block = C::block_size();
    if data.len() < 2 * block || !data.len().is_multiple_of(block) {
        return Err(Closed::Padding);
    }
    let (vector, ciphertext) = data.split_at(block);
    let decryptor = cbc::Decryptor::<C>::new_from_slices(key, vector).map_err(|_| Closed::Padding)?;
    let mut buffer = ciphertext.to_vec();
    decryptor.decrypt_padded_mut::<NoPadding>(&mut buffer).map_err(|_| Closed::Padding)?;
    let padding = buffer.last().map_or(0, |&last| last as usize);
    if padding == 0 || padding > block {
        return Err(Closed::Padding);
    }
    buffer.truncate(buffer.len() - padding);
    Ok(buffer)
}

/// The vector (12 bytes) stands first, the tag last (XML Encryption 1.1, section 5.2.4).
fn gcm<C>(key: &[u8], data: &[u8]) -> Result<Vec<u8>, Closed>
where
    C: aes_gcm::aead::Aead + KeyInit + aes_gcm::aead::AeadCore<NonceSize = U12>,
{
    let (vector, ciphertext) = data.split_at_checked(12).ok_or(Closed::Tag)?;
    let cipher = C::new_from_slice(key).map_err(|_| Closed::Tag)?;
    cipher.decrypt(aes_gcm::aead::Nonce::<C>::from_slice(vector), ciphertext).map_err(|_| Closed::Tag)
}
