//! CloudTrail was asked, and had no event of this login, which proves nothing.

use crate::citations::CLOUDTRAIL_STS;
use crate::evidence::cloudtrail;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::trusts::{SERVICES, free_file};

pub static RULE: Rule = Rule {
    id: "cloudtrail-without-event",
    summary: "CloudTrail was asked, and had no event of this login",
    severity: Severity::Note,
    confidence: Confidence::Likely,
    rationale: "A call by the global sign-in is recorded in us-east-1, one by a Regional address in that Region; CloudTrail is asked Region by Region, and events come some minutes late. A call whose token STS cannot trust is not recorded at all, as AWS says in its forum.",
    remedy: Remedy {
        text: "ask again in the Region of the sign-in, for the minutes around it",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CLOUDTRAIL_STS],
    check: Check::Message { services: SERVICES, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(asked) = case.evidence.asked_cloudtrail else { return Outcome::NotApplicable };
    if !case.authorization.events.is_empty() {
        return Outcome::Clean;
    }
    // Changes of roles and what the session did are no answer to the question.
    let count = case.evidence.events.iter().filter(|event| !event.is_of_iam()).count();
    if count == 0 && !case.evidence.events.is_empty() || !case.authorization.related.is_empty() {
        return Outcome::NotApplicable;
    }
    let place = match &case.authorization.look_up {
        Some(look_up) => format!("this sign-in is recorded in {}", look_up.region),
        None => "a sign-in is recorded in its own".to_owned(),
    };
    let message = match count {
        0 => format!(
            "CloudTrail's answer has no events, which proves nothing: it is asked Region by Region ({place}), and a call whose token STS cannot trust is not recorded"
        ),
        1 => "the event of CloudTrail that was given is not of this login, which proves nothing".to_owned(),
        _ => format!(
            "none of the {count} events of CloudTrail that were given is of this login, which proves nothing"
        ),
    };
    let span = case.evidence.events.first().map_or(asked, |event| event.name.span);
    let finding = Finding::new(&RULE, span, message)
        .opens(Need::Evidence(&cloudtrail::KIND), "what CloudTrail recorded of this login");
    match &case.authorization.look_up {
        Some(look_up) => finding
            .command(format!("{} > {}", look_up.history, free_file(case, "events.json")))
            .command(look_up.lake.clone())
            .into(),
        None => finding.into(),
    }
}
