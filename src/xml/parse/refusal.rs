//! Why a text is no document, in words, and where it goes wrong.

use std::borrow::Cow;
use std::fmt;

use quick_xml::errors::{IllFormedError, SyntaxError};

use super::super::Tree;
use super::DEPTH_LIMIT;

/// Why a text is no XML document that can be judged.
#[derive(Debug)]
pub struct NotWellFormed {
    /// Byte of the text where it goes wrong.
    pub offset: usize,
    pub reason: Reason,
    /// Where the text only ends too early: the tree of what there is, open elements closed.
    pub partial: Option<Box<Tree>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// `<!DOCTYPE ...>`.
    DocumentType,
    /// More than [`DEPTH_LIMIT`] elements in each other.
    TooDeep,
    /// The text ends inside an element or a tag; the name is the innermost open element's.
    EndsEarly { open: String },
    /// There is no element at all.
    NoElement,
    /// Something stands before or behind the root element; what.
    OutsideRoot(&'static str),
    /// A second root element.
    SecondRoot,
    /// An XML declaration that the document does not begin with.
    DeclarationNotFirst,
    /// Anything else, in words.
    Syntax(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::DocumentType => {
                write!(
                    f,
                    "there is a document type declaration (DOCTYPE), which SAML has no use for and which is not read here"
                )
            }
            Reason::TooDeep => write!(f, "elements are nested more than {DEPTH_LIMIT} deep"),
            Reason::EndsEarly { open } if open.is_empty() => write!(f, "the text ends inside a tag"),
            Reason::EndsEarly { open } => write!(f, "the text ends inside the element {open}"),
            Reason::NoElement => write!(f, "there is no element"),
            Reason::OutsideRoot(what) => write!(f, "{what} stands outside the root element"),
            Reason::SecondRoot => write!(f, "there is a second root element"),
            Reason::DeclarationNotFirst => {
                write!(f, "an XML declaration stands elsewhere than at the start")
            }
            Reason::Syntax(what) => f.write_str(what),
        }
    }
}

pub(super) struct Fault {
    pub offset: usize,
    pub reason: Reason,
}

pub(super) type Parsed = Result<(), Fault>;

pub(super) fn fault(offset: usize, reason: Reason) -> Fault {
    Fault { offset, reason }
}

pub(super) fn syntax(offset: usize, what: impl Into<String>) -> Fault {
    Fault { offset, reason: Reason::Syntax(what.into()) }
}

/// What quick-xml refused: the event starts at `start`, the fault was seen at `at`, and `open` is the
/// innermost open element.
pub(super) fn of_reader(
    error: &quick_xml::Error,
    text: &str,
    open: Option<&str>,
    start: usize,
    at: usize,
) -> Fault {
    let ends_early = || Fault {
        offset: text.len(),
        reason: Reason::EndsEarly { open: shown(open.unwrap_or_default()).into_owned() },
    };
    match error {
        quick_xml::Error::Syntax(SyntaxError::UnclosedDoctype) => {
            Fault { offset: start, reason: Reason::DocumentType }
        }
        quick_xml::Error::Syntax(SyntaxError::InvalidBangMarkup) => {
            // "<!", "<!-", "<![CDA": a mark that the end of the text cut.
            let rest = &text[start..];
            if ["<!--", "<![CDATA["].iter().any(|mark| mark.starts_with(rest)) {
                return ends_early();
            }
            syntax(start, "\"<!\" starts neither a comment nor a CDATA section")
        }
        quick_xml::Error::Syntax(_) => ends_early(),
        quick_xml::Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            syntax(start, format!("</{}> ends the element {}", shown(found), shown(expected)))
        }
        quick_xml::Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => {
            syntax(start, format!("</{}> ends an element that was not opened", shown(name)))
        }
        quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => {
            let cut = !text[start..].contains(['<', ' ', '\n']);
            if open.is_some() && cut && text.len() - start < 12 {
                return ends_early();
            }
            syntax(start, "an \"&\" is not the start of an entity reference")
        }
        quick_xml::Error::IllFormed(IllFormedError::DoubleHyphenInComment) => {
            syntax(at.max(start), "a comment holds \"--\"")
        }
        other => syntax(at.max(start).min(text.len()), other.to_string()),
    }
}

/// A name as a message quotes it; nobody reads more than the beginning of a long one.
pub(super) fn shown(name: &str) -> Cow<'_, str> {
    const LONGEST: usize = 60;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
        None => Cow::Borrowed(name),
    }
}
