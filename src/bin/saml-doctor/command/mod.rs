//! The commands that need more of the machine than to read and to print.

pub mod diff;
pub mod lines;
pub mod page;
pub mod pages;
pub mod redact;
