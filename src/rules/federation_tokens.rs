//! The call by which a session opens Amazon Connect, put to the policies of its role.

use crate::aws::arn::RoleArn;
use crate::aws::attributes::{ROLE_SESSION_NAME, principal_tag_key};
use crate::aws::policy::{
    Caller, Decided, Effect, Keys, Negated, Outcome, Policy, Possible, Request, State, Statement,
    StatementDecision, Use, Value, evaluate,
};
use crate::evidence::{GivenPolicy, PolicyKind};
use crate::rule::Case;
use crate::rules::{permissions_of, relay_states};
use crate::source::Text;

pub const ACTION: &str = "connect:GetFederationToken";

/// A role's id is not in a response; every one has this form, and the same one stands in the user's id.
const ROLE_ID: &str = "AROAEXAMPLEROLEIDXXXX";

/// What is asked for.
pub struct Call {
    pub instance: String,
    pub region: Option<String>,
    pub role: String,
    pub account: String,
    pub partition: String,
    caller: Caller,
    keys: Keys,
    resource: Option<String>,
}

/// What one policy says to it.
pub struct Verdict<'a> {
    pub policy: &'a GivenPolicy,
    pub decided: Decided,
}

/// What the given policies say to it, by what they do.
pub struct Heard<'a> {
    pub organization: Vec<Verdict<'a>>,
    pub bounding: Vec<Verdict<'a>>,
    pub granting: Vec<Verdict<'a>>,
    /// No policy that grants to the role is missing.
    pub complete: bool,
    /// Policies attached to it of which only the ARNs were given.
    pub missing: Vec<&'a Text>,
    /// The boundary of the role, where a file names it.
    pub boundary: Option<&'a Text>,
}

impl<'a> Heard<'a> {
    pub fn all(&self) -> impl Iterator<Item = &Verdict<'a>> {
        self.organization.iter().chain(&self.bounding).chain(&self.granting)
    }
}

/// What stands against an Allow statement that is about the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    Resource,
    /// Index into the statement's conditions.
    Condition(usize),
}

impl Call {
    /// The call of a login, where the instance and the role are known.
    pub fn of(case: &Case) -> Option<Call> {
        let (instance, region) = relay_states::instance(case)?;
        let instance = instance.to_ascii_lowercase();
        let authorization = case.authorization;
        let asked = authorization.asked.get(authorization.decisive.unwrap_or(0))?;
        let arn = RoleArn::parse(&asked.role).ok()?;
        let (partition, account) = (arn.arn.partition.to_owned(), arn.arn.account.to_owned());
        let session = case.values(ROLE_SESSION_NAME).next().map_or("", |value| value.text.value.as_str());
        let user = format!("{ROLE_ID}:{session}");
        let mut keys = Keys::default();
        for service in ["aws:", "saml:", "sts:", "connect:"] {
            keys.prefix(service, State::Unknown);
        }
        keys.single("connect:InstanceId", &instance);
        keys.single("aws:userid", &user);
        keys.single("aws:PrincipalArn", &asked.role);
        keys.single("aws:PrincipalAccount", &account);
        keys.absent("aws:MultiFactorAuthPresent");
        keys.absent("aws:username");
        if let Some(region) = &region {
            keys.single("aws:RequestedRegion", region);
        }
        for attribute in case.assertion().map_or(&[][..], |assertion| &assertion.attributes) {
            let key = attribute.name.as_ref().and_then(|name| principal_tag_key(&name.value));
            if let (Some(key), [only]) = (key, attribute.values.as_slice()) {
                keys.single(&format!("aws:PrincipalTag/{key}"), &only.text.value);
            }
        }
        let resource = region.as_ref().map(|region| {
            format!("arn:{partition}:connect:{region}:{account}:instance/{instance}/user/{user}")
        });
        let caller = Caller::Session { role: asked.role.clone() };
        Some(Call { instance, region, role: asked.role.clone(), account, partition, caller, keys, resource })
    }

    /// The resource as AWS's page writes it for this instance.
    pub fn documented_resource(&self) -> String {
        let region = self.region.as_deref().unwrap_or("REGION");
        format!(
            "arn:{}:connect:{region}:{}:instance/{}/user/${{aws:userid}}",
            self.partition, self.account, self.instance
        )
    }

