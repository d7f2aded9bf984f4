//! What the AWS Security Token Service answers AssumeRoleWithSAML with; the sign-in page prints it verbatim.

use super::{EMPTY, KnownError};
use crate::citations::{
    ASSUME_ROLE, ASSUME_ROLE_WITH_SAML, QUOTAS, SAML_ASSERTIONS, SESSION_TAGS, SOURCE_IDENTITY,
    STS_ENCRYPTION_MEASURED, STS_MEASURED, TROUBLESHOOT_SAML, TRUST_MEASURED, issue,
};
use crate::knowledge::Confidence::{Certain, Likely};

const TOKEN_SERVICE: Option<&str> = Some("AWSSecurityTokenService");
const DISCOVERY_SERVICE: Option<&str> = Some("AWSOpenIdDiscoveryService");
const INVALID_IDENTITY_TOKEN: Option<&str> = Some("InvalidIdentityToken");
const VALIDATION_ERROR: Option<&str> = Some("ValidationError");

pub static ROLE_SESSION_NAME_REQUIRED: KnownError = KnownError {
    id: "role-session-name-required",
    message: "RoleSessionName is required in AuthnResponse",
    service: TOKEN_SERVICE,
    status: Some(400),
    code: INVALID_IDENTITY_TOKEN,
    confidence: Certain,
    look_first: "whether the response has an Attribute named exactly https://aws.amazon.com/SAML/Attributes/RoleSessionName, with a value in it",
    causes: &["the field the identity provider takes RoleSessionName from is empty for this user (likely)"],
    next: &[
        "map https://aws.amazon.com/SAML/Attributes/RoleSessionName to a field that every user has, such as the user name",
    ],
    citations: &[TROUBLESHOOT_SAML, SAML_ASSERTIONS],
    ..EMPTY
};

pub static ROLE_SESSION_NAME_PATTERN: KnownError = KnownError {
    id: "role-session-name-pattern",
    message: "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}",
    service: TOKEN_SERVICE,
    status: Some(400),
    code: INVALID_IDENTITY_TOKEN,
    confidence: Certain,
    look_first: "the value of RoleSessionName: a space (a display name), a backslash (DOMAIN\\user), # (a guest of Entra ID), an accent, or one character alone",
    next: &[
        "transform the claim at the identity provider: no spaces, no backslash (DOMAIN\\user), no # (guest accounts of Entra ID), no accents, 2 to 64 characters",
    ],
    citations: &[
        TROUBLESHOOT_SAML,
        SAML_ASSERTIONS,
        issue(
            "MicrosoftDocs/azure-docs issue 45025",
            "https://github.com/MicrosoftDocs/azure-docs/issues/45025",
        ),
    ],
    ..EMPTY
};

pub static NOT_AUTHORIZED: KnownError = KnownError {
    id: "not-authorized-to-assume-role",
    message: "Not authorized to perform sts:AssumeRoleWithSAML",
    aliases: &[
        "An error occurred (AccessDenied) when calling the AssumeRoleWithSAML operation: Access denied",
        "Not authorized to perform sts:TagSession",
        "Not authorized to perform sts:SetSourceIdentity",
        "User: {} is not authorized to perform: sts:AssumeRoleWithSAML on resource: {}",
        "User: {} is not authorized to perform: sts:AssumeRoleWithSAML on resource: {} with an explicit deny in a resource control policy: {}",
        "User: {} is not authorized to perform: sts:TagSession on resource: {}",
        "User: {} is not authorized to perform: sts:SetSourceIdentity on resource: {}",
    ],
    service: TOKEN_SERVICE,
    status: Some(403),
    code: Some("AccessDenied"),
    confidence: Certain,
    look_first: "the role's trust policy: it has to name the provider of the Role pair, allow sts:AssumeRoleWithSAML, and test SAML:aud against the Recipient, if at all",
    causes: &[
        "the role's trust policy lacks an action: sts:AssumeRoleWithSAML always, sts:TagSession where the response holds PrincipalTag attributes, sts:SetSourceIdentity where it holds SourceIdentity",
        "its Principal.Federated is not the provider of the Role pair, or a condition of it is not met: SAML:aud is the Recipient of the response, not its Audience",
        "the role was deleted or renamed, or was never in this account",
        "role or provider were made or changed some seconds ago: the same call goes through a little later",
        "the trust policy names the principal as {\"AWS\": \"*\"}, which can be saved and lets no SAML login in",
        "a resource control policy of the organization denies the call (member accounts only)",
        "a service control policy (one guide names it; such policies limit the principals of member accounts, not a federated caller)",
    ],
    next: &[
        "aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument",
        "aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
        "aws organizations list-policies-for-target --target-id ACCOUNT --filter RESOURCE_CONTROL_POLICY",
    ],
    citations: &[
        TROUBLESHOOT_SAML,
        SESSION_TAGS,
        SOURCE_IDENTITY,
        TRUST_MEASURED,
        issue("aws/aws-sdk-net issue 744", "https://github.com/aws/aws-sdk-net/issues/744"),
    ],
};

