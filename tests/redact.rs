//! Redaction keeps the diagnosis and no name: over every fixture there is.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use saml_doctor::diagnosis::{Options, diagnose};
use saml_doctor::formats::json;
use saml_doctor::input::{self, Input, ReadOptions};
use saml_doctor::instant::Instant;
use saml_doctor::parallel;
use saml_doctor::redact::{Difference, Redactor, Refusal, compare};
use saml_doctor::report::Report;
use serde_json::Value;

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let ending = path.extension().unwrap_or_default().to_str().unwrap();
            if path.is_dir() {
                folders.push(path);
            } else if !["expect", "rs", "py"].contains(&ending) {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(!files.is_empty(), "no fixture under {folder}");
    files
}

fn read(name: &str, bytes: &[u8]) -> Input {
    input::read(name, bytes, &ReadOptions::default())
}

fn report(inputs: Vec<Input>) -> Value {
    let now = Instant::parse_rfc3339("2026-11-26T12:00:00Z").unwrap().instant;
    let report = Report::of(&diagnose(inputs, &Options::at(now)));
    serde_json::from_str(&json::render(&report)).unwrap()
}

/// What became of one file.
struct Redacted {
    bytes: Vec<u8>,
    before: Value,
    differences: Vec<Difference>,
}

fn redacted(bytes: &[u8]) -> Result<Redacted, Refusal> {
    let input = read("input", bytes);
    Redactor::accept(&input)?;
    let mut redactor = Redactor::new(b"a seed");
    redactor.learn(std::slice::from_ref(&input));
    let mut out = Vec::new();
    redactor.redact(&input, Box::new(bytes), &mut out)?;
    let before = report(vec![input]);
    let differences = compare(&before, &report(vec![read("input", &out)]));
    Ok(Redacted { bytes: out, before, differences })
}

/// Every fixture, redacted once for all tests.
fn all() -> &'static [(PathBuf, Option<Redacted>)] {
    static ALL: OnceLock<Vec<(PathBuf, Option<Redacted>)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let folders = ["rules", "responses", "captures", "evidence"];
        let files: Vec<PathBuf> = folders.into_iter().flat_map(fixtures).collect();
        parallel::map(files, |file| {
            let redacted = redacted(&fs::read(&file).unwrap()).ok();
            (file, redacted)
        })
    })
}

/// Whether the only cause of a verdict was the signature: what redaction says itself it cannot keep.
fn was_refused_for_its_signature(before: &Value) -> bool {
    before["messages"].as_array().unwrap().iter().any(|message| {
        let signatures = message["signatures"].as_array().unwrap();
        signatures
            .iter()
            .any(|signature| !["valid", "no-key"].contains(&signature["verdict"].as_str().unwrap()))
            || message["findings"].as_array().unwrap().iter().any(|finding| {
                let rule = finding["rule"].as_str().unwrap();
                rule.contains("signature") || rule.contains("certificate")
            })
    })
}

#[test]
fn every_fixture_is_diagnosed_as_before_but_for_its_signature() {
    let mut bad = Vec::new();
    let mut count = 0;
    for (file, redacted) in all() {
        let Some(Redacted { before, differences, .. }) = redacted else { continue };
        count += 1;
        let by_signature = was_refused_for_its_signature(before);
        let is_of_verdict = |one: &&Difference| {
            ["verdict", "predicted error", "decided by", "login"].iter().any(|end| one.what.ends_with(end))
        };
        let kept: Vec<&Difference> =
            differences.iter().filter(|one| !(by_signature && is_of_verdict(one))).collect();
        if !kept.is_empty() {
            bad.push(format!("{}: {kept:#?}", file.display()));
        }
    }
    assert!(count * 10 > all().len() * 8, "only {count} of {} files were redacted", all().len());
    assert!(bad.is_empty(), "{} of {count}: {bad:#?}", bad.len());
}

