//! X.509 certificates as they stand in KeyInfo, in metadata and in PEM files.
//!
//! A certificate is read for what it says; no chain, no validity and no signature of its own is
//! judged here. What surrounds the DER (line ends, armour, blanks) is tolerated.

mod encoding;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use x509_parser::prelude::{FromDer as _, ParsedExtension, X509Certificate};
use x509_parser::public_key::PublicKey;

use crate::instant::Instant;
use crate::redaction;

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The DER, without anything that follows it.
    pub der: Vec<u8>,
    /// As RFC 4514 writes a name, most general part first as in the certificate.
    pub subject: String,
    pub issuer: String,
    /// Lower-case hexadecimal, as encoded.
    pub serial: String,
    /// The first moment of its validity; `None` where that is outside what can be represented.
    pub not_before: Option<Instant>,
    /// The last moment of its validity (RFC 5280, section 4.1.2.5: inclusive).
    pub not_after: Option<Instant>,
    pub key: KeyKind,
    /// SubjectPublicKeyInfo, DER.
    pub public_key: Vec<u8>,
    pub sha256: [u8; 32],
    pub sha1: [u8; 20],
    /// What is odd about it; empty for a certificate that is whole.
    pub damage: Vec<Damage>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyKind {
    /// Length of the modulus in bits.
    Rsa { bits: usize },
    /// Size of the field in bits.
    EllipticCurve { bits: usize },
    /// The algorithm's object identifier.
    Other(String),
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyKind::Rsa { bits } => write!(f, "RSA {bits} bit"),
            KeyKind::EllipticCurve { bits } => write!(f, "EC {bits} bit"),
            KeyKind::Other(algorithm) => write!(f, "a key of the algorithm {algorithm}"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// Bytes stand behind the certificate.
    TrailingBytes(usize),
    /// An extension, by its object identifier, stands more than once (RFC 5280, section 4.2, forbids it).
    RepeatedExtension(String),
    /// The content of an extension, by its object identifier, does not parse.
    UnreadableExtension(String),
    /// The public key does not parse.
    UnreadableKey,
    /// This part is not what X.509 has there; most readers refuse the whole certificate.
    Encoding(&'static str),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Damage::TrailingBytes(1) => f.write_str("1 byte stands behind it"),
            Damage::TrailingBytes(count) => write!(f, "{count} bytes stand behind it"),
            Damage::RepeatedExtension(oid) => write!(f, "the extension {oid} stands in it more than once"),
            Damage::UnreadableExtension(oid) => write!(f, "the extension {oid} does not parse"),
            Damage::UnreadableKey => f.write_str("its public key does not parse"),
            Damage::Encoding(part) => write!(f, "its {part} is not what X.509 has there"),
        }
    }
}

/// Why a text or some bytes are no certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotCertificate {
    Empty,
    NotBase64,
    /// Base64 of something that is no X.509 certificate.
    NotX509,
    /// Redaction took it out.
    Redacted,
}

impl fmt::Display for NotCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotCertificate::Empty => "it is empty",
            NotCertificate::NotBase64 => "it is not base64",
            NotCertificate::NotX509 => "it is no X.509 certificate",
            NotCertificate::Redacted => "it was removed by redaction",
        })
    }
}

impl std::error::Error for NotCertificate {}

