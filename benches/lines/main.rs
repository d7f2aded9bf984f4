//! Ten thousand responses through `--lines`, beside xmlsec1 and python3-saml on the same ones.
//!
//! `cargo bench --bench lines -- 10000 100000` runs so many lines, each signed and its signature verified;
//! without arguments 10,000. The rivals get a sample of them: xmlsec1 starts a process for each, python3-saml
//! (where `python3` finds it) verifies them in one, and both do nothing else. `LINES_BENCH_COMMAND` names a
//! program to measure in place of the binary.

#![allow(clippy::print_stdout, reason = "the table is the product")]

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Of each rival so many responses are verified, at most.
const SAMPLE: usize = 300;

/// Signed once, on the assertion, as most identity providers do; and signed twice.
const KINDS: [(&str, &str); 2] = [
    ("signed once", "fixtures/captures/idp/06_samlp8_dave_rsa-sha256_sig1resp_wrong-aud_signin.b64"),
    ("signed twice", "fixtures/captures/idp/01_ssp_alice_rsa-sha256_sig2resp_signin.b64"),
];

fn main() -> io::Result<()> {
    let counts: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let counts = if counts.is_empty() { vec![10_000] } else { counts };
    println!("| responses | program | lines | s | a second | peak MB |");
    println!("|---|---|---|---|---|---|");
    for (kind, file) in KINDS {
        let value = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file))?;
        let value = value.trim();
        for &count in &counts {
            let lines = Temporary::new("txt");
            let mut out = BufWriter::new(File::create(&lines.path)?);
            for _ in 0..count {
                writeln!(out, "{value}")?;
            }
            out.flush()?;
            drop(out);
            let run = doctor(&lines.path)?;
            println!("{}", row(kind, "saml-doctor --lines", count, &run));
        }
        let xml = Temporary::new("xml");
        fs::write(&xml.path, STANDARD.decode(value).map_err(io::Error::other)?)?;
        for (name, run) in
            [("xmlsec1, a process each", xmlsec(&xml.path)), ("python3-saml", python(&xml.path))]
        {
            match run {
                Some(run) => println!("{}", row(kind, name, SAMPLE, &run)),
                None => println!("| {kind} | {name} | - | - | not installed, or does not verify it | - |"),
            }
        }
    }
    Ok(())
}

struct Run {
    seconds: f64,
    peak_megabytes: Option<f64>,
}

fn row(kind: &str, name: &str, count: usize, run: &Run) -> String {
    let peak = run.peak_megabytes.map_or("?".to_owned(), |peak| format!("{peak:.0}"));
    let rate = count as f64 / run.seconds;
    format!("| {kind} | {name} | {count} | {:.2} | {rate:.0} | {peak} |", run.seconds)
}

/// The best of three runs.
fn doctor(lines: &Path) -> io::Result<Run> {
    let program =
        std::env::var("LINES_BENCH_COMMAND").unwrap_or_else(|_| env!("CARGO_BIN_EXE_saml-doctor").to_owned());
    let mut best: Option<Run> = None;
    for _ in 0..3 {
        let peak = lines.with_extension("peak");
        let timed = Path::new("/usr/bin/time").exists();
        let mut command = Command::new(if timed { "/usr/bin/time" } else { &program });
        if timed {
            command.args(["-f", "%M", "-o"]).arg(&peak).arg(&program);
        }
        command.args(["--lines", "--no-config", "--at", "issued+5s"]);
        command.stdin(File::open(lines)?).stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        command.status()?;
        let seconds = start.elapsed().as_secs_f64();
        let kilobytes =
            fs::read_to_string(&peak).ok().and_then(|text| text.lines().last()?.trim().parse::<f64>().ok());
        // Not there where peaks are not measured.
        let _ = fs::remove_file(&peak);
        if best.as_ref().is_none_or(|best| seconds < best.seconds) {
            best = Some(Run { seconds, peak_megabytes: kilobytes.map(|kilobytes| kilobytes / 1024.0) });
        }
    }
    best.ok_or_else(|| io::Error::other("nothing was run"))
}

/// The first signature of the file, so many times; two processes at once, as there are two cores.
fn xmlsec(file: &Path) -> Option<Run> {
    const LINE: &str = r#"seq "$2" | xargs -P 2 -I _ xmlsec1 --verify --insecure --X509-skip-strict-checks --id-attr:ID urn:oasis:names:tc:SAML:2.0:protocol:Response --id-attr:ID urn:oasis:names:tc:SAML:2.0:assertion:Assertion "$1""#;
    let mut command = Command::new("sh");
    command.args(["-c", LINE, "sh"]).arg(file).arg(SAMPLE.to_string());
    timed(command)
}

fn python(file: &Path) -> Option<Run> {
    let mut command = Command::new("python3");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/lines/python3_saml.py"));
    command.arg(file).arg(SAMPLE.to_string());
    timed(command)
}

/// `None` where it does not end well.
fn timed(mut command: Command) -> Option<Run> {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    status.success().then(|| Run { seconds: start.elapsed().as_secs_f64(), peak_megabytes: None })
}

/// A file that is gone when the measurement is over, however it ends.
struct Temporary {
    path: PathBuf,
}

impl Temporary {
    fn new(ending: &str) -> Temporary {
        let name = format!("saml-doctor-bench-lines-{}.{ending}", std::process::id());
        Temporary { path: std::env::temp_dir().join(name) }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // It may never have been made.
        let _ = fs::remove_file(&self.path);
    }
}