/// The names and secrets of a file that is JSON or has messages: whatever somebody would look for.
fn planted(file: &Path, bytes: &[u8], before: &Value) -> BTreeSet<String> {
    let mut planted = BTreeSet::new();
    for message in before["messages"].as_array().unwrap() {
        let assertion = &message["assertion"];
        for name in ["id", "name_id", "role_session_name"] {
            planted.extend(assertion[name].as_str().map(str::to_owned));
        }
        for role in assertion["roles"].as_array().into_iter().flatten() {
            for half in ["role", "provider"] {
                let Some(arn) = role[half].as_str() else { continue };
                planted.extend(arn.split(':').filter(|part| part.len() == 12).map(str::to_owned));
                planted.extend(arn.rsplit('/').next().map(str::to_owned));
            }
        }
        for signature in message["signatures"].as_array().unwrap() {
            planted.extend(signature["certificate_sha256"].as_str().map(str::to_owned));
        }
        for values in assertion["attributes"].as_object().into_iter().flatten().map(|(_, values)| values) {
            let values = values.as_array().unwrap().iter().filter_map(|value| value.as_str());
            planted.extend(values.filter(|value| value.contains('@')).map(str::to_owned));
        }
    }
    let har: Option<Value> = serde_json::from_slice(bytes).ok();
    let har = har.filter(|_| file.extension().is_some_and(|ending| ending == "har"));
    for entry in har.iter().flat_map(|har| har["log"]["entries"].as_array().into_iter().flatten()) {
        for side in ["request", "response"] {
            for cookie in entry[side]["cookies"].as_array().into_iter().flatten() {
                planted.extend(cookie["value"].as_str().map(str::to_owned));
            }
            for header in entry[side]["headers"].as_array().into_iter().flatten() {
                if header["name"].as_str().is_some_and(|name| name.to_lowercase().contains("cookie")) {
                    planted.extend(header["value"].as_str().map(str::to_owned));
                }
            }
        }
        for param in entry["request"]["postData"]["params"].as_array().into_iter().flatten() {
            if param["name"]
                .as_str()
                .is_some_and(|name| ["password", "AuthState", "username"].contains(&name))
            {
                planted.extend(param["value"].as_str().map(str::to_owned));
            }
        }
    }
    let crossed_out = |value: &String| {
        value.contains("REDACTED") || value.chars().all(|c| !c.is_alphanumeric() || c == 'X' || c == 'x')
    };
    // Names of products say which identity provider it is, and a fraction of a second is a time.
    let product = |value: &String| ["keycloak", "shibboleth"].contains(&value.to_lowercase().as_str());
    let text = String::from_utf8_lossy(bytes);
    let fraction = |value: &String| text.contains(&format!(".{value}"));
    planted.retain(|value| {
        value.chars().count() >= 5 && !crossed_out(value) && !product(value) && !fraction(value)
    });
    planted
}

/// A value as it may stand in what was written.
fn spellings(value: &str) -> Vec<String> {
    let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let mut spellings = vec![
        value.to_owned(),
        percent(value),
        percent(&percent(value)),
        value.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect(),
        value.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
        value.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect(),
    ];
    for before in 0..3 {
        // What surrounds it changes the characters at both ends.
        let text = format!("{}{value}", "\0".repeat(before));
        let encoded = STANDARD.encode(&text);
        let start = [0, 2, 3][before];
        let end = text.len() / 3 * 4;
        if end >= start + 6 {
            spellings.push(encoded[start..end].to_owned());
        }
    }
    spellings
}

const ANOTHER_NAME: &str = "quillwort";

/// The provider `example` of some captures under another name, also where it stands in base64.
fn with_another_name(bytes: &[u8]) -> Vec<u8> {
    let rename = |text: &str| {
        let new = format!("saml-provider/{ANOTHER_NAME}");
        text.replace("saml-provider/example", &new).replace("saml-provider/Example", &new)
    };
    let text = String::from_utf8_lossy(bytes);
    let mut out = rename(&text);
    let of_base64 = |c: char| c.is_ascii_alphanumeric() || "+/=%".contains(c);
    for run in text.split(|c| !of_base64(c)).filter(|run| run.len() > 400) {
        let unescaped = run.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
        let Ok(inner) = STANDARD.decode(&unescaped) else { continue };
        let renamed = STANDARD.encode(rename(&String::from_utf8_lossy(&inner)));
        let percent = unescaped != run;
        let renamed = if percent {
            renamed.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
        } else {
            renamed
        };
        out = out.replace(run, &renamed);
    }
    out.into_bytes()
}

