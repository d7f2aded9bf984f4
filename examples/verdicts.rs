//! Prints the verdict on each response of the files that are named: `cargo run --example verdicts login.har`

use std::time::SystemTime;
use std::{env, fs};

use saml_doctor::{Instant, Options, ReadOptions, Report, diagnose, read};

fn main() -> std::io::Result<()> {
    let mut inputs = Vec::new();
    for name in env::args().skip(1) {
        let file = fs::File::open(&name)?;
        inputs.push(read(&name, file, &ReadOptions::default()));
    }
    let now = Instant::from_system_time(SystemTime::now()).expect("a clock before the year 9999");
    let report = Report::of(&diagnose(inputs, &Options::at(now)));
    #[allow(clippy::print_stdout, reason = "this is what the program is for")]
    for message in &report.messages {
        println!("{}: {}", message.label, message.verdict.unwrap_or("not judged"));
    }
    Ok(())
}
