//! The public documents that rules rest on.

use crate::knowledge::Citation;

pub use crate::aws::known_errors::citations::{
    ASSUME_ROLE_WITH_SAML, CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING, CREATE_SAML_PROVIDER, QUOTAS,
    SAML_ASSERTIONS, SESSION_TAGS, SOURCE_IDENTITY, TROUBLESHOOT_SAML,
};

pub const SAML_FEDERATION: Citation = Citation {
    title: "IAM User Guide, \"SAML 2.0 federation\"",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_saml.html",
};
pub const RELYING_PARTY: Citation = Citation {
    title: "IAM User Guide, \"Configure your SAML 2.0 IdP with relying party trust and adding claims\"",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_relying-party.html",
};
pub const CONDITION_KEYS: Citation = Citation {
    title: "IAM User Guide, \"IAM and AWS STS condition context keys\"",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html",
};
pub const SIGN_IN_ENDPOINTS: Citation = Citation {
    title: "AWS General Reference, \"AWS Sign-In endpoints and quotas\"",
    url: "https://docs.aws.amazon.com/general/latest/gr/signin-service.html",
};
pub const SAML_CORE: Citation = Citation {
    title: "OASIS, SAML Core 2.0",
    url: "https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf",
};
pub const XML_ENCODING: Citation = Citation {
    title: "W3C, Extensible Markup Language (XML) 1.0, section 4.3.3",
    url: "https://www.w3.org/TR/xml/#charencoding",
};
pub const SAML_PROFILES: Citation = Citation {
    title: "OASIS, SAML Profiles 2.0, section 4.1.4",
    url: "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
};
/// Where the five minutes after IssueInstant were observed.
pub const FIVE_MINUTES_OBSERVED: Citation = Citation {
    title: "Nike-Inc/gimme-aws-creds, issue 251: \"Token must be redeemed within 5 minutes of issuance\"",
    url: "https://github.com/Nike-Inc/gimme-aws-creds/issues/251",
};
/// Where an expiry before the five minutes were over was observed.
pub const EXPIRY_OBSERVED: Citation = Citation {
    title: "Versent/saml2aws, issue 759: \"Response has expired\"",
    url: "https://github.com/Versent/saml2aws/issues/759",
};
pub const IDENTIFIERS: Citation = Citation {
    title: "IAM User Guide, \"IAM identifiers\"",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
};
pub const TAGS: Citation = Citation {
    title: "IAM User Guide, \"Tags for AWS Identity and Access Management resources\"",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html",
};
/// Prints another prefix for the names of the attributes.
pub const SAML_ASSERTIONS_CHINA: Citation = Citation {
    title: "IAM User Guide for the China Regions, \"Configure SAML assertions for the authentication response\"",
    url: "https://docs.amazonaws.cn/en_us/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html",
};
