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
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "connect-users-incomplete",
    summary: "a file has a part of the users of Amazon Connect, and the login is not among them",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "ListUsers and SearchUsers answer in pages; NextToken says that more follow. Who is not on a page may be on the next one; a search and --query leave what they were told to.",
    remedy: Remedy {
        text: "get the whole list: without --query, --max-items and --no-paginate the AWS CLI fetches every page",
        setting: None,
    },
    citations: &[CONNECT_LIST_USERS],
    who: Some(Who::ConnectAdmin),
    check: Check::Message { services: &[&services::CONNECT], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let of_connect = |file: &&UserFile| file.may_be_of(Directory::AmazonConnect);
    let files: Vec<&UserFile> = case.evidence.users.iter().filter(of_connect).collect();
    // Where the whole list is, another rule tells who is not in it.
    let whole = files.iter().any(|file| file.extent == Extent::Whole);
    let part = files.iter().copied().filter(|_| !whole).find_map(|file| Some((file, place(file)?)));
    let Some((file, place)) = part else { return Outcome::NotApplicable };
    let sent = match texts(case, ROLE_SESSION_NAME) {
        Ok(sent) => sent,
        Err(outcome) => return outcome,
    };
    let Some(name) = sent.first() else { return case.absent() };
    let users: Vec<&User> = files.iter().flat_map(|file| &file.users).collect();
    if users.iter().any(|user| user.name.value == name.value) || meant(&name.value, &users).is_some() {
        return Outcome::Clean;
    }
    let count = file.users.len();
    let counted = match count {
        0 => "no user".to_owned(),
        1 => "one user".to_owned(),
        many => format!("{many} users"),
    };
    let (name, short_file) = (quoted(&name.value), file.short_file());
    let finding = match file.extent {
        Extent::Page(_) => {
            let message = format!(
                "{short_file} is a page of the list, with {counted}: {name} may stand on a later one"
            );
            Finding::new(&RULE, place, message)
        }
        Extent::Chosen | Extent::Whole => {
            let message = format!(
                "{name} is not in {short_file}, which has {counted}, as a search or --query left them: whether these are all is not told"
            );
            Finding::new(&RULE, place, message).likely()
        }
    };
    match relay_states::instance(case) {
        Some((instance, region)) => {
            let command = connect_users::KIND.command.replace("{instance}", &instance);
            finding.command(in_region(&command, region.as_deref())).into()
        }
        None => finding.into(),
    }
}

/// Where a file tells that it may lack users; `None` of a whole list.
fn place(file: &UserFile) -> Option<Span> {
    match file.extent {
        Extent::Page(token) => Some(token),
        Extent::Chosen => file.users.first().map(|user| user.name.span).or(file.place),
        Extent::Whole => None,
    }
}