pub static SOURCE_IDENTITY_PATTERN: KnownError = KnownError {
    id: "source-identity-pattern",
    message: "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,256} and not begin with \"aws:\"",
    aliases: &["Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\""],
    service: TOKEN_SERVICE,
    status: Some(400),
    code: INVALID_IDENTITY_TOKEN,
    confidence: Certain,
    look_first: "the value of SourceIdentity",
    next: &[
        "mend the claim https://aws.amazon.com/SAML/Attributes/SourceIdentity: 2 to 64 characters are safe",
    ],
    citations: &[TROUBLESHOOT_SAML, SOURCE_IDENTITY],
    ..EMPTY
};

pub static ASSERTION_NOT_SIGNED: KnownError = KnownError {
    id: "assertion-not-signed",
    message: "Response (with optional signature) must contain an assertion with a mandatory signature",
    service: DISCOVERY_SERVICE,
    status: Some(400),
    code: Some("AuthSamlInvalidSamlResponseException"),
    confidence: Certain,
    look_first: "whether the Assertion itself is signed: a signature of the Response alone is not enough",
    next: &["have the identity provider sign the assertion; a signature of the response alone is not enough"],
    citations: &[STS_MEASURED],
    ..EMPTY
};

pub static SIGNATURE_INVALID: KnownError = KnownError {
    id: "response-signature-invalid",
    message: "Response signature invalid",
    service: TOKEN_SERVICE,
    status: Some(400),
    code: INVALID_IDENTITY_TOKEN,
    confidence: Certain,
    look_first: "whether the identity provider replaced its signing certificate: IAM holds the metadata that was uploaded last",
    causes: &[
        "the identity provider replaced its signing certificate and the metadata in IAM was not refreshed",
        "the metadata in IAM is that of another application or tenant of the same identity provider",
    ],
    next: &[
        "aws iam get-saml-provider --saml-provider-arn ARN --query SAMLMetadataDocument --output text",
        "aws iam update-saml-provider --saml-metadata-document file://metadata.xml --saml-provider-arn ARN",
    ],
    citations: &[
        TROUBLESHOOT_SAML,
        STS_MEASURED,
        issue(
            "cevoaustralia/aws-google-auth issue 270",
            "https://github.com/cevoaustralia/aws-google-auth/issues/270",
        ),
    ],
    ..EMPTY
};

pub static ISSUER_NOT_PRESENT: KnownError = KnownError {
    id: "issuer-not-in-provider",
    message: "Failed to assume role: Issuer not present in specified provider",
    aliases: &["Issuer not present in specified provider"],
    service: DISCOVERY_SERVICE,
    status: Some(400),
    code: Some("AuthSamlInvalidSamlResponseException"),
    confidence: Certain,
    look_first: "the Issuer of the response beside the entityID of the metadata in IAM, letter by letter: http or https, a slash at the end, another tenant",
    causes: &[
        "the application was created again at the identity provider, and has another issuer now",
        "the Role value names the provider of another identity provider",
    ],
    next: &[
        "aws iam get-saml-provider --saml-provider-arn ARN --query SAMLMetadataDocument --output text",
        "compare entityID with Issuer character by character: http or https, a slash at the end, case, tenant",
    ],
    citations: &[
        TROUBLESHOOT_SAML,
        issue("dbeaver/cloudbeaver issue 3112", "https://github.com/dbeaver/cloudbeaver/issues/3112"),
    ],
};

