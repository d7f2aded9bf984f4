//! The answer on one screen: what does not fit is left to `-v`, the least needed first.

use super::fitting::{Blocks, GAP};
use super::{answer, finding};
use crate::formats::screen::{Screen, Style};
use crate::report::snippet::{self, Snippet};
use crate::report::{Brief, Facing, Finding, Holds, Message, Report, Severity, Step, visible};

/// Columns before what is said under a word at the left.
const INDENT: usize = 8;
/// More screens of a provider than these are told with `-v`.
const SCREENS: usize = 2;

/// How much of a sentence is told.
#[derive(Clone, Copy)]
pub enum Room {
    Whole,
    /// What fits a row.
    Row,
}

/// Whether the commands of a remedy stand on the screen.
#[derive(Clone, Copy)]
enum Commands {
    All,
    /// `-v` tells them.
    Elsewhere,
}

/// Writes the answer to one message; `alone` where nothing else is told, so that its source and what is
/// wrong with the other inputs stand under it.
pub fn block(screen: &mut Screen, report: &Report, message: &Message, brief: &Brief, alone: bool) {
    let mut blocks = Blocks { screen, list: Vec::new() };
    blocks.one(|screen| headline(screen, brief));
    blocks.one(|screen| sentence(screen, message, brief));
    blocks.form(6, &[&|screen: &mut Screen| reference(screen, message), &|_| {}]);
    blocks.one(|screen| remark(screen, message));
    blocks.form(0, &[&|screen: &mut Screen| shown(screen, message)]);
    blocks.gap();
    blocks.form(
        7,
        &[&|screen: &mut Screen| way(screen, &message.login, true), &|screen| {
            way(screen, &message.login, false)
        }],
    );
    if let Some(cause) = brief.cause.map(|index| &message.findings[index]) {
        blocks.gap();
        // What was found beside what is wanted is worth more than the way there.
        let rank = if brief.expected.is_some() { 2 } else { 8 };
        blocks.form(
            rank,
            &[&|screen: &mut Screen| place(screen, brief, cause, true), &|screen| {
                place(screen, brief, cause, false)
            }],
        );
        blocks.form(5, &[&|screen: &mut Screen| against(screen, brief, cause), &|_| {}]);
        blocks.gap();
        let remedy = |screen: &mut Screen, screens, commands, longest| {
            remedy(screen, cause, screens, commands, longest);
        };
        blocks.form(
            5,
            &[
                &|screen: &mut Screen| remedy(screen, SCREENS, Commands::All, usize::MAX),
                &|screen| remedy(screen, 1, Commands::All, usize::MAX),
                &|screen| remedy(screen, 1, Commands::All, 400),
                &|screen| remedy(screen, 0, Commands::All, 400),
                &|screen| remedy(screen, 0, Commands::All, 280),
                &|screen| remedy(screen, 0, Commands::Elsewhere, 280),
                &|screen| remedy(screen, 0, Commands::Elsewhere, 200),
            ],
        );
        // One screen is worth more than the empty lines.
        if let Some(last) = blocks.list.last_mut() {
            last.then = 2;
        }
    }
    blocks.gap();
    let holds = message.holds.as_ref();
    blocks.form(3, &[&|screen: &mut Screen| answer::holds(screen, holds), &|screen| ask_of(screen, holds)]);
    if let Some(advice) = brief.advice {
        blocks.gap();
        blocks.one(|screen| {
            screen.styled(Style::Good, "do").to_column(INDENT).words(Style::Plain, INDENT, advice).end();
        });
    }
    blocks.gap();
    blocks.form(
        3,
        &[&|screen: &mut Screen| also(screen, message, brief), &|screen| {
            also_counted(screen, message, brief)
        }],
    );
    // Where the answer lies in what is open, they say why.
    let rank = if brief.open_first { 2 } else { GAP };
    blocks.form(
        rank,
        &[
            &|screen: &mut Screen| told(screen, message, brief, 4, Room::Whole),
            &|screen| told(screen, message, brief, 2, Room::Whole),
            &|screen| told(screen, message, brief, 2, Room::Row),
            &|screen| told(screen, message, brief, 1, Room::Row),
        ],
    );
    blocks.form(
        3,
        &[&|screen: &mut Screen| reads(screen, brief, Room::Whole), &|screen| {
            reads(screen, brief, Room::Row)
        }],
    );
    blocks.form(2, &[&|screen: &mut Screen| age(screen, brief), &|_| {}]);
    if brief.open_first && !message.open.questions.is_empty() {
        blocks.form(
            3,
            &[&|screen: &mut Screen| open_told(screen, message, brief), &|screen| {
                open(screen, brief, &brief.ask)
            }],
        );
    } else {
        blocks.form(
            6,
            &[
                &|screen: &mut Screen| open(screen, brief, &brief.ask),
                &|screen| open(screen, brief, "--ask"),
                &|screen| open_counted(screen, brief),
            ],
        );
        if let Some(last) = blocks.list.last_mut() {
            last.then = 3;
        }
    }
    blocks.form(8, &[&|screen: &mut Screen| why(screen, message, brief), &|_| {}]);
    let notes_of = |screen: &mut Screen, most| notes(screen, report, message, most);
    blocks.form(5, &[&|screen: &mut Screen| notes_of(screen, 3), &|screen| notes_of(screen, 1)]);
    if alone && super::has_levels(report) {
        blocks.form(
            5,
            &[&|screen: &mut Screen| super::levels(screen, report), &|screen| {
                super::levels(screen, report);
            }],
        );
    }
    if alone {
        blocks.form(
            2,
            &[
                &|screen: &mut Screen| others(screen, report, 4, Room::Whole),
                &|screen| others(screen, report, 1, Room::Whole),
                &|screen| others(screen, report, 1, Room::Row),
            ],
        );
        blocks.gap();
        blocks.form(6, &[&|screen: &mut Screen| source(screen, brief), &|_| {}]);
        blocks.one(|screen| outcome(screen, brief, " More: -v"));
    }
    let list = blocks.fitted();
    for block in &list {
        if let Some(form) = block.forms.first() {
            screen.append(form);
        }
    }
}

