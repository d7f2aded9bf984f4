//! Pages that explain, and the list of rules, as parts of somebody's page.

use super::Page as Markup;
use crate::formats::markup::escaped;
use crate::report::{Entry, Page, Part, RulesList};

/// Lays out a page that explains something, its titles under headings of this level.
pub fn explained(page: &Page, level: usize) -> String {
    let mut out = Markup::default();
    for part in &page.parts {
        self::part(&mut out, part, level);
    }
    out.out
}

fn part(out: &mut Markup, part: &Part, level: usize) {
    out.line("<section class=\"explained\">");
    if let Some(title) = &part.title {
        let beside = part.beside.iter().map(|beside| format!(" <small>{}</small>", escaped(beside)));
        out.line(&format!("<h{level}>{}{}</h{level}>", escaped(&title.text), beside.collect::<String>()));
    }
    for line in &part.lines {
        out.paragraph("line", &line.text);
    }
    let under = level + usize::from(part.title.is_some());
    for section in &part.sections {
        out.heading(under, section.heading);
        out.list("entries", section.entries.iter().map(entry));
    }
    out.line("</section>");
}

fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Prose(text) => linked(text),
        Entry::Named { name, text } => {
            format!("<code class=\"id\">{}</code>: {}", escaped(name), escaped(text))
        }
        Entry::Command(command) => {
            format!("<pre class=\"command\" tabindex=\"0\"><code>{}</code></pre>", escaped(command))
        }
        Entry::Mentioned { text, cause, command } => {
            let cause = cause.as_ref().map(|cause| format!("<br>{}", escaped(cause))).unwrap_or_default();
            match command.strip_prefix("saml-doctor explain ") {
                Some(id) => format!("{} <code class=\"id\">{}</code>{cause}", escaped(text), escaped(id)),
                None => format!("{} <code>{}</code>{cause}", escaped(text), escaped(command)),
            }
        }
    }
}

/// A source ends in its address.
fn linked(text: &str) -> String {
    match text.rsplit_once(' ') {
        Some((title, address)) if address.starts_with("https://") => {
            format!("<a href=\"{}\" rel=\"noreferrer noopener\">{}</a>", escaped(address), escaped(title))
        }
        Some(_) | None => escaped(text).into_owned(),
    }
}

/// A line a rule, by what the rules are about.
pub fn rules(list: &RulesList, level: usize) -> String {
    let mut out = Markup::default();
    for group in &list.groups {
        out.heading(level, &group.about);
        let rules = group.rules.iter().map(|rule| {
            let severity = rule.severity.name();
            format!(
                "<code class=\"id\">{}</code> <span class=\"mark {severity}\">{severity}</span> {}",
                escaped(rule.id),
                escaped(rule.summary)
            )
        });
        out.list("entries", rules);
    }
    out.out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::explain;

    #[test]
    fn what_explain_says_is_said_with_links_to_its_sources() {
        let page = explain("Recipient").unwrap();
        let html = explained(&page, 3);
        for part in
            ["<h3>Recipient</h3>", "<h4>what AWS does with it</h4>", "<a href=\"https://docs.aws.amazon.com/"]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
        let page = explain("Response signature invalid").unwrap();
        assert!(explained(&page, 3).contains("<code class=\"id\">signature-digest-mismatch</code>: "));
        assert!(
            rules(&RulesList::matching("recipient-not-aws"), 3)
                .contains("<code class=\"id\">recipient-not-aws</code>")
        );
    }
}
