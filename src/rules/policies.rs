//! What the rules on policies share: which statements are about SAML logins.

use crate::authorization::call::{ASSUME_ROLE_WITH_SAML, SET_SOURCE_IDENTITY, TAG_SESSION};
use crate::aws::policy::compare::wildcard::Pattern;
use crate::aws::policy::model::Negated;
use crate::aws::policy::operator::{Base, SetOperator};
use crate::aws::policy::{Condition, Effect, Named, PrincipalKind, Statement, Value};
use crate::evidence::PolicyKind;
use crate::rule::{Finding, Outcome, PolicyCase, PolicyOf};
use crate::rules::trusts::statement_words;

/// Statements that have to do with SAML logins, with their index.
pub fn about_saml<'a>(case: &PolicyCase<'a>) -> Vec<(usize, &'a Statement)> {
    let of_organization =
        matches!(case.of, PolicyOf::Other(policy) if policy.kind == PolicyKind::ResourceControl);
    let concerned = |statement: &&Statement| {
        names_provider(statement)
            || names_action(statement, ASSUME_ROLE_WITH_SAML) && !is_of_others(statement)
    };
    let statements = case.policy.statements.iter().enumerate();
    match case.of {
        PolicyOf::Role(_) => statements.filter(|(_, statement)| concerned(statement)).collect(),
        PolicyOf::Other(_) if of_organization => {
            statements.filter(|(_, statement)| reaches(statement, ASSUME_ROLE_WITH_SAML)).collect()
        }
        PolicyOf::Other(_) => Vec::new(),
    }
}

/// Judges every condition of the statements about SAML logins; the first argument is the statement in words.
pub fn each_condition<'a>(
    case: &PolicyCase<'a>,
    mut judge: impl FnMut(&str, &'a Statement, &'a Condition) -> Vec<Finding>,
) -> Outcome {
    let statements = about_saml(case);
    if statements.is_empty() {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    for (index, statement) in statements {
        let words = statement_words(case.policy, index);
        for condition in statement.conditions.iter().filter(|one| one.named == Named::Whole) {
            findings.extend(judge(&words, statement, condition));
        }
    }
    findings.into()
}

/// The statement names a SAML provider, by its ARN or by an expression.
pub fn names_provider(statement: &Statement) -> bool {
    let mut federated = statement.principals(PrincipalKind::Federated);
    federated.any(|value| value.text.contains(":saml-provider/") || !value.is_known())
}

/// The action is written out, in any case.
pub fn names_action(statement: &Statement, action: &str) -> bool {
    let actions = statement.actions.as_ref().filter(|actions| actions.negated == Negated::No);
    actions.is_some_and(|actions| actions.values.iter().any(|value| value.text.eq_ignore_ascii_case(action)))
}

/// The action is among those of the statement, by a pattern or by leaving others out.
pub fn reaches(statement: &Statement, action: &str) -> bool {
    let Some(actions) = &statement.actions else { return false };
    let lower = action.to_ascii_lowercase();
    let fits = |value: &Value| Pattern::plain(&value.text.to_ascii_lowercase()).fits(&lower);
    actions.values.iter().any(fits) == (actions.negated == Negated::No)
}

/// The statement is for services or for an identity provider of another kind.
fn is_of_others(statement: &Statement) -> bool {
    let members = statement.principal.as_ref().map_or(&[][..], |principal| &principal.members);
    !members.is_empty() && members.iter().all(|member| member.kind == PrincipalKind::Service)
}

/// The three actions of a login that a statement reaches.
pub fn actions_of_login(statement: &Statement) -> Vec<&'static str> {
    let all = [ASSUME_ROLE_WITH_SAML, TAG_SESSION, SET_SOURCE_IDENTITY];
    all.into_iter().filter(|action| reaches(statement, action)).collect()
}

pub fn is_allow(statement: &Statement) -> bool {
    statement.effect == Some(Effect::Allow)
}

pub fn is_key(condition: &Condition, key: &str) -> bool {
    condition.key.value.eq_ignore_ascii_case(key)
}

/// Whether a condition holds where its key is absent; `None` where its operator is none.
pub fn holds_when_absent(condition: &Condition) -> Option<bool> {
    let operator = condition.parsed?;
    Some(match operator.base {
        Base::Null => condition.values.iter().any(|value| value.text.eq_ignore_ascii_case("true")),
        _ => match operator.set {
            Some(SetOperator::ForAllValues) => true,
            Some(SetOperator::ForAnyValue) => false,
            None => operator.negated || operator.if_exists,
        },
    })
}
