//! Two logins by meaning: what decides the verdict first, then what AWS reads, then what it ignores.

mod fields;
mod human;
mod markdown;

use serde::Serialize;
use serde_json::Value;

use self::fields::{Field, fields};

pub use self::human::render;
pub use self::markdown::render as render_markdown;

/// What differs between a good login and a bad one.
#[derive(Debug, Serialize)]
pub struct Diff {
    pub schema: &'static str,
    pub tool: Tool,
    pub good: Side,
    pub bad: Side,
    /// What decides the verdict first, then what AWS reads, then what it ignores.
    pub differences: Vec<Row>,
    pub folded: Vec<Folded>,
    pub exit_code: u8,
}

#[derive(Debug, Serialize)]
pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

#[derive(Debug, Serialize)]
pub struct Side {
    pub input: String,
    /// 0-based index into the entries of a HAR.
    pub entry: Option<u64>,
    pub verdict: Option<String>,
    /// The id of the sentence that is predicted.
    pub predicted_error: Option<String>,
}

/// One difference.
#[derive(Debug, Serialize)]
pub struct Row {
    /// `Issuer`, `attribute department`.
    pub what: String,
    pub path: String,
    pub good: Option<String>,
    pub bad: Option<String>,
    pub read_by_aws: bool,
    /// Rules that it trips in the bad one.
    pub rules: Vec<String>,
    pub effect: String,
    #[serde(skip)]
    rank: (u8, usize),
}

/// Differences that every two logins have, counted.
#[derive(Debug, Serialize)]
pub struct Folded {
    pub what: &'static str,
    pub count: usize,
}

impl Diff {
    /// Compares two messages of JSON reports.
    pub fn of(good: &Value, bad: &Value) -> Diff {
        let findings = new_findings(good, bad);
        let mut told = vec![false; findings.len()];
        let mut differences: Vec<Row> = Vec::new();
        for Field { what, path, read_by_aws, of } in fields(good, bad) {
            let (one, other) = (of(good), of(bad));
            if one == other {
                continue;
            }
            let mut row = Row {
                what,
                path,
                good: one,
                bad: other,
                read_by_aws,
                rules: Vec::new(),
                effect: String::new(),
                rank: (if read_by_aws { 2 } else { 3 }, differences.len()),
            };
            for (index, finding) in findings.iter().enumerate() {
                if row.is_of(finding) {
                    told[index] = true;
                    row.take(finding);
                }
            }
            if row.effect.is_empty() {
                row.effect = match read_by_aws {
                    true => "AWS reads it, and no rule finds fault with it".to_owned(),
                    false => "AWS does not read it".to_owned(),
                };
            }
            differences.push(row);
        }
        for (finding, _) in findings.iter().zip(told).filter(|(_, told)| !told) {
            let mut row = Row {
                what: text(&finding["rule"]).unwrap_or_default(),
                path: text(&finding["path"]).unwrap_or_default(),
                good: None,
                bad: text(&finding["found"]),
                read_by_aws: true,
                rules: Vec::new(),
                effect: String::new(),
                rank: (2, differences.len()),
            };
            row.take(finding);
            differences.push(row);
        }
        differences.sort_by_key(|row| row.rank);
        let exit_code = u8::from(!differences.is_empty());
        Diff {
            schema: "saml-doctor/diff/1",
            tool: Tool { name: "saml-doctor", version: env!("CARGO_PKG_VERSION") },
            good: Side::of(good),
            bad: Side::of(bad),
            differences,
            folded: folded(good, bad),
            exit_code,
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
        }
    }
}

impl Row {
    /// Whether a finding is about this field: it stands there, or is named for it.
    fn is_of(&self, finding: &Value) -> bool {
        let path = finding["path"].as_str().unwrap_or("");
        let rule = finding["rule"].as_str().unwrap_or("");
        let named = self.what.to_ascii_lowercase().replace([' ', '_'], "-");
        let plain: String =
            self.what.chars().flat_map(|c| if c.is_uppercase() { vec!['-', c] } else { vec![c] }).collect();
        let plain = plain.to_ascii_lowercase().trim_start_matches('-').replace(' ', "-");
        let of_path =
            !self.path.is_empty() && (path == self.path || path.starts_with(&format!("{}/", self.path)));
        of_path || rule.starts_with(&format!("{plain}-")) || rule.starts_with(&format!("{named}-"))
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

/// What is found in the bad one and not in the good one, in order; notes tell no difference.
fn new_findings(good: &Value, bad: &Value) -> Vec<Value> {
    let list = |message: &Value| message["findings"].as_array().cloned().unwrap_or_default();
    let known: Vec<Value> = list(good);
    let is_known = |finding: &Value| {
        known.iter().any(|other| other["rule"] == finding["rule"] && other["found"] == finding["found"])
    };
    let numbered = list(bad).into_iter().enumerate().map(|(index, mut finding)| {
        finding["index"] = Value::from(index);
        finding
    });
    numbered.filter(|finding| finding["severity"] != "note" && !is_known(finding)).collect()
}

fn folded(good: &Value, bad: &Value) -> Vec<Folded> {
    let differs = |names: &[&str]| {
        names.iter().filter(|name| good["assertion"][**name] != bad["assertion"][**name]).count()
    };
    let signatures = |message: &Value| message["signatures"].as_array().map_or(0, Vec::len);
    [
        Folded { what: "id", count: differs(&["id"]) },
        Folded {
            what: "instant",
            count: differs(&["issue_instant", "not_before", "not_on_or_after", "session_not_on_or_after"]),
        },
        Folded { what: "signature value", count: signatures(good).min(signatures(bad)) },
    ]
    .into_iter()
    .filter(|folded| folded.count > 0)
    .collect()
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
    fn order_of_roles_ids_and_instants_are_no_difference() {
        let mut other = message();
        other["assertion"]["roles"] = json!([{"value": "c,d"}, {"value": "a,b"}]);
        other["assertion"]["id"] = json!("_2");
        other["assertion"]["not_before"] = json!("2026-05-27T11:58:01Z");
        other["assertion"]["not_on_or_after"] = json!("2026-05-27T12:03:01Z");
        let diff = Diff::of(&message(), &other);
        assert_eq!(diff.differences.len(), 0, "{:?}", diff.differences);
        assert_eq!(diff.exit_code, 0);
        let folded: Vec<_> = diff.folded.iter().map(|one| (one.what, one.count)).collect();
        assert_eq!(folded, [("id", 1), ("instant", 2)]);
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
        let diff = Diff::of(&message(), &bad);
        let told: Vec<_> = diff.differences.iter().map(|row| (row.what.as_str(), row.read_by_aws)).collect();
        assert_eq!(told, [("Audience", true), ("Issuer", true), ("attribute mail", false)]);
        assert_eq!(diff.differences[0].rules, ["audience-not-aws"]);
        assert_eq!(diff.exit_code, 1);
    }
}
