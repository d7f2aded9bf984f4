//! The role's trust policy wants another sign-in address than the Recipient.

use crate::authorization::{Cause, patch};
use crate::aws::known_errors::sts;
use crate::citations::{CONDITION_KEYS, TROUBLESHOOT_SAML};
use crate::knowledge::Confidence;
use crate::rule::Label;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::{
    self, NEEDS, Refusal, SERVICES, differing, free_file, nearest_value, place_in_response, wants,
};

pub static RULE: Rule = Rule {
    id: "trust-audience-differs",
    summary: "the trust policy of the role tests SAML:aud against another address than the Recipient",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS tests SAML:aud of a trust policy against the Recipient of the response, which is the address it was posted to, not against its Audience. StringEquals compares the whole value.",
    remedy: Remedy {
        text: "let the trust policy name the sign-in address that the response comes with, or have the identity provider send it to the address that the policy names",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CONDITION_KEYS, TROUBLESHOOT_SAML],
    explains: &[&sts::NOT_AUTHORIZED],
    follows: &["recipient-missing", "recipient-not-aws", "recipient-other-partition"],
    check: Check::Message { services: SERVICES, needs: NEEDS, check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    trusts::each(case, |refusal| judge(case, refusal))
}

fn judge(case: &Case, refusal: &Refusal) -> Option<Finding> {
    let Cause::Conditions { failing, .. } = refusal.cause else { return None };
    let statement = refusal.statement()?;
    let condition = failing
        .iter()
        .filter_map(|&at| statement.conditions.get(at))
        .find(|condition| condition.key.value.eq_ignore_ascii_case("saml:aud"))?;
    let recipient = refusal.call.recipient()?;
    let wanted = wants(condition, refusal.call, refusal.action);
    let message = format!(
        "{} wants another sign-in address: {} tests SAML:aud, the Recipient, for {} ({}), and it is {}",
        refusal.policy_words(),
        refusal.statement_words(),
        wanted.policy,
        condition.operator.value,
        quoted(recipient)
    );
    let near = nearest_value(condition, recipient);
    let span = near.map_or(condition.span, |value| value.span);
    let mut finding = refusal.finding(&RULE, span, message).found(recipient);
    let others = failing.iter().filter_map(|&at| statement.conditions.get(at));
    for other in others.filter(|other| !std::ptr::eq(*other, condition)) {
        let key = &other.key.value;
        finding = finding
            .related(other.span, format!("it also {}", wants(other, refusal.call, refusal.action).fact()));
        let glance = format!("{} wants another sign-in address, and another {key}", refusal.policy_words());
        finding.glance.get_or_insert(glance);
    }
    if let Some(value) = near {
        finding = finding.expected(value.text.clone()).marks(differing(value, recipient));
    }
    if finding.patch.is_none() && finding.remedy.is_none() && !condition.parsed.is_some_and(|one| one.negated)
    {
        let other = match failing.len() {
            1 => ", or have the identity provider send it to the address that the policy names",
            _ => "",
        };
        let others = refusal.and_others(condition);
        finding = finding.remedy(format!(
            "let SAML:aud of {} be {recipient}, too{other}{others}",
            refusal.statement_words()
        ));
    }
    if case.capture.sts_call.is_some() {
        let remedy = finding.remedy_text();
        let change = remedy.split_once(", or have").map_or(&*remedy, |(change, _)| change);
        let remedy = format!("{change}; for a call of one's own this Recipient is no fault");
        finding = finding.remedy(remedy);
    }
    let written = refusal.written(condition);
    if let (Some(value), Some(written)) = (near, written) {
        finding.message.push_str(&format!("; the template has {} there", quoted(written)));
        let remedy = format!(
            "the template's {written} becomes {} here, and that is not the Recipient: write the address out; aws iam get-role prints the policy as it was deployed",
            value.text
        );
        finding = finding.likely().remedy(remedy).expected(value.text.clone());
        if let Some(name) = patch::shell_name(refusal.role_name()) {
            let file = free_file(case, "role.json");
            finding = finding.command(format!("aws iam get-role --role-name {name} > {file}"));
        }
    }
    if let Some((span, note)) = place_in_response(case, "saml:aud") {
        let longer = near.and_then(|value| recipient.strip_prefix(value.text.as_str()));
        let note = match longer.filter(|rest| !rest.is_empty()) {
            Some(rest) => format!("{note}: it has {} characters more", rest.chars().count()),
            None => note.to_owned(),
        };
        finding.related.insert(0, Label { span, note: Some(note) });
    }
    // A chat or a wiki makes a link of an address.
    if near.is_some_and(|value| is_link_to(&value.text, recipient)) {
        let remedy = format!(
            "the value is a Markdown link, and both halves are the Recipient: if it was saved so in IAM, this is the cause, and the bare address mends it; if the program that this text was pasted through made it, get the policy again with aws iam get-role. {}",
            finding.remedy_text()
        );
        finding = finding.likely().remedy(remedy);
    }
    Some(finding)
}

/// `[https://…](https://…)` with this address.
fn is_link_to(text: &str, address: &str) -> bool {
    let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(')'));
    inside
        .and_then(|rest| rest.split_once("]("))
        .is_some_and(|(shown, target)| shown == address || target == address)
}
