//! What is given beside a capture: metadata, IAM's providers, certificates, a private key.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use saml_doctor::diagnosis::{Diagnosis, Options, diagnose};
use saml_doctor::evidence::KINDS;
use saml_doctor::formats::json;
use saml_doctor::input::{self, InputKind, ReadOptions};
use saml_doctor::instant::Instant;
use saml_doctor::report::Report;
use saml_doctor::signature::SignatureVerdict;
use saml_doctor::signature::encryption::PrivateKey;
use serde_json::{Value, json};
use support::{diagnose_files, fixture};

/// The response of a fixture, five seconds after it was issued, with files of `fixtures/evidence`.
fn with(response: &str, evidence: &[&str]) -> Diagnosis {
    let files = evidence.iter().map(|name| fixture("evidence").join(name).display().to_string());
    let words: Vec<String> = ["--at".to_owned(), "issued+5s".to_owned()].into_iter().chain(files).collect();
    diagnose_files(&fixture("responses").join(response), &words)
}

fn rendered(report: &Diagnosis) -> Value {
    serde_json::from_str(&json::render(&Report::of(report))).unwrap()
}

#[test]
fn good_captures_are_valid_and_trusted_with_their_metadata() {
    for (response, metadata) in [
        ("simplesamlphp.xml", "metadata-simplesamlphp.xml"),
        ("samlp.xml", "metadata-samlp.xml"),
        ("pysaml2.xml", "metadata-pysaml2.xml"),
    ] {
        for (evidence, trusted) in [(&[][..], None), (&[metadata][..], Some(true))] {
            let report = with(response, evidence);
            let signatures = &report.messages[0].signatures;
            assert_eq!(signatures.len(), 2, "{response}");
            for signature in signatures {
                assert_eq!(signature.verdict, SignatureVerdict::Valid, "{response}: {}", signature.path);
                assert_eq!(signature.trusted(), trusted, "{response} {evidence:?}: {}", signature.path);
            }
            assert_eq!(report.exit_code, 0, "{response} {evidence:?}");
        }
    }
}

#[test]
fn a_signature_is_reported_part_by_part() {
    let document = rendered(&with("simplesamlphp.xml", &["provider.json"]));
    let expected = json!({
        "path": "/Response/Assertion/Signature",
        "covers": "/Response/Assertion",
        "references": [{
            "uri": "#_868f2598d61371f05817b6bc25d7d4e8c0b9590632",
            "resolved": "one",
            "digest": "match",
            "algorithm": "sha256",
            "cause": null
        }],
        "value": "match",
        "key": "provider",
        "algorithm": "rsa-sha256",
        "certificate_sha256": "6640271a7c8373896ad41bcc4b090d692f40b21d39ea88fda1ae87ef7aed0f8f",
        "trusted": true,
        "verdict": "valid"
    });
    assert_eq!(document["messages"][0]["signatures"][1], expected);
}

#[test]
fn a_signature_that_does_not_hold_says_which_part_does_not() {
    let folder = fixture("rules/signature-digest-mismatch");
    let words = ["--at".to_owned(), "issued+5s".to_owned()];
    for (case, cause, verdict) in [
        ("edited-in-base64.b64", "changed-after-signing", "digest-mismatch"),
        ("pretty-printed.b64", "indentation-added", "digest-mismatch"),
        ("read-as-latin-1.b64", "utf-8-read-as-latin-1", "digest-mismatch"),
        (
            "../encoding-declared-wrong/utf-8-declared-iso-8859-1.b64",
            "utf-8-read-as-latin-1",
            "digest-mismatch",
        ),
        ("value-trimmed.b64", "edge-space-removed", "digest-mismatch"),
    ] {
        let document = rendered(&diagnose_files(&folder.join(case), &words));
        let signature = &document["messages"][0]["signatures"][0];
        assert_eq!(signature["references"][0]["digest"], "mismatch", "{case}");
        assert_eq!(signature["references"][0]["cause"], cause, "{case}");
        assert_eq!(signature["verdict"], verdict, "{case}");
    }
}

#[test]
fn metadata_alone_is_judged_and_real_metadata_is_clean() {
    for name in
        ["metadata-simplesamlphp.xml", "metadata-samlp.xml", "metadata-pysaml2.xml", "metadata-saml-idp.xml"]
    {
        let report = diagnose_files(&fixture("evidence").join(name), &[]);
        let document = rendered(&report);
        assert_eq!(document["messages"], json!([]), "{name}");
        assert_eq!(document["evidence"][0]["kind"], "metadata", "{name}");
        let findings = document["evidence"][0]["findings"].as_array().unwrap();
        // saml-idp's certificate runs out before the clock of the tests, which is a note.
        let worse = findings.iter().find(|finding| finding["rule"] != "metadata-certificate-expired");
        assert_eq!(worse, None, "{name}");
        assert_eq!(document["exit_code"], 0, "{name}");
    }
    let bad = fixture("rules/metadata-key-too-small/rsa-768.xml");
    let report = diagnose_files(&bad, &[]);
    assert_eq!(report.exit_code, 1);
    let (refused, _) = report.examined[0].inspection.refused_with().unwrap();
    assert_eq!(refused.message, "Could not parse metadata.");
    let document = rendered(&report);
    let finding = &document["evidence"][0]["findings"][0];
    assert_eq!(finding["rule"], "metadata-key-too-small");
    assert_eq!(
        finding["path"],
        "/EntityDescriptor/IDPSSODescriptor/KeyDescriptor/KeyInfo/X509Data/X509Certificate"
    );
    assert_eq!(finding["captured"], Value::Null);
}

