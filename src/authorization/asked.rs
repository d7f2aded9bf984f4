//! What a login asks for: a role, by a provider.

/// A role that the response asks for, by a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub role: String,
    pub provider: String,
    /// Index of the Role value; `None` where the call names a pair that the response does not have.
    pub value: Option<usize>,
    pub account: Account,
}

/// Where the account of what is asked for is from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Account {
    /// It is written in the response, or in the call.
    #[default]
    Written,
    /// It was crossed out there, and is taken to be that of the one file that fits what is left.
    Assumed,
}