fn headline(screen: &mut Screen, brief: &Brief) {
    screen.words(brief.headline.style, 0, &brief.headline.text).end();
}

fn sentence(screen: &mut Screen, message: &Message, brief: &Brief) {
    let answer = message.answer.as_ref();
    let Some(sentence) = answer.and_then(|answer| answer.sentence.as_ref()) else {
        if let Some(answer) = answer.filter(|_| brief.cause.is_none() && brief.seen.is_some()) {
            screen.put("  ").words(Style::Strong, 2, &answer.headline).end();
        } else if brief.cause.is_some_and(|index| message.findings[index].severity == Severity::Error) {
            screen
                .put("  ")
                .words(Style::Faint, 2, "the sentence that AWS answers with is not published")
                .end();
        }
        return;
    };
    // On one line whatever its length, so that it can be searched for.
    screen.put("  ").styled(Style::Strong, &sentence.text);
    let seen = sentence.status.iter().chain(&brief.seen).cloned().collect::<Vec<_>>().join(", ");
    if seen.is_empty() {
        screen.end();
        return;
    }
    if screen.column() + 2 + visible::text_width(&seen) > screen.width() {
        screen.end();
    }
    screen.put("  ").styled(Style::Faint, &seen).end();
}

/// What AWS's support asks for.
fn reference(screen: &mut Screen, message: &Message) {
    if let Some(reference) = message.answer.as_ref().and_then(|answer| answer.reference.as_ref()) {
        screen.put("  ").styled(Style::Faint, reference).end();
    }
}

/// That a witness says something else than the rules.
fn remark(screen: &mut Screen, message: &Message) {
    if let Some(disagreement) = &message.disagreement {
        screen.put("  ").words(Style::Warning, 2, disagreement).end();
    }
}

