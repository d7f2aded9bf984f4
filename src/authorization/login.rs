//! Each role that a response asks for, put to the policies that were given.

use std::borrow::Cow;

use super::asked::{Account, Asked};
use super::assumed::assumed;
use super::call::{Call, Circumstances, Route};
use super::cause::{self, Cause};
use super::copied::Copied;
use super::deployed::deployed;
use super::events::{self, EventOfLogin, EventTie, Related};
use crate::aws::arn::{RoleArn, SamlProviderArn};
use crate::aws::attributes::ROLE;
use crate::aws::endpoints::{Endpoint, locate};
use crate::aws::policy::{Decided, Outcome, Policy, PrincipalKind, Use, Value, Variables, evaluate, save};
use crate::aws::role_value::{self, Reading};
use crate::capture::Capture;
use crate::clock::{Clock, ClockSource};
use crate::evidence::{Evidence, GivenPolicy, GivenRole, PolicyKind, Standing};
use crate::handling::Handling;
use crate::instant::Instant;
use crate::marks;
use crate::readings::Readings;
use crate::saml::Response;
use crate::source::Text;
use crate::target;

/// How a file is known to be of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    Arn,
    /// The file has the role's name and no ARN.
    Name,
    /// The file names no role, and there is one alone to which it can belong.
    Alone,
}

/// What a role's file comes to for one role that is asked for.
#[derive(Debug)]
pub struct RoleVerdict<'a> {
    /// Index into [`Authorization::asked`].
    pub asked: usize,
    pub role: &'a GivenRole,
    pub tie: Tie,
    /// The role's trust policy, with what a template takes from the account it is deployed in.
    pub policy: Cow<'a, Policy>,
    pub decided: Decided,
    /// The action that is refused, and why.
    pub refused: Option<(String, Cause)>,
    /// It is allowed if what was crossed out in Principal is the login's own.
    pub if_own: bool,
    /// IAM would not save it as it is written, so it is in force nowhere.
    pub unsaved: bool,
    /// What would let the login in leaves something open that was crossed out of the response.
    pub unseen: bool,
}

/// A file of a role that is not the one asked for, and nearly is.
#[derive(Debug)]
pub struct Miss<'a> {
    pub asked: usize,
    pub role: &'a GivenRole,
    pub by: MissedBy,
}

/// In what the ARN of a file differs from that of the Role value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissedBy {
    Account,
    Case,
    /// The path, which is part of the ARN.
    Path,
    Name,
    /// Nothing tells which of several policies is this role's, or is in force.
    Several,
}

/// A policy of the organization, put to one role that is asked for.
#[derive(Debug)]
pub struct ControlVerdict<'a> {
    pub asked: usize,
    pub policy: &'a GivenPolicy,
    pub decided: Decided,
    pub refused: Option<(String, Cause)>,
}

/// What the given policies say to a login.
#[derive(Debug, Default)]
pub struct Authorization<'a> {
    /// What is asked for, in the order of the Role values.
    pub asked: Vec<Asked>,
    pub calls: Vec<Call>,
    /// Index into `asked` of the one that decides the login: the only one, or the one that was chosen.
    pub decisive: Option<usize>,
    /// Role values were crossed out that no file tells: another role may be what lets the login in.
    pub hidden_roles: bool,
    pub roles: Vec<RoleVerdict<'a>>,
    pub misses: Vec<Miss<'a>>,
    pub controls: Vec<ControlVerdict<'a>>,
    /// Roles that are asked for and are not in a list of their account's, as indexes into `asked`, with a
    /// role of the list.
    pub not_listed: Vec<(usize, &'a GivenRole)>,
    /// CloudTrail's events of this login, the surest first.
    pub events: Vec<EventOfLogin<'a>>,
    /// Everything that CloudTrail recorded around it, in the order of the times.
    pub related: Vec<Related<'a>>,
    /// The commands that find CloudTrail's event of this login, where the Region and the time are known.
    pub look_up: Option<LookUp>,
}

