//! IAM would not save this trust policy.

use crate::authorization::json_text::Json;
use crate::aws::known_errors::{KnownError, iam, trust_policy};
use crate::aws::policy::save::{self, QUOTA, Unsaved};
use crate::citations::{PRINCIPAL, UPDATE_TRUST_POLICY};
use crate::evidence::Standing;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who};

pub static RULE: Rule = Rule {
    id: "trust-policy-not-saved",
    summary: "IAM would not save this trust policy",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "CreateRole and UpdateAssumeRolePolicy answer MalformedPolicyDocument and save nothing: the old policy stays in force, and the login goes on as before.",
    remedy: Remedy {
        text: "mend the document, then run aws iam update-assume-role-policy again",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[UPDATE_TRUST_POLICY, PRINCIPAL],
    explains: &[
        &trust_policy::INVALID_JSON,
        &trust_policy::OTHER_ACTIONS,
        &trust_policy::RESOURCE_PROHIBITED,
        &trust_policy::NO_PRINCIPALS,
        &trust_policy::TOO_LONG,
        &trust_policy::PRINCIPAL_MISSING,
        &trust_policy::FIELD_MISSING,
        &trust_policy::SYNTAX,
        &trust_policy::VERSION,
        &trust_policy::SIDS,
        &trust_policy::NOT_PRINCIPAL,
        &iam::FEDERATED_PRINCIPAL_INVALID,
        &iam::TRUST_PRINCIPAL_INVALID,
    ],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

/// One for each sentence, so that a finding can name its own.
macro_rules! alone {
    ($($sentence:path),*) => { &[$((&$sentence, &[&$sentence])),*] };
}

static ALONE: &[(&KnownError, &[&KnownError])] = alone![
    trust_policy::INVALID_JSON,
    trust_policy::OTHER_ACTIONS,
    trust_policy::RESOURCE_PROHIBITED,
    trust_policy::NO_PRINCIPALS,
    trust_policy::TOO_LONG,
    trust_policy::PRINCIPAL_MISSING,
    trust_policy::FIELD_MISSING,
    trust_policy::SYNTAX,
    trust_policy::VERSION,
    trust_policy::SIDS,
    trust_policy::NOT_PRINCIPAL,
    iam::FEDERATED_PRINCIPAL_INVALID,
    iam::TRUST_PRINCIPAL_INVALID
];

fn check(case: &PolicyCase) -> Outcome {
    let Some(role) = case.role() else { return Outcome::NotApplicable };
    // What IAM printed it has saved; what it does not save it did not print like this.
    if role.standing != Standing::Written {
        let changed = save::faults(case.node, case.policy).into_iter().map(|fault| {
            let message = format!(
                "IAM does not save such a trust policy, so this is not what it printed: {}",
                fault.what
            );
            Finding::new(&RULE, fault.span, message)
                .likely()
                .at_most(Severity::Warning)
                .explains(&[])
                .remedy("print the role once more with aws iam get-role, and judge that")
        });
        return match changed.collect::<Vec<_>>() {
            none if none.is_empty() => Outcome::NotApplicable,
            changed => changed.into(),
        };
    }
    let mut findings: Vec<Finding> = save::faults(case.node, case.policy).iter().map(finding).collect();
    if let Some(span) = role.flaw {
        findings.push(finding(&Unsaved {
            span,
            what: "it is no JSON here".to_owned(),
            sentence: &trust_policy::INVALID_JSON,
            instead: None,
        }));
    }
    // With a part that is not written there its length is not known.
    let length = Json::of(case.node).map_or(0, |json| save::length(&json.written()));
    if length > save::QUOTA {
        let what = format!(
            "it has {length} characters without white space, and the quota is {QUOTA} where it was not raised"
        );
        let fault = Unsaved {
            span: crate::rules::trusts::beginning(case.node.span),
            what,
            sentence: &trust_policy::TOO_LONG,
            instead: None,
        };
        let finding = finding(&fault).likely();
        findings.push(if length > save::HIGHEST_QUOTA {
            finding
        } else {
            finding.at_most(Severity::Warning)
        });
    }
    findings.into()
}

fn finding(fault: &Unsaved) -> Finding {
    let message = format!("IAM does not save this trust policy: {}", fault.what);
    let mut finding = Finding::new(&RULE, fault.span, message);
    if let Some(instead) = &fault.instead {
        finding = finding.expected(instead.clone());
    }
    if fault.sentence.confidence == Confidence::Likely {
        finding = finding.likely();
    }
    match ALONE.iter().find(|(sentence, _)| sentence.id == fault.sentence.id) {
        Some((_, alone)) => finding.explains(alone),
        None => finding,
    }
}
