//! How one value of a request compares with one value of a policy, operator by operator.
//!
//! IAM User Guide, "Condition operators"; the odd cases as AWS answered them when it was measured
//! (2026-09, `fixtures/policy/live-conditions.tsv`).

pub mod arn;
pub mod binary;
pub mod date;
pub mod ip;
pub mod number;
pub mod text;
pub mod wildcard;
