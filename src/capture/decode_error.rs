//! Why a message could not be read, where, and what to do about it.

use std::fmt;

use super::Stage;
use super::characters::code_point;
use super::line_limit::TerminalLimit;
use crate::invisible::quoted;
use crate::source::Position;
use crate::xml::parse::Reason;

/// Why a message could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    pub stage: Stage,
    /// Captured byte.
    pub offset: u64,
    pub problem: DecodeProblem,
}

/// What is wrong with a value that is no message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeProblem {
    /// There is no value.
    Empty,
    /// Base64 of not even one byte.
    TooShort,
    /// A file of another kind; its name with its article.
    AnotherFile(&'static str),
    /// More encodings in each other than anybody applies.
    WrappedTooOften,
    /// Base64 goes on behind its padding.
    BehindPadding,
    /// A character, or a byte that is none, which base64 does not have.
    NotBase64(Stranger),
    /// It inflates to more than a message can have.
    InflatesTooFar,
    /// The base64 is a file of another kind; its name with its article.
    DecodesToFile(&'static str),
    /// The base64 is XML that lacks its beginning.
    DecodesToMiddle,
    /// The base64 itself lacks its beginning.
    MiddleOfValue,
    /// So many characters of base64 have no "+", and are XML only up to where the first one must have stood.
    PlusesLost { length: usize },
    /// The base64 is text, but no XML; how it begins.
    DecodesToText(String),
    /// The base64 is nothing that is known.
    DecodesToBytes,
    /// Half of a character of UTF-16.
    UnpairedSurrogate(u16),
    /// A byte that no character of UTF-8 has here.
    NotUtf8(u8),
    /// More bytes of XML than are judged.
    TooLong { bytes: usize, most: usize },
    /// More assertions than are judged.
    TooManyAssertions { count: usize, most: usize },
    /// The XML goes wrong, at a place in the decoded text.
    NotWellFormed { reason: Reason, at: Position },
    /// The copy ends before its document does, after so many bytes of XML.
    CutOff { bytes: usize },
    /// The copy holds the beginning and the end of a value, and this in the place of its middle.
    LeftOut { mark: String, bytes: usize },
    /// The copy ends, or its middle was left out, within the first tag, whose beginning tells something.
    CutInTag { mark: Option<String>, bytes: usize, begins: String },
    /// What goes wrong does so where a part was left out.
    PartLeftOut { mark: String, problem: Box<DecodeProblem> },
    /// The same, where the copy is as long as terminals let a line be; what cut it.
    CutByTerminal { problem: Box<DecodeProblem>, limit: TerminalLimit },
}

/// What stands among base64 and is not of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stranger {
    Seen(char),
    Unseen(char),
    Byte(u8),
}

impl DecodeError {
    /// What to do about it; `decoding` is what was undone before.
    pub fn advice(&self, decoding: &[Stage]) -> &'static str {
        let was_base64 = decoding.contains(&Stage::Base64);
        match self.stage {
            Stage::Xml if self.problem.is_unread(&Reason::DocumentType) => match was_base64 {
                true => "have the identity provider write the response without its <!DOCTYPE ...>",
                false => {
                    "copy the base64 value instead of the XML: an editor or a viewer may have added the <!DOCTYPE ...>"
                }
            },
            Stage::Xml if self.problem.is_unread(&Reason::TooDeep) => {
                "take the SAMLResponse of a login at the identity provider: no identity provider nests elements so"
            }
            Stage::Xml if was_base64 && self.problem.has_two_documents() => {
                "copy the value again, once: this may be two values, or one with something before or after it"
            }
            Stage::Xml if was_base64 => {
                "copy the value again, or save the login as a HAR; if that gives the same, the identity provider wrote it so"
            }
            Stage::Har | Stage::SamlTracer | Stage::Json => {
                "export it again; a file that was cut off or edited is not JSON any more"
            }
            Stage::Form | Stage::Percent | Stage::Http | Stage::Curl => {
                "copy the request body again, whole, as the browser's network panel shows it (view source)"
            }
            Stage::Html | Stage::XmlEscape => {
                "copy the value of the form field SAMLResponse alone, or save the page's source"
            }
            Stage::Base64 | Stage::Inflate => {
                "copy the value of SAMLResponse again, whole: the network panel's request body, or better a HAR of the login"
            }
            Stage::Utf16 | Stage::Iso8859_1 => "save the XML as UTF-8, or give the base64 it came from",
            Stage::Xml => {
                "copy the base64 value instead of the XML; if that gives the same, the identity provider wrote it so"
            }
        }
    }
}

impl DecodeProblem {
    /// Whether it is XML that is not read, for this reason.
    fn is_unread(&self, why: &Reason) -> bool {
        match self {
            DecodeProblem::NotWellFormed { reason, .. } => reason == why,
            DecodeProblem::CutByTerminal { problem, .. } | DecodeProblem::PartLeftOut { problem, .. } => {
                problem.is_unread(why)
            }
            _ => false,
        }
    }

    /// Whether a second document, or something else, stands behind or before the first.
    fn has_two_documents(&self) -> bool {
        match self {
            DecodeProblem::NotWellFormed { reason, .. } => {
                matches!(reason, Reason::OutsideRoot(_) | Reason::SecondRoot | Reason::DeclarationNotFirst)
            }
            DecodeProblem::CutByTerminal { problem, .. } | DecodeProblem::PartLeftOut { problem, .. } => {
                problem.has_two_documents()
            }
            _ => false,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {}, {})", self.problem, self.offset, self.stage.words())
    }
}

impl std::error::Error for DecodeError {}

