//! IAM Identity Center as rules look at it: which instance a response names, and what files say of it.

use crate::aws::endpoints::{self, Deviation, Endpoint, IdentityCenterPart, locate};
use crate::evidence::MetadataFile;
use crate::rule::{Case, quoted};
use crate::saml::metadata::{EntityDescriptor, METADATA};
use crate::source::Text;
use crate::xml::Tree;

/// The id in the first Audience that is an issuer URL of Identity Center's.
pub fn store(case: &Case) -> Option<String> {
    let audiences = case.assertion()?.audiences();
    audiences.filter_map(|audience| endpoints::identity_store(&audience.value)).map(|(store, _)| store).next()
}

/// The metadata that an instance publishes of itself, as a service provider.
pub struct Own<'a> {
    pub file: &'a MetadataFile,
    pub entity_id: &'a Text,
    /// Every Location of an AssertionConsumerService.
    pub acs: Vec<Text>,
}

impl Own<'_> {
    /// The file name without its folders.
    pub fn short_file(&self) -> &str {
        self.file.name.rsplit(['/', '\\']).next().unwrap_or(&self.file.name)
    }

    /// Whether one of its addresses has the tenant of another address.
    pub fn has_tenant_of(&self, address: &str) -> bool {
        let own = tenant(address);
        own.is_some() && self.acs.iter().any(|acs| tenant(&acs.value) == own)
    }
}

fn tenant(address: &str) -> Option<String> {
    match locate(address)?.endpoint {
        Endpoint::IdentityCenter(center) => match center.part {
            IdentityCenterPart::Acs { tenant } => Some(tenant).filter(|tenant| !tenant.is_empty()),
            IdentityCenterPart::Issuer { .. } | IdentityCenterPart::Other => None,
        },
        _ => None,
    }
}

/// Every file that is an instance's own metadata.
pub fn own_metadata<'a>(case: &Case<'a>) -> Vec<Own<'a>> {
    case.evidence.metadata.iter().filter_map(of_file).collect()
}

fn of_file(file: &MetadataFile) -> Option<Own<'_>> {
    let document = file.document.as_ref().ok()?;
    let metadata = document.metadata.as_ref()?;
    metadata.entities.iter().find_map(|entity| {
        let entity_id = file.center_entity().filter(|id| entity.entity_id.as_ref() == Some(*id))?;
        Some(Own { file, entity_id, acs: acs(&document.tree, entity) })
    })
}

fn acs(tree: &Tree, entity: &EntityDescriptor) -> Vec<Text> {
    let roles = tree.elements_named(entity.node, METADATA, "SPSSODescriptor");
    let services = roles.flat_map(|role| tree.elements_named(role, METADATA, "AssertionConsumerService"));
    services.filter_map(|service| crate::saml::attribute(tree, service, "Location")).collect()
}

/// How an address is written otherwise than Identity Center has it; `None` of what may stay.
pub fn written(deviation: &Deviation) -> Option<String> {
    Some(match deviation {
        Deviation::UnlistedRegion(_) => return None,
        Deviation::Whitespace => "has white space in it".to_owned(),
        Deviation::NoScheme => "lacks https://".to_owned(),
        Deviation::Scheme(scheme) => format!("begins with {}, not with https", quoted(scheme)),
        Deviation::UserInfo => "has a user name in it".to_owned(),
        Deviation::UpperCaseHost => "has upper case in its host".to_owned(),
        Deviation::Port(port) => format!("has the port {}", quoted(port)),
        Deviation::UnknownRegion { region, .. } => format!("names {}, which is no Region", quoted(region)),
        Deviation::RegionOfOtherPartition { region, .. } => {
            format!("names {}, a Region of another partition", quoted(region))
        }
        Deviation::PathCase => "has upper case in its path".to_owned(),
        Deviation::TrailingSlash => "ends in a slash".to_owned(),
        Deviation::Query => "has a query".to_owned(),
        Deviation::Fragment => "has a fragment".to_owned(),
    })
}

/// RFC 2822, addr-spec, without quoted strings and comments, which no username has.
pub fn is_address(value: &str) -> bool {
    let atom = |text: &str| {
        !text.is_empty()
            && text.split('.').all(|part| {
                !part.is_empty()
                    && part.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
            })
    };
    value.split_once('@').is_some_and(|(local, domain)| atom(local) && atom(domain))
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn an_address_has_one_at_between_two_dotted_names() {
        for (value, expected) in [
            ("jane.doe@corp.example", true),
            ("o'hara+aws@corp.example", true),
            ("jane@localhost", true),
            ("jane.doe", false),
            ("CORP\\jane", false),
            ("jane doe@corp.example", false),
            ("jane@corp.example@aws.example", false),
            ("", false),
            ("jane..doe@corp.example", false),
        ] {
            assert_eq!(is_address(value), expected, "{value}");
        }
    }
}
