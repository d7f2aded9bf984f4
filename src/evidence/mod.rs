//! What was given beside the captures: the other side of the questions a response leaves open.

pub mod events;
pub mod kind;
pub mod metadata;
pub mod permissions;
pub mod policies;
pub mod provider_dates;
pub mod providers;
mod role_shape;
pub mod roles;
pub mod scim;
mod trust_policy;
mod unknown;
pub mod users;
mod written_as;
mod yaml_block;

use std::sync::Arc;

use crate::certificate::{Certificate, NotCertificate, certificates_in_pem};
use crate::document::{Node, Value};
use crate::signature::{KeyOrigin, TrustedKey};
use crate::source::{Span, Text};

pub use events::{Event, EventOutcome};
pub use kind::{File, Given, Kind, Unreadable};
pub use metadata::{MetadataFile, SigningKey};
pub use permissions::{Boundary, Permissions, PolicyHead};
pub use policies::{GivenPolicy, ListedPolicy, Part, PolicyKind, Version, allows_everything};
pub use providers::{Encryption, ListedProvider};
pub use roles::{GivenRole, Standing, TrustPolicy};
pub use scim::{Failure, ScimCall, ScimSource, Server};
pub use users::{Directory, Extent, User, UserFile};
pub use written_as::{Encoding, WrittenAs};

/// Declares a module for each kind of evidence and lists their `KIND`s.
macro_rules! kinds {
    ($($name:ident)*) => {
        $(pub mod $name;)*

        /// Every kind of evidence, in the order in which a file is asked whether it is one.
        pub static KINDS: &[&Kind] = &[$(&$name::KIND),*];
    };
}

kinds! {
    iam_provider
    iam_providers
    iam_role
    account_details
    config_item
    terraform
    cloudformation
    connect_users
    connect_instance
    identity_store_users
    identity_center_instance
    open_search_domain
    assumed_role
    cloudtrail
    policy
    several
    own_metadata
    certificate
    scim_answer
    scim_request
    scim_har
    scim_log
    cli_error
    user_names
    sentence
}

/// Everything given beside the captures of a run.
#[derive(Debug, Default)]
pub struct Evidence {
    /// Metadata, from the identity provider or as IAM holds it, in the order given.
    pub metadata: Vec<MetadataFile>,
    /// The SAML providers of an account; `None` where no list was given.
    pub providers: Option<Vec<ListedProvider>>,
    /// The list is what `--query` left of it: it may lack some.
    pub providers_by_query: bool,
    /// Certificates and public keys that were given alone.
    pub given: Vec<TrustedKey>,
    /// Certificates that were given alone, those that cannot be used, too.
    pub certificates: Vec<GivenCertificate>,
    /// Roles, with their trust policies, in the order given.
    pub roles: Vec<GivenRole>,
    /// Inputs with a page of an account's roles, behind which more are.
    pub role_pages: Vec<usize>,
    /// Policies that are no role's trust policy.
    pub policies: Vec<GivenPolicy>,
    /// Managed policies of an account, each with its ARN, whatever they are attached to.
    pub managed_policies: Vec<GivenPolicy>,
    /// Managed policies of which the particulars were given, and not the document.
    pub policy_heads: Vec<PolicyHead>,
    /// Texts of errors that AWS showed, as they were given.
    pub sentences: Vec<String>,
    /// Policies of an organization of which only the names were given.
    pub listed_policies: Vec<ListedPolicy>,
    /// What AWS says does not exist.
    pub missing: Vec<Missing>,
    /// What CloudTrail recorded, in the order given.
    pub events: Vec<Event>,
    /// The beginning of the first answer of CloudTrail's, whatever it had.
    pub asked_cloudtrail: Option<Span>,
    /// The names of all inputs, which no printed command may write over.
    pub names: Vec<String>,
    /// Calls of SCIM to Identity Center, in the order given.
    pub scim: Vec<ScimCall>,
    /// Users of Amazon Connect and of Identity Center, a file each, in the order given.
    pub users: Vec<UserFile>,
    /// Instances of Amazon Connect, in the order given.
    pub connect_instances: Vec<connect_instance::ConnectInstance>,
    /// Instances of IAM Identity Center, in the order given.
    pub center_instances: Vec<identity_center_instance::CenterInstance>,
    /// Domains of Amazon OpenSearch Service, in the order given.
    pub open_search_domains: Vec<open_search_domain::OpenSearchDomain>,
}

/// Something that AWS says does not exist: NoSuchEntity.
#[derive(Debug)]
pub struct Missing {
    /// Index of the input it is from.
    pub input: usize,
    /// What a report calls that: the file name.
    pub file: String,
    /// The operation that was to look it up: `GetSAMLProvider`.
    pub operation: Option<String>,
    /// Its ARN or its name, where the error says it.
    pub name: Option<Text>,
    /// AWS's words.
    pub span: Span,
}

