use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::OnceLock;

use serde_json::Value as Json;

use super::Copied;
use super::call::{Call, Circumstances, name_qualifier};
use super::patch::patch;
use crate::aws::endpoints::locate;
use crate::aws::policy::{
    Effect, KeyValue, Outcome, Policy, Possible, Standing, State, Use, evaluate, parse, save,
};
use crate::aws::role_value;
use crate::document::Document;
use crate::handling::Handling;
use crate::saml::Response;
use crate::source::{Source, SourceKind, Sources};
use crate::xml;

pub(super) fn response(text: &str) -> Response {
    let sources = Sources::default();
    let source = sources.add(Source::new(SourceKind::Message, text, None));
    let tree = xml::parse(source, text).unwrap();
    Response::read(&tree, tree.root())
}

pub(super) fn policy(text: &str) -> Policy {
    let source =
        Sources::default().add(Source::new(SourceKind::Evidence { name: "role".to_owned() }, text, None));
    parse::read(&Document::of_source(source, text).unwrap().root).unwrap()
}

/// A response of which nothing was crossed out.
fn whole(response: &Response) -> Copied<'_> {
    static NOTHING: OnceLock<Handling> = OnceLock::new();
    Copied { response, handling: NOTHING.get_or_init(Handling::default) }
}

#[test]
fn the_published_qualifier_comes_out() {
    let found = name_qualifier("https://example.com/saml", "123456789012", "MySAMLIdP");
    assert_eq!(found, "1uAJanUnBc2XeUkHURMht+xam2c=");
}

/// Pairs of a policy and a response on whose decision two independent evaluators agree.
#[test]
fn pairs_are_decided_as_two_other_evaluators_decide_them() {
    let pairs = include_str!("../../fixtures/policy/pairs.jsonl");
    let (mut exact, mut count) = (0, 0);
    for line in pairs.lines() {
        let pair: Json = serde_json::from_str(line).unwrap();
        let text = |value: &Json| value.as_str().unwrap().to_owned();
        let id = text(&pair["id"]);
        let message = STANDARD.decode(text(&pair["response"])).unwrap();
        let response = response(&String::from_utf8(message).unwrap());
        let role = response.assertion().unwrap().attributes_named(crate::aws::attributes::ROLE).next();
        let halves = role_value::halves(&role.unwrap().values[0].text.value);
        let tags = pair["role_tags"].as_object().unwrap().iter();
        let recipient = response.assertion().unwrap().recipient().unwrap().value.clone();
        let region = locate(&recipient).and_then(|located| located.sign_in().cloned());
        let circumstances = Circumstances {
            role_tags: Some(tags.map(|(key, value)| (key.clone(), text(value))).collect()),
            region: region.map(|sign_in| sign_in.region.unwrap_or_else(|| "us-east-1".to_owned())),
            ..Circumstances::default()
        };
        let call = Call::of(whole(&response), halves.role.unwrap(), halves.provider.unwrap(), &circumstances);

        // The keys are those that the pair was made with.
        for (name, value) in pair["context"].as_object().unwrap() {
            let expected = match value {
                Json::Array(values) => KeyValue::List(values.iter().map(text).collect()),
                single => KeyValue::Single(text(single)),
            };
            let keys = call.keys("sts:AssumeRoleWithSAML").unwrap();
            assert_eq!(keys.state(name), &State::Known(expected), "{id}: {name}");
        }
        let actions: Vec<&str> = call.actions().collect();
        let expected: Vec<String> = pair["actions"].as_array().unwrap().iter().map(text).collect();
        assert_eq!(actions, expected, "{id}");

        let policy = policy(&pair["policy"].to_string());
        let decided = evaluate(&policy, Use::Trust, &call.requests());
        let outcome = match decided.outcome {
            Outcome::Allow => "allow",
            Outcome::Deny => "deny",
            Outcome::Undetermined => "unknown",
        };
        let also: Vec<String> = pair["also"].as_array().unwrap().iter().map(text).collect();
        count += 1;
        if outcome != pair["expected"] {
            assert!(also.iter().any(|other| other == outcome), "{id}: {outcome}, {}", pair["policy"]);
            continue;
        }
        exact += 1;
        let mut deciding: Vec<[String; 4]> = Vec::new();
        for action in decided.actions.iter().filter(|one| one.outcome == decided.outcome) {
            for (statement, standing) in action.deciding() {
                let conditions = &policy.statements[statement].conditions;
                let (operator, key) = match standing {
                    Standing::Effect => ("Effect", ""),
                    Standing::Principal => ("Principal", ""),
                    Standing::Action => ("Action", ""),
                    Standing::Resource => ("Resource", ""),
                    Standing::Condition(index) => {
                        (conditions[index].operator.value.as_str(), conditions[index].key.value.as_str())
                    }
                };
                let named = [&action.action, &statement.to_string(), operator, key];
                deciding.push(named.map(str::to_owned));
            }
        }
        let expected: Vec<[String; 4]> = pair["deciding"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| [0, 1, 2, 3].map(|at| one[at].as_str().map_or(one[at].to_string(), str::to_owned)))
            .collect();
        // Which of the provider's keys the other two actions see is not published: left open here.
        let open = |one: &&[String; 4]| one[0] != "sts:AssumeRoleWithSAML";
        let missing: Vec<_> = expected.iter().filter(|one| !deciding.contains(one)).collect();
        assert!(missing.iter().all(open), "{id}: {missing:?} are missing");
        let more: Vec<_> = deciding.iter().filter(|one| !expected.contains(one) && !open(one)).collect();
        assert!(more.is_empty() && !deciding.is_empty(), "{id}: {more:?} are named");
    }
    assert_eq!(count, 320);
    assert!(exact >= 300, "{exact} of {count}");
}

