//! A file has only a part of the users of Amazon Connect, and the login is not among them.

use crate::aws::attributes::ROLE_SESSION_NAME;
use crate::aws::services;
use crate::citations::CONNECT_LIST_USERS;
use crate::evidence::kind::in_region;
use crate::evidence::{Directory, Extent, User, UserFile, connect_users};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::relay_states;
use crate::rules::user_names::meant;
use crate::rules::values::texts;

pub static RULE: Rule = Rule {
    id: "connect-users-incomplete",
    summary: "a file has a page of the users of Amazon Connect, and the login is not on it",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "ListUsers and SearchUsers answer in pages; NextToken says that more follow. Who is not on a page may be on the next one.",
    remedy: Remedy {
        text: "get the whole list: without --max-items and --no-paginate the AWS CLI fetches every page",
        setting: None,
    },
    citations: &[CONNECT_LIST_USERS],
    who: Some(Who::ConnectAdmin),
    check: Check::Message { services: &[&services::CONNECT], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let pages: Vec<(&UserFile, crate::source::Span)> = case
        .evidence
        .users
        .iter()
        .filter(|file| file.may_be_of(Directory::AmazonConnect))
        .filter_map(|file| match file.extent {
            Extent::Page(token) => Some((file, token)),
            Extent::Whole | Extent::Chosen => None,
        })
        .collect();
    let Some(&(file, token)) = pages.first() else { return Outcome::NotApplicable };
    let sent = match texts(case, ROLE_SESSION_NAME) {
        Ok(sent) => sent,
        Err(outcome) => return outcome,
    };
    let Some(name) = sent.first() else { return case.absent() };
    let users: Vec<&User> = case.evidence.users.iter().flat_map(|file| &file.users).collect();
    if users.iter().any(|user| user.name.value == name.value) || meant(&name.value, &users).is_some() {
        return Outcome::Clean;
    }
    let count = file.users.len();
    let message = format!(
        "{} is a page of the list, with {count} {}: {} may stand on a later one",
        file.short_file(),
        if count == 1 { "user" } else { "users" },
        quoted(&name.value)
    );
    let finding = Finding::new(&RULE, token, message);
    match relay_states::instance(case) {
        Some((instance, region)) => {
            let command = connect_users::KIND.command.replace("{instance}", &instance);
            finding.command(in_region(&command, region.as_deref())).into()
        }
        None => finding.into(),
    }
}
