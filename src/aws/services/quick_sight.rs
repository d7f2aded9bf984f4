//! Amazon QuickSight, behind the IAM sign-in by its RelayState.

use super::iam::SIGN_IN;
use super::{EMPTY, Extent, Service, leads_to};
use crate::aws::endpoints::OtherService;

pub static QUICK_SIGHT: Service = Service {
    id: "quicksight",
    target: "iam",
    words: "AWS IAM sign-in, then Amazon QuickSight",
    steps: &[&SIGN_IN],
    is_relay_state: |endpoint| leads_to(endpoint, OtherService::QuickSight),
    judged: Extent::Whole,
    ..EMPTY
};
