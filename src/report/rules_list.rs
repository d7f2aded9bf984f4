//! Every rule in one list, for people and for programs.

use serde::Serialize;

use crate::report::count;
use crate::report::json::{self, CitationMember};
use crate::report::screen::{Layout, Screen, Style};
use crate::rule::{Rule, Severity};
use crate::rules;

/// A line a rule, by what the rules are about.
pub fn human(layout: Layout) -> String {
    let mut screen = Screen::new(layout);
    let widest = rules::ALL.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let mut folder = "";
    for rule in rules::ALL {
        if rules::folder_of(rule) != folder {
            folder = rules::folder_of(rule);
            screen.gap();
            screen.styled(Style::Strong, &folder.replace('_', " ")).end();
        }
        let style = match rule.severity {
            Severity::Error => Style::Error,
            Severity::Warning => Style::Warning,
            Severity::Note => Style::Note,
        };
        screen.put("  ").put(rule.id).to_column(widest + 4).styled(style, rule.severity.name());
        screen.to_column(widest + 13).words(Style::Plain, widest + 13, rule.summary).end();
        let sentences: Vec<&str> = rule.explains.iter().map(|error| error.id).collect();
        if !sentences.is_empty() {
            let text = format!("explains {}", sentences.join(", "));
            screen.to_column(widest + 13).words(Style::Faint, widest + 13, &text).end();
        }
    }
    screen.gap();
    let number = count(rules::ALL.len(), "rule");
    screen.put(&format!("{number}; saml-doctor explain RULE says more of each")).end();
    screen.finish()
}

/// `saml-doctor/rules/1`: everything that is known of each rule.
pub fn json() -> String {
    let list = List {
        schema: "saml-doctor/rules/1",
        version: env!("CARGO_PKG_VERSION"),
        rules: rules::ALL.iter().map(|rule| Member::of(rule)).collect(),
    };
    json::lines(&list)
}

#[derive(Serialize)]
struct List {
    schema: &'static str,
    version: &'static str,
    rules: Vec<Member>,
}

#[derive(Serialize)]
struct Member {
    id: &'static str,
    about: &'static str,
    severity: &'static str,
    confidence: &'static str,
    summary: &'static str,
    rationale: &'static str,
    remedy: &'static str,
    aws_errors: Vec<&'static str>,
    follows: &'static [&'static str],
    needs: Vec<&'static str>,
    targets: Vec<&'static str>,
    citations: Vec<CitationMember>,
}

impl Member {
    fn of(rule: &'static Rule) -> Member {
        Member {
            id: rule.id,
            about: rules::folder_of(rule),
            severity: rule.severity.name(),
            confidence: rule.confidence.name(),
            summary: rule.summary,
            rationale: rule.rationale,
            remedy: rule.remedy.text,
            aws_errors: rule.explains.iter().map(|error| error.id).collect(),
            follows: rule.follows,
            needs: rule.needs().iter().map(|need| need.name()).collect(),
            targets: rule.services().iter().map(|service| service.id).collect(),
            citations: rule.citations.iter().map(CitationMember::of).collect(),
        }
    }
}
