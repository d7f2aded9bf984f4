//! No user of IAM Identity Center has the NameID as its user name.

use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::{CENTER_OTHER_PROVIDERS, CENTER_TROUBLESHOOTING};
use crate::evidence::{Directory, Extent, User, UserFile, identity_store_users};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::marks;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::center;
use crate::rules::user_names::{meant, strange};
use crate::rules::values::marks;
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "center-user-not-in-list",
    summary: "no user of IAM Identity Center has the NameID as its user name",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Identity Center looks for the user whose UserName is the NameID, and never by the mail address. It makes none at the sign-in: users come by SCIM, or are made by hand.",
    remedy: Remedy {
        text: "let the NameID come from the field that feeds userName of SCIM, or change the user name in Identity Center",
        setting: Some(Setting::NameId),
    },
    citations: &[CENTER_TROUBLESHOOTING, CENTER_OTHER_PROVIDERS],
    explains: &[&identity_center::CODE_NOT_RIGHT, &identity_center::UNEXPECTED_ERROR],
    follows: &["center-name-id-not-address", "center-given-iams-response"],
    check: Check::Message {
        services: &[&services::IDENTITY_CENTER],
        needs: &[Need::Assertion, Need::Evidence(&identity_store_users::KIND)],
        check,
    },
    ..Rule::OF_MESSAGE
};

const UNKNOWN: Outcome = Outcome::NotChecked(Need::Evidence(&identity_store_users::KIND));

fn check(case: &Case) -> Outcome {
    let name_id = case.assertion().and_then(|assertion| assertion.subject.as_ref()?.name_id.as_ref());
    let Some(name) = name_id.map(|name_id| &name_id.text).filter(|text| !text.value.trim().is_empty()) else {
        return case.absent();
    };
    let store = center::store(case);
    let is_of_it = |user: &&User| match (&store, &user.home) {
        (Some(store), Some(home)) => home.value == *store,
        _ => true,
    };
    let of_it = |file: &&UserFile| file.users.is_empty() || file.users.iter().any(|user| is_of_it(&user));
    let given = case.evidence.users.iter().filter(|file| file.may_be_of(Directory::IdentityStore));
    let files: Vec<&UserFile> = given.filter(of_it).collect();
    let users: Vec<&User> = files.iter().flat_map(|file| &file.users).filter(is_of_it).collect();
    if files.is_empty() || case.is_cut(name) {
        return UNKNOWN;
    }
    if users.iter().any(|user| user.name.value == name.value) {
        return Outcome::Clean;
    }
    // A UserName that was crossed out may be this one.
    if users.iter().any(|user| marks::in_value(&user.name.value).is_some()) {
        return UNKNOWN;
    }
    let whole = files.iter().all(|file| file.extent == Extent::Whole);
    let paged = files.iter().any(|file| matches!(file.extent, Extent::Page(_)));
    // A user name that differs by case alone is nearer than an address of that user.
    let of_case = users.iter().any(|user| user.name.value.eq_ignore_ascii_case(&name.value));
    let finding = if let Some(user) = by_mail(name, &users).filter(|_| !of_case) {
        let (sent, there) = (quoted(&name.value), quoted(&user.name.value));
        let message = format!("{sent} is the mail address of the user {there}; no user has it as UserName");
        Finding::of_value(&RULE, name, message)
            .related(user.name.span, "the UserName")
            .expected(&user.name.value)
            .remedy(format!(
                "let the NameID come from the field that feeds userName of SCIM (here {there}), or let that field feed userName, so that it becomes {sent}"
            ))
    } else if let Some(near) = meant(&name.value, &users) {
        let message = format!(
            "the NameID is {}, the UserName in Identity Center {}: {}",
            quoted(&name.value),
            quoted(&near.user.name.value),
            near.words(&name.value)
        );
        Finding::of_value(&RULE, name, message)
            .marks(marks(case, name, &strange(&name.value, &near.user.name.value)))
            .related(near.user.name.span, "the UserName")
            .expected(&near.user.name.value)
    } else if whole {
        let count = users.len();
        let message = format!(
            "no user of Identity Center has the UserName {}; {} has {count} {}",
            quoted(&name.value),
            files[0].short_file(),
            if count == 1 { "user" } else { "users" }
        );
        Finding::of_value(&RULE, name, message)
            .remedy("provision the user (assign it to the application at the identity provider), or create it under this name")
    } else {
        let Some(first) = users.first().filter(|_| !paged) else { return UNKNOWN };
        let count = users.len();
        let counted = if count == 1 { "one user".to_owned() } else { format!("{count} users") };
        let message = format!(
            "{} is not in {}, which has {counted}, as a filter or --query left them: whether these are all is not told",
            quoted(&name.value),
            files[0].short_file()
        );
        Finding::new(&RULE, first.name.span, message)
            .at_most(Severity::Warning)
            .likely()
            .remedy("give the whole list: without --filters, --query and --max-items")
            .opens(Need::Evidence(&identity_store_users::KIND), identity_store_users::KIND.question)
    };
    if paged { finding.at_most(Severity::Warning).into() } else { finding.into() }
}

/// The user whose mail address the NameID is.
fn by_mail<'a>(name: &Text, users: &[&'a User]) -> Option<&'a User> {
    let has = |user: &&&User| user.emails.iter().any(|email| email.value.eq_ignore_ascii_case(&name.value));
    users.iter().find(has).copied()
}