impl Certificate {
    pub fn from_der(bytes: &[u8]) -> Result<Certificate, NotCertificate> {
        let (rest, read) = X509Certificate::from_der(bytes).map_err(|_| NotCertificate::NotX509)?;
        let der = &bytes[..bytes.len() - rest.len()];
        let mut damage = Vec::new();
        if !rest.is_empty() {
            damage.push(Damage::TrailingBytes(rest.len()));
        }
        damage.extend(encoding::fault(der).map(Damage::Encoding));
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for extension in read.extensions() {
            let oid = extension.oid.to_id_string();
            if matches!(extension.parsed_extension(), ParsedExtension::ParseError { .. }) {
                damage.push(Damage::UnreadableExtension(oid.clone()));
            }
            *seen.entry(oid).or_default() += 1;
        }
        let repeated = seen.into_iter().filter(|&(_, count)| count > 1);
        damage.extend(repeated.map(|(oid, _)| Damage::RepeatedExtension(oid)));
        let key = match read.public_key().parsed() {
            Ok(PublicKey::RSA(key)) => KeyKind::Rsa { bits: bit_length(key.modulus) },
            Ok(PublicKey::EC(point)) => KeyKind::EllipticCurve { bits: field_bits(&read, point.key_size()) },
            Ok(_) => KeyKind::Other(read.public_key().algorithm.algorithm.to_id_string()),
            Err(_) => {
                damage.push(Damage::UnreadableKey);
                KeyKind::Other(read.public_key().algorithm.algorithm.to_id_string())
            }
        };
        Ok(Certificate {
            der: der.to_vec(),
            subject: read.subject().to_string(),
            issuer: read.issuer().to_string(),
            serial: hex(read.raw_serial()),
            not_before: Instant::from_unix_seconds(read.validity().not_before.timestamp()),
            not_after: Instant::from_unix_seconds(read.validity().not_after.timestamp()),
            key,
            public_key: read.public_key().raw.to_vec(),
            sha256: Sha256::digest(der).into(),
            sha1: Sha1::digest(der).into(),
            damage,
        })
    }

    /// The text of an X509Certificate element, or a PEM file with one certificate.
    pub fn from_text(text: &str) -> Result<Certificate, NotCertificate> {
        let body = without_armour(text);
        if body.trim().is_empty() {
            return Err(NotCertificate::Empty);
        }
        if redaction::is_mark(&body) {
            return Err(NotCertificate::Redacted);
        }
        // Of several that were run together the first: that of a chain which signs.
        let first = || {
            pieces(&body).first().filter(|_| count_in_text(text) > 1).and_then(|piece| decode_base64(piece))
        };
        Certificate::from_der(&decode_base64(&body).or_else(first).ok_or(NotCertificate::NotBase64)?)
    }

    /// The days of its validity: `2026-11-21 to 2126-10-28`.
    pub fn validity(&self) -> String {
        let date = |at: Option<Instant>| at.map_or("?".to_owned(), |at| at.date());
        format!("{} to {}", date(self.not_before), date(self.not_after))
    }

    /// Whether OpenSSL, and what is built on it, would not read the certificate at all.
    pub fn is_broken(&self) -> bool {
        self.damage.iter().any(|damage| matches!(damage, Damage::Encoding(_) | Damage::UnreadableKey))
    }

    /// Lower-case hexadecimal of the SHA-256 of the DER.
    pub fn fingerprint(&self) -> String {
        hex(&self.sha256)
    }
}

/// Every certificate of a PEM file, in order.
pub fn certificates_in_pem(text: &str) -> Vec<Result<Certificate, NotCertificate>> {
    text.split("-----BEGIN CERTIFICATE-----")
        .skip(1)
        .map(|part| Certificate::from_text(part.split("-----END").next().unwrap_or("")))
        .collect()
}

/// How many certificates stand one after the other in a text that is to hold one.
pub fn count_in_text(text: &str) -> usize {
    let body = without_armour(text);
    let mut count = 0;
    for piece in pieces(&body) {
        let Some(der) = decode_base64(&piece) else { break };
        let mut rest = der.as_slice();
        while let Ok((after, _)) = X509Certificate::from_der(rest) {
            count += 1;
            rest = after;
        }
    }
    count
}

