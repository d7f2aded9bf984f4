//! The content key, out of whichever EncryptedKey a private key opens.

use super::cipher::Cipher;
use super::transport::Transport;
use super::{Closed, Encrypted, PrivateKey, Recipient, Tried, cipher_value};
use crate::signature::PublicKey;
use crate::xml::Tree;

/// Every key with every EncryptedKey. A key of another length than the algorithm's is most likely
/// the garbage that a wrong key makes of RSA 1.5, so the search goes on.
///
/// Of several reasons why nothing opens, the one that says most is given: what concerns the right
/// private key, then what could not be tried, then that the keys are others.
pub(super) fn content_key(
    tree: &Tree,
    keys: &[PrivateKey],
    encrypted: &Encrypted,
    cipher: Cipher,
    operations: &mut usize,
) -> Result<Vec<u8>, Closed> {
    let expected = cipher.key_length();
    let (mut of_right_key, mut untriable, mut malformed) = (None, None, None);
    let mut tried = Tried {
        keys: keys.iter().map(PrivateKey::bits).collect(),
        wrapped: Vec::new(),
        untried: encrypted.more_recipients,
    };
    for recipient in &encrypted.recipients {
        let (transport, wrapped) = match parts(tree, recipient) {
            Ok(parts) => parts,
            // It may be another recipient's: that one of several is at fault keeps nobody out.
            Err(closed @ Closed::Malformed(_)) => {
                malformed.get_or_insert(closed);
                continue;
            }
            Err(closed) => {
                untriable.get_or_insert(closed);
                continue;
            }
        };
        // What is encrypted to a key is as long as the key; this spares the arithmetic.
        let fitting: Vec<&PrivateKey> = keys.iter().filter(|key| key.size() == wrapped.len()).collect();
        if fitting.len() > *operations {
            tried.untried += 1;
            continue;
        }
        *operations -= fitting.len();
        tried.wrapped.push(wrapped.len() * 8);
        for key in fitting {
            match transport.unwrap(key, &wrapped) {
                Some(found) if found.len() == expected => return Ok(found),
                Some(found) => of_right_key = Some(Closed::KeyLength { expected, found: found.len() }),
                None if is_for(recipient, key) => {
                    of_right_key.get_or_insert(Closed::Unwrap(recipient.span));
                }
                None => {}
            }
        }
    }
    let wrong_key = (!tried.wrapped.is_empty() || tried.untried > 0).then_some(Closed::WrongKey(tried));
    Err(of_right_key.or(untriable).or(wrong_key).or(malformed).unwrap_or(Closed::NoRecipient))
}

fn parts(tree: &Tree, recipient: &Recipient) -> Result<(Transport, Vec<u8>), Closed> {
    Ok((Transport::read(tree, recipient)?, cipher_value(tree, recipient.element)?))
}

/// Whether the EncryptedKey carries the certificate of this private key.
fn is_for(recipient: &Recipient, key: &PrivateKey) -> bool {
    let certificate = recipient.certificate.as_ref();
    certificate.is_some_and(|certificate| {
        PublicKey::from_certificate(&certificate.value).is_ok_and(|public| public == key.public_key())
    })
}
