//! How a finished report is laid out, one file a format. Formats see nothing but [`crate::report`].

pub mod human;
pub mod json;
pub mod screen;
