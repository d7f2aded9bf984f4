//! The policy language of IAM: reading, evaluation in three values, and what AWS would not save.
//!
//! It knows nothing of SAML: who calls, for what, with which keys, is handed in. IAM User Guide,
//! "IAM JSON policy elements reference"; where AWS itself was measured, that wins.

pub mod compare;
pub mod condition;
pub mod evaluate;
pub mod keys;
pub mod model;
pub mod operator;
pub mod parse;
pub mod possible;
pub mod save;
pub mod template;

pub use evaluate::{
    ActionDecision, Caller, Decided, Outcome, Request, Standing, StatementDecision, Use, evaluate,
};
pub use keys::{KeyValue, Keys, State};
pub use model::{
    Actions, Condition, Effect, Named, Negated, Policy, Principal, PrincipalKind, Resources, Statement, Value,
};
pub use operator::Operator;
pub use possible::Possible;
pub use template::Variables;

#[cfg(test)]
mod tests;
