//! Amazon AppStream 2.0, behind the IAM sign-in by its RelayState.

use super::iam::SIGN_IN;
use super::{EMPTY, Extent, Service, leads_to};
use crate::aws::endpoints::OtherService;

pub static APP_STREAM: Service = Service {
    id: "appstream",
    target: "iam",
    words: "AWS IAM sign-in, then Amazon AppStream",
    steps: &[&SIGN_IN],
    is_relay_state: |endpoint| leads_to(endpoint, OtherService::AppStream),
    judged: Extent::Whole,
    ..EMPTY
};