/// A sentence that somebody saw, where it is not the one above.
fn shown(screen: &mut Screen, message: &Message) {
    let Some(shown) = &message.shown_error else { return };
    let answered = message.answer.as_ref().and_then(|answer| answer.sentence.as_ref());
    let told = message.predicted_error.as_ref().is_some_and(|predicted| predicted.id == shown.id)
        || answered.zip(shown.sentence.as_ref()).is_some_and(|(answered, shown)| answered.text == *shown);
    if let Some(sentence) = shown.sentence.as_ref().filter(|_| !told) {
        screen.styled(Style::Strong, "seen").to_column(INDENT).words(Style::Plain, INDENT, sentence).end();
    }
    if shown.sentence.is_none() {
        return;
    }
    if shown.found.is_empty() {
        let counts = format!("{} ruled out, {} not checked", shown.ruled_out.len(), shown.not_checked.len());
        let text = match told {
            true => counts,
            false => format!("nothing in this response explains it; {counts}"),
        };
        screen.styled(Style::Strong, "found").to_column(INDENT).words(Style::Warning, INDENT, &text).end();
        if !shown.look_first.is_empty() {
            let text = format!("first at {}", shown.look_first);
            screen.styled(Style::Strong, "look").to_column(INDENT).words(Style::Plain, INDENT, &text).end();
        }
    } else if !told {
        let text = format!("explained by {}", shown.found.join(", "));
        screen.to_column(INDENT).words(Style::Plain, INDENT, &text).end();
    }
}

/// `Okta --> browser --> AWS sign-in --X STS   role   Connect`, under it what is known of a step.
pub fn way(screen: &mut Screen, steps: &[Step], notes: bool) {
    screen.put("  ");
    let mut starts = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        if index > 0 {
            let arrow = match step.state {
                "passed" => " --> ",
                "stopped" => " --X ",
                "unknown" => " --? ",
                _ => "   ",
            };
            let style = if step.state == "stopped" { Style::Error } else { Style::Faint };
            if screen.column() + arrow.len() + visible::text_width(&step.words) > screen.width() {
                screen.end().put("     ");
            }
            screen.styled(style, arrow);
        }
        starts.push(screen.column());
        let style = match step.state {
            "stopped" => Style::Error,
            "not-reached" | "unknown" => Style::Faint,
            _ => Style::Plain,
        };
        screen.styled(style, &step.words);
    }
    screen.end();
    let on_one_row = starts.windows(2).all(|pair| pair[0] < pair[1]);
    let known: Vec<(usize, &str)> =
        starts.iter().zip(steps).filter_map(|(&start, step)| Some((start, step.note.as_deref()?))).collect();
    if !notes || !on_one_row || known.is_empty() {
        return;
    }
    for (start, note) in known {
        if screen.column() > 0 && screen.column() + 1 >= start {
            screen.put("  ");
        }
        screen.to_column(start).styled(Style::Faint, note);
    }
    screen.end();
}

/// The finding's name, where it stands, and the value with carets under what is wrong with it.
fn place(screen: &mut Screen, brief: &Brief, finding: &Finding, expected: bool) {
    finding::name(screen, finding);
    if brief.likely {
        screen.put(" (likely)");
    }
    if let Some(place) = &brief.place {
        screen.put(" ").put(place);
    }
    if let Some(facing) = &finding.facing {
        side_by_side(screen, facing, finding.severity.into());
        return;
    }
    screen.end();
    if let Some(beside) = &finding.beside {
        match &beside.value {
            Some(value) => {
                let whole = Snippet::of_text(value, screen.width().saturating_sub(2));
                let drawn = snippet::draw(&whole);
                screen.put("  ").put(&drawn.line).end();
                screen.put("  ").styled(finding.severity.into(), &drawn.carets).end();
            }
            None => {
                screen.put("  found    ").styled(finding.severity.into(), "none").end();
            }
        }
        wanted(screen, brief, expected);
        return;
    }
    // Nobody reads a certificate: what its note says of it is what it is.
    let note = finding.place.label.as_ref().filter(|_| brief.place.as_deref() == Some("in X509Certificate"));
    if let Some(note) = note {
        screen.put("  found    ").words(finding.severity.into(), 11, note).end();
    } else {
        let drawn = snippet::draw(&Snippet::alone(&finding.place, screen.width().saturating_sub(2)));
        screen.put("  ").put(&drawn.line).end();
        screen.put("  ").styled(finding.severity.into(), &drawn.carets).end();
        if let Some(below) = drawn.below.filter(|_| expected) {
            screen.put("  ").styled(finding.severity.into(), &below).end();
        }
    }
    wanted(screen, brief, expected);
}

