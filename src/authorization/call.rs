//! The call that a response becomes: its three authorizations, and the condition keys each of them sees.
//!
//! Service Authorization Reference, AWS Security Token Service; IAM User Guide, "IAM and AWS STS
//! condition context keys" and "AWS global condition context keys". What AWS answered where it was
//! measured (2026-09) wins.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};

use super::asked::Account;
use super::copied::Copied;
use crate::aws::arn::SamlProviderArn;
use crate::aws::attributes::{ROLE_SESSION_NAME, SOURCE_IDENTITY, TRANSITIVE_TAG_KEYS, principal_tag_key};
use crate::aws::claims::{self, Many};
use crate::aws::policy::{Caller, KeyValue, Keys, Request, State};
use crate::instant::Instant;
use crate::saml::Assertion;
use crate::source::Span;

pub const ASSUME_ROLE_WITH_SAML: &str = "sts:AssumeRoleWithSAML";
pub const TAG_SESSION: &str = "sts:TagSession";
pub const SET_SOURCE_IDENTITY: &str = "sts:SetSourceIdentity";

/// How the response comes to STS.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Route {
    /// By AWS's sign-in page.
    #[default]
    Browser,
    /// A program calls AssumeRoleWithSAML itself.
    Direct,
}

/// What is known of the call beside the response.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    pub route: Route,
    /// Between which moments AWS took it, where that is known.
    pub taken: Option<(Instant, Instant)>,
    /// The region that the address it was posted to belongs to.
    pub region: Option<String>,
    /// As CloudTrail recorded it.
    pub source_ip: Option<String>,
    pub user_agent: Option<String>,
    /// The role's own tags; `None` where they are not known.
    pub role_tags: Option<Vec<(String, String)>>,
    pub account: Account,
}

/// A call for one role by one provider.
#[derive(Debug, Clone)]
pub struct Call {
    pub role: String,
    pub provider: String,
    caller: Caller,
    actions: Vec<(&'static str, Keys)>,
    /// What is sent that needs an authorization of its own.
    pub tags: Vec<String>,
    pub transitive_tags: Vec<String>,
    pub source_identity: Option<String>,
    /// Attributes were taken out of the copy: what else is sent, and needs to be allowed, is not known.
    pub lacks_attributes: bool,
}

impl Call {
    /// What a response asks for with one of its Role values.
    pub fn of(copied: Copied, role: &str, provider: &str, circumstances: &Circumstances) -> Call {
        let assertion = copied.assertion();
        let lacks_attributes = copied.lacks_attributes();
        let first = |name: &'static str| {
            let attribute = assertion?.attributes_named(name).next()?;
            Some((attribute, attribute.values.first().map(|value| &value.text)?))
        };
        let text = |name: &'static str| first(name).map(|(_, text)| text);
        let state = |name: &'static str| match first(name) {
            Some((attribute, _)) if copied.handling.lacks_parts(attribute.tag) => State::Present,
            Some((_, text)) => copied.state(text),
            None if lacks_attributes => State::Unknown,
            None => State::Known(KeyValue::Absent),
        };
        let tags = Tags::of(copied);
        let source_identity = text(SOURCE_IDENTITY).map(|text| text.value.clone());
        let shared = shared(role, provider, issued(copied), circumstances);
        let claims = claims(copied, provider, circumstances.account);
        let session_name = state(ROLE_SESSION_NAME);

        let mut assume = shared.clone();
        for (name, state) in &claims {
            assume.set(name, state.clone());
        }
        assume.set("sts:RoleSessionName", session_name.clone());
        tags.put(&mut assume);
        assume.set("sts:SourceIdentity", state(SOURCE_IDENTITY));
        let mut actions = vec![(ASSUME_ROLE_WITH_SAML, assume)];

