//! Error codes, for an answer of which only the code is known.

use crate::citations::{
    ASSUME_ROLE_WITH_SAML, CENTER_PROVISIONING, CONNECT_FEDERATION_TOKEN, SCIM_CREATE_USER,
    UPDATE_SAML_PROVIDER,
};
use crate::knowledge::Citation;

/// A code, and what it means where no sentence tells more.
#[derive(Debug, PartialEq, Eq)]
pub struct KnownCode {
    /// As the service model spells it.
    pub code: &'static str,
    pub status: Option<u16>,
    /// Who answers with it.
    pub service: &'static str,
    pub meaning: &'static str,
    pub citations: &'static [Citation],
}

const PROVISIONING: &str = "IAM Identity Center, SCIM";
const TOKEN_SERVICE: &str = "AWS Security Token Service";

impl KnownCode {
    /// Whether it is about users being provisioned, and not about a login.
    pub fn is_of_provisioning(&self) -> bool {
        self.service == PROVISIONING
    }

    /// Whether it answers a call with a response in it.
    pub fn is_of_a_call(&self) -> bool {
        self.service == TOKEN_SERVICE
    }
}

const fn sts(code: &'static str, status: u16, meaning: &'static str) -> KnownCode {
    KnownCode {
        code,
        status: Some(status),
        service: TOKEN_SERVICE,
        meaning,
        citations: &[ASSUME_ROLE_WITH_SAML],
    }
}

const fn iam(code: &'static str, status: u16, meaning: &'static str) -> KnownCode {
    KnownCode {
        code,
        status: Some(status),
        service: "IAM, on SAML providers",
        meaning,
        citations: &[UPDATE_SAML_PROVIDER],
    }
}

const fn connect(code: &'static str, status: Option<u16>, meaning: &'static str) -> KnownCode {
    KnownCode { code, status, service: "Amazon Connect", meaning, citations: &[CONNECT_FEDERATION_TOKEN] }
}

const fn scim(code: &'static str, status: u16, meaning: &'static str) -> KnownCode {
    KnownCode {
        code,
        status: Some(status),
        service: PROVISIONING,
        meaning,
        citations: &[SCIM_CREATE_USER, CENTER_PROVISIONING],
    }
}

pub static CODES: &[KnownCode] = &[
    sts(
        "IDPRejectedClaim",
        403,
        "the identity provider reported that authentication failed (likely: the StatusCode is not Success)",
    ),
    sts("InvalidIdentityToken", 400, "AWS could not validate the response"),
    sts("ExpiredTokenException", 400, "the response was too old"),
    sts("MalformedPolicyDocument", 400, "the session policy of the call is not well-formed"),
    sts("PackedPolicyTooLarge", 400, "session tags and session policies are too large together"),
    sts("RegionDisabledException", 403, "STS is not activated in this Region for this account"),
    iam("InvalidInput", 400, "a parameter of the call is not valid"),
    iam("EntityAlreadyExists", 409, "a provider of this name exists already"),
    iam("LimitExceeded", 409, "a quota is reached"),
    iam("ConcurrentModification", 409, "the provider is being changed by another call"),
    iam("NoSuchEntity", 404, "no provider has this ARN"),
    iam("ServiceFailure", 500, "IAM failed; try again"),
    connect("UserNotFoundException", Some(404), "no user of the instance has this login"),
    connect("InvalidRequestException", Some(400), "the request is not valid"),
    connect("InvalidParameterException", Some(400), "a parameter of the request is not valid"),
    connect("ResourceNotFoundException", Some(404), "the instance was not found"),
    connect("DuplicateResourceException", Some(409), "a resource of this name exists already"),
    connect("UserNotOnboardedException", None, "Global Resiliency: the user is not onboarded"),
    scim(
        "UnauthorizedException",
        401,
        "the token is absent, expired or revoked (it lives a year), or the tenant in the URL is wrong",
    ),
    scim("AccessDeniedException", 403, "the token does not permit this"),
    scim("ConflictException", 409, "name, username, primary e-mail or externalId is used already"),
    scim("ThrottlingException", 429, "too many requests"),
];

/// `InvalidIdentityTokenException` and `InvalidIdentityToken` are one code.
pub fn stem(code: &str) -> &str {
    code.strip_suffix("Exception").filter(|stem| !stem.is_empty()).unwrap_or(code)
}

/// The codes of that name, whatever their suffix and case; several services may share one.
pub fn with_code(code: &str) -> impl Iterator<Item = &'static KnownCode> {
    let wanted = stem(code).to_owned();
    CODES.iter().filter(move |known| stem(known.code).eq_ignore_ascii_case(&wanted))
}
