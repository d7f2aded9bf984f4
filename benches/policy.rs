//! A role file beside a response, judged in process; and policies made to be slow.
//!
//! `cargo bench --bench policy`. Prints the median of many runs of each.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints its table")]

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant as Stopwatch};

use saml_doctor::diagnosis::{Options, diagnose};
use saml_doctor::input::{ReadOptions, read};
use saml_doctor::instant::Instant;

const RUNS: usize = 51;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/account/scenarios");
    let file = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let response = file("regional.b64");
    let largest = policy(18, |index| format!("https://{index}.signin.aws.amazon.com/saml"));
    let slow = policy(10_000, |index| format!("https://*s*i*g*n*i*n*.*a*w*s*.*{index}*.*c*o*m*/*s*a*m*l*x"));
    println!("| beside one response | median |\n|---|---|");
    for (name, role) in [
        ("nothing", None),
        ("the role, as get-role prints it", Some(file("role.json"))),
        ("a policy of 8,192 characters", Some(largest.into_bytes())),
        ("10,000 statements of stars", Some(slow.into_bytes())),
    ] {
        let runs = if role.as_ref().is_some_and(|role| role.len() > 100_000) { 5 } else { RUNS };
        let mut times: Vec<Duration> = (0..runs)
            .map(|_| {
                let inputs = std::iter::once(("response.b64", &response))
                    .chain(role.iter().map(|role| ("role.json", role)))
                    .map(|(name, bytes)| read(name, bytes.as_slice(), &ReadOptions::default()))
                    .collect();
                let options = options();
                let start = Stopwatch::now();
                std::hint::black_box(diagnose(inputs, &options));
                start.elapsed()
            })
            .collect();
        times.sort();
        println!("| {name} | {:.2} ms |", times[times.len() / 2].as_secs_f64() * 1000.0);
    }
}

fn options() -> Options {
    let now = Instant::parse_rfc3339("2026-05-26T11:58:06Z").unwrap().instant;
    Options { fail_on: None, ..Options::at(now) }
}

/// A policy of so many statements, each for another address.
fn policy(count: usize, address: impl Fn(usize) -> String) -> String {
    let mut text = String::from("{\"Version\":\"2012-10-17\",\"Statement\":[");
    for index in 0..count {
        let comma = if index > 0 { "," } else { "" };
        let address = address(index);
        write!(
            text,
            "{comma}{{\"Effect\":\"Allow\",\"Principal\":{{\"Federated\":\"arn:aws:iam::123456789012:saml-provider/Corp\"}},\"Action\":[\"sts:AssumeRoleWithSAML\",\"sts:T*g*S*e*s*s*i*o*n\"],\"Condition\":{{\"StringLike\":{{\"SAML:aud\":\"{address}\",\"aws:UserAgent\":\"*M*o*z*i*l*l*a*{index}*\"}}}}}}"
        )
        .unwrap();
    }
    text.push_str("]}");
    text
}
