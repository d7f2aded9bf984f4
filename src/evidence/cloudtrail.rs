//! CloudTrail's events, in the envelopes they come in.

use super::events::{Event, all, instant, is_event, member, policy_set};
use super::kind::{Given, Kind, Unreadable};
use super::roles::{Standing, Tags, read_role};
use super::{Evidence, scim};
use crate::document::{Document, Member, Node, Value, Word, csv};
use crate::source::{SourceId, Span};

pub static KIND: Kind = Kind {
    id: "cloudtrail",
    words: "CloudTrail events",
    command: "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=AssumeRoleWithSAML",
    file: "events.json",
    question: "what CloudTrail recorded of this login",
    operations: &["LookupEvents", "GetQueryResults"],
    recognise,
    of_text,
    read: Some(read),
};

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    let events = all(root);
    let asked = ["Events", "QueryResultRows"].iter().any(|name| {
        // An answer without events: `lookup-events` found none.
        root.member(name)
            .is_some_and(|list| list.elements().is_empty() && matches!(list.value, Value::Array(_)))
    });
    if events.iter().any(is_event) {
        Some("CloudTrail events")
    } else {
        asked.then_some("CloudTrail's answer, without events")
    }
}

fn read(given: &Given<'_>, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    evidence.asked_cloudtrail.get_or_insert(Span { end: root.span.start + 1, ..root.span });
    for node in all(root) {
        if let Some((policy, name, account)) = policy_set(&node) {
            let arn = name.as_ref().zip(account).map(|(name, account)| {
                let arn = format!("arn:aws:iam::{}:role/{}", account.value, name.value);
                string(Word::named(name.span, &arn))
            });
            let members = [
                ("Arn", arn),
                ("RoleName", name.map(|name| string(Word::named(name.span, &name.value)))),
                ("AssumeRolePolicyDocument", Some(policy)),
            ];
            let role =
                Node::object(node.span, members.into_iter().filter_map(|(key, node)| Some((key, node?))));
            let mut role = read_role(given, &role, Tags::NeverPrinted)?;
            let time = member(&node, "eventTime").and_then(Node::text).and_then(instant);
            role.standing = time.map_or(Standing::Written, Standing::AsOf);
            evidence.roles.push(role);
        }
        evidence.scim.extend(scim::of_event(given, &node));
        evidence.events.extend(Event::read(given, &node));
    }
    Ok(())
}

fn string(word: Word) -> Node {
    let span = word.span;
    Node::new(Value::String(word), span)
}

