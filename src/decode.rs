//! The decoded XML and nothing else: its own bytes, or drawn for a terminal.

mod opened;

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::capture::{Captured, Stage};
use crate::input::{Input, ProblemKind};
use crate::number::grouped;
use crate::report::visible::{self, Spot};
use crate::report::without_query;
use crate::signature::encryption::PrivateKey;
use crate::source::{Source, SourceKind, Sources};
use crate::target;
use crate::xml::parse::Reason;
use crate::xml::{self, NodeId, NodeKind, Tree};

/// How the XML is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Byte for byte: a file or a pipe gets what was sent.
    AsItIs,
    /// An element a line, and what cannot be seen drawn.
    Drawn,
}

/// What to write, what to say of it on standard error, and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoding {
    pub bytes: Vec<u8>,
    pub sentences: Vec<String>,
    pub exit_code: u8,
}

/// Writes every message of the inputs, or those of one entry; several are parted by a line feed.
/// What the keys open stands open in it.
pub fn decode(inputs: &[Input], entry: Option<usize>, form: Form, keys: &[PrivateKey]) -> Decoding {
    let mut sentences = Vec::new();
    let mut exit_code = 0;
    let mut written: Vec<(String, String)> = Vec::new();
    for input in inputs {
        if let Some(problem) = &input.problem {
            sentences.push(format!("{}: {}", input.name, problem.sentence()));
            exit_code = exit_code.max(match problem.severity {
                ProblemKind::Unreadable => 4,
                ProblemKind::NotSaml => 3,
                ProblemKind::Partial => 0,
            });
        }
        for captured in input.captured.iter().filter(|one| entry.is_none() || one.capture.entry == entry) {
            let name = name(input, captured);
            match &captured.decoded {
                Ok(decoded) => {
                    let mut xml = Cow::Borrowed(decoded.xml.as_str());
                    if !keys.is_empty()
                        && let Some(opened) = opened::open(&xml, keys)
                    {
                        sentences.extend(opened.closed.iter().map(|closed| format!("{name}: {closed}")));
                        xml = Cow::Owned(opened.text);
                    }
                    let (text, problem) = formed(&xml, form);
                    if let Some((sentence, code)) = problem {
                        sentences.push(format!("{name}: {sentence}"));
                        exit_code = exit_code.max(code);
                    }
                    written.push((format!("{name}: {}", how(captured, decoded.xml.len())), text));
                }
                Err(problem) => {
                    sentences.push(format!("{name}: {problem}"));
                    if captured.capture.url.as_deref().is_none_or(target::is_aws_url) {
                        exit_code = 4;
                    }
                }
            }
        }
    }
    if written.is_empty() {
        exit_code = exit_code.max(3);
        if sentences.is_empty() {
            sentences.push("there is no SAML message in this".to_owned());
        }
    }
    if written.len() > 1 {
        sentences.splice(0..0, written.iter().map(|(name, _)| name.clone()));
    }
    let texts: Vec<String> = written.into_iter().map(|(_, text)| text).collect();
    Decoding { bytes: texts.join("\n").into_bytes(), sentences, exit_code }
}

fn name(input: &Input, captured: &Captured) -> String {
    let entry = captured.capture.entry.map(|entry| format!(" entry {entry}")).unwrap_or_default();
    let url =
        captured.capture.url.as_deref().map(|url| format!(", {}", without_query(url))).unwrap_or_default();
    format!("{}{entry}{url}", input.name)
}

fn how(captured: &Captured, length: usize) -> String {
    let stages = captured.capture.decoding.iter().map(|stage: &Stage| stage.words()).chain(["XML"]);
    format!("{}, {} bytes", stages.collect::<Vec<_>>().join(" > "), grouped(length as u64))
}

