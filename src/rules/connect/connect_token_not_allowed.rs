//! The role's policies do not let its session open the instance of Amazon Connect.

use crate::authorization::patch::shell_name;
use crate::aws::known_errors::connect;
use crate::aws::nearest::nearest;
use crate::aws::policy::{Condition, Statement, Value};
use crate::aws::services;
use crate::citations::{CONNECT_CONFIGURE, CONNECT_FEDERATION_TOKEN, CONNECT_TROUBLESHOOT};
use crate::evidence::{GivenPolicy, GivenRole, account_details, policy};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::federation_tokens::{ACTION, Against, Call, Verdict};
use crate::rules::trusts::{beginning, free_file, statement_words};
use crate::rules::user_names::strange;
use crate::rules::values::enumerated;
use crate::source::{Span, Text};

pub static RULE: Rule = Rule {
    id: "connect-token-not-allowed",
    summary: "the role's policies do not allow connect:GetFederationToken for this instance",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "Behind the sign-in the role's session asks Amazon Connect for a token. A policy of the role has to allow connect:GetFederationToken: on the users of the instance (arn:aws:connect:REGION:ACCOUNT:instance/ID/user/${aws:userid}), or on every resource with connect:InstanceId equal to the instance's id. A permissions boundary and the organization's policies must not take it away.",
    remedy: Remedy {
        text: "allow connect:GetFederationToken for the instance that the RelayState names, in a policy of the role",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CONNECT_CONFIGURE, CONNECT_TROUBLESHOOT, CONNECT_FEDERATION_TOKEN],
    explains: &[&connect::FEDERATION_NOT_ALLOWED],
    check: Check::Message {
        services: &[&services::CONNECT],
        needs: &[Need::Assertion, Need::Evidence(&account_details::KIND)],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(call) = Call::of(case) else { return Outcome::NotApplicable };
    let heard = call.heard(case);
    let denied: Vec<Finding> = heard.all().filter_map(|verdict| denial(verdict, &call)).collect();
    if !denied.is_empty() {
        return denied.into();
    }
    let bounded = heard.bounding.iter().filter(|verdict| !verdict.allows() && !verdict.may_allow());
    let bounded: Vec<Finding> = bounded.map(|verdict| not_within(verdict, &call)).collect();
    if !bounded.is_empty() {
        return bounded.into();
    }
    let own = &heard.granting;
    if own.iter().any(|verdict| verdict.allows()) {
        return match (heard.boundary, heard.bounding.is_empty()) {
            (Some(boundary), true) => boundary_open(case, boundary).into(),
            (_, _) => Outcome::Clean,
        };
    }
    if own.iter().any(|verdict| verdict.may_allow()) {
        return Outcome::NotApplicable;
    }
    if own.is_empty() && !heard.complete {
        return Outcome::NotChecked(Need::Evidence(&account_details::KIND));
    }
    if own.is_empty() {
        return none_at_all(case, &call).map_or(Outcome::NotApplicable, Outcome::from);
    }
    let misses: Vec<Finding> = own.iter().flat_map(|verdict| missed(verdict, &call)).collect();
    // A policy that is attached and was not given may allow it.
    let open = |finding: Finding| match heard.missing.is_empty() {
        true => finding,
        false => finding.at_most(Severity::Warning).likely(),
    };
    if let Some(first) = misses.into_iter().next() {
        return open(told(first, &call)).into();
    }
    if let Some((verdict, index, value)) =
        own.iter().find_map(|verdict| verdict.meant_action().map(|(index, value)| (verdict, index, value)))
    {
        let message = format!(
            "{} of {} allows {}, not {ACTION}",
            statement_words(&verdict.policy.policy, index),
            verdict.policy.called(),
            quoted(&value.text)
        );
        let finding = Finding::new(&RULE, value.span, message).found(&value.text).expected(ACTION);
        return open(told(finding, &call)).into();
    }
    /// More policies are counted, not named.
    const NAMED: usize = 3;
    let does = if own.len() == 1 { "does" } else { "do" };
    let message = match own.len() {
        count if count > NAMED => format!("none of the {count} policies of the role allows {ACTION}"),
        _ => {
            let called: Vec<String> = own.iter().map(|verdict| verdict.policy.called()).collect();
            format!("{} {does} not allow {ACTION}", enumerated(&called))
        }
    };
    let finding = told(Finding::new(&RULE, beginning(own[0].policy.span), message), &call);
    // Another policy of the role may allow it.
    match (heard.complete, own.iter().any(|verdict| verdict.is_about_connect())) {
        (true, _) => finding.into(),
        (false, true) => open(finding.likely()).into(),
        (false, false) if !heard.missing.is_empty() => Outcome::NotApplicable,
        (false, false) => finding.likely().at_most(Severity::Warning).into(),
    }
}

fn not_within(verdict: &Verdict, call: &Call) -> Finding {
    let message = format!("the permissions boundary in {} does not allow {ACTION}", verdict.policy.called());
    let finding = Finding::new(&RULE, beginning(verdict.policy.span), message);
    told(finding.remedy(format!("allow {ACTION} in the permissions boundary of the role, too")), call)
}

/// The role's policies allow it, and what its boundary says was not given.
fn boundary_open(case: &Case, boundary: &Text) -> Finding {
    let message = format!(
        "the role has the permissions boundary {}, which has to allow {ACTION}, too, and was not given",
        quoted(&boundary.value)
    );
    let finding = Finding::new(&RULE, boundary.span, message)
        .at_most(Severity::Note)
        .remedy("give the boundary's policy beside the response".to_owned())
        .opens(Need::Evidence(&policy::KIND), "whether the role's permissions boundary lets it open Connect");
    let plain = |arn: &str| arn.bytes().all(|b| b.is_ascii_alphanumeric() || b":/+=,.@_-".contains(&b));
    match boundary.value.starts_with("arn:") && plain(&boundary.value) {
        true => finding.command(format!(
            "aws iam get-policy-version --policy-arn '{0}' --version-id \"$(aws iam get-policy --policy-arn '{0}' --query Policy.DefaultVersionId --output text)\" > {1}",
            boundary.value,
            free_file(case, "boundary.json")
        )),
        false => finding,
    }
}

/// A file lists the policies of the role, and there is none.
fn none_at_all(case: &Case, call: &Call) -> Option<Finding> {
    let is_it = |role: &&GivenRole| role.arn.as_ref().is_some_and(|arn| arn.value == call.role);
    let role = case.evidence.roles.iter().filter(is_it).find(|role| role.permissions.inline.is_some())?;
    let place = role.name.as_ref().or(role.arn.as_ref()).map_or(beginning(role.span), |name| name.span);
    let message = format!("the role has no policy at all in {}: nothing allows {ACTION}", role.short_file());
    Some(told(Finding::new(&RULE, place, message), call))
}

/// What to allow, and the command that does it.
fn told(finding: Finding, call: &Call) -> Finding {
    let role = call.role.rsplit('/').next().unwrap_or_default();
    let finding = match finding.remedy.is_some() {
        true => finding,
        false => finding.remedy(format!(
            "allow {ACTION} on {} in a policy of the role (or on * with StringEquals connect:InstanceId {})",
            call.documented_resource(),
            call.instance
        )),
    };
    match shell_name(role) {
        Some(role) => finding.command(format!(
            "aws iam put-role-policy --role-name {role} --policy-name connect-federation --policy-document file://policy.json"
        )),
        None => finding,
    }
}

fn denial(verdict: &Verdict, call: &Call) -> Option<Finding> {
    let (index, statement) = verdict.denying()?;
    let policy: &GivenPolicy = verdict.policy;
    let message = format!(
        "{} of {} ({}) denies {ACTION} for this instance",
        statement_words(&policy.policy, index),
        policy.called(),
        policy.kind.words()
    );
    let finding = Finding::new(&RULE, place(statement), message);
    Some(finding.remedy(format!("take {ACTION} on {} out of that Deny", call.documented_resource())))
}

fn place(statement: &Statement) -> Span {
    statement.actions.as_ref().map_or(beginning(statement.span), |actions| actions.span)
}

/// Statements that allow the action, and not for this instance.
fn missed<'a>(verdict: &'a Verdict, call: &'a Call) -> impl Iterator<Item = Finding> + 'a {
    verdict.misses().into_iter().map(move |(index, statement, against)| {
        let whose =
            format!("{} of {}", statement_words(&verdict.policy.policy, index), verdict.policy.called());
        match against {
            Against::Condition(at) => condition(&statement.conditions[at], &whose, call),
            Against::Resource => resource(statement, &whose, call),
        }
    })
}

fn condition(condition: &Condition, whose: &str, call: &Call) -> Finding {
    let (operator, key) = (&condition.operator.value, &condition.key.value);
    let is_instance = key.eq_ignore_ascii_case("connect:InstanceId");
    let listed: Vec<String> = condition.values.iter().take(3).map(|value| quoted(&value.text)).collect();
    if !is_instance {
        let message =
            format!("{whose} allows {ACTION} only where {key} fits {} ({operator})", enumerated(&listed));
        return Finding::new(&RULE, condition.span, message).likely();
    }
    let told = |values: &str| {
        format!(
            "{whose} has connect:InstanceId {values}, the login's is {} ({operator})",
            quoted(&call.instance)
        )
    };
    match near(&condition.values, &call.instance) {
        Some(value) => Finding::new(&RULE, value.span, told(&quoted(&value.text)))
            .marks(marks(value, &call.instance))
            .found(&value.text)
            .expected(&call.instance),
        None => {
            let place = condition.values.first().map_or(condition.span, |value| value.span);
            Finding::new(&RULE, place, told(&enumerated(&listed))).expected(&call.instance)
        }
    }
}

fn near<'v>(values: &'v [Value], instance: &str) -> Option<&'v Value> {
    let near = nearest(instance, values.iter().map(|value| value.text.as_str()))?.candidate;
    values.iter().find(|value| value.text == near)
}

