//! The partitions of AWS, a row each: ARNs, regions, hosts.
//!
//! Regions and suffixes: the service models of botocore. Hosts of the sign-in service: AWS General
//! Reference, "AWS Sign-In endpoints and quotas".

/// One partition.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// As it stands in an ARN.
    pub id: &'static str,
    pub name: &'static str,
    pub regions: &'static [&'static str],
    /// What region names begin with: `{prefix}-{word}-{number}`.
    pub region_prefixes: &'static [&'static str],
    /// The host that serves the partition as a whole, where there is one.
    pub sign_in: Option<&'static str>,
    /// The region that serves `sign_in`.
    pub sign_in_region: Option<&'static str>,
    /// A region goes before it, with a dot.
    pub sign_in_suffix: &'static str,
    /// The same two for FIPS.
    pub sign_in_fips: Option<&'static str>,
    /// `{region}.{suffix}` for the console.
    pub console_suffix: Option<&'static str>,
    /// `sts.{region}.{suffix}`.
    pub dns_suffix: Option<&'static str>,
    /// `sts.{region}.{suffix}` over both IPv4 and IPv6.
    pub dual_stack_suffix: Option<&'static str>,
}

impl Partition {
    /// The name, where the rest of AWS is spoken of too.
    pub fn name_in_full(&self) -> &'static str {
        if self.id == "aws" { "commercial AWS" } else { self.name }
    }
}

pub static PARTITIONS: &[Partition] = &[
    Partition {
        id: "aws",
        name: "AWS",
        regions: &[
            "af-south-1",
            "ap-east-1",
            "ap-east-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ca-central-1",
            "ca-west-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
        ],
        region_prefixes: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
        sign_in: Some("signin.aws.amazon.com"),
        sign_in_region: Some("us-east-1"),
        sign_in_suffix: "signin.aws.amazon.com",
        sign_in_fips: None,
        console_suffix: Some("console.aws.amazon.com"),
        dns_suffix: Some("amazonaws.com"),
        dual_stack_suffix: Some("api.aws"),
    },
    Partition {
        id: "aws-cn",
        name: "AWS China",
        regions: &["cn-north-1", "cn-northwest-1"],
        region_prefixes: &["cn"],
        sign_in: Some("signin.amazonaws.cn"),
        sign_in_region: None,
        sign_in_suffix: "signin.amazonaws.cn",
        sign_in_fips: None,
        console_suffix: Some("console.amazonaws.cn"),
        dns_suffix: Some("amazonaws.com.cn"),
        dual_stack_suffix: Some("api.amazonwebservices.com.cn"),
    },
    Partition {
        id: "aws-us-gov",
        name: "AWS GovCloud (US)",
        regions: &["us-gov-east-1", "us-gov-west-1"],
        region_prefixes: &["us-gov"],
        sign_in: Some("signin.amazonaws-us-gov.com"),
        sign_in_region: Some("us-gov-west-1"),
        sign_in_suffix: "signin.amazonaws-us-gov.com",
        sign_in_fips: Some("signin-fips.amazonaws-us-gov.com"),
        console_suffix: Some("console.amazonaws-us-gov.com"),
        dns_suffix: Some("amazonaws.com"),
        dual_stack_suffix: Some("api.aws"),
    },
    Partition {
        id: "aws-eusc",
        name: "AWS European Sovereign Cloud",
        regions: &["eusc-de-east-1"],
        region_prefixes: &["eusc-de"],
        sign_in: None,
        sign_in_region: None,
        sign_in_suffix: "signin.amazonaws-eusc.eu",
        sign_in_fips: None,
        console_suffix: None,
        dns_suffix: Some("amazonaws.eu"),
        dual_stack_suffix: None,
    },
    Partition {
        id: "aws-iso",
        name: "AWS ISO (US)",
        regions: &["us-iso-east-1", "us-iso-west-1"],
        region_prefixes: &["us-iso"],
        sign_in: Some("signin.c2shome.ic.gov"),
        sign_in_region: None,
        sign_in_suffix: "signin.c2shome.ic.gov",
        sign_in_fips: None,
        console_suffix: None,
        dns_suffix: None,
        dual_stack_suffix: None,
    },
    Partition {
        id: "aws-iso-b",
        name: "AWS ISOB (US)",
        regions: &["us-isob-east-1", "us-isob-west-1"],
        region_prefixes: &["us-isob"],
        sign_in: Some("signin.sc2shome.sgov.gov"),
        sign_in_region: None,
        sign_in_suffix: "signin.sc2shome.sgov.gov",
        sign_in_fips: None,
        console_suffix: None,
        dns_suffix: None,
        dual_stack_suffix: None,
    },
    Partition {
        id: "aws-iso-e",
        name: "AWS ISOE (Europe)",
        regions: &["eu-isoe-west-1"],
        region_prefixes: &["eu-isoe"],
        sign_in: None,
        sign_in_region: None,
        sign_in_suffix: "signin.csphome.adc-e.uk",
        sign_in_fips: None,
        console_suffix: None,
        dns_suffix: None,
        dual_stack_suffix: None,
    },
    Partition {
        id: "aws-iso-f",
        name: "AWS ISOF",
        regions: &["us-isof-east-1", "us-isof-south-1"],
        region_prefixes: &["us-isof"],
        sign_in: None,
        sign_in_region: None,
        sign_in_suffix: "signin.csphome.hci.ic.gov",
        sign_in_fips: None,
        console_suffix: None,
        dns_suffix: None,
        dual_stack_suffix: None,
    },
];

