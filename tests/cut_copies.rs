//! A copy that ends early: what is missing from it, or is read only in part, is not held against
//! the response.

mod support;

use std::fs;

use saml_doctor::clock::At;
use saml_doctor::diagnosis::{Options, diagnose};
use saml_doctor::input::{self, ReadOptions};
use saml_doctor::instant::Instant;
use saml_doctor::rules;
use support::{fixture, judged_findings};

#[test]
fn no_rule_on_attributes_finds_something_in_a_copy_that_only_ends_early() {
    let folders = ["role", "session", "source_identity", "tags", "attributes"];
    for case in ["aws-attribute-name-near-miss/exact.xml", "role-value-repeated/two-pairs.xml"] {
        let text = fs::read_to_string(fixture("rules").join(case)).unwrap();
        let whole = &text[..text.find("<!--").unwrap()];
        let start = whole.find("<saml:AttributeStatement>").unwrap();
        // A step that meets every kind of place in the end, and does not take long.
        for end in (start..whole.trim_end().len()).step_by(3) {
            let input = input::read("cut.xml", &whole.as_bytes()[..end], &ReadOptions::default());
            let now = Instant::parse_rfc3339("2030-01-01T00:00:00Z").unwrap().instant;
            let report = diagnose(vec![input], &Options { at: Some(At::AfterIssue(5)), ..Options::at(now) });
            assert!(
                report.messages.iter().any(|message| message.judged.is_some()),
                "{case} cut at byte {end}"
            );
            let found: Vec<&str> = judged_findings(&report)
                .filter(|finding| folders.contains(&rules::folder_of(finding.rule)))
                .map(|finding| finding.message.as_str())
                .collect();
            assert_eq!(found, Vec::<&str>::new(), "{case} cut at byte {end}: …{}", &whole[end - 40..end]);
        }
    }
}