/// Base64 that was run together, parted behind the padding of each piece.
fn pieces(body: &str) -> Vec<String> {
    let compact: String = body.chars().filter(|character| !character.is_ascii_whitespace()).collect();
    let mut pieces = Vec::new();
    let mut rest = compact.as_str();
    while !rest.is_empty() {
        let padding = rest.find('=').unwrap_or(rest.len());
        let end = padding + rest[padding..].len() - rest[padding..].trim_start_matches('=').len();
        pieces.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    pieces
}

/// Base64 as it stands in XML: white space anywhere, padding or none, spare bits not zero.
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    const TOLERANT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let compact: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    TOLERANT.decode(compact).ok()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Cuts out `-----BEGIN ...-----` and `-----END ...-----`, on lines of their own or not.
fn without_armour(text: &str) -> String {
    let mut body = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("-----") {
        body.push_str(before);
        let label = after.starts_with("BEGIN ") || after.starts_with("END ");
        match after.split_once("-----").filter(|_| label) {
            Some((_, after)) => rest = after,
            None => {
                body.push_str("-----");
                rest = after;
            }
        }
    }
    body.push_str(rest);
    body
}

fn bit_length(number: &[u8]) -> usize {
    match number.iter().position(|&byte| byte != 0) {
        Some(first) => (number.len() - first) * 8 - number[first].leading_zeros() as usize,
        None => 0,
    }
}

/// The named curve's size; of an unnamed curve what the point's length tells.
fn field_bits(certificate: &X509Certificate<'_>, by_point: usize) -> usize {
    let curve = certificate.public_key().algorithm.parameters.as_ref();
    match curve.and_then(|any| any.as_oid().ok()).map(|oid| oid.to_id_string()).as_deref() {
        Some("1.2.840.10045.3.1.7") => 256,
        Some("1.3.132.0.34") => 384,
        Some("1.3.132.0.35") => 521,
        _ => by_point,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSA: &str = include_str!("../fixtures/signature/keys/throw-away-rsa-2048.crt.pem");
    const EC: &str = include_str!("../fixtures/signature/keys/throw-away-ec-p521.crt.pem");

    #[test]
    fn a_certificate_says_who_and_when_and_what_key() {
        let rsa = Certificate::from_text(RSA).unwrap();
        assert_eq!(rsa.subject, "O=Example, CN=throw-away rsa-2048");
        assert_eq!(rsa.issuer, rsa.subject);
        assert_eq!(rsa.key, KeyKind::Rsa { bits: 2048 });
        assert_eq!(rsa.damage, []);
        assert!(rsa.not_before.unwrap() < rsa.not_after.unwrap());
        assert_eq!(rsa.fingerprint().len(), 64);
        assert_eq!(Certificate::from_text(EC).unwrap().key, KeyKind::EllipticCurve { bits: 521 });
    }

    #[test]
    fn whatever_stands_round_the_base64_is_passed_over() {
        let certificate = Certificate::from_text(RSA).unwrap();
        let body: String = RSA.lines().filter(|line| !line.starts_with('-')).collect();
        for text in [
            body.clone(),
            format!("\n  {body}\n"),
            RSA.replace('\n', "\r\n"),
            RSA.replace('\n', " "),
            format!("-----BEGIN CERTIFICATE-----{body}-----END CERTIFICATE-----"),
            body.trim_end_matches('=').to_owned(),
        ] {
            assert_eq!(Certificate::from_text(&text).as_ref(), Ok(&certificate), "{text}");
        }
        assert_eq!(certificates_in_pem(&format!("{RSA}{EC}")).len(), 2);
    }

    #[test]
    fn what_is_no_certificate_says_so() {
        for (text, expected) in [
            ("", NotCertificate::Empty),
            (" \n", NotCertificate::Empty),
            ("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", NotCertificate::Empty),
            ("MII*", NotCertificate::NotBase64),
            ("AAAA", NotCertificate::NotX509),
        ] {
            assert_eq!(Certificate::from_text(text), Err(expected), "{text:?}");
        }
    }

    #[test]
    fn what_follows_a_certificate_is_no_part_of_its_fingerprint() {
        let whole = Certificate::from_text(RSA).unwrap();
        let longer = [whole.der.as_slice(), b"\0\0\0"].concat();
        let read = Certificate::from_der(&longer).unwrap();
        assert_eq!(read.sha256, whole.sha256);
        assert_eq!(read.damage, [Damage::TrailingBytes(3)]);
        assert!(!read.is_broken());
    }

    #[test]
    fn a_damaged_certificate_is_broken_although_its_key_can_be_read() {
        let whole = Certificate::from_text(RSA).unwrap();
        let at = whole.der.windows(7).position(|part| part == b"Example").unwrap();
        for (what, offset, byte) in [
            ("no UTF-8", at, 0xff),
            ("no string", at - 2, 0x02),
            ("no object identifier", at - 3, 0x8a),
            ("no SEQUENCE", at - 9, 0x31),
        ] {
            let mut der = whole.der.clone();
            der[offset] = byte;
            assert!(Certificate::from_der(&der).unwrap().is_broken(), "{what}");
        }
    }
}
