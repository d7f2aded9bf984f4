//! What Amazon Connect answers with: IAM has accepted the response by then.

use super::{EMPTY, KnownError};
use crate::citations::{CONNECT_CONFIGURE, CONNECT_FEDERATION_TOKEN, CONNECT_TROUBLESHOOT};
use crate::knowledge::Confidence::{Certain, Likely};

pub static NOT_ONBOARDED: KnownError = KnownError {
    id: "connect-user-not-onboarded",
    message: "Access Denied. Your account has been authenticated, but has not been onboarded to this application.",
    confidence: Certain,
    causes: &[
        "the Amazon Connect instance has no user whose login equals RoleSessionName, case included; Connect makes none at sign-in",
        "the user has two profiles for single sign-on",
        "the RelayState names another instance (likely)",
    ],
    next: &[
        "aws connect list-users --instance-id INSTANCE",
        "aws connect create-user, or correct the RoleSessionName claim",
    ],
    citations: &[CONNECT_TROUBLESHOOT],
    ..EMPTY
};

pub static FEDERATION_NOT_ALLOWED: KnownError = KnownError {
    id: "connect-federation-not-allowed",
    message: "Access denied, Please contact your AWS account administrator for assistance.",
    confidence: Certain,
    causes: &[
        "the role's permissions lack connect:GetFederationToken, or their Resource or Condition names another instance",
    ],
    next: &[
        "aws iam list-attached-role-policies --role-name ROLE; aws iam list-role-policies --role-name ROLE",
        "aws iam put-role-policy --role-name ROLE --policy-name connect-federation --policy-document file://policy.json",
    ],
    citations: &[CONNECT_TROUBLESHOOT, CONNECT_CONFIGURE],
    ..EMPTY
};

pub static BOUND_TO_ANOTHER_ROLE: KnownError = KnownError {
    id: "connect-user-bound-to-another-role",
    message: "Bad Request. The request was not valid and could not be processed.",
    // AWS documented it once, and took the page away.
    confidence: Likely,
    causes: &[
        "the user first signed in to Connect through another IAM role; Connect binds the two (older documentation)",
    ],
    next: &[
        "use the first role again, or delete the user and create it again: aws connect delete-user --instance-id INSTANCE --user-id USER",
    ],
    citations: &[CONNECT_TROUBLESHOOT],
    ..EMPTY
};

pub static SESSION_EXPIRED: KnownError = KnownError {
    id: "connect-session-expired",
    message: "Session Expired",
    confidence: Certain,
    causes: &[
        "the instance's URL was opened directly; a sign-in can only begin at the identity provider",
        "the session is older than 12 hours",
    ],
    next: &["begin at the identity provider's tile"],
    citations: &[CONNECT_CONFIGURE],
    ..EMPTY
};

pub static IDENTITY_CANNOT_FEDERATE: KnownError = KnownError {
    id: "connect-identity-cannot-federate",
    message: "Provided identity: Principal: {} User: {} cannot be used for federation with Amazon Connect",
    aliases: &[
        "Provided identity: Principal: {} User: {} cannot be used for federation with Connect Customer",
    ],
    confidence: Certain,
    causes: &[
        "GetFederationToken was called with the credentials of a root user; an IAM user's are refused too (likely)",
    ],
    next: &["sign in through the identity provider"],
    citations: &[CONNECT_FEDERATION_TOKEN],
    ..EMPTY
};

pub static ALL: &[&KnownError] = &[
    &NOT_ONBOARDED,
    &FEDERATION_NOT_ALLOWED,
    &BOUND_TO_ANOTHER_ROLE,
    &SESSION_EXPIRED,
    &IDENTITY_CANNOT_FEDERATE,
];