        // Measured: each of the other two sees its own keys; which of the provider's it sees beside the
        // documented saml:aud is not published.
        let mut beside = shared;
        for (name, state) in &claims {
            match name.as_str() {
                "saml:aud" => beside.set(name, state.clone()),
                _ => beside.set_own(name, perhaps(state)),
            }
        }
        beside.set_own("sts:RoleSessionName", perhaps(&session_name));
        if !tags.keys.is_empty() || !tags.transitive.is_empty() {
            let mut keys = beside.clone();
            tags.put(&mut keys);
            actions.push((TAG_SESSION, keys));
        }
        if source_identity.is_some() {
            let mut keys = beside;
            keys.set("sts:SourceIdentity", state(SOURCE_IDENTITY));
            actions.push((SET_SOURCE_IDENTITY, keys));
        }
        Call {
            role: role.to_owned(),
            provider: provider.to_owned(),
            caller: Caller::Federated(provider.to_owned()),
            actions,
            tags: tags.keys.into_iter().map(|(key, _)| key).collect(),
            transitive_tags: tags.transitive,
            source_identity,
            lacks_attributes,
        }
    }

    /// One for each action that must be authorized.
    pub fn requests(&self) -> Vec<Request<'_>> {
        self.actions
            .iter()
            .map(|(action, keys)| Request { action, caller: &self.caller, resource: Some(&self.role), keys })
            .collect()
    }

    /// The keys that the authorization of an action sees.
    pub fn keys(&self, action: &str) -> Option<&Keys> {
        self.actions.iter().find(|(own, _)| *own == action).map(|(_, keys)| keys)
    }

    pub fn actions(&self) -> impl Iterator<Item = &'static str> {
        self.actions.iter().map(|(action, _)| *action)
    }

    /// What the role's trust policy tests as `saml:aud`.
    pub fn recipient(&self) -> Option<&str> {
        match self.actions.first()?.1.state("saml:aud") {
            State::Known(KeyValue::Single(recipient)) => Some(recipient),
            _ => None,
        }
    }
}

fn perhaps(state: &State) -> State {
    match state {
        State::Known(KeyValue::Absent) => state.clone(),
        State::Known(value) => State::Among(vec![KeyValue::Absent, value.clone()]),
        State::Among(values) => {
            State::Among([KeyValue::Absent].into_iter().chain(values.iter().cloned()).collect())
        }
        State::Between(..) | State::Present | State::Unknown => State::Unknown,
    }
}

/// The tags of a session, as far as a copy shows them.
struct Tags {
    keys: Vec<(String, State)>,
    transitive: Vec<String>,
    /// Some key is hidden, or an attribute is missing.
    more: bool,
    more_transitive: bool,
}

impl Tags {
    fn of(copied: Copied) -> Tags {
        let attributes = copied.assertion().map_or(&[][..], |assertion| &assertion.attributes);
        let mut more = copied.lacks_attributes();
        let mut more_transitive = more;
        let (mut keys, mut transitive) = (Vec::new(), Vec::new());
        for attribute in attributes {
            let Some(name) = &attribute.name else { continue };
            if name.value == TRANSITIVE_TAG_KEYS {
                more_transitive |= copied.values(attribute).is_none();
                transitive.extend(attribute.values.iter().map(|value| value.text.value.clone()));
            }
            let Some(key) = principal_tag_key(&name.value) else { continue };
            more |= copied.handling.explains_attribute(name.span);
            let state = match attribute.values.first() {
                _ if copied.handling.lacks_parts(attribute.tag) => State::Present,
                Some(value) => copied.state(&value.text),
                None => State::Known(KeyValue::Single(String::new())),
            };
            keys.push((key.to_owned(), state));
        }
        Tags { keys, transitive, more, more_transitive }
    }

    fn put(&self, keys: &mut Keys) {
        let others = if self.more { State::Unknown } else { State::Known(KeyValue::Absent) };
        keys.prefix("aws:RequestTag/", others);
        for (key, state) in &self.keys {
            keys.set(&format!("aws:RequestTag/{key}"), state.clone());
        }
        match self.more {
            true => keys.set("aws:TagKeys", State::Unknown),
            false => keys.list("aws:TagKeys", self.keys.iter().map(|(key, _)| key.clone()).collect()),
        }
        match self.more_transitive {
            true => keys.set("sts:TransitiveTagKeys", State::Unknown),
            false => keys.list("sts:TransitiveTagKeys", self.transitive.clone()),
        }
    }
}

fn issued(copied: Copied) -> Option<Instant> {
    let of_assertion = copied.assertion().and_then(|assertion| assertion.issue_instant.as_ref());
    let text = of_assertion.or(copied.response.issue_instant.as_ref())?;
    let shown = !copied.handling.explains_attribute(text.span);
    Instant::parse_xs(&text.value).ok().filter(|_| shown).map(|written| written.instant)
}