/// The text, and what is wrong with it as XML, with the exit code of that.
fn formed(xml: &str, form: Form) -> (String, Option<(String, u8)>) {
    let source = Sources::default().add(Source::new(SourceKind::Message, "", None));
    let (tree, problem) = match xml::parse(source, xml) {
        Ok(tree) => (Some(tree), None),
        Err(refused) => {
            let cut = matches!(refused.reason, Reason::EndsEarly { .. });
            let sentence =
                format!("the XML is not well-formed: {} (byte {})", refused.reason, refused.offset);
            // A copy that was cut off is still judged, so it is no failure to show it.
            (None, Some((sentence, if cut && refused.partial.is_some() { 0 } else { 4 })))
        }
    };
    let text = match (form, tree) {
        (Form::AsItIs, _) => xml.to_owned(),
        (Form::Drawn, Some(tree)) => pretty(&tree, xml),
        (Form::Drawn, None) => {
            let mut text = String::new();
            draw(&mut text, xml, "");
            text.push('\n');
            text
        }
    };
    (text, problem)
}

enum Step {
    Enter(NodeId, usize),
    Leave(NodeId, usize),
}

/// An element a line, indented; elements with text stand on one line.
fn pretty(tree: &Tree, xml: &str) -> String {
    let mut out = String::new();
    if let Some(end) = xml.strip_prefix("<?xml").and_then(|_| xml.find("?>")) {
        line(&mut out, 0, &xml[..end + 2]);
    }
    let mut steps: Vec<Step> = tree.top_level().map(|node| Step::Enter(node, 0)).collect();
    steps.reverse();
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(node, depth) if holds_only_elements(tree, node) => {
                line(&mut out, depth, tree.written(tree.start_tag(node)));
                steps.push(Step::Leave(node, depth));
                let from = steps.len();
                let children = tree.children(node).filter(|&child| !is_blank(tree, child));
                steps.extend(children.map(|child| Step::Enter(child, depth + 1)));
                steps[from..].reverse();
            }
            Step::Enter(node, depth) => line(&mut out, depth, tree.written(tree.span(node))),
            Step::Leave(node, depth) => {
                let whole = tree.written(tree.span(node));
                line(&mut out, depth, &whole[whole.rfind("</").unwrap_or(0)..]);
            }
        }
    }
    out
}

/// Whether an element has children that may stand on lines of their own.
fn holds_only_elements(tree: &Tree, node: NodeId) -> bool {
    tree.elements(node).next().is_some()
        && tree.children(node).all(|child| {
            !matches!(tree.kind(child), NodeKind::Text | NodeKind::CharacterData) || is_blank(tree, child)
        })
}

fn is_blank(tree: &Tree, node: NodeId) -> bool {
    tree.kind(node) == NodeKind::Text
        && tree.written(tree.span(node)).bytes().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
}

fn line(out: &mut String, depth: usize, text: &str) {
    let indent = " ".repeat(2 * depth);
    out.push_str(&indent);
    draw(out, text, &indent);
    out.push('\n');
}

/// Draws a text; where it breaks a line, so does the screen, with a sign of it.
fn draw(out: &mut String, text: &str, indent: &str) {
    for character in text.chars() {
        visible::draw(character, Spot::Around, out);
        if character == '\n' {
            // Writing to a String cannot fail.
            let _ = write!(out, "\n{indent}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_an_element_a_line() {
        let xml =
            "<?xml version=\"1.0\"?><a x='1'><b>text\u{200b}\nmore</b> <!-- c --><d/><e><f>g</f>tail</e></a>";
        let (text, problem) = formed(xml, Form::Drawn);
        assert_eq!(problem, None);
        assert_eq!(
            text,
            "<?xml version=\"1.0\"?>\n<a x='1'>\n  <b>text<U+200B>↵\n  more</b>\n  <!-- c -->\n  <d/>\n  <e><f>g</f>tail</e>\n</a>\n"
        );
    }

    #[test]
    fn a_file_gets_the_very_bytes() {
        for xml in ["<a>\r\n\u{200b}</a>\n", "<a><b></a>", "<a>"] {
            assert_eq!(formed(xml, Form::AsItIs).0, xml);
        }
        assert_eq!(formed("<a><b></a>", Form::AsItIs).1.map(|(_, code)| code), Some(4));
        assert_eq!(formed("<a><b>", Form::Drawn).1.map(|(_, code)| code), Some(0));
    }
}
