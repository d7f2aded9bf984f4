//! User pools of Amazon Cognito: each has an audience and a domain of its own.

use super::{EMPTY, Service, is_of, names};
use crate::aws::endpoints::OtherService;

pub static COGNITO: Service = Service {
    id: "cognito",
    target: "other-aws",
    words: "Amazon Cognito",
    is_address: |endpoint| is_of(endpoint, OtherService::Cognito),
    is_audience: |audience| names(audience, OtherService::Cognito),
    ..EMPTY
};
