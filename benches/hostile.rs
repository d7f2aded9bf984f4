//! Documents made to exhaust whoever reads them, beside `xmllint`, which only parses them.
//!
//! `cargo bench --bench hostile`. Each has 24 MB, three hundred times what AWS takes. The best of
//! three runs of the whole process; memory as `/usr/bin/time` tells it.

#![allow(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const BYTES: usize = 24_000_000;
const RUNS: usize = 3;
const SPLIT: &str = r#"<a:NameID xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion">a<!---->b</a:NameID>"#;

struct Run {
    seconds: f64,
    megabytes: f64,
}

fn main() -> io::Result<()> {
    let directory = std::env::temp_dir().join(format!("saml-doctor-hostile-{}", std::process::id()));
    std::fs::create_dir(&directory)?;
    let with_rival =
        Command::new("xmllint").arg("--version").stderr(Stdio::null()).status().is_ok_and(|s| s.success());
    println!("| document | s | peak MB | × xmllint's time | × its memory |\n|---|---|---|---|---|");
    for (name, inside) in documents() {
        let file = directory.join("hostile.xml");
        std::fs::write(
            &file,
            format!(r#"<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol">{inside}</p:Response>"#),
        )?;
        let ours = best(env!("CARGO_BIN_EXE_saml-doctor"), &["--exit-zero"], &file)?;
        print!("| {name} | {:.2} | {:.0} |", ours.seconds, ours.megabytes);
        if with_rival {
            let theirs = best("xmllint", &["--huge", "--noout"], &file)?;
            let (time, memory) = (ours.seconds / theirs.seconds, ours.megabytes / theirs.megabytes);
            println!(" {time:.1} | {memory:.1} |");
        } else {
            println!(" - | - |");
        }
    }
    std::fs::remove_dir_all(&directory)
}

fn documents() -> [(&'static str, String); 6] {
    let repeated = |one: &str| one.repeat(BYTES / one.len());
    // Numbers of six digits, so that each is as long as the next.
    let numbered = |one: &str| -> String {
        (100_000..100_000 + BYTES / one.len()).map(|n| one.replace("NUMBER", &n.to_string())).collect()
    };
    let assertion = r#"<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion">"#;
    [
        ("empty elements", repeated("<a/>")),
        ("names of their own", numbered("<nNUMBER aNUMBER=''/>")),
        ("IDs that two elements have", numbered("<x ID='NUMBER'/><y ID='NUMBER'/>")),
        ("values split by comments", repeated(SPLIT)),
        ("attributes", {
            let attributes = numbered("<a:Attribute Name='NUMBER'/>");
            format!("{assertion}<a:AttributeStatement>{attributes}</a:AttributeStatement></a:Assertion>")
        }),
        ("assertions", repeated(r#"<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>"#)),
    ]
}

fn best(program: &str, arguments: &[&str], file: &Path) -> io::Result<Run> {
    let mut best = Run { seconds: f64::INFINITY, megabytes: f64::INFINITY };
    let peak = file.with_extension("peak");
    for _ in 0..RUNS {
        let mut command = Command::new("/usr/bin/time");
        command.args(["-f", "%M", "-o"]).arg(&peak).arg(program).args(arguments).arg(file);
        let start = Instant::now();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        best.seconds = best.seconds.min(start.elapsed().as_secs_f64());
        let kilobytes = std::fs::read_to_string(&peak)?.lines().last().and_then(|line| line.parse().ok());
        best.megabytes =
            best.megabytes.min(kilobytes.map_or(f64::INFINITY, |kilobytes: f64| kilobytes / 1024.0));
    }
    Ok(best)
}
