//! What must hold outside the response for this very login to be let in, computed from it.

use super::visible::clipped;
use crate::aws::arn::{RoleArn, SamlProviderArn};
use crate::aws::attributes::{
    PRINCIPAL_TAG_PREFIX, ROLE, ROLE_SESSION_NAME, SOURCE_IDENTITY, TRANSITIVE_TAG_KEYS,
};
use crate::aws::endpoints::{self, Endpoint};
use crate::aws::known_errors::{connect, sts};
use crate::aws::policy;
use crate::aws::role_value;
use crate::diagnosis::{Diagnosis, Judged, Message};
use crate::evidence::kind::in_region;
use crate::evidence::{account_details, connect_users};
use crate::login::{Answering, Outcome};
use crate::rule::quoted;
use crate::saml::Assertion;

/// Roles that are named; of more only the number is told.
const MOST_ROLES: usize = 4;

/// What must hold, and how to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holds {
    /// `to let this login in`
    pub heading: String,
    /// What, and the value it must have.
    pub rows: Vec<(&'static str, String)>,
    /// Commands that show it, with this response's own values.
    pub commands: Vec<String>,
    /// Who can look: `the admin of account 123456789012`.
    pub who: String,
}

/// Of a refusal that nothing in the response explains; `None` of everything else.
pub(super) fn of(diagnosis: &Diagnosis, message: &Message, judged: &Judged) -> Option<Holds> {
    let answer = judged.aws_answer.as_ref();
    let refused = answer.filter(|answer| answer.outcome == Outcome::Refused);
    let error = refused
        .and_then(|answer| answer.error)
        .or_else(|| judged.shown_error.as_ref().map(|shown| shown.error));
    let explained = judged.shown_error.as_ref().is_some_and(|shown| !shown.found.is_empty());
    if explained {
        return None;
    }
    let assertion = message.response()?.assertion()?;
    let of_connect = error.is_some_and(|error| connect::ALL.iter().any(|known| known.id == error.id));
    if refused.is_some_and(|answer| answer.service == Answering::Connect) || of_connect {
        return match error {
            Some(error) if error.id == connect::FEDERATION_NOT_ALLOWED.id => {
                federation(diagnosis, message, assertion)
            }
            Some(error) if error.id != connect::NOT_ONBOARDED.id => None,
            Some(_) | None => user_of_connect(diagnosis, message, assertion),
        };
    }
    if error.is_none_or(|error| error.id != sts::NOT_AUTHORIZED.id) {
        return None;
    }
    let chosen = answer.and_then(|answer| answer.chosen_role.as_deref());
    let allowed = |outcome: &Option<policy::Outcome>| *outcome == Some(policy::Outcome::Allow);
    if !judged.role_outcomes.is_empty() && judged.role_outcomes.iter().all(allowed) {
        return allowed_now(diagnosis, assertion);
    }
    role(diagnosis, assertion, chosen)
}

/// What else refuses a login that the given trust policies let in.
fn allowed_now(diagnosis: &Diagnosis, assertion: &Assertion) -> Option<Holds> {
    let mut values = assertion.attributes_named(ROLE).flat_map(|attribute| &attribute.values);
    let role = values.find_map(|value| role_value::halves(&value.text.value).role)?;
    let account = RoleArn::parse(role).ok()?.arn.account;
    let rows = vec![
        ("then", "the policy is the one of now: it may have been another at the login".to_owned()),
        ("just now", "a role or provider changed seconds before is refused for some seconds".to_owned()),
        ("RCP", "a resource control policy may deny it, where this is a member account".to_owned()),
    ];
    let given = !diagnosis.evidence.listed_policies.is_empty() || !diagnosis.evidence.policies.is_empty();
    let list = format!(
        "aws organizations list-policies-for-target --target-id {account} --filter RESOURCE_CONTROL_POLICY > {}",
        unused(diagnosis, "rcps")
    );
    Some(Holds {
        heading: "the given trust policy lets this login in; what refuses it all the same".to_owned(),
        rows,
        commands: if given { Vec::new() } else { vec![list] },
        who: "the admin of the organization, in its management account".to_owned(),
    })
}

/// What AssumeRoleWithSAML needs of the role.
///
/// IAM User Guide, "Troubleshoot SAML 2.0 federation with IAM"; facts on the three authorizations.
fn role(diagnosis: &Diagnosis, assertion: &Assertion, chosen: Option<&str>) -> Option<Holds> {
    let pairs: Vec<(&str, &str)> = assertion
        .attributes_named(ROLE)
        .flat_map(|attribute| &attribute.values)
        .filter_map(|value| {
            let halves = role_value::halves(&value.text.value);
            Some((halves.role?, halves.provider?))
        })
        .filter(|(role, provider)| RoleArn::parse(role).is_ok() && SamlProviderArn::parse(provider).is_ok())
        .filter(|(role, _)| chosen.is_none_or(|chosen| chosen == *role))
        .collect();
    let &(first, provider) = pairs.first()?;
    let parsed = RoleArn::parse(first).ok()?;
    let mut rows = Vec::new();
    for (role, _) in pairs.iter().take(MOST_ROLES) {
        rows.push(("role", format!("{role} exists, under exactly this name")));
    }
    if pairs.len() > MOST_ROLES {
        rows.push(("", format!("and {} more", pairs.len() - MOST_ROLES)));
    }
    rows.push(("trust", format!("its trust policy names {provider}")));
    rows.push(("allow", actions(assertion)));
    if let Some(recipient) = assertion.recipient() {
        rows.push((
            "SAML:aud",
            format!(
                "{} (the Recipient it came with), where the policy tests it",
                clipped(&recipient.value, 160)
            ),
        ));
    }
    let who = match pairs
        .iter()
        .all(|(role, _)| RoleArn::parse(role).is_ok_and(|other| other.arn.account == parsed.arn.account))
    {
        true => format!("the admin of account {}", parsed.arn.account),
        false => "the admin of the role's account".to_owned(),
    };
    let given = |arn: &str| {
        diagnosis.evidence.roles.iter().any(|role| role.arn.as_ref().is_some_and(|own| own.value == arn))
    };
    let commands = pairs
        .iter()
        .filter(|(role, _)| !given(role))
        .take(MOST_ROLES)
        .filter_map(|(role, _)| RoleArn::parse(role).ok())
        .enumerate()
        .map(|(index, role)| {
            let stem = if index == 0 { "role".to_owned() } else { format!("role-{}", index + 1) };
            format!("aws iam get-role --role-name '{}' > {}", role.name, unused(diagnosis, &stem))
        })
        .collect();
    Some(Holds { heading: "to let this login in".to_owned(), rows, commands, who })
}