#[test]
fn no_name_and_no_secret_is_left_in_any_spelling() {
    let outcomes = parallel::map(all().iter().collect(), |(file, redacted): &(PathBuf, Option<Redacted>)| {
        let Some(Redacted { bytes: new, before, .. }) = redacted else { return (0, Vec::new()) };
        let bytes = fs::read(file).unwrap();
        let mut planted = planted(file, &bytes, before);
        let mut new = new.clone();
        // A name that is a domain's which stays could not be told from it: another stands in its place.
        if planted.remove("example") | planted.remove("Example") {
            let renamed = with_another_name(&bytes);
            assert!(renamed != bytes, "{}", file.display());
            new = self::redacted(&renamed).unwrap_or_else(|refused| panic!("{refused:?}")).bytes;
            planted.insert(ANOTHER_NAME.to_owned());
        }
        let mut texts = vec![String::from_utf8_lossy(&new).into_owned()];
        for captured in read("input", &new).captured {
            texts.extend(captured.decoded.map(|decoded| decoded.xml));
        }
        let mut left = Vec::new();
        for value in &planted {
            for spelling in spellings(value) {
                if texts.iter().any(|text| text.contains(&spelling)) {
                    left.push(format!("{}: {value:?} as {spelling:?}", file.display()));
                }
            }
        }
        (planted.len(), left)
    });
    let looked_for: usize = outcomes.iter().map(|(count, _)| count).sum();
    let left: Vec<&String> = outcomes.iter().flat_map(|(_, left)| left).collect();
    assert!(looked_for > 1_000, "only {looked_for} values were looked for");
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn passwords_and_cookies_of_real_recordings_are_gone() {
    for file in
        fixtures("captures/har").into_iter().filter(|file| file.extension().is_some_and(|e| e == "har"))
    {
        let bytes = fs::read(&file).unwrap();
        let Redacted { bytes: new, differences, .. } = redacted(&bytes).unwrap();
        let new = String::from_utf8(new).unwrap();
        for word in ["alicepass", "SimpleSAML", "PHPSESSID", "Mozilla", "initiator"] {
            assert!(!new.contains(word), "{} keeps {word}", file.display());
        }
        assert_eq!(differences, [], "{}", file.display());
    }
}

#[test]
fn one_map_of_names_holds_over_captures_and_evidence() {
    let provider = br#"{"SAMLProviderList":[{"Arn":"arn:aws:iam::123456789012:saml-provider/Corp"}]}"#;
    let role = br#"{"Role":{"Arn":"arn:aws:iam::123456789012:role/Ops/Admin","AssumeRolePolicyDocument":{"Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:saml-provider/Corp"},"Action":"sts:AssumeRoleWithSAML","Condition":{"StringLike":{"SAML:sub":"*@corp.example","aws:PrincipalTag/CostCenter":"Eng*"}}}]}}}"#;
    let mut redactor = Redactor::new(b"a seed");
    let mut new = |bytes: &'static [u8]| {
        let input = read("input", bytes);
        let mut out = Vec::new();
        redactor.redact(&input, Box::new(bytes), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let (provider, role) = (new(provider), new(role));
    let arn = provider.split('"').find(|part| part.starts_with("arn:")).unwrap();
    assert!(role.contains(arn), "{arn} is not in {role}");
    for kept in
        ["sts:AssumeRoleWithSAML", "StringLike", "SAML:sub", "aws:PrincipalTag/", "*@", ":role/", "Allow"]
    {
        assert!(role.contains(kept), "{role} without {kept}");
    }
    for gone in ["Corp", "123456789012", "Ops", "CostCenter", "Eng*"] {
        assert!(!role.contains(gone), "{role} with {gone}");
    }
}

#[test]
fn what_is_not_understood_is_not_passed_on() {
    for (bytes, known) in [
        (&b"a letter to somebody"[..], false),
        (b"{\"some\":\"json\"}", false),
        (b"PHNhbWxwOlJlc3BvbnNlPjxhPg==", true),
        (br#"{"log":{"entries":[{"startedDateTime":"","request":{"method":"POST","url":"https://signin.aws.amazon.com/saml","postData":{"text":"SAMLResponse=PGEvPg=="}}},"#, true),
    ] {
        let refusal = redacted(bytes).err().unwrap();
        let is_known = matches!(refusal, Refusal::Damaged(_));
        assert!(is_known == known, "{}: {refusal:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn what_redaction_took_out_is_not_checked_and_never_found() {
    for rule in ["signature-digest-mismatch", "signature-value-mismatch"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/rules/{rule}/redacted.xml"));
        let report = report(vec![read("input", &fs::read(file).unwrap())]);
        let message = &report["messages"][0];
        for signature in message["signatures"].as_array().unwrap() {
            assert_eq!(signature["verdict"], "redacted", "{rule}");
        }
        let not_checked = message["checks"]["not_checked"].as_array().unwrap();
        let of_rule = not_checked.iter().find(|one| one["rule"] == rule).unwrap();
        assert_eq!(of_rule["needs"], "unredacted-capture");
    }
}