/// A certificate of a file that holds nothing else.
#[derive(Debug)]
pub struct GivenCertificate {
    /// Index of the input it is from.
    pub input: usize,
    pub certificate: Result<Certificate, NotCertificate>,
}

impl Evidence {
    /// Notes that a list of roles is not the whole of it.
    fn note_page(&mut self, input: usize, root: &Node) {
        let goes_on =
            ["NextToken", "Marker"].iter().any(|name| root.member(name).and_then(Node::text).is_some());
        let truncated = root.member("IsTruncated").map(|node| &node.value);
        let cut = match truncated {
            Some(Value::Bool(is_cut)) => *is_cut,
            Some(Value::String(word)) => word.value == "true",
            _ => false,
        };
        if goes_on || cut {
            self.role_pages.push(input);
        }
    }

    /// The metadata that decides what AWS accepts of a response of this issuer, whose Role pairs name
    /// these providers: what IAM holds, else the identity provider's own. Of several files that
    /// nothing ties to a provider those of the issuer count.
    pub fn deciding(&self, issuer: Option<&str>, providers: &[&str]) -> Vec<&MetadataFile> {
        let of = |origin| {
            let concerned = self.metadata.iter().filter(move |file| file.may_be_of(providers));
            concerned.filter(move |file| file.origin == origin)
        };
        let is_issuers = |file: &&MetadataFile| file.entity_ids().any(|id| Some(id.value.as_str()) == issuer);
        let held: Vec<&MetadataFile> = of(KeyOrigin::Provider).collect();
        let (tied, untied): (Vec<&MetadataFile>, Vec<&MetadataFile>) =
            held.iter().partition(|file| file.arn.is_some() && !providers.is_empty());
        match (tied.is_empty(), untied.as_slice()) {
            (false, _) => tied,
            (true, [_]) => untied,
            (true, [_, _, ..]) => untied.into_iter().filter(is_issuers).collect(),
            (true, []) => {
                let own: Vec<&MetadataFile> =
                    of(KeyOrigin::Metadata).filter(|file| file.may_be_issuers(issuer)).collect();
                let exact: Vec<&MetadataFile> = own.iter().copied().filter(is_issuers).collect();
                if exact.is_empty() { own } else { exact }
            }
        }
    }

    /// The keys that a response of this issuer, whose Role pairs name these providers, may have been
    /// signed with.
    pub fn keys_for(&self, issuer: Option<&str>, providers: &[&str]) -> Vec<TrustedKey> {
        let mut keys = self.given.clone();
        let concerned = |file: &&MetadataFile| {
            file.may_be_of(providers) && (file.origin != KeyOrigin::Metadata || file.may_be_issuers(issuer))
        };
        for file in self.metadata.iter().filter(concerned) {
            keys.extend(file.keys_for(issuer).filter_map(|key| {
                Some(TrustedKey {
                    origin: file.origin,
                    name: file.name.clone(),
                    key: key.key.as_ref().ok()?.clone(),
                    certificate: key.certificate.as_ref().ok().cloned(),
                })
            }));
        }
        keys
    }

    /// Takes over the certificates and public keys of a PEM file.
    pub fn add_certificates(&mut self, input: usize, name: &str, text: &str) {
        self.given.extend(TrustedKey::from_pem(KeyOrigin::Given, name, text).into_iter().flatten());
        let certificates = certificates_in_pem(text);
        self.certificates
            .extend(certificates.into_iter().map(|certificate| GivenCertificate { input, certificate }));
    }

    /// Ties what `get-policy-version` printed, which does not name the policy, to what `get-policy`
    /// printed by the version that is in force and the moment that it was made.
    pub fn tie_policies(&mut self) {
        for policy in &mut self.policies {
            let Version::Default { id, made: Some(made) } = &policy.version else { continue };
            let is_its = |head: &&PolicyHead| {
                head.default_version.as_ref() == Some(id) && head.updated.as_ref() == Some(made)
            };
            let mut same = self.policy_heads.iter().filter(is_its);
            if let (Some(only), None) = (same.next(), same.next()) {
                policy.arn = Some(only.arn.clone());
            }
        }
    }

    /// Ties what `get-saml-provider` printed, which does not name the provider, to an ARN of the
    /// list by its two dates.
    pub fn tie_providers(&mut self) {
        let Some(listed) = &self.providers else { return };
        for file in &mut self.metadata {
            let Some(dates) = &file.dates else { continue };
            let mut same = listed.iter().filter(|provider| provider.dates.as_ref() == Some(dates));
            if let (Some(only), None) = (same.next(), same.next()) {
                file.arn = Some(Arc::clone(&only.arn));
            }
        }
    }
}
