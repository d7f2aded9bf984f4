//! The SAML attributes AWS reads, by their exact names.
//!
//! IAM User Guide, "Configure SAML assertions for the authentication response".

use std::ops::RangeInclusive;

use super::nearest::{Difference, nearest};

/// Names are compared byte for byte: `https`, no slash at the end, this case.
pub const PREFIX: &str = "https://aws.amazon.com/SAML/Attributes/";

pub const ROLE: &str = "https://aws.amazon.com/SAML/Attributes/Role";
pub const ROLE_SESSION_NAME: &str = "https://aws.amazon.com/SAML/Attributes/RoleSessionName";
pub const SESSION_DURATION: &str = "https://aws.amazon.com/SAML/Attributes/SessionDuration";
pub const SOURCE_IDENTITY: &str = "https://aws.amazon.com/SAML/Attributes/SourceIdentity";
pub const TRANSITIVE_TAG_KEYS: &str = "https://aws.amazon.com/SAML/Attributes/TransitiveTagKeys";
/// The tag's key follows.
pub const PRINCIPAL_TAG_PREFIX: &str = "https://aws.amazon.com/SAML/Attributes/PrincipalTag:";
/// The key follows. Read by IAM Identity Center only.
pub const ACCESS_CONTROL_PREFIX: &str = "https://aws.amazon.com/SAML/Attributes/AccessControl:";

/// The prefix the China edition of the documentation prints; every working configuration that was
/// seen sends [`PREFIX`] there too.
pub const CHINA_PREFIX: &str = "http://www.amazonaws.cn/SAML/Attributes/";

/// Where Entra ID puts roles that are not mapped to [`ROLE`].
pub const MICROSOFT_ROLE_CLAIM: &str = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";

/// Characters in a RoleSessionName.
pub const ROLE_SESSION_NAME_LENGTH: RangeInclusive<usize> = 2..=64;
/// As AWS writes it in its answer.
pub const ROLE_SESSION_NAME_PATTERN: &str = "[a-zA-Z_0-9+=,.@-]{2,64}";
/// Characters in a SourceIdentity that every source allows.
pub const SOURCE_IDENTITY_LENGTH: RangeInclusive<usize> = 2..=64;
/// Characters in a SourceIdentity by the newest error text only.
pub const SOURCE_IDENTITY_NEWEST_LENGTH: RangeInclusive<usize> = 2..=256;
/// Seconds.
pub const SESSION_DURATION_SECONDS: RangeInclusive<u64> = 900..=43_200;
/// Seconds a console session lasts where SessionDuration is absent.
pub const SESSION_DURATION_DEFAULT: u64 = 3_600;
pub const PRINCIPAL_TAGS: usize = 50;
/// Characters in a tag's key.
pub const TAG_KEY_LENGTH: RangeInclusive<usize> = 1..=128;
/// Characters in a tag's value.
pub const TAG_VALUE_LENGTH: RangeInclusive<usize> = 0..=256;
/// No tag key, no SourceIdentity begins so.
pub const RESERVED_PREFIX: &str = "aws:";

/// `[\w+=,.@-]` with ASCII word characters: RoleSessionName, SourceIdentity, role names.
pub fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '=' | ',' | '.' | '@' | '-')
}

/// Letters, numbers and spaces of any script, and `_ . : / = + - @`.
pub fn is_tag_character(c: char) -> bool {
    c.is_alphabetic()
        || c.is_numeric()
        || (c.is_whitespace() && !c.is_control())
        || matches!(c, '_' | '.' | ':' | '/' | '=' | '+' | '-' | '@')
}

/// Who reads an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reader {
    Iam,
    IdentityCenter,
}

/// How many values an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Values {
    One,
    OneOrMore,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    Required,
    Optional,
}

/// An attribute AWS reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KnownAttribute {
    /// The whole name, or what it begins with where `keyed`.
    pub name: &'static str,
    /// Its last part, as a report names it: `Role`, `PrincipalTag:`.
    pub short: &'static str,
    pub reader: Reader,
    pub presence: Presence,
    pub values: Values,
}

impl KnownAttribute {
    /// A key follows the name.
    pub fn is_keyed(&self) -> bool {
        self.name.ends_with(':')
    }
}

