//! Files of evidence looked at by themselves: a metadata document that IAM would not take.

use std::borrow::Cow;

use super::{
    Certificate, Checks, Finding, Line, Recorded, Severity, Signature, Style, checks, name_words, signed,
};
use crate::diagnosis::{Diagnosis, Examined};
use crate::evidence::{ScimCall, ScimSource, Server};
use crate::input::InputKind;
use crate::knowledge::Confidence;
use crate::signature::KeyOrigin;

/// More events of a file that stands alone are counted.
const MOST_EVENTS: usize = 40;

/// One file of evidence.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Index into [`Report::inputs`](super::Report::inputs).
    pub input: usize,
    /// The input's name as it was given.
    pub input_name: String,
    pub kind: Option<&'static str>,
    pub signatures: Vec<Signature>,
    /// Those given alone, and the signing keys of metadata.
    pub certificates: Vec<Certificate>,
    pub findings: Vec<Finding>,
    pub checks: Checks,
    /// What is thought of the file; `None` where nothing looks at it by itself, or where what is wrong
    /// with the input says it.
    pub opinion: Option<Opinion>,
    /// Whether it is told where everything is not asked for.
    pub told: bool,
}

/// What is thought of a file of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    pub headline: Line,
    /// What IAM answers when it is uploaded.
    pub sentence: Option<Cow<'static, str>>,
    /// What is signed in it and whether it holds, a line each.
    pub signed: Vec<String>,
    /// What CloudTrail recorded, a line an event, where no login was given beside it.
    pub recorded: Vec<String>,
    pub counts: String,
}

impl Evidence {
    pub(super) fn of(diagnosis: &Diagnosis, examined: &Examined) -> Evidence {
        let input = &diagnosis.inputs[examined.input];
        let findings = Finding::all(diagnosis, examined.input, None, &examined.inspection.findings);
        let checks = Checks::of_evidence(&examined.inspection, &diagnosis.inputs);
        let opinion =
            Opinion::of(diagnosis, examined, &findings, &checks).filter(|_| input.problem.is_none());
        Evidence {
            input: examined.input,
            input_name: input.name.clone(),
            kind: input.kind.map(InputKind::name),
            signatures: examined.signatures.iter().map(Signature::of).collect(),
            certificates: Certificate::all_of(diagnosis, examined),
            told: diagnosis.messages.is_empty() || !findings.is_empty(),
            findings,
            checks,
            opinion,
        }
    }
}

impl Opinion {
    fn of(
        diagnosis: &Diagnosis,
        examined: &Examined,
        findings: &[Finding],
        checks: &Checks,
    ) -> Option<Opinion> {
        let is_scim = |call: &ScimCall| call.input == examined.input;
        if let Some(call) = diagnosis.evidence.scim.iter().find(|call| is_scim(call)) {
            return Some(Opinion::of_scim(diagnosis, examined, call, findings, checks));
        }
        if examined.events_alone {
            return Some(Opinion::of_events(diagnosis, examined));
        }
        let Some(metadata) = examined.metadata else {
            return examined.is_judged().then(|| Opinion::of_policies(diagnosis, examined, findings, checks));
        };
        let file = &diagnosis.evidence.metadata[metadata];
        let name = name_words(&diagnosis.inputs[examined.input].name);
        let refused = examined.inspection.refused_with();
        let has_error = findings.iter().any(|finding| finding.severity == Severity::Error);
        let headline = match refused {
            Some((_, confidence)) => {
                let refuses = match confidence {
                    Confidence::Certain => "IAM refuses",
                    Confidence::Likely => "IAM most likely refuses",
                };
                Line::new(Style::Error, format!("{refuses} the metadata of {name} with:"))
            }
            None if has_error => {
                Line::new(Style::Error, format!("something is wrong with the metadata of {name}"))
            }
            None if file.document.is_err() => {
                Line::new(Style::Warning, format!("the metadata of {name} cannot be judged"))
            }
            None if file.center_entity().is_some() => {
                Line::new(Style::Good, format!("{name} is the metadata of IAM Identity Center itself"))
            }
            None if file.origin == KeyOrigin::Provider => {
                Line::new(Style::Good, format!("what IAM holds, in {name}, is sound as far as was checked"))
            }
            None if file.written_as.wrapped => Line::new(
                Style::Warning,
                format!(
                    "IAM accepts the XML in {name}, as far as was checked, but not the file as it stands"
                ),
            ),
            None => {
                Line::new(Style::Good, format!("IAM accepts the metadata in {name}, as far as was checked"))
            }
        };
        Some(Opinion {
            headline,
            sentence: refused.map(|(error, _)| error.shown()),
            signed: signed::lines(&examined.signatures),
            recorded: Vec::new(),
            counts: checks::counts(findings, checks),
        })
    }

