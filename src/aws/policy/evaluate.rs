//! Whether a policy allows a call: each action by itself, in three values, with what decided it.

mod situations;

use super::compare::wildcard::Pattern;
use super::condition::{self, Looked, Lookup, Resolved};
use super::keys::Keys;
use super::model::{Effect, Named, Negated, Policy, Principal, PrincipalKind, Statement, Value};
use super::possible::Possible;

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Somebody whom this provider vouches for.
    Federated(String),
    /// A session of this role, for what is asked after the login.
    Session { role: String },
}

/// What a policy is attached to, which decides whom its principals mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// A role's trust policy.
    Trust,
    /// A resource control policy: everybody is meant, and only a Deny matters.
    ResourceControl,
    /// A service control policy or a permissions policy: no principals.
    Identity,
}

/// One action that is asked for.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    pub action: &'a str,
    pub caller: &'a Caller,
    /// The ARN of what is asked for, where it is known.
    pub resource: Option<&'a str>,
    pub keys: &'a Keys,
}

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "PolicyOutcome", rename_all = "kebab-case"))]
pub enum Outcome {
    Allow,
    /// Denied, or not allowed.
    Deny,
    Undetermined,
}

impl Outcome {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Allow => "allow",
            Outcome::Deny => "deny",
            Outcome::Undetermined => "undetermined",
        }
    }
}

/// What a policy says to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub outcome: Outcome,
    /// In the order they were asked for.
    pub actions: Vec<ActionDecision>,
}

/// What a policy says to one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionDecision {
    pub action: String,
    pub outcome: Outcome,
    /// Every statement, in order.
    pub statements: Vec<StatementDecision>,
}

/// How a statement stands to an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementDecision {
    /// Index into the policy's statements.
    pub statement: usize,
    pub effect: Effect,
    pub principal: Possible,
    pub action: Possible,
    pub resource: Possible,
    /// One for each condition.
    pub conditions: Vec<Possible>,
    /// All of it together.
    pub applies: Possible,
}

/// Why a statement does or does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It applies, and has no conditions; or its Effect is not shown.
    Effect,
    Principal,
    Action,
    Resource,
    /// Index into the statement's conditions.
    Condition(usize),
}

impl StatementDecision {
    /// A Deny that fails closed denies, an Allow that fails does not grant.
    fn takes_effect(&self) -> (bool, bool) {
        let closed = match self.effect {
            Effect::Allow => Possible::YES,
            Effect::Deny => Possible::YES.or_else(Possible::ERROR),
        };
        let can = self.applies.can_be(closed);
        let must = can
            && !self.applies.can_be(Possible::NO)
            && match self.effect {
                Effect::Allow => !self.applies.can_be(Possible::ERROR),
                Effect::Deny => true,
            };
        (can, must)
    }

    pub fn can_take_effect(&self) -> bool {
        self.takes_effect().0
    }

    pub fn takes_effect_surely(&self) -> bool {
        self.takes_effect().1
    }

    /// What decided that it applies: all of its conditions.
    fn because(&self) -> Vec<Standing> {
        match self.conditions.len() {
            0 => vec![Standing::Effect],
            count => (0..count).map(Standing::Condition).collect(),
        }
    }

    /// What decided that it does not apply, or left it open.
    pub fn against(&self) -> Vec<Standing> {
        let parts = [
            (self.principal, Standing::Principal),
            (self.action, Standing::Action),
            (self.resource, Standing::Resource),
        ];
        if let Some(&(_, standing)) = parts.iter().find(|(possible, _)| *possible == Possible::NO) {
            return vec![standing];
        }
        let failing = |possible: &Possible| !possible.can_be(Possible::YES);
        let open = |possible: &Possible| *possible != Possible::YES;
        let among = |test: &dyn Fn(&Possible) -> bool| -> Vec<Standing> {
            let each = self.conditions.iter().enumerate().filter(|(_, possible)| test(possible));
            each.map(|(index, _)| Standing::Condition(index)).collect()
        };
        let failed = among(&failing);
        if !failed.is_empty() {
            return failed;
        }
        let undecided = parts.iter().filter(|(possible, _)| open(possible)).map(|&(_, standing)| standing);
        let undecided: Vec<Standing> = undecided.chain(among(&open)).collect();
        if undecided.is_empty() { vec![Standing::Effect] } else { undecided }
    }
}

