//! Finished reports, laid out. A format decides nothing: it drops, rewords and reorders no finding.

pub mod json;
pub mod needs;
pub mod snippet;
pub mod visible;