    /// Of CloudTrail's events that were given without a login.
    fn of_events(diagnosis: &Diagnosis, examined: &Examined) -> Opinion {
        let events = diagnosis.evidence.events.iter().filter(|event| event.input == examined.input);
        let mut recorded: Vec<Recorded> = events.map(|event| Recorded::of(event, None)).collect();
        recorded.sort_by(|one, other| one.time.cmp(&other.time));
        let refused = recorded.iter().filter(|event| event.outcome == "refused").count();
        let count = recorded.len();
        let (style, refusals) = match refused {
            0 => (Style::Good, "none was refused".to_owned()),
            1 => (Style::Error, "1 was refused".to_owned()),
            many => (Style::Error, format!("{many} were refused")),
        };
        let calls = if count == 1 { "1 call".to_owned() } else { format!("{count} calls") };
        let name = name_words(&diagnosis.inputs[examined.input].name);
        let more = recorded.len().saturating_sub(MOST_EVENTS);
        let mut lines: Vec<String> = recorded.iter().take(MOST_EVENTS).map(Recorded::line).collect();
        if more > 0 {
            lines.push(format!("and {more} more"));
        }
        Opinion {
            headline: Line::new(style, format!("CloudTrail recorded {calls} in {name}, and {refusals}")),
            sentence: None,
            signed: Vec::new(),
            recorded: lines,
            counts:
                "CloudTrail keeps no response: for what is wrong with one, give the login's HAR beside it"
                    .to_owned(),
        }
    }

    /// Of calls of SCIM's.
    fn of_scim(
        diagnosis: &Diagnosis,
        examined: &Examined,
        call: &ScimCall,
        findings: &[Finding],
        checks: &Checks,
    ) -> Opinion {
        let name = name_words(&diagnosis.inputs[examined.input].name);
        let worst = findings.iter().map(|finding| finding.severity).max();
        let refused = findings.iter().any(|finding| finding.rule == "scim-refused");
        // What was answered, where it is known; else what a request is answered with.
        let refusal =
            examined.inspection.findings.iter().find(|found| found.finding.rule.id == "scim-refused");
        let sentence = match refusal {
            Some(found) => found.finding.explains.first().copied(),
            None => examined.inspection.refused_with().map(|(error, _)| error),
        };
        let who = match call.server() {
            Server::IdentityCenter => "IAM Identity Center",
            Server::Untold => "a SCIM server, perhaps IAM Identity Center,",
        };
        let headline = match (worst, refused) {
            (Some(Severity::Error), true) => {
                Line::new(Style::Error, format!("{who} refused what was sent by SCIM ({name})"))
            }
            (Some(Severity::Error), false) => {
                Line::new(Style::Error, format!("IAM Identity Center refuses the SCIM request in {name}"))
            }
            (Some(Severity::Warning), _) => {
                Line::new(Style::Warning, format!("the SCIM request in {name}, looked at by itself"))
            }
            (Some(Severity::Note) | None, _) => {
                let what = match call.from {
                    ScimSource::Request => "the SCIM request",
                    ScimSource::Answer => "the answer of SCIM",
                    ScimSource::Log => "what the log has of SCIM",
                    ScimSource::CloudTrail => "what CloudTrail has of SCIM",
                };
                Line::new(
                    Style::Good,
                    format!("nothing is wrong with {what} in {name}, as far as was checked"),
                )
            }
        };
        Opinion {
            headline,
            sentence: sentence.map(|error| error.shown()),
            signed: Vec::new(),
            recorded: Vec::new(),
            counts: checks::counts(findings, checks),
        }
    }

    /// Of roles and their trust policies, or of a policy of an organization.
    fn of_policies(
        diagnosis: &Diagnosis,
        examined: &Examined,
        findings: &[Finding],
        checks: &Checks,
    ) -> Opinion {
        let name = name_words(&diagnosis.inputs[examined.input].name);
        let refused = examined.inspection.refused_with();
        let worst = findings.iter().map(|finding| finding.severity).max();
        let headline = match (refused, worst) {
            (Some((_, Confidence::Certain)), _) => {
                Line::new(Style::Error, format!("IAM does not save the policy in {name}, and answers:"))
            }
            (Some((_, Confidence::Likely)), _) => Line::new(
                Style::Error,
                format!("IAM most likely does not save the policy in {name}, and answers:"),
            ),
            (None, Some(Severity::Error)) => Line::new(
                Style::Error,
                format!("by the policy in {name} no SAML login gets in, or not as it means to"),
            ),
            (None, Some(Severity::Warning)) => {
                Line::new(Style::Warning, format!("the policy in {name}, looked at by itself"))
            }
            (None, Some(Severity::Note) | None) => Line::new(
                Style::Good,
                format!("nothing is wrong with the policy in {name}, as far as was checked"),
            ),
        };
        Opinion {
            headline,
            sentence: refused.map(|(error, _)| error.shown()),
            signed: Vec::new(),
            recorded: Vec::new(),
            counts: checks::counts(findings, checks),
        }
    }
}
