//! Amazon Managed Grafana: a workspace takes answers to its own requests only.

use super::{EMPTY, Service, is_of, names};
use crate::aws::endpoints::OtherService;

pub static GRAFANA: Service = Service {
    id: "grafana",
    target: "other-aws",
    words: "Amazon Managed Grafana",
    is_address: |endpoint| is_of(endpoint, OtherService::Grafana),
    is_audience: |audience| names(audience, OtherService::Grafana),
    ..EMPTY
};