/// In lower case, without a full stop.
impl fmt::Display for DecodeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeProblem::Empty => f.write_str("the value is empty"),
            DecodeProblem::TooShort => f.write_str("the value is too short to be base64"),
            DecodeProblem::AnotherFile(named) => write!(f, "this is {named}"),
            DecodeProblem::WrappedTooOften => f.write_str("the value is wrapped more than ten times"),
            DecodeProblem::BehindPadding => f.write_str("the value goes on after its padding \"=\""),
            DecodeProblem::NotBase64(stranger) => write!(f, "{stranger} is not a base64 character"),
            DecodeProblem::InflatesTooFar => {
                f.write_str("the value inflates to more than 25 MB, which no SAML message does")
            }
            DecodeProblem::DecodesToFile(named) => write!(f, "the base64 decodes to {named}, not to XML"),
            DecodeProblem::DecodesToMiddle => f.write_str(
                "the base64 decodes to the middle of an XML document: its beginning was not copied",
            ),
            DecodeProblem::MiddleOfValue => {
                f.write_str("the base64 is the middle of a value: its beginning was not copied")
            }
            DecodeProblem::PlusesLost { length } => {
                write!(f, "the value has {length} characters of base64 and not one \"+\"")?;
                if !length.is_multiple_of(4) {
                    f.write_str(", and their number is no multiple of 4")?;
                }
                f.write_str(": each \"+\" was lost on the way, and from here on it is no text")
            }
            DecodeProblem::DecodesToText(head) => {
                write!(f, "the base64 decodes to text that is not XML: {head:?}")
            }
            DecodeProblem::DecodesToBytes => {
                f.write_str("the base64 decodes to bytes that are neither XML nor DEFLATE")
            }
            DecodeProblem::UnpairedSurrogate(unit) => write!(f, "unpaired UTF-16 surrogate 0x{unit:04X}"),
            DecodeProblem::NotUtf8(byte) => write!(f, "the byte 0x{byte:02X} is not UTF-8"),
            DecodeProblem::TooLong { bytes, most } => write!(
                f,
                "the XML has {bytes} bytes, and more than {most} are not judged; AssumeRoleWithSAML takes 100,000 characters of base64"
            ),
            DecodeProblem::TooManyAssertions { count, most } => {
                write!(f, "the Response has {count} assertions, and more than {most} are not judged")
            }
            DecodeProblem::NotWellFormed {
                reason: reason @ (Reason::DocumentType | Reason::TooDeep),
                at,
            } => {
                write!(f, "{reason} (line {}, column {})", at.line, at.column)
            }
            DecodeProblem::NotWellFormed { reason, at } => {
                write!(f, "the XML is not well-formed: {reason} (line {}, column {})", at.line, at.column)
            }
            DecodeProblem::LeftOut { mark, bytes } => f.write_str(&left_out(mark, *bytes)),
            DecodeProblem::CutInTag { mark: Some(mark), bytes, begins } => {
                write!(f, "{}{begins}", left_out(mark, *bytes))
            }
            DecodeProblem::CutInTag { mark: None, bytes, begins } => {
                write!(f, "the copy ends before the document does, after {bytes} bytes of XML{begins}")
            }
            DecodeProblem::PartLeftOut { mark, problem } => write!(
                f,
                "a part of the XML was left out in this copy (at {}), and what is left does not fit together: {problem}; ask for the whole value, or a HAR",
                quoted(mark)
            ),
            DecodeProblem::CutOff { bytes } => write!(
                f,
                "the copy ends before the document does, after {bytes} bytes of XML; copy the whole value, or save it to a file"
            ),
            DecodeProblem::CutByTerminal { problem, limit } => {
                write!(f, "{problem}; the value ends after {limit}; give a file, or pipe it in")
            }
        }
    }
}

fn left_out(mark: &str, bytes: usize) -> String {
    format!(
        "the middle of the value was left out in this copy (at {}), so only {bytes} bytes of XML before it can be read; ask for the whole value, or a HAR",
        quoted(mark)
    )
}

impl fmt::Display for Stranger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stranger::Seen(character) => write!(f, "\"{character}\""),
            Stranger::Unseen(character) => f.write_str(&code_point(*character)),
            Stranger::Byte(byte) => write!(f, "the byte 0x{byte:02X}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_values_in_one_it_is_said_to_copy_one() {
        let at = Position { line: 1, column: 5 };
        let advice = |reason: Reason, decoding: &[Stage]| {
            let problem = DecodeProblem::NotWellFormed { reason, at };
            DecodeError { stage: Stage::Xml, offset: 4, problem }.advice(decoding)
        };
        for reason in [Reason::OutsideRoot("text"), Reason::SecondRoot, Reason::DeclarationNotFirst] {
            assert!(advice(reason.clone(), &[Stage::Base64]).contains("two values"), "{reason}");
            assert!(advice(reason, &[]).contains("the base64 value instead"));
        }
        let other = advice(Reason::NoElement, &[Stage::Base64]);
        assert!(other.contains("save the login as a HAR") && !other.contains("two values"), "{other}");
    }

    #[test]
    fn xml_that_is_not_read_is_not_called_malformed() {
        let at = Position { line: 1, column: 5 };
        for (reason, said, advised) in [
            (Reason::DocumentType, "a document type declaration (DOCTYPE)", "without its <!DOCTYPE ...>"),
            (Reason::TooDeep, "elements are nested more than 1000 deep", "no identity provider nests"),
        ] {
            let problem = DecodeProblem::NotWellFormed { reason, at };
            let error = DecodeError { stage: Stage::Xml, offset: 4, problem };
            let told = error.to_string();
            assert!(told.contains(said) && !told.contains("well-formed"), "{told}");
            let advice = error.advice(&[Stage::Base64]);
            assert!(advice.contains(advised) && !advice.contains("if that gives the same"), "{advice}");
        }
    }
}
