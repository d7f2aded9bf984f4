//! What SCIM of IAM Identity Center answers with, and what Okta makes of it.

use super::{EMPTY, KnownError};
use crate::citations::{
    CENTER_ENTRA, CENTER_OKTA, CENTER_PROVISIONING, CENTER_SCIM_LOGGING, CENTER_TROUBLESHOOTING,
    OKTA_SCIM_SUPPORT, SCIM_CREATE_USER, SCIM_PATH_OBSERVED,
};
use crate::knowledge::Confidence::{Certain, Likely};

const VALIDATION: Option<&str> = Some("ValidationException");
const CONFLICT: Option<&str> = Some("ConflictException");

pub static REQUEST_UNPARSABLE: KnownError = KnownError {
    id: "scim-request-unparsable",
    message: "Request is unparsable, syntactically incorrect, or violates schema",
    confidence: Certain,
    causes: &[
        "the user has no given name, family name, display name or username",
        "an attribute has several values, or users are matched by several attributes",
        "an attribute is sent that is not taken (photos, even empty), an empty string, an address with a part missing, or a control character that nobody sees",
        "more than 100 members of a group change at once",
    ],
    next: &["fill in the four names, and send one value for each attribute"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static NAME_EMPTY: KnownError = KnownError {
    id: "scim-name-empty",
    message: "2 validation errors detected: Value at 'name.givenName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\\\p{L}\\\\p{M}\\\\p{S}\\\\p{N}\\\\p{P}\\\\t\\\\n\\\\r ]+; Value at 'name.givenName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    aliases: &[
        "Value at 'name.givenName' failed to satisfy constraint",
        "Value at 'name.familyName' failed to satisfy constraint",
        "Value at 'manager.value' failed to satisfy constraint",
    ],
    confidence: Certain,
    causes: &["the name, or the manager, is empty at the identity provider"],
    next: &["fill it in for this user, then provision again"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static TOO_MANY_VALUES: KnownError = KnownError {
    id: "scim-too-many-values",
    message: "List attribute emails exceeds allowed limit of 1",
    aliases: &[
        "List attribute email exceeds allowed limit of 1",
        "List attribute addresses exceeds allowed limit of 1",
        "List attribute addresses allowed limit of 1",
        "List attribute {} exceeds allowed limit of 1",
    ],
    confidence: Certain,
    causes: &["the user has more than one e-mail, address or telephone number"],
    next: &["map one value only"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static PATCH_WITHOUT_PATH: KnownError = KnownError {
    id: "scim-patch-without-path",
    message: "Missing path in PATCH request",
    code: VALIDATION,
    confidence: Certain,
    causes: &["the SCIM client sends a PATCH that Identity Center does not read"],
    next: &[
        "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventSource,AttributeValue=identitystore-scim.amazonaws.com",
    ],
    citations: &[CENTER_SCIM_LOGGING],
    ..EMPTY
};

pub static SINGLE_ITEM_ONLY: KnownError = KnownError {
    id: "scim-single-item-only",
    message: "Currently list attributes only allow single item",
    code: VALIDATION,
    confidence: Certain,
    causes: &["an attribute of the user has several values"],
    next: &["map one value only"],
    citations: &[CENTER_ENTRA],
    ..EMPTY
};

pub static DUPLICATE_GROUP: KnownError = KnownError {
    id: "scim-duplicate-group",
    message: "Duplicate GroupDisplayName",
    status: Some(409),
    code: CONFLICT,
    confidence: Certain,
    causes: &["a group of that name exists in Identity Center already"],
    next: &["delete or rename one of the two, then provision again"],
    citations: &[CENTER_SCIM_LOGGING],
    ..EMPTY
};

pub static DUPLICATE_RESOURCE: KnownError = KnownError {
    id: "scim-duplicate-resource",
    message: "Refused to create a new, duplicate resource",
    status: Some(409),
    code: CONFLICT,
    confidence: Certain,
    causes: &["the username, the primary e-mail or the externalId is used by another user already"],
    next: &["delete the user made by hand, or match it by username"],
    citations: &[CENTER_SCIM_LOGGING],
    ..EMPTY
};

pub static INVALID_JSON: KnownError = KnownError {
    id: "scim-invalid-json",
    message: "Invalid JSON from RequestBody",
    confidence: Certain,
    causes: &["the SCIM client is wrong"],
    citations: &[CENTER_SCIM_LOGGING],
    ..EMPTY
};

pub static INVALID_FILTER: KnownError = KnownError {
    id: "scim-invalid-filter",
    message: "Invalid Filter format",
    confidence: Certain,
    causes: &["the SCIM client is wrong"],
    citations: &[CENTER_SCIM_LOGGING],
    ..EMPTY
};

pub static OKTA_PROFILE_PUSH_FAILED: KnownError = KnownError {
    id: "scim-okta-profile-push-failed",
    message: "Automatic profile push of user {} to app {} failed: {}",
    aliases: &["No user returned for user {}"],
    confidence: Certain,
    causes: &[
        "the user was provisioned once, then deleted in Identity Center",
        "the attribute's External name or namespace in Okta is wrong",
    ],
    next: &["delete the user in Okta and create it again"],
    citations: &[CENTER_OKTA],
    ..EMPTY
};

pub static OKTA_GROUP_MISSING: KnownError = KnownError {
    id: "scim-okta-group-missing",
    message: "Linked group is missing in AWS IAM Identity Center. Change the linked group to resume pushing group memberships.",
    confidence: Certain,
    causes: &["the group was provisioned once, then deleted in Identity Center"],
    next: &["delete the group in Okta and create it again"],
    citations: &[CENTER_OKTA],
    ..EMPTY
};

pub static OKTA_MATCHING_USER_NOT_FOUND: KnownError = KnownError {
    id: "scim-okta-matching-user-not-found",
    message: "Automatic provisioning of user {} failed: Matching user not found",
    aliases: &["Automatic provisioning of user {} to app {} failed: Matching user not found"],
    confidence: Certain,
    causes: &["the user was provisioned once, then deleted in Identity Center"],
    next: &["delete the user in Okta and create it again"],
    citations: &[CENTER_OKTA],
    ..EMPTY
};

pub static OKTA_BASE_URL: KnownError = KnownError {
    id: "scim-okta-base-url",
    message: "Base URL: Does not match required pattern",
    confidence: Certain,
    causes: &["the SCIM endpoint has a slash at its end"],
    next: &["take the slash away"],
    citations: &[CENTER_OKTA, SCIM_CREATE_USER],
    ..EMPTY
};

pub static PATCH_OMITS_PATH: KnownError = KnownError {
    id: "scim-patch-omits-path",
    message: "Current PATCH support allows omitting \"path\" attribute only for Add and Replace operations modifying a single attribute.",
    status: Some(400),
    code: VALIDATION,
    confidence: Likely,
    causes: &["the SCIM client sends one operation without a path that changes several attributes"],
    next: &[
        "give each operation a path at the SCIM client, or switch on its mode for AWS (authentik: compatibility mode AWS)",
    ],
    citations: &[SCIM_PATH_OBSERVED],
    ..EMPTY
};

pub static OKTA_UNAUTHORIZED: KnownError = KnownError {
    id: "scim-okta-unauthorized",
    message: "Error while verifying if user {} exists: Unauthorized",
    aliases: &[
        "Automatic provisioning of user {} to app {} failed: Error while verifying if user {} exists: Unauthorized",
    ],
    status: Some(401),
    confidence: Certain,
    causes: &[
        "the token in Okta is wrong, deleted or expired (it is valid for a year), or the Base URL ends in a slash",
    ],
    next: &[
        "Identity Center > Settings > Identity source > Manage provisioning: make a new token; Okta: the application > Provisioning > Integration > Edit: Base URL without a slash at its end, API Token, Test API Credentials; then retry the tasks",
    ],
    citations: &[OKTA_SCIM_SUPPORT, CENTER_PROVISIONING],
    ..EMPTY
};

pub static OKTA_CREATION_FAILED: KnownError = KnownError {
    id: "scim-okta-creation-failed",
    message: "Error while creating user {}: Bad Request. Errors reported by remote server: {}",
    aliases: &[
        "Error while trying to push profile update for {}: Bad Request. Errors reported by remote server: {}",
    ],
    confidence: Certain,
    causes: &["Okta quotes what Identity Center answered: the sentence behind \"remote server\" tells it"],
    next: &["read what stands behind \"Errors reported by remote server\""],
    citations: &[OKTA_SCIM_SUPPORT],
    ..EMPTY
};

pub static ENTRA_CREDENTIALS: KnownError = KnownError {
    id: "scim-entra-credentials",
    message: "SystemForCrossDomainIdentityManagementCredentialValidationFailure",
    confidence: Likely,
    causes: &[
        "the token in Entra ID is wrong, deleted or expired (it is valid for a year); the job went into quarantine",
    ],
    next: &[
        "Identity Center > Settings > Identity source > Manage provisioning: make a new token; Entra ID: the enterprise application > Provisioning > Admin Credentials: Secret Token, Test Connection; then restart provisioning",
    ],
    citations: &[CENTER_ENTRA],
    ..EMPTY
};

pub static ENTRA_BAD_REQUEST: KnownError = KnownError {
    id: "scim-entra-bad-request",
    message: "SystemForCrossDomainIdentityManagementBadRequest",
    confidence: Likely,
    causes: &[
        "Entra ID was answered 400 by the SCIM service; that it is Identity Center's, only the host or the application tells",
    ],
    next: &[
        "read the response that the provisioning log quotes, and what was to be changed in the same step",
    ],
    citations: &[CENTER_ENTRA],
    ..EMPTY
};

pub static ALL: &[&KnownError] = &[
    &REQUEST_UNPARSABLE,
    &NAME_EMPTY,
    &TOO_MANY_VALUES,
    &PATCH_WITHOUT_PATH,
    &SINGLE_ITEM_ONLY,
    &DUPLICATE_GROUP,
    &DUPLICATE_RESOURCE,
    &INVALID_JSON,
    &INVALID_FILTER,
    &OKTA_PROFILE_PUSH_FAILED,
    &OKTA_GROUP_MISSING,
    &OKTA_MATCHING_USER_NOT_FOUND,
    &OKTA_BASE_URL,
    &PATCH_OMITS_PATH,
    &OKTA_UNAUTHORIZED,
    &OKTA_CREATION_FAILED,
    &ENTRA_CREDENTIALS,
    &ENTRA_BAD_REQUEST,
];