/// Regions where Amazon Connect is offered.
pub static CONNECT_REGIONS: &[&str] = &[
    "af-south-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-west-2",
    "us-east-1",
    "us-west-2",
    "us-gov-west-1",
];

impl Partition {
    /// A region that is listed, or named as this partition's regions are.
    pub fn holds(&self, region: &str) -> bool {
        self.regions.contains(&region) || self.region_prefixes.iter().any(|prefix| fits(region, prefix))
    }
}

/// `{prefix}-{word}-{number}`.
fn fits(region: &str, prefix: &str) -> bool {
    let Some(rest) = region.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-')) else {
        return false;
    };
    let Some((word, number)) = rest.split_once('-') else { return false };
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !word.is_empty()
        && word.chars().all(is_word)
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The partition with this id.
pub fn partition(id: &str) -> Option<&'static Partition> {
    PARTITIONS.iter().find(|partition| partition.id == id)
}

/// The partition a region belongs to, by the list and then by its name.
pub fn partition_of_region(region: &str) -> Option<&'static Partition> {
    PARTITIONS
        .iter()
        .find(|partition| partition.regions.contains(&region))
        .or_else(|| PARTITIONS.iter().find(|partition| partition.holds(region)))
}

/// What is known of a region, seen from a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionStanding {
    Listed,
    /// Not listed, but named as this partition's regions are: it may be newer than this program.
    Plausible,
    OtherPartition(&'static Partition),
    Unknown,
}

pub fn region_standing(partition: &Partition, region: &str) -> RegionStanding {
    if partition.regions.contains(&region) {
        return RegionStanding::Listed;
    }
    match partition_of_region(region) {
        Some(other) if other.id != partition.id => RegionStanding::OtherPartition(other),
        Some(_) => RegionStanding::Plausible,
        None => RegionStanding::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_region_has_the_form_of_its_partition_and_of_no_other() {
        for home in PARTITIONS {
            for region in home.regions {
                assert!(home.region_prefixes.iter().any(|prefix| fits(region, prefix)), "{region}");
                for other in PARTITIONS.iter().filter(|other| other.id != home.id) {
                    assert!(!other.holds(region), "{region} in {}", other.id);
                }
            }
        }
    }

    #[test]
    fn a_region_is_listed_plausible_foreign_or_unknown() {
        let aws = partition("aws").unwrap();
        for (region, expected) in [
            ("us-east-1", RegionStanding::Listed),
            ("eu-west-9", RegionStanding::Plausible),
            ("cn-north-1", RegionStanding::OtherPartition(partition("aws-cn").unwrap())),
            ("us-gov-west-1", RegionStanding::OtherPartition(partition("aws-us-gov").unwrap())),
            ("us-east1", RegionStanding::Unknown),
            ("us--1", RegionStanding::Unknown),
            ("", RegionStanding::Unknown),
        ] {
            assert_eq!(region_standing(aws, region), expected, "{region}");
        }
    }
}
