//! Two logins by meaning: what decides the verdict first, then what AWS reads, then what it ignores.

mod fields;
mod human;
mod markdown;
mod rest;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use self::fields::{Field, Of, fields};
use self::rest::{LeftOut, Place, Values};
use crate::capture::StsCall;

pub use self::human::render;
pub use self::markdown::render as render_markdown;

/// What the row is called that tells the verdicts, where no other row tells what decides.
const VERDICT: &str = "verdict";

/// What differs between a good login and a bad one.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Diff {
    #[cfg_attr(test, schemars(extend("const" = "saml-doctor/diff/1")))]
    pub schema: &'static str,
    pub tool: Tool,
    pub good: Side,
    pub bad: Side,
    /// What decides the verdict first, then what AWS reads, then what it ignores.
    pub differences: Vec<Row>,
    pub folded: Vec<Folded>,
    #[cfg_attr(test, schemars(extend("enum" = [0, 1])))]
    pub exit_code: u8,
    /// What is to be mended in the bad one.
    #[serde(skip)]
    next: Option<Next>,
}

/// The rule that comes first among the differences, and who can mend what it finds.
#[derive(Debug)]
struct Next {
    rule: String,
    who: Option<&'static str>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tool {
    #[cfg_attr(test, schemars(extend("const" = "saml-doctor")))]
    pub name: &'static str,
    pub version: &'static str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Side {
    pub input: String,
    /// 0-based index into the entries of a HAR.
    pub entry: Option<u64>,
    #[cfg_attr(test, schemars(extend("enum" = ["refused", "accepted", "undetermined"])))]
    pub verdict: Option<String>,
    /// The id of the sentence that is predicted.
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Id>"))]
    pub predicted_error: Option<String>,
    /// The verdict as a person says it.
    #[serde(skip)]
    word: String,
}

/// One difference.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Difference"))]
pub struct Row {
    /// `Issuer`, `attribute department`.
    pub what: String,
    #[cfg_attr(test, schemars(regex(pattern = "^(/.*)?$")))]
    pub path: String,
    #[cfg_attr(test, schemars(length(min = 0)))]
    pub good: Option<String>,
    #[cfg_attr(test, schemars(length(min = 0)))]
    pub bad: Option<String>,
    pub read_by_aws: bool,
    /// Rules that it trips in the bad one.
    #[cfg_attr(test, schemars(with = "Vec<crate::contract::Id>", extend("uniqueItems" = true)))]
    pub rules: Vec<String>,
    pub effect: String,
    #[serde(skip)]
    rank: (u8, usize),
    /// No value differs, only what was found.
    #[serde(skip)]
    finding_alone: bool,
}

/// One of the two.
#[derive(Debug, Clone, Copy)]
pub struct Login<'a> {
    /// The message as the JSON report tells it.
    pub told: &'a Value,
    /// Its decoded XML, then what was decrypted of it.
    pub texts: &'a [&'a str],
    /// What stood beside it in a call of AssumeRoleWithSAML.
    pub call: Option<&'a StsCall>,
}

/// Differences that every two logins have, counted.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Folded {
    #[cfg_attr(test, schemars(extend("enum" = ["id", "instant", "signature value"])))]
    pub what: &'static str,
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub count: usize,
}

