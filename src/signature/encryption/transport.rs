//! How the content key is encrypted to the recipient: RSA 1.5 and OAEP.

use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use rsa::{BigUint, Pkcs1v15Encrypt};

use super::{Closed, PrivateKey, Recipient, XMLENC, XMLENC11};
use crate::certificate::decode_base64;
use crate::saml::attribute;
use crate::signature::{DSIG, Hash};
use crate::xml::{NodeId, Tree};

/// How the content key is encrypted to the recipient's RSA key.
pub(super) enum Transport {
    Pkcs1,
    Oaep { hash: Hash, mask: Hash, label: Vec<u8> },
}

impl Transport {
    pub(super) fn read(tree: &Tree, recipient: &Recipient) -> Result<Transport, Closed> {
        let algorithm = recipient.algorithm.as_ref().ok_or(Closed::Malformed(recipient.span))?;
        let unsupported = || Closed::Algorithm(algorithm.clone());
        let method = tree.element_named(recipient.element, XMLENC, "EncryptionMethod");
        let child = |namespace, local| method.and_then(|method| tree.element_named(method, namespace, local));
        // What is not supported may be the digest alone: then that is what is named.
        let named = |element: NodeId, known: fn(&str) -> Option<Hash>| {
            let Some(uri) = attribute(tree, element, "Algorithm") else {
                return Err(Closed::Malformed(tree.start_tag(element)));
            };
            known(&uri.value).ok_or(Closed::Algorithm(uri))
        };
        let mask = match algorithm.value.strip_prefix(XMLENC) {
            Some("rsa-1_5") => return Ok(Transport::Pkcs1),
            Some("rsa-oaep-mgf1p") => Hash::Sha1,
            _ if algorithm.value.strip_prefix(XMLENC11) == Some("rsa-oaep") => match child(XMLENC11, "MGF") {
                Some(element) => named(element, mask_hash)?,
                None => Hash::Sha1,
            },
            _ => return Err(unsupported()),
        };
        let hash = match child(DSIG, "DigestMethod") {
            Some(element) => named(element, digest)?,
            None => Hash::Sha1,
        };
        let label = match child(XMLENC, "OAEPparams") {
            Some(element) => decode_base64(&tree.content(element).value)
                .ok_or(Closed::Malformed(tree.start_tag(element)))?,
            None => Vec::new(),
        };
        Ok(Transport::Oaep { hash, mask, label })
    }

    /// The content key, if this private key opens it.
    pub(super) fn unwrap(&self, key: &PrivateKey, wrapped: &[u8]) -> Option<Vec<u8>> {
        let key = &key.0;
        match self {
            Transport::Pkcs1 => key.decrypt(Pkcs1v15Encrypt, wrapped).ok(),
            Transport::Oaep { hash, mask, label } => {
                let number = BigUint::from_bytes_be(wrapped);
                if wrapped.len() != key.size() || &number >= key.n() {
                    return None;
                }
                let message = number.modpow(key.d(), key.n()).to_bytes_be();
                let mut encoded = vec![0; key.size() - message.len()];
                encoded.extend_from_slice(&message);
                oaep(encoded, *hash, *mask, label)
            }
        }
    }
}

/// XML Encryption 1.1 writes SHA-384 in its own namespace, XML Signature 1.1 in another's.
fn digest(uri: &str) -> Option<Hash> {
    if uri.strip_prefix(XMLENC) == Some("sha384") { Some(Hash::Sha384) } else { Hash::from_uri(uri) }
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