/// How to find CloudTrail's event of a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUp {
    /// The Region whose CloudTrail has it.
    pub region: String,
    /// In its event history.
    pub history: String,
    /// In CloudTrail Lake.
    pub lake: String,
}

/// More Role values than this are not put to the policies.
const MOST: usize = 500;

impl<'a> Authorization<'a> {
    pub fn of(
        capture: &Capture,
        response: &Response,
        handling: &Handling,
        readings: &Readings,
        clock: &Clock,
        evidence: &'a Evidence,
        chosen: Option<&str>,
    ) -> Authorization<'a> {
        let copied = Copied { response, handling };
        let (asked, hidden_roles) = asked(capture, readings, copied, evidence);
        let call = capture.sts_call.as_ref();
        let chosen = chosen.or(call.and_then(|call| call.role_arn.as_deref()));
        let by_choice = chosen.and_then(|role| asked.iter().position(|one| one.role == role));
        let decisive = by_choice.or((asked.len() == 1 && !hidden_roles).then_some(0));
        let mut found = Authorization { decisive, hidden_roles, ..Authorization::default() };
        let mut circumstances = circumstances(capture, copied, clock);
        found.look_up = look_up(&circumstances, response);
        let issued = target::issued(response);
        found.events = events::of_login(&evidence.events, copied, &asked, issued);
        found.related = events::related(&evidence.events, &found.events, copied, &asked, issued);
        if let Some(first) = found.events.first().filter(|first| first.tie == EventTie::AssertionId) {
            circumstances.source_ip = events::address(first.event).map(str::to_owned);
            circumstances.user_agent = first.event.user_agent.as_ref().map(|agent| agent.value.clone());
            if let Some(region) = &first.event.region {
                circumstances.region = Some(region.value.clone());
            }
        }
        if evidence.roles.is_empty() && evidence.policies.is_empty() {
            found.asked = asked;
            return found;
        }
        for (index, one) in asked.iter().enumerate() {
            let tied: Vec<(&GivenRole, Tie)> = evidence
                .roles
                .iter()
                .filter_map(|role| Some((role, tie(role, one, &asked, decisive)?)))
                .collect();
            let mut role = in_force(tied.iter().copied(), target::issued(response));
            let rivals: Vec<&GivenRole> = role.map_or(Vec::new(), |chosen| rivals(chosen, &tied));
            if rivals.len() > 1 {
                let outcomes: Vec<Outcome> = rivals
                    .iter()
                    .filter_map(|role| {
                        let role_tags = role.tags.clone();
                        let account = one.account;
                        let circumstances = Circumstances { role_tags, account, ..circumstances.clone() };
                        let call = Call::of(copied, &one.role, &one.provider, &circumstances);
                        Some(verdict(index, role, Tie::Alone, &role.trust.as_ref()?.policy, &call).outcome())
                    })
                    .collect();
                // Which of them it is decides, and nothing tells.
                if outcomes.contains(&Outcome::Allow) && outcomes.contains(&Outcome::Deny) {
                    let first = role.take().map(|(role, _)| role);
                    let several = |role| Miss { asked: index, role, by: MissedBy::Several };
                    found.misses.extend(first.map(several));
                }
            }
            let mut circumstances = circumstances.clone();
            circumstances.role_tags = role.and_then(|(role, _)| role.tags.clone());
            circumstances.account = one.account;
            let call = Call::of(copied, &one.role, &one.provider, &circumstances);
            if let Some((role, tie)) = role
                && let Some(trust) = &role.trust
            {
                found.roles.push(verdict(index, role, tie, &trust.policy, &call));
            }
            for policy in &evidence.policies {
                if policy.kind == PolicyKind::ResourceControl {
                    let decided = evaluate(&policy.policy, Use::ResourceControl, &call.requests());
                    let refused = cause::refused(&policy.policy, &decided);
                    found.controls.push(ControlVerdict { asked: index, policy, decided, refused });
                }
            }
            found.calls.push(call);
        }
        for role in &evidence.roles {
            // Another file of a role that was put to them already.
            if asked.iter().any(|one| tie(role, one, &asked, decisive).is_some()) {
                continue;
            }
            let missed = |(index, one): (usize, &Asked)| Some((index, missed_by(role, one)?));
            let order = decisive.into_iter().chain(0..asked.len());
            let near =
                order.filter_map(|index| missed((index, &asked[index]))).min_by_key(|(_, by)| match by {
                    MissedBy::Account | MissedBy::Case | MissedBy::Path => 0,
                    MissedBy::Name | MissedBy::Several => 1,
                });
            // What else a list holds is no matter of this login.
            let listed = role.is_listed();
            match near {
                Some((_, MissedBy::Account | MissedBy::Name)) if listed => {}
                Some((asked, by)) => found.misses.push(Miss { asked, role, by }),
                None => {}
            }
        }
        found.not_listed = not_listed(&asked, evidence);
        found.asked = asked;
        found
    }

    /// What is decided of a role that is asked for, by its trust policy and the organization's.
    pub fn outcome(&self, asked: usize) -> Option<Outcome> {
        let of_organization = self.controls.iter().filter(|control| control.asked == asked);
        let denied = of_organization.clone().any(|control| control.decided.outcome == Outcome::Deny);
        if denied {
            return Some(Outcome::Deny);
        }
        let role = self.roles.iter().find(|verdict| verdict.asked == asked)?;
        let open = of_organization.clone().any(|control| control.decided.outcome == Outcome::Undetermined);
        match role.outcome() {
            Outcome::Allow if open => Some(Outcome::Undetermined),
            outcome => Some(outcome),
        }
    }

    /// The same, for the value of the Role attribute with this index.
    pub fn outcome_of_value(&self, value: usize) -> Option<Outcome> {
        let asked = self.asked.iter().position(|one| one.value == Some(value))?;
        self.outcome(asked)
    }

    /// Whether a refusal of this role refuses the login: it is the one that decides, or every one that is
    /// asked for is refused.
    pub fn refuses_login(&self, asked: usize) -> bool {
        match self.decisive {
            Some(decisive) => decisive == asked,
            None if self.hidden_roles => false,
            None => (0..self.asked.len()).all(|index| self.outcome(index) == Some(Outcome::Deny)),
        }
    }

    /// Something that was not given leaves open whether the login goes through.
    pub fn is_open(&self) -> bool {
        // Where a file refuses it and no rule says why, that proves nothing either.
        let open = |asked| matches!(self.outcome(asked), Some(Outcome::Undetermined | Outcome::Deny));
        self.decisive.is_some_and(open)
    }

    /// Whether a file's verdict counts for the login at all: not if another role was chosen.
    pub fn counts(&self, asked: usize) -> bool {
        self.decisive.is_none_or(|decisive| decisive == asked)
    }
}

