//! A finding: what, where, what to change and who.

use super::{Page, evaluation};
use crate::formats::markup::escaped;
use crate::report::{Finding, Remedy};

/// Columns of an excerpt; a narrow window scrolls it.
const WIDTH: usize = 64;

/// Findings under a heading, the causes first, each under the id `m0-f1`.
pub fn all(page: &mut Page, findings: &[Finding], owner: &str, level: usize) {
    if findings.is_empty() {
        return;
    }
    page.line("<section>");
    page.heading(level, "Findings");
    for (index, finding) in findings.iter().enumerate() {
        one(page, findings, finding, &format!("{owner}-f{index}"), owner, level + 1);
    }
    page.line("</section>");
}

fn one(page: &mut Page, all: &[Finding], finding: &Finding, id: &str, owner: &str, level: usize) {
    let severity = finding.severity.name();
    page.line(&format!("<section class=\"finding {severity}\" id=\"{id}\">"));
    let (message, rule) = (escaped(&finding.message), escaped(finding.rule));
    page.line(&format!("<h{level}><span class=\"severity\">{severity}</span>: {message}</h{level}>"));
    page.line(&format!("<p class=\"rule\"><code>{rule}</code>, {}</p>", finding.confidence.name()));
    if let Some(cause) = finding.consequence_of.and_then(|cause| Some((cause, all.get(cause)?))) {
        let (index, cause) = cause;
        page.line(&format!(
            "<p class=\"consequence\">A consequence of <a href=\"#{owner}-f{index}\">{}</a>; it goes with it.</p>",
            escaped(cause.rule)
        ));
    }
    place(page, finding);
    if let Some(evaluation) = &finding.evaluation {
        evaluation::tables(page, evaluation);
    }
    remedy(page, &finding.remedy);
    page.commands(&finding.commands);
    if let Some(patch) = &finding.patch {
        let diff: Vec<_> = patch.diff.iter().map(|line| escaped(line)).collect();
        page.line("<details><summary>The change of the policy</summary>");
        page.line(&format!("<pre tabindex=\"0\"><code>{}</code></pre></details>", diff.join("\n")));
    }
    page.line("<details><summary>Why AWS minds</summary>");
    page.paragraph("rationale", finding.rationale);
    let sources = finding.citations.iter().map(|one| {
        format!("<a href=\"{}\" rel=\"noreferrer noopener\">{}</a>", escaped(one.url), escaped(one.title))
    });
    page.list("citations", sources);
    page.line("</details>\n</section>");
}

/// The path, the excerpt with its carets, and both values side by side.
fn place(page: &mut Page, finding: &Finding) {
    let place = &finding.place;
    let at = match &finding.beside {
        Some(_) => escaped(&finding.at()).into_owned(),
        None => format!(
            "<code>{}</code><br>line {}, column {} of {}",
            escaped(&place.path),
            place.line,
            place.column,
            escaped(&place.source_words)
        ),
    };
    page.line(&format!("<p class=\"place\">{at}</p>"));
    let drawing = finding.drawn(WIDTH);
    let lines = [Some(drawing.line), Some(drawing.carets), drawing.below];
    let lines: Vec<String> = lines.iter().flatten().map(|line| escaped(line).into_owned()).collect();
    page.line(&format!("<pre class=\"excerpt\" tabindex=\"0\"><code>{}</code></pre>", lines.join("\n")));
    let Some(comparison) = &finding.comparison else { return };
    page.line("<dl>");
    page.line(&format!("<dt>Expected</dt><dd><code>{}</code></dd>", escaped(&comparison.expected)));
    if let Some(found) = &comparison.found {
        page.line(&format!("<dt>Found</dt><dd><code>{}</code></dd>", escaped(found)));
    }
    page.line("</dl>");
}

fn remedy(page: &mut Page, remedy: &Remedy) {
    page.line("<div class=\"remedy\">");
    let who =
        remedy.who_words.as_deref().map(|who| format!(" <span class=\"who\">({})</span>", escaped(who)));
    page.line(&format!("<p><b>What to do</b>{}: {}</p>", who.unwrap_or_default(), escaped(&remedy.text)));
    let screens = remedy.screens.iter().map(|screen| {
        let application =
            screen.application.as_ref().map(|name| format!("{}: ", escaped(name))).unwrap_or_default();
        let mut item = format!("{application}<span class=\"path\">{}</span>", escaped(&screen.path));
        if let Some(field) = screen.field {
            item.push_str(&format!(", field <b>{}</b>", escaped(field)));
        }
        if let Some(value) = &screen.value {
            item.push_str(&format!(": <code>{}</code>", escaped(value)));
        }
        if let Some(note) = screen.note {
            item.push_str(&format!(" ({})", escaped(note)));
        }
        if screen.inferred {
            item.push_str(" (likely; nobody was seen to say so)");
        }
        item
    });
    page.list("screens", screens);
    if let Some(metadata) = &remedy.metadata {
        page.paragraph("path", metadata);
    }
    page.line("</div>");
}