/// The characters of a value that differ, where it stands as it is.
fn marks(value: &Value, meant: &str) -> Vec<Span> {
    let whole = value.span.end.saturating_sub(value.span.start) as usize;
    match whole == value.text.len() {
        true => strange(&value.text, meant).into_iter().map(|range| value.span.part(range)).collect(),
        false => Vec::new(),
    }
}

fn resource(statement: &Statement, whose: &str, call: &Call) -> Finding {
    let wanted = call.documented_resource();
    let Some(resources) = &statement.resources else {
        return Finding::new(
            &RULE,
            beginning(statement.span),
            format!("{whose} does not name this instance"),
        );
    };
    let Some(value) = resources.values.first() else {
        return Finding::new(&RULE, resources.span, format!("{whose} has no Resource"));
    };
    let why = differs(&value.text, &wanted).unwrap_or_else(|| "it does not fit this login".to_owned());
    let message = format!("in {whose}, {why}: the Resource is {}", quoted(&value.text));
    Finding::new(&RULE, value.span, message).found(&value.text).expected(wanted)
}

/// The first part of an ARN of Connect's that differs.
fn differs(written: &str, wanted: &str) -> Option<String> {
    let parts = |arn: &str| -> Vec<String> { arn.splitn(6, ':').map(str::to_owned).collect() };
    let (own, other) = (parts(written), parts(wanted));
    if own.len() < 6 || other.len() < 6 {
        return Some("the Resource is no ARN of Amazon Connect".to_owned());
    }
    for (at, name) in [(1, "partition"), (2, "service"), (3, "Region"), (4, "account")] {
        if own[at] != other[at] && own[at] != "*" {
            return Some(format!("the {name} is {}, the instance's is {}", quoted(&own[at]), other[at]));
        }
    }
    let (mut own, mut other) = (own[5].split('/'), other[5].split('/'));
    let (_, _) = (own.next(), other.next());
    let (id, right) = (own.next().unwrap_or_default(), other.next().unwrap_or_default());
    if id != right && id != "*" {
        return Some(format!("the instance is {}, the login's is {right}", quoted(id)));
    }
    let rest: Vec<&str> = own.collect();
    match rest.as_slice() {
        [] => Some(
            "the Resource ends at the instance, and the token is asked for its user (/user/${aws:userid})"
                .to_owned(),
        ),
        ["user", user] if user.contains("${aws:username}") => {
            Some("${aws:username} is none of a role's session, which has ${aws:userid}".to_owned())
        }
        ["user", user] if user.contains("${") => {
            Some("a variable such as ${aws:userid} is filled only with Version 2012-10-17".to_owned())
        }
        _ => None,
    }
}
