//! What the AWS sign-in page answers with on its own account: no code, no request ID.

use super::{EMPTY, KnownError};
use crate::citations::{CONSOLE_ACCESS_CONTROL, TROUBLESHOOT_SAML, issue};
use crate::knowledge::Confidence::{Certain, Likely};

pub static INVALID_SAML_RESPONSE: KnownError = KnownError {
    id: "invalid-saml-response",
    message: "Your request included an invalid SAML response. To logout, click here.",
    confidence: Certain,
    look_first: "whether the response has an Attribute named exactly https://aws.amazon.com/SAML/Attributes/Role, with \"role ARN,provider ARN\" in it",
    causes: &[
        "the identity provider gave the user no role: no group or application role assigned, or the group filter does not match the group's name",
        "the Identity Provider ARN in the identity provider's application is empty or wrong",
        "IAM Identity Center is the identity provider, and its application has no attribute mappings",
        "the identity provider's certificate was replaced and the IAM provider still holds the old one (one guide reports this page for it; AWS documents \"Response signature invalid\")",
    ],
    next: &[
        "look at the Attribute https://aws.amazon.com/SAML/Attributes/Role in the response: its exact Name, its values, spaces at their ends",
        "compare with the providers and roles of the account: aws iam list-saml-providers; aws iam get-role --role-name ROLE",
    ],
    citations: &[
        TROUBLESHOOT_SAML,
        issue(
            "MicrosoftDocs/azure-docs issue 4405",
            "https://github.com/MicrosoftDocs/azure-docs/issues/4405",
        ),
        issue("venth/aws-adfs issue 439", "https://github.com/venth/aws-adfs/issues/439"),
    ],
    ..EMPTY
};

pub static AUTHENTICATION_INFORMATION_INCORRECT: KnownError = KnownError {
    id: "authentication-information-incorrect",
    message: "Your authentication information is incorrect. Please try again.",
    confidence: Certain,
    causes: &[
        "a resource-based policy of AWS Sign-In denied signin:Authenticate before authentication: source address, VPC, VPC endpoint or Region not allowed, principal not excluded, or the policy not replicated yet",
        "the page was for an IAM user, and the password is wrong (likely: the same words)",
    ],
    next: &[
        "aws signin get-resource-policy --region us-east-1",
        "aws signin get-console-authorization-configuration --target-id ACCOUNT --region us-east-1",
        "aws signin list-resource-permission-statements --region us-east-1",
    ],
    citations: &[CONSOLE_ACCESS_CONTROL],
    ..EMPTY
};

pub static AUTHENTICATION_FAILED: KnownError = KnownError {
    id: "authentication-failed-invalid-request",
    message: "Authentication failed Invalid request",
    confidence: Certain,
    causes: &["a resource control policy denied signin:Authenticate before authentication"],
    next: &[
        "aws organizations list-policies-for-target --target-id ACCOUNT --filter RESOURCE_CONTROL_POLICY",
    ],
    citations: &[CONSOLE_ACCESS_CONTROL],
    ..EMPTY
};

pub static DIFFERENT_NETWORK: KnownError = KnownError {
    id: "sign-in-from-different-network",
    message: "Authentication failed: To access this account, sign in from a different network, or contact your administrator for more information",
    confidence: Certain,
    causes: &[
        "a policy denied signin:AuthorizeOAuth2Access or signin:CreateOAuth2Token after authentication; a policy with network keys also blocks every user of the Identity Center portal",
    ],
    next: &[
        "aws signin get-resource-policy --region us-east-1",
        "aws signin get-console-authorization-configuration --target-id ACCOUNT --region us-east-1",
        "aws organizations list-policies-for-target --target-id ACCOUNT --filter RESOURCE_CONTROL_POLICY",
    ],
    citations: &[CONSOLE_ACCESS_CONTROL],
    ..EMPTY
};

pub static DENIED_BY_RESOURCE_POLICY: KnownError = KnownError {
    id: "sign-in-denied-by-resource-policy",
    message: "Authorization denied because of a resource-based policy",
    confidence: Certain,
    causes: &[
        "a resource-based policy of AWS Sign-In in this account denied the sign-in; CloudTrail says so in the errorMessage of its event, the page in other words",
    ],
    next: &[
        "aws signin get-resource-policy --region us-east-1",
        "aws signin list-resource-permission-statements --region us-east-1",
    ],
    citations: &[CONSOLE_ACCESS_CONTROL],
    ..EMPTY
};

pub static DENIED_BY_CONTROL_POLICY: KnownError = KnownError {
    id: "sign-in-denied-by-control-policy",
    message: "Authorization denied because of a resource control policy",
    confidence: Certain,
    causes: &[
        "a resource control policy of the organization denied the sign-in; CloudTrail says so in the errorMessage of its event, the page in other words",
    ],
    next: &[
        "aws organizations list-policies-for-target --target-id ACCOUNT --filter RESOURCE_CONTROL_POLICY",
    ],
    citations: &[CONSOLE_ACCESS_CONTROL],
    ..EMPTY
};

pub static LOG_OUT_FIRST: KnownError = KnownError {
    id: "log-out-first",
    message: "You must first log out before logging into a different AWS account. To logout, click here",
    confidence: Likely,
    causes: &[
        "the browser is signed in to another account already, and has not opted in to several sessions at once",
    ],
    next: &["follow the link on the page, or sign in from a private window"],
    citations: &[TROUBLESHOOT_SAML],
    ..EMPTY
};

pub static ALL: &[&KnownError] = &[
    &INVALID_SAML_RESPONSE,
    &AUTHENTICATION_INFORMATION_INCORRECT,
    &AUTHENTICATION_FAILED,
    &DIFFERENT_NETWORK,
    &DENIED_BY_RESOURCE_POLICY,
    &DENIED_BY_CONTROL_POLICY,
    &LOG_OUT_FIRST,
];
