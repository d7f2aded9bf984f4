//! CloudTrail was asked, and had no event of this login, which proves nothing.

use crate::citations::CLOUDTRAIL_STS;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::trusts::{SERVICES, beginning};

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
    if !case.evidence.asked_cloudtrail {
        return Outcome::NotApplicable;
    }
    if !case.authorization.events.is_empty() {
        return Outcome::Clean;
    }
    let count = case.evidence.events.len();
    let message = match count {
        0 => "CloudTrail's answer has no events, which proves nothing: it is asked Region by Region, and a token that STS cannot trust is not recorded".to_owned(),
        1 => "the event of CloudTrail that was given is not of this login".to_owned(),
        _ => format!("none of the {count} events of CloudTrail that were given is of this login"),
    };
    let span = match case.evidence.events.first() {
        Some(event) => event.name.span,
        None => beginning(case.response.start(case.tree)),
    };
    let finding = Finding::new(&RULE, span, message);
    match &case.authorization.look_up {
        Some(command) => finding.command(format!("{command} > events.json")).into(),
        None => finding.into(),
    }
}