pub static KNOWN: &[KnownAttribute] = &[
    KnownAttribute {
        name: ROLE,
        short: "Role",
        reader: Reader::Iam,
        presence: Presence::Required,
        values: Values::OneOrMore,
    },
    KnownAttribute {
        name: ROLE_SESSION_NAME,
        short: "RoleSessionName",
        reader: Reader::Iam,
        presence: Presence::Required,
        values: Values::One,
    },
    KnownAttribute {
        name: SESSION_DURATION,
        short: "SessionDuration",
        reader: Reader::Iam,
        presence: Presence::Optional,
        values: Values::One,
    },
    KnownAttribute {
        name: SOURCE_IDENTITY,
        short: "SourceIdentity",
        reader: Reader::Iam,
        presence: Presence::Optional,
        values: Values::One,
    },
    KnownAttribute {
        name: TRANSITIVE_TAG_KEYS,
        short: "TransitiveTagKeys",
        reader: Reader::Iam,
        presence: Presence::Optional,
        values: Values::OneOrMore,
    },
    KnownAttribute {
        name: PRINCIPAL_TAG_PREFIX,
        short: "PrincipalTag:",
        reader: Reader::Iam,
        presence: Presence::Optional,
        values: Values::One,
    },
    KnownAttribute {
        name: ACCESS_CONTROL_PREFIX,
        short: "AccessControl:",
        reader: Reader::IdentityCenter,
        presence: Presence::Optional,
        values: Values::One,
    },
];

/// The attribute with exactly this Name, and the key where it has one.
pub fn recognise(name: &str) -> Option<(&'static KnownAttribute, Option<&str>)> {
    KNOWN.iter().find_map(|known| {
        let rest = name.strip_prefix(known.name)?;
        match known.is_keyed() {
            true => Some((known, Some(rest))),
            false => rest.is_empty().then_some((known, None)),
        }
    })
}

/// The key of a `PrincipalTag:` attribute.
pub fn principal_tag_key(name: &str) -> Option<&str> {
    name.strip_prefix(PRINCIPAL_TAG_PREFIX)
}

/// The key of an `AccessControl:` attribute.
pub fn access_control_key(name: &str) -> Option<&str> {
    name.strip_prefix(ACCESS_CONTROL_PREFIX)
}

/// How a Name misses the one that was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// Nearly the same text.
    Near(Vec<Difference>),
    /// The right last part after another prefix.
    Prefix,
    /// The last part alone.
    Bare,
    /// Something else than a colon, or nothing, stands before the key.
    NoColon,
    /// The prefix of the China documentation.
    ChinaPrefix,
    /// Entra ID's own claim for roles.
    MicrosoftClaim,
}

/// A Name that is not AWS's but was probably meant to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearAttribute {
    pub meant: &'static KnownAttribute,
    /// The exact Name to write, key included.
    pub name: String,
    pub miss: Miss,
}

/// The attribute that a Name was probably meant to be; `None` where it is exact or resembles none.
pub fn near_miss(name: &str) -> Option<NearAttribute> {
    if recognise(name).is_some() {
        return None;
    }
    if name == MICROSOFT_ROLE_CLAIM {
        return Some(NearAttribute { meant: &KNOWN[0], name: ROLE.to_owned(), miss: Miss::MicrosoftClaim });
    }
    let trimmed = name.trim();
    if let Some(rest) = trimmed.strip_prefix(CHINA_PREFIX) {
        let right = format!("{PREFIX}{rest}");
        let (meant, _) = recognise(&right)?;
        return Some(NearAttribute { meant, name: right.clone(), miss: Miss::ChinaPrefix });
    }
    // A key may hold a colon itself, the head of a URL does too.
    let last_part = trimmed.trim_end_matches('/');
    let last_slash = last_part.rfind('/').map_or(0, |at| at + 1);
    for known in KNOWN.iter().filter(|known| known.is_keyed()) {
        let Some((head, key)) = split_keyed(trimmed, last_slash) else { continue };
        let right = format!("{}{key}", known.name);
        if let Some(near) = nearest(head, [known.name]) {
            return Some(NearAttribute { meant: known, name: right, miss: Miss::Near(near.differences) });
        }
        if head[last_slash..].eq_ignore_ascii_case(known.short) {
            let miss = if last_slash == 0 { Miss::Bare } else { Miss::Prefix };
            return Some(NearAttribute { meant: known, name: right, miss });
        }
    }
    if let Some((meant, key)) = keyed_without_colon(trimmed) {
        // As the documentation writes it where no key is known.
        let key = if key.is_empty() { "{TagKey}" } else { key };
        return Some(NearAttribute { meant, name: format!("{}{key}", meant.name), miss: Miss::NoColon });
    }
    let plain = || KNOWN.iter().filter(|known| !known.is_keyed());
    if let Some(near) = nearest(name, plain().map(|known| known.name)) {
        let meant = plain().find(|known| known.name == near.candidate)?;
        return Some(NearAttribute {
            meant,
            name: meant.name.to_owned(),
            miss: Miss::Near(near.differences),
        });
    }
    let short = &last_part[last_slash..];
    let meant = plain().find(|known| known.short.eq_ignore_ascii_case(short))?;
    let miss = match last_slash {
        0 => Miss::Bare,
        // Another vendor's `.../claims/role` is that vendor's own attribute, not a misspelling.
        _ if trimmed.to_ascii_lowercase().contains("saml/attributes") => Miss::Prefix,
        _ => return None,
    };
    Some(NearAttribute { meant, name: meant.name.to_owned(), miss })
}

