//! The smallest change of a trust policy that lets a login in, proved by evaluating it again.

use super::call::{ASSUME_ROLE_WITH_SAML, Call, SET_SOURCE_IDENTITY, TAG_SESSION, never_there};
use super::cause::{self, Cause};
use super::draft::{Draft, test_recipient};
use super::json_text::{Json, difference};
use crate::aws::endpoints::locate;
use crate::aws::policy::compare::wildcard::Pattern;
use crate::aws::policy::model::VERSION_WITH_VARIABLES;
use crate::aws::policy::operator::{Base, SetOperator};
use crate::aws::policy::{
    Condition, Decided, Effect, KeyValue, Outcome, Policy, Possible, PrincipalKind, State, Statement, Use,
    Value, Variables, evaluate, save,
};
use crate::document::Node;

/// A change of a trust policy, which lets the login in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// The whole document, in JSON.
    pub document: String,
    /// Lines that begin with ` `, `-` or `+`.
    pub difference: Vec<String>,
    /// What was changed, a few words each.
    pub changes: Vec<String>,
}

/// More changes than these are no patch but another policy.
const MOST_CHANGES: usize = 8;

/// The change that lets a login in; `None` where there is none that the login's own values and the policy
/// tell, and for a role that cannot be changed.
pub fn patch(node: &Node, call: &Call) -> Option<Patch> {
    let before = Json::of(node)?;
    let mut draft = Draft::of(before.clone());
    for _ in 0..=MOST_CHANGES {
        let (node, policy) = draft.read()?;
        if let Some(fault) = save::faults(&node, &policy).first() {
            draft.mend_fault(&policy, fault, call)?;
            continue;
        }
        let decided = evaluate(&policy, Use::Trust, &call.requests());
        match decided.outcome {
            Outcome::Allow if draft.changes.is_empty() => return None,
            Outcome::Allow => {
                let document = draft.json.written();
                let (was, is) = (save::length(&before.written()), save::length(&document));
                if is > save::HIGHEST_QUOTA {
                    return None;
                }
                if was <= save::QUOTA && is > save::QUOTA {
                    draft.changed(format!(
                        "with {is} characters it is longer than the quota of {}, which has to be raised first",
                        save::QUOTA
                    ));
                }
                let difference = difference(&before.written(), &document);
                return Some(Patch { document, difference, changes: draft.changes });
            }
            Outcome::Undetermined => return None,
            Outcome::Deny => {
                let (action, cause) = cause::refused(&policy, &decided)?;
                let cause = draft.of_own_statement(&decided, &action).unwrap_or(cause);
                draft.mend(&policy, &action, &cause, call)?;
            }
        }
    }
    None
}

/// A role's name for a command, in single quotes; `None` where it is none.
pub fn shell_name(name: &str) -> Option<String> {
    let fits =
        !name.is_empty() && name.len() <= 64 && name.chars().all(crate::aws::attributes::is_name_character);
    fits.then(|| format!("'{name}'"))
}

impl Draft {
    /// Changes what IAM would not save.
    fn mend_fault(&mut self, policy: &Policy, fault: &save::Unsaved, call: &Call) -> Option<()> {
        for (index, statement) in policy.statements.iter().enumerate() {
            if statement.resources.as_ref().is_some_and(|resources| resources.name == fault.span) {
                let json = self.statement(index)?;
                json.remove("Resource");
                json.remove("NotResource");
                self.changed(format!("statement {}: no Resource", index + 1));
                return Some(());
            }
            let actions = statement.actions.as_ref();
            let wrong =
                actions.and_then(|actions| actions.values.iter().find(|value| value.span == fault.span));
            if let Some(value) = wrong {
                let text = value.text.clone();
                let actions = self.statement(index)?.member_mut("Action")?;
                let list = actions.as_list();
                list.retain(|action| action.as_text() != Some(&text));
                // What a wildcard took in of this login's goes on under the same conditions.
                let pattern = text.to_ascii_lowercase();
                let meant =
                    call.actions().filter(|own| Pattern::plain(&pattern).fits(&own.to_ascii_lowercase()));
                for own in meant {
                    if !list.iter().any(|one| one.as_text().is_some_and(|one| one.eq_ignore_ascii_case(own)))
                    {
                        list.push(Json::text(own));
                    }
                }
                match list.len() {
                    0 => *actions = Json::text(ASSUME_ROLE_WITH_SAML),
                    1 => *actions = list.remove(0),
                    _ => {}
                }
                self.changed(format!("statement {}: not the action {text}", index + 1));
                return Some(());
            }
            let members = statement.principal.iter().flat_map(|principal| &principal.members);
            let federated = |kind: &PrincipalKind| {
                matches!(kind, PrincipalKind::Federated | PrincipalKind::Anyone | PrincipalKind::Other(_))
            };
            if members.clone().any(|member| member.value.span == fault.span && federated(&member.kind)) {
                if members.count() > 1 {
                    return None;
                }
                self.trust_provider(index, call)?;
                return Some(());
            }
        }
        None
    }