impl RoleVerdict<'_> {
    /// With what was crossed out in Principal taken for the login's own; what would let the login in and
    /// cannot be saved proves nothing.
    pub fn outcome(&self) -> Outcome {
        match (self.decided.outcome, self.if_own) {
            (Outcome::Allow, _) | (_, true) if self.unsaved || self.unseen => Outcome::Undetermined,
            (_, true) => Outcome::Allow,
            (outcome, false) => outcome,
        }
    }
}

/// The roles that a list of their account's roles does not have.
fn not_listed<'a>(asked: &[Asked], evidence: &'a Evidence) -> Vec<(usize, &'a GivenRole)> {
    let of_account = |role: &&GivenRole, wanted: &RoleArn| {
        role.is_listed()
            && !evidence.role_pages.contains(&role.input)
            && role.arn.as_ref().and_then(|arn| RoleArn::parse(&arn.value).ok()).is_some_and(|own| {
                own.arn.account == wanted.arn.account && own.arn.partition == wanted.arn.partition
            })
    };
    let absent = asked.iter().enumerate().filter_map(|(index, one)| {
        let wanted = RoleArn::parse(&one.role).ok()?;
        let known = |role: &GivenRole| {
            role.arn.as_ref().is_some_and(|arn| arn.value.eq_ignore_ascii_case(&one.role))
                || role.role_name().is_some_and(|name| name.eq_ignore_ascii_case(wanted.name))
        };
        let first = evidence.roles.iter().find(|role| of_account(role, &wanted))?;
        (!evidence.roles.iter().any(known)).then_some((index, first))
    });
    absent.collect()
}

