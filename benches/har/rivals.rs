//! What people use to get a SAML response out of a HAR, and how it is measured.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

pub struct Rival {
    pub name: &'static str,
    /// A shell's line with the file as `$1`; `None` is the program under test.
    line: Option<&'static str>,
    /// Words for the program under test, before the file.
    words: &'static [&'static str],
    finds: Finds,
}

/// What a run prints.
#[derive(Clone, Copy)]
enum Finds {
    /// Nothing: it only looks at the file.
    Nothing,
    /// XML.
    Xml,
    /// The report of this program.
    Report,
    /// The same HAR, redacted.
    Redacted,
}

pub struct Run {
    pub seconds: f64,
    pub peak_megabytes: Option<f64>,
    pub messages: Option<usize>,
}

const RIVALS: [(&str, Rival); 6] = [
    (
        "rg",
        Rival {
            name: "rg -c (absent)",
            line: Some(r#"rg -c thisIsNowhereInTheFile "$1""#),
            words: &[],
            finds: Finds::Nothing,
        },
    ),
    (
        "",
        Rival {
            name: "saml-doctor",
            line: None,
            words: &["--no-config", "--format", "json"],
            finds: Finds::Report,
        },
    ),
    (
        "",
        Rival {
            name: "saml-doctor redact",
            line: None,
            words: &["redact", "--seed", "bench"],
            finds: Finds::Redacted,
        },
    ),
    (
        "grep",
        Rival {
            name: "grep, sed, base64",
            line: Some(
                r#"grep -o 'SAMLResponse=.*&' "$1" | sed 's/^SAMLResponse=//;s/&.*//;s/%2B/+/g;s/%2F/\//g;s/%3D/=/g' | while read -r response; do printf %s "$response" | base64 -d; done"#,
            ),
            words: &[],
            finds: Finds::Xml,
        },
    ),
    (
        "jq",
        Rival {
            name: "jq",
            line: Some(
                r#"jq -r '.log.entries[].request.postData | values | first(((.params // [])[] | select(.name == "SAMLResponse") | .value), (.text // "" | capture("SAMLResponse=(?<value>[^&]*)") | .value))' "$1" | sed 's/%2B/+/g;s/%2F/\//g;s/%3D/=/g' | while read -r response; do printf %s "$response" | base64 -d; done"#,
            ),
            words: &[],
            finds: Finds::Xml,
        },
    ),
    (
        "python3",
        Rival {
            name: "Python, json",
            line: Some(
                r#"python3 -c '
import base64, json, sys, urllib.parse
for entry in json.load(open(sys.argv[1], encoding="utf-8"))["log"]["entries"]:
    data = entry["request"].get("postData") or {}
    values = [p["value"] for p in data.get("params", []) if p["name"] == "SAMLResponse"]
    values = values or urllib.parse.parse_qs(data.get("text", "")).get("SAMLResponse", [])
    for value in values:
        print(base64.b64decode(value).decode())
' "$1""#,
            ),
            words: &[],
            finds: Finds::Xml,
        },
    ),
];

/// The rivals this machine has; the first is the one the others are compared with.
pub fn installed() -> Vec<Rival> {
    RIVALS
        .into_iter()
        .filter(|(program, _)| program.is_empty() || has(program))
        .map(|(_, rival)| rival)
        .collect()
}

fn has(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

impl Rival {
    /// The best of three runs; of one, if that takes long. The file is in the page cache: it was
    /// just written.
    pub fn measure(&self, har: &Path) -> io::Result<Run> {
        let mut best = self.run(har)?;
        for _ in 0..2 {
            if best.seconds > 5.0 {
                break;
            }
            let run = self.run(har)?;
            if run.seconds < best.seconds {
                best = run;
            }
        }
        Ok(best)
    }

    fn run(&self, har: &Path) -> io::Result<Run> {
        let peak = har.with_extension("peak");
        let mut command = match cfg!(target_os = "linux") && has("/usr/bin/time") {
            true => {
                let mut command = Command::new("/usr/bin/time");
                command.args(["-f", "%M", "-o"]).arg(&peak);
                if let Some(line) = self.line {
                    command.args(["sh", "-c", line, "sh"]);
                } else {
                    command.arg(under_test());
                }
                command
            }
            false => match self.line {
                Some(line) => {
                    let mut command = Command::new("sh");
                    command.args(["-c", line, "sh"]);
                    command
                }
                None => Command::new(under_test()),
            },
        };
        command.args(self.words).arg(har).stdin(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let output = command.output()?;
        let seconds = start.elapsed().as_secs_f64();
        let peak_megabytes = std::fs::read_to_string(&peak)
            .ok()
            .and_then(|text| text.lines().last()?.trim().parse::<f64>().ok())
            .map(|kilobytes| kilobytes / 1024.0);
        // Not there where peaks are not measured.
        let _ = std::fs::remove_file(&peak);
        Ok(Run { seconds, peak_megabytes, messages: self.finds.count(&output.stdout) })
    }
}

impl Finds {
    fn count(self, stdout: &[u8]) -> Option<usize> {
        match self {
            Finds::Nothing => None,
            Finds::Xml => Some(String::from_utf8_lossy(stdout).matches("</samlp:Response>").count()),
            Finds::Redacted => {
                let text = String::from_utf8_lossy(stdout);
                let in_text = text.matches("\"text\":\"SAMLResponse=").count();
                Some(in_text.max(text.matches("{\"name\":\"SAMLResponse\"").count()))
            }
            Finds::Report => {
                let report: serde_json::Value = serde_json::from_slice(stdout).unwrap_or_default();
                Some(report["messages"].as_array().map_or(0, Vec::len))
            }
        }
    }
}

fn under_test() -> String {
    std::env::var("HAR_BENCH_COMMAND").unwrap_or_else(|_| env!("CARGO_BIN_EXE_saml-doctor").to_owned())
}
