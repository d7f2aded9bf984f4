//! A resource control policy is attached, and only its name was given.

use crate::citations::RESOURCE_CONTROL_POLICIES;
use crate::evidence::{self, PolicyKind};
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::{SERVICES, free_file};

pub static RULE: Rule = Rule {
    id: "control-policy-not-given",
    summary: "a resource control policy is attached, and only its name was given",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "aws organizations list-policies-for-target prints names. A Deny in a resource control policy refuses logins whatever the role's trust policy says; RCPFullAWSAccess is AWS's own, always attached, and never the cause.",
    remedy: Remedy { text: "get its content, and give the file beside the response", setting: None },
    who: Some(Who::AwsAccountAdmin),
    citations: &[RESOURCE_CONTROL_POLICIES],
    check: Check::Message { services: SERVICES, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    if case.evidence.listed_policies.is_empty() {
        return Outcome::NotApplicable;
    }
    let given = |name: &str| {
        let mut names = case.evidence.policies.iter().filter_map(|policy| policy.name.as_ref());
        names.any(|own| own.value == name)
    };
    let open = case.evidence.listed_policies.iter().filter(|policy| {
        policy.kind == PolicyKind::ResourceControl && !policy.of_aws && !given(&policy.name)
    });
    let found = open.map(|policy| {
        let message = format!(
            "the resource control policy {} is attached, and may deny the login: what it says was not given",
            quoted(&policy.name)
        );
        let finding = Finding::new(&RULE, policy.span, message).opens(
            Need::Evidence(&evidence::policy::KIND),
            "whether the resource control policy that is attached denies it",
        );
        let plain = policy.id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        match plain && !policy.id.starts_with('-') {
            true => finding.command(format!(
                "aws organizations describe-policy --policy-id {} > {}",
                policy.id,
                free_file(case, "rcp.json")
            )),
            false => finding,
        }
    });
    found.collect::<Vec<_>>().into()
}
