//! The value of the Role attribute: a role and a provider, joined by a comma, in either order.

mod pair;
mod reading;

pub use pair::{Halves, LONGEST, Part, halves, parts};
pub use reading::{Half, NotPair, Obstacle, Pair, Reading, Why, Wrong, inner_blanks, read};
