//! Texts that look like AWS's answer to a SAML response and are not.

use crate::citations::{ASSUME_ROLE, issue};
use crate::knowledge::Citation;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// AWS says it, but not of a SAML response to IAM.
    AnotherCall,
    /// It is told about, but nobody was found to have seen AWS say it.
    NotVerified,
}

/// A text of another origin, and what to tell who asks about it.
#[derive(Debug, PartialEq, Eq)]
pub struct ForeignText {
    /// `{}` where a part varies.
    pub text: &'static str,
    pub origin: Origin,
    pub answer: &'static str,
    pub citations: &'static [Citation],
}

pub static FOREIGN: &[ForeignText] = &[
    ForeignText {
        text: "Roles may not be assumed by root accounts.",
        origin: Origin::AnotherCall,
        answer: "AssumeRole called with the credentials of a root user; no SAML response was involved",
        citations: &[ASSUME_ROLE],
    },
    ForeignText {
        text: "Invalid SAML response received: {}",
        origin: Origin::AnotherCall,
        answer: "Amazon Cognito's answer to a user pool's identity provider; IAM does not say this",
        citations: COGNITO,
    },
    ForeignText {
        text: "Couldn't retrieve verification key from your identity provider",
        origin: Origin::AnotherCall,
        answer: "AssumeRoleWithWebIdentity: the OpenID Connect provider's keys could not be fetched; no SAML response was involved",
        citations: &[],
    },
    ForeignText {
        text: "No roles/RoleArn could be found in SAMLAssertion",
        origin: Origin::NotVerified,
        answer: "AWS was not found to say this anywhere; if no role reached AWS, its documented answer is \"Your request included an invalid SAML response\"",
        citations: &[],
    },
    ForeignText {
        text: "SAML Response signature invalid",
        origin: Origin::NotVerified,
        answer: "not a sentence of STS; IAM's is \"Response signature invalid\"",
        citations: &[],
    },
    ForeignText {
        text: "SAML Assertion signature is invalid.",
        origin: Origin::AnotherCall,
        answer: "Amazon Cognito's answer to a user pool's identity provider; IAM's is \"Response signature invalid\"",
        citations: COGNITO,
    },
    ForeignText {
        text: "SAML Assertion signature invalid",
        origin: Origin::NotVerified,
        answer: "not a sentence of STS; IAM's is \"Response signature invalid\"",
        citations: &[],
    },
    ForeignText {
        text: "Packed policy {} please use smaller policy",
        origin: Origin::NotVerified,
        answer: "AWS was not found to say this anywhere; STS answers PackedPolicyTooLarge with other words",
        citations: &[],
    },
    ForeignText {
        text: "1 validation error detected: Value at 'sAMLAssertion' failed {}",
        origin: Origin::NotVerified,
        answer: "seen from emulators of AWS only",
        citations: &[],
    },
    ForeignText {
        text: "To use SAML, enable one or more IAM roles for this application.",
        origin: Origin::NotVerified,
        answer: "found in a single repository; AWS was not found to say it",
        citations: &[],
    },
];

const COGNITO: &[Citation] =
    &[issue("aws/aws-sdk-js-v3 issue 6201", "https://github.com/aws/aws-sdk-js-v3/issues/6201")];
