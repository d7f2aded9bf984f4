//! A file of markup: a message, metadata, an answer of an AWS API, a page.

use super::found::{found_in, single, value};
use super::{Input, InputKind, Said, sentence, wrong};
use crate::capture::traced::Traced;
use crate::capture::{Capture, Captured, burp, document, html, prose};
use crate::document::Document;
use crate::evidence::{File, Kind, own_metadata};
use crate::message_kind::MessageKind;
use crate::source::SourceId;

/// Mails are no longer than this, in bytes.
const LONGEST_MAIL: usize = 4 << 20;

pub(super) fn read(name: &str, raw: &Traced, text: &Traced, template: &Capture) -> Input {
    let head = String::from_utf8_lossy(&text.bytes[..text.len().min(64 << 10)]).into_owned();
    let root = document::root(&head);
    let local = root.map_or("", |root| root.local());
    let is_page = root.is_none_or(|root| !root.name.contains(':'))
        && [
            "html", "head", "body", "form", "input", "script", "div", "meta", "table", "title", "p",
            "noscript", "link", "style",
        ]
        .iter()
        .any(|element| local.eq_ignore_ascii_case(element))
        || document::is_html(&head);
    if is_page {
        let mut found = html::messages(text, template);
        if found.is_empty() {
            found = prose::messages(text, template);
            if found.captured.iter().all(|one| one.decoded.is_err()) && text.len() <= LONGEST_MAIL {
                found = prose::messages(&html::text_of(text), template);
            }
            // A browser draws metadata as a page.
            found.captured.retain(|one| one.capture.kind != MessageKind::Metadata);
        }
        let described = |input: &mut Input| input.description = "HTML page".to_owned();
        return found_in(name, InputKind::Html, found, described)
            .unwrap_or_else(|| page(name, String::from_utf8_lossy(&text.bytes).into_owned()));
    }
    if burp::recognise(local, &head) {
        let count = burp::items(text);
        let described = |input: &mut Input| {
            input.description = format!("Burp Suite, {count} {}", if count == 1 { "item" } else { "items" });
        };
        return found_in(name, InputKind::Http, burp::messages(text, template), described)
            .unwrap_or_else(|| Input::with_problem(name, wrong::without_message("Burp Suite export")));
    }
    if local == "ErrorResponse"
        && let Some(input) = error_response(name, &String::from_utf8_lossy(&text.bytes))
    {
        return input;
    }
    if local.ends_with("Response") && head.contains("amazonaws.com/doc/") {
        let text = String::from_utf8_lossy(&text.bytes).into_owned();
        match Document::of_source(SourceId::NONE, &text) {
            Ok(tree) => {
                if let Some((kind, description)) = Kind::of(&tree) {
                    let file = File { document: Some(tree), ..File::new(kind, text) };
                    return Input::with_evidence(name, file, description);
                }
            }
            Err(error) => return Input::with_problem(name, wrong::api_answer(local, &text, &error)),
        }
    }
    // An XML document says itself how it is encoded.
    let found = value(raw, &Capture::default());
    let unknown = |captured: &Captured| {
        captured.decoded.is_err()
            || matches!(
                captured.capture.kind,
                MessageKind::OtherXml(_) | MessageKind::Soap | MessageKind::WsTrust
            )
    };
    if found.captured.iter().all(unknown) {
        let inner = prose::messages(text, template);
        if let Some(input) =
            found_in(name, InputKind::Xml, inner, |input| input.description = "XML".to_owned())
        {
            return input;
        }
    }
    single(name, text, found)
}

/// What AWS's API answers in XML where it refuses, as a proxy or a client's debug output has it.
fn error_response(name: &str, text: &str) -> Option<Input> {
    // Tags part words whether or not white space stands beside them.
    let text = text.replace('<', " <").replace('>', "> ");
    let text = text.as_str();
    let error = sentence::error_text(text)?;
    let input = Input::with_problem(name, wrong::error_text(error));
    Some(Input { kind: Some(InputKind::Xml), said: Some(Said::of(text)), ..input })
}

/// A page that carries no message. What it was saved for can be told where it shows metadata, or came
/// from an address of metadata; any other is of no use as either.
fn page(name: &str, text: String) -> Input {
    let mut input = if let Some(error) = sentence::error_page(&text) {
        Input { kind: Some(InputKind::Html), ..Input::with_problem(name, wrong::error_text(error)) }
    } else if names_metadata(&text) {
        let mut input = Input::new(name, InputKind::Evidence(&own_metadata::KIND));
        input.description = "HTML page, no metadata".to_owned();
        input
    } else {
        Input { kind: Some(InputKind::Html), ..Input::with_problem(name, wrong::page(&text)) }
    };
    let mut file = File::new(&own_metadata::KIND, text);
    file.written_as.page = true;
    input.evidence = Some(file);
    input
}

/// Whether a page shows SAML metadata, as browsers draw XML, or names an address that serves it: a
/// login page keeps the address it leads back to.
fn names_metadata(page: &str) -> bool {
    const SIGNS: [&str; 7] = [
        "entitydescriptor",
        "urn:oasis:names:tc:saml:2.0:metadata",
        "federationmetadata",
        "saml/metadata",
        "saml2/metadata",
        "saml/descriptor",
        "metadata.xml",
    ];
    let lower = page.to_ascii_lowercase().replace("%2f", "/");
    SIGNS.iter().any(|sign| lower.contains(sign))
}
