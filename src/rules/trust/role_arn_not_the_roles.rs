//! The Role value names a role nearly as it is named: AWS finds it by its exact ARN.

use crate::authorization::MissedBy;
use crate::aws::attributes::ROLE;
use crate::aws::known_errors::sts;
use crate::citations::{IDENTIFIERS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::SERVICES;

pub static RULE: Rule = Rule {
    id: "role-arn-not-the-roles",
    summary: "the Role value differs from the ARN of the role in its path or in case",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS looks for the role by the ARN in the Role value, its path and its case included. Names of roles are unique in an account whatever their case, so a role that differs in that alone is the one that was meant.",
    remedy: Remedy {
        text: "write the role's ARN into the Role attribute exactly as aws iam get-role prints it",
        setting: Some(Setting::RoleValue),
    },
    citations: &[TROUBLESHOOT_SAML, IDENTIFIERS],
    explains: &[&sts::NOT_AUTHORIZED],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Message { services: SERVICES, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let authorization = case.authorization;
    let findings: Vec<Finding> = authorization
        .misses
        .iter()
        .filter_map(|miss| {
            let how = match miss.by {
                MissedBy::Case => "in case",
                MissedBy::Path => "in its path",
                MissedBy::Account | MissedBy::Name | MissedBy::Several => return None,
            };
            let asked = authorization.asked.get(miss.asked)?;
            let arn = miss.role.arn.as_ref()?;
            let text = &case.values(ROLE).nth(asked.value?)?.text;
            let at = text.value.find(&asked.role)?;
            let span = case.part(text, at..at + asked.role.len());
            let message = format!(
                "the Role value names {}, and the role is {}: it differs {how}",
                quoted(&asked.role),
                quoted(&arn.value)
            );
            let finding = Finding::new(&RULE, span, message)
                .found(asked.role.clone())
                .expected(arn.value.clone())
                .related(arn.span, "the role's own ARN");
            let alone = authorization.decisive == Some(miss.asked);
            Some(if alone { finding } else { finding.at_most(Severity::Warning) })
        })
        .collect();
    match case.evidence.roles.is_empty() {
        true => Outcome::NotApplicable,
        false => findings.into(),
    }
}
