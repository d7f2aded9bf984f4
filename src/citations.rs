//! The public documents that rules and sentences rest on.

use crate::knowledge::Citation;

pub const TROUBLESHOOT_SAML: Citation = Citation::documented(
    "IAM User Guide, \"Troubleshoot SAML federation with IAM\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html",
);
pub const CREATE_SAML_PROVIDER: Citation = Citation::documented(
    "IAM User Guide, \"Create a SAML identity provider in IAM\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html",
);
pub const SAML_ASSERTIONS: Citation = Citation::documented(
    "IAM User Guide, \"Configure SAML assertions for the authentication response\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html",
);
pub const SESSION_TAGS: Citation = Citation::documented(
    "IAM User Guide, \"Pass session tags in AWS STS\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html",
);
pub const SOURCE_IDENTITY: Citation = Citation::documented(
    "IAM User Guide, \"Monitor and control actions taken with assumed roles\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html",
);
pub const QUOTAS: Citation = Citation::documented(
    "IAM User Guide, \"IAM and AWS STS quotas\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
);
pub const ASSUME_ROLE_WITH_SAML: Citation = Citation::documented(
    "STS API Reference, AssumeRoleWithSAML",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html",
);
pub const ASSUME_ROLE: Citation = Citation::documented(
    "STS API Reference, AssumeRole",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
);
pub const UPDATE_SAML_PROVIDER: Citation = Citation::documented(
    "IAM API Reference, UpdateSAMLProvider",
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html",
);
pub const CONSOLE_ACCESS_CONTROL: Citation = Citation::documented(
    "AWS Sign-In User Guide, console access control",
    "https://docs.aws.amazon.com/signin/latest/userguide/console-access-control.html",
);
pub const CONNECT_TROUBLESHOOT: Citation = Citation::documented(
    "Amazon Connect Administrator Guide, \"Troubleshoot SAML with Amazon Connect\"",
    "https://docs.aws.amazon.com/connect/latest/adminguide/troubleshoot-saml.html",
);
pub const CONNECT_CONFIGURE: Citation = Citation::documented(
    "Amazon Connect Administrator Guide, \"Configure SAML with IAM for Amazon Connect\"",
    "https://docs.aws.amazon.com/connect/latest/adminguide/configure-saml.html",
);
pub const CONNECT_LIST_USERS: Citation = Citation::documented(
    "Amazon Connect API Reference, ListUsers",
    "https://docs.aws.amazon.com/connect/latest/APIReference/API_ListUsers.html",
);
pub const CONNECT_FEDERATION_TOKEN: Citation = Citation::documented(
    "Amazon Connect API Reference, GetFederationToken",
    "https://docs.aws.amazon.com/connect/latest/APIReference/API_GetFederationToken.html",
);
pub const CENTER_TROUBLESHOOTING: Citation = Citation::documented(
    "IAM Identity Center User Guide, \"Troubleshooting IAM Identity Center issues\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/troubleshooting.html",
);
pub const CENTER_OTHER_PROVIDERS: Citation = Citation::documented(
    "IAM Identity Center User Guide, \"Using SAML and SCIM identity federation with external identity providers\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/other-idps.html",
);
pub const CENTER_KEY_ERRORS: Citation = Citation::documented(
    "IAM Identity Center User Guide, errors of customer managed keys",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/cmk-related-errors.html",
);
pub const CENTER_OKTA: Citation = Citation::documented(
    "IAM Identity Center User Guide, \"Configure SAML and SCIM with Okta and IAM Identity Center\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/gs-okta.html",
);
pub const CENTER_ENTRA: Citation = Citation::documented(
    "IAM Identity Center User Guide, \"Configure SAML and SCIM with Microsoft Entra ID and IAM Identity Center\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/idp-microsoft-entra.html",
);
pub const CENTER_SIGN_IN_EVENTS: Citation = Citation::documented(
    "IAM Identity Center User Guide, \"Understanding the IAM Identity Center sign-in events\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/understanding-sign-in-events.html",
);
pub const CENTER_SCIM_LOGGING: Citation = Citation::documented(
    "IAM Identity Center User Guide, SCIM calls in CloudTrail",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/scim-logging-using-cloudtrail.html",
);
pub const CENTER_PROVISIONING: Citation = Citation::documented(
    "IAM Identity Center User Guide, \"Provision users and groups from an external identity provider using SCIM\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/provision-automatically.html",
);
pub const CENTER_LIMITS: Citation = Citation::documented(
    "IAM Identity Center User Guide, \"AWS IAM Identity Center quotas\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html",
);
pub const CENTER_SESSION: Citation = Citation::documented(
    "IAM Identity Center User Guide, \"Configure the session duration of the AWS access portal\"",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/configure-user-session.html",
);
pub const SCIM_CREATE_USER: Citation = Citation::documented(
    "IAM Identity Center SCIM Implementation Developer Guide, CreateUser",
    "https://docs.aws.amazon.com/singlesignon/latest/developerguide/createuser.html",
);

