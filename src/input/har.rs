//! A HAR as a whole: its messages in order, and what is missing.

use std::io::Read;

use super::wrong::Writer;
use super::{Input, InputKind, InputProblem, LargeBodies, ProblemKind, ReadOptions, Said, wrong};
use crate::aws::endpoints;
use crate::capture::exchange::{self, Addresses};
use crate::capture::form::{Emptied, Found, Unrecorded};
use crate::capture::har::{self, Creator, HarProblem};
use crate::capture::story::Story;
use crate::document::Document;
use crate::evidence::{File, scim_har};
use crate::source::SourceId;

/// What AWS documents of its addresses.
const ADDRESSES: Addresses =
    Addresses { is_aws: endpoints::is_aws, takes_responses: endpoints::takes_responses };

/// Reads what begins as a HAR does.
pub(super) fn read(name: &str, reader: impl Read, options: &ReadOptions) -> Input {
    let mut har_options = har::Options::default();
    if options.large_bodies == LargeBodies::Read {
        har_options.body_limit = usize::MAX;
    }
    let mut kept = Kept::new(reader);
    let mut exchanges = har::exchanges(&mut kept, har_options);
    let mut of_scim = false;
    let mut sent = Found::default();
    let mut answered = Found::default();
    let mut story = Story::default();
    let (mut passwords, mut too_long) = (Vec::new(), Vec::new());
    let mut error = None;
    for exchange in &mut exchanges {
        match exchange {
            Ok(exchange) => {
                of_scim |= scim_har::is_scim(&exchange.url);
                let mut found = exchange::messages(&exchange, ADDRESSES);
                story.pass(&exchange, &mut found, ADDRESSES);
                if found.password {
                    passwords.push(exchange.entry);
                }
                if found.too_long {
                    too_long.push(exchange.entry);
                }
                sent.add(found.sent);
                answered.add(found.answered);
            }
            Err(stopped) => error = Some(stopped),
        }
    }
    let problem = match &error {
        Some(error) => match &error.problem {
            HarProblem::NotHar(_) if sent.is_empty() => {
                return Input::with_problem(
                    name,
                    wrong::not_saml(format!("this is {error}"), wrong::IN_THE_BROWSER),
                );
            }
            HarProblem::CutOff => Some(InputProblem {
                severity: ProblemKind::Partial,
                what: error.to_string(),
                instead: "what stood before the cut was read; export the HAR again for the rest".to_owned(),
            }),
            HarProblem::NotHar(_) | HarProblem::Unexpected { .. } | HarProblem::Read(_) => {
                Some(InputProblem {
                    severity: ProblemKind::Partial,
                    what: format!("this HAR is damaged: {error}"),
                    instead: "what stood before the damage was read; export the HAR again for the rest"
                        .to_owned(),
                })
            }
        },
        None => None,
    };
    let entries = exchanges.entries();
    let mut input = Input::new(name, InputKind::Har);
    input.description = format!(
        "{}, {entries} {}",
        program(exchanges.creator()),
        if entries == 1 { "entry" } else { "entries" }
    );
    story.tell(&mut sent.captured, &answered.captured);
    add_unsent(&mut sent, answered);
    input.captured = sent.captured;
    input.captured.sort_by_key(|captured| captured.capture.entry);
    input.problem = problem;
    for entry in too_long {
        input.notes.push(format!("the body of entry {entry} is larger than 4 MB and was not read"));
    }
    if input.has_response() {
        if let Some(entry) = passwords.first() {
            input.notes.push(format!(
                "this HAR still holds the SAML response and, in entry {entry}, a login password: redact it before it leaves your hands"
            ));
        }
        let emptied = sent.emptied.iter().filter(|emptied| emptied.parameter != "SAMLRequest");
        input.notes.extend(emptied.map(describe));
    } else if let Some(emptied) = sent.emptied.first() {
        input.problem = Some(wrong::emptied(&describe(emptied)));
    } else if !sent.unrecorded.is_empty() {
        input.said = sent.unrecorded.iter().find_map(on_page);
        input.problem = Some(unrecorded(&sent.unrecorded, exchanges.creator()));
    } else if input.problem.as_ref().is_none_or(|problem| problem.severity == ProblemKind::Partial) {
        let cut = input.problem.take();
        input.problem = Some(match (input.captured.first(), cut) {
            (Some(captured), _) => {
                wrong::document(&captured.capture.kind).unwrap_or(wrong::har_without_saml(entries))
            }
            (None, Some(cut)) => InputProblem { severity: ProblemKind::Unreadable, ..cut },
            (None, None) => wrong::har_without_saml(entries),
        });
    }
    if of_scim && input.captured.is_empty() && error.is_none() {
        return calls_of_scim(name, &kept.bytes).unwrap_or(input);
    }
    input
}

