//! AWS Client VPN: an audience and two addresses of its own, an IAM SAML provider, and no role.

use super::{EMPTY, Service, is_of, names};
use crate::aws::endpoints::OtherService;

pub static CLIENT_VPN: Service = Service {
    id: "client-vpn",
    target: "other-aws",
    words: "AWS Client VPN",
    is_address: |endpoint| is_of(endpoint, OtherService::ClientVpn),
    is_audience: |audience| names(audience, OtherService::ClientVpn),
    ..EMPTY
};
