//! Whether policies let a login in: the call that a response becomes, and the policies it is put to.

mod asked;
mod assumed;
pub mod call;
pub mod cause;
mod copied;
mod deployed;
mod draft;
pub mod evaluation;
pub mod events;
pub mod json_text;
pub mod login;
pub mod patch;

pub use asked::{Account, Asked};
pub use call::{Call, Circumstances, Route};
pub use cause::Cause;
pub use copied::Copied;
pub use events::{EventOfLogin, EventTie, Related, Relation};
pub use login::{Authorization, LookUp, Miss, MissedBy, RoleVerdict, Tie};
pub use patch::Patch;

#[cfg(test)]
mod tests;
