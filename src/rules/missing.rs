//! An attribute that AWS requires and that is not there under its exact Name.

use crate::aws::attributes::{self, Miss, PREFIX, ROLE_SESSION_NAME};
use crate::aws::endpoints;
use crate::aws::nearest::{Difference, differing};
use crate::rule::{Case, Finding, Need, Outcome, Rule, Severity, quoted};
use crate::rules::values::{blanks, marks_in_attribute};
use crate::saml::{Assertion, Attribute};
use crate::source::Text;

/// An attribute that was probably meant to be the missing one.
struct Nearest<'a> {
    attribute: &'a Attribute,
    /// What is wrong with it; the less is, the nearer it comes.
    how: How,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Misspelt(Vec<Difference>),
    OtherPrefix,
    China,
    FriendlyName,
    Bare,
    MicrosoftClaim,
    /// Another claim, whose value would do; the more usual a source it is, the nearer.
    OtherClaim(usize),
}

/// Finds an attribute missing, shows the nearest one, and says what differs.
pub fn missing(case: &Case, rule: &'static Rule, name: &'static str) -> Outcome {
    if case.attributes(name).next().is_some() {
        return Outcome::Clean;
    }
    if case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    let Some(assertion) = case.assertion() else { return Outcome::NotApplicable };
    if case.has_sealed_attributes() {
        return Outcome::NotChecked(Need::PrivateKey);
    }
    let nearest = assertion
        .attributes
        .iter()
        .filter_map(|attribute| near(attribute, name))
        .min_by(|a, b| a.how.cmp(&b.how));
    let Some(Nearest { attribute, how }) = nearest else {
        let message = match assertion.attributes.len() {
            0 => format!("there is no attribute at all, so none named {name}"),
            1 => format!("no attribute is named {name}, and there is only one"),
            count => format!("none of the {count} attributes is named {name}"),
        };
        return Finding::new(rule, case.attribute_place(), message).expected(name).into();
    };
    let written = attribute.name.as_ref().map_or("", |name| name.value.as_str());
    let message = match how {
        How::FriendlyName => {
            format!("{name} is only the FriendlyName of an attribute named {}", quoted(written))
        }
        How::China => format!(
            "{} is sent only under the Name that the documentation for China prints, {}",
            attributes::recognise(name).map_or(name, |(known, _)| known.short),
            quoted(written)
        ),
        How::OtherClaim(_) if !sent_once(assertion, attribute) => {
            format!("no attribute is named {name}; a value for it is sent as {}", quoted(written))
        }
        How::OtherClaim(_) => {
            let value = attribute.values.first().map_or("", |value| value.text.value.as_str());
            format!("no attribute is named {name}; {} is sent only as {}", quoted(value), quoted(written))
        }
        _ => format!("an attribute is named {}, none is named {name}", quoted(written)),
    };
    let finding = match (&how, &attribute.friendly_name, &attribute.name) {
        (How::Misspelt(_), _, Some(text)) if blanks(&text.value).is_empty() => {
            let strange = differing(&text.value, name);
            let strange = if strange.is_empty() { Vec::new() } else { vec![strange] };
            Finding::of_value(rule, text, message).marks(marks_in_attribute(case, text, &strange))
        }
        (How::FriendlyName, Some(text), _) | (_, _, Some(text)) => {
            Finding::of_value(rule, text, message).marks(marks_in_attribute(case, text, &blanks(&text.value)))
        }
        _ => Finding::new(rule, attribute.tag, message),
    };
    let short = attributes::recognise(name).map_or(name, |(known, _)| known.short);
    let rename = rename(written, name);
    let written = quoted(written);
    let finding = match how {
        How::OtherClaim(_) => {
            finding.glance(format!("no attribute is named {name}; the nearest is {written}"))
        }
        _ => finding,
    };
    let finding = finding.note(words(&how)).expected(name).remedy(match how {
        How::FriendlyName => {
            format!("give the attribute {written} the Name {name}: it is its FriendlyName only")
        }
        How::OtherClaim(_) => {
            format!("send the value of {written} as {short} too, in an attribute named {name}")
        }
        How::Misspelt(_) | How::OtherPrefix | How::Bare | How::China | How::MicrosoftClaim => rename,
    });
    match how {
        // The documents contradict each other and what works; see the China edition's page.
        How::China if is_for_china(case, attribute) => finding.at_most(Severity::Warning).likely().into(),
        _ => finding.into(),
    }
}