fn wanted(screen: &mut Screen, brief: &Brief, expected: bool) {
    if let Some(wanted) = brief.expected.as_ref().filter(|_| expected) {
        screen.put("  expected ").words(Style::Good, 11, wanted).end();
    }
}

/// What speaks against the cause.
fn against(screen: &mut Screen, brief: &Brief, finding: &Finding) {
    let taken = finding.measured.as_ref().filter(|measured| brief.likely && measured.answer == "taken");
    if let Some(measured) = taken.filter(|_| finding.severity == Severity::Error) {
        let text = format!(
            "a call of STS with such a response went through on {}; of a browser nothing is known",
            measured.date
        );
        screen.styled(Style::Faint, "but").to_column(INDENT).words(Style::Faint, INDENT, &text).end();
    }
}

/// The policy's value over what the login has, with carets under what differs.
fn side_by_side(screen: &mut Screen, facing: &Facing, style: Style) {
    let what = format!(", {}", facing.statement);
    let tested = visible::clipped(&facing.tested, 60);
    let fits = |screen: &Screen, text: &str| screen.column() + visible::text_width(text) <= screen.width();
    if fits(screen, &format!("{what}: {tested}")) {
        screen.put(&what);
    }
    match fits(screen, &format!(": {tested}")) {
        true => screen.put(": ").put(&tested).end(),
        false => screen.end().put("  ").put(&tested).end(),
    };
    finding::faced(screen, facing, style, 2);
}

/// What files beside the response come to.
fn told(screen: &mut Screen, message: &Message, brief: &Brief, most: usize, room: Room) {
    for &index in brief.told.iter().take(most) {
        screen.styled(Style::Strong, "given").to_column(INDENT);
        let text = &message.findings[index].message;
        let row = screen.width().saturating_sub(INDENT + 1).max(20);
        match room {
            Room::Whole => screen.words(Style::Plain, INDENT, text).end(),
            Room::Row => screen.put(&visible::clipped(text, row)).end(),
        };
    }
    if brief.told.len() > most {
        let more = brief.told.len() - most;
        screen.to_column(INDENT).put(&format!("and {more} more: -v")).end();
    }
}

/// Who is to do what, and on which screen.
fn remedy(screen: &mut Screen, finding: &Finding, screens: usize, commands: Commands, longest: usize) {
    let remedy = &finding.remedy;
    screen.styled(Style::Good, "do").to_column(INDENT);
    if let Some(who) = &remedy.who_words {
        screen.styled(Style::Strong, who).put(": ");
    }
    let text = match remedy.text.char_indices().nth(longest) {
        Some((at, _)) => format!("{}… (-v)", &remedy.text[..remedy.text[..at].rfind(' ').unwrap_or(at)]),
        None => remedy.text.clone(),
    };
    screen.words(Style::Plain, INDENT, &text).end();
    for place in remedy.screens.iter().take(screens) {
        finding::at(screen, place, INDENT);
    }
    // Half of what is to be run in a row is worse than none.
    let commands = match commands {
        Commands::All => finding.commands.as_slice(),
        Commands::Elsewhere => &[],
    };
    // A command that takes a file is of no use without the file.
    if let Some(metadata) = remedy.metadata.as_ref().filter(|_| !commands.is_empty()) {
        screen.to_column(INDENT).words(Style::Plain, INDENT + 2, metadata).end();
    }
    for command in commands {
        screen.to_column(INDENT).put(command).end();
    }
    let left_out = [
        (screens == 0 && !remedy.screens.is_empty()).then_some("which screen"),
        (commands.len() < finding.commands.len()).then_some("the commands"),
    ];
    let left_out: Vec<&str> = left_out.into_iter().flatten().collect();
    if !left_out.is_empty() {
        screen.to_column(INDENT).styled(Style::Faint, &format!("{}: -v", left_out.join(" and "))).end();
    }
}

