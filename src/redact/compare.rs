//! Whether a redacted input is diagnosed as the original was.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// Something that redaction did not keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Difference {
    /// `message 1: verdict`
    pub what: String,
    #[cfg_attr(test, schemars(length(min = 0)))]
    pub before: String,
    #[cfg_attr(test, schemars(length(min = 0)))]
    pub after: String,
}

/// Rules about what redaction takes out: signatures, certificates, keys, what is encrypted.
fn is_left_out(rule: &str) -> bool {
    const PARTS: [&str; 12] = [
        "signature",
        "signed",
        "certificate",
        "digest",
        "signing-key",
        "encrypt",
        "decrypt",
        "metadata-length",
        "metadata-key",
        "metadata-too-many-keys",
        "metadata-no-signing-key",
        "key-not-in-provider",
    ];
    PARTS.iter().any(|part| rule.contains(part))
}

/// A rule that redaction leaves nothing to find, or something else, by what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LeftOut {
    #[cfg_attr(test, schemars(with = "crate::contract::Id"))]
    pub rule: String,
    /// How often it found something.
    pub before: usize,
    pub after: usize,
}

/// The rules that are not compared and found something else before, in the order of their names.
pub fn left_out(before: &Value, after: &Value) -> Vec<LeftOut> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (report, is_before) in [(before, true), (after, false)] {
        for rule in ["messages", "evidence"].into_iter().flat_map(|list| rules_found(report, list)) {
            let (old, new) = counts.entry(rule).or_default();
            *if is_before { old } else { new } += 1;
        }
    }
    let differing = counts.into_iter().filter(|(rule, (old, new))| old != new && is_left_out(rule));
    differing.map(|(rule, (before, after))| LeftOut { rule, before, after }).collect()
}

fn rules_found(report: &Value, list: &str) -> Vec<String> {
    let owners = report[list].as_array().into_iter().flatten();
    let findings = owners.flat_map(|owner| owner["findings"].as_array().into_iter().flatten());
    findings.map(|finding| word(&finding["rule"])).collect()
}

/// What differs between two reports, as their JSON tells them.
pub fn compare(before: &Value, after: &Value) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut note = |what: String, one: String, other: String| {
        if one != other {
            differences.push(Difference { what, before: one, after: other });
        }
    };
    let list = |report: &Value, name: &str| report[name].as_array().cloned().unwrap_or_default();
    let (old, new) = (list(before, "messages"), list(after, "messages"));
    note("messages".to_owned(), old.len().to_string(), new.len().to_string());
    for (index, (old, new)) in old.iter().zip(&new).enumerate() {
        for (name, of) in ASPECTS {
            // That a good signature is no longer proved good is no other diagnosis.
            if ["verdict", "decided by", "login"].contains(name) && is_unproved_for_redaction(old, new) {
                continue;
            }
            note(format!("message {}: {name}", index + 1), of(old), of(new));
        }
    }
    let (old, new) = (list(before, "evidence"), list(after, "evidence"));
    note("files of evidence".to_owned(), old.len().to_string(), new.len().to_string());
    for (index, (old, new)) in old.iter().zip(&new).enumerate() {
        for (name, of) in OF_EVIDENCE {
            note(format!("evidence {}: {name}", index + 1), of(old), of(new));
        }
    }
    differences
}

fn is_unproved_for_redaction(old: &Value, new: &Value) -> bool {
    let redacted = |signature: &Value| signature["verdict"] == "redacted";
    old["verdict"] == "accepted"
        && new["verdict"] == "undetermined"
        && new["signatures"].as_array().is_some_and(|all| all.iter().any(redacted))
}

