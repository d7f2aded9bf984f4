//! Other services of AWS's: Client VPN, Cognito.

use super::{Extent, Service};
use crate::aws::audience::{AudienceKind, OtherService};
use crate::aws::endpoints::Endpoint;

pub static OTHER_AWS: Service = Service {
    id: "other-aws",
    words: "another AWS service",
    steps: &[],
    is_address: |endpoint| matches!(endpoint, Endpoint::OtherAws),
    is_audience: |audience| {
        matches!(audience, AudienceKind::OtherService(OtherService::ClientVpn | OtherService::Cognito { .. }))
    },
    judged: Extent::InPart,
};