    fn mend(&mut self, policy: &Policy, action: &str, cause: &Cause, call: &Call) -> Option<()> {
        match cause {
            Cause::Denied { statement } => self.leave_out(policy, *statement, action, call),
            Cause::Conditions { statement, failing } => {
                let is_own = self.own.contains(statement);
                let one = policy.statements.get(*statement)?;
                // Two values let in who has one of them with another's, and so do two principals.
                let several =
                    failing.len() > 1 && !(is_bound(one, call) && has_none(one, failing, call, action));
                let is_shared = several || names_another(one, call);
                if is_shared && !is_own && self.is_whole(one, call, action, failing) {
                    return self.own_statement(*statement, call);
                }
                self.mend_condition(policy, *statement, *failing.first()?, action, call)
            }
            Cause::Principal { statement } => self.mend_principal(policy, *statement, action, call),
            Cause::Action { .. } | Cause::Nothing => self.add_statement(action, call),
        }
    }

    fn mend_principal(&mut self, policy: &Policy, index: usize, action: &str, call: &Call) -> Option<()> {
        let statement = policy.statements.get(index)?;
        let members = &statement.principal.as_ref()?.members;
        if let [only] = members.as_slice()
            && only.value.text == "*"
        {
            return self.trust_provider(index, call);
        }
        if !members.iter().all(|member| member.kind == PrincipalKind::Federated) {
            return self.add_statement(action, call);
        }
        let mut named = self.clone();
        let federated = named.statement(index)?.member_mut("Principal")?.member_mut("Federated")?;
        federated.as_list().push(Json::text(&call.provider));
        let (_, with_it) = named.read()?;
        let decided = evaluate(&with_it, Use::Trust, &call.requests());
        let of_action = decided.actions.iter().find(|one| one.action == action)?;
        let applies =
            of_action.statements.iter().any(|one| one.statement == index && one.takes_effect_surely());
        if !applies || !is_bound(statement, call) {
            return self.own_statement(index, call);
        }
        *self = named;
        self.changed(format!("statement {}: Principal names the provider, too", index + 1));
        Some(())
    }

