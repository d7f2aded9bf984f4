//! Public keys, wherever they come from, and what they say of a SignatureValue.

use std::fmt;

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::{BigUint, Pkcs1v15Sign, Pss, RsaPublicKey};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use x509_parser::prelude::FromDer as _;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::algorithm::{Family, Hash, Scheme, SignatureAlgorithm};
use super::pkcs1;
use crate::certificate::{Certificate, NotCertificate, certificates_in_pem, decode_base64};

/// Moduli up to this many bits are used; 16,384 is the most that OpenSSL takes, too.
const MODULUS_LIMIT: usize = 16_384;

/// A public key that can check signatures.
#[derive(Clone, PartialEq, Eq)]
pub enum PublicKey {
    Rsa(RsaPublicKey),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(Box<P521>),
}

/// A key on P-521. Its verifying key compares only through the point it is made of.
#[derive(Clone)]
pub struct P521 {
    key: p521::ecdsa::VerifyingKey,
    point: Vec<u8>,
}

impl PartialEq for P521 {
    fn eq(&self, other: &P521) -> bool {
        self.point == other.point
    }
}

impl Eq for P521 {}

impl fmt::Debug for P521 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EC P-521")
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use rsa::traits::PublicKeyParts as _;
        match self {
            PublicKey::Rsa(key) => write!(f, "RSA {} bit", key.n().bits()),
            PublicKey::P256(_) => f.write_str("EC P-256"),
            PublicKey::P384(_) => f.write_str("EC P-384"),
            PublicKey::P521(_) => f.write_str("EC P-521"),
        }
    }
}

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnusableKey {
    /// The certificate it should come from is none.
    Certificate(NotCertificate),
    /// A kind of key that signs nothing here: DSA, an unusual curve; what it is.
    Kind(String),
    /// It does not parse.
    Damaged,
}

impl fmt::Display for UnusableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnusableKey::Certificate(reason) => write!(f, "the certificate cannot be read: {reason}"),
            UnusableKey::Kind(kind) => write!(f, "keys of the kind {kind} are not supported"),
            UnusableKey::Damaged => f.write_str("the key is damaged"),
        }
    }
}

