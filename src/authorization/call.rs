//! The call that a response becomes: its three authorizations, and the condition keys each of them sees.
//!
//! Service Authorization Reference, AWS Security Token Service; IAM User Guide, "IAM and AWS STS
//! condition context keys" and "AWS global condition context keys". What AWS answered where it was
//! measured (2026-09) wins.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};

use crate::aws::arn::SamlProviderArn;
use crate::aws::attributes::{ROLE_SESSION_NAME, SOURCE_IDENTITY, TRANSITIVE_TAG_KEYS, principal_tag_key};
use crate::aws::claims::{self, Many};
use crate::aws::policy::{Caller, KeyValue, Keys, Request, State};
use crate::instant::Instant;
use crate::saml::{Assertion, Response};

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
}

impl Call {
    /// What a response asks for with one of its Role values.
    pub fn of(response: &Response, role: &str, provider: &str, circumstances: &Circumstances) -> Call {
        let assertion = response.assertion();
        let value = |name: &str| {
            let attribute = assertion?.attributes_named(name).next()?;
            attribute.values.first().map(|value| value.text.value.clone())
        };
        let transitive: Vec<String> = assertion
            .into_iter()
            .flat_map(|assertion| assertion.attributes_named(TRANSITIVE_TAG_KEYS))
            .flat_map(|attribute| &attribute.values)
            .map(|value| value.text.value.clone())
            .collect();
        let tags = tags(assertion);
        let source_identity = value(SOURCE_IDENTITY);
        let shared = shared(role, provider, issued(response), circumstances);
        let claims = claims(assertion, provider);
        let session_name = value(ROLE_SESSION_NAME);

        let mut assume = shared.clone();
        for (name, state) in &claims {
            assume.set(name, state.clone());
        }
        match &session_name {
            Some(name) => assume.single("sts:RoleSessionName", name),
            None => assume.absent("sts:RoleSessionName"),
        }
        put_tags(&mut assume, &tags, &transitive);
        match &source_identity {
            Some(identity) => assume.single("sts:SourceIdentity", identity),
            None => assume.absent("sts:SourceIdentity"),
        }
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
        let name = session_name.map_or(KeyValue::Absent, KeyValue::Single);
        beside.set_own("sts:RoleSessionName", perhaps(&State::Known(name)));
        if !tags.is_empty() || !transitive.is_empty() {
            let mut keys = beside.clone();
            put_tags(&mut keys, &tags, &transitive);
            actions.push((TAG_SESSION, keys));
        }
        if let Some(identity) = &source_identity {
            let mut keys = beside;
            keys.single("sts:SourceIdentity", identity);
            actions.push((SET_SOURCE_IDENTITY, keys));
        }
        Call {
            role: role.to_owned(),
            provider: provider.to_owned(),
            caller: Caller::Federated(provider.to_owned()),
            actions,
            tags: tags.into_iter().map(|(key, _)| key).collect(),
            transitive_tags: transitive,
            source_identity,
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

fn put_tags(keys: &mut Keys, tags: &[(String, String)], transitive: &[String]) {
    keys.prefix("aws:RequestTag/", State::Known(KeyValue::Absent));
    for (key, value) in tags {
        keys.single(&format!("aws:RequestTag/{key}"), value);
    }
    keys.list("aws:TagKeys", tags.iter().map(|(key, _)| key.clone()).collect());
    keys.list("sts:TransitiveTagKeys", transitive.to_vec());
}

fn tags(assertion: Option<&Assertion>) -> Vec<(String, String)> {
    let attributes = assertion.map_or(&[][..], |assertion| &assertion.attributes);
    attributes
        .iter()
        .filter_map(|attribute| {
            let key = principal_tag_key(&attribute.name.as_ref()?.value)?;
            let value = attribute.values.first().map(|value| value.text.value.clone());
            Some((key.to_owned(), value.unwrap_or_default()))
        })
        .collect()
}

fn issued(response: &Response) -> Option<Instant> {
    let of_assertion = response.assertion().and_then(|assertion| assertion.issue_instant.as_ref());
    let text = of_assertion.or(response.issue_instant.as_ref())?;
    Instant::parse_xs(&text.value).ok().map(|written| written.instant)
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
    keys.single("aws:PrincipalAccount", &account(provider));
    keys.single("aws:PrincipalType", "User");
    keys.single("aws:userid", provider);
    keys.single("aws:ResourceAccount", &account(role));
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
fn claims(assertion: Option<&Assertion>, provider: &str) -> BTreeMap<String, State> {
    let mut keys: BTreeMap<String, State> = BTreeMap::new();
    let single = |text: &str| State::Known(KeyValue::Single(text.to_owned()));
    let or_absent = |text: Option<&str>| text.map_or(State::Known(KeyValue::Absent), single);
    let recipient = assertion.and_then(Assertion::recipient).map(|text| text.value.as_str());
    let issuer = assertion.and_then(|assertion| assertion.issuer.as_ref()).map(|text| text.value.as_str());
    let name_id = assertion.and_then(Assertion::name_id);
    keys.insert("saml:aud".to_owned(), or_absent(recipient));
    keys.insert("saml:iss".to_owned(), or_absent(issuer));
    keys.insert("saml:sub".to_owned(), or_absent(name_id.map(|id| id.text.value.as_str())));
    let format = name_id.and_then(|id| id.format.as_ref()).map(|format| format.value.as_str());
    let sub_type = match format {
        // One event of CloudTrail had the last word alone.
        Some(FORMAT_UNSPECIFIED) => State::Among(vec![
            KeyValue::Single(FORMAT_UNSPECIFIED.to_owned()),
            KeyValue::Single("unspecified".to_owned()),
        ]),
        Some(format) => single(format.strip_prefix(FORMAT_2_0).unwrap_or(format)),
        None => State::Unknown,
    };
    keys.insert("saml:sub_type".to_owned(), sub_type);
    if let Ok(arn) = SamlProviderArn::parse(provider) {
        let account = provider.split(':').nth(4).unwrap_or_default();
        keys.insert("saml:doc".to_owned(), single(&format!("{account}/{}", arn.name)));
        if let Some(issuer) = issuer {
            let qualifier = name_qualifier(issuer, account, arn.name);
            keys.insert("saml:namequalifier".to_owned(), single(&qualifier));
        }
    }
    for (key, _) in claims::all_keys() {
        keys.entry(key.to_owned()).or_insert(State::Known(KeyValue::Absent));
    }
    let mut sent: BTreeMap<&str, Vec<State>> = BTreeMap::new();
    for attribute in assertion.map_or(&[][..], |assertion| &assertion.attributes) {
        let Some(name) = &attribute.name else { continue };
        let named = claims::keys_of(&name.value);
        let values: Vec<String> = attribute.values.iter().map(|value| value.text.value.clone()).collect();
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
            [only] => only.clone(),
            // Only one claim is taken for a key, and which is not published.
            _ => State::Unknown,
        };
        keys.insert(key.to_owned(), state);
    }
    keys
}

/// `saml:namequalifier`: base64 of the SHA-1 of issuer, account, slash and the provider's name, with
/// nothing between issuer and account.
pub fn name_qualifier(issuer: &str, account: &str, provider: &str) -> String {
    STANDARD.encode(Sha1::digest(format!("{issuer}{account}/{provider}")))
}
