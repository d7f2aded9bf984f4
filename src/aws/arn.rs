//! ARNs of IAM roles and SAML providers, and which part of one is wrong.
//!
//! IAM User Guide, "IAM identifiers"; IAM API Reference, the shapes of role and provider names.

use std::ops::{Range, RangeInclusive};

use super::attributes::is_name_character;
use super::partitions::{Partition, partition};

pub const ACCOUNT_DIGITS: usize = 12;
/// Characters in a role's name.
pub const ROLE_NAME_LENGTH: RangeInclusive<usize> = 1..=64;
/// Characters in a provider's name.
pub const PROVIDER_NAME_LENGTH: RangeInclusive<usize> = 1..=128;
/// Characters in a role's path, its first and last slash included.
pub const PATH_LENGTH: usize = 512;

/// An ARN cut at its colons; nothing but the shape was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arn<'a> {
    pub partition: &'a str,
    pub service: &'a str,
    pub region: &'a str,
    pub account: &'a str,
    /// All that follows the fifth colon.
    pub resource: &'a str,
    /// Where the parts stand in the text that was given.
    pub at: ArnRanges,
}

/// Bytes of the text that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArnRanges {
    pub whole: Range<usize>,
    pub partition: Range<usize>,
    pub service: Range<usize>,
    pub region: Range<usize>,
    pub account: Range<usize>,
    pub resource: Range<usize>,
}

/// What is wrong with an ARN, and where in the text that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArnProblem {
    pub fault: ArnFault,
    /// Bytes of the offending part; empty where the part is.
    pub at: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArnFault {
    /// Not `arn:` and five more parts.
    NotAnArn,
    PartitionUnknown,
    /// Not `iam`.
    Service,
    RegionNotEmpty,
    AccountNotTwelveDigits,
    /// A resource, but not of the kind that is wanted.
    ResourceKind(ResourceKind),
    /// A character outside `[\w+=,.@-]`; `at` is the first one.
    RoleNameCharacters,
    RoleNameLength,
    /// Over 512 characters, unprintable, or with an empty step.
    Path,
    /// A character outside `[\w._-]`; `at` is the first one.
    ProviderNameCharacters,
    ProviderNameLength,
}

/// What an ARN's resource part names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    Role,
    SamlProvider,
    /// A session of STS: the ARN of who is signed in, not of the role.
    AssumedRole,
    User,
    Group,
    Root,
    Policy,
    OidcProvider,
    InstanceProfile,
    Other,
}

impl ResourceKind {
    fn of(resource: &str) -> ResourceKind {
        match resource.split_once('/').map_or(resource, |(kind, _)| kind) {
            "role" => ResourceKind::Role,
            "saml-provider" => ResourceKind::SamlProvider,
            "assumed-role" => ResourceKind::AssumedRole,
            "user" => ResourceKind::User,
            "group" => ResourceKind::Group,
            "root" => ResourceKind::Root,
            "policy" => ResourceKind::Policy,
            "oidc-provider" => ResourceKind::OidcProvider,
            "instance-profile" => ResourceKind::InstanceProfile,
            _ => ResourceKind::Other,
        }
    }

    /// As it stands in an ARN; `None` for what we have no word for.
    pub fn name(self) -> Option<&'static str> {
        match self {
            ResourceKind::Role => Some("role"),
            ResourceKind::SamlProvider => Some("saml-provider"),
            ResourceKind::AssumedRole => Some("assumed-role"),
            ResourceKind::User => Some("user"),
            ResourceKind::Group => Some("group"),
            ResourceKind::Root => Some("root"),
            ResourceKind::Policy => Some("policy"),
            ResourceKind::OidcProvider => Some("oidc-provider"),
            ResourceKind::InstanceProfile => Some("instance-profile"),
            ResourceKind::Other => None,
        }
    }
}

