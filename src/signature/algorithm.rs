//! The algorithms of digests and signatures, by their URIs.

use sha1::Sha1;
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};

/// A hash that signatures and digests use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The URIs of DigestMethod (XML Signature 1.1, section 6.2).
    pub fn from_uri(uri: &str) -> Option<Hash> {
        Some(match uri {
            "http://www.w3.org/2000/09/xmldsig#sha1" => Hash::Sha1,
            "http://www.w3.org/2001/04/xmldsig-more#sha224" => Hash::Sha224,
            "http://www.w3.org/2001/04/xmlenc#sha256" => Hash::Sha256,
            "http://www.w3.org/2001/04/xmldsig-more#sha384" => Hash::Sha384,
            "http://www.w3.org/2001/04/xmlenc#sha512" => Hash::Sha512,
            _ => return None,
        })
    }

    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha1 => Sha1::digest(bytes).to_vec(),
            Hash::Sha224 => Sha224::digest(bytes).to_vec(),
            Hash::Sha256 => Sha256::digest(bytes).to_vec(),
            Hash::Sha384 => Sha384::digest(bytes).to_vec(),
            Hash::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    /// Length of the digest in bytes.
    pub fn length(self) -> usize {
        match self {
            Hash::Sha1 => 20,
            Hash::Sha224 => 28,
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        }
    }

    /// `sha256`, as reports name it.
    pub fn name(self) -> &'static str {
        match self {
            Hash::Sha1 => "sha1",
            Hash::Sha224 => "sha224",
            Hash::Sha256 => "sha256",
            Hash::Sha384 => "sha384",
            Hash::Sha512 => "sha512",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    RsaPkcs1,
    /// Length of the salt in bytes; the mask uses the same hash.
    RsaPss {
        salt: usize,
    },
    Ecdsa,
}

/// What kind of key a signature is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    Rsa,
    /// On a curve, by ECDSA.
    Ec,
    Dsa,
    /// Ed25519 and Ed448.
    Ed,
}

impl Family {
    /// By the name that every SignatureMethod URI ends in (RFC 9231, section 5), whether or not it can be
    /// checked here: `dsa-sha1`, `ecdsa-ripemd160`, `eddsa-ed25519`, `sha3-256-rsa-MGF1`.
    pub fn from_uri(uri: &str) -> Option<Family> {
        const BASES: [&str; 5] = [
            "http://www.w3.org/2000/09/xmldsig",
            "http://www.w3.org/2009/xmldsig11",
            "http://www.w3.org/2001/04/xmldsig-more",
            "http://www.w3.org/2007/05/xmldsig-more",
            "http://www.w3.org/2021/04/xmldsig-more",
        ];
        let (base, name) = uri.split_once('#')?;
        if !BASES.contains(&base) {
            return None;
        }
        match name.split('-').next()? {
            "rsa" => Some(Family::Rsa),
            "ecdsa" => Some(Family::Ec),
            "dsa" => Some(Family::Dsa),
            "eddsa" => Some(Family::Ed),
            _ => name.ends_with("-rsa-MGF1").then_some(Family::Rsa),
        }
    }
}

/// A SignatureMethod that can be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SignatureAlgorithm {
    pub scheme: Scheme,
    pub hash: Hash,
}

/// `http://www.w3.org/2007/05/xmldsig-more#rsa-pss`, whose parameters stand in elements (RFC 9231,
/// section 2.3.9).
pub const RSA_PSS: &str = "http://www.w3.org/2007/05/xmldsig-more#rsa-pss";

impl SignatureAlgorithm {
    /// XML Signature 1.1, section 6.4, and RFC 9231, sections 2.3.2 to 2.3.10.
    pub fn from_uri(uri: &str) -> Option<SignatureAlgorithm> {
        const MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";
        const MORE_2007: &str = "http://www.w3.org/2007/05/xmldsig-more#";
        if uri == "http://www.w3.org/2000/09/xmldsig#rsa-sha1" {
            return Some(SignatureAlgorithm { scheme: Scheme::RsaPkcs1, hash: Hash::Sha1 });
        }
        if let Some(name) = uri.strip_prefix(MORE) {
            let (kind, hash) = name.split_once('-')?;
            let hash = hash_name(hash)?;
            let scheme = match kind {
                "rsa" if hash != Hash::Sha1 => Scheme::RsaPkcs1,
                "ecdsa" => Scheme::Ecdsa,
                _ => return None,
            };
            return Some(SignatureAlgorithm { scheme, hash });
        }
        let hash = hash_name(uri.strip_prefix(MORE_2007)?.strip_suffix("-rsa-MGF1")?)?;
        Some(SignatureAlgorithm { scheme: Scheme::RsaPss { salt: hash.length() }, hash })
    }

    /// `rsa-sha256`, `ecdsa-sha384`, `rsa-pss-sha256`.
    pub fn name(self) -> String {
        let kind = match self.scheme {
            Scheme::RsaPkcs1 => "rsa",
            Scheme::RsaPss { .. } => "rsa-pss",
            Scheme::Ecdsa => "ecdsa",
        };
        format!("{kind}-{}", self.hash.name())
    }
}

fn hash_name(name: &str) -> Option<Hash> {
    [Hash::Sha1, Hash::Sha224, Hash::Sha256, Hash::Sha384, Hash::Sha512]
        .into_iter()
        .find(|hash| hash.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signature_method_tells_the_kind_of_its_key() {
        for (uri, expected) in [
            ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", Some(Family::Rsa)),
            ("http://www.w3.org/2001/04/xmldsig-more#rsa-ripemd160", Some(Family::Rsa)),
            ("http://www.w3.org/2007/05/xmldsig-more#sha3-256-rsa-MGF1", Some(Family::Rsa)),
            (RSA_PSS, Some(Family::Rsa)),
            ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Some(Family::Ec)),
            ("http://www.w3.org/2007/05/xmldsig-more#ecdsa-ripemd160", Some(Family::Ec)),
            ("http://www.w3.org/2009/xmldsig11#dsa-sha256", Some(Family::Dsa)),
            ("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519", Some(Family::Ed)),
            ("http://www.w3.org/2000/09/xmldsig#hmac-sha1", None),
            ("urn:x#dsa-sha1", None),
            ("", None),
        ] {
            assert_eq!(Family::from_uri(uri), expected, "{uri}");
        }
    }
}
