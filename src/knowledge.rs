//! How sure a statement about AWS is, and where it comes from.

/// A public document that supports a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citation {
    pub title: &'static str,
    pub url: &'static str,
}

/// How sure a statement is. Ordered: the surer one is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// People have observed it, or AWS documents that it can happen.
    Likely,
    /// AWS documents that it always is so.
    Certain,
}

impl Confidence {
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}
