//! A role's file is of another role than the one that is asked for, and decides nothing.

use crate::authorization::{Miss, MissedBy, patch};
use crate::aws::arn::RoleArn;
use crate::citations::IDENTIFIERS;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::{SERVICES, beginning, free_file};

pub static RULE: Rule = Rule {
    id: "role-file-of-another",
    summary: "a role's file is of another role than the one that the response asks for",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "AWS takes the trust policy of the role whose ARN stands in the Role value. A role of the same name in another account is another role, with a policy of its own.",
    remedy: Remedy {
        text: "get the role that the response asks for, with credentials of its account",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[IDENTIFIERS],
    check: Check::Message { services: SERVICES, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let authorization = case.authorization;
    let misses = authorization.misses.iter().filter(|miss| match miss.by {
        MissedBy::Account | MissedBy::Name | MissedBy::Several => true,
        MissedBy::Case | MissedBy::Path => false,
    });
    let findings: Vec<Finding> = misses
        .filter_map(|miss| {
            let wanted = &authorization.asked.get(miss.asked)?.role;
            if miss.by == MissedBy::Several {
                return Some(of_several(case, miss, wanted));
            }
            let named = miss.role.arn.as_ref().or(miss.role.name.as_ref())?;
            let what = match miss.by {
                MissedBy::Account => "of another account",
                MissedBy::Name | MissedBy::Case | MissedBy::Path | MissedBy::Several => "another role",
            };
            let mut message = format!(
                "{} is {what} and decides nothing here: it is {}, the login asks for {}",
                miss.role.short_file(),
                quoted(&named.value),
                quoted(wanted)
            );
            if let (MissedBy::Account, Ok(role)) = (miss.by, RoleArn::parse(wanted)) {
                message.push_str(&format!(" (credentials of account {} get that)", role.arn.account));
            }
            let mut finding =
                Finding::new(&RULE, named.span, message).expected(wanted.clone()).found(named.value.clone());
            if let Ok(role) = RoleArn::parse(wanted)
                && let Some(name) = patch::shell_name(role.name)
            {
                finding = finding
                    .remedy(format!("run this with credentials of account {}", role.arn.account))
                    .command(format!(
                        "aws iam get-role --role-name {name} > {}",
                        free_file(case, &format!("role-{}.json", role.arn.account))
                    ));
            }
            Some(finding)
        })
        .collect();
    match authorization.misses.is_empty() && case.evidence.roles.is_empty() {
        true => Outcome::NotApplicable,
        false => findings.into(),
    }
}

/// Policies of which one may let the login in and another not, where nothing tells which counts.
fn of_several(case: &Case, miss: &Miss, wanted: &str) -> Finding {
    let named = miss.role.arn.is_some() || miss.role.name.is_some();
    let why = match named {
        true => "is one of several files of this role, and nothing tells which is in force",
        false => {
            "is one of several trust policies without a role's name, and nothing tells which is this role's"
        }
    };
    let message = format!("{} {why}; for {} they decide differently", miss.role.short_file(), quoted(wanted));
    let finding = Finding::new(&RULE, beginning(miss.role.span), message);
    match RoleArn::parse(wanted).ok().and_then(|role| patch::shell_name(role.name)) {
        Some(name) => finding
            .remedy("look at the role itself")
            .command(format!("aws iam get-role --role-name {name} > {}", free_file(case, "role.json"))),
        None => finding,
    }
}