impl ActionDecision {
    /// The deciding (statement, part of it), in document order.
    pub fn deciding(&self) -> Vec<(usize, Standing)> {
        let of = |chosen: &dyn Fn(&StatementDecision) -> Option<Vec<Standing>>| {
            let each = self.statements.iter().filter_map(|one| Some((one.statement, chosen(one)?)));
            each.flat_map(|(index, why)| why.into_iter().map(move |standing| (index, standing)))
                .collect::<Vec<_>>()
        };
        let denying = |one: &StatementDecision| one.effect == Effect::Deny && one.takes_effect_surely();
        match self.outcome {
            Outcome::Allow => {
                of(&|one| (one.effect == Effect::Allow && one.takes_effect_surely()).then(|| one.because()))
            }
            Outcome::Deny if self.statements.iter().any(denying) => {
                of(&|one| denying(one).then(|| one.because()))
            }
            Outcome::Deny => of(&|one| (one.effect == Effect::Allow).then(|| one.against())),
            Outcome::Undetermined => {
                of(&|one| (one.can_take_effect() && !one.takes_effect_surely()).then(|| one.against()))
            }
        }
    }
}

/// Evaluates a policy for all the actions of one call: it is allowed if each of them is.
pub fn evaluate(policy: &Policy, usage: Use, requests: &[Request]) -> Decided {
    let plain = |request: &Request| decide(policy, usage, request, &Plain(request.keys));
    let actions: Vec<ActionDecision> = requests.iter().map(plain).collect();
    // Every value that a key may have can still lead to the same.
    let mut decided = Decided { outcome: Outcome::Undetermined, actions };
    for index in 0..requests.len() {
        if decided.actions[index].outcome == Outcome::Undetermined {
            decided.actions[index].outcome = situations::lead_to(policy, usage, &requests[index..=index]);
        }
    }
    decided.outcome = together(decided.actions.iter().map(|action| action.outcome));
    if decided.outcome == Outcome::Undetermined && requests.len() > 1 {
        decided.outcome = situations::lead_to(policy, usage, requests);
    }
    decided
}

pub(super) fn together(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    outcomes.fold(Outcome::Allow, |all, one| match (all, one) {
        (Outcome::Deny, _) | (_, Outcome::Deny) => Outcome::Deny,
        (Outcome::Undetermined, _) | (_, Outcome::Undetermined) => Outcome::Undetermined,
        (Outcome::Allow, Outcome::Allow) => Outcome::Allow,
    })
}

struct Plain<'a>(&'a Keys);

impl Lookup for Plain<'_> {
    fn look(&self, name: &str) -> Looked<'_> {
        Looked::State(self.0.state(name))
    }
}

/// What the statements say to one action, the keys being looked up there.
pub(super) fn decide(policy: &Policy, usage: Use, request: &Request, keys: &dyn Lookup) -> ActionDecision {
    let statements: Vec<StatementDecision> = policy
        .statements
        .iter()
        .enumerate()
        .flat_map(|(index, statement)| {
            effects(statement)
                .iter()
                .map(move |effect| standing(index, statement, *effect, usage, request, keys))
        })
        .collect();
    let outcome = outcome_of(usage, &statements);
    ActionDecision { action: request.action.to_owned(), outcome, statements }
}

fn outcome_of(usage: Use, statements: &[StatementDecision]) -> Outcome {
    let (mut denies, mut may_deny, mut allows, mut may_allow) = (false, false, false, false);
    for one in statements {
        let (can, must) = one.takes_effect();
        match one.effect {
            Effect::Deny => {
                denies |= must;
                may_deny |= can;
            }
            Effect::Allow => {
                allows |= must;
                may_allow |= can;
            }
        }
    }
    // A policy of AWS's own that allows everything is always attached beside it.
    if usage == Use::ResourceControl {
        (allows, may_allow) = (true, true);
    }
    match (denies, may_deny, allows, may_allow) {
        (true, ..) | (_, _, _, false) => Outcome::Deny,
        (false, false, true, _) => Outcome::Allow,
        _ => Outcome::Undetermined,
    }
}

fn standing(
    index: usize,
    statement: &Statement,
    effect: Effect,
    usage: Use,
    request: &Request,
    keys: &dyn Lookup,
) -> StatementDecision {
    let principal = match (&statement.principal, usage) {
        (_, Use::Identity) => Possible::YES,
        (Some(principal), _) => principal_fits(principal, effect, usage, request.caller),
        (None, _) => Possible::NO,
    };
    let action = match &statement.actions {
        Some(actions) => {
            let each = actions.values.iter().map(|value| action_fits(value, request.action));
            let fits = each.fold(Possible::NO, Possible::or);
            negated(fits, actions.negated)
        }
        None => Possible::NO,
    };
    let resource = match (&statement.resources, request.resource) {
        (None, _) => Possible::YES,
        (Some(resources), Some(resource)) => {
            let each = resources.values.iter().map(|value| like(value, resource, keys));
            negated(each.fold(Possible::NO, Possible::or), resources.negated)
        }
        (Some(resources), None) => {
            let all = |value: &Value| value.text == "*";
            match resources.negated {
                Negated::No if resources.values.iter().any(all) => Possible::YES,
                Negated::No | Negated::Yes => Possible::UNKNOWN,
            }
        }
    };
    let conditions: Vec<Possible> =
        statement.conditions.iter().map(|condition| condition::holds(condition, keys)).collect();
    let parts = [principal, action, resource].into_iter().chain(conditions.iter().copied());
    // What the statement is not about decides before its conditions are looked at.
    let applies = match [principal, action, resource].contains(&Possible::NO) {
        true => Possible::NO,
        false => parts.fold(Possible::YES, Possible::and),
    };
    let applies = if statement.effect.is_some() { applies } else { applies.or_else(Possible::NO) };
    StatementDecision { statement: index, effect, principal, action, resource, conditions, applies }
}

