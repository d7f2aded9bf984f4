//! The whole pipeline over any bytes: read, decoded, judged, told in two formats.
//!
//! Nothing may panic, and nothing may be accepted on which no signature holds. The first byte chooses what
//! is at hand beside the capture; the rest is the capture.
//!
//! `cargo fuzz run pipeline -s none -a -- -max_total_time=600`, with a nightly toolchain or with
//! `RUSTC_BOOTSTRAP=1`; seeds are whatever stands under `fixtures/`, with a byte of choice before it.

#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use saml_doctor::diagnosis::{Options, diagnose};
use saml_doctor::engine::Verdict;
use saml_doctor::formats::screen::{Color, Detail, Layout};
use saml_doctor::formats::{human, json};
use saml_doctor::input::{self, ReadOptions};
use saml_doctor::instant::Instant;
use saml_doctor::report::Report;
use saml_doctor::signature::encryption::PrivateKey;

const METADATA: &[u8] = include_bytes!("../../fixtures/attacks/no-key-accepted/metadata.xml");
const KEY: &[u8] = include_bytes!("../../fixtures/attacks/plaintext-hides-what-is-read/key.pem");

fn keys() -> Vec<PrivateKey> {
    static KEYS: OnceLock<Vec<PrivateKey>> = OnceLock::new();
    KEYS.get_or_init(|| PrivateKey::read_all(KEY, None).unwrap_or_default()).clone()
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, capture)) = data.split_first() else { return };
    let mut inputs = vec![input::read("capture", capture, &ReadOptions::default())];
    if choice & 1 == 1 {
        inputs.push(input::read("metadata.xml", METADATA, &ReadOptions::default()));
    }
    // Within the five minutes of most seeds.
    let now = Instant::from_unix_seconds(1_779_796_686).expect("a year of four digits");
    let private_keys = if choice & 2 == 2 { keys() } else { Vec::new() };
    let options = Options { private_keys, ..Options::at(now) };
    let found = diagnose(inputs, &options);
    for message in &found.messages {
        // What AWS itself answered may outrank the rules, whatever the copy holds.
        let judgement = message.judged.as_ref().map(|judged| &judged.judgement);
        if judgement.is_some_and(|judgement| judgement.verdict == Verdict::Accepted) {
            let holds = message.signatures.iter().any(|signature| {
                signature.verdict == saml_doctor::signature::SignatureVerdict::Valid
                    || signature.holds_without_added_space()
            });
            assert!(holds, "accepted, and nothing holds");
        }
    }
    let report = Report::of(&found);
    let layout = Layout { width: 80, color: Color::Off, detail: Detail::Full };
    let text = human::render(&report, layout);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "a control character on the screen");
    let _ = json::render(&report);
});
