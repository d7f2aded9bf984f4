//! What of two logins is compared, and whether AWS reads it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::text;
use crate::aws::{attributes, claims};
use crate::capture::StsCall;
use crate::instant::{Instant, in_words};

/// How a value is had of a message.
type OfMessage = Box<dyn Fn(&Value) -> Option<String>>;

/// Where the two values are.
pub(super) enum Of {
    Message(OfMessage),
    /// Of the good one and of the bad one.
    Values(Option<String>, Option<String>),
}

/// One thing that both logins have, or one of them.
pub(super) struct Field {
    pub what: String,
    pub path: String,
    pub read_by_aws: bool,
    pub of: Of,
}

/// All that is compared of two messages.
pub(super) fn fields(good: &Value, bad: &Value) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut add = |what: &str, path: &str, read_by_aws, of: OfMessage| {
        let of = Of::Message(of);
        fields.push(Field { what: what.to_owned(), path: path.to_owned(), read_by_aws, of });
    };
    let one =
        |name: &'static str| -> OfMessage { Box::new(move |message| text(&message["assertion"][name])) };
    let of_message = |name: &'static str| -> OfMessage { Box::new(move |message| text(&message[name])) };
    const ASSERTION: &str = "/Response/Assertion";
    add("Issuer", &format!("{ASSERTION}/Issuer"), true, one("issuer"));
    add("signer", "", true, Box::new(|message| signatures(message, "certificate_sha256")));
    add("what is signed", "", true, Box::new(|message| signatures(message, "covers")));
    add("signature algorithm", "", true, Box::new(|message| signatures(message, "algorithm")));
    add("signature", "", true, Box::new(|message| signatures(message, "verdict")));
    // One address in two places is one difference.
    add(
        "Recipient",
        &format!("{ASSERTION}/Subject/SubjectConfirmation/SubjectConfirmationData"),
        true,
        one("recipient"),
    );
    if good["assertion"]["recipient"] == bad["assertion"]["recipient"] {
        add("Destination", "/Response/@Destination", true, one("destination"));
    }
    add(
        "Audience",
        &format!("{ASSERTION}/Conditions/AudienceRestriction"),
        true,
        Box::new(|message| set(message["assertion"]["audiences"].as_array()?.iter().filter_map(text))),
    );
    add(
        "Role",
        "",
        true,
        Box::new(|message| {
            set(message["assertion"]["roles"].as_array()?.iter().filter_map(|role| text(&role["value"])))
        }),
    );
    add("NameID Format", &format!("{ASSERTION}/Subject/NameID/@Format"), true, one("name_id_format"));
    add("NameID", &format!("{ASSERTION}/Subject/NameID"), true, one("name_id"));
    add("RoleSessionName", "", true, one("role_session_name"));
    add("SessionDuration", "", true, one("session_duration"));
    add(
        "length of validity",
        "",
        true,
        Box::new(|message| {
            length(&message["assertion"]["not_before"], &message["assertion"]["not_on_or_after"])
        }),
    );
    add(
        "length of session",
        "",
        true,
        Box::new(|message| {
            length(&message["assertion"]["issue_instant"], &message["assertion"]["session_not_on_or_after"])
        }),
    );
    // What AWS answered, where both captures have it.
    if !good["aws_answer"].is_null() && !bad["aws_answer"].is_null() {
        add(
            "AWS's answer",
            "",
            true,
            Box::new(|message| {
                let answer = &message["aws_answer"];
                let parts = ["service", "outcome", "status", "error"].map(|name| text(&answer[name]));
                Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
            }),
        );
        add("role chosen", "", true, Box::new(|message| text(&message["aws_answer"]["chosen_role"])));
    }
    add("RelayState", "", true, of_message("relay_state"));
    add("address posted to", "", true, of_message("url"));
    add("service", "", true, of_message("target"));
    add("identity provider", "", false, of_message("identity_provider"));
    let names: BTreeSet<String> = [good, bad]
        .into_iter()
        .flat_map(|message| message["assertion"]["attributes"].as_object().into_iter().flatten())
        .map(|(name, _)| name.clone())
        .collect();
    const OWN_ROWS: [&str; 3] =
        [attributes::ROLE, attributes::ROLE_SESSION_NAME, attributes::SESSION_DURATION];
    for name in names.into_iter().filter(|name| !OWN_ROWS.contains(&name.as_str())) {
        let what = match attributes::recognise(&name) {
            Some((known, key)) => format!("{}{}", known.short, key.unwrap_or("")),
            None => format!("attribute {name}"),
        };
        // A trust policy may test what becomes a condition key.
        let read = attributes::recognise(&name).is_some() || !claims::keys_of(&name).is_empty();
        add(
            &what,
            "",
            read,
            Box::new(move |message| {
                // A tag without a value is a tag all the same.
                let values = message["assertion"]["attributes"][&name].as_array()?;
                let written = values.iter().map(|value| text(value).unwrap_or_else(|| "(empty)".to_owned()));
                set(written).or_else(|| Some("(no value)".to_owned()))
            }),
        );
    }
    fields
}

/// The role that a call asks for.
pub(super) const CALL_ROLE: &str = "call RoleArn";

/// The parameters that stand beside the response in a call of AssumeRoleWithSAML.
pub(super) fn of_calls(good: Option<&StsCall>, bad: Option<&StsCall>) -> Vec<Field> {
    let field = |what: &str, of: fn(&StsCall) -> &Option<String>| Field {
        what: what.to_owned(),
        path: String::new(),
        read_by_aws: true,
        of: Of::Values(good.and_then(|call| of(call).clone()), bad.and_then(|call| of(call).clone())),
    };
    vec![
        field(CALL_ROLE, |call| &call.role_arn),
        field("call PrincipalArn", |call| &call.principal_arn),
        field("DurationSeconds", |call| &call.duration_seconds),
    ]
}

/// Values whose order says nothing; two of a kind are two.
fn set(values: impl Iterator<Item = String>) -> Option<String> {
    let mut values: Vec<String> = values.collect();
    values.sort();
    (!values.is_empty()).then(|| values.join("\n"))
}

fn signatures(message: &Value, name: &str) -> Option<String> {
    let mut values: Vec<String> =
        message["signatures"].as_array()?.iter().filter_map(|signature| text(&signature[name])).collect();
    values.sort();
    // How many there are, and of what, is a field of its own.
    values.dedup();
    set(values.into_iter())
}

/// How long it is from one instant to another.
fn length(from: &Value, to: &Value) -> Option<String> {
    let instant =
        |value: &Value| Instant::parse_xs(value.as_str()?.trim()).ok().map(|written| written.instant);
    Some(in_words(instant(to)?.since(instant(from)?)))
}
