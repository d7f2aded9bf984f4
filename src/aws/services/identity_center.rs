//! IAM Identity Center.

use super::{EMPTY, Extent, Service, Step};
use crate::aws::audience::{AudienceKind, Receiver};
use crate::aws::endpoints::Endpoint;
use crate::aws::known_errors::identity_center;

pub static IDENTITY_CENTER: Service = Service {
    id: "identity-center",
    target: "identity-center",
    words: "IAM Identity Center",
    steps: &[&CENTER],
    is_address: |endpoint| {
        matches!(
            endpoint,
            Endpoint::IdentityCenter(_)
                | Endpoint::IdentityCenterIssuer { .. }
                | Endpoint::Portal
                | Endpoint::Scim { .. }
        )
    },
    is_audience: |audience| matches!(audience, AudienceKind::OtherService(Receiver::IdentityCenter)),
    judged: Extent::Whole,
    ..EMPTY
};

/// Its sentences tell so little that no order of them was ever seen.
pub(super) static CENTER: Step = Step { order: &[], answers: &[identity_center::ALL] };
