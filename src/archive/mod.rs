//! Compressed files: gzip, and the members of a ZIP archive, never beyond a bound.

pub mod gzip;
mod inflated;
pub mod zip;

/// More than this comes out of no file that anybody means to be read, in bytes.
pub const LIMIT: u64 = 4 << 30;
