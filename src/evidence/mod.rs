//! What was given beside the captures: the other side of the questions a response leaves open.

use crate::signature::TrustedKey;

/// Everything given beside the captures of a run.
#[derive(Debug, Default)]
pub struct Evidence {
    /// Keys that a signature may have been made with, and where each is from.
    pub keys: Vec<TrustedKey>,
}