    /// A Deny no longer reaches this login: by a value of its own, or by leaving the action out.
    fn leave_out(&mut self, policy: &Policy, index: usize, action: &str, call: &Call) -> Option<()> {
        let statement = policy.statements.get(index)?;
        let keys = call.keys(action)?;
        let excluded = statement.conditions.iter().enumerate().find_map(|(at, condition)| {
            // Of another key it would let in what comes to other addresses, too.
            let of_recipient = condition.key.value.eq_ignore_ascii_case("saml:aud");
            let operator = condition.parsed.filter(|operator| operator.negated && operator.set.is_none())?;
            of_recipient.then_some(())?;
            let State::Known(KeyValue::Single(value)) = keys.state(&condition.key.value) else { return None };
            let exact = match operator.base {
                Base::StringEquals | Base::StringEqualsIgnoreCase => true,
                Base::StringLike => !value.contains(['*', '?']),
                _ => false,
            };
            exact.then(|| (at, condition.key.value.clone(), value.clone()))
        });
        if let Some((at, key, value)) = excluded {
            self.condition(index, at)?.values()?.push(Json::text(&value));
            self.changed(format!("statement {}: {key} may be {value}, too", index + 1));
            return Some(());
        }
        // Otherwise only what never had anything to do with a SAML login.
        let absent = |condition: &Condition| {
            matches!(keys.state(&condition.key.value), State::Known(KeyValue::Absent))
        };
        if statement.conditions.is_empty() || !statement.conditions.iter().any(absent) {
            return None;
        }
        let json = self.statement(index)?;
        if let Some(others) = json.member_mut("NotAction") {
            others.as_list().push(Json::text(action));
        } else {
            let actions = json.member_mut("Action")?;
            let list = actions.as_list();
            let lower = action.to_ascii_lowercase();
            let mut wide = false;
            list.retain(|one| {
                let pattern = one.as_text().unwrap_or_default().to_ascii_lowercase();
                let fits = Pattern::plain(&pattern).fits(&lower);
                wide |= fits && pattern != lower;
                !fits
            });
            if wide {
                for other in ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"] {
                    if !list.iter().any(|one| one.as_text() == Some(other)) {
                        list.push(Json::text(other));
                    }
                }
            }
            match list.len() {
                0 => {
                    self.take_out(index)?;
                    self.changed(format!("without statement {}, a Deny", index + 1));
                    return Some(());
                }
                1 => {
                    let only = list.remove(0);
                    *actions = only;
                }
                _ => {}
            }
        }
        self.changed(format!("statement {}: the Deny leaves {action} out", index + 1));
        Some(())
    }

    fn mend_condition(
        &mut self,
        policy: &Policy,
        index: usize,
        at: usize,
        action: &str,
        call: &Call,
    ) -> Option<()> {
        let statement = policy.statements.get(index)?;
        let condition = statement.conditions.get(at)?;
        let operator = condition.parsed?;
        let key = condition.key.value.clone();
        let state = call.keys(action)?.state(&key);
        let has_variable = condition.values.iter().any(|value| {
            let read = Value::known(&value.text, Variables::Expanded, value.span);
            read.template.variables().next().is_some_and(|variable| !never_there(variable))
        });
        if has_variable && policy.variables() == Variables::Literal {
            self.json.set("Version", Json::text(VERSION_WITH_VARIABLES));
            self.changed(format!("Version {VERSION_WITH_VARIABLES}, with which ${{...}} is a variable"));
            return Some(());
        }
        let sent_elsewhere = action != ASSUME_ROLE_WITH_SAML
            && matches!(state, State::Known(KeyValue::Absent | KeyValue::List(_)))
            && call.keys(ASSUME_ROLE_WITH_SAML).is_some_and(|keys| keys.state(&key) != state);
        if sent_elsewhere {
            return self.split(index, action, call);
        }
        let of_recipient = key.eq_ignore_ascii_case("saml:aud");
        if !of_recipient && !self.own.contains(&index) && !is_bound(statement, call) {
            return self.own_statement(index, call);
        }
        let number = index + 1;
        match state {
            State::Known(KeyValue::List(list)) if operator.set.is_none() && !list.is_empty() => {
                let prefix = if operator.negated { "ForAllValues" } else { "ForAnyValue" };
                let named = format!("{prefix}:{}", condition.operator.value);
                self.condition(index, at)?.rename(named.clone())?;
                self.changed(format!("statement {number}: {key} under {named}, for it is a list"));
                Some(())
            }
            State::Known(KeyValue::List(list)) if !list.is_empty() && !operator.negated => {
                let add: Vec<String> = match operator.set {
                    Some(SetOperator::ForAllValues) => list.clone(),
                    Some(SetOperator::ForAnyValue) | None => list.iter().take(1).cloned().collect(),
                };
                self.add_values(index, at, condition, &add)?;
                self.changed(format!("statement {number}: {key} may be {}, too", add.join(", ")));
                Some(())
            }
            State::Known(KeyValue::Single(value)) if !operator.negated => {
                self.add_values(index, at, condition, std::slice::from_ref(value))?;
                self.changed(format!("statement {number}: {key} may be {value}"));
                Some(())
            }
            State::Known(KeyValue::Absent | KeyValue::List(_)) => {
                self.without_condition(index, at)?;
                self.changed(format!("statement {number}: without the condition on {key}"));
                Some(())
            }
            State::Known(_) | State::Among(_) | State::Between(..) | State::Present | State::Unknown => None,
        }
    }

    /// A copy of a statement for this provider and this Recipient alone, which is mended from then on.
    fn own_statement(&mut self, index: usize, call: &Call) -> Option<()> {
        let recipient = call.recipient()?;
        let mut copy = self.statement(index)?.clone();
        copy.remove("Sid");
        let principal = Json::Object(vec![("Federated".to_owned(), Json::text(&call.provider))]);
        copy.set("Principal", principal);
        test_recipient(&mut copy, recipient);
        let at = self.insert(index + 1, copy)?;
        self.own.push(at);
        self.changed(format!("a copy of statement {} for this provider and Recipient alone", index + 1));
        Some(())
    }

    /// What of a copy of this login's own does not hold yet.
    fn of_own_statement(&self, decided: &Decided, action: &str) -> Option<Cause> {
        let of_action = decided.actions.iter().find(|one| one.action == action)?;
        let denied =
            of_action.statements.iter().any(|one| one.effect == Effect::Deny && one.takes_effect_surely());
        let own = of_action.statements.iter().rfind(|one| self.own.contains(&one.statement))?;
        let about = own.principal == Possible::YES && own.action == Possible::YES;
        if denied || !about {
            return None;
        }
        let each = own.conditions.iter().enumerate();
        let failing: Vec<usize> =
            each.filter(|(_, possible)| !possible.can_be(Possible::YES)).map(|(at, _)| at).collect();
        (!failing.is_empty()).then_some(Cause::Conditions { statement: own.statement, failing })
    }

    /// Whether each condition that fails is one that a statement of the login's own can be made of.
    fn is_whole(&self, statement: &Statement, call: &Call, action: &str, failing: &[usize]) -> bool {
        let keys = call.keys(action);
        let sees = |condition: &Condition| {
            let here = keys.map(|keys| keys.state(&condition.key.value));
            let there = call.keys(ASSUME_ROLE_WITH_SAML).map(|keys| keys.state(&condition.key.value));
            let absent = matches!(here, Some(State::Known(KeyValue::Absent | KeyValue::List(_))));
            action == ASSUME_ROLE_WITH_SAML || !absent || here == there
        };
        failing.iter().filter_map(|&at| statement.conditions.get(at)).all(sees)
    }

    /// Values of the login's own beside those of the policy, in the place of those that can fit nothing, and
    /// in the place of all in a statement of its own.
    fn add_values(
        &mut self,
        index: usize,
        at: usize,
        condition: &Condition,
        values: &[String],
    ) -> Option<()> {
        let operator = condition.parsed?;
        let exact = |value: &String| match operator.base {
            Base::StringEquals | Base::StringEqualsIgnoreCase => true,
            Base::StringLike => !value.contains(['*', '?']),
            Base::Arn => crate::aws::policy::compare::arn::parts(value).is_some(),
            Base::Numeric(_) | Base::Date(_) | Base::Bool | Base::Binary | Base::IpAddress | Base::Null => {
                false
            }
        };
        // A variable ties two keys of a login together, which a value would undo; and a value with a `${`
        // would be read as one.
        let ties =
            |one: &crate::aws::policy::Value| one.template.variables().any(|variable| !never_there(variable));
        let fits = values.iter().all(|value| exact(value) && !value.contains("${"));
        if !fits || condition.values.iter().any(ties) {
            return None;
        }
        let is_audience = condition.key.value.eq_ignore_ascii_case("saml:aud");
        let is_dead = |one: &Value| is_audience && is_no_address(&one.text) || has_no_value(one);
        let replaced = self.own.contains(&index) || condition.values.iter().all(is_dead);
        let list = self.condition(index, at)?.values()?;
        if replaced {
            list.clear();
        }
        list.extend(values.iter().map(Json::text));
        if let [one] = list.as_slice() {
            let one = one.clone();
            *self.condition(index, at)?.value()? = one;
        }
        Some(())
    }

    /// An action that sees other keys than its statement tests gets one of its own, with the conditions
    /// that it does see.
    fn split(&mut self, index: usize, action: &str, call: &Call) -> Option<()> {
        let lower = action.to_ascii_lowercase();
        let mut own = self.statement(index)?.clone();
        own.remove("Sid");
        own.set("Action", Json::text(action));
        if let Some(Json::Object(operators)) = own.member_mut("Condition") {
            for (_, tested) in operators.iter_mut() {
                if let Json::Object(members) = tested {
                    members.retain(|(key, _)| sees(action, key));
                }
            }
            operators.retain(|(_, tested)| *tested != Json::Object(Vec::new()));
        }
        let tests_recipient = own.member("Condition").is_some_and(|block| match block {
            Json::Object(operators) => operators.iter().any(|(_, keys)| match keys {
                Json::Object(keys) => keys.iter().any(|(key, _)| key.eq_ignore_ascii_case("saml:aud")),
                _ => false,
            }),
            _ => false,
        });
        if !tests_recipient {
            test_recipient(&mut own, call.recipient()?);
        }
        // The statement keeps its other actions.
        let actions = self.statement(index)?.member_mut("Action")?;
        let is_it = |one: &Json| one.as_text().is_some_and(|text| text.to_ascii_lowercase() == lower);
        if actions.one_or_more().iter().any(is_it) && actions.one_or_more().len() > 1 {
            let list = actions.as_list();
            list.retain(|one| !is_it(one));
            if list.len() == 1 {
                let only = list.remove(0);
                *actions = only;
            }
        }
        self.insert(index + 1, own)?;
        self.changed(format!("a statement of its own for {action}, with the conditions that it sees"));
        Some(())
    }
}