impl Diff {
    /// Compares two messages.
    pub fn of(good: Login, bad: Login) -> Diff {
        let documents = (Values::of(good.texts), Values::of(bad.texts));
        let calls = (good.call, bad.call);
        let folded = folded(&documents.0.left_out, &documents.1.left_out);
        let (good, bad) = (good.told, bad.told);
        let findings = new_findings(good, bad);
        let mut told = vec![false; findings.len()];
        let mut differences: Vec<Row> = Vec::new();
        let mut fields = fields(good, bad);
        fields.extend(fields::of_calls(calls.0, calls.1));
        let names: Vec<String> = fields.iter().flat_map(|field| slugs(&field.what)).collect();
        for Field { what, path, read_by_aws, of } in fields {
            let (one, other) = match of {
                Of::Message(of) => (of(good), of(bad)),
                Of::Values(one, other) => (one, other),
            };
            if one == other {
                continue;
            }
            let mut row = Row::new(what, path, read_by_aws, differences.len());
            (row.good, row.bad) = (one, other);
            for (index, finding) in findings.iter().enumerate() {
                if row.is_of(finding, &names) {
                    told[index] = true;
                    row.take(finding);
                }
            }
            row.without_rule();
            differences.push(row);
        }
        let sealed = documents.0.sealed.max(documents.1.sealed);
        rest(documents.0.differing(documents.1), &findings, &mut told, &mut differences);
        for (finding, _) in findings.iter().zip(told).filter(|(_, told)| !told) {
            let mut row = Row::of_finding(finding, differences.len());
            row.bad = text(&finding["found"]);
            row.take(finding);
            differences.push(row);
        }
        for finding in new_findings(bad, good) {
            let rule = text(&finding["rule"]).unwrap_or_default();
            // A row that tells the value tells this.
            if differences.iter().any(|row| row.is_of(&finding, &names) || row.rules.contains(&rule)) {
                continue;
            }
            let mut row = Row::of_finding(&finding, differences.len());
            row.good = text(&finding["found"]);
            let message = text(&finding["message"]).unwrap_or_default();
            row.effect = format!("in the good one alone: {message}");
            differences.push(row);
        }
        if sealed > 0 {
            let mut row = Row::new("encrypted part".to_owned(), String::new(), true, differences.len());
            row.finding_alone = true;
            row.effect = "what is encrypted could not be compared: --key opens it".to_owned();
            differences.push(row);
        }
        if good["verdict"] != bad["verdict"] && differences.iter().all(|row| row.rank.0 > 0) {
            let mut row = Row::new(VERDICT.to_owned(), String::new(), true, 0);
            (row.good, row.bad) = (text(&good["verdict"]), text(&bad["verdict"]));
            row.rank = (0, 0);
            row.effect = text(&bad["because"])
                .or_else(|| text(&good["because"]).map(|because| format!("of the good one: {because}")))
                .unwrap_or_else(|| "nothing in the response explains it: the cause lies outside".to_owned());
            differences.push(row);
        }
        differences.sort_by_key(|row| row.rank);
        let exit_code = u8::from(!differences.is_empty());
        Diff {
            schema: "saml-doctor/diff/1",
            tool: Tool { name: "saml-doctor", version: env!("CARGO_PKG_VERSION") },
            good: Side::of(good),
            bad: Side::of(bad),
            next: Next::of(&differences, bad),
            differences,
            folded,
            exit_code,
        }
    }

    /// The two values of a row as a person reads them.
    fn values(&self, row: &Row) -> (Option<String>, Option<String>) {
        match row.what == VERDICT {
            true => (Some(self.good.word.clone()), Some(self.bad.word.clone())),
            false => (row.good.clone(), row.bad.clone()),
        }
    }

    /// As one line of JSON.
    pub fn json(&self) -> String {
        // Strings, numbers and lists always serialize.
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }
}

impl Side {
    fn of(message: &Value) -> Side {
        Side {
            input: text(&message["input"]).unwrap_or_default(),
            entry: message["entry"].as_u64(),
            verdict: text(&message["verdict"]),
            predicted_error: text(&message["predicted_error"]["id"]),
            word: word(message),
        }
    }
}

impl Row {
    fn new(what: String, path: String, read_by_aws: bool, place: usize) -> Row {
        Row {
            what,
            path,
            good: None,
            bad: None,
            read_by_aws,
            rules: Vec::new(),
            effect: String::new(),
            rank: (if read_by_aws { 2 } else { 3 }, place),
            finding_alone: false,
        }
    }

    /// Of something that was found, and that no value tells.
    fn of_finding(finding: &Value, place: usize) -> Row {
        let what = text(&finding["rule"]).unwrap_or_default();
        let path = text(&finding["path"]).unwrap_or_default();
        Row { finding_alone: true, ..Row::new(what, path, true, place) }
    }

    fn without_rule(&mut self) {
        if self.effect.is_empty() {
            self.effect = match self.read_by_aws {
                true => "AWS reads it, and no rule finds fault with it".to_owned(),
                false => "AWS does not read it".to_owned(),
            };
        }
    }