pub static PROVIDER_DOES_NOT_EXIST: KnownError = KnownError {
    id: "provider-does-not-exist",
    message: "Specified provider doesn't exist.",
    service: DISCOVERY_SERVICE,
    status: Some(400),
    code: Some("AuthSamlManifestNotFoundException"),
    confidence: Certain,
    look_first: "the provider ARN in the Role attribute beside the account's list of providers: account, name, capitals",
    causes: &[
        "the provider was deleted, is named otherwise, or stands in another account",
        "the ARN's partition is another than the account's: aws, aws-cn, aws-us-gov",
    ],
    next: &[
        "aws iam list-saml-providers",
        "aws iam create-saml-provider --name NAME --saml-metadata-document file://metadata.xml",
    ],
    citations: &[TROUBLESHOOT_SAML],
    ..EMPTY
};

pub static DURATION_EXCEEDS_MAXIMUM: KnownError = KnownError {
    id: "duration-exceeds-role-maximum",
    message: "Requested DurationSeconds exceeds MaxSessionDuration set for this role.",
    aliases: &["The requested DurationSeconds exceeds the MaxSessionDuration set for this role."],
    status: Some(400),
    code: VALIDATION_ERROR,
    confidence: Certain,
    look_first: "the DurationSeconds that the client sends: it is the client's own parameter, not the assertion's SessionDuration, so the console, which sends none, may let the same person in",
    causes: &[
        "the parameter DurationSeconds of the call is greater than the role's MaxSessionDuration; it is the command line tool's parameter, not the assertion's SessionDuration",
        "a tool copies SessionDuration, such as 43200, into DurationSeconds",
    ],
    next: &[
        "aws iam get-role --role-name ROLE --query Role.MaxSessionDuration",
        "aws iam update-role --role-name ROLE --max-session-duration 43200",
        "or ask for less: --duration-seconds 3600",
    ],
    citations: &[
        TROUBLESHOOT_SAML,
        issue("prolane/samltoawsstskeys issue 61", "https://github.com/prolane/samltoawsstskeys/issues/61"),
        issue("Nike-Inc/gimme-aws-creds issue 54", "https://github.com/Nike-Inc/gimme-aws-creds/issues/54"),
    ],
    ..EMPTY
};

pub static AUDIENCE_MISSING: KnownError = KnownError {
    id: "required-audience-missing",
    message: "Response does not contain the required audience.",
    confidence: Certain,
    look_first: "the Audience of the response, beside urn:amazon:webservices",
    next: &[
        "set the audience (service provider entity ID) at the identity provider to urn:amazon:webservices",
    ],
    citations: &[TROUBLESHOOT_SAML],
    ..EMPTY
};

pub static NOT_REDEEMED_IN_TIME: KnownError = KnownError {
    id: "token-not-redeemed-in-five-minutes",
    message: "Token must be redeemed within 5 minutes of issuance",
    status: Some(400),
    code: Some("ExpiredTokenException"),
    confidence: Likely,
    look_first: "the time from IssueInstant to the POST: a page left open, a response used again, or clocks apart",
    causes: &[
        "the page that lists the roles was left open",
        "a tool assumes many roles one after another with one assertion",
        "an assertion captured earlier was sent again",
        "the identity provider's clock is behind",
    ],
    next: &["sign in again and go on at once", "compare the identity provider's clock with AWS's"],
    citations: &[
        ASSUME_ROLE_WITH_SAML,
        issue("Nike-Inc/gimme-aws-creds issue 251", "https://github.com/Nike-Inc/gimme-aws-creds/issues/251"),
        issue("physera/onelogin-aws-cli issue 64", "https://github.com/physera/onelogin-aws-cli/issues/64"),
    ],
    ..EMPTY
};

