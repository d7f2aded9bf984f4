//! What IAM answers when a role's trust policy is written, and nothing is saved.

use super::{EMPTY, KnownError};
use crate::knowledge::Citation;
use crate::knowledge::Confidence::{Certain, Likely};

const CREATE_FOR_SAML: Citation = Citation::documented(
    "IAM User Guide, \"Create a role for SAML 2.0 federation (console)\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html",
);
const UPDATE_TRUST: Citation = Citation::documented(
    "IAM API Reference, UpdateAssumeRolePolicy",
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html",
);
const PRINCIPAL: Citation = Citation::documented(
    "IAM User Guide, \"AWS JSON policy elements: Principal\"",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
);
const QUOTAS: Citation = crate::citations::QUOTAS;
const RECORDED: Citation = Citation::observed(
    "localstack/localstack, answers of AWS recorded in its tests of IAM",
    "https://github.com/localstack/localstack",
);

/// What every refusal of a policy document has in common.
const MALFORMED: KnownError = malformed();

const fn malformed() -> KnownError {
    KnownError {
        status: Some(400),
        code: Some("MalformedPolicyDocument"),
        confidence: Certain,
        next: &[
            "mend the document, then aws iam update-assume-role-policy again: the old policy is still in force",
        ],
        citations: &[UPDATE_TRUST, RECORDED],
        ..EMPTY
    }
}

pub static INVALID_JSON: KnownError = KnownError {
    id: "trust-policy-invalid-json",
    message: "This policy contains invalid Json",
    causes: &[
        "a comma behind the last member, typographic quotes, a comment, a text that was cut off",
        "the document is YAML or Terraform's language, not JSON",
    ],
    ..MALFORMED
};

pub static OTHER_ACTIONS: KnownError = KnownError {
    id: "trust-policy-action-not-sts",
    message: "AssumeRole policy may only specify STS AssumeRole actions.",
    causes: &[
        "an action of another service stands in the trust policy: permissions go into a policy of the role's own",
        "an action without its colon, or * alone",
    ],
    ..MALFORMED
};

pub static RESOURCE_PROHIBITED: KnownError = KnownError {
    id: "trust-policy-has-resource",
    message: "Has prohibited field Resource",
    aliases: &["AssumeRole policy must not contain resources."],
    causes: &[
        "a trust policy has no Resource: a permissions policy was pasted, or a line of a sample was left in",
    ],
    ..MALFORMED
};

pub static PRINCIPAL_UNKNOWN: KnownError = KnownError {
    id: "trust-policy-principal-unknown",
    message: "Invalid principal in policy: {}",
    causes: &[
        "a role or user that the policy names does not exist: deleted, misspelt, or made a moment ago",
        "the name of a service is misspelt",
        "the statement for SAML is not at fault, and is not saved either",
    ],
    confidence: Likely,
    citations: &[UPDATE_TRUST, PRINCIPAL],
    ..MALFORMED
};

pub static NO_PRINCIPALS: KnownError = KnownError {
    id: "trust-policy-principals-empty",
    message: "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!",
    aliases: &["The passed in policy has a statement with no principals!"],
    causes: &["a list of principals is empty"],
    confidence: Likely,
    ..MALFORMED
};

pub static PRINCIPAL_IN_PERMISSIONS: KnownError = KnownError {
    id: "permissions-policy-has-principal",
    message: "Policy document should not specify a principal.",
    causes: &["a trust policy was put where permissions go: put-role-policy or create-policy"],
    next: &["aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json"],
    confidence: Likely,
    ..MALFORMED
};

pub static TOO_LONG: KnownError = KnownError {
    id: "trust-policy-too-long",
    message: "Cannot exceed quota for ACLSizePerRole: {}",
    status: Some(409),
    code: Some("LimitExceeded"),
    causes: &["the trust policy has more characters than the quota allows, white space aside"],
    next: &["shorten it (wildcards, fewer statements), or ask for a higher quota in Service Quotas"],
    citations: &[QUOTAS],
    ..MALFORMED
};

pub static PRINCIPAL_MISSING: KnownError = KnownError {
    id: "trust-policy-principal-missing",
    message: "Missing required field Principal",
    causes: &["a statement has no Principal: a permissions policy was pasted"],
    confidence: Likely,
    ..MALFORMED
};

pub static FIELD_MISSING: KnownError = KnownError {
    id: "trust-policy-field-missing",
    message: "Missing required field {}",
    causes: &["a statement lacks Action or Effect"],
    confidence: Likely,
    ..MALFORMED
};

pub static SYNTAX: KnownError = KnownError {
    id: "trust-policy-syntax",
    message: "Syntax error in policy.",
    aliases: &["Syntax errors in policy."],
    causes: &["an element, an operator or a value that the policy language does not have"],
    confidence: Likely,
    ..MALFORMED
};

pub static VERSION: KnownError = KnownError {
    id: "trust-policy-version",
    message: "The policy must contain a valid version string",
    causes: &["Version is neither 2012-10-17 nor 2008-10-17"],
    confidence: Likely,
    ..MALFORMED
};

pub static SIDS: KnownError = KnownError {
    id: "trust-policy-sids-not-unique",
    message: "The Statement Ids in the policy are not unique",
    causes: &["two statements have the same Sid"],
    confidence: Likely,
    ..MALFORMED
};

pub static NOT_PRINCIPAL: KnownError = KnownError {
    id: "trust-policy-not-principal",
    message: "AssumeRole policy must not contain NotPrincipal field.",
    aliases: &["Allow with NotPrincipal is not allowed."],
    causes: &["a trust policy has no NotPrincipal"],
    confidence: Likely,
    ..MALFORMED
};

pub static ROLE_MISSING: KnownError = KnownError {
    id: "role-not-found",
    message: "The role with name {} cannot be found.",
    status: Some(404),
    code: Some("NoSuchEntity"),
    causes: &[
        "there is no role of that name in the account whose credentials were used",
        "a path or an ARN was written where the name alone goes",
    ],
    next: &["aws sts get-caller-identity", "aws iam list-roles --query 'Roles[].Arn'"],
    citations: &[RECORDED],
    ..MALFORMED
};

pub static ROLE_EXISTS: KnownError = KnownError {
    id: "role-exists-already",
    message: "Role with name {} already exists.",
    status: Some(409),
    code: Some("EntityAlreadyExists"),
    causes: &["a role of that name is there, in this case of letters or another, whatever its path"],
    next: &["aws iam get-role --role-name ROLE"],
    citations: &[CREATE_FOR_SAML, RECORDED],
    ..MALFORMED
};

pub static ALL: &[&KnownError] = &[
    &INVALID_JSON,
    &OTHER_ACTIONS,
    &RESOURCE_PROHIBITED,
    &NO_PRINCIPALS,
    &PRINCIPAL_UNKNOWN,
    &PRINCIPAL_IN_PERMISSIONS,
    &TOO_LONG,
    &PRINCIPAL_MISSING,
    &FIELD_MISSING,
    &SYNTAX,
    &VERSION,
    &SIDS,
    &NOT_PRINCIPAL,
    &ROLE_MISSING,
    &ROLE_EXISTS,
];