/// Athena's result: comma-separated values under the names of the columns.
fn of_text(text: &str) -> Option<Document> {
    let first = text.lines().next()?;
    let header = first.to_ascii_lowercase();
    let between = if header.contains('\t') { '\t' } else { ',' };
    // Logs Insights has the event whole, in one column.
    let of_insights = header.contains("@message");
    if !(of_insights || header.contains("eventname")) || !header.contains(between) {
        return None;
    }
    let mut rows = csv::records(text, between);
    let names: Vec<Word> = rows.next()?;
    let events: Vec<Node> = rows
        .filter(|row| row.len() == names.len())
        .map(|row| {
            let span = row
                .first()
                .map_or(crate::source::Span { source: SourceId::NONE, start: 0, end: 0 }, |word| word.span);
            let members =
                names.iter().zip(row).map(|(name, value)| Member { key: name.clone(), value: string(value) });
            Node::new(Value::Object(members.collect()), span)
        })
        .collect();
    let mut list = Member::written(SourceId::NONE, "Records", text, 0..text.len());
    list.value.value = Value::Array(events);
    Some(Document::of_members(SourceId::NONE, text, vec![list]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn events(text: &str) -> Vec<Event> {
        let document = match Document::of_source(SourceId::NONE, text) {
            Ok(document) if matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'[')) => document,
            _ => Kind::of_printed(text).unwrap_or_else(|| panic!("{text}")).1,
        };
        assert!(recognise(&document).is_some(), "{text}");
        let sources = Sources::default();
        let mut evidence = Evidence::default();
        let given = Given {
            input: 0,
            name: "events",
            text,
            document: Some(&document),
            written_as: Default::default(),
            sources: &sources,
        };
        read(&given, &mut evidence).unwrap();
        evidence.events
    }

    #[test]
    fn an_event_is_read_in_every_envelope() {
        let event = r#"{"eventTime": "2026-05-26T11:58:05Z", "eventSource": "sts.amazonaws.com", "eventName": "AssumeRoleWithSAML", "awsRegion": "us-east-1", "errorCode": "AccessDenied", "requestParameters": {"sAMLAssertionID": "_a", "roleArn": "arn:aws:iam::123456789012:role/Admins", "durationSeconds": 3600}}"#;
        let quoted = serde_json::to_string(event).unwrap();
        let one_line = event.replace('\n', "");
        for text in [
            event.to_owned(),
            format!("[{event}]"),
            format!("{{\"Records\": [{event}]}}"),
            format!("{{\"Events\": [{{\"EventId\": \"1\", \"CloudTrailEvent\": {quoted}}}]}}"),
            format!("{{\"Events\": [{{\"EventId\": \"1\", \"EventName\": \"AssumeRoleWithSAML\", \"EventTime\": 1780000000.0, \"EventSource\": \"sts.amazonaws.com\", \"CloudTrailEvent\": {quoted}}}]}}"),
            event.replacen(", ", ",\n  ...\n  ", 1),
            format!("{{\"Records\": [{}]}}", event.replacen(", ", ",\n  [...]\n  ", 1)),
            format!("{{\"version\": \"0\", \"detail-type\": \"AWS API Call via CloudTrail\", \"detail\": {event}}}"),
            format!("{{\"events\": [{{\"message\": {quoted}}}]}}"),
            format!("{one_line}\n{one_line}\n"),
            "{\"QueryStatus\": \"FINISHED\", \"QueryResultRows\": [[{\"eventTime\": \"2026-05-26 11:58:05.000\"}, {\"eventName\": \"AssumeRoleWithSAML\"}, {\"errorCode\": \"AccessDenied\"}, {\"requestParameters\": \"{sAMLAssertionID=_a, roleArn=arn:aws:iam::123456789012:role/Admins, durationSeconds=3600}\"}]]}".to_owned(),
            "\"eventtime\",\"eventname\",\"errorcode\",\"requestparameters\"\n\"2026-05-26T11:58:05Z\",\"AssumeRoleWithSAML\",\"AccessDenied\",\"{\"\"sAMLAssertionID\"\":\"\"_a\"\",\"\"roleArn\"\":\"\"arn:aws:iam::123456789012:role/Admins\"\",\"\"durationSeconds\"\":3600}\"\n".to_owned(),
            format!("@timestamp,@message\n2026-05-26 11:58:05.000,\"{}\"\n", event.replace('"', "\"\"")),
            "eventtime\teventname\terrorcode\trequestparameters\n2026-05-26T11:58:05Z\tAssumeRoleWithSAML\tAccessDenied\t{\"sAMLAssertionID\":\"_a\",\"roleArn\":\"arn:aws:iam::123456789012:role/Admins\",\"durationSeconds\":3600}\n".to_owned(),
        ] {
            let events = events(&text);
            let event = events.first().unwrap_or_else(|| panic!("{text}"));
            assert_eq!(event.name.value, "AssumeRoleWithSAML", "{text}");
            assert_eq!(event.time, instant("2026-05-26T11:58:05Z"), "{text}");
            let value = |text: &Option<crate::source::Text>| text.as_ref().map(|text| text.value.clone());
            assert_eq!(value(&event.assertion_id).as_deref(), Some("_a"), "{text}");
            assert_eq!(value(&event.role_arn).as_deref(), Some("arn:aws:iam::123456789012:role/Admins"), "{text}");
            assert_eq!(value(&event.duration_seconds).as_deref(), Some("3600"), "{text}");
            let span = event.assertion_id.as_ref().unwrap().span;
            assert_eq!(&text[span.range()], "_a", "{text}");
            assert!(event.is_refused(), "{text}");
        }
        assert!(events("{\"Events\": []}").is_empty());
    }
}