pub static RESPONSE_EXPIRED: KnownError = KnownError {
    id: "response-expired",
    message: "Response has expired",
    status: Some(400),
    code: Some("ExpiredTokenException"),
    confidence: Certain,
    look_first: "the time of the POST beside NotOnOrAfter: a response used again or kept too long, or clocks apart",
    causes: &[
        "the identity provider gives its assertions a very short life, such as one minute",
        "the identity provider's clock is behind",
    ],
    next: &[
        "compare NotOnOrAfter with the moment of the POST",
        "lengthen the assertion's life at the identity provider",
    ],
    citations: &[
        ASSUME_ROLE_WITH_SAML,
        STS_MEASURED,
        issue("Versent/saml2aws issue 759", "https://github.com/Versent/saml2aws/issues/759"),
    ],
    ..EMPTY
};

pub static ROLE_PAIR_NOT_IN_ASSERTION: KnownError = KnownError {
    id: "role-pair-not-in-assertion",
    message: "SAML Assertion doesn't contain the requested Role and Metadata in the attributes",
    status: Some(400),
    code: INVALID_IDENTITY_TOKEN,
    confidence: Certain,
    look_first: "the two ARNs of the call beside the Role values of the response, letter by letter",
    causes: &[
        "RoleArn and PrincipalArn of the call do not stand together in one value of the Role attribute",
    ],
    next: &[
        "compare --role-arn and --principal-arn with the values of https://aws.amazon.com/SAML/Attributes/Role",
    ],
    citations: &[ASSUME_ROLE_WITH_SAML, SAML_ASSERTIONS, STS_MEASURED],
    ..EMPTY
};

pub static SUBJECT_CONFIRMATION_DATA_INCOMPLETE: KnownError = KnownError {
    id: "subject-confirmation-data-incomplete",
    message: "Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter",
    // AWS leaves an i out; people mend it when they copy.
    aliases: &["Responses must contain SubjectConfirmationData with a Recipient and NotOnOrAfter"],
    status: Some(400),
    code: INVALID_IDENTITY_TOKEN,
    confidence: Likely,
    causes: &["the assertion was issued over WS-Trust (AD FS), not for the browser"],
    next: &["take the assertion of the browser's sign-in, not that of the WS-Trust endpoint"],
    citations: &[SAML_ASSERTIONS],
    ..EMPTY
};

pub static REQUEST_ARN_INVALID: KnownError = KnownError {
    id: "request-arn-invalid",
    message: "Request ARN is invalid",
    status: Some(400),
    code: VALIDATION_ERROR,
    confidence: Likely,
    causes: &[
        "the tool takes the two ARNs of the Role value in a fixed order, and passed the provider's as RoleArn",
    ],
    next: &[
        "swap the ARNs in the call, or write the Role value in the order this tool wants; AWS takes both",
    ],
    citations: &[
        ASSUME_ROLE_WITH_SAML,
        issue("physera/onelogin-aws-cli issue 12", "https://github.com/physera/onelogin-aws-cli/issues/12"),
        issue(
            "oktadev/okta-aws-cli-assume-role issue 307",
            "https://github.com/oktadev/okta-aws-cli-assume-role/issues/307",
        ),
    ],
    ..EMPTY
};

pub static PRINCIPAL_ARN_INVALID: KnownError = KnownError {
    id: "principal-arn-invalid",
    message: "Principal ARN is invalid",
    status: Some(400),
    code: VALIDATION_ERROR,
    confidence: Likely,
    causes: &[
        "the tool takes the two ARNs of the Role value in a fixed order, and passed the role's as PrincipalArn",
        "the tool does not trim the space after the comma of the Role value",
    ],
    next: &["write the Role value without spaces, in the order this tool wants; AWS takes both orders"],
    citations: &[
        ASSUME_ROLE_WITH_SAML,
        issue(
            "cevoaustralia/aws-google-auth issue 163",
            "https://github.com/cevoaustralia/aws-google-auth/issues/163",
        ),
        issue("Versent/saml2aws issue 536", "https://github.com/Versent/saml2aws/issues/536"),
    ],
    ..EMPTY
};

