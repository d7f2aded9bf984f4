//! What somebody wrote down that a login of theirs has.

/// Values of a configuration file; what is `None` may be anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    pub audience: Option<String>,
    /// The ARN of a SAML provider.
    pub provider: Option<String>,
    /// The id of an instance of Amazon Connect, a UUID.
    pub connect_instance: Option<String>,
    pub connect_region: Option<String>,
}

impl Expected {
    /// Whether nothing was written down.
    pub fn is_empty(&self) -> bool {
        *self == Expected::default()
    }
}
