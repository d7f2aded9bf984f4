use serde_json::Value as Json;

use super::keys::{KeyValue, Keys, State};
use super::possible::Possible;
use super::{Caller, Decided, Outcome, Policy, Request, Standing, Use, evaluate, parse};
use crate::document::Document;
use crate::source::{Source, SourceKind, Sources};

const PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/Corp";
const ACTION: &str = "sts:AssumeRoleWithSAML";

fn policy(text: &str) -> Policy {
    let source =
        Sources::default().add(Source::new(SourceKind::Evidence { name: "role".to_owned() }, text, None));
    let document = Document::of_source(source, text).unwrap_or_else(|fault| panic!("{fault}: {text}"));
    parse::read(&document.root).unwrap_or_else(|| panic!("no policy: {text}"))
}

fn statement(condition: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":{{"Federated":"{PROVIDER}"}},"Action":"{ACTION}","Condition":{condition}}}"#
    )
}

fn decided(policy: &Policy, keys: &Keys) -> Decided {
    let caller = Caller::Federated(PROVIDER.to_owned());
    evaluate(policy, Use::Trust, &[Request { action: ACTION, caller: &caller, resource: None, keys }])
}

/// How the one condition comes out, as an Allow and beside it as a Deny.
fn holds(condition: &str, keys: &Keys) -> Possible {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":{}}}"#, statement(condition));
    let decided = decided(&policy(&text), keys);
    decided.actions[0].statements[0].conditions.iter().fold(Possible::YES, |all, one| all.and(*one))
}

#[test]
fn conditions_hold_as_they_did_where_aws_was_measured() {
    let rows = include_str!("../../../fixtures/policy/live-conditions.tsv");
    let mut tried = 0;
    for row in rows.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [id, _, operator, key, kind, policy_value, values, further, matches, ..] = cells[..] else {
            panic!("{row}")
        };
        let expected = match matches {
            "yes" => Possible::YES,
            "no" => Possible::NO,
            "error" => Possible::ERROR,
            _ => continue,
        };
        let values: Vec<String> = serde_json::from_str(values).unwrap();
        let mut keys = Keys::default();
        let mut names = Vec::new();
        if let Ok(Json::Object(tags)) = serde_json::from_str(further) {
            for (name, value) in tags {
                keys.single(&format!("aws:RequestTag/{name}"), value.as_str().unwrap());
                names.push(name);
            }
        }
        match kind {
            "list" | "absent-list" => names = values.clone(),
            "single" => {
                names.push(key.rsplit('/').next().unwrap().to_owned());
                keys.single(key, &values[0]);
            }
            _ => {}
        }
        keys.list("aws:TagKeys", names);
        let found = holds(&format!(r#"{{"{operator}":{{"{key}":{policy_value}}}}}"#), &keys);
        assert_eq!(found, expected, "{id}: {operator} {policy_value} {values:?}");
        tried += 1;
    }
    assert!(tried > 390, "{tried} rows");
}

/// `absent`, `["a","b"]` of a list key, `"a"` of a single one, `?` of one that is not known, `!` of one that
/// is there and not known, `"a"|absent` of one or the other.
fn state(text: &str) -> State {
    let value = |text: &str| match text {
        "absent" => KeyValue::Absent,
        list if list.starts_with('[') => KeyValue::List(serde_json::from_str(list).unwrap()),
        single => KeyValue::Single(serde_json::from_str(single).unwrap()),
    };
    match text {
        "?" => State::Unknown,
        "!" => State::Present,
        one if !one.contains('|') => State::Known(value(one)),
        several => State::Among(several.split('|').map(value).collect()),
    }
}

#[test]
fn conditions_hold_by_the_documents_tables() {
    let table = include_str!("../../../fixtures/policy/conditions.tsv");
    let mut rows = 0;
    for row in table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [condition, keys_written, expected] = cells[..] else { panic!("three cells: {row}") };
        let mut keys = Keys::default();
        for key in keys_written.split(' ').filter(|key| !key.is_empty()) {
            let (name, value) = key.split_once('=').unwrap_or_else(|| panic!("{row}"));
            keys.set(name, state(value));
        }
        let text = format!(r#"{{"Version":"2012-10-17","Statement":{}}}"#, statement(condition));
        let outcome = match decided(&policy(&text), &keys).outcome {
            Outcome::Allow => "yes",
            Outcome::Deny => "no",
            Outcome::Undetermined => "unknown",
        };
        assert_eq!(outcome, expected, "{condition} {keys_written}");
        rows += 1;
    }
    assert!(rows >= 110, "{rows} rows");
}

#[test]
fn policies_decide_though_keys_are_not_known() {
    let table = include_str!("../../../fixtures/policy/unknown-keys.tsv");
    let mut rows = 0;
    for row in table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [statements, keys_written, expected] = cells[..] else { panic!("three cells: {row}") };
        let mut keys = Keys::default();
        for key in keys_written.split(' ').filter(|key| !key.is_empty()) {
            let (name, value) = key.split_once('=').unwrap_or_else(|| panic!("{row}"));
            keys.set(name, state(value));
        }
        // `+ condition` is an Allow, `- condition` a Deny.
        let statements: Vec<String> = statements
            .split(" ; ")
            .map(|one| {
                let (sign, condition) = one.split_at(2);
                let allow = statement(condition);
                if sign == "- " { allow.replacen("Allow", "Deny", 1) } else { allow }
            })
            .collect();
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
        let outcome = match decided(&policy(&text), &keys).outcome {
            Outcome::Allow => "allow",
            Outcome::Deny => "deny",
            Outcome::Undetermined => "unknown",
        };
        assert_eq!(outcome, expected, "{row}");
        rows += 1;
    }
    assert!(rows >= 40, "{rows} rows");
}