#[test]
fn a_page_saved_as_metadata_is_told_by_its_content_and_not_by_its_name() {
    let login = "<!DOCTYPE html><title>Sign in</title><form><input type=password></form>";
    let led_back = login.replace("<form>", "<form action=\"/login?to=%2Fsso%2FSAML%2Fmetadata\">");
    let drawn = "<html><body><pre>&lt;md:EntityDescriptor entityID=\"x\"/></pre></body></html>";
    for (page, kind, exit_code) in
        [(login, "html", 3), (led_back.as_str(), "metadata", 1), (drawn, "metadata", 1)]
    {
        for name in ["metadata.xml", "page.html", "-"] {
            let input = saml_doctor::input::read(name, page.as_bytes(), &Default::default());
            let now = Instant::parse_rfc3339("2026-11-21T21:06:20Z").unwrap().instant;
            let document = rendered(&diagnose(vec![input], &Options::at(now)));
            assert_eq!(document["inputs"][0]["kind"], kind, "{name}: {page}");
            assert_eq!(document["exit_code"], exit_code, "{name}: {page}");
            let finding = &document["evidence"][0]["findings"][0];
            assert_eq!(finding["rule"], "metadata-is-html", "{name}: {page}");
            assert!(page.starts_with(finding["text"].as_str().unwrap()), "{name}: {page}");
        }
    }
}

#[test]
fn a_finding_in_metadata_counts_beside_a_good_response() {
    let bad = "../rules/metadata-has-bom/bom.xml";
    let report = with("simplesamlphp.xml", &["provider.json", bad]);
    assert_eq!(report.messages[0].signatures[0].trusted(), Some(true));
    assert_eq!(report.exit_code, 1);
}

#[test]
fn a_certificate_alone_checks_a_signature_and_proves_no_trust() {
    let report = with("simplesamlphp.xml", &["signing-certificate.pem"]);
    let document = rendered(&report);
    let signature = &document["messages"][0]["signatures"][0];
    assert_eq!((&signature["key"], &signature["trusted"]), (&json!("given"), &Value::Null));
}

#[test]
fn of_an_aggregate_only_the_issuers_own_keys_count() {
    let read = |name: &str| std::fs::read_to_string(fixture("evidence").join(name)).unwrap();
    let body = |name: &str| {
        let text = read(name);
        text[text.find("EntityDescriptor").and_then(|at| text[..at].rfind('<')).unwrap()..].to_owned()
    };
    let aggregate = |names: &[&str]| {
        let inner: String = names.iter().map(|name| body(name)).collect();
        format!(
            "<a:EntitiesDescriptor xmlns:a=\"urn:oasis:names:tc:SAML:2.0:metadata\">{inner}</a:EntitiesDescriptor>"
        )
    };
    // saml-idp's metadata has another key; the others share one.
    for (names, trusted) in [
        (&["metadata-saml-idp.xml", "metadata-simplesamlphp.xml"][..], Some(true)),
        (&["metadata-samlp.xml", "metadata-saml-idp.xml"][..], None),
    ] {
        let text = aggregate(names);
        let inputs = vec![
            support::read(&fixture("responses/simplesamlphp.xml")),
            saml_doctor::input::read("federation.xml", text.as_bytes(), &Default::default()),
        ];
        let now = Instant::parse_rfc3339("2026-11-21T21:06:20Z").unwrap().instant;
        let report = diagnose(inputs, &Options::at(now));
        assert_eq!(report.messages[0].signatures[0].trusted(), trusted, "{names:?}");
    }
}

#[test]
fn the_list_tells_whose_metadata_a_provider_file_holds() {
    let report = with("simplesamlphp.xml", &["provider.json", "providers.json"]);
    let arn = report.evidence.metadata[0].arn.as_deref();
    assert_eq!(arn, Some("arn:aws:iam::123456789012:saml-provider/CorpSSP"));
    assert_eq!(report.exit_code, 0);
}

const ENCRYPTED: &str = "signature/encrypted/samlp.xml";
const KEY: &str = "signature/keys/throw-away-sp-encryption.key.pem";

fn decrypted() -> Diagnosis {
    let key = fixture(KEY).display().to_string();
    let words = ["--at", "issued+5s", "--target", "iam", "--key", &key].map(str::to_owned);
    diagnose_files(&fixture(ENCRYPTED), &words)
}

