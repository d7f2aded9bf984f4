//! What a rule is about, and what a sentence of AWS's means.

use super::answer::status_line;
use super::fields;
use super::page::{Entry, Page, Part, Section};
use super::visible::clipped;
use super::{Line, Style};
use crate::aws::known_errors::codes::{CODES, KnownCode};
use crate::aws::known_errors::foreign::{ForeignText, Origin};
use crate::aws::known_errors::operations::OtherOperation;
use crate::aws::known_errors::recognise::{How, Shown, recognise};
use crate::aws::known_errors::{self, KnownError, connect, iam, identity_center, sign_in, sts, trust_policy};
use crate::aws::measurements::{Answer, Asked, Measurement};
use crate::aws::nearest::nearest;
use crate::citations::TROUBLESHOOT_SAML;
use crate::evidence::Kind;
use crate::evidence::kind::blanks_named;
use crate::identity_provider;
use crate::knowledge::{Citation, Confidence};
use crate::rule::{Ceiling, Need, Rule, WayIn};
use crate::rules;

/// More sentences than these that a text may be are told by a line each.
const IN_FULL: usize = 2;

const LOOK_FIRST: &str = "look first at";
const LIKELIEST: &str = "likeliest cause";
const TO_FIND_IT: &str = "to find the cause in a login";
const CAUSES: &str = "causes that no response shows";
const NEXT: &str = "next";

/// A text that was given alone, in as much as fits a screen; `None` where nothing is known of it.
pub(super) fn in_brief(text: &str) -> Option<Page> {
    /// Entries of one section.
    const MOST: usize = 3;
    let mut page = explain(text)?;
    if page.parts.iter().any(Part::is_list) {
        // A code: what it means, the first of its sentences, and how to find out which.
        for section in page.parts.iter_mut().flat_map(|part| &mut part.sections) {
            section.entries.truncate(MOST + 1);
        }
        return Some(page);
    }
    page.parts.truncate(1);
    let part = page.parts.first_mut()?;
    let is_first = |section: &Section| [LOOK_FIRST, LIKELIEST].contains(&section.heading);
    if part.sections.iter().any(is_first) {
        part.sections.retain(|section| is_first(section) || [TO_FIND_IT, CAUSES].contains(&section.heading));
    }
    for section in part.sections.iter_mut().filter(|section| section.heading == CAUSES) {
        section.entries.truncate(MOST);
    }
    Some(page)
}

/// The page for a rule's id, a sentence's id, a field's name or any part of an error text; `None` where nothing is known.
pub fn explain(text: &str) -> Option<Page> {
    let word = text.trim().to_ascii_lowercase();
    if let Some(rule) = rules::by_id(&word) {
        return Some(Page { parts: vec![rule_part(rule)] });
    }
    if let Some(error) = known_errors::known_error(&word) {
        return Some(Page { parts: vec![error_part(error)] });
    }
    if let Some(field) = fields::field(text) {
        return Some(Page { parts: vec![fields::part(field)] });
    }
    let recognised = recognise(text);
    if let Some(other) = &recognised.other_operation {
        return Some(Page { parts: vec![other_part(other)] });
    }
    let of_a_provider: Vec<Part> = provider_parts(text);
    if !of_a_provider.is_empty() {
        return Some(Page { parts: of_a_provider });
    }
    let mut parts: Vec<Part> = recognised.foreign.iter().map(|foreign| foreign_part(foreign)).collect();
    let by_code = recognised.matches.iter().all(|found| found.how == How::Code);
    // Of a login that failed, AWS's sentences are nearer than what the code means elsewhere.
    let (elsewhere, here): (Vec<&KnownCode>, Vec<&KnownCode>) = recognised
        .codes
        .iter()
        .filter(|_| by_code)
        .partition(|code| code.is_of_provisioning() && !recognised.matches.is_empty());
    let in_full = if by_code && recognised.matches.len() > 1 { 0 } else { IN_FULL };
    let (full, short) = recognised.matches.split_at(recognised.matches.len().min(in_full));
    let short: Vec<&KnownError> = short.iter().map(|found| found.error).collect();
    let to_find_it = match by_code && full.is_empty() {
        true if here.iter().any(|code| code.is_of_a_call())
            || short.iter().any(|error| is_of_a_login(error)) =>
        {
            Section::of(TO_FIND_IT, capture_and_judge(&short))
        }
        _ => None,
    };
    parts.extend(here.into_iter().map(code_part));
    parts.extend(full.iter().map(|found| error_part(found.error)));
    parts.extend(mentioned(&short, by_code));
    parts.extend(to_find_it.map(Part::of));
    parts.extend(elsewhere.into_iter().map(code_part));
    (!parts.is_empty()).then_some(Page { parts })
}

