//! The attribute that an OpenSearch domain reads roles or the user name from is not there.

use crate::aws::known_errors::services as sentences;
use crate::aws::nearest::nearest;
use crate::aws::services;
use crate::citations::OPEN_SEARCH_SAML;
use crate::evidence::open_search_domain;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::source::Text;

pub static RULE: Rule = Rule {
    id: "open-search-attribute-missing",
    summary: "the attribute that the OpenSearch domain reads is not in the assertion",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "OpenSearch Dashboards takes the backend roles from the attribute that RolesKey names, and the user from the NameID or the attribute that SubjectKey names; names and values count with case. Who has no role that is mapped is signed in and sees nothing.",
    remedy: Remedy {
        text: "set RolesKey (or SubjectKey) of the domain to the attribute's name, or name the attribute as the domain reads it",
        setting: Some(Setting::RoleClaim),
    },
    citations: &[OPEN_SEARCH_SAML],
    explains: &[&sentences::OPEN_SEARCH_MISSING_ROLE],
    check: Check::Message {
        services: &[&services::OPEN_SEARCH],
        needs: &[Need::Assertion, Need::Evidence(&open_search_domain::KIND)],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(domain) = case.evidence.open_search_domains.last() else {
        return Outcome::NotChecked(Need::Evidence(&open_search_domain::KIND));
    };
    let Some(assertion) = case.assertion() else { return case.absent() };
    if case.truncated || case.has_sealed_attributes() {
        return case.absent();
    }
    let names: Vec<&Text> =
        assertion.attributes.iter().filter_map(|attribute| attribute.name.as_ref()).collect();
    let mut findings = Vec::new();
    let reads = [(&domain.roles_key, "backend roles"), (&domain.subject_key, "the user name")];
    for (key, what) in reads.into_iter().filter_map(|(key, what)| Some((key.as_ref()?, what))) {
        if names.iter().any(|name| name.value == key.value) {
            continue;
        }
        let near = names.iter().find(|name| nearest(&name.value, [key.value.as_str()]).is_some());
        let read = format!("{} reads {what} from the attribute {}", domain.short_file(), quoted(&key.value));
        let is_roles = what == "backend roles";
        let finding = match near {
            Some(name) => {
                let by_case = name.value.eq_ignore_ascii_case(&key.value);
                let why = if by_case { ": upper and lower case count" } else { "" };
                let message = format!("{read}, the response names it {}{why}", quoted(&name.value));
                Finding::of_value(&RULE, name, message)
            }
            None => {
                Finding::new(&RULE, case.attribute_place(), format!("{read}, which is not in the response"))
            }
        };
        let finding = finding.expected(&key.value).related(key.span, "what the domain reads");
        findings.push(match is_roles {
            true => finding,
            false => finding.explains(&[]),
        });
    }
    findings.into()
}
