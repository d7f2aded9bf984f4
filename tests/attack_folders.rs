//! The attacks that were once believed, as they were found: `fixtures/attacks/<name>/`.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use saml_doctor::diagnosis::Diagnosis;
use saml_doctor::engine::Verdict;
use saml_doctor::signature;
use support::{diagnose_files, fixture, judged_findings};

const AT: &str = "--at=2026-05-26T11:58:06Z";

fn attack(file: &str, words: &[&str]) -> Diagnosis {
    let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    diagnose_files(&fixture("attacks").join(file), &words)
}

fn verdict(report: &Diagnosis) -> Option<Verdict> {
    report.messages[0].verdict()
}

fn predicted(report: &Diagnosis) -> Option<&'static str> {
    let judged = report.messages[0].judged.as_ref()?;
    judged.judgement.predicted.as_ref().map(|predicted| predicted.error.id)
}

fn found(report: &Diagnosis) -> Vec<&'static str> {
    judged_findings(report).map(|finding| finding.rule.id).collect()
}

#[test]
fn a_plaintext_never_makes_a_digest_fit() {
    for keys in [&[AT, "--key", "key.pem", "metadata.xml"][..], &[AT, "metadata.xml"]] {
        let report = attack("plaintext-hides-what-is-read/hidden.xml", keys);
        assert_eq!(verdict(&report), Some(Verdict::Refused), "{keys:?}");
        assert_eq!(
            report.messages[0].signatures[0].verdict,
            signature::SignatureVerdict::DigestMismatch,
            "{keys:?}"
        );
        assert_eq!(report.exit_code, 1, "{keys:?}");
    }
}

#[test]
fn no_key_is_no_proof() {
    for evidence in ["provider.json", "metadata.xml"] {
        let report = attack("no-key-accepted/forged.xml", &[AT, evidence]);
        assert_eq!(verdict(&report), Some(Verdict::Refused), "{evidence}");
        assert_eq!(predicted(&report), Some("response-signature-invalid"), "{evidence}");
        assert_eq!(report.exit_code, 1, "{evidence}");
        let judged = report.messages[0].judged.as_ref().unwrap();
        let asked: Vec<_> =
            judged.judgement.not_checked.iter().map(|(rule, need)| (rule.id, need.name())).collect();
        assert!(!asked.iter().any(|(_, need)| *need == "signing-key"), "{evidence}: {asked:?}");
    }
    let report = attack("no-key-accepted/no-key-at-all.xml", &[AT]);
    assert!(matches!(verdict(&report), Some(Verdict::Undetermined(_))));
}

#[test]
fn the_signature_of_an_envelope_does_not_go_to_aws() {
    let report = attack("signed-envelope/envelope.xml", &[AT]);
    assert_eq!((verdict(&report), report.exit_code), (Some(Verdict::Refused), 1));
    assert!(found(&report).contains(&"response-unsigned"), "{:?}", found(&report));
}

#[test]
fn the_xml_itself_is_not_its_base64() {
    let report = attack("raw-xml-posted/login.har", &[]);
    assert_eq!(verdict(&report), Some(Verdict::Refused));
    assert_eq!(predicted(&report), Some("invalid-base64"));
    assert!(found(&report).contains(&"saml-response-not-base64"), "{:?}", found(&report));
}

#[test]
fn a_second_byte_order_mark_is_content_before_the_document() {
    for file in ["response.b64", "ascii.b64"] {
        let report = attack(&format!("two-byte-order-marks/{file}"), &[AT]);
        assert_eq!(report.exit_code, 4, "{file}");
        let problem = report.messages[0].problem.as_ref().unwrap().to_string();
        assert!(problem.contains("not well-formed") && problem.contains("column 1"), "{file}: {problem}");
        assert_eq!(found(&report), [""; 0], "{file}");
    }
}

#[test]
fn of_many_keys_some_are_tried_and_none_is_believed_untried() {
    let report = attack("many-keys-many-signatures/many.xml", &[AT]);
    let message = &report.messages[0];
    assert_ne!(message.verdict(), Some(Verdict::Accepted));
    let last = message.signatures.iter().find(|signature| signature.untried > 0).unwrap();
    assert!(matches!(last.value, signature::Value::NoKey), "{:?}", last.value);
    for signature in &message.signatures {
        let fits = signature.keys.iter().any(|key| key.checked == Some(signature::Checked::Match));
        assert_eq!(signature.value == signature::Value::Match, fits, "{}", signature.path);
    }
}
