//! IAM's sign-in, and AssumeRoleWithSAML.

use super::{EMPTY, Extent, Service, Step};
use crate::aws::audience::AudienceKind;
use crate::aws::endpoints::Endpoint;
use crate::aws::known_errors::{sign_in, sts};

pub static IAM: Service = Service {
    id: "iam",
    target: "iam",
    words: "AWS IAM sign-in",
    steps: &[&SIGN_IN],
    is_address: |endpoint| {
        matches!(endpoint, Endpoint::SignIn(_) | Endpoint::Sts { .. } | Endpoint::Console { .. })
    },
    // What nearly is one of its names is a slip of somebody who means it.
    is_audience: |audience| {
        matches!(
            audience,
            AudienceKind::AcceptedForIam | AudienceKind::SignInUrl { .. } | AudienceKind::NearMiss(_)
        )
    },
    judged: Extent::Whole,
    ..EMPTY
};

pub(super) static SIGN_IN: Step = Step {
    order: &[
        &sts::INVALID_BASE64,
        &sign_in::INVALID_SAML_RESPONSE,
        &sts::ASSERTION_NOT_SIGNED,
        &sts::PROVIDER_DOES_NOT_EXIST,
        &sts::ISSUER_NOT_PRESENT,
        &sts::SIGNATURE_INVALID,
        &sts::SUBJECT_CONFIRMATION_DATA_INCOMPLETE,
        &sts::NOT_REDEEMED_IN_TIME,
        &sts::RESPONSE_EXPIRED,
        &sts::AUDIENCE_MISSING,
        &sts::ROLE_PAIR_NOT_IN_ASSERTION,
        &sts::ROLE_SESSION_NAME_REQUIRED,
        &sts::ROLE_SESSION_NAME_PATTERN,
        &sts::SOURCE_IDENTITY_PATTERN,
        &sts::TAGS_NOT_VALID,
        &sts::NOT_AUTHORIZED,
        &sts::PACKED_POLICY_TOO_LARGE,
    ],
    answers: &[sign_in::ALL, sts::ALL],
};
