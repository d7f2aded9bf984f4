//! Dashboards of Amazon OpenSearch Service: the audience is the address of the domain.

use super::{EMPTY, Service, is_of, names};
use crate::aws::endpoints::OtherService;

pub static OPEN_SEARCH: Service = Service {
    id: "open-search",
    target: "other-aws",
    words: "OpenSearch Dashboards",
    is_address: |endpoint| is_of(endpoint, OtherService::OpenSearch),
    is_audience: |audience| names(audience, OtherService::OpenSearch),
    ..EMPTY
};
