//! No user of Amazon Connect has the RoleSessionName as its login.

use crate::authorization::patch::shell_name;
use crate::aws::attributes::ROLE_SESSION_NAME;
use crate::aws::known_errors::connect;
use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::citations::CONNECT_TROUBLESHOOT;
use crate::evidence::kind::in_region;
use crate::evidence::{Directory, Extent, User, UserFile, connect_users};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::marks;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::relay_states;
use crate::rules::user_names::{Near, meant, strange};
use crate::rules::values::{marks, texts};
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "connect-user-not-in-list",
    summary: "no user of the Amazon Connect instance has the RoleSessionName as its login",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "Connect looks for the user whose login is the RoleSessionName, letter by letter and with case. It makes none at the sign-in, and a login cannot be changed afterwards.",
    remedy: Remedy {
        text: "let RoleSessionName be the login exactly, or create the user in Amazon Connect under the name that is sent",
        setting: Some(Setting::RoleSessionNameClaim),
    },
    citations: &[CONNECT_TROUBLESHOOT, CONNECT_CONFIGURE],
    explains: &[&connect::NOT_ONBOARDED],
    check: Check::Message {
        services: &[&services::CONNECT],
        needs: &[Need::Assertion, Need::Evidence(&connect_users::KIND)],
        check,
    },
    ..Rule::OF_MESSAGE
};

const UNKNOWN: Outcome = Outcome::NotChecked(Need::Evidence(&connect_users::KIND));

fn check(case: &Case) -> Outcome {
    let sent = match texts(case, ROLE_SESSION_NAME) {
        Ok(sent) => sent,
        Err(outcome) => return outcome,
    };
    let Some(name) = sent.first() else { return case.absent() };
    let instance = relay_states::instance(case);
    let of_instance = |user: &&User| match (&instance, &user.home) {
        (Some((instance, _)), Some(home)) => home.value.eq_ignore_ascii_case(instance),
        _ => true,
    };
    let files: Vec<&UserFile> =
        case.evidence.users.iter().filter(|file| file.may_be_of(Directory::AmazonConnect)).collect();
    let of_it = |file: &&&UserFile| file.users.is_empty() || file.users.iter().any(|user| of_instance(&user));
    let files: Vec<&UserFile> = files.iter().filter(of_it).copied().collect();
    let users: Vec<&User> = files.iter().flat_map(|file| &file.users).filter(of_instance).collect();
    if files.is_empty() {
        return UNKNOWN;
    }
    if users.iter().any(|user| user.name.value == name.value) {
        return Outcome::Clean;
    }
    // A login that was crossed out may be this one.
    if users.iter().any(|user| marks::in_value(&user.name.value).is_some()) {
        return UNKNOWN;
    }
    let whole = files.iter().all(|file| file.extent == Extent::Whole);
    match meant(&name.value, &users) {
        Some(near) => {
            let finding = near_miss(case, name, &near, files[0]);
            // A page, or one user, may leave out the one that is meant.
            let paged = files.iter().any(|file| matches!(file.extent, Extent::Page(_)));
            match (whole, paged) {
                (true, _) => finding.into(),
                (false, false) => finding.likely().into(),
                (false, true) => finding.at_most(Severity::Warning).likely().into(),
            }
        }
        None if whole => absent(name, &users, files[0], instance.as_ref()).into(),
        None => UNKNOWN,
    }
}

fn near_miss(case: &Case, name: &Text, near: &Near, file: &UserFile) -> Finding {
    let login = &near.user.name;
    let message = format!(
        "the RoleSessionName is {}, the login in Amazon Connect {}: {}",
        quoted(&name.value),
        quoted(&login.value),
        near.words(&name.value)
    );
    let (in_lower_case, setting) = match name.value.to_lowercase() == login.value {
        true => (", in lower case,", Setting::RoleSessionNameCase),
        false => ("", Setting::RoleSessionNameClaim),
    };
    Finding::of_value(&RULE, name, message)
        .marks(marks(case, name, &strange(&name.value, &login.value)))
        .related(login.span, format!("the login in {}", file.short_file()))
        .expected(login.value.clone())
        .setting(setting)
        .remedy(format!(
            "send {}{in_lower_case} as RoleSessionName, or make a user in Amazon Connect whose login is {}",
            quoted(&login.value),
            quoted(&name.value)
        ))
}

fn absent(
    name: &Text,
    users: &[&User],
    file: &UserFile,
    instance: Option<&(String, Option<String>)>,
) -> Finding {
    let count = match users.len() {
        0 => "none at all".to_owned(),
        1 => "one user".to_owned(),
        many => format!("{many} users"),
    };
    let message = format!(
        "no user of Amazon Connect has the login {}; {} has {count}",
        quoted(&name.value),
        file.short_file()
    );
    let finding = Finding::of_value(&RULE, name, message).who(Who::ConnectAdmin).remedy(format!(
        "create the user in Amazon Connect with the login {}, or let RoleSessionName be a login that is there",
        quoted(&name.value)
    ));
    match (instance, shell_name(&name.value)) {
        (Some((instance, region)), Some(login)) if !login.contains(['=', '+', ',']) => {
            let command = format!(
                "aws connect create-user --instance-id '{instance}'{{region}} --username {login} --phone-config PhoneType=SOFT_PHONE --security-profile-ids PROFILE_ID --routing-profile-id ROUTING_PROFILE_ID"
            );
            finding.command(in_region(&command, region.as_deref()))
        }
        _ => finding,
    }
}