/// AWS's sentences that have all of these words, each by a line.
pub fn sentences(text: &str) -> Page {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let is_meant = |error: &&KnownError| {
        let all = format!("{} {} {}", error.id, error.message, error.aliases.join(" ")).to_lowercase();
        words.iter().all(|word| all.contains(word))
    };
    let entries = known_errors::all().filter(is_meant).map(|error| Entry::Mentioned {
        text: error.shown(),
        cause: None,
        command: format!("saml-doctor explain {}", error.id),
    });
    let section = Section::of("sentences", entries.collect());
    Page { parts: section.map(Part::of).into_iter().collect() }
}

/// Sentences that a text may also be, each with what is looked at first.
fn mentioned(errors: &[&'static KnownError], by_code: bool) -> Option<Part> {
    let heading = match by_code {
        true => "sentences with this code, those of the sign-in page first",
        false => "it may also be",
    };
    let entry = |error: &&'static KnownError| Entry::Mentioned {
        text: error.shown(),
        cause: first_to_look_at(error)
            .filter(|_| by_code)
            .map(|(heading, text)| format!("{heading}: {text}")),
        command: format!("saml-doctor explain {}", error.id),
    };
    Section::of(heading, errors.iter().map(entry).collect()).map(Part::of)
}

/// The sentence that a text is most likely to be; `None` of a code that comes with several too.
pub fn the_sentence(text: &str) -> Option<Shown> {
    if let Some(error) = known_errors::known_error(text.trim()) {
        return Some(Shown { error, request_id: None });
    }
    let recognised = recognise(text);
    let error = recognised.matches.first()?.error;
    let is_one = sentences_of_a_code(text).is_none();
    is_one.then_some(Shown { error, request_id: recognised.frame.request_id })
}

/// How many sentences a text may be that has no more than a code; `None` where it is one, or none.
pub fn sentences_of_a_code(text: &str) -> Option<usize> {
    let matches = recognise(text).matches;
    (matches.len() > 1 && matches.iter().all(|found| found.how == How::Code)).then_some(matches.len())
}

/// What to say where nothing is known of a text, with the nearest things that are.
pub fn unknown(text: &str) -> String {
    let shown = crate::rule::quoted(&clipped(text, 100));
    let near = nearest_ids(text);
    let hint = match near.is_empty() {
        // A sentence, perhaps in the reader's own language.
        _ if text.split_whitespace().count() > 3 => "AWS's words are matched in English: if it was shown in another language, give the error code in it, switch the page to English, or save the login as a HAR and give that".to_owned(),
        true => "saml-doctor rules lists the rules".to_owned(),
        false => format!("near to it: {}", near.join(", ")),
    };
    format!("{shown} is neither a rule nor a known sentence of AWS's; {hint}")
}

/// What to say of a text given as the one that AWS showed, where it is no sentence of AWS's on SAML.
pub fn not_a_sentence(text: &str) -> String {
    let shown = crate::rule::quoted(&clipped(text, 100));
    let judged = "the response is judged without it";
    if let Some(number) = sentences_of_a_code(text) {
        return format!(
            "--error: {shown} is a code that AWS sends {number} sentences with, and does not tell which: give the sentence beside it; {judged}"
        );
    }
    let recognised = recognise(text);
    if let Some(other) = &recognised.other_operation {
        return format!(
            "--error: {shown} is an error of the operation {}, not of a SAML login: {}; {judged}",
            clipped(&other.operation, 60),
            other.meaning
        );
    }
    match recognised.foreign.first() {
        Some(foreign) => format!("--error: {shown} is not about this: {}; {judged}", foreign.answer),
        None => format!("--error: {shown} is not a known sentence of AWS's; {judged}"),
    }
}

/// Ids that differ little from a text, or share its longer words.
fn nearest_ids(text: &str) -> Vec<&'static str> {
    let text = text.trim().to_ascii_lowercase();
    let ids = || rules::ALL.iter().map(|rule| rule.id).chain(known_errors::all().map(|error| error.id));
    let codes =
        known_errors::all().filter_map(|error| error.code).chain(CODES.iter().map(|known| known.code));
    let own = identity_provider::ALL.iter().flat_map(|provider| provider.own_errors).map(|(code, _)| *code);
    if let Some(near) = nearest(&text, ids().chain(codes).chain(own)) {
        return vec![near.candidate];
    }
    let words: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() > 3).collect();
    let shared = |id: &str| words.iter().filter(|word| id.contains(**word)).count();
    let mut near: Vec<&str> = ids().filter(|id| shared(id) > 0).collect();
    near.sort_by_key(|id| std::cmp::Reverse(shared(id)));
    near.truncate(3);
    near
}

