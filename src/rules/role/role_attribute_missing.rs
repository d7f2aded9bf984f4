//! No attribute is named as AWS names the Role attribute.

use crate::aws::attributes::{self, ROLE};
use crate::aws::known_errors::sign_in;
use crate::identity_provider::Setting;
use crate::knowledge::{Citation, Confidence};
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Target, quoted};
use crate::saml::Attribute;

pub static RULE: Rule = Rule {
    id: "role-attribute-missing",
    summary: "no attribute is named https://aws.amazon.com/SAML/Attributes/Role",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS takes the roles from the attribute of exactly this Name; upper and lower case count.",
    remedy: Remedy {
        text: "send an attribute whose Name is https://aws.amazon.com/SAML/Attributes/Role, its value a role ARN and a provider ARN joined by a comma",
        setting: Some(Setting::RoleClaim),
    },
    citations: &[Citation {
        title: "IAM User Guide, Configure SAML assertions for the authentication response",
        url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html",
    }],
    explains: &[&sign_in::INVALID_SAML_RESPONSE],
    follows: &[],
    needs: &[Need::Assertion],
    targets: Target::IAM_SIGN_IN,
    check: Check::Message(check),
};

fn check(case: &Case) -> Outcome {
    if case.attributes(ROLE).next().is_some() {
        return Outcome::Clean;
    }
    if case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    let attributes = case.assertion().map_or(&[][..], |assertion| &assertion.attributes);
    match attributes.iter().find_map(near_miss) {
        Some((attribute, what)) => {
            let span = attribute.name.as_ref().map_or(attribute.tag, |name| name.span);
            let found = attribute.name.as_ref().map(|name| name.value.clone()).unwrap_or_default();
            Finding::new(&RULE, span, what).note("the nearest").expected(ROLE).found(found).into()
        }
        None => {
            let place = case.attribute_place();
            let message = match attributes.len() {
                0 => "there is no attribute at all, so none named https://aws.amazon.com/SAML/Attributes/Role".to_owned(),
                count => format!("none of the {count} attributes is named https://aws.amazon.com/SAML/Attributes/Role"),
            };
            Finding::new(&RULE, place, message).expected(ROLE).into()
        }
    }
}

fn near_miss(attribute: &Attribute) -> Option<(&Attribute, String)> {
    let name = attribute.name.as_ref().map_or("", |name| name.value.as_str());
    if attributes::near_miss(name).is_some_and(|near| near.meant.name == ROLE) {
        return Some((attribute, format!("an attribute is named {}, none is named {ROLE}", quoted(name))));
    }
    let friendly = attribute.friendly_name.as_ref()?;
    (friendly.value == ROLE)
        .then(|| (attribute, format!("{ROLE} is only the FriendlyName of an attribute named {}", quoted(name))))
}