#[test]
fn what_decides_is_named() {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Principal":{{"Service":"ec2.amazonaws.com"}},"Action":"sts:AssumeRole"}},
            {{"Effect":"Allow","Principal":{{"Federated":"{PROVIDER}"}},"Action":"sts:TagSession"}},
            {}]}}"#,
        statement(
            r#"{"StringEquals":{"saml:aud":"a","saml:iss":"b"},"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#
        )
    );
    let mut keys = Keys::default();
    keys.single("saml:aud", "a");
    keys.single("saml:iss", "c");
    keys.set("aws:SourceIp", State::Present);
    let of = |keys: &Keys| {
        let decided = decided(&policy(&text), keys);
        (decided.outcome, decided.actions[0].deciding())
    };
    let others = [(0, Standing::Principal), (1, Standing::Action)];
    let failing = [&others[..], &[(2, Standing::Condition(1))]].concat();
    assert_eq!(of(&keys), (Outcome::Deny, failing));
    keys.single("saml:iss", "b");
    assert_eq!(of(&keys), (Outcome::Undetermined, vec![(2, Standing::Condition(2))]));
    keys.single("aws:SourceIp", "192.0.2.7");
    let all = (0..3).map(|index| (2, Standing::Condition(index))).collect();
    assert_eq!(of(&keys), (Outcome::Allow, all));
}

