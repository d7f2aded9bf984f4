//! What IAM Identity Center answers with.

use super::{EMPTY, KnownError};
use crate::citations::{CENTER_KEY_ERRORS, CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING, issue};
use crate::knowledge::Confidence::{Certain, Likely};

pub static UNEXPECTED_ERROR: KnownError = KnownError {
    id: "identity-center-unexpected-error",
    message: "An unexpected error has occurred",
    confidence: Certain,
    causes: &[
        "the assertion consumer service of the Region that begins the sign-in is not configured at the identity provider",
        "the identity provider demands signed AuthnRequests, which Identity Center never sends",
        "no user of Identity Center has the NameID as its username; none is made at sign-in",
        "the page was the registration of an MFA device, and the clock of the one-time password is wrong",
    ],
    next: &[
        "look in CloudTrail for ExternalIdPDirectoryLogin, in the account and Region where Identity Center is at home: its errorMessage says more",
    ],
    citations: &[CENTER_TROUBLESHOOTING, CENTER_OTHER_PROVIDERS],
    ..EMPTY
};

pub static IT_IS_US: KnownError = KnownError {
    id: "identity-center-it-is-us",
    message: "It's not you, it is us",
    confidence: Certain,
    causes: &[
        "the clock of the user's device is wrong",
        "the certificate Identity Center holds is not the one the identity provider signs with",
        "the credentials of the AD Connector's service account are wrong or expired",
    ],
    next: &["compare the certificates, then look in CloudTrail for ExternalIdPDirectoryLogin"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static COULD_NOT_COMPLETE: KnownError = KnownError {
    id: "identity-center-could-not-complete",
    message: "We couldn't complete your request right now. Please try again later.",
    aliases: &["Response contains invalid name id policy format"],
    confidence: Likely,
    causes: &[
        "CloudTrail had \"Response contains invalid name id policy format\" where this was seen: the NameID's Format",
    ],
    next: &["look in CloudTrail for ExternalIdPDirectoryLogin: its errorMessage says more"],
    citations: &[issue(
        "goauthentik/authentik issue 4554",
        "https://github.com/goauthentik/authentik/issues/4554",
    )],
    ..EMPTY
};

pub static REQUEST_ID_NOT_VALID: KnownError = KnownError {
    id: "identity-center-request-id-not-valid",
    message: "Not a valid response for the provided request id: aws_{}",
    aliases: &["Not a valid response for the provided request id"],
    confidence: Likely,
    causes: &[
        "a bookmarked page of the identity provider, the browser's back button, or a response that was sent before",
    ],
    next: &["begin again at the AWS access portal"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static INVALID_MFA_CREDENTIALS: KnownError = KnownError {
    id: "identity-center-invalid-mfa-credentials",
    message: "Invalid MFA credentials",
    confidence: Certain,
    causes: &["the user was not provisioned by SCIM yet"],
    next: &["provision the user, then sign in again"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static ATTRIBUTES_NOT_ENABLED: KnownError = KnownError {
    id: "identity-center-attributes-not-enabled",
    message: "Attributes for access control failed to enable",
    confidence: Certain,
    causes: &["the administrator lacks iam:UpdateAssumeRolePolicy"],
    next: &["grant it, then enable attributes for access control again"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static PROTECTED_ROLE: KnownError = KnownError {
    id: "identity-center-protected-role",
    message: "Cannot perform the operation on the protected role '{}' - this role is only modifiable by AWS",
    confidence: Certain,
    causes: &["roles named AWSReservedSSO_... are made from permission sets"],
    next: &["edit the permission set instead"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static PASSWORD_NOT_UPDATED: KnownError = KnownError {
    id: "identity-center-password-not-updated",
    message: "We couldn't update your password",
    confidence: Certain,
    causes: &[
        "the username is long or has special characters; CloudTrail shows UpdatePassword with InternalFailure",
    ],
    next: &["shorten the username"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static BROWSER_NOT_SUPPORTED: KnownError = KnownError {
    id: "identity-center-browser-not-supported",
    message: "Browser not supported",
    confidence: Certain,
    causes: &["the browser has no WebAuthn"],
    next: &["use another browser"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static SESSION_TOKEN_INVALID: KnownError = KnownError {
    id: "identity-center-session-token-invalid",
    message: "Session token not found or invalid",
    confidence: Certain,
    causes: &["the session of the portal has ended"],
    next: &["sign in again"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static MANAGEMENT_ACCOUNT_PERMISSION_SET: KnownError = KnownError {
    id: "identity-center-management-account-permission-set",
    message: "You can't {} permission sets provisioned in the management account",
    aliases: &[
        "You can't delete permission sets provisioned in the management account",
        "You can't modify permission sets provisioned in the management account",
        "You can't remove permission sets provisioned in the management account",
        "You can't assign access to permission sets provisioned in the management account",
    ],
    confidence: Certain,
    causes: &["the caller is a delegated administrator's account"],
    next: &["do it from the management account"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static REQUEST_NOT_COMPLETED: KnownError = KnownError {
    id: "identity-center-request-not-completed",
    message: "Your request could not be completed",
    confidence: Likely,
    causes: &["the identity provider's configuration is wrong (one report)"],
    next: &["look in CloudTrail for ExternalIdPDirectoryLogin: its errorMessage says more"],
    citations: &[CENTER_OTHER_PROVIDERS],
    ..EMPTY
};

pub static ACCESS_BLOCKED: KnownError = KnownError {
    id: "identity-center-access-blocked",
    message: "ERROR Code: 0001 - IdentityCenter service access is blocked. Reach out to your IdentityCenter admin for further steps.",
    confidence: Certain,
    causes: &[
        "the policy of the customer managed KMS key does not let Identity Center or the Identity Store use it",
    ],
    next: &["aws kms get-key-policy --key-id KEY --policy-name default"],
    citations: &[CENTER_KEY_ERRORS],
    ..EMPTY
};

pub static NO_ACCESS: KnownError = KnownError {
    id: "identity-center-no-access",
    // The page's title, "No access", is too short to tell it by.
    message: "Confirm with your administrator that you have access to {} and that your primary email address is assigned in IAM Identity Center.",
    confidence: Likely,
    causes: &[
        "Identity Center is the identity provider, and the user or group is not assigned to the application",
    ],
    next: &["Identity Center > Applications > the application > Assign users and groups"],
    citations: &[CENTER_TROUBLESHOOTING],
    ..EMPTY
};

pub static CODE_NOT_RIGHT: KnownError = KnownError {
    id: "identity-center-code-not-right",
    message: "Looks like this code isn't right. Please try again.",
    confidence: Likely,
    causes: &[
        "the NameID is not, to the letter, the user name of a user in Identity Center: an equal mail address is not enough",
        "the user was not provisioned yet, or was made by hand under another name",
    ],
    next: &[
        "aws identitystore list-users --identity-store-id STORE: compare UserName with the NameID; make them the same, or create the user",
    ],
    citations: &[CENTER_OTHER_PROVIDERS],
    ..EMPTY
};

pub static ALL: &[&KnownError] = &[
    &UNEXPECTED_ERROR,
    &IT_IS_US,
    &COULD_NOT_COMPLETE,
    &REQUEST_ID_NOT_VALID,
    &INVALID_MFA_CREDENTIALS,
    &ATTRIBUTES_NOT_ENABLED,
    &PROTECTED_ROLE,
    &PASSWORD_NOT_UPDATED,
    &BROWSER_NOT_SUPPORTED,
    &SESSION_TOKEN_INVALID,
    &MANAGEMENT_ACCOUNT_PERMISSION_SET,
    &REQUEST_NOT_COMPLETED,
    &ACCESS_BLOCKED,
    &NO_ACCESS,
    &CODE_NOT_RIGHT,
];
