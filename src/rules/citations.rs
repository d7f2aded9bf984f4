//! The public documents that rules rest on.

use crate::knowledge::Citation;

pub use crate::aws::known_errors::citations::{
    ASSUME_ROLE_WITH_SAML, CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING, CREATE_SAML_PROVIDER, QUOTAS,
    SAML_ASSERTIONS, SESSION_TAGS, SOURCE_IDENTITY, TROUBLESHOOT_SAML,
};

pub const SAML_FEDERATION: Citation = Citation::documented(
    "IAM User Guide, \"SAML 2.0 federation\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_saml.html",
);
pub const RELYING_PARTY: Citation = Citation::documented(
    "IAM User Guide, \"Configure your SAML 2.0 IdP with relying party trust and adding claims\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_relying-party.html",
);
pub const CONDITION_KEYS: Citation = Citation::documented(
    "IAM User Guide, \"IAM and AWS STS condition context keys\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html",
);
pub const SIGN_IN_ENDPOINTS: Citation = Citation::documented(
    "AWS General Reference, \"AWS Sign-In endpoints and quotas\"",
    "https://docs.aws.amazon.com/general/latest/gr/signin-service.html",
);
pub const SAML_CORE: Citation = Citation::inferred(
    "OASIS, SAML Core 2.0",
    "https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf",
);
pub const XML_DOCUMENT: Citation = Citation::inferred(
    "W3C, Extensible Markup Language (XML) 1.0, section 2.1 and 2.8",
    "https://www.w3.org/TR/xml/#sec-well-formed",
);
pub const XML_ENCODING: Citation = Citation::inferred(
    "W3C, Extensible Markup Language (XML) 1.0, section 4.3.3",
    "https://www.w3.org/TR/xml/#charencoding",
);
pub const SAML_PROFILES: Citation = Citation::inferred(
    "OASIS, SAML Profiles 2.0, section 4.1.4",
    "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
);
/// Where the five minutes after IssueInstant were observed.
pub const FIVE_MINUTES_OBSERVED: Citation = Citation::observed(
    "Nike-Inc/gimme-aws-creds, issue 251: \"Token must be redeemed within 5 minutes of issuance\"",
    "https://github.com/Nike-Inc/gimme-aws-creds/issues/251",
);
/// Where an expiry before the five minutes were over was observed.
pub const EXPIRY_OBSERVED: Citation = Citation::observed(
    "Versent/saml2aws, issue 759: \"Response has expired\"",
    "https://github.com/Versent/saml2aws/issues/759",
);
pub const IDENTIFIERS: Citation = Citation::documented(
    "IAM User Guide, \"IAM identifiers\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
);
pub const TAGS: Citation = Citation::documented(
    "IAM User Guide, \"Tags for AWS Identity and Access Management resources\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html",
);
/// Prints another prefix for the names of the attributes.
pub const SAML_ASSERTIONS_CHINA: Citation = Citation::documented(
    "IAM User Guide for the China Regions, \"Configure SAML assertions for the authentication response\"",
    "https://docs.amazonaws.cn/en_us/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html",
);