/// Keys that do not come from the assertion.
fn shared(role: &str, provider: &str, issued: Option<Instant>, circumstances: &Circumstances) -> Keys {
    let mut keys = Keys::default();
    // What is not listed here may be newer than this list.
    keys.prefix("aws:", State::Unknown);
    for (prefix, state) in ABSENT_PREFIXES.iter().map(|prefix| (prefix, State::Known(KeyValue::Absent))) {
        keys.prefix(prefix, state);
    }
    for name in ABSENT {
        keys.absent(name);
    }
    let account = |arn: &str| arn.split(':').nth(4).unwrap_or_default().to_owned();
    keys.single("aws:PrincipalType", "User");
    match circumstances.account {
        Account::Written => {
            keys.single("aws:PrincipalAccount", &account(provider));
            keys.single("aws:userid", provider);
            keys.single("aws:ResourceAccount", &account(role));
        }
        Account::Assumed => ["aws:PrincipalAccount", "aws:userid", "aws:ResourceAccount"]
            .into_iter()
            .for_each(|key| keys.set(key, State::Present)),
    }
    keys.single("aws:SecureTransport", "true");
    keys.single("aws:ViaAWSService", "false");
    match circumstances.route {
        Route::Browser => keys.set("aws:SourceIp", State::Present),
        // Not through a VPC endpoint.
        Route::Direct => keys.set("aws:SourceIp", State::Unknown),
    }
    keys.set("aws:UserAgent", State::Present);
    if let Some(address) = &circumstances.source_ip {
        keys.single("aws:SourceIp", address);
    }
    if let Some(agent) = &circumstances.user_agent {
        keys.single("aws:UserAgent", agent);
    }
    match &circumstances.region {
        Some(region) => keys.single("aws:RequestedRegion", region),
        None => keys.set("aws:RequestedRegion", State::Present),
    }
    /// Seconds after its issue in which a response can be redeemed.
    const REDEEMABLE: i64 = 300;
    let taken = circumstances.taken.or(issued.map(|issued| (issued, issued.plus_seconds(REDEEMABLE))));
    for name in ["aws:CurrentTime", "aws:EpochTime"] {
        let state = taken.map_or(State::Present, |(from, to)| State::Between(from, to));
        keys.set(name, state);
    }
    for prefix in ["aws:ResourceTag/", "iam:ResourceTag/"] {
        match &circumstances.role_tags {
            Some(tags) => {
                keys.prefix(prefix, State::Known(KeyValue::Absent));
                for (key, value) in tags {
                    keys.single(&format!("{prefix}{key}"), value);
                }
            }
            None => keys.prefix(prefix, State::Unknown),
        }
    }
    keys
}

/// Keys that the call of a federated user never has, with the reason in the words of the pages above:
/// no MFA of AWS's, no session, no IAM user, no signed request, no service that calls.
const ABSENT: &[&str] = &[
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
    "aws:FederatedProvider",
    "aws:TokenIssueTime",
    "aws:SourceIdentity",
    "aws:AssumedRoot",
    "aws:ChatbotSourceArn",
    "aws:Ec2InstanceSourceVpc",
    "aws:Ec2InstanceSourcePrivateIPv4",
    "aws:username",
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:TagKeys",
    "sts:ExternalId",
    "sts:DurationSeconds",
    "sts:TransitiveTagKeys",
    "sts:SourceIdentity",
];

const ABSENT_PREFIXES: &[&str] = &["aws:PrincipalTag/", "aws:RequestTag/", "sts:RequestContext/"];

/// Whether this call never has a key, whatever the response.
pub fn never_there(key: &str) -> bool {
    let lower = key.to_lowercase();
    let sent_sometimes = ["aws:tagkeys", "sts:transitivetagkeys", "sts:sourceidentity"];
    let named = ABSENT.iter().any(|absent| absent.eq_ignore_ascii_case(&lower));
    let prefixed = ABSENT_PREFIXES
        .iter()
        .filter(|prefix| **prefix != "aws:RequestTag/")
        .any(|prefix| lower.starts_with(&prefix.to_lowercase()));
    (named && !sent_sometimes.contains(&lower.as_str())) || prefixed
}

/// Prefix of NameID formats of SAML 2.0, which AWS leaves out of `saml:sub_type`.
const FORMAT_2_0: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
const FORMAT_UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

