//! The private keys of `--key`, in every form that tools write them in.
//!
//! What stands in such a file shows in no output, errors included.

use std::fmt;

use pkcs8::{DecodePrivateKey as _, EncryptedPrivateKeyInfo, PrivateKeyInfo, pkcs5};
use rsa::RsaPrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::traits::PublicKeyParts as _;

use crate::certificate::{Certificate, decode_base64};
use crate::signature::PublicKey;

/// An RSA private key that opens encrypted assertions.
#[derive(Clone)]
pub struct PrivateKey(pub(super) RsaPrivateKey);

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey(RSA {} bit)", self.0.n().bits())
    }
}

/// Why a file gives no private key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnreadableKey {
    /// Nothing in it looks like a key.
    NoKey,
    /// It holds certificates and no key.
    Certificate,
    /// It holds the public half alone.
    PublicKey,
    /// PKCS#12, a container of keys and certificates.
    Pkcs12,
    /// It is encrypted, and no passphrase is given.
    NeedsPassphrase,
    /// It is encrypted, and the passphrase given does not open it.
    WrongPassphrase,
    /// It is encrypted with something else than PBES2 with AES or Triple DES.
    UnsupportedEncryption,
    /// It is encrypted in OpenSSL's old way (`Proc-Type: 4,ENCRYPTED`).
    LegacyEncryption,
    /// `BEGIN OPENSSH PRIVATE KEY`.
    OpenSsh,
    /// It is a private key of another kind than RSA.
    NotRsa,
    /// It does not parse.
    Damaged,
}

impl fmt::Display for UnreadableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UnreadableKey::NoKey => "there is no private key in it",
            UnreadableKey::Certificate => {
                "this is a certificate; what opens an assertion is the private key that belongs to it"
            }
            UnreadableKey::PublicKey => {
                "this is a public key; what opens an assertion is the private key that belongs to it"
            }
            UnreadableKey::Pkcs12 => {
                "this is a PKCS#12 container; \"openssl pkcs12 -in FILE -nocerts -out key.pem\" takes the private key out of it"
            }
            UnreadableKey::NeedsPassphrase => {
                "the private key is encrypted; name a file with its passphrase: --key-passphrase-file FILE"
            }
            UnreadableKey::WrongPassphrase => "the passphrase does not open the private key",
            UnreadableKey::UnsupportedEncryption => {
                "the private key is encrypted in a way that is not supported; \"openssl pkcs8 -topk8 -v2 aes256 -in FILE -out key.pem\" converts it"
            }
            UnreadableKey::LegacyEncryption => {
                "the private key is encrypted in OpenSSL's old form; \"openssl pkcs8 -topk8 -v2 aes256 -in FILE -out key.pem\" converts it"
            }
            UnreadableKey::OpenSsh => {
                "the private key is in OpenSSH's own form; \"ssh-keygen -p -m PKCS8 -f COPY\" converts a copy of it"
            }
            UnreadableKey::NotRsa => "the private key is no RSA key",
            UnreadableKey::Damaged => "the private key does not parse",
        })
    }
}

impl std::error::Error for UnreadableKey {}

impl PrivateKey {
    /// Every RSA private key of a file: PEM or DER, PKCS#1 or PKCS#8, the latter encrypted with this
    /// passphrase or not. A file without one says why of its first key.
    pub fn read_all(file: &[u8], passphrase: Option<&[u8]>) -> Result<Vec<PrivateKey>, UnreadableKey> {
        if file.first() == Some(&0x30) {
            return from_der(file, passphrase).map(|key| vec![key]);
        }
        let text = String::from_utf8_lossy(file);
        let blocks: Vec<(&str, &str)> = text
            .split("-----BEGIN ")
            .skip(1)
            .filter_map(|block| block.split_once("-----"))
            .map(|(label, rest)| (label, rest.split("-----END").next().unwrap_or_default()))
            .collect();
        if blocks.is_empty() {
            let der = decode_base64(text.trim_start_matches('\u{feff}')).ok_or(UnreadableKey::NoKey)?;
            return from_der(&der, passphrase).map(|key| vec![key]);
        }
        let (mut keys, mut problem) = (Vec::new(), None);
        for (label, body) in &blocks {
            if !label.ends_with("PRIVATE KEY") {
                continue;
            }
            match from_block(label, body, passphrase) {
                Ok(key) => keys.push(key),
                Err(why) => {
                    problem.get_or_insert(why);
                }
            }
        }
        let is_any = |end: &str| blocks.iter().any(|(label, _)| label.ends_with(end));
        match (keys.is_empty(), problem) {
            (false, _) => Ok(keys),
            (true, Some(problem)) => Err(problem),
            (true, None) if is_any("CERTIFICATE") => Err(UnreadableKey::Certificate),
            (true, None) if is_any("PUBLIC KEY") => Err(UnreadableKey::PublicKey),
            (true, None) => Err(UnreadableKey::NoKey),
        }
    }

