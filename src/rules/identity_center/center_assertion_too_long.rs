//! The assertion is longer than IAM Identity Center takes.

use crate::aws::known_errors::identity_center;
use crate::aws::services;
use crate::citations::CENTER_LIMITS;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::number::grouped;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};

pub static RULE: Rule = Rule {
    id: "center-assertion-too-long",
    summary: "the assertion is longer than IAM Identity Center takes",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "An assertion for Identity Center has at most 50,000 characters. Groups that are sent as attributes make it long; Identity Center reads none.",
    remedy: Remedy {
        text: "send only the attributes that Identity Center reads, and no list of groups",
        setting: Some(Setting::OtherAttributes),
    },
    citations: &[CENTER_LIMITS],
    explains: &[&identity_center::UNEXPECTED_ERROR],
    check: Check::Message { services: &[&services::IDENTITY_CENTER], needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// IAM Identity Center User Guide, "Quotas".
const MOST: usize = 50_000;

fn check(case: &Case) -> Outcome {
    let Some(assertion) = case.assertion() else { return case.absent() };
    if case.truncated {
        return case.absent();
    }
    let node = case.tree.element_at(case.response.node, assertion.tag);
    let length = case.tree.written(case.tree.span(node)).chars().count();
    if length <= MOST {
        return Outcome::Clean;
    }
    let message = format!("the assertion has {} characters", grouped(length as u64));
    Finding::new(&RULE, assertion.tag, message).expected(format!("at most {}", grouped(MOST as u64))).into()
}
