//! One page that needs nothing but itself: no script, no request, and it reads well without its style.

mod evaluation;
mod finding;
mod page;
mod recorded;
mod timeline;
mod tree;
mod way;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::markup::escaped;
use crate::report::{Checks, Evidence, InFull, Message, Report, Style};

pub use self::page::{explained, rules};

const STYLE: &str = include_str!("html/style.css");

/// Lays the report out.
pub fn render(report: &Report) -> String {
    let told: Vec<usize> = match report.alone {
        Some(index) => vec![index],
        None => (0..report.messages.len())
            .filter(|&index| report.messages[index].in_full != InFull::Never)
            .collect(),
    };
    let mut page = Page::default();
    page.head(&title(report, &told));
    match told.as_slice() {
        [index] => {
            let message = &report.messages[*index];
            page.verdict(message);
            page.heading(1, &headline(message));
            page.sentence(message);
            inputs(&mut page, report);
            message_parts(&mut page, message, *index, 2);
        }
        _ => {
            page.heading(1, &title(report, &told));
            inputs(&mut page, report);
            contents(&mut page, report, &told);
            for &index in &told {
                let message = &report.messages[index];
                page.line(&format!("<article id=\"m{index}\">"));
                page.verdict(message);
                page.heading(2, &headline(message));
                if message.brief.is_none() {
                    page.paragraph("source", &message.heading);
                }
                page.sentence(message);
                message_parts(&mut page, message, index, 3);
                page.line("</article>");
            }
        }
    }
    for (index, evidence) in report.evidence.iter().enumerate() {
        of_evidence(&mut page, evidence, index);
    }
    page.line("</main>");
    let tool = format!("{} {}", report.tool.name, report.tool.version);
    let mut said = vec![tool];
    said.extend(report.config.iter().map(|config| format!("configuration: {}", config.path)));
    said.extend(report.told_otherwise.iter().cloned());
    let said: String = said.iter().map(|line| format!("<p>{}</p>", escaped(line))).collect();
    page.line(&format!("<footer>{said}</footer>\n</body>\n</html>"));
    page.out
}

fn title(report: &Report, told: &[usize]) -> String {
    let outcome = match told {
        [index] => {
            let message = &report.messages[*index];
            message.brief.as_ref().map_or(message.word, |brief| brief.outcome).to_owned()
        }
        [] if report.messages.is_empty() && report.evidence.is_empty() => "no SAML message".to_owned(),
        [] if report.messages.is_empty() => "files of evidence".to_owned(),
        _ => format!("{} messages", report.messages.len()),
    };
    format!("SAML login to AWS: {outcome}")
}

fn headline(message: &Message) -> String {
    if let Some(undecoded) = &message.undecoded {
        return undecoded.problem.clone();
    }
    match (&message.brief, &message.answer) {
        (Some(brief), _) => brief.headline.text.clone(),
        (None, Some(answer)) => answer.headline.clone(),
        (None, None) => message.word.to_owned(),
    }
}

/// What kept files from being used, and what is to be known of them.
fn inputs(page: &mut Page, report: &Report) {
    let problems = report.inputs.iter().filter_map(|input| {
        let problem = input.problem.as_ref()?;
        Some(format!("<b>{}</b>: {}", escaped(&input.words), escaped(&problem.sentence)))
    });
    page.list("problems", problems);
}

/// A link to each message that is told, and a line for each of the others.
fn contents(page: &mut Page, report: &Report, told: &[usize]) {
    let rows = report.messages.iter().enumerate().map(|(index, message)| {
        let label = escaped(&message.label);
        let label = match told.contains(&index) {
            true => format!("<a href=\"#m{index}\">{label}</a>"),
            false => label.into_owned(),
        };
        let sentence = message.row.alone.as_str();
        let before = match sentence {
            "" => "",
            counts if counts.starts_with('(') => " ",
            _ => ": ",
        };
        format!("{label}: {}{before}{}", escaped(message.word), escaped(sentence))
    });
    if report.messages.len() > 1 {
        page.line("<nav aria-label=\"Messages\">");
        page.list("messages", rows);
        page.line("</nav>");
    }
    for line in &report.closing {
        page.paragraph("closing", &line.text);
    }
}

