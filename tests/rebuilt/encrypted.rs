//! Encrypts the assertion of a response, with nothing left to chance.

use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockEncryptMut as _, KeyIvInit as _};
use aes_gcm::aead::Aead as _;
use aes_gcm::{Aes128Gcm, Aes256Gcm, KeyInit as _};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::rand_core::{CryptoRng, RngCore};
use rsa::{Oaep, RsaPrivateKey, RsaPublicKey};

use crate::signing::key_file;

const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
const XENC11: &str = "http://www.w3.org/2009/xmlenc11#";
const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

/// How content and content key are encrypted.
#[derive(Debug, Clone, Copy)]
pub struct Encryption {
    cipher: Cipher,
    transport: Transport,
}

#[derive(Debug, Clone, Copy)]
enum Cipher {
    Cbc { bytes: usize },
    Gcm { bytes: usize },
}

#[derive(Debug, Clone, Copy)]
enum Transport {
    /// rsa-oaep-mgf1p
    Sha1,
    /// rsa-oaep-mgf1p, whose mask stays with SHA-1.
    Sha256,
    /// xmlenc11 rsa-oaep
    Mgf1Sha256,
}

impl Encryption {
    pub const AES_128_CBC: Encryption =
        Encryption { cipher: Cipher::Cbc { bytes: 16 }, transport: Transport::Sha1 };
    pub const AES_256_CBC: Encryption =
        Encryption { cipher: Cipher::Cbc { bytes: 32 }, transport: Transport::Sha1 };
    pub const AES_128_GCM: Encryption =
        Encryption { cipher: Cipher::Gcm { bytes: 16 }, transport: Transport::Sha1 };
    pub const AES_256_GCM: Encryption =
        Encryption { cipher: Cipher::Gcm { bytes: 32 }, transport: Transport::Sha1 };
    pub const OAEP_SHA256: Encryption =
        Encryption { transport: Transport::Sha256, ..Encryption::AES_256_GCM };
    pub const OAEP_MGF1_SHA256: Encryption =
        Encryption { transport: Transport::Mgf1Sha256, ..Encryption::AES_256_GCM };

    /// The response with an EncryptedAssertion in the Assertion's place.
    pub fn of_the_assertion(self, response: &str) -> String {
        let start = response.find("<saml:Assertion ").unwrap();
        let end = response.find("</saml:Assertion>").unwrap() + "</saml:Assertion>".len();
        format!("{}{}{}", &response[..start], self.element(&response[start..end]), &response[end..])
    }

    fn element(self, assertion: &str) -> String {
        let (algorithm, content_key, ciphertext) = self.content(assertion.as_bytes());
        let public =
            RsaPublicKey::from(&RsaPrivateKey::from_pkcs8_pem(&key_file("sp-encryption", "key")).unwrap());
        let (method, digest, mask, padding) = match self.transport {
            Transport::Sha1 => {
                (format!("{XENC}rsa-oaep-mgf1p"), SHA1, String::new(), Oaep::new::<sha1::Sha1>())
            }
            Transport::Sha256 => (
                format!("{XENC}rsa-oaep-mgf1p"),
                SHA256,
                String::new(),
                Oaep::new_with_mgf_hash::<sha2::Sha256, sha1::Sha1>(),
            ),
            Transport::Mgf1Sha256 => (
                format!("{XENC11}rsa-oaep"),
                SHA256,
                format!("<xenc11:MGF xmlns:xenc11=\"{XENC11}\" Algorithm=\"{XENC11}mgf1sha256\"/>"),
                Oaep::new::<sha2::Sha256>(),
            ),
        };
        let key = public.encrypt(&mut Counter(0), padding, &content_key).unwrap();
        format!(
            "<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc=\"{XENC}\" Type=\"{XENC}Element\">\
             <xenc:EncryptionMethod Algorithm=\"{algorithm}\"/>\
             <ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><xenc:EncryptedKey>\
             <xenc:EncryptionMethod Algorithm=\"{method}\"><ds:DigestMethod Algorithm=\"{digest}\"/>{mask}\
             </xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>{}</xenc:CipherValue></xenc:CipherData>\
             </xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{}</xenc:CipherValue>\
             </xenc:CipherData></xenc:EncryptedData></saml:EncryptedAssertion>",
            BASE64_STANDARD.encode(key),
            BASE64_STANDARD.encode(ciphertext),
        )
    }

    /// Algorithm, content key, and the vector with the ciphertext behind it.
    fn content(self, plain: &[u8]) -> (String, Vec<u8>, Vec<u8>) {
        let mut chance = Counter(7);
        let mut drawn = |length: usize| {
            let mut bytes = vec![0; length];
            chance.fill_bytes(&mut bytes);
            bytes
        };
        match self.cipher {
            Cipher::Cbc { bytes } => {
                let (key, vector) = (drawn(bytes), drawn(16));
                // XML Encryption pads with anything; the last byte says how much.
                let pad = 16 - plain.len() % 16;
                let mut padded = plain.to_vec();
                padded.resize(plain.len() + pad - 1, 0);
                padded.push(u8::try_from(pad).unwrap());
                let length = padded.len();
                let encrypted = match bytes {
                    16 => cbc::Encryptor::<aes::Aes128>::new_from_slices(&key, &vector)
                        .unwrap()
                        .encrypt_padded_mut::<NoPadding>(&mut padded, length)
                        .unwrap()
                        .to_vec(),
                    _ => cbc::Encryptor::<aes::Aes256>::new_from_slices(&key, &vector)
                        .unwrap()
                        .encrypt_padded_mut::<NoPadding>(&mut padded, length)
                        .unwrap()
                        .to_vec(),
                };
                (format!("{XENC}aes{}-cbc", bytes * 8), key, [vector, encrypted].concat())
            }
            Cipher::Gcm { bytes } => {
                let (key, vector) = (drawn(bytes), drawn(12));
                let nonce = aes_gcm::Nonce::from_slice(&vector);
                let encrypted = match bytes {
                    16 => Aes128Gcm::new_from_slice(&key).unwrap().encrypt(nonce, plain).unwrap(),
                    _ => Aes256Gcm::new_from_slice(&key).unwrap().encrypt(nonce, plain).unwrap(),
                };
                (format!("{XENC11}aes{}-gcm", bytes * 8), key, [vector, encrypted].concat())
            }
        }
    }
}

/// Numbers that only look like chance.
struct Counter(u64);

impl RngCore for Counter {
    fn next_u32(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }

    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(4) {
            let drawn = self.next_u32().to_le_bytes();
            chunk.copy_from_slice(&drawn[..chunk.len()]);
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Counter {}