impl<'a> Arn<'a> {
    /// Cuts an ARN at its colons. Blanks around it are not part of it.
    pub fn parse(text: &'a str) -> Option<Arn<'a>> {
        let trimmed = text.trim();
        let start = text.len() - text.trim_start().len();
        let mut parts = trimmed.splitn(6, ':');
        let mut at = start;
        let mut next = || {
            let part = parts.next()?;
            let range = at..at + part.len();
            at = range.end + 1;
            Some((part, range))
        };
        let (scheme, _) = next()?;
        if scheme != "arn" {
            return None;
        }
        let (partition, partition_at) = next()?;
        let (service, service_at) = next()?;
        let (region, region_at) = next()?;
        let (account, account_at) = next()?;
        let (resource, resource_at) = next()?;
        Some(Arn {
            partition,
            service,
            region,
            account,
            resource,
            at: ArnRanges {
                whole: start..start + trimmed.len(),
                partition: partition_at,
                service: service_at,
                region: region_at,
                account: account_at,
                resource: resource_at,
            },
        })
    }

    pub fn kind(&self) -> ResourceKind {
        ResourceKind::of(self.resource)
    }

    /// The resource without its kind: path and name.
    pub fn rest(&self) -> &'a str {
        self.resource.split_once('/').map_or("", |(_, rest)| rest)
    }

    /// What every IAM ARN has: a partition, `iam`, no region, an account; and the kind that is wanted.
    fn require(&self, wanted: ResourceKind) -> Result<&'static Partition, ArnProblem> {
        let problem = |fault, at: &Range<usize>| Err(ArnProblem { fault, at: at.clone() });
        let kind = self.kind();
        let kind_at = self.at.resource.start
            ..self.at.resource.start + self.resource.find('/').unwrap_or(self.resource.len());
        let Some(known) = partition(self.partition) else {
            return problem(ArnFault::PartitionUnknown, &self.at.partition);
        };
        // `arn:aws:sts::...:assumed-role/...` is one mistake, and the kind is what tells of it.
        if kind == ResourceKind::AssumedRole {
            return problem(ArnFault::ResourceKind(kind), &kind_at);
        }
        if self.service != "iam" {
            return problem(ArnFault::Service, &self.at.service);
        }
        if !self.region.is_empty() {
            return problem(ArnFault::RegionNotEmpty, &self.at.region);
        }
        if !is_account(self.account) {
            return problem(ArnFault::AccountNotTwelveDigits, &self.at.account);
        }
        if kind != wanted {
            return problem(ArnFault::ResourceKind(kind), &kind_at);
        }
        Ok(known)
    }
}

/// Twelve ASCII digits.
pub fn is_account(text: &str) -> bool {
    text.len() == ACCOUNT_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The ARN of an IAM role, found correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleArn<'a> {
    pub arn: Arn<'a>,
    /// With both its slashes; `/` where there is none.
    pub path: &'a str,
    pub name: &'a str,
}

impl<'a> RoleArn<'a> {
    pub fn parse(text: &'a str) -> Result<RoleArn<'a>, ArnProblem> {
        let arn = parse_or_problem(text)?;
        arn.require(ResourceKind::Role)?;
        let resource = arn.resource;
        let start = arn.at.resource.start;
        let first = resource.find('/').unwrap_or(resource.len());
        let last = resource.rfind('/').unwrap_or(resource.len());
        let path = resource.get(first..=last).unwrap_or("/");
        let name = resource.get(last + 1..).unwrap_or("");
        let name_at = start + resource.len() - name.len()..start + resource.len();
        let path_fits = path == "/"
            || (path.len() > 2
                && path.len() <= PATH_LENGTH
                && path.bytes().all(|byte| (0x21..=0x7e).contains(&byte)));
        if !path_fits {
            return Err(ArnProblem { fault: ArnFault::Path, at: start + first..start + first + path.len() });
        }
        if let Some((offset, c)) = name.char_indices().find(|&(_, c)| !is_name_character(c)) {
            let at = name_at.start + offset;
            return Err(ArnProblem { fault: ArnFault::RoleNameCharacters, at: at..at + c.len_utf8() });
        }
        if !ROLE_NAME_LENGTH.contains(&name.len()) {
            return Err(ArnProblem { fault: ArnFault::RoleNameLength, at: name_at });
        }
        Ok(RoleArn { arn, path, name })
    }

    /// A role of IAM Identity Center's own, which AssumeRoleWithSAML cannot be used for.
    pub fn is_identity_center(&self) -> bool {
        self.name.starts_with("AWSReservedSSO_") || self.path.starts_with("/aws-reserved/sso.amazonaws.com/")
    }
}

/// The ARN of an IAM SAML provider, found correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamlProviderArn<'a> {
    pub arn: Arn<'a>,
    pub name: &'a str,
}