/// Whether a statement lets this Recipient in, and no other.
fn is_bound(statement: &Statement, call: &Call) -> bool {
    let exact = |condition: &Condition| {
        let operator = condition.parsed.filter(|operator| !operator.negated && !operator.if_exists);
        let equals = operator.is_some_and(|operator| {
            operator.set.is_none()
                && matches!(operator.base, Base::StringEquals | Base::StringEqualsIgnoreCase)
        });
        let mut values = condition.values.iter().map(|value| value.text.as_str());
        equals
            && condition.key.value.eq_ignore_ascii_case("saml:aud")
            && values.all(|value| Some(value) == call.recipient())
    };
    statement.conditions.iter().any(exact)
}

/// Whether the login has none of the keys of these conditions, so that they can only be left out.
fn has_none(statement: &Statement, failing: &[usize], call: &Call, action: &str) -> bool {
    let keys = call.keys(action);
    let absent = |condition: &Condition| {
        let state = keys.map(|keys| keys.state(&condition.key.value));
        matches!(state, Some(State::Known(KeyValue::Absent)))
    };
    failing.iter().filter_map(|&at| statement.conditions.get(at)).all(absent)
}

/// Whether a statement names somebody beside the login's provider.
fn names_another(statement: &Statement, call: &Call) -> bool {
    let members = statement.principal.as_ref().map_or(&[][..], |principal| &principal.members);
    members.iter().any(|member| member.value.text != call.provider)
}

/// The keys that are documented for one of the two actions beside the login's own.
fn sees(action: &str, key: &str) -> bool {
    let own = match action {
        TAG_SESSION => ["aws:requesttag/", "aws:tagkeys", "sts:transitivetagkeys"].as_slice(),
        SET_SOURCE_IDENTITY => ["sts:sourceidentity"].as_slice(),
        _ => [].as_slice(),
    };
    let lower = key.to_lowercase();
    lower == "saml:aud" || own.iter().any(|prefix| lower.starts_with(prefix))
}

/// A value of `saml:aud` that no Recipient of a login at AWS's sign-in can have.
pub fn is_no_address(text: &str) -> bool {
    let pattern = text.contains(['*', '?']);
    let address = locate(text).is_some_and(|located| located.is_exact() && located.sign_in().is_some());
    let signin_of_api = text.contains("://signin.amazonaws.com") || text.contains("signin.amazonaws.com.cn");
    let link = text.starts_with('[') && text.contains("](");
    !pattern && !address && (signin_of_api || link)
}

fn has_no_value(value: &crate::aws::policy::Value) -> bool {
    value.template.variables().any(never_there)
}