/// Files of which nothing tells which is of the role now, the chosen one among them.
fn rivals<'a>(chosen: (&'a GivenRole, Tie), tied: &[(&'a GivenRole, Tie)]) -> Vec<&'a GivenRole> {
    let same = |other: &(&GivenRole, Tie)| match (chosen.0.standing, other.0.standing) {
        (Standing::Printed, Standing::Printed) | (Standing::Written, Standing::Written) => true,
        // What time they are of tells it.
        (Standing::Printed | Standing::Written | Standing::AsOf(_), _) => false,
    };
    let judged = tied.iter().filter(|other| other.0.trust.is_some() && other.1 == chosen.1);
    judged.filter(|other| same(other)).map(|(role, _)| *role).collect()
}

/// Of several files of one role the one whose policy was in force at the login: what IAM printed, else
/// the last that was set before it.
fn in_force<'a>(
    tied: impl Iterator<Item = (&'a GivenRole, Tie)>,
    login: Option<Instant>,
) -> Option<(&'a GivenRole, Tie)> {
    tied.enumerate()
        .min_by_key(|(index, (role, _))| match (role.standing, login) {
            (Standing::Printed, _) => (0, 0, *index),
            (Standing::AsOf(set), Some(login)) if set <= login => (1, login.since(set).as_secs(), *index),
            (Standing::Written, _) => (2, 0, *index),
            (Standing::AsOf(_), _) => (3, 0, *index),
        })
        .map(|(_, tied)| tied)
}

fn verdict<'a>(
    asked: usize,
    role: &'a GivenRole,
    tie: Tie,
    policy: &'a Policy,
    call: &Call,
) -> RoleVerdict<'a> {
    let policy = match role.standing {
        Standing::Written => deployed(policy, &call.role),
        Standing::Printed | Standing::AsOf(_) => Cow::Borrowed(policy),
    };
    let decided = evaluate(&policy, Use::Trust, &call.requests());
    let if_own = decided.outcome == Outcome::Undetermined
        && own(&policy, &call.provider)
            .is_some_and(|policy| evaluate(&policy, Use::Trust, &call.requests()).outcome == Outcome::Allow);
    let refused = cause::refused(&policy, &decided);
    let unsaved = role.standing == Standing::Written
        && (role.flaw.is_some()
            || role.trust.as_ref().is_some_and(|trust| !save::faults(&trust.node, &trust.policy).is_empty()));
    let unseen = call.lacks_attributes;
    RoleVerdict { asked, role, tie, policy, decided, refused, if_own, unsaved, unseen }
}

/// The policy with the login's provider where its account was crossed out in Principal.
fn own(policy: &Policy, provider: &str) -> Option<Policy> {
    let mut own = policy.clone();
    let mut changed = false;
    let members = own.statements.iter_mut().filter_map(|statement| statement.principal.as_mut());
    for member in members.flat_map(|principal| &mut principal.members) {
        let value = &member.value;
        let name = provider.rsplit('/').next().unwrap_or(provider);
        let named = value.text.rsplit('/').next() == Some(name) && value.text.contains(":saml-provider/");
        let known_name =
            value.holes.iter().all(|hole| hole.end <= value.text.len() - name.len().min(value.text.len()));
        if !value.is_known() && named && known_name {
            member.value = Value::known(provider, Variables::Literal, value.span);
            changed = true;
        }
    }
    changed.then_some(own)
}

