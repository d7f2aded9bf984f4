//! The document as a tree that folds, with the findings where they stand.

use super::Page;
use crate::formats::markup::escaped;
use crate::report::{Element, Finding, Message};

/// Deeper elements stand beside one another: browsers nest no further than some hundred.
const DEEPEST: usize = 60;
/// Levels that are open from the start.
const OPEN: usize = 2;

/// Each decoded text of the message.
pub fn section(page: &mut Page, message: &Message, index: usize, level: usize) {
    let outlines: Vec<_> = message
        .documents
        .iter()
        .map(|document| (document, document.outline()))
        .filter(|(_, (elements, _))| !elements.is_empty())
        .collect();
    if outlines.is_empty() {
        return;
    }
    page.line("<section class=\"tree\">");
    page.heading(level, "The document");
    for (document, (elements, more)) in &outlines {
        let here = message.findings.iter().enumerate().filter(|(_, one)| one.place.source == document.source);
        let here: Vec<(usize, &Finding)> = here.collect();
        if document.source != "message" {
            page.paragraph("source", &document.source);
        }
        tree(page, elements, &here, index);
        if *more > 0 {
            page.paragraph("more", &format!("{more} more elements are not shown"));
        }
    }
    page.line("</section>");
}

fn tree(page: &mut Page, elements: &[Element], findings: &[(usize, &Finding)], owner: usize) {
    // For each finding the innermost element that it stands in; later ones are further in.
    let mut at: Vec<Vec<usize>> = vec![Vec::new(); elements.len()];
    for (number, (_, finding)) in findings.iter().enumerate() {
        let [start, end] = finding.place.span;
        let holds = |element: &Element| element.span[0] <= start && end <= element.span[1];
        if let Some(innermost) = elements.iter().rposition(holds) {
            at[innermost].push(number);
        }
    }
    let mut open = 0;
    page.line("<ul>");
    for (position, element) in elements.iter().enumerate() {
        let depth = element.depth.min(DEEPEST);
        while open > depth {
            page.line("</ul></details></li>");
            open -= 1;
        }
        let next = elements.get(position + 1).map_or(0, |next| next.depth.min(DEEPEST));
        let found_here = || at[position].iter().map(|&number| findings[number]);
        let marks: String = found_here().map(|found| mark(found, owner)).collect();
        let label = label(element);
        if next <= depth {
            page.line(&format!("<li>{label}{marks}</li>"));
            continue;
        }
        let inside = elements[position + 1..].iter().take_while(|one| one.depth > element.depth).count();
        let found = at[position..=position + inside].iter().any(|one| !one.is_empty());
        let state = if depth < OPEN || found { " open" } else { "" };
        // What folds is pressed itself, and holds nothing else that is.
        let severities: String = found_here().map(|(_, finding)| severity(finding)).collect();
        page.line(&format!("<li><details{state}><summary>{label}{severities}</summary><ul>"));
        if !marks.is_empty() {
            page.line(&format!("<li>{marks}</li>"));
        }
        open += 1;
    }
    for _ in 0..open {
        page.line("</ul></details></li>");
    }
    page.line("</ul>");
}

/// That something is found here.
fn severity(finding: &Finding) -> String {
    let severity = finding.severity.name();
    format!(" <span class=\"mark {severity}\">{severity}</span>")
}

/// A link to the finding.
fn mark((number, finding): (usize, &Finding), owner: usize) -> String {
    let severity = finding.severity.name();
    let rule = escaped(finding.rule);
    format!(" <a class=\"mark {severity}\" href=\"#m{owner}-f{number}\">{severity}: {rule}</a>")
}

fn label(element: &Element) -> String {
    let mut label = format!("<span class=\"name\">{}</span>", escaped(&element.name));
    for (name, value) in &element.attributes {
        label.push_str(&format!(
            " <span class=\"attribute\">{}=</span><span class=\"value\">{}</span>",
            escaped(name),
            escaped(value)
        ));
    }
    if let Some(text) = &element.text {
        label.push_str(&format!(" <span class=\"value\">{}</span>", escaped(text)));
    }
    label
}