/// Whom to ask what must hold outside the response, without telling what that is.
fn ask_of(screen: &mut Screen, holds: Option<&Holds>) {
    let Some(holds) = holds else { return };
    let text = format!("what must hold outside the response is told with -v; ask {}", holds.who);
    screen.words(Style::Plain, 0, &text).end();
    for command in holds.commands.iter().take(1) {
        screen.put("  ").put(command).end();
    }
}

/// The other causes, a line each.
fn also(screen: &mut Screen, message: &Message, brief: &Brief) {
    if brief.more_of_it > 0 {
        let text = match brief.more_of_it {
            1 => "the same is true of 1 more place (-v)".to_owned(),
            more => format!("the same is true of {more} more places (-v)"),
        };
        screen.styled(Style::Strong, "also").to_column(INDENT).put(&text).end();
    }
    for &index in &brief.also {
        let finding = &message.findings[index];
        let style: Style = finding.severity.into();
        screen.styled(style, "also").to_column(INDENT).styled(style, finding.severity.name()).put(" ");
        let room = screen.width().saturating_sub(screen.column());
        screen.put(&visible::clipped(&finding.message, room.saturating_sub(1).max(20))).end();
    }
}

/// The other causes, counted.
fn also_counted(screen: &mut Screen, message: &Message, brief: &Brief) {
    let of = |severity| brief.also.iter().filter(|&&one| message.findings[one].severity == severity).count();
    if brief.also.is_empty() {
        return;
    }
    let mut parts = Vec::new();
    for (severity, word) in [(Severity::Error, "error"), (Severity::Warning, "warning")] {
        match of(severity) {
            0 => {}
            1 => parts.push(format!("1 more {word}")),
            many => parts.push(format!("{many} more {word}s")),
        }
    }
    if !parts.is_empty() {
        let first = &message.findings[brief.also[0]];
        screen.styled(first.severity.into(), "also").to_column(INDENT);
        screen.put(&format!("{}: -v", parts.join(", "))).end();
    }
}

fn reads(screen: &mut Screen, brief: &Brief, room: Room) {
    if let Some(reads) = &brief.reads {
        screen.styled(Style::Strong, "reads").to_column(INDENT);
        let row = screen.width().saturating_sub(INDENT + 1).max(20);
        match room {
            Room::Whole => screen.words(Style::Plain, INDENT, reads).end(),
            Room::Row => screen.put(&visible::clipped(reads, row)).end(),
        };
    }
}

/// How old it is, and how to say when it was posted.
fn age(screen: &mut Screen, brief: &Brief) {
    if let Some(age) = &brief.age {
        screen.styled(Style::Strong, "age").to_column(INDENT).words(Style::Plain, INDENT, age).end();
    }
}

fn open_counted(screen: &mut Screen, brief: &Brief) {
    let count = brief.open.len();
    if count > 0 {
        let text = format!("{count} {}: --ask", if count == 1 { "question" } else { "questions" });
        screen.styled(Style::Strong, "open").to_column(INDENT).put(&text).end();
    }
}

fn open(screen: &mut Screen, brief: &Brief, ask: &str) {
    if !brief.open.is_empty() {
        screen.styled(Style::Strong, "open").to_column(INDENT);
        screen.words(Style::Plain, INDENT, &format!("{}: {ask}", brief.open.join(", "))).end();
    }
}