#[test]
fn principals_and_actions_fit_in_every_form() {
    for (principal, action, outcome) in [
        (format!(r#"{{"Federated":"{PROVIDER}"}}"#), r#""sts:AssumeRoleWithSAML""#, Outcome::Allow),
        (format!(r#"{{"Federated":["x","{PROVIDER}"]}}"#), r#"["sts:assumerolewithSAML"]"#, Outcome::Allow),
        (format!(r#"{{"Federated":"{PROVIDER}"}}"#), r#""sts:*""#, Outcome::Allow),
        (format!(r#"{{"Federated":"{PROVIDER}"}}"#), r#""*""#, Outcome::Allow),
        (format!(r#"{{"Federated":"{PROVIDER}"}}"#), r#""sts:AssumeRoleWithSAM?""#, Outcome::Allow),
        (format!(r#"{{"Federated":"{PROVIDER}"}}"#), r#""sts:AssumeRole""#, Outcome::Deny),
        (format!(r#"{{"Federated":"{PROVIDER}"}}"#), r#""stsAssumeRoleWithSAML""#, Outcome::Deny),
        (format!(r#"{{"Federated":"{}"}}"#, PROVIDER.to_lowercase()), r#""sts:*""#, Outcome::Deny),
        (r#"{"AWS":"*"}"#.to_owned(), r#""sts:*""#, Outcome::Deny),
        (r#"{"AWS":"arn:aws:iam::123456789012:root"}"#.to_owned(), r#""sts:*""#, Outcome::Deny),
        (format!(r#"{{"AWS":"{PROVIDER}"}}"#), r#""sts:*""#, Outcome::Deny),
        (r#"{"Service":"ec2.amazonaws.com"}"#.to_owned(), r#""sts:*""#, Outcome::Deny),
        (r#""*""#.to_owned(), r#""sts:*""#, Outcome::Undetermined),
        (r#"{"Federated":"*"}"#.to_owned(), r#""sts:*""#, Outcome::Undetermined),
        (r#"{}"#.to_owned(), r#""sts:*""#, Outcome::Deny),
    ] {
        let text =
            format!(r#"{{"Statement":{{"Effect":"Allow","Principal":{principal},"Action":{action}}}}}"#);
        assert_eq!(decided(&policy(&text), &Keys::default()).outcome, outcome, "{text}");
    }
    let not_action = format!(
        r#"{{"Statement":{{"Effect":"Allow","Principal":{{"Federated":"{PROVIDER}"}},"NotAction":"sts:AssumeRole"}}}}"#
    );
    assert_eq!(decided(&policy(&not_action), &Keys::default()).outcome, Outcome::Allow);
    let not_principal = format!(
        r#"{{"Statement":[{{"Effect":"Allow","Principal":{{"Federated":"{PROVIDER}"}},"Action":"sts:*"}},{{"Effect":"Deny","NotPrincipal":{{"Federated":"{PROVIDER}"}},"Action":"sts:*"}}]}}"#
    );
    assert_eq!(decided(&policy(&not_principal), &Keys::default()).outcome, Outcome::Allow);
}

#[test]
fn variables_need_their_version() {
    let mut keys = Keys::default();
    keys.single("saml:sub", "jane");
    keys.single("sts:RoleSessionName", "jane");
    let condition = r#"{"StringEquals":{"sts:RoleSessionName":"${saml:sub}"}}"#;
    for (version, outcome) in [
        (r#""Version":"2012-10-17","#, Outcome::Allow),
        (r#""Version":"2008-10-17","#, Outcome::Deny),
        ("", Outcome::Deny),
    ] {
        let text = format!(r#"{{{version}"Statement":{}}}"#, statement(condition));
        assert_eq!(decided(&policy(&text), &keys).outcome, outcome, "{version}");
    }
}

#[test]
fn a_deny_wins_and_an_arn_that_is_none_fails_closed() {
    let mut keys = Keys::default();
    keys.single("saml:aud", "arn:aws:iam::123456789012:user/jane");
    let with = |deny: &str| {
        let deny = statement(deny).replacen("Allow", "Deny", 1);
        policy(&format!(r#"{{"Statement":[{},{deny}]}}"#, statement("{}")))
    };
    for (deny, outcome) in [
        (r#"{"StringEquals":{"saml:aud":"x"}}"#, Outcome::Allow),
        (r#"{"StringLike":{"saml:aud":"arn:*"}}"#, Outcome::Deny),
        (r#"{"ArnLike":{"saml:aud":"not-an-arn"}}"#, Outcome::Deny),
        (r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}"#, Outcome::Deny),
        (r#"{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}"#, Outcome::Deny),
        (r#"{"Bool":{"aws:MultiFactorAuthPresent":"false"}}"#, Outcome::Allow),
    ] {
        assert_eq!(decided(&with(deny), &keys).outcome, outcome, "{deny}");
    }
    let allow =
        policy(&format!(r#"{{"Statement":{}}}"#, statement(r#"{"ArnNotLike":{"saml:aud":"not-an-arn"}}"#)));
    assert_eq!(decided(&allow, &keys).outcome, Outcome::Deny);
}

#[test]
fn a_crossed_out_value_decides_nothing_by_itself() {
    let text = statement("{}").replace("123456789012", "************");
    let mut policy = policy(&format!(r#"{{"Statement":{text}}}"#));
    let principal = policy.statements[0].principal.as_mut().unwrap();
    let value = &mut principal.members[0].value;
    let crossed_out = 13..25;
    assert_eq!(&value.text[crossed_out.clone()], "************");
    value.holes.push(crossed_out);
    assert_eq!(decided(&policy, &Keys::default()).outcome, Outcome::Undetermined);
    let caller = Caller::Federated(PROVIDER.replace("Corp", "Other"));
    let keys = Keys::default();
    let request = Request { action: ACTION, caller: &caller, resource: None, keys: &keys };
    assert_eq!(evaluate(&policy, Use::Trust, &[request]).outcome, Outcome::Deny);
}