    pub fn public_key(&self) -> PublicKey {
        PublicKey::Rsa(self.0.to_public_key())
    }

    /// Length of the modulus in bytes.
    pub(super) fn size(&self) -> usize {
        self.0.size()
    }

    /// Length of the modulus in bits.
    pub(super) fn bits(&self) -> usize {
        self.0.n().bits()
    }
}

fn from_block(label: &str, body: &str, passphrase: Option<&[u8]>) -> Result<PrivateKey, UnreadableKey> {
    if body.contains("ENCRYPTED") {
        return Err(UnreadableKey::LegacyEncryption);
    }
    let der = || decode_base64(body).ok_or(UnreadableKey::Damaged);
    let key = match label {
        "RSA PRIVATE KEY" => RsaPrivateKey::from_pkcs1_der(&der()?).map_err(|_| UnreadableKey::Damaged)?,
        "PRIVATE KEY" => from_pkcs8(&der()?)?,
        "ENCRYPTED PRIVATE KEY" => from_encrypted(&der()?, passphrase)?,
        "OPENSSH PRIVATE KEY" => return Err(UnreadableKey::OpenSsh),
        _ => return Err(UnreadableKey::NotRsa),
    };
    Ok(PrivateKey(key))
}

/// DER does not name itself: what its parts are tells.
fn from_der(der: &[u8], passphrase: Option<&[u8]>) -> Result<PrivateKey, UnreadableKey> {
    if let Ok(key) = RsaPrivateKey::from_pkcs1_der(der) {
        return Ok(PrivateKey(key));
    }
    if PrivateKeyInfo::try_from(der).is_ok() {
        return from_pkcs8(der).map(PrivateKey);
    }
    if EncryptedPrivateKeyInfo::try_from(der).is_ok() {
        return from_encrypted(der, passphrase).map(PrivateKey);
    }
    if Certificate::from_der(der).is_ok() {
        return Err(UnreadableKey::Certificate);
    }
    if PublicKey::from_spki(der).is_ok() {
        return Err(UnreadableKey::PublicKey);
    }
    Err(if is_pkcs12(der) { UnreadableKey::Pkcs12 } else { UnreadableKey::NoKey })
}

fn from_pkcs8(der: &[u8]) -> Result<RsaPrivateKey, UnreadableKey> {
    let info = PrivateKeyInfo::try_from(der).map_err(|_| UnreadableKey::Damaged)?;
    if info.algorithm.oid != rsa::pkcs1::ALGORITHM_OID {
        return Err(UnreadableKey::NotRsa);
    }
    RsaPrivateKey::from_pkcs8_der(der).map_err(|_| UnreadableKey::Damaged)
}

fn from_encrypted(der: &[u8], passphrase: Option<&[u8]>) -> Result<RsaPrivateKey, UnreadableKey> {
    let info = EncryptedPrivateKeyInfo::try_from(der).map_err(|_| match is_whole(der) {
        true => UnreadableKey::UnsupportedEncryption,
        false => UnreadableKey::Damaged,
    })?;
    let passphrase = passphrase.ok_or(UnreadableKey::NeedsPassphrase)?;
    let opened = info.decrypt(passphrase).map_err(|error| match error {
        pkcs8::Error::EncryptedPrivateKey(
            pkcs5::Error::NoPbes1CryptSupport
            | pkcs5::Error::UnsupportedAlgorithm { .. }
            | pkcs5::Error::AlgorithmParametersInvalid { .. },
        ) => UnreadableKey::UnsupportedEncryption,
        _ => UnreadableKey::WrongPassphrase,
    })?;
    // One wrong passphrase in 256 leaves bytes that end like a padding.
    from_pkcs8(opened.as_bytes()).map_err(|problem| match problem {
        UnreadableKey::Damaged => UnreadableKey::WrongPassphrase,
        other => other,
    })
}

/// Whether the outermost SEQUENCE is as long as it says.
fn is_whole(der: &[u8]) -> bool {
    match der {
        [0x30, length @ 0..=0x7f, rest @ ..] => rest.len() == *length as usize,
        [0x30, 0x81, length, rest @ ..] => rest.len() == *length as usize,
        [0x30, 0x82, high, low, rest @ ..] => rest.len() == u16::from_be_bytes([*high, *low]) as usize,
        _ => false,
    }
}

/// PFX (RFC 7292, section 4): version 3, then a ContentInfo of PKCS #7 data.
fn is_pkcs12(der: &[u8]) -> bool {
    const VERSION: [u8; 4] = [0x02, 0x01, 0x03, 0x30];
    const DATA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    let head = &der[..der.len().min(32)];
    let after = |part: &[u8]| head.windows(part.len()).position(|window| window == part);
    head.first() == Some(&0x30)
        && matches!((after(&VERSION), after(&DATA)), (Some(version), Some(data)) if version < data)
}
