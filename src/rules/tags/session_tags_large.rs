//! The session tags together are so large that they may not fit into a session.

use crate::aws::known_errors::sts;
use crate::aws::services;
use crate::citations::{QUOTAS, SESSION_TAGS};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::number::grouped;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity};
use crate::rules::principal_tags::{Tag, tags};

pub static RULE: Rule = Rule {
    id: "session-tags-large",
    summary: "the PrincipalTag attributes together are larger than 2,048 bytes",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "STS packs session tags and session policies into the session's token, and refuses what does not \
        fit. How far they shrink nobody outside AWS knows; refusals were seen far below 50 tags, so tags of some \
        kilobytes are worth a look.",
    remedy: Remedy {
        text: "send only the tags that policies read, and short values instead of lists of groups",
        setting: Some(Setting::TagClaim),
    },
    citations: &[SESSION_TAGS, QUOTAS],
    explains: &[&sts::PACKED_POLICY_TOO_LARGE],
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

/// As many characters as a session policy may have before it is packed (STS API, AssumeRoleWithSAML).
const LARGE: usize = 2_048;

fn check(case: &Case) -> Outcome {
    let tags: Vec<Tag> = tags(case).collect();
    let Some(largest) = tags.iter().max_by_key(|tag| bytes(tag)) else { return case.absent() };
    let together: usize = tags.iter().map(bytes).sum();
    if together <= LARGE {
        return if case.truncated { case.absent() } else { Outcome::Clean };
    }
    let (count, of) =
        (tags.len(), if tags.len() == 1 { "PrincipalTag has" } else { "PrincipalTags together have" });
    let message = format!(
        "the {count} {of} {} bytes of keys and values; STS may answer that they are too large once packed",
        grouped(together as u64)
    );
    Finding::of_value(&RULE, largest.name, message)
        .note(format!("the largest, {} bytes", grouped(bytes(largest) as u64)))
        .expected(format!("at most about {} bytes", grouped(LARGE as u64)))
        .into()
}

/// Of the key and its values.
fn bytes(tag: &Tag) -> usize {
    tag.key.len() + tag.attribute.values.iter().map(|value| value.text.value.len()).sum::<usize>()
}
