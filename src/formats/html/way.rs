//! The login's way as a picture: one row a step, and where it stops.

use super::Page;
use crate::formats::markup::escaped;
use crate::report::Step;

const ROW: usize = 34;
const WIDTH: usize = 330;

/// The picture; nothing where the way is not known.
pub fn figure(page: &mut Page, steps: &[Step], index: usize) {
    if steps.is_empty() {
        return;
    }
    let height = steps.len() * ROW + 6;
    page.line("<figure>");
    page.line(&format!(
        "<svg class=\"way\" role=\"img\" aria-labelledby=\"way{index}-t way{index}-d\" width=\"{WIDTH}\" \
         height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"14\">"
    ));
    page.line(&format!("<title id=\"way{index}-t\">The way of the login</title>"));
    let told: Vec<String> = steps.iter().map(told).collect();
    page.line(&format!("<desc id=\"way{index}-d\">{}</desc>", escaped(&told.join("; "))));
    for (number, step) in steps.iter().enumerate() {
        let y = number * ROW + ROW / 2 + 3;
        if number > 0 {
            let before = &steps[number - 1];
            let broken = before.state == "stopped" || step.state == "not-reached";
            let dash = if broken { " stroke-dasharray=\"3 4\"" } else { "" };
            page.line(&format!(
                "<line class=\"line\" x1=\"16\" y1=\"{}\" x2=\"16\" y2=\"{}\" stroke=\"#767676\" stroke-width=\"2\"{dash}/>",
                y - ROW + 11,
                y - 11
            ));
        }
        mark(page, step, y);
        let note = step
            .note
            .as_deref()
            .map(|note| format!(" <tspan class=\"faint\" fill=\"#595959\">{}</tspan>", escaped(note)));
        page.line(&format!(
            "<text x=\"36\" y=\"{}\" fill=\"currentColor\">{}{}</text>",
            y + 5,
            escaped(&step.words),
            note.unwrap_or_default()
        ));
    }
    page.line("</svg>\n<figcaption>The way of the login</figcaption>\n</figure>");
}

/// A step's state as colour and as sign.
fn mark(page: &mut Page, step: &Step, y: usize) {
    let (class, fill, sign) = match step.state {
        "passed" => ("good", "#1b6e2d", "✓"),
        "stopped" => ("error", "#b3261e", "✕"),
        "not-reached" => ("not-reached", "none", ""),
        _ => ("unknown", "#595959", "?"),
    };
    page.line(&format!(
        "<circle class=\"{class}\" cx=\"16\" cy=\"{y}\" r=\"10\" fill=\"{fill}\" stroke=\"#767676\"/>"
    ));
    if !sign.is_empty() {
        page.line(&format!(
            "<text class=\"sign\" x=\"16\" y=\"{}\" fill=\"#ffffff\" text-anchor=\"middle\">{sign}</text>",
            y + 5
        ));
    }
}

/// A step in words, for who cannot see the picture.
fn told(step: &Step) -> String {
    let state = match step.state {
        "passed" => "passed",
        "stopped" => "stops here",
        "not-reached" => "not reached",
        _ => "unknown",
    };
    match &step.note {
        Some(note) => format!("{}: {state}, {note}", step.words),
        None => format!("{}: {state}", step.words),
    }
}