/// The provider's keys, out of the assertion.
fn claims(copied: Copied, provider: &str, account: Account) -> BTreeMap<String, State> {
    let assertion = copied.assertion();
    let lacks_attributes = copied.lacks_attributes();
    let mut keys: BTreeMap<String, State> = BTreeMap::new();
    let single = |text: &str| State::Known(KeyValue::Single(text.to_owned()));
    let [of_response, of_assertion] = copied.holders();
    let subject = assertion.and_then(|assertion| assertion.subject.as_ref());
    let of_subject = subject.map(|subject| subject.tag);
    let recipient = assertion.and_then(Assertion::recipient);
    let confirmations = subject.map_or(&[][..], |subject| &subject.confirmations);
    let mut of_recipient = vec![of_response, of_assertion, of_subject];
    for confirmation in confirmations {
        of_recipient.extend([Some(confirmation.tag), confirmation.data.as_ref().map(|data| data.tag)]);
    }
    let issuer = assertion.and_then(|assertion| assertion.issuer.as_ref());
    let name_id = assertion.and_then(Assertion::name_id);
    let missing = |holders: &[Option<Span>]| copied.missing_from(holders);
    let aud = recipient.map_or_else(|| missing(&of_recipient), |text| copied.attribute(text));
    let iss = issuer.map_or_else(|| missing(&[of_response, of_assertion]), |text| copied.state(text));
    let of_name_id = [of_response, of_assertion, of_subject];
    let sub = name_id.map_or_else(|| missing(&of_name_id), |id| copied.state(&id.text));
    let format = name_id.and_then(|id| id.format.as_ref()).map(|format| copied.attribute(format));
    let sub_type = match format {
        Some(State::Known(KeyValue::Single(format))) => match format.as_str() {
            // One event of CloudTrail had the last word alone.
            FORMAT_UNSPECIFIED => State::Among(vec![
                KeyValue::Single(FORMAT_UNSPECIFIED.to_owned()),
                KeyValue::Single("unspecified".to_owned()),
            ]),
            format => single(format.strip_prefix(FORMAT_2_0).unwrap_or(format)),
        },
        Some(state) => state,
        None => State::Unknown,
    };
    keys.insert("saml:sub_type".to_owned(), sub_type);
    let (doc, qualifier) = of_provider(provider, account, copied.shown(issuer), &iss);
    keys.insert("saml:doc".to_owned(), doc);
    keys.insert("saml:namequalifier".to_owned(), qualifier);
    for (key, state) in [("saml:aud", aud), ("saml:iss", iss), ("saml:sub", sub)] {
        keys.insert(key.to_owned(), state);
    }
    let others = if lacks_attributes { State::Unknown } else { State::Known(KeyValue::Absent) };
    for (key, _) in claims::all_keys() {
        keys.entry(key.to_owned()).or_insert(others.clone());
    }
    let mut sent: BTreeMap<&str, Vec<State>> = BTreeMap::new();
    for attribute in assertion.map_or(&[][..], |assertion| &assertion.attributes) {
        let Some(name) = &attribute.name else { continue };
        let named = claims::keys_of(&name.value);
        let Some(values) = copied.values(attribute) else {
            // There is some value, of the key that it is taken for.
            let state = if named.len() > 1 { State::Unknown } else { State::Present };
            for (key, _) in named {
                sent.entry(key).or_default().push(state.clone());
            }
            continue;
        };
        for &(key, many) in &named {
            let state = match (many, values.as_slice()) {
                (_, []) => State::Known(KeyValue::Absent),
                (Many::Several, _) => State::Known(KeyValue::List(values.clone())),
                (Many::One, [only]) => single(only),
                (Many::One, _) => State::Present,
            };
            // Of the pages one names this key for the attribute, another the other.
            sent.entry(key).or_default().push(if named.len() > 1 { perhaps(&state) } else { state });
        }
    }
    for (key, mut states) in sent {
        states.dedup();
        let state = match states.as_slice() {
            [only] if !lacks_attributes => only.clone(),
            // Only one claim is taken for a key, and which is not published.
            _ => State::Unknown,
        };
        keys.insert(key.to_owned(), state);
    }
    keys
}

/// `saml:doc` and `saml:namequalifier`, which are made of the provider and the Issuer.
fn of_provider(provider: &str, account: Account, issuer: Option<&str>, iss: &State) -> (State, State) {
    const ABSENT: State = State::Known(KeyValue::Absent);
    let is_absent = *iss == ABSENT;
    match (account, SamlProviderArn::parse(provider)) {
        (Account::Assumed, _) => (State::Present, if is_absent { ABSENT } else { State::Present }),
        (Account::Written, Err(_)) => (ABSENT, ABSENT),
        (Account::Written, Ok(arn)) => {
            let own = provider.split(':').nth(4).unwrap_or_default();
            let known = |text: String| State::Known(KeyValue::Single(text));
            let qualifier = issuer.map(|issuer| known(name_qualifier(issuer, own, arn.name)));
            // Of an Issuer that is not shown it is as unknown.
            (known(format!("{own}/{}", arn.name)), qualifier.unwrap_or_else(|| iss.clone()))
        }
    }
}

/// `saml:namequalifier`: base64 of the SHA-1 of issuer, account, slash and the provider's name, with
/// nothing between issuer and account.
pub fn name_qualifier(issuer: &str, account: &str, provider: &str) -> String {
    STANDARD.encode(Sha1::digest(format!("{issuer}{account}/{provider}")))
}
