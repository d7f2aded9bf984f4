//! Dashboards of Amazon OpenSearch Service: the audience is the address of the domain.

use super::{EMPTY, Service, Step, is_of, names};
use crate::aws::endpoints::OtherService;
use crate::aws::known_errors::services;

pub static OPEN_SEARCH: Service = Service {
    id: "open-search",
    target: "other-aws",
    words: "OpenSearch Dashboards",
    steps: &[&DASHBOARDS],
    is_address: |endpoint| is_of(endpoint, OtherService::OpenSearch),
    is_audience: |audience| names(audience, OtherService::OpenSearch),
    ..EMPTY
};

static DASHBOARDS: Step = Step { order: &[&services::OPEN_SEARCH_MISSING_ROLE], answers: &[services::ALL] };
