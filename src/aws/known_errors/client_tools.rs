//! Texts of the tools people sign in with: AWS never saw the request.

use super::{EMPTY, KnownError};
use crate::citations::{ASSUME_ROLE_WITH_SAML, issue, program};
use crate::knowledge::Citation;
use crate::knowledge::Confidence::{Certain, Likely};

const SAML2AWS: &[Citation] = &[program("Versent/saml2aws, source", "https://github.com/Versent/saml2aws")];
const NO_ROLE: &[&str] = &[
    "the identity provider sent no Role value, or none that can be read",
    "the tool received a login page and not an assertion",
];
const CAPTURE: &[&str] =
    &["sign in with the browser and capture the response: saml-doctor reads what the tool could not"];

pub static ASSERTION_EMPTY: KnownError = KnownError {
    id: "saml-assertion-empty",
    message: "Invalid length for parameter SAMLAssertion, value: 0, valid range: 4-inf",
    aliases: &["Invalid length for parameter SAMLAssertion, value: 0, valid {}"],
    confidence: Likely,
    causes: &["the file or the variable given as --saml-assertion is empty"],
    next: &["look into the file: it must hold the base64 and nothing else"],
    citations: &[
        ASSUME_ROLE_WITH_SAML,
        issue("coinbase/assume-role issue 57", "https://github.com/coinbase/assume-role/issues/57"),
    ],
    ..EMPTY
};

/// A client checks its own parameters before it calls, and says so in words of its library's.
pub static PRINCIPAL_ARN_EMPTY: KnownError = KnownError {
    id: "client-principal-arn-empty",
    message: "Invalid length for parameter PrincipalArn, value: {}, valid {}",
    aliases: &[
        "Invalid length for parameter RoleArn, value: {}, valid {}",
        "minimum field size of 20, AssumeRoleWithSAMLInput.PrincipalArn",
        "minimum field size of 20, AssumeRoleWithSAMLInput.RoleArn",
    ],
    confidence: Likely,
    causes: &[
        "the client found no provider ARN, or no role ARN, in the Role value, and stopped before any call: the value is not role ARN, comma, provider ARN (saml-doctor explain role-value-not-pair)",
        "the client reads the two only in one order",
    ],
    next: CAPTURE,
    citations: &[ASSUME_ROLE_WITH_SAML],
    ..EMPTY
};

pub static SAML2AWS_NO_ROLES: KnownError = KnownError {
    id: "saml2aws-no-roles",
    message: "No roles to assume.",
    aliases: &["Please check you are permitted to assume roles for the AWS service."],
    confidence: Certain,
    causes: NO_ROLE,
    next: CAPTURE,
    citations: SAML2AWS,
    ..EMPTY
};

pub static SAML2AWS_ROLE_NOT_FOUND: KnownError = KnownError {
    id: "saml2aws-role-not-found",
    message: "Supplied RoleArn not found in saml assertion: {}",
    confidence: Certain,
    causes: &["the role asked for is in no Role value of the assertion"],
    next: CAPTURE,
    citations: SAML2AWS,
    ..EMPTY
};

pub static SAML2AWS_NO_ASSERTION: KnownError = KnownError {
    id: "saml2aws-no-assertion",
    message: "Response did not contain a valid SAML assertion",
    aliases: &["missing Assertion element"],
    confidence: Certain,
    causes: &["the tool received a login page, or a form of multi-factor authentication it does not know"],
    next: CAPTURE,
    citations: SAML2AWS,
    ..EMPTY
};

pub static AWS_ADFS_NO_ROLES: KnownError = KnownError {
    id: "aws-adfs-no-roles",
    message: "This account does not have access to any roles",
    confidence: Certain,
    causes: NO_ROLE,
    next: CAPTURE,
    citations: &[program("venth/aws-adfs, source", "https://github.com/venth/aws-adfs")],
    ..EMPTY
};

pub static ALL: &[&KnownError] = &[
    &ASSERTION_EMPTY,
    &PRINCIPAL_ARN_EMPTY,
    &SAML2AWS_NO_ROLES,
    &SAML2AWS_ROLE_NOT_FOUND,
    &SAML2AWS_NO_ASSERTION,
    &AWS_ADFS_NO_ROLES,
];