impl PublicKey {
    /// From a DER SubjectPublicKeyInfo.
    pub fn from_spki(der: &[u8]) -> Result<PublicKey, UnusableKey> {
        let (_, info) = SubjectPublicKeyInfo::from_der(der).map_err(|_| UnusableKey::Damaged)?;
        let algorithm = info.algorithm.algorithm.to_id_string();
        match algorithm.as_str() {
            // rsaEncryption, id-RSASSA-PSS (RFC 4055)
            "1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10" => {
                match x509_parser::public_key::RSAPublicKey::from_der(&info.subject_public_key.data) {
                    Ok((_, key)) => PublicKey::from_rsa(key.modulus, key.exponent),
                    Err(_) => Err(UnusableKey::Damaged),
                }
            }
            // id-ecPublicKey (RFC 5480)
            "1.2.840.10045.2.1" => {
                let curve = info.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok());
                let curve = curve.map(|oid| oid.to_id_string()).unwrap_or_default();
                PublicKey::from_point(&curve, &info.subject_public_key.data)
            }
            "1.2.840.10040.4.1" => Err(UnusableKey::Kind("DSA".to_owned())),
            other => Err(UnusableKey::Kind(other.to_owned())),
        }
    }

    /// From a certificate that is whole enough for others to read it, too.
    pub fn from_certificate(certificate: &Certificate) -> Result<PublicKey, UnusableKey> {
        if certificate.is_broken() {
            return Err(UnusableKey::Damaged);
        }
        PublicKey::from_spki(&certificate.public_key)
    }

    /// From the big-endian numbers of an RSAKeyValue.
    pub fn from_rsa(modulus: &[u8], exponent: &[u8]) -> Result<PublicKey, UnusableKey> {
        let (n, e) = (BigUint::from_bytes_be(modulus), BigUint::from_bytes_be(exponent));
        let key = RsaPublicKey::new_with_max_size(n, e, MODULUS_LIMIT).map_err(|_| UnusableKey::Damaged)?;
        Ok(PublicKey::Rsa(key))
    }

    /// From a SEC 1 point on a curve, given by its object identifier.
    pub fn from_point(curve: &str, point: &[u8]) -> Result<PublicKey, UnusableKey> {
        let damaged = |_| UnusableKey::Damaged;
        Ok(match curve {
            "1.2.840.10045.3.1.7" => {
                PublicKey::P256(p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(damaged)?)
            }
            "1.3.132.0.34" => {
                PublicKey::P384(p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(damaged)?)
            }
            "1.3.132.0.35" => {
                let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(damaged)?;
                let point = key.to_encoded_point(false).as_bytes().to_vec();
                PublicKey::P521(Box::new(P521 { key, point }))
            }
            other => return Err(UnusableKey::Kind(format!("EC {other}"))),
        })
    }

    /// Whether it is the kind of key that the algorithm needs.
    pub fn fits(&self, algorithm: SignatureAlgorithm) -> bool {
        let is_rsa = matches!(self, PublicKey::Rsa(_));
        is_rsa != matches!(algorithm.scheme, Scheme::Ecdsa)
    }

    pub fn family(&self) -> Family {
        match self {
            PublicKey::Rsa(_) => Family::Rsa,
            PublicKey::P256(_) | PublicKey::P384(_) | PublicKey::P521(_) => Family::Ec,
        }
    }

    /// How many bytes its signatures have; `None` where that varies in practice.
    pub fn value_length(&self) -> Option<usize> {
        use rsa::traits::PublicKeyParts as _;
        match self {
            PublicKey::Rsa(key) => Some(key.size()),
            PublicKey::P256(_) | PublicKey::P384(_) | PublicKey::P521(_) => None,
        }
    }

    /// What one check costs, in nanoseconds of a usual machine. With RSA that is a squaring for each bit
    /// of the exponent and a multiplication for each that is set, each as long as the square of the modulus.
    pub(super) fn cost(&self, algorithm: SignatureAlgorithm) -> usize {
        use rsa::traits::PublicKeyParts as _;
        match self {
            PublicKey::Rsa(key) => {
                let exponent = key.e().to_bytes_be();
                let steps = match algorithm.scheme {
                    Scheme::RsaPkcs1 | Scheme::Ecdsa => {
                        key.e().bits() + exponent.iter().map(|byte| byte.count_ones() as usize).sum::<usize>()
                    }
                    // The library takes as many for any exponent of 64 bits.
                    Scheme::RsaPss { .. } => 128.max(2 * key.e().bits()),
                };
                key.size() * key.size() / 16 * steps
            }
            PublicKey::P256(_) => 300_000,
            PublicKey::P384(_) => 1_000_000,
            PublicKey::P521(_) => 3_000_000,
        }
    }

    /// Checks a signature over the digest of the signed bytes.
    pub fn check(&self, algorithm: SignatureAlgorithm, digest: &[u8], value: &[u8]) -> Checked {
        match (self, algorithm.scheme) {
            (PublicKey::Rsa(key), Scheme::RsaPkcs1) => {
                let padding = match algorithm.hash {
                    Hash::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
                    Hash::Sha224 => Pkcs1v15Sign::new::<Sha224>(),
                    Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                    Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                    Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
                };
                Checked::from(pkcs1::verify(key, &padding, digest, value))
            }
            (PublicKey::Rsa(key), Scheme::RsaPss { salt }) => {
                use rsa::traits::PublicKeyParts as _;
                let padding = match algorithm.hash {
                    Hash::Sha1 => Pss::new_with_salt::<Sha1>(salt),
                    Hash::Sha224 => Pss::new_with_salt::<Sha224>(salt),
                    Hash::Sha256 => Pss::new_with_salt::<Sha256>(salt),
                    Hash::Sha384 => Pss::new_with_salt::<Sha384>(salt),
                    Hash::Sha512 => Pss::new_with_salt::<Sha512>(salt),
                };
                // The library does not compare, and a value beyond the modulus stands for one below it
                // (RFC 8017, sections 5.2.2 and 8.1.2).
                let below = BigUint::from_bytes_be(value) < *key.n() && value.len() == key.size();
                Checked::from(below && key.verify(padding, digest, value).is_ok())
            }
            (PublicKey::P256(key), Scheme::Ecdsa) => ecdsa(
                value,
                32,
                digest,
                |digest, fixed| {
                    p256::ecdsa::Signature::from_slice(fixed)
                        .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok())
                },
                |der| p256::ecdsa::Signature::from_der(der).ok().map(|s| s.to_bytes().to_vec()),
            ),
            (PublicKey::P384(key), Scheme::Ecdsa) => ecdsa(
                value,
                48,
                digest,
                |digest, fixed| {
                    p384::ecdsa::Signature::from_slice(fixed)
                        .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok())
                },
                |der| p384::ecdsa::Signature::from_der(der).ok().map(|s| s.to_bytes().to_vec()),
            ),
            (PublicKey::P521(key), Scheme::Ecdsa) => ecdsa(
                value,
                66,
                digest,
                |digest, fixed| {
                    p521::ecdsa::Signature::from_slice(fixed)
                        .is_ok_and(|signature| key.key.verify_prehash(digest, &signature).is_ok())
                },
                |der| p521::ecdsa::Signature::from_der(der).ok().map(|s| s.to_bytes().to_vec()),
            ),
            (PublicKey::Rsa(_), Scheme::Ecdsa)
            | (PublicKey::P256(_) | PublicKey::P384(_) | PublicKey::P521(_), _) => Checked::Mismatch,
        }
    }
}