/// A HAR without a message of SAML's, of calls to SCIM.
fn calls_of_scim(name: &str, bytes: &[u8]) -> Option<Input> {
    let text = std::str::from_utf8(bytes).ok()?;
    let document = Document::of_source(SourceId::NONE, text).ok()?;
    let description = (scim_har::KIND.recognise)(&document)?;
    let file = File { document: Some(document), ..File::new(&scim_har::KIND, text) };
    Some(Input::with_evidence(name, file, description))
}

/// What was read of a file, while it is a small one.
struct Kept<R> {
    reader: R,
    bytes: Vec<u8>,
    is_small: bool,
}

impl<R> Kept<R> {
    /// No log of provisioning that somebody saved by hand is longer.
    const LONGEST: usize = 4 << 20;

    fn new(reader: R) -> Kept<R> {
        Kept { reader, bytes: Vec::new(), is_small: true }
    }
}

impl<R: Read> Read for Kept<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(buffer)?;
        if self.is_small {
            self.bytes.extend_from_slice(&buffer[..read]);
            if self.bytes.len() > Self::LONGEST {
                (self.bytes, self.is_small) = (Vec::new(), false);
            }
        }
        Ok(read)
    }
}

/// Adds what stood in forms of pages, but that the browser posted it in the same HAR.
fn add_unsent(sent: &mut Found, answered: Found) {
    let xml = |captured: &crate::capture::Captured| {
        captured.decoded.as_ref().ok().map(|decoded| decoded.xml.clone())
    };
    let posted: Vec<String> = sent.captured.iter().filter_map(xml).collect();
    for mut captured in answered.captured {
        if xml(&captured).is_some_and(|xml| posted.contains(&xml)) {
            continue;
        }
        captured
            .capture
            .notes
            .push("this stood in a form of the page; the HAR has no request that posts it".to_owned());
        sent.captured.push(captured);
    }
}

/// What AWS's page says that answered a post whose body is not there.
fn on_page(post: &Unrecorded) -> Option<Said> {
    Some(Said::of(post.page.as_deref()?)).filter(|said| !said.shown.is_empty())
}

/// The posts whose bodies are not there: what AWS answered to one, where its page stands in the file.
fn unrecorded(posts: &[Unrecorded], creator: Option<&Creator>) -> InputProblem {
    let sentence = |post: &Unrecorded| Some(on_page(post)?.shown.first()?.error);
    let said = posts.iter().find_map(|post| Some((post, sentence(post)?)));
    let post = said.map_or(&posts[0], |(post, _)| post);
    wrong::unrecorded(post, said.map(|(_, error)| error), &writer(creator))
}

/// The program as it names itself: `"WebInspector" 537.36`.
fn writer(creator: Option<&Creator>) -> Writer {
    let part = |part: fn(&Creator) -> &Option<String>| creator.and_then(|creator| part(creator).as_deref());
    let named = part(|creator| &creator.name).filter(|name| !name.trim().is_empty());
    let words = match (named, part(|creator| &creator.version)) {
        (Some(name), Some(version)) => format!("\"{}\" {}", wrong::shown(name), wrong::shown(version)),
        (Some(name), None) => format!("\"{}\"", wrong::shown(name)),
        (None, _) => "it does not name itself".to_owned(),
    };
    match named {
        Some(name) if name.trim().eq_ignore_ascii_case("WebInspector") => Writer::Chrome(words),
        Some(_) | None => Writer::Other(words),
    }
}

fn describe(emptied: &Emptied) -> String {
    let method = emptied.method.as_deref().unwrap_or("POST");
    let url = emptied.url.as_deref().unwrap_or("");
    let url = wrong::shown(url.split(['?', '#']).next().unwrap_or(""));
    let entry = emptied.entry.map(|entry| format!("entry {entry}: ")).unwrap_or_default();
    let reads = match emptied.reads.as_str() {
        "" => "empty".to_owned(),
        "nothing" => "not there".to_owned(),
        reads => format!("\"{}\"", wrong::shown(reads)),
    };
    format!("{entry}{method} {url}, whose {} is {reads}", emptied.parameter.trim_start_matches("the "))
}