/// Everything under a message's sentence, its parts under headings of one level.
fn message_parts(page: &mut Page, message: &Message, index: usize, level: usize) {
    if let Some(undecoded) = &message.undecoded {
        page.paragraph("place", &undecoded.place);
        page.paragraph("advice", undecoded.advice);
        return;
    }
    if let Some(brief) = &message.brief {
        if let Some(advice) = brief.advice {
            page.paragraph("advice", advice);
        }
        page.paragraph("source", &brief.source);
    }
    page.line("<div class=\"pictures\">");
    way::figure(page, &message.login, index);
    if let Some(timeline) = &message.timeline {
        timeline::figure(page, timeline, index);
    }
    page.line("</div>");
    // Where the cause lies outside the response, that comes before what is found in it.
    holds(page, message, level);
    finding::all(page, &message.findings, &format!("m{index}"), level);
    open(page, message, level);
    recorded::section(page, &message.recorded, level);
    facts(page, message, level);
    tree::section(page, message, index, level);
    checks(page, &message.checks, level);
}

fn holds(page: &mut Page, message: &Message, level: usize) {
    let Some(holds) = &message.holds else { return };
    page.line("<section>");
    page.heading(level, &format!("What must hold {}", holds.heading));
    page.line("<ul>");
    for (what, value) in &holds.rows {
        page.line(&format!("<li>{} <span class=\"value\">{}</span></li>", escaped(what), escaped(value)));
    }
    page.line("</ul>");
    page.paragraph("who", &format!("Who can look: {}", holds.who));
    page.commands(&holds.commands);
    page.line("</section>");
}

fn open(page: &mut Page, message: &Message, level: usize) {
    let questions = &message.open.questions;
    if questions.is_empty() {
        return;
    }
    page.line("<section>");
    page.heading(level, "What is open");
    page.line("<ul class=\"open\">");
    for question in questions {
        let who = question.who.map(|who| format!(" <span class=\"who\">({})</span>", escaped(who)));
        page.line(&format!("<li>{}{}", escaped(question.question), who.unwrap_or_default()));
        match question.is_command {
            true => page.commands(std::slice::from_ref(&question.how)),
            false => page.paragraph("how", &question.how),
        }
        page.line("</li>");
    }
    page.line("</ul>");
    if let Some(again) = &message.open.again {
        page.paragraph("again", again);
    }
    page.line("</section>");
}

fn facts(page: &mut Page, message: &Message, level: usize) {
    let reads = message.brief.as_ref().and_then(|brief| brief.reads.as_ref());
    let reads = reads.map(|reads| format!("AWS reads {reads}"));
    let lines: Vec<&String> = reads
        .iter()
        .chain(&message.roles)
        .chain(&message.signed)
        .chain(&message.origin.lines)
        .chain(&message.origin.notes)
        .collect();
    if lines.is_empty() {
        return;
    }
    page.line("<section>");
    page.heading(level, "What was read");
    page.list("facts", lines.into_iter().map(|line| escaped(line).into_owned()));
    page.line("</section>");
}

/// How the rules ended that found nothing.
fn checks(page: &mut Page, checks: &Checks, level: usize) {
    if checks.clean.is_empty() && checks.not_checked.is_empty() {
        return;
    }
    page.line("<section>");
    page.heading(level, "Checks");
    let mut folded = |words: &str, rules: Vec<String>| {
        if !rules.is_empty() {
            page.line(&format!("<details><summary>{} {words}</summary>", rules.len()));
            page.list("rules", rules.into_iter());
            page.line("</details>");
        }
    };
    let code = |rule: &&str| format!("<code>{}</code>", escaped(rule));
    let unchecked = checks.not_checked.iter().map(|one| {
        format!("<code>{}</code> needs {}: {}", escaped(one.rule), escaped(one.needs), escaped(&one.how))
    });
    folded("not checked", unchecked.collect());
    folded("clean", checks.clean.iter().map(code).collect());
    folded("not applicable", checks.not_applicable.iter().map(code).collect());
    page.line("</section>");
}