    /// Whether a finding is about this field: it stands there, or is named for it.
    fn is_of(&self, finding: &Value, names: &[String]) -> bool {
        let path = finding["path"].as_str().unwrap_or("");
        let rule = finding["rule"].as_str().unwrap_or("");
        let of_path =
            !self.path.is_empty() && (path == self.path || path.starts_with(&format!("{}/", self.path)));
        let begins =
            |name: &String| rule.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('-'));
        // `role-session-name-missing` is not of Role.
        let longest = names.iter().filter(|name| begins(name)).map(String::len).max();
        let own = slugs(&self.what).into_iter().filter(|name| begins(name)).map(|name| name.len()).max();
        of_path || (own.is_some() && own == longest)
    }

    fn take(&mut self, finding: &Value) {
        let rule = text(&finding["rule"]).unwrap_or_default();
        if self.rules.contains(&rule) {
            return;
        }
        let decides = finding["severity"] == "error" && finding["consequence_of"].is_null();
        let rank = if decides { 0 } else { 1 };
        if rank < self.rank.0 {
            let place = finding["index"].as_u64().unwrap_or(0) as usize;
            self.rank = (rank, place);
        }
        if self.effect.is_empty() {
            self.effect = text(&finding["message"]).unwrap_or_default();
        }
        self.rules.push(rule);
    }
}

/// Adds a row for each place of the documents that no row tells.
fn rest(places: Vec<Place>, findings: &[Value], told: &mut [bool], differences: &mut Vec<Row>) {
    let known: Vec<(Option<String>, Option<String>)> =
        differences.iter().map(|row| (row.good.clone(), row.bad.clone())).collect();
    let length_differs = differences.iter().any(|row| row.what == "length of validity");
    let signer_differs = differences.iter().any(|row| row.what == "signer");
    let is_told = |place: &Place| {
        // One change in several places is one difference.
        known.contains(&(place.good.clone(), place.bad.clone()))
            || (length_differs && place.path.contains("/Conditions/@Not"))
            || place.path.ends_with("/Signature")
            || (signer_differs && place.path.contains("/Signature/KeyInfo"))
    };
    let mut seen = BTreeSet::new();
    let mut places: Vec<Place> = places.into_iter().filter(|place| !is_told(place)).collect();
    places.retain(|place| seen.insert((place.what.clone(), place.good.clone(), place.bad.clone())));
    let more = places.len().saturating_sub(rest::MOST);
    for place in places.into_iter().take(rest::MOST) {
        let mut row = Row::new(place.what, place.path, place.read_by_aws, differences.len());
        (row.good, row.bad) = (place.good, place.bad);
        for (index, finding) in findings.iter().enumerate() {
            let at = finding["path"].as_str().map(without_indexes).unwrap_or_default();
            if at == without_indexes(&row.path) {
                told[index] = true;
                row.take(finding);
            }
        }
        row.without_rule();
        differences.push(row);
    }
    if more > 0 {
        let mut row = Row::new("other places".to_owned(), String::new(), false, differences.len());
        row.finding_alone = true;
        row.effect = format!("{more} more places of the documents differ");
        differences.push(row);
    }
}

/// `/Response/Assertion[2]/Issuer` without the numbers.
fn without_indexes(path: &str) -> String {
    path.split('[').map(|part| part.rsplit(']').next().unwrap_or(part)).collect()
}

/// A field's name as rules are named for it: `NameID Format` is `name-id-format`.
fn slugs(what: &str) -> Vec<String> {
    if what == fields::CALL_ROLE {
        return vec!["call-role-arn".to_owned(), "requested-role".to_owned()];
    }
    let named = what.to_ascii_lowercase().replace([' ', '_'], "-");
    let mut plain = String::new();
    for c in what.chars() {
        let before = plain.chars().next_back();
        if c.is_uppercase() && before.is_some_and(|before| before.is_lowercase()) {
            plain.push('-');
        }
        plain.push(if c == ' ' { '-' } else { c });
    }
    let plain = plain.to_ascii_lowercase();
    if plain == named { vec![plain] } else { vec![plain, named] }
}

/// What is found in the second and not in the first, in order; notes tell no difference.
fn new_findings(good: &Value, bad: &Value) -> Vec<Value> {
    let list = |message: &Value| message["findings"].as_array().cloned().unwrap_or_default();
    // Two of a kind are not one.
    let mut known: Vec<Value> = list(good);
    let mut is_known = |finding: &Value| {
        let same = |other: &Value| other["rule"] == finding["rule"] && other["found"] == finding["found"];
        known.iter().position(same).map(|at| known.swap_remove(at)).is_some()
    };
    let numbered = list(bad).into_iter().enumerate().map(|(index, mut finding)| {
        finding["index"] = Value::from(index);
        finding
    });
    numbered.filter(|finding| finding["severity"] != "note" && !is_known(finding)).collect()
}