/// The program that wrote the file, as people call it.
fn program(creator: Option<&Creator>) -> String {
    let name = creator.and_then(|creator| creator.name.as_deref()).unwrap_or("");
    let known = [
        ("webkit", "Safari HAR"),
        ("webinspector", "Chrome HAR"),
        ("firefox", "Firefox HAR"),
        ("playwright", "Playwright HAR"),
        ("fiddler", "Fiddler HAR"),
        ("charles", "Charles HAR"),
        ("mitmproxy", "mitmproxy HAR"),
        ("browsermob", "BrowserMob HAR"),
        ("saml-doctor", "redacted HAR"),
    ];
    let lower = name.to_ascii_lowercase();
    match known.iter().find(|(part, _)| lower.contains(part)) {
        Some((_, known)) => (*known).to_owned(),
        None if name.is_empty() => "HAR".to_owned(),
        None => format!("HAR of {}", wrong::shown(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_behind_the_redirects_of_a_post_is_its_answer() {
        let entry = |method: &str, url: &str, body: &str, status: u16, location: &str, page: &str| {
            format!(
                r#"{{"startedDateTime":"2026-05-26T11:58:03Z","time":1,"request":{{"method":"{method}","url":"{url}","postData":{{"mimeType":"application/x-www-form-urlencoded","text":"{body}"}}}},"response":{{"status":{status},"headers":[],"redirectURL":"{location}","content":{{"mimeType":"text/html","text":"{page}"}}}}}}"#
            )
        };
        let sign_in = "https://signin.aws.amazon.com/saml";
        let post = entry("POST", sign_in, "SAMLResponse=PGEvPg%3D%3D", 302, "/federate", "");
        let hop = "https://signin.aws.amazon.com/federate";
        let console = "https://us-west-2.console.aws.amazon.com/connect";
        let end = "<p>Access <a href='x'>Denied</a>.</p>";
        for (entries, expected) in [
            (
                vec![
                    post.clone(),
                    entry("GET", hop, "", 302, console, ""),
                    entry("GET", console, "", 200, "", end),
                ],
                Some("Access Denied ."),
            ),
            (vec![post.clone(), entry("GET", hop, "", 302, console, "")], None),
            // Another page is no answer to this POST.
            (vec![post.clone(), entry("GET", console, "", 200, "", end)], None),
            (vec![entry("GET", hop, "", 200, "", end), post], None),
        ] {
            let har = format!(r#"{{"log":{{"entries":[{}]}}}}"#, entries.join(","));
            let input = read("a.har", har.as_bytes(), &ReadOptions::default());
            let facts = input.captured[0].capture.exchange.as_ref().unwrap();
            assert_eq!(facts.page.as_deref(), expected, "{har}");
        }
    }

    #[test]
    fn a_har_in_a_call_of_a_function_is_read_as_if_it_stood_alone() {
        let har = r#"{"log":{"entries":[{"startedDateTime":"2026-05-26T11:58:03Z","request":{"method":"POST","url":"https://signin.aws.amazon.com/saml","postData":{"mimeType":"application/x-www-form-urlencoded","text":"SAMLResponse=PGEvPg%3D%3D"}}}]}}"#;
        for (before, after, expected) in [
            ("onInputData(", ");", Some("onInputData")),
            ("\u{FEFF}/**/ viewer.show (\n", ")\n", Some("viewer.show")),
            ("callback(", "", Some("callback")),
            ("callback(", ");\nother();", Some("callback")),
            ("", "", None),
        ] {
            let text = format!("{before}{har}{after}");
            let input = crate::input::read("a.har", text.as_bytes(), &ReadOptions::default());
            let damaged = |problem: &InputProblem| problem.severity == ProblemKind::Partial;
            assert!(!input.problem.as_ref().is_some_and(damaged), "{text}");
            let note = input.notes.iter().find(|note| note.contains("in a call of"));
            let name = note.and_then(|note| note.split("call of ").nth(1)?.split('(').next());
            assert_eq!(name, expected, "{text}");
            let at = input.captured[0].capture.at.clone();
            let value = &text.as_bytes()[at.start as usize..at.end as usize];
            assert_eq!(value, b"PGEvPg%3D%3D", "{text}");
        }
        for text in ["callback(1)", "fetch(\"https://a.example\")", "({})", "onInputData({});"] {
            let input = crate::input::read("a.js", text.as_bytes(), &ReadOptions::default());
            assert!(input.captured.is_empty() && input.problem.is_some(), "{text}");
        }
    }
}
