//! The XML declares one encoding, and its bytes are of another.

use crate::aws::services;
use crate::capture::{Fidelity, Parsers, ReadAs};
use crate::citations::XML_ENCODING;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::signatures::is_decoded_elsewhere;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "encoding-declared-wrong",
    summary: "the XML declares an encoding that its bytes are not in",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "A parser reads the bytes as the declaration says. Characters beyond ASCII become others, so that names are garbled and a digest over the right ones does not fit; bytes that cannot be read as declared end the parsing.",
    remedy: Remedy {
        text: "have the identity provider, or what changed the response after it, write the XML in UTF-8 and declare that or nothing",
        setting: None,
    },
    citations: &[XML_ENCODING],
    check: Check::Message { services: services::ALL, needs: &[], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(conflict) = case.encoding_conflict else { return Outcome::Clean };
    let (declaration, written) = declaration(case);
    let says = match written {
        Some(_) => format!("the XML declaration says {}", quoted(&conflict.declared)),
        None => format!("the XML declares no encoding, which means {}", conflict.declared),
    };
    let message = match conflict.read {
        ReadAs::Pasted => return Outcome::NotApplicable,
        ReadAs::Actual if conflict.parsers == Parsers::Refuse => {
            format!("{says}, and its bytes are {}: no parser reads it", conflict.actual)
        }
        ReadAs::Actual => format!("{says}, and its bytes are {}", conflict.actual),
        ReadAs::Declared => format!(
            "{says}, and its bytes are {}: read as declared, its characters beyond ASCII become others",
            conflict.actual
        ),
    };
    let finding = Finding::new(&RULE, declaration.unwrap_or_else(|| case.response.start(case.tree)), message)
        .expected(conflict.actual)
        .found(conflict.declared.clone());
    // What is not in the bytes that were sent need not be in what AWS got.
    let severity = match (conflict.parsers, case.capture.fidelity) {
        (Parsers::Refuse, Fidelity::Exact) => Severity::Error,
        (Parsers::Refuse, Fidelity::Copy) if is_decoded_elsewhere(case) => Severity::Note,
        (Parsers::Refuse, Fidelity::Copy) | (Parsers::Differ | Parsers::Agree, _) => Severity::Warning,
    };
    let finding = finding.at_most(severity);
    match garbled(case).filter(|_| conflict.read == ReadAs::Declared) {
        Some(span) => finding.related(span, "read as declared").into(),
        None => finding.into(),
    }
}

/// The XML declaration, and the name of the encoding in it.
fn declaration<'a>(case: &Case<'a>) -> (Option<Span>, Option<&'a str>) {
    let source = case.tree.source();
    let root = case.tree.span(case.tree.root()).start;
    let before = case.tree.written(Span { source, start: 0, end: root });
    let Some(start) = before.find("<?xml") else { return (None, None) };
    let Some(length) = before[start..].find("?>") else { return (None, None) };
    let text = &before[start..start + length];
    let encoding = text.split("encoding").nth(1);
    let span = Span { source, start: start as u32, end: (start + length + 2) as u32 };
    (Some(span), encoding)
}

/// The first characters beyond ASCII.
fn garbled(case: &Case) -> Option<Span> {
    let text = case.tree.written(case.tree.span(case.tree.root()));
    let first = text.find(|c: char| !c.is_ascii())?;
    let length = text[first..].find(|c: char| c.is_ascii()).unwrap_or(text.len() - first);
    let root = case.tree.span(case.tree.root());
    let start = root.start + first as u32;
    Some(Span { source: root.source, start, end: start + length as u32 })
}
