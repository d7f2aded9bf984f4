//! Our verdicts against those of others: xmlsec1, libxml2 and OpenSSL.
//!
//! Each part is skipped, with the reason on standard error, where its oracle is not installed.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may panic and say why it was skipped")]

mod mutate;
#[path = "../signing/mod.rs"]
mod signing;
mod xmlsec;

use std::process::{Command, Stdio};

use saml_doctor::signature::{Checked, PublicKey, SignatureAlgorithm};
use saml_doctor::xml::NodeKind;
use saml_doctor::xml::canonical::{Algorithm, Apex, Canonicalization, Comments, Method, canonicalize};
use serde_json::Value;

/// The lines that a script prints; `None` where its library is missing. Debian's Python may have
/// the library where another one stands first in the path.
fn script(name: &str, count: usize) -> Option<Vec<Value>> {
    let path = format!("{}/tests/differential/{name}.py", env!("CARGO_MANIFEST_DIR"));
    for python in ["python3", "/usr/bin/python3"] {
        let output = Command::new(python)
            .args([&path, &count.to_string(), "20261121"])
            .stderr(Stdio::inherit())
            .output();
        match output {
            Ok(output) if output.status.success() => {
                let text = String::from_utf8(output.stdout).unwrap();
                return Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect());
            }
            Ok(output) if output.status.code() != Some(77) => panic!("{path}: {}", output.status),
            Ok(_) | Err(_) => {}
        }
    }
    eprintln!("skipped: {name}.py finds no Python with the library it needs");
    None
}

#[test]
fn canonical_forms_are_those_of_libxml2() {
    let Some(cases) = script("canonical", 4_000) else { return };
    for case in &cases {
        let text = case["text"].as_str().unwrap();
        let tree = signing::parse(text).unwrap_or_else(|refused| panic!("{refused:?}: {text:?}"));
        let elements: Vec<_> =
            tree.descendants(tree.root()).filter(|&id| tree.kind(id) == NodeKind::Element).collect();
        let element = elements[case["element"].as_u64().unwrap() as usize];
        let prefixes: Vec<String> = serde_json::from_value(case["prefixes"].clone()).unwrap();
        let algorithm = Algorithm {
            method: if case["exclusive"] == true { Method::Exclusive10 } else { Method::Inclusive10 },
            comments: if case["comments"] == true { Comments::Kept } else { Comments::Dropped },
        };
        let how =
            Canonicalization { inclusive_prefixes: &prefixes, ..Canonicalization::new(algorithm, 1 << 24) };
        for (apex, expected) in [(Apex::Document, "whole"), (Apex::Element(element), "part")] {
            let bytes = canonicalize(&tree, apex, &how).unwrap();
            let expected = case[expected].as_str().unwrap();
            assert_eq!(String::from_utf8(bytes).unwrap(), expected, "{algorithm:?} {prefixes:?} {text:?}");
        }
    }
    eprintln!("{} canonical forms compared", cases.len() * 2);
}

#[test]
fn signature_values_of_openssl_verify_and_changed_ones_do_not() {
    let Some(cases) = script("signatures", 400) else { return };
    let bytes = |value: &Value| -> Vec<u8> {
        let text = value.as_str().unwrap();
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    };
    for case in &cases {
        let key = PublicKey::from_spki(&bytes(&case["key"])).unwrap();
        let algorithm = SignatureAlgorithm::from_uri(case["algorithm"].as_str().unwrap()).unwrap();
        let digest = algorithm.hash.digest(&bytes(&case["message"]));
        let mut value = bytes(&case["value"]);
        assert_eq!(key.check(algorithm, &digest, &value), Checked::Match, "{case}");
        let middle = value.len() / 2;
        value[middle] ^= 1;
        assert_eq!(key.check(algorithm, &digest, &value), Checked::Mismatch, "{case}, changed");
    }
    eprintln!("{} signature values compared", cases.len() * 2);
}
