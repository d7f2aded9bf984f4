//! The table of systems in the documents: each names a test that there is.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

use std::fs;
use std::path::Path;

#[test]
fn every_system_names_a_test_that_there_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/systems.md")).unwrap();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(rows.len() > 20, "there are hardly any systems");
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let [system, _, shown] = cells.as_slice() else { panic!("{row}") };
        let paths: Vec<&str> = shown.split('`').skip(1).step_by(2).collect();
        assert!(!paths.is_empty(), "{system} names no test");
        for path in paths {
            assert!(root.join(path).exists(), "{system}: {path} is not there");
            let is_test = ["tests/", "fixtures/"].iter().any(|start| path.starts_with(start));
            assert!(is_test, "{system}: {path} is no test");
        }
    }
    for system in [
        "Okta",
        "group mapping",
        "Entra",
        "AD FS",
        "Ping",
        "OneLogin",
        "sign-in",
        "STS",
        "metadata",
        "trust policy",
        "session tags",
        "encryption",
        "Connect",
        "CloudTrail",
        "Lake",
        "Identity Center",
        "ABAC",
        "SCIM",
        "control policies",
        "Access Analyzer",
        "HAR",
        "one-time passwords",
    ] {
        assert!(text.contains(system), "{system} is not in the table");
    }
}
