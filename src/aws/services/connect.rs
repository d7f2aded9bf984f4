//! Amazon Connect: IAM's sign-in, and the instance that the RelayState names after it.

use super::iam::SIGN_IN;
use super::{EMPTY, Extent, Service, Step};
use crate::aws::audience::{AudienceKind, Receiver};
use crate::aws::endpoints::Endpoint;
use crate::aws::known_errors::connect;

pub static CONNECT: Service = Service {
    id: "connect",
    target: "connect",
    words: "AWS IAM sign-in, then Amazon Connect",
    steps: &[&SIGN_IN, &INSTANCE],
    is_address: |endpoint| matches!(endpoint, Endpoint::Connect { .. } | Endpoint::ConnectRelayState(_)),
    is_audience: |audience| matches!(audience, AudienceKind::OtherService(Receiver::Connect)),
    is_relay_state: |endpoint| matches!(endpoint, Endpoint::ConnectRelayState(_)),
    judged: Extent::Whole,
    ..EMPTY
};

pub(super) static INSTANCE: Step = Step {
    order: &[
        &connect::FEDERATION_NOT_ALLOWED,
        &connect::NOT_ONBOARDED,
        &connect::BOUND_TO_ANOTHER_ROLE,
        &connect::SESSION_EXPIRED,
        &connect::IDENTITY_CANNOT_FEDERATE,
    ],
    answers: &[connect::ALL],
};