/// One thing in which another login differs, and the response with it.
type Difference = (&'static str, fn(&str, &Response) -> Option<String>);

fn replaced(message: &str, from: &str, to: &str) -> Option<String> {
    (!from.is_empty() && message.contains(from)).then(|| message.replace(from, to))
}

fn sent(response: &Response, name: &str) -> Option<String> {
    let attribute = response.assertion()?.attributes_named(name).next()?;
    Some(attribute.values.first()?.text.value.clone())
}

/// Logins that are another's in one thing that a policy may test.
const DIFFERENCES: &[Difference] = &[
    ("Recipient", |message, response| {
        let recipient = &response.assertion()?.recipient()?.value;
        replaced(message, recipient, "https://eu-north-1.signin.aws.amazon.com/saml/acs/X")
    }),
    ("session name", |message, response| {
        let name = sent(response, crate::aws::attributes::ROLE_SESSION_NAME)?;
        replaced(message, &format!(">{name}<"), ">somebody.else<")
    }),
    ("source identity", |message, response| {
        let identity = sent(response, crate::aws::attributes::SOURCE_IDENTITY)?;
        replaced(message, &format!(">{identity}<"), ">another.identity<")
    }),
    ("NameID", |message, response| {
        let name = &response.assertion()?.name_id()?.text.value;
        replaced(message, &format!(">{name}<"), ">another-subject<")
    }),
    ("Issuer", |message, response| {
        let issuer = &response.assertion()?.issuer.as_ref()?.value;
        replaced(message, &format!(">{issuer}<"), ">https://another.example/saml<")
    }),
    ("Format", |message, response| {
        let format = &response.assertion()?.name_id()?.format.as_ref()?.value;
        replaced(message, format, "urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos")
    }),
    ("session tag", |message, response| {
        let assertion = response.assertion()?;
        let tag = assertion.attributes.iter().find(|attribute| {
            let name = attribute.name.as_ref().map(|name| name.value.as_str());
            name.is_some_and(|name| name.contains("/PrincipalTag:"))
        })?;
        let value = &tag.values.first()?.text.value;
        replaced(message, &format!(">{value}<"), ">another-value<")
    }),
];

/// Every patch of every pair that is refused: it allows, and what it allows in addition has this login's
/// own values in all that the policy tests.
#[test]
fn a_patch_allows_this_login_and_no_other() {
    let pairs = include_str!("../../fixtures/policy/pairs.jsonl");
    let (mut patched, mut refused, mut others) = (0, 0, 0);
    for line in pairs.lines() {
        let pair: Json = serde_json::from_str(line).unwrap();
        let id = pair["id"].as_str().unwrap();
        let message = STANDARD.decode(pair["response"].as_str().unwrap()).unwrap();
        let message = String::from_utf8(message).unwrap();
        let own = response(&message);
        let role = own.assertion().unwrap().attributes_named(crate::aws::attributes::ROLE).next();
        let halves = role_value::halves(&role.unwrap().values[0].text.value);
        let (role, provider) = (halves.role.unwrap(), halves.provider.unwrap());
        let tags = pair["role_tags"].as_object().unwrap().iter();
        let tags = tags.map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()));
        let circumstances = Circumstances { role_tags: Some(tags.collect()), ..Circumstances::default() };
        let text = pair["policy"].to_string();
        let kind = SourceKind::Evidence { name: "r".to_owned() };
        let source = Sources::default().add(Source::new(kind, text.as_str(), None));
        let document = Document::of_source(source, &text).unwrap();
        let before = parse::read(&document.root).unwrap();
        let call = Call::of(whole(&own), role, provider, &circumstances);
        let outcome = |policy: &Policy, call: &Call| evaluate(policy, Use::Trust, &call.requests()).outcome;
        if outcome(&before, &call) != Outcome::Deny {
            continue;
        }
        refused += 1;
        let Some(patch) = patch(&document.root, &call) else { continue };
        patched += 1;
        let after = policy(&patch.document);
        assert_eq!(outcome(&after, &call), Outcome::Allow, "{id}: {}", patch.document);
        assert!(!patch.document.contains("\"*\"") || text.contains("\"*\""), "{id}: {}", patch.document);

        // A Deny that no SAML login escapes goes for all of them: the Allows stay as narrow as they were.
        let leaves_out = patch
            .changes
            .iter()
            .any(|change| change.contains("the Deny leaves") || change.starts_with("without statement"));
        let mut as_before = before.clone();
        if leaves_out {
            as_before.statements.retain(|statement| statement.effect == Some(Effect::Allow));
        }
        let mut same = |what: &str, other: &Call| {
            others += 1;
            let (was, is) = (outcome(&as_before, other), outcome(&after, other));
            let narrower = was == Outcome::Allow && is == Outcome::Deny && leaves_out;
            assert!(
                was == is || narrower,
                "{id}: another {what} was {was:?} and is {is:?}: {}\n{text}\n{}",
                patch.changes.join("; "),
                patch.document
            );
        };
        for stranger in [
            provider.replace("ExampleIdP", "StrangeIdP"),
            provider.replace("arn:aws:iam::", "arn:aws:iam::9").replacen("99", "9", 1),
        ] {
            if stranger != provider {
                same("provider", &Call::of(whole(&own), role, &stranger, &circumstances));
            }
        }
        // What every statement for the provider refuses by a test that this login meets, stays refused.
        let fails_where_it_does_not = |other: &Call| {
            let of = |call: &Call| evaluate(&before, Use::Trust, &call.requests()).actions.swap_remove(0);
            let (mine, theirs) = (of(&call), of(other));
            let about = mine.statements.iter().zip(&theirs.statements).filter(|(one, _)| {
                one.effect == Effect::Allow && one.principal != Possible::NO && one.action != Possible::NO
            });
            let mut fails = about.map(|(one, other)| {
                let mut pairs = one.conditions.iter().zip(&other.conditions);
                pairs.any(|(one, other)| *one == Possible::YES && *other == Possible::NO)
            });
            let first = fails.next();
            first == Some(true) && fails.all(|fails| fails)
        };
        for (what, change) in DIFFERENCES {
            let Some(other) = change(&message, &own) else { continue };
            let other = Call::of(whole(&response(&other)), role, provider, &circumstances);
            // The Recipient is tested by every patch.
            if *what == "Recipient" || fails_where_it_does_not(&other) {
                same(what, &other);
            }
        }
    }
    assert!(patched * 2 > refused, "{patched} of {refused}");
    assert!(others > 150, "{others} other logins");
}