type Aspect = (&'static str, fn(&Value) -> String);

const OF_EVIDENCE: &[Aspect] =
    &[("kind", |file| word(&file["kind"])), ("findings", findings), ("not checked", not_checked)];

const ASPECTS: &[Aspect] = &[
    ("kind", |message| word(&message["kind"])),
    ("verdict", |message| word(&message["verdict"])),
    ("predicted error", |message| word(&message["predicted_error"]["id"])),
    ("shown error", |message| word(&message["shown_error"]["id"])),
    ("target", |message| word(&message["target"])),
    ("identity provider", |message| word(&message["identity_provider"])),
    ("clock", |message| format!("{} {}", word(&message["clock"]), word(&message["evaluated_at"]))),
    ("decoding", decoding),
    ("findings", findings),
    ("not checked", not_checked),
    ("problem", |message| word(&message["problem"]["stage"])),
    ("what the trust policies say", |message| {
        let roles = message["assertion"]["roles"].as_array().cloned().unwrap_or_default();
        roles.iter().map(|one| word(&one["trust"])).collect::<Vec<_>>().join(", ")
    }),
    ("what is open", |message| {
        let open = message["open"].as_array().cloned().unwrap_or_default();
        sorted(open.iter().filter(|one| !is_of_signature(one)).map(|one| word(&one["needs"])))
    }),
    ("what belongs to it", |message| {
        let other = message["other"].as_array().cloned().unwrap_or_default();
        let of = |one: &Value| format!("{} {}", word(&one["kind"]), word(&one["entry"]));
        format!("{} {}", sorted(other.iter().map(of)), word(&message["repeats"]))
    }),
    ("what explains the shown error", |message| {
        ["found", "not_checked"]
            .map(|name| {
                let rules = message["shown_error"][name].as_array().cloned().unwrap_or_default();
                sorted(rules.iter().map(word).filter(|rule| !is_left_out(rule)))
            })
            .join("; ")
    }),
    ("AWS's answer", |message| {
        let answer = &message["aws_answer"];
        ["entry", "status", "service", "outcome", "error"].map(|name| word(&answer[name])).join(" ")
    }),
    ("login", |message| {
        let steps = message["login"].as_array().cloned().unwrap_or_default();
        steps
            .iter()
            .map(|one| format!("{} {}", word(&one["step"]), word(&one["state"])))
            .collect::<Vec<_>>()
            .join(", ")
    }),
    ("decided by", |message| word(&message["decided_by"])),
];

fn word(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// UTF-8 may stand for UTF-16, and a page of its own for one in base64.
fn decoding(message: &Value) -> String {
    let stages = message["decoding"].as_array().cloned().unwrap_or_default();
    let mut names: Vec<String> = stages.iter().map(word).filter(|name| name != "utf-16").collect();
    if let Some(html) = names.iter().position(|name| name == "html")
        && html > 0
        && names[html - 1] == "base64"
    {
        names.remove(html - 1);
    }
    names.join(" ")
}

fn not_checked(of: &Value) -> String {
    let rules = of["checks"]["not_checked"].as_array().cloned().unwrap_or_default();
    sorted(rules.iter().map(|one| word(&one["rule"])).filter(|rule| !is_left_out(rule)))
}

/// Whether a question is of signatures and keys alone, which are gone.
fn is_of_signature(question: &Value) -> bool {
    let rules = question["rules"].as_array().map_or(&[][..], Vec::as_slice);
    !rules.is_empty() && rules.iter().all(|rule| is_left_out(&word(rule)))
}

fn findings(of: &Value) -> String {
    let findings = of["findings"].as_array().cloned().unwrap_or_default();
    let told = |one: &Value| {
        format!(
            "{}[{}] {} at {}",
            word(&one["severity"]),
            word(&one["rule"]),
            word(&one["confidence"]),
            place(one)
        )
    };
    sorted(findings.iter().filter(|one| !is_left_out(&word(&one["rule"]))).map(told))
}

/// The element or attribute that a finding stands at; a key of a policy or of a list may be a name.
fn place(finding: &Value) -> String {
    let path = word(&finding["path"]);
    match finding["source"].as_str() {
        Some("message") => path,
        _ => path.matches('/').count().to_string(),
    }
}

fn sorted(words: impl Iterator<Item = String>) -> String {
    let mut words: Vec<String> = words.collect();
    words.sort();
    words.join(", ")
}