/// The effects that a statement may have: one that is not shown may be either, one that is none has none.
fn effects(statement: &Statement) -> &'static [Effect] {
    match (statement.effect, statement.effect_written) {
        (Some(Effect::Allow), _) => &[Effect::Allow],
        (Some(Effect::Deny), _) => &[Effect::Deny],
        (None, Named::InPart) => &[Effect::Allow, Effect::Deny],
        (None, Named::Whole) => &[],
    }
}

fn negated(fits: Possible, negated: Negated) -> Possible {
    match negated {
        Negated::No => fits,
        Negated::Yes => fits.inverse(),
    }
}

/// Actions are compared without case, and have wildcards.
fn action_fits(value: &Value, action: &str) -> Possible {
    let pattern = value.text.to_ascii_lowercase();
    if value.is_known() {
        return Possible::of(Pattern::plain(&pattern).fits(&action.to_ascii_lowercase()));
    }
    may_be(value, action)
}

fn like(value: &Value, text: &str, keys: &dyn Lookup) -> Possible {
    match condition::resolve(value, keys) {
        Resolved::Text { text: pattern, .. } => Possible::of(Pattern::plain(&pattern).fits(text)),
        Resolved::NoValue => Possible::NO,
        Resolved::Pattern { .. } => may_be(value, text),
    }
}

/// Whether a value of which some is not known may be this text.
pub fn may_be(value: &Value, text: &str) -> Possible {
    let mut pattern = Pattern::empty();
    let mut at = 0;
    for hole in &value.holes {
        pattern.push(
            &value.text.get(at..hole.start).unwrap_or_default().to_ascii_lowercase(),
            super::compare::wildcard::Wildcards::Live,
        );
        pattern.push_run();
        at = hole.end;
    }
    let rest = value.text.get(at..).unwrap_or_default().to_ascii_lowercase();
    pattern.push(&rest, super::compare::wildcard::Wildcards::Live);
    if pattern.fits(&text.to_ascii_lowercase()) { Possible::UNKNOWN } else { Possible::NO }
}

fn principal_fits(principal: &Principal, effect: Effect, usage: Use, caller: &Caller) -> Possible {
    let each = principal.members.iter().map(|member| match (&member.kind, caller) {
        (PrincipalKind::Anyone, _) => everybody(effect, usage),
        (PrincipalKind::Aws, _) if member.value.text == "*" => match (effect, usage) {
            // Measured: saved, and no SAML login gets in by it.
            (Effect::Allow, Use::Trust) => Possible::NO,
            _ => everybody(effect, usage),
        },
        (PrincipalKind::Federated, Caller::Federated(provider)) => match member.value.is_known() {
            true if member.value.text == "*" => Possible::UNKNOWN,
            true => Possible::of(member.value.text == *provider),
            false => provider_may_be(&member.value, provider),
        },
        (
            PrincipalKind::Federated
            | PrincipalKind::Aws
            | PrincipalKind::Service
            | PrincipalKind::CanonicalUser
            | PrincipalKind::Other(_),
            _,
        ) => Possible::NO,
    });
    negated(each.fold(Possible::NO, Possible::or), principal.negated)
}

/// `"*"`: IAM saves none in a trust policy, and what it would mean to a federated caller is not published.
fn everybody(effect: Effect, usage: Use) -> Possible {
    match (usage, effect) {
        (Use::ResourceControl | Use::Identity, _) => Possible::YES,
        (Use::Trust, Effect::Allow | Effect::Deny) => Possible::UNKNOWN,
    }
}

/// A provider of which some is crossed out is compared by what is left, with case.
fn provider_may_be(value: &Value, provider: &str) -> Possible {
    let mut pattern = Pattern::empty();
    let mut at = 0;
    for hole in &value.holes {
        pattern.push(
            value.text.get(at..hole.start).unwrap_or_default(),
            super::compare::wildcard::Wildcards::Literal,
        );
        pattern.push_run();
        at = hole.end;
    }
    pattern.push(value.text.get(at..).unwrap_or_default(), super::compare::wildcard::Wildcards::Literal);
    if pattern.fits(provider) { Possible::UNKNOWN } else { Possible::NO }
}
