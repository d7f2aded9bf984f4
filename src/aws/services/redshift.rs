//! Amazon Redshift: its drivers sign in at IAM, and read attributes of their own.

use super::iam::SIGN_IN;
use super::{EMPTY, Extent, Service};

/// What the names of its attributes begin with.
pub const ATTRIBUTES: &str = "https://redshift.amazon.com/SAML/Attributes/";

pub static REDSHIFT: Service = Service {
    id: "redshift",
    target: "iam",
    words: "AWS IAM sign-in, then Amazon Redshift",
    steps: &[&SIGN_IN],
    is_attribute: |name| name.starts_with(ATTRIBUTES),
    judged: Extent::Whole,
    ..EMPTY
};