pub static ROLE_ARN_EMPTY: KnownError = KnownError {
    id: "role-arn-empty",
    message: "{} validation errors detected: Value '' at 'roleArn' failed to satisfy constraint: Member must satisfy regular expression pattern: {}; {} Member must have length greater than or equal to 20; {} 'principalArn' {}",
    aliases: &[
        "{} validation errors detected: Value '' at 'roleArn' failed to satisfy constraint",
        "Value '' at 'roleArn' failed to satisfy constraint",
        "Value '' at 'principalArn' failed to satisfy constraint",
    ],
    status: Some(400),
    code: VALIDATION_ERROR,
    confidence: Likely,
    causes: &["the tool found no ARN pair in the Role attribute and sent empty ones"],
    next: &[
        "look at the values of https://aws.amazon.com/SAML/Attributes/Role in the response the tool received",
    ],
    citations: &[
        ASSUME_ROLE_WITH_SAML,
        issue("mmmorris1975/aws-runas issue 80", "https://github.com/mmmorris1975/aws-runas/issues/80"),
    ],
    ..EMPTY
};

pub static INVALID_BASE64: KnownError = KnownError {
    id: "invalid-base64",
    message: "Invalid base64 SAMLResponse",
    service: DISCOVERY_SERVICE,
    status: Some(400),
    code: Some("AuthSamlInvalidSamlResponseException"),
    confidence: Certain,
    look_first: "how SAMLResponse was sent: the base64 of the XML, percent-encoded once where it stands in a form",
    causes: &[
        "the response breaks the form that STS demands: Conditions, an AuthnStatement, the Format of the NameID, one SubjectConfirmation with Recipient and NotOnOrAfter, instants as xs:dateTime, encryption where the provider requires it; the base64 is then in order",
        "the rarest: the assertion in the call is still percent-encoded, is XML and not base64, has a line of log or HTML around it, or is cut off",
    ],
    next: &[
        "have saml-doctor judge the response: it names what the form lacks",
        "pass the base64 alone: aws sts assume-role-with-saml --saml-assertion file://response.b64 --role-arn ROLE --principal-arn PROVIDER",
    ],
    citations: &[STS_MEASURED, STS_ENCRYPTION_MEASURED, ASSUME_ROLE_WITH_SAML],
    ..EMPTY
};

pub static PACKED_POLICY_TOO_LARGE: KnownError = KnownError {
    id: "packed-policy-too-large",
    message: "Packed size of session tags consumes {}% of allotted space.",
    aliases: &["Serialized token too large for session"],
    status: Some(400),
    code: Some("PackedPolicyTooLarge"),
    confidence: Likely,
    causes: &[
        "tags and session policies together make the session token exceed 4,096 bytes, which far fewer than 50 tags can do",
    ],
    next: &["send fewer or shorter PrincipalTag attributes"],
    citations: &[ASSUME_ROLE_WITH_SAML, SESSION_TAGS, QUOTAS],
    ..EMPTY
};

pub static TAGS_NOT_VALID: KnownError = KnownError {
    id: "tags-not-valid",
    message: "Unable to validate tags",
    service: Some("AWSSecurityTokenV20111201"),
    status: Some(400),
    code: VALIDATION_ERROR,
    confidence: Likely,
    next: &[
        "keep tag keys to 128 and values to 256 characters: letters, numbers, spaces and _ . : / = + - @",
    ],
    citations: &[
        SESSION_TAGS,
        issue(
            "ministryofjustice/cloud-platform issue 4455",
            "https://github.com/ministryofjustice/cloud-platform/issues/4455",
        ),
    ],
    ..EMPTY
};

