//! The public documents the catalogue rests on.

use crate::knowledge::Citation;

const fn cite(title: &'static str, url: &'static str) -> Citation {
    Citation::documented(title, url)
}

pub const TROUBLESHOOT_SAML: Citation = cite(
    "IAM User Guide, \"Troubleshoot SAML federation with IAM\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html",
);
pub const CREATE_SAML_PROVIDER: Citation = cite(
    "IAM User Guide, \"Create a SAML identity provider in IAM\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html",
);
pub const SAML_ASSERTIONS: Citation = cite(
    "IAM User Guide, \"Configure SAML assertions for the authentication response\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html",
);
pub const SESSION_TAGS: Citation = cite(
    "IAM User Guide, \"Pass session tags in AWS STS\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html",
);
pub const SOURCE_IDENTITY: Citation = cite(
    "IAM User Guide, \"Monitor and control actions taken with assumed roles\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html",
);
pub const QUOTAS: Citation = cite(
    "IAM User Guide, \"IAM and AWS STS quotas\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
);
pub const ASSUME_ROLE_WITH_SAML: Citation = cite(
    "STS API Reference, AssumeRoleWithSAML",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html",
);
pub const ASSUME_ROLE: Citation = cite(
    "STS API Reference, AssumeRole",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
);
pub const UPDATE_SAML_PROVIDER: Citation = cite(
    "IAM API Reference, UpdateSAMLProvider",
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html",
);
pub const CONSOLE_ACCESS_CONTROL: Citation = cite(
    "AWS Sign-In User Guide, console access control",
    "https://docs.aws.amazon.com/signin/latest/userguide/console-access-control.html",
);
pub const CONNECT_TROUBLESHOOT: Citation = cite(
    "Amazon Connect Administrator Guide, \"Troubleshoot SAML with Amazon Connect\"",
    "https://docs.aws.amazon.com/connect/latest/adminguide/troubleshoot-saml.html",
);
pub const CONNECT_CONFIGURE: Citation = cite(
    "Amazon Connect Administrator Guide, \"Configure SAML with IAM for Amazon Connect\"",
    "https://docs.aws.amazon.com/connect/latest/adminguide/configure-saml.html",
);
pub const CONNECT_FEDERATION_TOKEN: Citation = cite(
    "Amazon Connect API Reference, GetFederationToken",
    "https://docs.aws.amazon.com/connect/latest/APIReference/API_GetFederationToken.html",
);
pub const CENTER_TROUBLESHOOTING: Citation = cite(
    "IAM Identity Center User Guide, \"Troubleshooting IAM Identity Center issues\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/troubleshooting.html",
);
pub const CENTER_OTHER_PROVIDERS: Citation = cite(
    "IAM Identity Center User Guide, \"Using SAML and SCIM identity federation with external identity providers\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/other-idps.html",
);
pub const CENTER_KEY_ERRORS: Citation = cite(
    "IAM Identity Center User Guide, errors of customer managed keys",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/cmk-related-errors.html",
);
pub const CENTER_OKTA: Citation = cite(
    "IAM Identity Center User Guide, \"Configure SAML and SCIM with Okta and IAM Identity Center\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/gs-okta.html",
);
pub const CENTER_ENTRA: Citation = cite(
    "IAM Identity Center User Guide, \"Configure SAML and SCIM with Microsoft Entra ID and IAM Identity Center\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/idp-microsoft-entra.html",
);
pub const CENTER_SCIM_LOGGING: Citation = cite(
    "IAM Identity Center User Guide, SCIM calls in CloudTrail",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/scim-logging-using-cloudtrail.html",
);
pub const CENTER_PROVISIONING: Citation = cite(
    "IAM Identity Center User Guide, \"Provision users and groups from an external identity provider using SCIM\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/provision-automatically.html",
);
pub const SCIM_CREATE_USER: Citation = cite(
    "IAM Identity Center SCIM Implementation Developer Guide, CreateUser",
    "https://docs.aws.amazon.com/singlesignon/latest/developerguide/createuser.html",
);

/// An issue or a pull request where the sentence was pasted.
pub const fn issue(title: &'static str, url: &'static str) -> Citation {
    Citation::observed(title, url)
}

/// A program that speaks its own sentences.
pub const fn program(title: &'static str, url: &'static str) -> Citation {
    cite(title, url)
}

/// What STS answered AssumeRoleWithSAML with, 45 responses, one change a response.
pub const STS_MEASURED: Citation = Citation::measured(
    "radkawar/stackd, recorded answers of AssumeRoleWithSAML (us-east-1)",
    "https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/internal/services/sts/testdata/saml_aws.json",
    "2026-09-11",
);
/// The same for a provider that requires encryption.
pub const STS_ENCRYPTION_MEASURED: Citation = Citation::measured(
    "radkawar/stackd, recorded answers of AssumeRoleWithSAML for a provider that requires encryption (us-east-1)",
    "https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/internal/services/sts/testdata/saml_required_aws.json",
    "2026-09-11",
);
/// What IAM answered to the metadata and the private keys of SAML providers.
pub const IAM_MEASURED: Citation = Citation::measured(
    "radkawar/stackd, recorded answers of IAM on metadata and private keys (us-east-1)",
    "https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/internal/services/iam/testdata/federation/saml-validation.json",
    "2026-09-11",
);
/// What IAM answered when keys and the encryption mode of a SAML provider were changed.
pub const IAM_KEYS_MEASURED: Citation = Citation::measured(
    "radkawar/stackd, recorded answers of UpdateSAMLProvider (us-east-1)",
    "https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/internal/services/iam/testdata/federation/saml.json",
    "2026-09-11",
);
/// What IAM answered when trust policies were saved.
pub const TRUST_MEASURED: Citation = Citation::measured(
    "radkawar/stackd, recorded answers on trust policies for SAML (us-east-1)",
    "https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/internal/services/sts/testdata/saml_trust_aws.json",
    "2026-09-11",
);
