//! Which condition key an attribute of the assertion becomes.
//!
//! IAM User Guide, "Configure SAML assertions for the authentication response" (mapping), and whether a
//! key has one value or several: Service Authorization Reference, AWS Security Token Service.

/// How many values a key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Many {
    One,
    Several,
}

use Many::{One, Several};

const EDU_PERSON: &str = "urn:oid:1.3.6.1.4.1.5923.1.1.1.";
const EDU_ORG: &str = "urn:oid:1.3.6.1.4.1.5923.1.2.1.";

const EDU_PERSON_KEYS: &[(&str, &str, Many)] = &[
    ("1", "saml:edupersonaffiliation", Several),
    ("2", "saml:edupersonnickname", Several),
    ("3", "saml:edupersonorgdn", One),
    ("4", "saml:edupersonorgunitdn", Several),
    ("5", "saml:edupersonprimaryaffiliation", One),
    ("6", "saml:edupersonprincipalname", One),
    ("7", "saml:edupersonentitlement", Several),
    ("8", "saml:edupersonprimaryorgunitdn", One),
    ("9", "saml:edupersonscopedaffiliation", Several),
    ("10", "saml:edupersontargetedid", Several),
    ("11", "saml:edupersonassurance", Several),
];

const EDU_ORG_KEYS: &[(&str, &str, Many)] = &[
    ("2", "saml:eduorghomepageuri", Several),
    ("3", "saml:eduorgidentityauthnpolicyuri", Several),
    ("4", "saml:eduorglegalname", Several),
    ("5", "saml:eduorgsuperioruri", Several),
    ("6", "saml:eduorgwhitepagesuri", Several),
];

const CLAIMS: &[(&str, &str, Many)] = &[
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "saml:name", One),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "saml:givenname", One),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "saml:surname", One),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "saml:mail", One),
    ("http://schemas.xmlsoap.org/claims/CommonName", "saml:commonname", One),
    ("urn:oid:2.5.4.4", "saml:surname", One),
    // The page prints one OID with two figures exchanged, and some without a dot.
    ("urn:oid:2.5.4.42", "saml:givenname", One),
    ("urn:oid:2.4.5.42", "saml:givenname", One),
    ("urn:oid:2.5.4.45", "saml:x500uniqueidentifier", One),
    ("urn:oid:0.9.2342.19200300.100.1.1", "saml:uid", One),
    ("urn:oid:0.9.2342.19200300100.1.1", "saml:uid", One),
    ("urn:oid:0.9.2342.19200300.100.1.3", "saml:mail", One),
    ("urn:oid:0.9.2342.19200300100.1.3", "saml:mail", One),
    ("urn:oid:0.9.2342.19200300.100.1.45", "saml:organizationstatus", One),
    ("urn:oid:0.9.2342.19200300100.1.45", "saml:organizationstatus", One),
];

/// Two keys of which AWS's pages name one each for an attribute.
const TWICE: &[(&str, &[(&str, Many)])] = &[
    ("urn:oid:2.5.4.3", &[("saml:cn", Several), ("saml:commonname", One)]),
    (
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid",
        &[("saml:uid", One), ("saml:primarygroupsid", One)],
    ),
];

/// The keys, in lower case, that an attribute of this Name may become.
pub fn keys_of(name: &str) -> Vec<(&'static str, Many)> {
    let numbered = |prefix: &str, keys: &'static [(&str, &str, Many)]| {
        let number = name.strip_prefix(prefix)?;
        let (_, key, many) = keys.iter().find(|(known, ..)| *known == number)?;
        Some((*key, *many))
    };
    if let Some((_, keys)) = TWICE.iter().find(|(known, _)| *known == name) {
        return keys.to_vec();
    }
    let named = || CLAIMS.iter().find(|(known, ..)| *known == name).map(|(_, key, many)| (*key, *many));
    numbered(EDU_PERSON, EDU_PERSON_KEYS)
        .or_else(|| numbered(EDU_ORG, EDU_ORG_KEYS))
        .or_else(named)
        .into_iter()
        .collect()
}

/// Every key, in lower case, that an attribute can become.
pub fn all_keys() -> impl Iterator<Item = (&'static str, Many)> {
    let tables = EDU_PERSON_KEYS.iter().chain(EDU_ORG_KEYS).chain(CLAIMS);
    let twice = TWICE.iter().flat_map(|(_, keys)| keys.iter().copied());
    tables.map(|(_, key, many)| (*key, *many)).chain(twice)
}
