//! Amazon WorkSpaces, behind the IAM sign-in by its RelayState.

use super::iam::SIGN_IN;
use super::{EMPTY, Extent, Service, leads_to};
use crate::aws::endpoints::OtherService;

pub static WORK_SPACES: Service = Service {
    id: "workspaces",
    target: "iam",
    words: "AWS IAM sign-in, then Amazon WorkSpaces",
    steps: &[&SIGN_IN],
    is_relay_state: |endpoint| leads_to(endpoint, OtherService::WorkSpaces),
    judged: Extent::Whole,
    ..EMPTY
};