/// What is asked for: the pair of a call, else every Role value that is a usable pair; and whether some
/// were crossed out so that no file tells which they are.
fn asked(capture: &Capture, readings: &Readings, copied: Copied, evidence: &Evidence) -> (Vec<Asked>, bool) {
    let attributes = copied.assertion().into_iter().flat_map(|assertion| assertion.attributes_named(ROLE));
    let texts: Vec<&Text> =
        attributes.flat_map(|attribute| &attribute.values).map(|value| &value.text).collect();
    let mut hidden = false;
    let mut pairs: Vec<Asked> = Vec::new();
    for (index, reading) in readings.roles.iter().enumerate().take(MOST) {
        let crossed_out = texts.get(index).filter(|text| copied.handling.explains(text.span));
        if let Some(text) = crossed_out {
            let asked = assumed(&text.value, Some(index), &evidence.roles);
            hidden |= asked.is_none();
            pairs.extend(asked);
            continue;
        }
        let Reading::Pair(pair) = reading else { continue };
        let halves = role_value::halves(&pair.tidy);
        let (Some(role), Some(provider)) = (halves.role, halves.provider) else { continue };
        pairs.push(Asked {
            role: role.to_owned(),
            provider: provider.to_owned(),
            value: Some(index),
            account: Account::Written,
        });
    }
    hidden |= copied.lacks_attributes();
    let call = capture.sts_call.as_ref();
    let of_call = call.and_then(|call| call.role_arn.as_ref().zip(call.principal_arn.as_ref()));
    match of_call {
        Some((role, provider))
            if RoleArn::parse(role).is_ok() && SamlProviderArn::parse(provider).is_ok() =>
        {
            let same = pairs.iter().find(|pair| pair.role == *role && pair.provider == *provider);
            let value = same.and_then(|pair| pair.value);
            let is_hidden = |text: &str| marks::in_value(text).is_some();
            let asked = match is_hidden(role) || is_hidden(provider) {
                true => assumed(&format!("{role},{provider}"), value, &evidence.roles),
                false => Some(Asked {
                    role: role.clone(),
                    provider: provider.clone(),
                    value,
                    account: Account::Written,
                }),
            };
            (asked.into_iter().collect(), false)
        }
        _ => (pairs, hidden),
    }
}

fn tie(role: &GivenRole, asked: &Asked, all: &[Asked], decisive: Option<usize>) -> Option<Tie> {
    let arn = role.arn.as_ref().map(|arn| arn.value.as_str());
    match arn {
        Some(arn) if arn == asked.role => return Some(Tie::Arn),
        Some(arn) if !is_hidden(arn) => return None,
        Some(_) | None => {}
    }
    let wanted = asked.role.split_once(":role/").map_or(asked.role.as_str(), |(_, own)| own);
    let shown = |name: &&str| marks::in_value(name).is_none();
    let with_path = arn.and_then(|arn| arn.split_once(":role/")).map(|(_, own)| own).filter(shown);
    let name = role.name.as_ref().map(|name| name.value.as_str()).filter(shown);
    match (with_path, name) {
        (Some(own), _) => (own == wanted).then_some(Tie::Name),
        (None, Some(name)) => (wanted.rsplit('/').next() == Some(name)).then_some(Tie::Name),
        (None, None) => {
            let decides = decisive.map(|index| &all[index]);
            let trusted = |one: &Asked| {
                let policy = role.trust.as_ref().map(|trust| &trust.policy);
                policy.is_some_and(|policy| {
                    policy.statements.iter().any(|statement| {
                        let mut named = statement.principals(PrincipalKind::Federated);
                        named.any(|value| value.text == one.provider)
                    })
                })
            };
            let alone = match decides {
                Some(decides) => decides == asked,
                // Of several, the only one whose provider it names.
                None => trusted(asked) && all.iter().filter(|one| trusted(one)).count() == 1,
            };
            alone.then_some(Tie::Alone)
        }
    }
}

