//! How the content is encrypted: AES and Triple DES, in CBC and GCM mode.

use aes_gcm::aes::Aes192;
use aes_gcm::aes::cipher::block_padding::NoPadding;
use aes_gcm::aes::cipher::consts::U12;
use aes_gcm::aes::cipher::{BlockDecryptMut as _, KeyInit, KeyIvInit as _};

use super::{Closed, XMLENC, XMLENC11};

/// An EncryptionMethod of EncryptedData (XML Encryption 1.1, section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cipher {
    Aes128Cbc,
    Aes192Cbc,
    Aes256Cbc,
    TripleDesCbc,
    Aes128Gcm,
    Aes192Gcm,
    Aes256Gcm,
}

impl Cipher {
    pub(super) fn from_uri(uri: &str) -> Option<Cipher> {
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

    pub(super) fn key_length(self) -> usize {
        match self {
            Cipher::Aes128Cbc | Cipher::Aes128Gcm => 16,
            Cipher::Aes192Cbc | Cipher::Aes192Gcm | Cipher::TripleDesCbc => 24,
            Cipher::Aes256Cbc | Cipher::Aes256Gcm => 32,
        }
    }

    pub(super) fn decrypt(self, key: &[u8], data: &[u8]) -> Result<Vec<u8>, Closed> {
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
        return Err(Closed::Length { found: data.len(), parts: "a vector and whole blocks" });
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
    const TAG: usize = 16;
    let too_short = Closed::Length { found: data.len(), parts: "a vector, the content and a tag" };
    let (vector, ciphertext) =
        data.split_at_checked(12).filter(|(_, rest)| rest.len() >= TAG).ok_or(too_short)?;
    let cipher = C::new_from_slice(key).map_err(|_| Closed::Tag)?;
    cipher.decrypt(aes_gcm::aead::Nonce::<C>::from_slice(vector), ciphertext).map_err(|_| Closed::Tag)
}