fn of_evidence(page: &mut Page, evidence: &Evidence, index: usize) {
    if evidence.findings.is_empty() && !evidence.told {
        return;
    }
    page.line("<article>");
    match &evidence.opinion {
        Some(opinion) => {
            page.heading(2, &opinion.headline.text);
            if let Some(sentence) = &opinion.sentence {
                page.paragraph("sentence", sentence);
            }
            page.list("facts", opinion.signed.iter().map(|line| escaped(line).into_owned()));
            page.list("facts", opinion.recorded.iter().map(|line| escaped(line).into_owned()));
        }
        None => page.heading(2, &evidence.input_name),
    }
    finding::all(page, &evidence.findings, &format!("e{index}"), 3);
    page.line("</article>");
}

/// The word for a style's class.
fn class(style: Style) -> &'static str {
    match style {
        Style::Error => "error",
        Style::Warning => "warning",
        Style::Note => "note",
        Style::Good => "good",
        Style::Plain | Style::Strong | Style::Faint => "plain",
    }
}

/// The page so far.
#[derive(Default)]
struct Page {
    out: String,
}

impl Page {
    /// What is written here is markup: values in it are escaped.
    fn line(&mut self, markup: &str) {
        self.out.push_str(markup);
        self.out.push('\n');
    }

    /// Everything before the first heading. What the browser may load comes first: nothing, and this style.
    fn head(&mut self, title: &str) {
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        let policy =
            format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
        // Writing to a String cannot fail.
        let _ = write!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
            escaped(title)
        );
    }

    fn heading(&mut self, level: usize, text: &str) {
        self.line(&format!("<h{level}>{}</h{level}>", escaped(text)));
    }

    fn paragraph(&mut self, class: &str, text: &str) {
        self.line(&format!("<p class=\"{class}\">{}</p>", escaped(text)));
    }

    /// Items are markup; nothing where there is none.
    fn list(&mut self, class: &str, items: impl Iterator<Item = String>) {
        let items: String = items.map(|item| format!("<li>{item}</li>\n")).collect();
        if !items.is_empty() {
            self.line(&format!("<ul class=\"{class}\">\n{items}</ul>"));
        }
    }

    /// Each stands alone, to be copied; the keyboard can reach what is wider than the page.
    fn commands(&mut self, commands: &[String]) {
        for command in commands {
            let command = escaped(command);
            self.line(&format!("<pre class=\"command\" tabindex=\"0\"><code>{command}</code></pre>"));
        }
    }

    /// The verdict in a word.
    fn verdict(&mut self, message: &Message) {
        let outcome = message.brief.as_ref().map_or(message.word, |brief| brief.outcome);
        let class = class(message.style);
        self.line(&format!("<p class=\"verdict {class}\">{}</p>", escaped(outcome)));
    }

    /// AWS's sentence and what stands under it.
    fn sentence(&mut self, message: &Message) {
        let Some(answer) = &message.answer else { return };
        if let Some(elsewhere) = &answer.elsewhere {
            self.paragraph("advice", elsewhere.advice);
        }
        if let Some(sentence) = &answer.sentence {
            let seen = message.brief.as_ref().and_then(|brief| brief.seen.as_ref());
            let under: Vec<&String> = sentence.status.iter().chain(seen).collect();
            let under: Vec<String> = under.into_iter().map(|line| escaped(line).into_owned()).collect();
            self.line(&format!(
                "<blockquote><p class=\"sentence\">{}</p>\n<p>{}</p></blockquote>",
                escaped(&sentence.text),
                under.join(", ")
            ));
        }
        for then in &answer.then {
            self.paragraph("then", &format!("Once that is mended: {then}"));
        }
        for line in answer.remark.iter().chain(&answer.reference) {
            self.paragraph("remark", line);
        }
        if let Some(shown) = &message.shown_error {
            let rows = shown.rows.iter().map(|row| format!("{}: {}", escaped(row.what), escaped(&row.text)));
            self.list("shown", rows);
        }
    }
}
