//! `redact` and what it writes: where, for whom, and never over what it was given.

#![allow(clippy::unwrap_used, reason = "a test stops where its files are not what they should be")]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const LOGIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures/login.har");
const REAL: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures/har/chromium-devtools_with-sensitive-data.har");
const PROVIDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/evidence/provider.json");

fn redact(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saml-doctor"));
    command.current_dir(folder).arg("redact").args(["--seed", "a seed"]).args(arguments).output().unwrap()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

#[test]
fn the_bad_login_can_be_sent_to_a_vendor() {
    // Scenario 22.
    let folder = TempDir::new().unwrap();
    let output = redact(folder.path(), &[REAL]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.ends_with("findings are the same\n"), "{told}");
    let new = String::from_utf8(output.stdout).unwrap();
    for word in ["alicepass", "PHPSESSID", "AuthState"] {
        assert!(!new.contains(word), "{word} is still there");
    }
    assert!(new.contains("SAMLResponse="));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_has_the_results_and_the_receipt_for_nobody_else() {
    let folder = TempDir::new().unwrap();
    let output = redact(folder.path(), &[LOGIN, PROVIDER, "--out", "safe"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout.is_empty());
    let safe = folder.path().join("safe");
    assert_eq!(mode(&safe), 0o700);
    for name in ["login.har", "provider.json", "receipt.json"] {
        assert_eq!(mode(&safe.join(name)), 0o600, "{name}");
    }
    assert_eq!(fs::read_dir(&safe).unwrap().count(), 3);
    let text = fs::read_to_string(safe.join("receipt.json")).unwrap();
    let receipt: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(receipt["schema"], "saml-doctor/receipt/1");
    assert_eq!(receipt["findings"]["same"], true);
    assert_eq!(receipt["inputs"][0]["output"], "login.har");
    assert_eq!(receipt["signatures"][0]["verdict"], "valid");
    assert!(!text.contains("a seed") && !text.contains("jane"), "{text}");
}

#[test]
fn what_is_found_no_more_for_want_of_a_certificate_is_told() {
    let folder = TempDir::new().unwrap();
    let old = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/rules/certificate-expired/expired-in-2020.xml");
    let output = redact(folder.path(), &[old, "--out", "safe"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("no longer found: certificate-expired; findings are the same"), "{told}");
    let text = fs::read_to_string(folder.path().join("safe/receipt.json")).unwrap();
    let receipt: Value = serde_json::from_str(&text).unwrap();
    let gone = serde_json::json!([{ "rule": "certificate-expired", "before": 1, "after": 0 }]);
    assert_eq!(receipt["left_out"], gone);
    assert_eq!(receipt["findings"]["same"], true);
}

#[test]
fn the_name_of_a_file_tells_nobody_whose_it_is() {
    let folder = TempDir::new().unwrap();
    let named = folder.path().join("jane.doe@corp-123456789012.har");
    fs::copy(LOGIN, &named).unwrap();
    let output = redact(folder.path(), &[named.to_str().unwrap(), "--out", "safe"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let receipt = fs::read_to_string(folder.path().join("safe/receipt.json")).unwrap();
    let names: Vec<String> = fs::read_dir(folder.path().join("safe"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for part in ["jane", "doe", "corp-", "123456789012"] {
        assert!(
            !receipt.contains(part) && !names.iter().any(|name| name.contains(part)),
            "{part}: {names:?}"
        );
    }
}

#[test]
fn an_input_is_never_overwritten_and_nothing_else_unasked() {
    let folder = TempDir::new().unwrap();
    let login = folder.path().join("login.har");
    fs::copy(LOGIN, &login).unwrap();
    fs::create_dir(folder.path().join("linked")).unwrap();
    symlink(&login, folder.path().join("linked/login.har")).unwrap();
    fs::create_dir(folder.path().join("hard")).unwrap();
    fs::hard_link(&login, folder.path().join("hard/login.har")).unwrap();
    let before = fs::read(&login).unwrap();
    for out in [".", "linked", "hard"] {
        for force in [&[][..], &["--force"]] {
            let output = redact(folder.path(), &[&["login.har", "--out", out], force].concat());
            assert_eq!(output.status.code(), Some(2), "{out} {force:?}");
            assert!(fs::read(&login).unwrap() == before, "{out} {force:?}");
        }
    }
    let receipt = redact(folder.path(), &["login.har", "--receipt", "login.har", "--force"]);
    assert_eq!((receipt.status.code(), receipt.stdout.len()), (Some(2), 0));
    assert_eq!(redact(folder.path(), &["login.har", "--out", "safe"]).status.code(), Some(0));
    assert_eq!(redact(folder.path(), &["login.har", "--out", "safe"]).status.code(), Some(2));
    assert_eq!(redact(folder.path(), &["login.har", "--out", "safe", "--force"]).status.code(), Some(0));
    assert_eq!(mode(&folder.path().join("safe/login.har")), 0o600);
}

#[test]
fn of_several_inputs_all_or_none_is_written() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("letter.txt"), "a letter to jane.doe@corp.example").unwrap();
    let output = redact(folder.path(), &[LOGIN, "letter.txt", "--out", "safe"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(!folder.path().join("safe").exists());
}
