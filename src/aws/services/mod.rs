//! The services of AWS that take a SAML response: what each is called.

mod connect;
mod iam;
mod identity_center;
mod other;

pub use self::connect::CONNECT;
pub use self::iam::IAM;
pub use self::identity_center::IDENTITY_CENTER;
pub use self::other::OTHER_AWS;

/// A service of AWS that a response can be meant for.
#[derive(Debug)]
pub struct Service {
    /// As the JSON report and `--target` spell it.
    pub id: &'static str,
    /// As a person says it.
    pub words: &'static str,
}

/// Services whose responses pass through IAM's sign-in.
pub const IAM_SIGN_IN: &[&Service] = &[&IAM, &CONNECT];

/// Every service.
pub const ALL: &[&Service] = &[&IAM, &CONNECT, &IDENTITY_CENTER, &OTHER_AWS];

impl PartialEq for Service {
    fn eq(&self, other: &Service) -> bool {
        self.id == other.id
    }
}

impl Eq for Service {}

impl Service {
    /// Whether the response passes through IAM's sign-in.
    pub fn is_iam_sign_in(&self) -> bool {
        IAM_SIGN_IN.contains(&self)
    }
}