impl<'a> SamlProviderArn<'a> {
    pub fn parse(text: &'a str) -> Result<SamlProviderArn<'a>, ArnProblem> {
        let arn = parse_or_problem(text)?;
        arn.require(ResourceKind::SamlProvider)?;
        let name = arn.rest();
        let name_at = arn.at.resource.end - name.len()..arn.at.resource.end;
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        if let Some((offset, c)) = name.char_indices().find(|&(_, c)| !fits(c)) {
            let at = name_at.start + offset;
            return Err(ArnProblem { fault: ArnFault::ProviderNameCharacters, at: at..at + c.len_utf8() });
        }
        if !PROVIDER_NAME_LENGTH.contains(&name.len()) {
            return Err(ArnProblem { fault: ArnFault::ProviderNameLength, at: name_at });
        }
        Ok(SamlProviderArn { arn, name })
    }

    /// The provider IAM Identity Center makes in each account: the assertion comes from Identity Center.
    pub fn is_identity_center(&self) -> bool {
        self.name.starts_with("AWSSSO_")
    }
}

fn parse_or_problem(text: &str) -> Result<Arn<'_>, ArnProblem> {
    Arn::parse(text).ok_or_else(|| {
        let start = text.len() - text.trim_start().len();
        ArnProblem { fault: ArnFault::NotAnArn, at: start..start + text.trim().len() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is right with an ARN, or the fault and the text it points at.
    type Expected<'a, T> = Result<T, (ArnFault, &'a str)>;

    #[test]
    fn a_role_arn_says_which_part_is_wrong_and_where() {
        use ArnFault::*;
        let long_name = format!("arn:aws:iam::123456789012:role/{}", "a".repeat(65));
        let long_path = format!("arn:aws:iam::123456789012:role/{}/x", "a".repeat(511));
        let table: &[(&str, Expected<'_, (&str, &str)>)] = &[
            ("arn:aws:iam::123456789012:role/R", Ok(("/", "R"))),
            ("arn:aws-cn:iam::123456789012:role/a/b/R+=,.@-_", Ok(("/a/b/", "R+=,.@-_"))),
            (" arn:aws-eusc:iam::123456789012:role/R\n", Ok(("/", "R"))),
            ("", Err((NotAnArn, ""))),
            ("  role/R ", Err((NotAnArn, "role/R"))),
            ("ARN:aws:iam::123456789012:role/R", Err((NotAnArn, "ARN:aws:iam::123456789012:role/R"))),
            ("arn:aws:iam:123456789012:role/R", Err((NotAnArn, "arn:aws:iam:123456789012:role/R"))),
            ("arn:amazon:iam::123456789012:role/R", Err((PartitionUnknown, "amazon"))),
            ("arn:aws:s3::123456789012:role/R", Err((Service, "s3"))),
            ("arn:aws:iam:us-east-1:123456789012:role/R", Err((RegionNotEmpty, "us-east-1"))),
            ("arn:aws:iam::12345678901:role/R", Err((AccountNotTwelveDigits, "12345678901"))),
            ("arn:aws:iam::${accountid}:role/R", Err((AccountNotTwelveDigits, "${accountid}"))),
            ("arn:aws:iam:::role/R", Err((AccountNotTwelveDigits, ""))),
            (
                "arn:aws:sts::123456789012:assumed-role/R/jdoe",
                Err((ArnFault::ResourceKind(super::ResourceKind::AssumedRole), "assumed-role")),
            ),
            (
                "arn:aws:iam::123456789012:user/R",
                Err((ArnFault::ResourceKind(super::ResourceKind::User), "user")),
            ),
            (
                "arn:aws:iam::123456789012:saml-provider/P",
                Err((ArnFault::ResourceKind(super::ResourceKind::SamlProvider), "saml-provider")),
            ),
            (
                "arn:aws:iam::123456789012:root",
                Err((ArnFault::ResourceKind(super::ResourceKind::Root), "root")),
            ),
            ("arn:aws:iam::123456789012:role/My Role", Err((RoleNameCharacters, " "))),
            ("arn:aws:iam::123456789012:role/Rôle", Err((RoleNameCharacters, "ô"))),
            ("arn:aws:iam::123456789012:role/", Err((RoleNameLength, ""))),
            ("arn:aws:iam::123456789012:role", Err((RoleNameLength, ""))),
            (&long_name, Err((RoleNameLength, &long_name[31..]))),
            ("arn:aws:iam::123456789012:role//R", Err((Path, "//"))),
            (&long_path, Err((Path, &long_path[30..543]))),
        ];
        for (text, expected) in table {
            match (RoleArn::parse(text), expected) {
                (Ok(role), Ok((path, name))) => assert_eq!((role.path, role.name), (*path, *name), "{text}"),
                (Err(problem), Err((fault, part))) => {
                    assert_eq!((problem.fault, &text[problem.at.clone()]), (*fault, *part), "{text}");
                }
                (found, _) => panic!("{text}: {found:?}"),
            }
        }
    }

    #[test]
    fn a_provider_arn_says_which_part_is_wrong_and_where() {
        use ArnFault::*;
        let long_name = format!("arn:aws:iam::123456789012:saml-provider/{}", "a".repeat(129));
        let table: &[(&str, Expected<'_, &str>)] = &[
            ("arn:aws:iam::123456789012:saml-provider/Okta", Ok("Okta")),
            ("arn:aws-us-gov:iam::123456789012:saml-provider/a.b-c_d", Ok("a.b-c_d")),
            (
                "arn:aws:iam::123456789012:saml-provider/[SAML Provider Name]",
                Err((ProviderNameCharacters, "[")),
            ),
            ("arn:aws:iam::123456789012:saml-provider/a/b", Err((ProviderNameCharacters, "/"))),
            ("arn:aws:iam::123456789012:saml-provider/", Err((ProviderNameLength, ""))),
            (&long_name, Err((ProviderNameLength, &long_name[40..]))),
            (
                "arn:aws:iam::123456789012:role/R",
                Err((ArnFault::ResourceKind(super::ResourceKind::Role), "role")),
            ),
        ];
        for (text, expected) in table {
            match (SamlProviderArn::parse(text), expected) {
                (Ok(provider), Ok(name)) => assert_eq!(provider.name, *name, "{text}"),
                (Err(problem), Err((fault, part))) => {
                    assert_eq!((problem.fault, &text[problem.at.clone()]), (*fault, *part), "{text}");
                }
                (found, _) => panic!("{text}: {found:?}"),
            }
        }
    }

    #[test]
    fn the_resources_of_identity_center_are_known_by_name_and_path() {
        for (text, expected) in [
            (
                "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_A_0123456789abcdef",
                true,
            ),
            ("arn:aws:iam::123456789012:role/AWSReservedSSO_A_0123456789abcdef", true),
            ("arn:aws:iam::123456789012:role/Admin", false),
        ] {
            assert_eq!(RoleArn::parse(text).unwrap().is_identity_center(), expected, "{text}");
        }
        let provider = "arn:aws:iam::123456789012:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE";
        assert!(SamlProviderArn::parse(provider).unwrap().is_identity_center());
    }
}
