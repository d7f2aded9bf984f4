//! The RelayState to Amazon AppStream does not say which stack of which account.

use crate::aws::services;
use crate::citations::APPSTREAM_SAML;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::relay_states::{self, is_placeholder};
use crate::rules::values::enumerated;
use crate::url::Url;

pub static RULE: Rule = Rule {
    id: "stack-not-named",
    summary: "the RelayState to Amazon AppStream does not name a stack and its account",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "Behind the sign-in the RelayState opens a stack: stack, with case, and accountId, twelve digits. Without one of them there is nothing to open.",
    remedy: Remedy {
        text: "let the RelayState be https://appstream2.REGION.aws.amazon.com/saml?stack=STACK&accountId=ACCOUNT, with the stack's name as it is written in AppStream",
        setting: Some(Setting::RelayState),
    },
    citations: &[APPSTREAM_SAML],
    check: Check::Message { services: &[&services::APP_STREAM], needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(written) = case.capture.relay_state.as_deref() else { return Outcome::NotApplicable };
    let Some(url) = Url::parse(written) else { return Outcome::NotApplicable };
    let value = |name: &str| url.parameter(name).filter(|value| !value.trim().is_empty());
    let missing: Vec<String> =
        ["stack", "accountId"].into_iter().filter(|name| value(name).is_none()).map(str::to_owned).collect();
    let finding = |message: String| -> Finding { relay_states::finding(&RULE, case, message).found(written) };
    if !missing.is_empty() {
        return finding(format!("the RelayState has no {}", enumerated(&missing))).into();
    }
    let (stack, account) = (value("stack").unwrap_or_default(), value("accountId").unwrap_or_default());
    if is_placeholder(&stack) {
        return finding(format!("the stack in the RelayState is {}, which nobody filled in", quoted(&stack)))
            .into();
    }
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let odd = (!is_account).then(|| {
        finding(format!("the accountId in the RelayState is {}", quoted(&account))).expected("twelve digits")
    });
    odd.into()
}