/// `.../PrincipalTag:Team` cut after the colon of its last part.
fn split_keyed(name: &str, last_slash: usize) -> Option<(&str, &str)> {
    let colon = name[last_slash..].find(':')? + last_slash + 1;
    Some(name.split_at(colon))
}

/// `.../PrincipalTag/Team`, `.../PrincipalTag=Team`, `.../PrincipalTagTeam`: the attribute and the key.
fn keyed_without_colon(name: &str) -> Option<(&'static KnownAttribute, &str)> {
    let rest = without_prefix(name, PREFIX)?;
    KNOWN.iter().filter(|known| known.is_keyed()).find_map(|known| {
        let key = without_prefix(rest, known.short.trim_end_matches(':'))?;
        Some((known, key.trim_start_matches(['/', '=', '.', '_', '-', ';', ',', '#', ' '])))
    })
}

/// What follows a prefix that is written in any case.
fn without_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_names_are_recognised_with_their_keys() {
        for (name, short, key) in [
            (ROLE, "Role", None),
            (ROLE_SESSION_NAME, "RoleSessionName", None),
            (
                "https://aws.amazon.com/SAML/Attributes/PrincipalTag:Team/x:y",
                "PrincipalTag:",
                Some("Team/x:y"),
            ),
            ("https://aws.amazon.com/SAML/Attributes/PrincipalTag:", "PrincipalTag:", Some("")),
            ("https://aws.amazon.com/SAML/Attributes/AccessControl:cc", "AccessControl:", Some("cc")),
        ] {
            let (known, found) = recognise(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!((known.short, found), (short, key), "{name}");
            assert_eq!(near_miss(name), None, "{name}");
        }
    }

    #[test]
    fn a_misspelt_name_leads_to_the_one_that_was_meant() {
        use Difference::*;
        for (name, meant, miss) in [
            ("https://aws.amazon.com/SAML/Attributes/role", ROLE, Miss::Near(vec![Case])),
            ("https://aws.amazon.com/SAML/Attributes/Roles", ROLE, Miss::Near(vec![Edits(1)])),
            ("http://aws.amazon.com/SAML/Attributes/Role", ROLE, Miss::Near(vec![Scheme])),
            ("https://aws.amazon.com/SAML/Attributes/Role/", ROLE, Miss::Near(vec![TrailingSlash])),
            (" https://aws.amazon.com/SAML/Attributes/Role", ROLE, Miss::Near(vec![Whitespace])),
            (
                "https://aws.amazon.com/SAML/Attributes/RoleSessionname",
                ROLE_SESSION_NAME,
                Miss::Near(vec![Case]),
            ),
            ("http://www.amazonaws.cn/SAML/Attributes/Role", ROLE, Miss::ChinaPrefix),
            ("Role", ROLE, Miss::Bare),
            ("rolesessionname", ROLE_SESSION_NAME, Miss::Bare),
            ("https://signin.aws.amazon.com/SAML/Attributes/Role", ROLE, Miss::Prefix),
            (MICROSOFT_ROLE_CLAIM, ROLE, Miss::MicrosoftClaim),
            (
                "https://aws.amazon.com/SAML/Attributes/PrincipalTags:Team",
                "https://aws.amazon.com/SAML/Attributes/PrincipalTag:Team",
                Miss::Near(vec![Edits(1)]),
            ),
            (
                "https://aws.amazon.com/SAML/Attributes/PrincipalTag/Team",
                "https://aws.amazon.com/SAML/Attributes/PrincipalTag:Team",
                Miss::NoColon,
            ),
            (
                "https://aws.amazon.com/SAML/Attributes/principalTagTeam",
                "https://aws.amazon.com/SAML/Attributes/PrincipalTag:Team",
                Miss::NoColon,
            ),
            (
                "https://aws.amazon.com/SAML/Attributes/PrincipalTag",
                "https://aws.amazon.com/SAML/Attributes/PrincipalTag:{TagKey}",
                Miss::NoColon,
            ),
            ("PrincipalTag:Team", "https://aws.amazon.com/SAML/Attributes/PrincipalTag:Team", Miss::Bare),
        ] {
            let near = near_miss(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!((near.name.as_str(), near.miss), (meant, miss), "{name}");
        }
    }

    #[test]
    fn names_of_others_are_left_alone() {
        for name in [
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
            "http://example.com/claims/role",
            "mail",
            "urn:oid:1.3.6.1.4.1.5923.1.1.1.1",
            "",
            ":",
            "/",
        ] {
            assert_eq!(near_miss(name), None, "{name}");
        }
    }

    #[test]
    fn every_known_name_has_the_prefix() {
        for known in KNOWN {
            assert_eq!(known.name, format!("{PREFIX}{}", known.short));
        }
    }
}
