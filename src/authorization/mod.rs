//! Whether a policy lets a login in: the call that a response becomes, and the policies it is put to.

pub mod call;

pub use call::{Call, Circumstances, Route};

#[cfg(test)]
mod tests;
