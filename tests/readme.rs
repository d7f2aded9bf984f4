//! The run that the README shows is a real one.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

use std::path::Path;
use std::process::Command;

#[test]
fn the_run_in_the_readme_is_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let start = readme.find("```text\n$ saml-doctor ").unwrap();
    let shown = &readme[start + "```text\n".len()..];
    let shown = &shown[..shown.find("```").unwrap()];
    let (command, printed) = shown.split_once('\n').unwrap();
    let words = command.strip_prefix("$ saml-doctor ").unwrap().split(' ');
    let output = Command::new(env!("CARGO_BIN_EXE_saml-doctor"))
        .args(words)
        .env("COLUMNS", "80")
        .env_remove("LC_ALL")
        .env_remove("LC_CTYPE")
        .env_remove("LANG")
        .current_dir(root)
        .output()
        .unwrap();
    let fresh = String::from_utf8(output.stdout).unwrap();
    assert!(!fresh.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, readme.replace(printed, &fresh)).unwrap();
    } else {
        assert_eq!(printed, fresh, "the README's run is stale: run the tests with UPDATE_SNAPSHOTS=1");
    }
}