/// What to do about a Name that is nearly the right one; nobody reads the prefix twice.
pub fn rename(written: &str, right: &str) -> String {
    let shown = match written.strip_prefix(PREFIX) {
        Some(rest) => quoted(&format!("…/{rest}")),
        None => quoted(written),
    };
    format!("rename the attribute {shown} to {right}")
}

/// Whether no other attribute, and not the NameID either, holds the same value.
fn sent_once(assertion: &Assertion, attribute: &Attribute) -> bool {
    let value = |attribute: &Attribute| attribute.values.first().map(|value| value.text.value.clone());
    let mine = value(attribute);
    let others = assertion.attributes.iter().filter(|other| !std::ptr::eq(*other, attribute));
    let of_subject = assertion.name_id().map(|name_id| name_id.text.value.clone());
    others.map(value).chain([of_subject]).all(|other| other != mine)
}

fn near<'a>(attribute: &'a Attribute, name: &str) -> Option<Nearest<'a>> {
    let written = attribute.name.as_ref().map_or("", |name| name.value.as_str());
    let near = attributes::near_miss(written).filter(|near| near.name == name);
    let how = match near.map(|near| near.miss) {
        Some(Miss::Near(differences)) => How::Misspelt(differences),
        Some(Miss::Prefix) => How::OtherPrefix,
        Some(Miss::Bare) => How::Bare,
        Some(Miss::ChinaPrefix) => How::China,
        Some(Miss::MicrosoftClaim) => How::MicrosoftClaim,
        // Only names that end in a key have a colon; no such attribute is required.
        Some(Miss::NoColon) => return None,
        None => {
            let friendly: Option<&Text> = attribute.friendly_name.as_ref();
            if friendly.is_some_and(|friendly| friendly.value.trim() == name) {
                How::FriendlyName
            } else {
                How::OtherClaim(other_claim(attribute, name)?)
            }
        }
    };
    Some(Nearest { attribute, how })
}

/// Which claim it is that people fill the missing attribute from, where its value would do for it.
fn other_claim(attribute: &Attribute, name: &str) -> Option<usize> {
    /// By the last part of their Names, lower case.
    const OF_A_PERSON: [&str; 13] = [
        "upn",
        "userprincipalname",
        "emailaddress",
        "email",
        "mail",
        "user.email",
        "name",
        "username",
        "user.login",
        "nameidentifier",
        "samaccountname",
        "uid",
        "windowsaccountname",
    ];
    if name != ROLE_SESSION_NAME {
        return None;
    }
    let [value] = attribute.values.as_slice() else { return None };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    let fits = (2..=64).contains(&value.text.value.len()) && value.text.value.chars().all(allowed);
    let written = attribute.name.as_ref()?.value.as_str();
    let last = written.rsplit(['/', ':']).next().unwrap_or(written).to_ascii_lowercase();
    OF_A_PERSON.iter().position(|claim| *claim == last).filter(|_| fits)
}

fn words(how: &How) -> String {
    match how {
        How::Misspelt(differences) => {
            let words: Vec<String> = differences.iter().map(ToString::to_string).collect();
            super::values::enumerated(&words)
        }
        How::OtherPrefix => format!("the Name begins with {PREFIX}"),
        How::China => "AWS's other documentation and what is seen to work have another Name".to_owned(),
        How::FriendlyName => "AWS reads the Name".to_owned(),
        How::Bare => format!("{PREFIX} is not before it"),
        How::MicrosoftClaim => "the nearest: a claim of Microsoft's own".to_owned(),
        How::OtherClaim(_) => "its value would do; AWS reads it under its own Name only".to_owned(),
    }
}

/// The response is for the China partition: by its addresses, or by the ARNs in the attribute.
pub fn is_for_china(case: &Case, attribute: &Attribute) -> bool {
    let recipient = case.assertion().and_then(|assertion| assertion.recipient());
    let mut addresses = recipient.into_iter().chain(&case.response.destination);
    let by_address = addresses.any(|address| {
        let located = endpoints::locate(&address.value);
        located.is_some_and(|located| located.sign_in().is_some_and(|place| place.partition.id == "aws-cn"))
    });
    by_address || attribute.values.iter().any(|value| value.text.value.contains("arn:aws-cn:"))
}
