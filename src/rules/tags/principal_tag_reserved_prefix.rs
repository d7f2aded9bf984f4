//! The key of a session tag begins with what AWS reserves.

use std::slice;

use crate::aws::attributes::RESERVED_PREFIX;
use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{SESSION_TAGS, TAGS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::principal_tags::each_tag;

pub static RULE: Rule = Rule {
    id: "principal-tag-reserved-prefix",
    summary: "the key of a PrincipalTag begins with aws:",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "Tag keys that begin with aws:, in whatever case, are reserved for AWS.",
    remedy: Remedy { text: "choose a key that does not begin with aws:", setting: Some(Setting::TagClaim) },
    citations: &[SESSION_TAGS, TAGS],
    explains: &[&sts::TAGS_NOT_VALID],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    each_tag(case, |tag| {
        let prefix = tag.key.get(..RESERVED_PREFIX.len())?;
        let message = format!("the tag key {} begins with {}", quoted(tag.key), quoted(prefix));
        prefix.eq_ignore_ascii_case(RESERVED_PREFIX).then(|| {
            tag.key_finding(case, &RULE, message)
                .note("reserved for AWS")
                .marks(tag.key_marks(case, slice::from_ref(&(0..RESERVED_PREFIX.len()))))
                .expected(format!("a key that does not begin with {RESERVED_PREFIX}"))
        })
    })
}