/// What STS answered AssumeRoleWithSAML with, 45 responses, one change a response.
pub const SCIM_CREATE_GROUP: Citation = Citation::documented(
    "IAM Identity Center SCIM Implementation Developer Guide, CreateGroup",
    "https://docs.aws.amazon.com/singlesignon/latest/developerguide/creategroup.html",
);
pub const SCIM_PATCH_GROUP: Citation = Citation::documented(
    "IAM Identity Center SCIM Implementation Developer Guide, PatchGroup",
    "https://docs.aws.amazon.com/singlesignon/latest/developerguide/patchgroup.html",
);
pub const SCIM_PATCH_USER: Citation = Citation::documented(
    "IAM Identity Center SCIM Implementation Developer Guide, PatchUser",
    "https://docs.aws.amazon.com/singlesignon/latest/developerguide/patchuser.html",
);
pub const SCIM_LIST_USERS: Citation = Citation::documented(
    "IAM Identity Center SCIM Implementation Developer Guide, ListUsers",
    "https://docs.aws.amazon.com/singlesignon/latest/developerguide/listusers.html",
);
pub const SCIM_PHOTOS_OBSERVED: Citation = Citation::observed(
    "goauthentik/authentik issue 5640",
    "https://github.com/goauthentik/authentik/issues/5640",
);
pub const SCIM_PATH_OBSERVED: Citation = Citation::observed(
    "goauthentik/authentik issue 12321",
    "https://github.com/goauthentik/authentik/issues/12321",
);
pub const SCIM_SLASH_OBSERVED: Citation =
    Citation::observed("mitodl/keycloak-scim issue 73", "https://github.com/mitodl/keycloak-scim/issues/73");
pub const SCIM_CONTROL_OBSERVED: Citation = Citation::observed(
    "Patrick McCarthy, \"AWS SCIM provisioning errors\"",
    "https://pmcc.net/posts/aws-scim-provisioning-errors",
);
pub const OKTA_SCIM_SUPPORT: Citation = Citation::documented(
    "Okta support, \"Request is unparsable, syntactically incorrect, or violates schema\"",
    "https://support.okta.com/help/s/article/aws-provisioning-error-request-is-unparsable-syntactically-incorrect-or-violates-schema",
);
pub const ENTRA_GROUPS_LINK: Citation = Citation::documented(
    "Microsoft Learn, \"Configure group claims for applications\"",
    "https://learn.microsoft.com/en-us/entra/identity/hybrid/connect/how-to-connect-fed-group-claims",
);
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
pub const CONDITION_OPERATORS: Citation = Citation::documented(
    "IAM User Guide, \"IAM JSON policy elements: Condition operators\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
);
pub const GLOBAL_CONDITION_KEYS: Citation = Citation::documented(
    "IAM User Guide, \"AWS global condition context keys\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
);
pub const RESOURCE_CONTROL_POLICIES: Citation = Citation::documented(
    "AWS Organizations User Guide, \"Resource control policies (RCPs)\"",
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html",
);
pub const SERVICE_CONTROL_POLICIES: Citation = Citation::documented(
    "AWS Organizations User Guide, \"Service control policies (SCPs)\"",
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
);
pub const DATA_PERIMETER: Citation = Citation::documented(
    "aws-samples/data-perimeter-policy-examples, resource control policies",
    "https://github.com/aws-samples/data-perimeter-policy-examples/tree/main/resource_control_policies",
);
pub const UPDATE_TRUST_POLICY: Citation = Citation::documented(
    "IAM API Reference, UpdateAssumeRolePolicy",
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html",
);
pub const SET_OPERATORS: Citation = Citation::documented(
    "IAM User Guide, \"Set operators for multivalued context keys\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
);
pub const STS_AUTHORIZATION: Citation = Citation::documented(
    "Service Authorization Reference, AWS Security Token Service",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html",
);
pub const CLOUDTRAIL_STS: Citation = Citation::documented(
    "IAM User Guide, \"Logging IAM and AWS STS API calls with AWS CloudTrail\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html",
);
pub const EVALUATION: Citation = Citation::documented(
    "IAM User Guide, \"Policy evaluation logic\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
);
pub const PRINCIPAL: Citation = Citation::documented(
    "IAM User Guide, \"AWS JSON policy elements: Principal\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
);
pub const CREATE_ROLE_FOR_SAML: Citation = Citation::documented(
    "IAM User Guide, \"Create a role for SAML 2.0 federation (console)\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html",
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
pub const CLIENT_VPN_SAML: Citation = Citation::documented(
    "AWS Client VPN Administrator Guide, \"Single sign-on (SAML 2.0-based federated authentication)\"",
    "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/federated-authentication.html",
);
pub const COGNITO_SAML: Citation = Citation::documented(
    "Amazon Cognito Developer Guide, \"Using SAML identity providers with a user pool\"",
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-saml-idp.html",
);
pub const GRAFANA_SAML: Citation = Citation::documented(
    "Amazon Managed Grafana User Guide, \"Using SAML with your Amazon Managed Grafana workspace\"",
    "https://docs.aws.amazon.com/grafana/latest/userguide/authentication-in-AMG-SAML.html",
);
pub const APPSTREAM_SAML: Citation = Citation::documented(
    "Amazon AppStream 2.0 Administration Guide, \"Setting up SAML\"",
    "https://docs.aws.amazon.com/appstream2/latest/developerguide/external-identity-providers-setting-up-saml.html",
);
pub const WORKSPACES_SAML: Citation = Citation::documented(
    "Amazon WorkSpaces Administration Guide, \"Set up SAML 2.0 authentication\"",
    "https://docs.aws.amazon.com/workspaces/latest/adminguide/setting-up-saml.html",
);
pub const OPEN_SEARCH_SAML: Citation = Citation::documented(
    "Amazon OpenSearch Service Developer Guide, \"SAML authentication for OpenSearch Dashboards\"",
    "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/saml.html",
);
pub const REDSHIFT_SAML: Citation = Citation::documented(
    "Amazon Redshift Management Guide, \"Configure SAML assertions for your IdP\"",
    "https://docs.aws.amazon.com/redshift/latest/mgmt/configuring-saml-assertions.html",
);

/// An issue or a pull request where the sentence was pasted.
pub const fn issue(title: &'static str, url: &'static str) -> Citation {
    Citation::observed(title, url)
}

/// A program that speaks its own sentences.
pub const fn program(title: &'static str, url: &'static str) -> Citation {
    Citation::documented(title, url)
}
