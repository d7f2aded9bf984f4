//! A condition of the role's trust policy does not hold for this response.

use crate::authorization::Cause;
use crate::authorization::call::{SET_SOURCE_IDENTITY, TAG_SESSION, never_there};
use crate::authorization::evaluation::LoginHas;
use crate::aws::attributes::{PRINCIPAL_TAG_PREFIX, SOURCE_IDENTITY};
use crate::aws::known_errors::sts;
use crate::aws::policy::compare::wildcard::Pattern;
use crate::aws::policy::{Statement, Value, Variables};
use crate::citations::{CONDITION_KEYS, CONDITION_OPERATORS, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::trusts::{self, NEEDS, Refusal, SERVICES, place_in_response, sent_as, wants};

pub static RULE: Rule = Rule {
    id: "trust-condition-not-met",
    summary: "a condition of the role's trust policy does not hold for this response",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "Each statement of a trust policy applies if all of its conditions hold. A key that the login does not have makes a plain condition false, and one whose operator is negated or ends in IfExists true.",
    remedy: Remedy {
        text: "change the condition, or have the identity provider send what it wants",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[CONDITION_KEYS, CONDITION_OPERATORS, TROUBLESHOOT_SAML],
    explains: &[&sts::NOT_AUTHORIZED],
    follows: &["name-id-missing", "issuer-missing", "role-session-name-missing", "role-session-name-empty"],
    check: Check::Message { services: SERVICES, needs: NEEDS, check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    trusts::each(case, |refusal| judge(case, refusal))
}

fn judge(case: &Case, refusal: &Refusal) -> Option<Finding> {
    let Cause::Conditions { failing, .. } = refusal.cause else { return None };
    let statement = refusal.statement()?;
    let conditions: Vec<_> = failing.iter().filter_map(|&at| statement.conditions.get(at)).collect();
    // The Recipient has a rule of its own.
    if conditions.iter().any(|condition| condition.key.value.eq_ignore_ascii_case("saml:aud")) {
        return None;
    }
    let condition = *conditions.first()?;
    let wanted = wants(condition, refusal.call, refusal.action);
    let mut message =
        format!("{} of {} {}", refusal.statement_words(), refusal.policy_words(), wanted.fact());
    if refusal.action != "sts:AssumeRoleWithSAML" {
        message.push_str(&format!(" (for {})", refusal.action));
    }
    let variable = condition.values.iter().find(|value| value.text.contains("${"));
    if variable.is_some() && refusal.policy.variables() == Variables::Literal {
        message.push_str("; without Version 2012-10-17 a ${...} is no variable but text");
    }
    let span = condition.values.first().map_or(condition.span, |value| value.span);
    let mut finding = refusal.finding(&RULE, span, message).expected(wanted.policy.clone());
    if let Some(response) = &wanted.response {
        finding = finding.found(response.clone());
    }
    let mut variables = condition.values.iter().flat_map(|value| value.template.variables());
    if let Some(variable) = variables.find(|variable| never_there(variable)) {
        let remedy = format!(
            "{}; what a SAML login has in the place of ${{{variable}}} is ${{saml:sub}}, the NameID",
            finding.remedy_text()
        );
        finding = finding.remedy(remedy);
    }
    // What a Format of SAML 1.1 comes to is not published; that it is not this one is.
    let format = case.assertion().and_then(|assertion| assertion.name_id()?.format.as_ref());
    let of_format = condition.key.value.eq_ignore_ascii_case("saml:sub_type")
        && condition.parsed.is_some_and(|operator| !operator.negated);
    if let (true, Some(format), [wanted]) = (of_format, format, condition.values.as_slice())
        && finding.patch.is_none()
    {
        finding.message.push_str(&format!("; the Format of the NameID is {}", quoted(&format.value)));
        if let Some(facing) = &mut finding.facing {
            facing.login = LoginHas::Value(format.value.clone());
        }
        let others = refusal.and_others(condition);
        finding = finding.who(Who::IdentityProviderAdmin).setting(Setting::NameId).remedy(format!(
            "send the NameID with the Format urn:oasis:names:tc:SAML:2.0:nameid-format:{}{others}",
            wanted.text
        ));
    }
    // Without a patch the rule's own remedy stands, of which the second half may be idle.
    if finding.remedy.is_none() && !refusal.can_be_sent() {
        finding = finding.remedy(format!("change the condition{}", refusal.and_others(condition)));
    }
    // Of what could be sent, and is not, the policy means to be sure: whoever sends it comes first.
    let sent_as =
        sent_as(&condition.key.value).filter(|_| wanted.response.is_none() && wanted.never.is_none());
    if let Some(name) = sent_as.filter(|_| condition.parsed.is_some_and(|operator| !operator.negated)) {
        let fitting =
            if condition.values.len() == 1 { "a value that fits" } else { "a value that is one of" };
        let change = finding.patch.as_ref().map(|patch| {
            format!(
                "; or let the role do without it, which lets in others, too: {} (AWS account admin)",
                patch.changes.join("; ")
            )
        });
        let needed = match name.as_str() {
            SOURCE_IDENTITY => Some(SET_SOURCE_IDENTITY),
            name if name.starts_with(PRINCIPAL_TAG_PREFIX) => Some(TAG_SESSION),
            _ => None,
        };
        let needed = needed.filter(|action| !allows(statement, action));
        let needed = needed.map_or_else(String::new, |action| {
            format!(", and have the AWS account admin allow {action}, which sending it needs")
        });
        let remedy = format!(
            "send the attribute {name}, with {fitting} {}{needed}{}{}",
            wanted.policy,
            refusal.and_others(condition),
            change.unwrap_or_default()
        );
        finding = finding.remedy(remedy).who(Who::IdentityProviderAdmin);
    }
    for other in conditions.iter().skip(1) {
        let fact = wants(other, refusal.call, refusal.action).fact();
        finding = finding.related(other.span, format!("it also {fact}"));
    }
    if let Some((span, note)) = place_in_response(case, &condition.key.value) {
        finding.related.insert(0, crate::rule::Label { span, note: Some(note.to_owned()) });
    }
    // Which keys the two other actions see was measured for AssumeRole alone.
    let of_another_action = refusal.action != "sts:AssumeRoleWithSAML" && wanted.never.is_some();
    let list = condition.parsed.is_some_and(|operator| operator.set.is_none())
        && wanted.response.is_some()
        && LISTS.iter().any(|key| condition.key.value.eq_ignore_ascii_case(key));
    Some(if of_another_action || list { finding.likely() } else { finding })
}

/// Whether a statement's actions take this one in.
fn allows(statement: &Statement, action: &str) -> bool {
    let fits =
        |value: &Value| Pattern::plain(&value.text.to_ascii_lowercase()).fits(&action.to_ascii_lowercase());
    statement.actions.as_ref().is_some_and(|actions| actions.values.iter().any(fits))
}

/// Keys with several values, whose plain conditions were measured and are documented to need a set operator.
const LISTS: [&str; 2] = ["aws:TagKeys", "sts:TransitiveTagKeys"];
