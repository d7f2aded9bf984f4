//! What redaction did, for whoever passes the result on; no value of the original is in it.

use serde::Serialize;
use serde_json::Value;

use super::Redactor;
use super::compare::{Difference, LeftOut, left_out};

/// The receipt of one run.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Receipt {
    #[cfg_attr(test, schemars(extend("const" = "saml-doctor/receipt/1")))]
    pub schema: &'static str,
    pub tool: Tool,
    pub inputs: Vec<InputLine>,
    pub removed: Vec<RemovedLine>,
    pub replaced: Vec<ReplacedLine>,
    pub kept: Vec<&'static str>,
    /// As they were before.
    pub signatures: Vec<SignatureLine>,
    pub findings: Findings,
    /// Rules about signatures, certificates and keys, which are gone: they are not compared, and these find
    /// something else now.
    pub left_out: Vec<LeftOut>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tool {
    #[cfg_attr(test, schemars(extend("const" = "saml-doctor")))]
    pub name: &'static str,
    pub version: &'static str,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Input"))]
pub struct InputLine {
    /// As it may be shown.
    pub input: String,
    pub output: String,
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Id>"))]
    pub kind: Option<&'static str>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Removed"))]
pub struct RemovedLine {
    pub what: &'static str,
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub count: usize,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Replaced"))]
pub struct ReplacedLine {
    pub kind: &'static str,
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub count: usize,
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub distinct: usize,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Signature"))]
pub struct SignatureLine {
    pub input: String,
    #[cfg_attr(test, schemars(with = "crate::contract::Path"))]
    pub path: String,
    #[cfg_attr(test, schemars(with = "crate::signature::SignatureVerdict"))]
    pub verdict: String,
}

impl SignatureLine {
    /// Every signature of two reports: the verdicts of the one before, the names of the one after.
    pub fn all(before: &Value, after: &Value) -> Vec<SignatureLine> {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let messages = list(&before["messages"]).into_iter().zip(list(&after["messages"]));
        let lines = messages.flat_map(|(old, new)| {
            let input = text(&new["input"]);
            list(&old["signatures"]).into_iter().map(move |signature| SignatureLine {
                input: input.clone(),
                path: text(&signature["path"]),
                verdict: text(&signature["verdict"]),
            })
        });
        lines.collect()
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Findings {
    pub same: bool,
    pub differences: Vec<Difference>,
}

impl Receipt {
    /// Of the reports, as JSON tells them, of the inputs as they were and as they are now.
    pub fn of(
        redactor: &Redactor,
        inputs: Vec<InputLine>,
        (before, after): (&Value, &Value),
        differences: Vec<Difference>,
    ) -> Receipt {
        Receipt {
            schema: "saml-doctor/receipt/1",
            tool: Tool { name: "saml-doctor", version: env!("CARGO_PKG_VERSION") },
            inputs,
            removed: redactor
                .removed()
                .map(|(removed, count)| RemovedLine { what: removed.words(), count })
                .collect(),
            replaced: redactor
                .replaced()
                .map(|(kind, count, distinct)| ReplacedLine { kind, count, distinct })
                .collect(),
            kept: vec![
                "times and their distances",
                "lengths, letter case, white space and odd characters of names",
                "AWS's own names, hosts, regions and sentences",
                "domains of identity providers that many customers share",
                "elements, order and wrapping of messages",
            ],
            signatures: SignatureLine::all(before, after),
            findings: Findings { same: differences.is_empty(), differences },
            left_out: left_out(before, after),
        }
    }

    /// One line: what went, and whether the findings are the same.
    pub fn sentence(&self) -> String {
        let count = |lines: usize, word: &str| match (lines, word.strip_suffix('y')) {
            (1, _) => format!("1 {word}"),
            (_, Some(start)) => format!("{lines} {start}ies"),
            (_, None) => format!("{lines} {word}s"),
        };
        let replaced: usize = self.replaced.iter().map(|line| line.distinct).sum();
        let mut parts = vec![format!("{} replaced", count(replaced, "name"))];
        parts.extend(self.removed.iter().map(|line| format!("{} removed", count(line.count, line.what))));
        let end = match self.findings.differences.len() {
            0 => "findings are the same".to_owned(),
            1 => "findings differ: 1 difference, see the receipt".to_owned(),
            more => format!("findings differ: {more} differences, see the receipt"),
        };
        let gone: Vec<&str> =
            self.left_out.iter().filter(|one| one.after < one.before).map(|one| one.rule.as_str()).collect();
        let gone = match gone.as_slice() {
            [] => String::new(),
            gone => format!("; no longer found: {}", gone.join(", ")),
        };
        format!("{}{gone}; {end}", parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::Receipt;
    use crate::contract::Contract;

    #[test]
    fn the_published_schema_is_made_of_the_types() {
        Contract::new().holds::<Receipt>("receipt");
    }
}