pub static STS_NOT_ACTIVATED: KnownError = KnownError {
    id: "sts-not-activated",
    message: "STS is not activated in this region for account:{}. Your account administrator can activate STS in this region using the IAM Console.",
    status: Some(403),
    code: Some("RegionDisabledException"),
    confidence: Likely,
    causes: &["the regional endpoint of STS is switched off in the account"],
    next: &[
        "IAM console > Account settings > Security Token Service > activate the Region, or use the global endpoint",
    ],
    citations: &[ASSUME_ROLE_WITH_SAML],
    ..EMPTY
};

pub static ROLE_CHAINING_LIMIT: KnownError = KnownError {
    id: "role-chaining-limit",
    message: "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    status: Some(400),
    code: VALIDATION_ERROR,
    confidence: Likely,
    causes: &[
        "a later AssumeRole, chained from the SAML session, asks for more than an hour; the SAML call itself succeeded",
    ],
    next: &["ask for 3600 seconds at most in the chained call"],
    citations: &[ASSUME_ROLE],
    ..EMPTY
};

pub static SOURCE_IDENTITY_ALREADY_SET: KnownError = KnownError {
    id: "source-identity-already-set",
    message: "The source identity is already set for this assume role session",
    status: Some(400),
    code: VALIDATION_ERROR,
    confidence: Likely,
    causes: &[
        "a chained AssumeRole tries to change the SourceIdentity that the assertion set; it cannot be changed",
    ],
    next: &["leave --source-identity out of the chained call, or pass the same value"],
    citations: &[SOURCE_IDENTITY],
    ..EMPTY
};

pub static DURATION_OUT_OF_RANGE: KnownError = KnownError {
    id: "duration-out-of-range",
    message: "{} validation errors detected: Value '{}' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to {}",
    aliases: &[
        "{} validation errors detected: Value '{}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
        "Value '{}' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to {}",
        "Value '{}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to {}",
    ],
    status: Some(400),
    code: VALIDATION_ERROR,
    confidence: Likely,
    causes: &["DurationSeconds of the call is outside 900 to 43200, or above the role's maximum"],
    next: &[
        "lower --duration-seconds, or raise the role's maximum: aws iam update-role --role-name ROLE --max-session-duration 43200",
    ],
    citations: &[ASSUME_ROLE_WITH_SAML],
    ..EMPTY
};

/// Sentences that were only ever seen as answers to calls: the sign-in page may say it in other words.
const OF_CALLS_ONLY: &[&KnownError] = &[&ASSERTION_NOT_SIGNED, &INVALID_BASE64];

/// Whether a sentence was only ever seen as the answer to a call of AssumeRoleWithSAML.
pub fn is_of_calls_only(error: &KnownError) -> bool {
    OF_CALLS_ONLY.iter().any(|known| known.id == error.id)
}

pub static ALL: &[&KnownError] = &[
    &ROLE_SESSION_NAME_REQUIRED,
    &ROLE_SESSION_NAME_PATTERN,
    &NOT_AUTHORIZED,
    &SOURCE_IDENTITY_PATTERN,
    &ASSERTION_NOT_SIGNED,
    &SIGNATURE_INVALID,
    &ISSUER_NOT_PRESENT,
    &PROVIDER_DOES_NOT_EXIST,
    &DURATION_EXCEEDS_MAXIMUM,
    &AUDIENCE_MISSING,
    &NOT_REDEEMED_IN_TIME,
    &RESPONSE_EXPIRED,
    &ROLE_PAIR_NOT_IN_ASSERTION,
    &SUBJECT_CONFIRMATION_DATA_INCOMPLETE,
    &REQUEST_ARN_INVALID,
    &PRINCIPAL_ARN_INVALID,
    &ROLE_ARN_EMPTY,
    &INVALID_BASE64,
    &PACKED_POLICY_TOO_LARGE,
    &TAGS_NOT_VALID,
    &STS_NOT_ACTIVATED,
    &ROLE_CHAINING_LIMIT,
    &SOURCE_IDENTITY_ALREADY_SET,
    &DURATION_OUT_OF_RANGE,
];
