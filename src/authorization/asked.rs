//! What a login asks for: a role, by a provider.

/// A role that the response asks for, by a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub role: String,
    pub provider: String,
    /// Index of the Role value; `None` where the call names a pair that the response does not have.
    pub value: Option<usize>,
}