/// An error of a call that is no part of a SAML login.
fn other_part(other: &OtherOperation) -> Part {
    Part {
        title: Some(Line::new(
            Style::Strong,
            format!("an error of the operation {}, not of a SAML login", clipped(&other.operation, 60)),
        )),
        lines: vec![Line::new(Style::Plain, other.meaning)],
        ..Part::default()
    }
}

/// What an identity provider shows before AWS is reached, by the codes that a text has.
fn provider_parts(text: &str) -> Vec<Part> {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let known = identity_provider::ALL.iter().flat_map(|provider| {
        provider.own_errors.iter().map(move |(code, meaning)| (provider, *code, *meaning))
    });
    known
        .filter(|(_, code, _)| words.iter().any(|word| word.eq_ignore_ascii_case(code)))
        .map(|(provider, code, meaning)| Part {
            title: Some(Line::new(Style::Strong, code)),
            beside: Some(format!("({}'s own error: AWS was not reached)", provider.name)),
            lines: vec![Line::new(Style::Plain, meaning)],
            ..Part::default()
        })
        .collect()
}

/// A text that AWS does not answer a SAML response with.
fn foreign_part(foreign: &ForeignText) -> Part {
    let origin = match foreign.origin {
        Origin::AnotherCall => "not AWS's answer to a SAML response",
        Origin::NotVerified => "nobody was found to have seen AWS answer this",
    };
    Part {
        title: Some(Line::new(Style::Strong, foreign.text)),
        lines: vec![Line::new(Style::Warning, origin), Line::new(Style::Plain, foreign.answer)],
        sections: citations(foreign.citations).into_iter().collect(),
        ..Part::default()
    }
}

/// What a code means by itself.
fn code_part(code: &KnownCode) -> Part {
    let status = code.status.map(|status| format!("{status} ")).unwrap_or_default();
    Part {
        title: Some(Line::new(Style::Strong, format!("{status}{}", code.code))),
        beside: Some(format!("({})", code.service)),
        lines: vec![Line::new(Style::Plain, code.meaning)],
        sections: Vec::new(),
    }
}

fn rule_part(rule: &'static Rule) -> Part {
    let answers = rule.explains.iter().map(|error| Entry::Prose(error.shown())).collect();
    let causes = match rule.follows {
        [] => Vec::new(),
        causes => vec![Entry::Prose(causes.join(", ").into())],
    };
    let sections = [
        section("why", &[rule.rationale]),
        Section::of("measured", rule.measured.map(|one| measured(rule, one)).unwrap_or_default()),
        section("fix", &[rule.remedy.text]),
        Section::of("AWS answers with", answers),
        Section::of("follows from", causes),
        citations(rule.citations),
    ];
    Part {
        title: Some(Line::new(Style::Strong, rule.id)),
        beside: Some(format!("({}, {})", rule.severity.name(), rule.confidence.name())),
        lines: vec![Line::new(Style::Plain, rule.summary)],
        sections: sections.into_iter().flatten().collect(),
    }
}

/// What was measured, and what that leaves of the rule by each way in.
fn measured(rule: &Rule, measurement: &Measurement) -> Vec<Entry> {
    let mut entries = vec![Entry::Prose(measurement.explanation().into())];
    let ways: &[(WayIn, &str)] = match measurement.asked {
        Asked::Sts => {
            &[(WayIn::Call, "of a call of AssumeRoleWithSAML"), (WayIn::Post, "of a browser's POST")]
        }
        Asked::Iam => &[],
    };
    entries.extend(ways.iter().map(|&(way_in, words)| {
        let Ceiling { severity, confidence, .. } = Ceiling::of(measurement, way_in);
        let severity = severity.min(rule.severity).name();
        Entry::Prose(format!("{words}: {severity}, {}", confidence.min(rule.confidence).name()).into())
    }));
    entries
}

fn error_part(error: &'static KnownError) -> Part {
    let status = status_line(error).map(|line| Line::new(Style::Faint, line));
    let known = Line::new(Style::Faint, format!("{}; id {}", known_from(error), error.id));
    let first = first_to_look_at(error);
    let causes = match first {
        Some((LIKELIEST, first)) if error.causes.first() == Some(&first) => &error.causes[1..],
        _ => error.causes,
    };
    let explaining: Vec<Entry> = explaining(error)
        .into_iter()
        .map(|rule| Entry::Named { name: rule.id, text: rule.summary })
        .collect();
    let sections = [
        first.and_then(|(heading, text)| section(heading, &[text])),
        Section::of(TO_FIND_IT, to_find_it(error)),
        Section::of("what saml-doctor finds in a response", explaining),
        section(CAUSES, causes),
        section(NEXT, error.next),
        citations(error.citations),
    ];
    Part {
        title: Some(Line::new(Style::Strong, error.shown())),
        beside: None,
        lines: status.into_iter().chain([known]).collect(),
        sections: sections.into_iter().flatten().collect(),
    }
}