/// A name for a file that is none of those that were given: a printed command overwrites nothing.
fn unused(diagnosis: &Diagnosis, stem: &str) -> String {
    let taken =
        |name: &str| diagnosis.inputs.iter().any(|input| input.name.rsplit(['/', '\\']).next() == Some(name));
    let first = format!("{stem}.json");
    let others = (2..).map(|number| format!("{stem}-{number}.json"));
    std::iter::once(first).chain(others).find(|name| !taken(name)).unwrap_or_default()
}

/// The actions that this response needs, and no more.
fn actions(assertion: &Assertion) -> String {
    let named = |wanted: &dyn Fn(&str) -> bool| {
        assertion
            .attributes
            .iter()
            .filter(|attribute| !attribute.values.is_empty())
            .any(|attribute| attribute.name.as_ref().is_some_and(|name| wanted(&name.value)))
    };
    let tags = named(&|name| name.starts_with(PRINCIPAL_TAG_PREFIX) || name == TRANSITIVE_TAG_KEYS);
    let identity = named(&|name| name == SOURCE_IDENTITY);
    let mut actions = vec!["sts:AssumeRoleWithSAML"];
    if tags {
        actions.push("sts:TagSession (tags are sent)");
    }
    if identity {
        actions.push("sts:SetSourceIdentity (a SourceIdentity is sent)");
    }
    let no_more =
        if tags || identity { "" } else { " (no tags and no SourceIdentity are sent: no more is needed)" };
    format!("{}{no_more}", actions.join(", "))
}

/// What the role's session needs to open Connect.
fn federation(diagnosis: &Diagnosis, message: &Message, assertion: &Assertion) -> Option<Holds> {
    let mut values = assertion.attributes_named(ROLE).flat_map(|attribute| &attribute.values);
    let role = values.find_map(|value| role_value::halves(&value.text.value).role)?;
    let arn = RoleArn::parse(role).ok()?.arn;
    let recipient = assertion.recipient().map(|recipient| recipient.value.as_str());
    let (instance, region) = endpoints::connect_instance(message.capture.relay_state.as_deref(), recipient)?;
    let region = region.unwrap_or_else(|| "REGION".to_owned());
    let rows = vec![
        (
            "allow",
            format!(
                "connect:GetFederationToken on arn:{}:connect:{region}:{}:instance/{instance}/user/${{aws:userid}}",
                arn.partition, arn.account
            ),
        ),
        ("or", format!("the same on *, with StringEquals connect:InstanceId {instance}")),
        ("bounds", "no boundary of the role and no policy of the organization takes it away".to_owned()),
    ];
    let given = diagnosis.evidence.roles.iter().any(|given| {
        given.permissions.inline.is_some() && given.arn.as_ref().is_some_and(|own| own.value == role)
    });
    let command = format!("{} > {}", account_details::KIND.command, unused(diagnosis, "account"));
    Some(Holds {
        heading: "for the role's session to open Amazon Connect, its policies".to_owned(),
        rows,
        commands: if given { Vec::new() } else { vec![command] },
        who: format!("the admin of account {}", arn.account),
    })
}

/// What Connect needs of the user.
fn user_of_connect(diagnosis: &Diagnosis, message: &Message, assertion: &Assertion) -> Option<Holds> {
    let name =
        assertion.attributes_named(ROLE_SESSION_NAME).flat_map(|attribute| &attribute.values).next()?;
    let instance = message.capture.relay_state.as_deref().and_then(|relay_state| {
        match endpoints::locate(relay_state)?.endpoint {
            Endpoint::ConnectRelayState(state) if endpoints::is_uuid(&state.instance) => Some(state),
            _ => None,
        }
    });
    let mut rows = vec![(
        "user",
        format!("a user of the instance has the login {}, in just these capitals", quoted(&name.text.value)),
    )];
    let mut commands = Vec::new();
    if let Some(state) = instance {
        rows.push(("instance", format!("{} is the one the user is in", state.instance)));
        let command = connect_users::KIND.command.replace("{instance}", &state.instance);
        let region = state.region.as_deref();
        let command = in_region(&command, region);
        commands.push(format!("{command} > {}", unused(diagnosis, "users")));
    }
    Some(Holds {
        heading: "for Amazon Connect to let this person in".to_owned(),
        rows,
        commands,
        who: "the admin of the Connect instance".to_owned(),
    })
}
