//! Why a policy does not let a call in: the statement that comes nearest, and what of it does not fit.

use super::call::ASSUME_ROLE_WITH_SAML;
use crate::aws::policy::{
    ActionDecision, Decided, Effect, Outcome, Policy, Possible, PrincipalKind, StatementDecision,
};

/// Why one action is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A Deny applies.
    Denied { statement: usize },
    /// The nearest Allow fails on these of its conditions.
    Conditions { statement: usize, failing: Vec<usize> },
    /// A statement trusts the provider, and no statement that does allows this action.
    Action { statement: usize },
    /// A statement allows the action, to somebody else.
    Principal { statement: usize },
    /// No statement has to do with it.
    Nothing,
}

impl Cause {
    pub fn statement(&self) -> Option<usize> {
        match self {
            Cause::Denied { statement }
            | Cause::Conditions { statement, .. }
            | Cause::Action { statement }
            | Cause::Principal { statement } => Some(*statement),
            Cause::Nothing => None,
        }
    }
}

/// The first action that is refused, and why; the login's own action before the others.
pub fn refused(policy: &Policy, decided: &Decided) -> Option<(String, Cause)> {
    let refused = || decided.actions.iter().filter(|action| action.outcome == Outcome::Deny);
    let main = refused().find(|action| action.action == ASSUME_ROLE_WITH_SAML);
    let action = main.or_else(|| refused().next())?;
    Some((action.action.clone(), of(policy, action)))
}

/// Why an action is refused.
pub fn of(policy: &Policy, action: &ActionDecision) -> Cause {
    let denying =
        action.statements.iter().find(|one| one.effect == Effect::Deny && one.takes_effect_surely());
    if let Some(one) = denying {
        return Cause::Denied { statement: one.statement };
    }
    let allows = || action.statements.iter().filter(|one| one.effect == Effect::Allow);
    let about = |one: &&StatementDecision| {
        one.principal != Possible::NO && one.action != Possible::NO && one.resource != Possible::NO
    };
    let failing = |one: &StatementDecision| -> Vec<usize> {
        let each = one.conditions.iter().enumerate();
        let failed = each.filter(|(_, possible)| !possible.can_be(Possible::YES));
        failed.map(|(index, _)| index).collect()
    };
    // Of several the one that fails least, and of those the first.
    let near = allows().filter(about).min_by_key(|one| failing(one).len());
    if let Some(one) = near {
        let mut conditions = failing(one);
        if conditions.is_empty() {
            // What is not known there leads to a refusal whatever it is.
            conditions = one
                .conditions
                .iter()
                .enumerate()
                .filter(|(_, possible)| **possible != Possible::YES)
                .map(|(index, _)| index)
                .collect();
        }
        return Cause::Conditions { statement: one.statement, failing: conditions };
    }
    if let Some(one) = allows().find(|one| one.principal != Possible::NO) {
        return Cause::Action { statement: one.statement };
    }
    let federated = |one: &&StatementDecision| {
        let statement = &policy.statements[one.statement];
        statement.principals(PrincipalKind::Federated).next().is_some()
    };
    let by_action = || allows().filter(|one| one.action != Possible::NO);
    match by_action().find(federated).or_else(|| by_action().next()) {
        Some(one) => Cause::Principal { statement: one.statement },
        None => Cause::Nothing,
    }
}
