//! SessionDuration is above the maximum of the role.

use jiff::SignedDuration;

use crate::aws::attributes::SESSION_DURATION;
use crate::aws::known_errors::sts;
use crate::citations::{SAML_ASSERTIONS, TROUBLESHOOT_SAML};
use crate::evidence::iam_role;
use crate::identity_provider::Setting;
use crate::instant::in_words;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::session_duration::{self, Seconds};
use crate::rules::trusts::{NEEDS, SERVICES};
use crate::rules::values::texts;

pub static RULE: Rule = Rule {
    id: "session-duration-above-maximum",
    summary: "SessionDuration is above the role's MaxSessionDuration",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "AWS documents the maximum for the parameter DurationSeconds of a call. What the console does with a SessionDuration above it is not documented: one guide says that the sign-in fails, people have signed in with it all the same.",
    remedy: Remedy {
        text: "send a SessionDuration that is not above the role's maximum, or have that raised in IAM",
        setting: Some(Setting::SessionDurationClaim),
    },
    citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML],
    explains: &[&sts::DURATION_EXCEEDS_MAXIMUM],
    check: Check::Message { services: SERVICES, needs: NEEDS, check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    // A call has its own parameter, and the attribute can only shorten its session.
    if case.capture.sts_call.is_some() {
        return Outcome::NotApplicable;
    }
    let text = match texts(case, SESSION_DURATION) {
        Ok(texts) => match texts.first() {
            Some(text) => *text,
            None => return Outcome::NotApplicable,
        },
        Err(outcome) => return outcome,
    };
    let Some(Seconds::Within(seconds)) = session_duration::parse(&text.value) else {
        return Outcome::NotApplicable;
    };
    let authorization = case.authorization;
    let roles: Vec<_> = authorization.roles.iter().filter(|role| authorization.counts(role.asked)).collect();
    if roles.is_empty() {
        return Outcome::NotChecked(Need::Evidence(&iam_role::KIND));
    }
    let words = |seconds: u64| in_words(SignedDuration::from_secs(seconds as i64));
    let above = roles.iter().filter_map(|verdict| {
        let most = verdict.role.max_session_duration.as_ref()?;
        let name = &authorization.asked.get(verdict.asked)?.role;
        let name = name.rsplit('/').next().unwrap_or(name);
        (seconds > most.value).then(|| {
            let message = format!(
                "SessionDuration asks for {}, and the maximum of {name} is {}",
                words(seconds),
                words(most.value)
            );
            let mut finding = Finding::of_value(&RULE, text, message)
                .expected(format!("{} s at most", most.value))
                .related(most.span, "the role's maximum, in seconds");
            if let Some(name) = crate::authorization::patch::shell_name(name)
                && (3600..=43_200).contains(&seconds)
            {
                finding = finding
                    .remedy(format!(
                        "{} (below; the way back is --max-session-duration {})",
                        RULE.remedy.text, most.value
                    ))
                    .command(format!(
                        "aws iam update-role --role-name {name} --max-session-duration {seconds}"
                    ));
            }
            finding
        })
    });
    above.collect::<Vec<_>>().into()
}
