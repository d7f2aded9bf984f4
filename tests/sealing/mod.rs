//! Encrypts for the throw-away key `rsa-2048`, always alike: AES-128-CBC, the content key by RSA 1.5.

#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::unwrap_used, reason = "a test stops where its keys are not what they should be")]

use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockEncryptMut as _, KeyIvInit as _};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rsa::BigUint;
use rsa::traits::PublicKeyParts as _;
use saml_doctor::signature::PublicKey;
use saml_doctor::signature::encryption::PrivateKey;

use crate::signing::key_file;

/// An EncryptedData of this plaintext.
pub fn sealed(plaintext: &str) -> String {
    const XMLENC: &str = "http://www.w3.org/2001/04/xmlenc#";
    let content_key = [7_u8; 16];
    let mut blocks = plaintext.as_bytes().to_vec();
    let padding = 16 - blocks.len() % 16;
    blocks.extend(vec![padding as u8; padding]);
    let length = blocks.len();
    let encryptor = cbc::Encryptor::<aes::Aes128>::new(&content_key.into(), &[0; 16].into());
    encryptor.encrypt_padded_mut::<NoPadding>(&mut blocks, length).unwrap();
    let data = [[0; 16].as_slice(), &blocks].concat();
    // RSA 1.5 without chance: what fills up is not secret here.
    let key = PrivateKey::read_all(key_file("rsa-2048", "key").as_bytes(), None).unwrap().remove(0);
    let PublicKey::Rsa(public) = key.public_key() else { unreachable!("the key is of RSA") };
    let filled = [&[0, 2][..], &[1; 237], &[0], &content_key].concat();
    let number = BigUint::from_bytes_be(&filled).modpow(public.e(), public.n()).to_bytes_be();
    let wrapped = [vec![0; 256 - number.len()], number].concat();
    let base64 = |bytes: &[u8]| BASE64_STANDARD.encode(bytes);
    format!(
        "<xenc:EncryptedData xmlns:xenc=\"{XMLENC}\"><xenc:EncryptionMethod Algorithm=\"{XMLENC}aes128-cbc\"/><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm=\"{XMLENC}rsa-1_5\"/><xenc:CipherData><xenc:CipherValue>{}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>",
        base64(&wrapped),
        base64(&data)
    )
}

/// The same in the element that SAML has for it.
pub fn sealed_in(holder: &str, plaintext: &str) -> String {
    format!("<{holder}>{}</{holder}>", sealed(plaintext))
}