#[test]
fn what_stands_in_an_encrypted_assertion_is_judged_in_its_place() {
    let document = rendered(&decrypted());
    let message = &document["messages"][0];
    assert_eq!(message["signatures"][0]["path"], "/Response/EncryptedAssertion/Assertion/Signature");
    assert_eq!(message["signatures"][0]["verdict"], "valid");
    let inside = message["findings"].as_array().unwrap().iter().find(|finding| {
        finding["path"].as_str().unwrap().starts_with("/Response/EncryptedAssertion/Assertion/")
    });
    assert_eq!(inside.unwrap()["source"], "decrypted EncryptedAssertion");
}

#[test]
fn no_part_of_a_private_key_shows_in_a_report() {
    let text = std::fs::read_to_string(fixture(KEY)).unwrap();
    let report = decrypted();
    let outputs = [json::render(&Report::of(&report)), format!("{:?}", report.messages[0].judged)];
    for line in text.lines().filter(|line| !line.starts_with("-----") && line.len() > 16) {
        for output in &outputs {
            assert!(!output.contains(line), "a line of the key is in the output");
        }
    }
    for (pem, passphrase) in [
        (text.replace("-----END", "AAAA-----END"), None),
        (text.replacen('M', "*", 1), None),
        (text.clone(), Some("a passphrase that is not needed")),
    ] {
        let said = match PrivateKey::read_all(pem.as_bytes(), passphrase.map(str::as_bytes)) {
            Ok(key) => format!("{key:?}"),
            Err(error) => format!("{error} {error:?}"),
        };
        assert!(said.len() < 120, "{said}");
    }
}

#[test]
fn the_key_is_asked_for_in_the_words_of_the_command_line() {
    let words = ["--at", "issued+5s", "--target", "iam"].map(str::to_owned);
    let document = rendered(&diagnose_files(Path::new(&fixture(ENCRYPTED)), &words));
    let message = &document["messages"][0];
    assert_eq!(message["verdict"], "undetermined");
    let not_checked = message["checks"]["not_checked"].as_array().unwrap();
    let failed = not_checked.iter().find(|check| check["rule"] == "decryption-failed").unwrap();
    assert_eq!(failed["needs"], "private-key");
    assert!(failed["how"].as_str().unwrap().contains("--key"));
}

/// `src/evidence/own_metadata.rs` is the kind "metadata", so files are counted, not named.
#[test]
fn every_kind_of_evidence_is_on_the_list_and_has_files_that_are_told_for_it() {
    let files = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/evidence"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|file| fs::read_to_string(file).unwrap().contains("pub static KIND: Kind"));
    assert_eq!(files.count(), KINDS.len(), "a file with a KIND is not on the list");
    let mut folders: BTreeSet<String> = fs::read_dir(fixture("evidence"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    for kind in KINDS {
        assert!(folders.remove(kind.id), "fixtures/evidence/{} is missing", kind.id);
        let folder = fixture("evidence").join(kind.id);
        let mut count = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let input = input::read(&name, fs::File::open(&path).unwrap(), &ReadOptions::default());
            assert_eq!(input.kind, Some(InputKind::Evidence(kind)), "{}", path.display());
            let (inputs, unreadable) = (vec![input], name.starts_with("unreadable-"));
            let report = diagnose(
                inputs,
                &Options::at(Instant::parse_rfc3339("2026-11-22T00:00:00Z").unwrap().instant),
            );
            let is_said = report.inputs[0].problem.is_some();
            assert!(
                kind.read.is_none() || kind.id == "error-text" || is_said == unreadable,
                "{}",
                path.display()
            );
            count += 1;
        }
        assert!(count > 0, "{}", kind.id);
    }
    assert_eq!(folders, BTreeSet::new(), "folders of no kind");
}

/// Each file of that name holds one trust policy, in another form.
#[test]
fn a_trust_policy_is_evaluated_in_every_form_that_people_have_it_in() {
    let response = fixture("account/regional-failover-not-listed/response.txt");
    let mut forms = 0;
    for folder in fs::read_dir(fixture("evidence")).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(files) = fs::read_dir(&folder) else { continue };
        for file in files.map(|entry| entry.unwrap().path()) {
            let name = file.file_name().unwrap().to_str().unwrap();
            if !name.starts_with("engineers-") {
                continue;
            }
            let words = ["--at".to_owned(), "issued+5s".to_owned(), file.display().to_string()];
            let report = rendered(&diagnose_files(&response, &words));
            let message = &report["messages"][0];
            let rules: Vec<&str> = message["findings"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|one| one["rule"].as_str())
                .collect();
            assert!(rules.contains(&"trust-audience-differs"), "{name}: {rules:?}");
            assert_eq!(message["assertion"]["roles"][0]["trust"], "deny", "{name}");
            assert_eq!(report["exit_code"], 1, "{name}");
            forms += 1;
        }
    }
    assert!(forms > 20, "{forms} forms were found");
}
