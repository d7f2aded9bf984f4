//! What `aws opensearch describe-domain-config` and `describe-domain` print of SAML: which attributes a domain reads.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable};
use super::users::text;
use crate::document::{Document, Node, Value};
use crate::source::{Span, Text};

pub static KIND: Kind = Kind {
    id: "open-search-domain",
    words: "an OpenSearch domain",
    command: "aws opensearch describe-domain-config --domain-name DOMAIN",
    file: "domain.json",
    question: "which attributes the OpenSearch domain reads",
    operations: &["DescribeDomainConfig", "DescribeDomain"],
    recognise,
    read: Some(read),
    ..Kind::NONE
};

/// A domain of Amazon OpenSearch Service as a file has it.
#[derive(Debug, Clone)]
pub struct OpenSearchDomain {
    /// Index of the input it is from.
    pub input: usize,
    /// What a report calls that: the file name.
    pub file: String,
    /// SAML is switched on; `None` where the file does not say.
    pub enabled: Option<bool>,
    /// The Issuer that it takes.
    pub entity_id: Option<Text>,
    /// The attribute with the backend roles.
    pub roles_key: Option<Text>,
    /// The attribute with the user name; the NameID where it is empty.
    pub subject_key: Option<Text>,
    pub span: Span,
}

impl OpenSearchDomain {
    /// The file name without its folders.
    pub fn short_file(&self) -> &str {
        self.file.rsplit(['/', '\\']).next().unwrap_or(&self.file)
    }
}

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    if root.member("DomainConfig").is_some_and(|config| config.has(&["AdvancedSecurityOptions"])) {
        return Some("OpenSearch domain (aws opensearch describe-domain-config)");
    }
    if root.member("DomainStatus").is_some_and(|status| status.has(&["DomainName"])) {
        return Some("OpenSearch domain (aws opensearch describe-domain)");
    }
    let cut_out = root.has(&["SAMLOptions"]) || root.has(&["Idp", "RolesKey"]);
    cut_out.then_some("SAML options of an OpenSearch domain")
}

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    let config = ["DomainConfig", "DomainStatus"].iter().find_map(|key| root.member(key)).unwrap_or(root);
    let security = config.member("AdvancedSecurityOptions").unwrap_or(config);
    let security = security.member("Options").unwrap_or(security);
    let Some(saml) =
        security.member("SAMLOptions").or_else(|| security.has(&["RolesKey"]).then_some(security))
    else {
        return Err(Unreadable::at(config.span, "there are no SAMLOptions in it"));
    };
    evidence.open_search_domains.push(OpenSearchDomain {
        input: given.input,
        file: given.name.to_owned(),
        enabled: saml.member("Enabled").and_then(truth),
        entity_id: saml.member("Idp").and_then(|idp| text(idp, "EntityId")),
        roles_key: text(saml, "RolesKey"),
        subject_key: text(saml, "SubjectKey"),
        span: saml.span,
    });
    Ok(())
}

fn truth(node: &Node) -> Option<bool> {
    match node.value {
        Value::Bool(value) => Some(value),
        _ => None,
    }
}