/// Trust policies of one condition, as AWS answered them in 2026-09.
#[test]
fn measured_trust_policies_are_decided_as_aws_did() {
    let first = include_str!("../../fixtures/policy/pairs.jsonl").lines().next().unwrap();
    let pair: Json = serde_json::from_str(first).unwrap();
    let message = STANDARD.decode(pair["response"].as_str().unwrap()).unwrap();
    let response = response(&String::from_utf8(message).unwrap());
    let role = response.assertion().unwrap().attributes_named(crate::aws::attributes::ROLE).next();
    let halves = role_value::halves(&role.unwrap().values[0].text.value);
    let (role, provider) = (halves.role.unwrap(), halves.provider.unwrap());
    let call = Call::of(whole(&response), role, provider, &Circumstances::default());
    let account = provider.split(':').nth(4).unwrap();
    let federated = format!(r#"{{"Federated":"{provider}"}}"#);
    let qualifier = match call.keys("sts:AssumeRoleWithSAML").unwrap().state("saml:namequalifier") {
        State::Known(KeyValue::Single(qualifier)) => qualifier.clone(),
        other => panic!("{other:?}"),
    };
    let equals = |key: &str, value: &str| format!(r#"{{"StringEquals":{{"{key}":"{value}"}}}}"#);
    let mut rows = vec![
        (r#"{"AWS":"*"}"#.to_owned(), "{}".to_owned(), false),
        (federated.clone(), "{}".to_owned(), true),
        (federated.clone(), equals("aws:PrincipalAccount", account), true),
        (federated.clone(), equals("aws:PrincipalAccount", "anonymous"), false),
        (federated.clone(), r#"{"Null":{"aws:PrincipalArn":"true"}}"#.to_owned(), true),
        (federated.clone(), equals("aws:PrincipalArn", provider), false),
        (federated.clone(), equals("aws:PrincipalType", "User"), true),
        (federated.clone(), equals("aws:userid", provider), true),
        (federated.clone(), equals("aws:userid", ""), false),
        (federated.clone(), equals("aws:userid", account), false),
        (federated.clone(), equals("aws:userid", &format!("{provider}:jane")), false),
        (federated.clone(), equals("aws:userid", provider.rsplit('/').next().unwrap()), false),
        (federated.clone(), equals("aws:userid", &qualifier), false),
        (federated.clone(), equals("aws:userid", &format!("{qualifier}:jane")), false),
        (federated.clone(), equals("aws:userid", "SAMLSPABCDEFGHIJKLMNOP"), false),
        (federated.clone(), r#"{"Null":{"aws:PrincipalArn":"false"}}"#.to_owned(), false),
        (federated.clone(), r#"{"Null":{"aws:userid":"false"}}"#.to_owned(), true),
        (federated.clone(), r#"{"Null":{"aws:PrincipalType":"false"}}"#.to_owned(), true),
        (federated.clone(), r#"{"Null":{"aws:PrincipalAccount":"false"}}"#.to_owned(), true),
        (federated.clone(), r#"{"StringLike":{"aws:userid":"AROA*:*"}}"#.to_owned(), false),
        (federated.clone(), r#"{"StringLike":{"aws:userid":"AIDA*"}}"#.to_owned(), false),
    ];
    for other in
        ["Federated", "Anonymous", "SAMLUser", "WebIdentityUser", "FederatedUser", "AssumedRole", "Role"]
    {
        rows.push((federated.clone(), equals("aws:PrincipalType", other), false));
    }
    for (principal, condition, gets_in) in rows {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{principal},"Action":"sts:*","Condition":{condition}}}}}"#
        );
        let outcome = evaluate(&policy(&text), Use::Trust, &call.requests()).outcome;
        assert_eq!(outcome, if gets_in { Outcome::Allow } else { Outcome::Deny }, "{text}");
    }
}

/// What IAM refused to save in 2026-09, with its sentence, and what it saved.
#[test]
fn measured_principals_are_saved_or_not_as_by_iam() {
    for (principal, sentence) in [
        (r#""*""#, Some("AssumeRolepolicy contained an invalid principal: …")),
        (
            r#"{"Federated":"*"}"#,
            Some("Federated principals must be valid domain names or SAML metadata ARNs"),
        ),
        (r#"{"AWS":"*"}"#, None),
    ] {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRoleWithSAML"}}}}"#
        );
        let kind = SourceKind::Evidence { name: "r".to_owned() };
        let source = Sources::default().add(Source::new(kind, text.as_str(), None));
        let document = Document::of_source(source, &text).unwrap();
        let faults = save::faults(&document.root, &parse::read(&document.root).unwrap());
        let said = faults.first().map(|fault| fault.sentence.shown().into_owned());
        match sentence {
            Some(sentence) => assert!(said.is_some_and(|said| said.contains(sentence)), "{text}"),
            None => assert_eq!(said, None, "{text}"),
        }
    }
}

/// A login with these values, and the call that it is.
fn login(recipient: &str, issuer: &str, sub: &str, provider: &str) -> (Response, String) {
    const NAMES: &str = r#"xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion""#;
    let text = format!(
        r#"<samlp:Response {NAMES}><saml:Assertion><saml:Issuer>{issuer}</saml:Issuer><saml:Subject><saml:NameID>{sub}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="{recipient}"/></saml:SubjectConfirmation></saml:Subject></saml:Assertion></samlp:Response>"#
    );
    (response(&text), format!("arn:aws:iam::123456789012:saml-provider/{provider}"))
}

#[test]
fn a_patch_lets_nobody_in_who_has_some_of_its_values_and_others_of_the_policys() {
    const GLOBAL: &str = "https://signin.aws.amazon.com/saml";
    const EAST: &str = "https://us-east-2.signin.aws.amazon.com/saml";
    let aud = |values: &str| format!(r#""SAML:aud": {values}"#);
    let both = format!(r#"["{GLOBAL}", "{EAST}"]"#);
    let (global, east) = (format!("\"{GLOBAL}\""), format!("\"{EAST}\""));
    let (iss, sub) = (r#""saml:iss": "https://other.example""#, r#""saml:sub": "jim""#);
    let mfa = r#""Bool": {"aws:MultiFactorAuthPresent": "true"}"#;
    for (provider, equals, more) in [
        ("Corp", vec![aud(&east), iss.to_owned()], ""),
        ("Corp", vec![aud(&east), sub.to_owned()], ""),
        ("Corp", vec![aud(&both), sub.to_owned()], ""),
        ("Corp", vec![aud(&global), iss.to_owned(), sub.to_owned()], ""),
        (
            "Corp",
            vec![r#""saml:AUD": "https://us-east-2.signin.aws.amazon.com/saml""#.to_owned(), sub.to_owned()],
            "",
        ),
        ("Corp", vec![aud(&east)], mfa),
        ("Corp", vec![aud(&both)], mfa),
        ("Other", vec![aud(&east)], ""),
        ("Other", vec![aud(&both)], ""),
        ("Other", vec![aud(&global), sub.to_owned()], ""),
        ("Other", vec![sub.to_owned()], ""),
    ] {
        let more = if more.is_empty() { String::new() } else { format!(", {more}") };
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {{"Federated": "arn:aws:iam::123456789012:saml-provider/{provider}"}}, "Action": "sts:AssumeRoleWithSAML", "Condition": {{"StringEquals": {{{}}}{more}}}}}}}"#,
            equals.join(", ")
        );
        let call = |(response, provider): (Response, String)| {
            let role = "arn:aws:iam::123456789012:role/Admin";
            Call::of(whole(&response), role, &provider, &Circumstances::default())
        };
        let document = Document::of_source(crate::source::SourceId::NONE, &text).unwrap();
        let before = parse::read(&document.root).unwrap();
        let outcome = |policy: &Policy, call: &Call| evaluate(policy, Use::Trust, &call.requests()).outcome;
        let own = call(login(GLOBAL, "https://idp.example", "jane", "Corp"));
        let patch = patch(&document.root, &own).unwrap_or_else(|| panic!("{text}"));
        let after = policy(&patch.document);
        assert_eq!(
            (outcome(&before, &own), outcome(&after, &own)),
            (Outcome::Deny, Outcome::Allow),
            "{text}"
        );
        let tests = |key: &str| text.to_lowercase().contains(key);
        for bits in 1..16 {
            let other = |bit: i32| bits & (1 << bit) != 0;
            let untested = other(1) && !tests("saml:iss") || other(2) && !tests("saml:sub");
            if untested {
                continue;
            }
            let stranger = call(login(
                if other(0) { EAST } else { GLOBAL },
                if other(1) { "https://other.example" } else { "https://idp.example" },
                if other(2) { "jim" } else { "jane" },
                if other(3) { "Other" } else { "Corp" },
            ));
            let (was, is) = (outcome(&before, &stranger), outcome(&after, &stranger));
            assert_eq!(was, is, "{bits:b}: {}\n{text}\n{}", patch.changes.join("; "), patch.document);
        }
    }
}