/// What a key says about a SignatureValue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    Match,
    Mismatch,
    /// The ECDSA value is right, but stands in DER where XML Signature 1.1, section 6.4.3, wants r and s.
    MatchInDer,
}

impl From<bool> for Checked {
    fn from(good: bool) -> Checked {
        if good { Checked::Match } else { Checked::Mismatch }
    }
}

/// `r` and `s` beside each other, each as long as the field; some writers leave leading zeros out.
fn ecdsa(
    value: &[u8],
    field: usize,
    digest: &[u8],
    verify: impl Fn(&[u8], &[u8]) -> bool,
    from_der: impl Fn(&[u8]) -> Option<Vec<u8>>,
) -> Checked {
    // A hash shorter than half the field is refused by the library, and is a number all the same.
    let mut padded = vec![0; field.saturating_sub(digest.len())];
    padded.extend_from_slice(digest);
    if !value.is_empty() && value.len().is_multiple_of(2) && value.len() <= 2 * field {
        let half = value.len() / 2;
        let mut fixed = vec![0; 2 * field];
        fixed[field - half..field].copy_from_slice(&value[..half]);
        fixed[2 * field - half..].copy_from_slice(&value[half..]);
        if verify(&padded, &fixed) {
            return Checked::Match;
        }
    }
    match from_der(value) {
        Some(fixed) if verify(&padded, &fixed) => Checked::MatchInDer,
        _ => Checked::Mismatch,
    }
}

/// Where a key comes from, in the words of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
pub enum KeyOrigin {
    /// KeyInfo of the signature itself: it proves no origin.
    Embedded,
    /// The identity provider's metadata.
    Metadata,
    /// The metadata that the IAM provider holds.
    Provider,
    /// A certificate or key given for this run.
    Given,
}

impl KeyOrigin {
    pub fn name(self) -> &'static str {
        match self {
            KeyOrigin::Embedded => "embedded",
            KeyOrigin::Metadata => "metadata",
            KeyOrigin::Provider => "provider",
            KeyOrigin::Given => "given",
        }
    }
}

/// A key that the reader of the signature has from elsewhere than the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    pub origin: KeyOrigin,
    /// What a report calls it: a file name, an ARN.
    pub name: String,
    pub key: PublicKey,
    pub certificate: Option<Certificate>,
}

impl TrustedKey {
    pub fn from_certificate(
        origin: KeyOrigin,
        name: impl Into<String>,
        certificate: Certificate,
    ) -> Result<TrustedKey, UnusableKey> {
        let key = PublicKey::from_certificate(&certificate)?;
        Ok(TrustedKey { origin, name: name.into(), key, certificate: Some(certificate) })
    }

    /// Every certificate and public key of a PEM file.
    pub fn from_pem(origin: KeyOrigin, name: &str, text: &str) -> Vec<Result<TrustedKey, UnusableKey>> {
        let mut keys: Vec<Result<TrustedKey, UnusableKey>> = certificates_in_pem(text)
            .into_iter()
            .map(|certificate| {
                TrustedKey::from_certificate(origin, name, certificate.map_err(UnusableKey::Certificate)?)
            })
            .collect();
        for part in text.split("-----BEGIN PUBLIC KEY-----").skip(1) {
            let body = part.split("-----END").next().unwrap_or("");
            let key =
                decode_base64(body).ok_or(UnusableKey::Damaged).and_then(|der| PublicKey::from_spki(&der));
            keys.push(key.map(|key| TrustedKey { origin, name: name.to_owned(), key, certificate: None }));
        }
        keys
    }
}
