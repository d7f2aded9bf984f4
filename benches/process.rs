//! The whole program on one response, beside what people run instead: `xmlsec1 --verify`.
//!
//! `cargo bench --bench process`. Prints the median of many runs of each, taken in turn so that a
//! change in the machine's speed meets both.

#![allow(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 101;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let xml = root.join("fixtures/responses/okta.xml");
    let ours = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_saml-doctor"));
        command.args(["--at", "issued+5s"]).arg(&xml);
        command
    };
    let theirs = || {
        let mut command = Command::new("xmlsec1");
        command.args(["--verify", "--insecure"]);
        for element in [
            "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
            "urn:oasis:names:tc:SAML:2.0:protocol:Response",
        ] {
            command.args(["--id-attr:ID", element]);
        }
        command.arg(&xml);
        command
    };
    let size = std::fs::metadata(&xml).map_or(0, |metadata| metadata.len());
    println!("one response of {size} bytes, {RUNS} runs of each, median of the whole process\n");
    let with_rival = theirs().stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        our_times.push(time(ours()));
        if with_rival {
            their_times.push(time(theirs()));
        }
    }
    let our_median = median(our_times);
    println!("| program | does | median | ratio |\n|---|---|---|---|");
    println!("| saml-doctor | decodes, judges, verifies, reports | {} | 1 |", milliseconds(our_median));
    if with_rival {
        let their_median = median(their_times);
        let ratio = their_median.as_secs_f64() / our_median.as_secs_f64();
        println!("| xmlsec1 --verify | verifies | {} | {ratio:.1} |", milliseconds(their_median));
    } else {
        println!("\nxmlsec1 is not installed, so there is nothing to stand beside");
    }
}

fn time(mut command: Command) -> Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let status = command.status();
    let elapsed = start.elapsed();
    assert!(status.is_ok(), "{command:?} could not be run");
    elapsed
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1e3)
}