    /// What each of the policies says that bind the session: those of the role, and the organization's.
    pub fn heard<'a>(&self, case: &Case<'a>) -> Heard<'a> {
        let binding = permissions_of::binding(case.evidence, &self.role);
        let verdicts = |policies: Vec<&'a GivenPolicy>| {
            policies.into_iter().map(|policy| self.verdict(policy)).collect()
        };
        Heard {
            organization: verdicts(binding.organization),
            bounding: verdicts(binding.bounding),
            granting: verdicts(binding.granting),
            complete: binding.complete,
            missing: binding.missing,
            boundary: binding.boundary,
        }
    }

    fn verdict<'a>(&self, policy: &'a GivenPolicy) -> Verdict<'a> {
        Verdict { policy, decided: self.decide(&policy.policy) }
    }

    fn decide(&self, policy: &Policy) -> Decided {
        let request = Request {
            action: ACTION,
            caller: &self.caller,
            resource: self.resource.as_deref(),
            keys: &self.keys,
        };
        evaluate(policy, Use::Identity, &[request])
    }
}

impl<'a> Verdict<'a> {
    fn statements(&self) -> &[StatementDecision] {
        self.decided.actions.first().map_or(&[], |action| &action.statements)
    }

    pub fn allows(&self) -> bool {
        self.policy.kind == PolicyKind::Permissions && self.decided.outcome == Outcome::Allow
    }

    /// It may, depending on what is not known.
    pub fn may_allow(&self) -> bool {
        let can = |one: &StatementDecision| one.effect == Effect::Allow && one.can_take_effect();
        self.policy.kind == PolicyKind::Permissions
            && (self.decided.outcome != Outcome::Deny || self.statements().iter().any(can))
            && self.denying().is_none()
    }

    /// The statement that denies the call, whatever else is allowed.
    pub fn denying(&self) -> Option<(usize, &'a Statement)> {
        let one =
            self.statements().iter().find(|one| one.effect == Effect::Deny && one.takes_effect_surely())?;
        Some((one.statement, self.policy.policy.statements.get(one.statement)?))
    }

    /// Allow statements about the action that do not let the call in, with what stands against each.
    pub fn misses(&self) -> Vec<(usize, &'a Statement, Against)> {
        let about = |one: &&StatementDecision| one.effect == Effect::Allow && one.action != Possible::NO;
        let miss = |one: &StatementDecision| {
            let statement = self.policy.policy.statements.get(one.statement)?;
            let failing = one.conditions.iter().position(|possible| !possible.can_be(Possible::YES));
            let against = match (one.resource == Possible::NO, failing) {
                (true, _) => Against::Resource,
                (false, Some(index)) => Against::Condition(index),
                (false, None) => return None,
            };
            Some((one.statement, statement, against))
        };
        self.statements().iter().filter(about).filter_map(miss).collect()
    }

    /// The action of a statement that was meant: another service's of the same name, one that is misspelt.
    pub fn meant_action(&self) -> Option<(usize, &'a Value)> {
        let statements = self.policy.policy.statements.iter().enumerate();
        let allowing = statements.filter(|(_, statement)| statement.effect == Some(Effect::Allow));
        allowing
            .filter_map(|(index, statement)| Some((index, statement.actions.as_ref()?)))
            .filter(|(_, actions)| actions.negated == Negated::No)
            .flat_map(|(index, actions)| actions.values.iter().map(move |value| (index, value)))
            .find(|(_, value)| is_nearly(&value.text))
    }

    /// Whether it is about Amazon Connect at all.
    pub fn is_about_connect(&self) -> bool {
        let statements = self.policy.policy.statements.iter();
        let actions = statements.filter_map(|statement| statement.actions.as_ref());
        actions
            .flat_map(|actions| &actions.values)
            .any(|value| value.text.to_ascii_lowercase().starts_with("connect:"))
    }
}

/// `sts:GetFederationToken`, `connect:GetFederationTokens`
fn is_nearly(action: &str) -> bool {
    let lower = action.to_ascii_lowercase();
    let wanted = ACTION.to_ascii_lowercase();
    lower != wanted
        && (lower.split(':').nth(1) == Some("getfederationtoken")
            || crate::aws::nearest::nearest(&lower, [wanted.as_str()]).is_some())
}
