//! The users in a file are of another instance of Amazon Connect than the one the login leads to.

use crate::aws::attributes::ROLE_SESSION_NAME;
use crate::aws::known_errors::connect;
use crate::aws::services;
use crate::citations::CONNECT_CONFIGURE;
use crate::evidence::{Directory, User, UserFile};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::relay_states::{self, opening};
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "connect-users-of-another-instance",
    summary: "the users in a file are of another Amazon Connect instance than the one the login leads to",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    rationale: "A user belongs to one instance, which its ARN names. Who is a user of another instance is none of the one that the RelayState leads to.",
    remedy: Remedy {
        text: "let the RelayState name the instance that the user is in, or create the user in the one that it names",
        setting: Some(Setting::RelayState),
    },
    citations: &[CONNECT_CONFIGURE],
    explains: &[&connect::NOT_ONBOARDED],
    check: Check::Message { services: &[&services::CONNECT], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some((instance, _)) = relay_states::instance(case) else { return Outcome::NotApplicable };
    let name = case.values(ROLE_SESSION_NAME).next().map(|value| value.text.value.as_str());
    let mut looked_at = false;
    let mut findings = Vec::new();
    for file in case.evidence.users.iter().filter(|file| file.of == Directory::AmazonConnect) {
        let elsewhere = |user: &User| {
            user.home.as_ref().filter(|home| !home.value.eq_ignore_ascii_case(&instance)).cloned()
        };
        let strange: Vec<(&User, Text)> =
            file.users.iter().filter_map(|user| Some((user, elsewhere(user)?))).collect();
        looked_at |= file.users.iter().any(|user| user.home.is_some());
        let Some((_, first)) = strange.first().filter(|_| strange.len() == file.users.len()) else {
            continue;
        };
        let own = strange.iter().find(|(user, _)| Some(user.name.value.as_str()) == name);
        let (who, home) = match own {
            Some((user, home)) => (format!("the user {} of", quoted(&user.name.value)), home),
            None => ("what is listed in".to_owned(), first),
        };
        let verb = "is of the instance";
        let message =
            format!("{who} {} {verb} {}, and the login leads to {instance}", file.short_file(), home.value);
        let right = relay_states::connect(case).ok().map(|relay| relay.to(&home.value));
        let finding = Finding::new(&RULE, home.span, message).found(home.value.clone());
        findings.push(match right {
            Some(right) => finding.expected(instance.clone()).remedy(format!(
                "let the RelayState be {right}, if that is the instance that is meant, or create the user in {instance}"
            )),
            None => finding.expected(instance.clone()),
        });
    }
    findings.extend(of_another_region(case, &instance));
    if !looked_at { Outcome::NotApplicable } else { findings.into() }
}

/// The instance's users, and every one of them in another Region than the one that the RelayState names.
fn of_another_region(case: &Case, instance: &str) -> Option<Finding> {
    let relay = relay_states::connect(case).ok()?;
    let region = relay.state.region.as_deref().filter(|region| !relay_states::is_placeholder(region))?;
    let files = case.evidence.users.iter().filter(|file| file.of == Directory::AmazonConnect);
    let is_own = |home: &Text| home.value.eq_ignore_ascii_case(instance);
    let own: Vec<(&UserFile, &str, &Text)> = files
        .flat_map(|file| file.users.iter().map(move |user| (file, user)))
        .filter_map(|(file, user)| Some((file, user.region.as_deref()?, user.home.as_ref()?)))
        .filter(|(_, _, home)| is_own(home))
        .collect();
    // Of a pair with Global Resiliency both instances have one id.
    let &(file, other, home) = own.first().filter(|_| own.iter().all(|(_, other, _)| *other != region))?;
    let message = format!(
        "the users in {} are of the instance in {other}, and the RelayState leads to {region}",
        file.short_file()
    );
    let right = opening(relay.state.partition.id, other, instance);
    let finding = Finding::new(&RULE, home.span, message).likely();
    Some(finding.remedy(relay_states::remedy(&right)).expected(right))
}