/// What differs from login to login by its nature, counted.
fn folded(good: &LeftOut, bad: &LeftOut) -> Vec<Folded> {
    let count = |what, one: &[String], other: &[String]| {
        let mut rest = other.to_vec();
        let mut alone = 0;
        for value in one {
            match rest.iter().position(|known| known == value) {
                Some(at) => drop(rest.swap_remove(at)),
                None => alone += 1,
            }
        }
        Folded { what, count: alone.max(rest.len()) }
    };
    [
        count("id", &good.ids, &bad.ids),
        count("instant", &good.instants, &bad.instants),
        count("signature value", &good.signature_values, &bad.signature_values),
    ]
    .into_iter()
    .filter(|folded| folded.count > 0)
    .collect()
}

/// The verdict as a person says it: only what AWS itself took is accepted.
fn word(message: &Value) -> String {
    let taken =
        ["signed-in", "role-picker"].contains(&message["aws_answer"]["outcome"].as_str().unwrap_or(""));
    match message["verdict"].as_str() {
        Some("accepted") if !taken => "no fault found".to_owned(),
        Some(verdict) => verdict.to_owned(),
        None => "not judged".to_owned(),
    }
}

impl Next {
    /// What the first of the differences that a rule is told of comes to.
    fn of(differences: &[Row], bad: &Value) -> Option<Next> {
        let rule = differences.iter().find_map(|row| row.rules.first())?;
        let findings = bad["findings"].as_array()?;
        let finding = findings.iter().find(|finding| finding["rule"] == rule.as_str())?;
        let who = match finding["who"].as_str() {
            Some("identity-provider-admin") => Some("identity provider's admin"),
            Some("aws-account-admin") => Some("AWS account admin"),
            Some("connect-admin") => Some("Amazon Connect admin"),
            Some("user") => Some("the person at the browser"),
            Some(_) | None => None,
        };
        Some(Next { rule: rule.clone(), who })
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::Contract;

    fn compared(good: &Value, bad: &Value) -> Diff {
        let of = |told| Login { told, texts: &[], call: None };
        Diff::of(of(good), of(bad))
    }

    fn message() -> Value {
        json!({
            "input": "ann.har", "entry": 1, "verdict": "accepted", "predicted_error": null, "target": "iam",
            "assertion": {
                "id": "_1", "issue_instant": "2026-05-26T11:58:01Z", "issuer": "https://idp.example", "name_id": "ann",
                "roles": [{"value": "a,b"}, {"value": "c,d"}], "attributes": {"mail": ["ann@corp.example"]},
                "audiences": ["urn:amazon:webservices"], "not_before": "2026-05-26T11:58:01Z", "not_on_or_after": "2026-05-26T12:03:01Z"
            },
            "signatures": [], "findings": []
        })
    }

    #[test]
    fn the_published_schema_is_made_of_the_types() {
        Contract::new().holds::<Diff>("diff");
    }

    #[test]
    fn order_of_roles_ids_and_instants_are_no_difference() {
        let mut other = message();
        other["assertion"]["roles"] = json!([{"value": "c,d"}, {"value": "a,b"}]);
        other["assertion"]["id"] = json!("_2");
        other["assertion"]["not_before"] = json!("2026-05-27T11:58:01Z");
        other["assertion"]["not_on_or_after"] = json!("2026-05-27T12:03:01Z");
        let diff = compared(&message(), &other);
        assert_eq!(diff.differences.len(), 0, "{:?}", diff.differences);
        assert_eq!(diff.exit_code, 0);
    }

    #[test]
    fn the_cause_comes_first_and_what_aws_ignores_last() {
        let mut bad = message();
        bad["assertion"]["attributes"]["mail"] = json!(["bob@corp.example"]);
        bad["assertion"]["issuer"] = json!("https://idp.example/");
        bad["assertion"]["audiences"] = json!(["urn:amazon:webservice"]);
        bad["findings"] = json!([{
            "rule": "audience-not-aws", "severity": "error", "path": "/Response/Assertion/Conditions/AudienceRestriction/Audience",
            "found": "urn:amazon:webservice", "message": "the audience is \"urn:amazon:webservice\"", "consequence_of": null
        }]);
        let diff = compared(&message(), &bad);
        let told: Vec<_> = diff.differences.iter().map(|row| (row.what.as_str(), row.read_by_aws)).collect();
        assert_eq!(told, [("Audience", true), ("Issuer", true), ("attribute mail", false)]);
        assert_eq!(diff.differences[0].rules, ["audience-not-aws"]);
        assert_eq!(diff.exit_code, 1);
    }
}
