//! A call asks for a longer session than the role allows.

use jiff::SignedDuration;

use crate::authorization::patch::shell_name;
use crate::aws::known_errors::sts;
use crate::capture::StsCall;
use crate::citations::{ASSUME_ROLE_WITH_SAML, TROUBLESHOOT_SAML};
use crate::evidence::iam_role;
use crate::instant::in_words;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::trusts::{NEEDS, SERVICES};

pub static RULE: Rule = Rule {
    id: "duration-seconds-above-maximum",
    summary: "the DurationSeconds of a call is above the role's MaxSessionDuration",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "STS refuses a call whose DurationSeconds is above the maximum of the role. Programs that copy the attribute SessionDuration, which is meant for the console, into the parameter run into this; the console does not.",
    remedy: Remedy {
        text: "give the program a shorter duration, or raise the role's maximum",
        setting: None,
    },
    who: Some(Who::User),
    citations: &[TROUBLESHOOT_SAML, ASSUME_ROLE_WITH_SAML],
    explains: &[&sts::DURATION_EXCEEDS_MAXIMUM],
    check: Check::Message { services: SERVICES, needs: NEEDS, check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let seconds = case.capture.sts_call.as_ref().and_then(StsCall::duration);
    let Some(seconds) = seconds.and_then(|seconds| seconds.parse::<u64>().ok()) else {
        return Outcome::NotApplicable;
    };
    let authorization = case.authorization;
    let mut roles = authorization.roles.iter().filter(|role| authorization.counts(role.asked)).peekable();
    if roles.peek().is_none() {
        return Outcome::NotChecked(Need::Evidence(&iam_role::KIND));
    }
    let words = |seconds: u64| in_words(SignedDuration::from_secs(seconds as i64));
    let found = roles.filter_map(|verdict| {
        let most = verdict.role.max_session_duration.as_ref()?;
        let role = &authorization.asked.get(verdict.asked)?.role;
        let name = role.rsplit('/').next().unwrap_or(role);
        (seconds > most.value).then(|| {
            let message = format!(
                "DurationSeconds {seconds} of the call ({}) is above the MaxSessionDuration {} of {name} ({})",
                words(seconds),
                most.value,
                words(most.value)
            );
            let finding = Finding::new(&RULE, most.span, message)
                .found(seconds.to_string())
                .expected(format!("{} at most", most.value));
            match shell_name(name) {
                Some(name) if (3600..=43_200).contains(&seconds) => finding.remedy(format!("{}; the way back is --max-session-duration {}", RULE.remedy.text, most.value)).command(format!(
                    "aws iam update-role --role-name {name} --max-session-duration {seconds}"
                )),
                _ => finding,
            }
        })
    });
    found.collect::<Vec<_>>().into()
}