/// The rules that explain a sentence: first what AWS was measured to answer so to.
fn explaining(error: &'static KnownError) -> Vec<&'static Rule> {
    let explains = |rule: &&Rule| rule.explains.iter().any(|explained| explained.id == error.id);
    let mut explaining: Vec<&Rule> = rules::ALL.iter().copied().filter(explains).collect();
    explaining.sort_by_key(|rule| !rule.measured.is_some_and(|one| one.answer == Answer::Refused(error)));
    explaining
}

/// Where to look first, or what it is most often, under its heading.
fn first_to_look_at(error: &'static KnownError) -> Option<(&'static str, &'static str)> {
    let first = match error.look_first {
        "" => error.causes.first().map(|cause| (LIKELIEST, *cause)),
        text => Some((LOOK_FIRST, text)),
    };
    first.or_else(|| explaining(error).first().map(|rule| (LIKELIEST, rule.summary)))
}

/// Whether a sentence answers a login, and not a call about providers, policies or users.
fn is_of_a_login(error: &KnownError) -> bool {
    let answers = [sign_in::ALL, sts::ALL, connect::ALL, identity_center::ALL];
    answers.into_iter().flatten().any(|known| known.id == error.id)
        && error.id != iam::TRUST_PRINCIPAL_INVALID.id
}

/// What to capture, and the command that finds the cause in it. Of what is no answer to a login: what to
/// give instead.
fn to_find_it(error: &'static KnownError) -> Vec<Entry> {
    let is_of_a_policy = trust_policy::ALL.iter().any(|known| known.id == error.id);
    if is_of_a_policy || error.id == iam::TRUST_PRINCIPAL_INVALID.id {
        return vec![
            Entry::Prose("give the policy that was to be saved:".into()),
            Entry::Command("saml-doctor policy.json".into()),
        ];
    }
    match is_of_a_login(error) {
        true => capture_and_judge(&[error]),
        false => Vec::new(),
    }
}

/// How to capture a login that is answered with one of these, what else to fetch, and the command that
/// judges it.
fn capture_and_judge(errors: &[&'static KnownError]) -> Vec<Entry> {
    /// More files than these nobody fetches at once.
    const MOST: usize = 3;
    let mut kinds: Vec<&'static Kind> = Vec::new();
    let explaining = errors.iter().flat_map(|error| explaining(error));
    for need in explaining.flat_map(|rule| rule.needs()) {
        if let Need::Evidence(kind) = need
            && !kind.file.is_empty()
            && kinds.len() < MOST
            && !kinds.contains(kind)
        {
            kinds.push(kind);
        }
    }
    let names = kinds.iter().map(|kind| kind.file).collect::<Vec<_>>().join(" ");
    let mut entries = vec![
        Entry::Prose(
            "save the login as a HAR (F12, Network, \"Preserve log\", sign in, export), or copy SAMLResponse from the POST to .../saml"
                .into(),
        ),
    ];
    let commands = kinds.iter().map(|kind| blanks_named(&kind.command_to("", kind.file)));
    entries.extend(commands.map(|command| Entry::Command(command.into())));
    entries.push(Entry::Command(format!("saml-doctor login.har {names}").trim_end().to_owned().into()));
    entries
}

/// Whose word it is that AWS answers so.
fn known_from(error: &KnownError) -> String {
    if error.is_client_tool() {
        return "a command line tool's own words, not AWS's".to_owned();
    }
    let measured = error.citations.iter().find_map(|citation| citation.basis.date());
    let on_its_page = error.confidence == Confidence::Certain && error.citations.contains(&TROUBLESHOOT_SAML);
    match (measured, error.confidence) {
        (Some(on), _) if on_its_page => {
            format!("documented by AWS, and its answer when it was asked on {on}")
        }
        (Some(on), _) => format!("answered by AWS itself when it was asked on {on}"),
        (None, Confidence::Certain) => "documented by AWS".to_owned(),
        (None, Confidence::Likely) => "reported by people, not documented by AWS".to_owned(),
    }
}

fn section(heading: &'static str, lines: &[&'static str]) -> Option<Section> {
    let entry = |line: &&'static str| match line.starts_with("aws ") {
        true => Entry::Command((*line).into()),
        false => Entry::Prose((*line).into()),
    };
    Section::of(heading, lines.iter().map(entry).collect())
}

fn citations(citations: &[Citation]) -> Option<Section> {
    let entry = |citation: &Citation| {
        Entry::Prose(format!("{}: {} {}", citation.basis.words(), citation.title, citation.url).into())
    };
    Section::of("see", citations.iter().map(entry).collect())
}
