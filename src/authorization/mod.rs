//! Whether policies let a login in: the call that a response becomes, and the policies it is put to.

pub mod call;
pub mod cause;
pub mod events;
pub mod json_text;
pub mod login;
pub mod patch;

pub use call::{Call, Circumstances, Route};
pub use cause::Cause;
pub use events::{EventOfLogin, EventTie};
pub use login::{Asked, Authorization, Miss, MissedBy, RoleVerdict, Tie};
pub use patch::Patch;

#[cfg(test)]
mod tests;
