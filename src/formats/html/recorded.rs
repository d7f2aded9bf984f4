//! What CloudTrail recorded of a login and around it, as a table in the order of the times.

use super::Page;
use crate::formats::markup::escaped;
use crate::report::Recorded;

/// The events; nothing where there is none.
pub fn section(page: &mut Page, events: &[Recorded], level: usize) {
    if events.is_empty() {
        return;
    }
    page.line("<section>");
    page.heading(level, "What CloudTrail recorded");
    page.line("<div class=\"wide\" tabindex=\"0\"><table>");
    page.line("<thead><tr>");
    for head in ["Time", "Event", "Outcome", "From", "Region", "How it belongs to this login"] {
        page.line(&format!("<th scope=\"col\">{head}</th>"));
    }
    page.line("</tr></thead>\n<tbody>");
    for event in events {
        let cells = [
            event.time.clone().unwrap_or_else(|| "not said".to_owned()),
            event.event.clone(),
            outcome(event),
            from(event),
            event.region.clone().unwrap_or_default(),
            event.tie_words().unwrap_or_default().to_owned(),
        ];
        let class = match event.outcome {
            "refused" => "error",
            "failed" => "warning",
            _ => "good",
        };
        let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
        page.line(&format!("<tr class=\"{class}\">{cells}</tr>"));
    }
    page.line("</tbody></table></div>\n</section>");
}

fn outcome(event: &Recorded) -> String {
    let said: Vec<&str> =
        [&event.error_code, &event.error_message].into_iter().flatten().map(String::as_str).collect();
    match (event.outcome, said.is_empty()) {
        ("refused", false) => format!("refused: {}", said.join(", ")),
        ("refused", true) => "failed".to_owned(),
        ("failed", _) => format!("failed at AWS: {}", said.join(", ")),
        _ => "went through".to_owned(),
    }
}

fn from(event: &Recorded) -> String {
    let by = event.by.as_ref().map(|by| format!("by {by}"));
    let parts: Vec<String> =
        by.into_iter().chain(event.source_ip.clone()).chain(event.user_agent.clone()).collect();
    parts.join(", ")
}
