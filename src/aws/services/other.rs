//! A service of AWS's that is not known more closely.

use super::{EMPTY, Extent, Service};
use crate::aws::endpoints::Endpoint;

pub static OTHER_AWS: Service = Service {
    id: "other-aws",
    target: "other-aws",
    words: "another AWS service",
    is_address: |endpoint| matches!(endpoint, Endpoint::OtherAws),
    judged: Extent::InPart,
    ..EMPTY
};
