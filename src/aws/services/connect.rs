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

/// The Regions that have Amazon Connect: botocore's list of endpoints, and where the Amazon Connect
/// Administrator Guide puts replicas. New ones are added now and then.
pub static REGIONS: &[&str] = &[
    "af-south-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-west-2",
    "us-east-1",
    "us-west-2",
    "us-gov-west-1",
];

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