/// Where the answer lies in what is open: each question and how it is answered.
fn open_told(screen: &mut Screen, message: &Message, brief: &Brief) {
    for (index, question) in message.open.questions.iter().enumerate() {
        screen.styled(Style::Strong, if index == 0 { "open" } else { "" }).to_column(INDENT);
        screen.words(Style::Plain, INDENT, question.question).end();
        match question.is_command {
            true => screen.to_column(INDENT + 2).put(&question.how).end(),
            false => screen.to_column(INDENT + 2).words(Style::Plain, INDENT + 2, &question.how).end(),
        };
    }
    if brief.wants_sentence {
        let text = "what AWS showed, if it did: add --error \"THE SENTENCE\"";
        screen.to_column(INDENT).words(Style::Plain, INDENT, text).end();
    }
    screen
        .to_column(INDENT)
        .words(Style::Faint, INDENT, &format!("as text to send to each who is asked: {}", brief.ask))
        .end();
}

fn why(screen: &mut Screen, message: &Message, brief: &Brief) {
    if let Some(cause) = brief.cause {
        let command = format!("saml-doctor explain {}", message.findings[cause].rule);
        screen.styled(Style::Strong, "why").to_column(INDENT).put(&command).end();
    }
}

/// What was done to this copy.
fn notes(screen: &mut Screen, report: &Report, message: &Message, most: usize) {
    let notes: Vec<&String> =
        message.origin.notes.iter().chain(&report.inputs[message.input].notes).collect();
    for (index, note) in notes.iter().take(most).enumerate() {
        screen.styled(Style::Faint, if index == 0 { "copy" } else { "" }).to_column(INDENT);
        screen.words(Style::Faint, INDENT, note).end();
    }
    if notes.len() > most {
        screen.to_column(INDENT).styled(Style::Faint, &format!("and {} more: -v", notes.len() - most)).end();
    }
}

/// What is wrong with other inputs and with the files of evidence.
pub fn others(screen: &mut Screen, report: &Report, most: usize, room: Room) {
    let of_inputs = report.inputs.iter().filter_map(|input| {
        let problem = input.problem.as_ref()?;
        Some((Style::Error, format!("{}: {}", input.words, problem.sentence)))
    });
    let of_evidence = report.evidence.iter().flat_map(|evidence| {
        let findings = evidence.findings.iter().filter(|finding| finding.severity != Severity::Note);
        findings.map(|finding| {
            let text = format!("{}: {}: {}", evidence.input_name, finding.severity.name(), finding.message);
            (Style::from(finding.severity), text)
        })
    });
    // What is said of a file that holds a message stands with that message.
    let of_files = report.inputs.iter().enumerate().filter(|(index, input)| {
        input.problem.is_none() && report.messages.iter().all(|message| message.input != *index)
    });
    let noted = of_files.flat_map(|(_, input)| {
        input.notes.iter().map(|note| (Style::Faint, format!("{}: {note}", input.words)))
    });
    let all: Vec<(Style, String)> = of_inputs.chain(of_evidence).chain(noted).collect();
    for (style, text) in all.iter().take(most) {
        screen.styled(*style, "given").to_column(INDENT);
        let row = screen.width().saturating_sub(INDENT + 1).max(20);
        match room {
            Room::Whole => screen.words(Style::Plain, INDENT, text).end(),
            Room::Row => screen.put(&visible::clipped(text, row)).end(),
        };
    }
    if all.len() > most {
        screen.to_column(INDENT).put(&format!("and {} more: -v", all.len() - most)).end();
    }
}

fn source(screen: &mut Screen, brief: &Brief) {
    let room = screen.width().saturating_sub(1);
    screen.styled(Style::Faint, &visible::clipped(&brief.source, room.max(20))).end();
}

/// The outcome again, who has to act, and how to see more.
pub fn outcome(screen: &mut Screen, brief: &Brief, more: &str) {
    let who = brief.who.as_ref().map(|who| format!(" Who: {who}.")).unwrap_or_default();
    let tail = format!("{who}{more}");
    let taken = visible::text_width(brief.outcome) + visible::text_width(&tail) + 3;
    let room = screen.width().saturating_sub(taken);
    let head = match brief.rule.filter(|rule| visible::text_width(rule) <= room) {
        None => format!("{}.", brief.outcome),
        Some(rule) => format!("{}: {rule}.", brief.outcome),
    };
    screen.styled(brief.headline.style, &head).put(&tail).end();
}