/// Whether a part of a role's ARN was crossed out.
fn is_hidden(arn: &str) -> bool {
    let account = arn.split(':').nth(4).unwrap_or_default();
    let nobodys = account.bytes().all(|byte| account.starts_with(char::from(byte)));
    let is_number = account.bytes().all(|byte| byte.is_ascii_digit());
    nobodys || !is_number || marks::in_value(arn).is_some()
}

fn missed_by(role: &GivenRole, asked: &Asked) -> Option<MissedBy> {
    let Some(arn) = &role.arn else {
        return role.name.is_some().then_some(MissedBy::Name);
    };
    let (Ok(given), Ok(wanted)) = (RoleArn::parse(&arn.value), RoleArn::parse(&asked.role)) else {
        return Some(MissedBy::Name);
    };
    let same_name = given.name == wanted.name;
    if given.arn.account != wanted.arn.account {
        return Some(if given.name.eq_ignore_ascii_case(wanted.name) {
            MissedBy::Account
        } else {
            MissedBy::Name
        });
    }
    if arn.value.eq_ignore_ascii_case(&asked.role) {
        return Some(MissedBy::Case);
    }
    Some(if same_name { MissedBy::Path } else { MissedBy::Name })
}

/// What is known of the call beside the response and the role.
fn circumstances(capture: &Capture, copied: Copied, clock: &Clock) -> Circumstances {
    let route = match capture.sts_call {
        Some(_) => Route::Direct,
        None => Route::Browser,
    };
    let recipient = copied.assertion().and_then(|assertion| assertion.recipient());
    let recipient = recipient.filter(|text| !copied.handling.explains_attribute(text.span));
    let addresses = capture.url.as_deref().into_iter().chain(match route {
        Route::Browser => recipient.map(|text| text.value.as_str()),
        // The Recipient of a call of one's own says nothing of where it goes.
        Route::Direct => None,
    });
    let region = addresses.filter_map(locate).find_map(|located| match located.endpoint {
        Endpoint::SignIn(sign_in) => match sign_in.region {
            Some(region) => Some(region),
            // Where the global address is served from.
            None => (sign_in.partition.id == "aws").then(|| "us-east-1".to_owned()),
        },
        Endpoint::Sts { region } => region,
        _ => None,
    });
    let taken = match clock.source {
        ClockSource::Given | ClockSource::Captured => Some((clock.earliest, clock.latest)),
        ClockSource::Now => None,
    };
    Circumstances { route, taken, region, ..Circumstances::default() }
}

/// `aws cloudtrail lookup-events` for the minutes around a login, and the same as a query of Lake.
fn look_up(circumstances: &Circumstances, response: &Response) -> Option<LookUp> {
    /// Seconds after its issue in which a response can be redeemed, and CloudTrail's own delay of minutes is
    /// not in the event's time.
    const AROUND: i64 = 300;
    let region = circumstances.region.as_deref()?;
    let (from, to) = circumstances.taken.or_else(|| {
        let issued = target::issued(response)?;
        Some((issued, issued))
    })?;
    let from = from.plus_seconds(-AROUND).whole_second().to_string();
    let to = to.plus_seconds(AROUND).whole_second().to_string();
    let of_lake = |time: &str| time.replace('T', " ").replace('Z', "");
    let fits = region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits.then(|| LookUp {
        region: region.to_owned(),
        history: format!(
            "aws cloudtrail lookup-events --region {region} --lookup-attributes AttributeKey=EventName,AttributeValue=AssumeRoleWithSAML --start-time {from} --end-time {to}"
        ),
        lake: format!(
            "aws cloudtrail start-query --query-statement \"SELECT * FROM EVENT_DATA_STORE_ID WHERE eventName = 'AssumeRoleWithSAML' AND awsRegion = '{region}' AND eventTime BETWEEN '{}' AND '{}'\"",
            of_lake(&from),
            of_lake(&to)
        ),
    })
}
