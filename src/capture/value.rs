//! From the value of a parameter, or anything pasted for one, to XML: the one way all captures take.

use std::borrow::Cow;

use super::characters::{code_point, invisible_at, trim};
use super::document::{self, End};
use super::inflate::{Inflated, inflate};
use super::json;
use super::traced::Traced;
use super::{ByAws, DecodeError, DecodeProblem, Decoded, Repair, Stage};
use super::{base64, entities, lost_pluses, percent, signs, xml_text};
use crate::source::{Source, SourceKind, Sources};
use crate::xml;

/// Nothing anybody pastes is wrapped deeper.
const STEPS: usize = 10;

/// How the value stands in what was captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// In a form body as it was sent: percent-encoded once, then base64.
    Body,
    /// In the query of a URL: percent-encoded once, then base64, then DEFLATE.
    Query,
    /// Taken out of its form already, or pasted: nothing is known.
    Anyhow,
}

/// A value and what it took to read it.
#[derive(Debug)]
pub struct Unwrapped {
    /// Outermost first.
    pub stages: Vec<Stage>,
    pub repairs: Vec<Repair>,
    /// Length in base64, without white space; of the innermost where there are two.
    pub base64_length: Option<usize>,
    pub decoded: Result<Decoded, DecodeError>,
}

/// Undoes whatever lies between a value and its XML.
pub fn decode_value(value: &Traced, written: Written) -> Unwrapped {
    let mut way = Way {
        whole: value.captured(0..value.len()),
        written,
        stages: Vec::new(),
        repairs: Vec::new(),
        unpadded: None,
        base64_length: None,
        cut: false,
        left_out: None,
        no_plus: None,
    };
    let decoded = way.unwrap(value).and_then(|text| way.document(text));
    way.repairs.extend(way.unpadded.take_if(|_| !way.cut));
    Unwrapped { stages: way.stages, repairs: way.repairs, base64_length: way.base64_length, decoded }
}

/// The text of a file, and what was done to have it: UTF-16 undone, no byte order mark.
pub(crate) fn text_of(raw: &Traced) -> (Traced, Vec<Stage>) {
    if let Some(order) = xml_text::utf16_order(&raw.bytes)
        && let Ok((text, _)) = xml_text::from_utf16(raw, order)
    {
        return (text, vec![Stage::Utf16]);
    }
    (xml_text::without_byte_order_mark(raw.clone()), Vec::new())
}

struct Way {
    whole: std::ops::Range<u64>,
    written: Written,
    stages: Vec<Stage>,
    repairs: Vec<Repair>,
    unpadded: Option<Repair>,
    base64_length: Option<usize>,
    cut: bool,
    left_out: Option<String>,
    /// The length of a value that decodes to XML only at first, and has no "+".
    no_plus: Option<usize>,
}

impl Way {
    fn unwrap(&mut self, value: &Traced) -> Result<Traced, DecodeError> {
        let mut text = match self.written {
            Written::Body | Written::Query => self.form_value(value),
            Written::Anyhow => value.clone(),
        };
        for _ in 0..STEPS {
            let untouched = text.clone();
            text = self.without_ends(text);
            let bytes = &text.bytes;
            if bytes.is_empty() {
                return Err(self.error(Stage::Base64, &text, 0, DecodeProblem::Empty));
            }
            text = if let Some(order) = xml_text::utf16_order(bytes) {
                let (decoded, cut) = xml_text::from_utf16(&text, order)
                    .map_err(|fault| self.error(Stage::Utf16, &text, fault.at, fault.problem))?;
                // A second mark stays for the parser to refuse.
                let marked = self.after_base64() && decoded.bytes.starts_with(b"\xEF\xBB\xBF");
                if marked || decoded.bytes.starts_with(b"<") {
                    return Ok(text);
                }
                self.cut |= cut;
                self.stages.push(Stage::Utf16);
                decoded
            } else if bytes.starts_with(b"<") && !has_escaped_quotes(bytes) {
                // What was decoded stays as it is; of a paste only what stands before it goes, but for a
                // second byte order mark: no program that copies text puts that there.
                let decoded = matches!(self.stages.last(), Some(Stage::Base64 | Stage::Inflate))
                    || untouched.bytes.starts_with("\u{FEFF}\u{FEFF}".as_bytes());
                return Ok(if decoded { untouched } else { with_line_end(text, &untouched) });
            } else if self.after_base64() && !is_text(bytes) {
                self.inflated(&text)?
            } else if let Some(named) = signs::binary(bytes).filter(|_| !self.after_base64()) {
                return Err(self.error(Stage::Base64, &text, 0, DecodeProblem::AnotherFile(named)));
            } else if bytes.starts_with(b"<") || has_json_escape(bytes) {
                self.json_string(&text)
            } else if entities::starts_with_escaped_markup(bytes) || self.entities_in_base64(bytes) {
                self.unexpected("the value is escaped as in XML or HTML");
                self.stages.push(Stage::XmlEscape);
                entities::decode(&text)
            } else if percent::has_escape(bytes) && is_text(bytes) {
                if self.stages.contains(&Stage::Percent) {
                    self.repair("the value was percent-encoded twice");
                }
                self.stages.push(Stage::Percent);
                percent::decode(&text)
            } else if self.after_base64() && !base64::looks_like(bytes) {
                self.inflated(&text)?
            } else {
                let text = self.with_lost_pluses(text, &untouched);
                self.base64(&text)?
            };
        }
        Err(self.error(Stage::Base64, value, 0, DecodeProblem::WrappedTooOften))
    }

    fn after_base64(&self) -> bool {
        self.stages.last() == Some(&Stage::Base64)
    }

    /// The value of a form field as the server reads it, but that a blank is still known as the "+"
    /// it was.
    fn form_value(&mut self, value: &Traced) -> Traced {
        if let Some(plain) = percent::without_shell(value) {
            self.repair("the escapes of a Windows command line were left out");
            return self.form_value(&plain);
        }
        let pluses = percent::pluses(&value.bytes);
        let markup = value.bytes.starts_with(b"%3C") || value.bytes.starts_with(b"%3c");
        if markup {
            if percent::has_escape(&value.bytes) {
                self.stages.push(Stage::Percent);
            }
            return percent::decode_form(value);
        }
        if let Some(first) = pluses.first() {
            let subject = if pluses.len() == 1 { "1 \"+\" stands" } else { "\"+\" stands" };
            let count = if pluses.len() == 1 { String::new() } else { format!(" {} times", pluses.len()) };
            self.repairs.push(Repair {
                what: format!("{subject}{count} unescaped in the form, where it means a space, and was kept"),
                by_aws_too: ByAws::No,
                at: value.captured(first.clone()),
            });
        }
        if percent::has_escape(&value.bytes) {
            self.stages.push(Stage::Percent);
        }
        percent::decode(value)
    }

    /// Without what copying leaves at both ends: white space, invisible characters, quotes, a comma.
    fn without_ends(&mut self, text: Traced) -> Traced {
        let bytes = &text.bytes;
        if !is_text(bytes) && self.after_base64() {
            return text;
        }
        let mut range = trim(bytes);
        let hidden = (0..range.start).chain(range.end..bytes.len()).find_map(|at| {
            let (character, length) = invisible_at(bytes, at)?;
            (character != '\u{FEFF}').then_some((character, at..at + length))
        });
        if let Some((character, at)) = hidden {
            let what = format!("{} at the end of the value was left out", code_point(character));
            self.repairs.push(Repair { what, by_aws_too: ByAws::No, at: text.captured(at) });
        }
        for _ in 0..STEPS {
            let inner = &bytes[range.clone()];
            let quotes: [(&[u8], &[u8]); 6] = [
                (b"\"", b"\""),
                (b"'", b"'"),
                (b"`", b"`"),
                ("“".as_bytes(), "”".as_bytes()),
                ("‘".as_bytes(), "’".as_bytes()),
                ("«".as_bytes(), "»".as_bytes()),
            ];
            let pair = quotes.iter().find(|(open, _)| inner.starts_with(open));
            if let Some((open, close)) = pair {
                let start = range.start;
                range.start += open.len();
                let rest = bytes[range.clone()].trim_ascii_end();
                let rest = rest.strip_suffix(b",").or(rest.strip_suffix(b";")).unwrap_or(rest);
                if rest.ends_with(close) {
                    range.end = range.start + rest.len() - close.len();
                }
                let at = text.captured(start..range.start);
                let what = "quotation marks around the value were left out".to_owned();
                self.repairs.push(Repair { what, by_aws_too: ByAws::No, at });
            } else if let Some(rest) = [&b","[..], b";"].iter().find_map(|end| inner.strip_suffix(*end))
                && !rest.is_empty()
                && !rest.starts_with(b"<")
                && !rest[rest.len().saturating_sub(10)..].contains(&b'&')
            {
                range.end -= 1;
            } else {
                break;
            }
            let trimmed = trim(&bytes[range.clone()]);
            range = range.start + trimmed.start..range.start + trimmed.end;
        }
        if range == (0..bytes.len()) { text } else { text.slice(range) }
    }

    fn entities_in_base64(&self, bytes: &[u8]) -> bool {
        entities::has_reference(bytes) && !self.after_base64() && is_text(bytes)
    }

    fn json_string(&mut self, text: &Traced) -> Traced {
        self.unexpected("the value is escaped as in JSON");
        self.stages.push(Stage::Json);
        let unescaped = json::unescape(text).text;
        if unescaped.bytes != text.bytes { unescaped } else { without_backslashes(text) }
    }

    /// A value whose spaces were "+" may end with some; they complete its last group.
    fn with_lost_pluses(&mut self, text: Traced, untouched: &Traced) -> Traced {
        let length = text.len();
        if length.is_multiple_of(4) || text.bytes.ends_with(b"=") || text.bytes.contains(&b'\n') {
            return text;
        }
        let Some(start) = start_of(&text.bytes, &untouched.bytes) else { return text };
        let end = start + length;
        let blanks = untouched.bytes[end..].iter().take_while(|&&byte| byte == b' ').count();
        if !text.bytes.contains(&b' ') || blanks != 4 - length % 4 {
            return text;
        }
        let mut step = untouched.step();
        step.copy(start..end);
        step.push_groups(&b"+++"[..blanks], 1, end, 1);
        self.repairs.push(Repair {
            what: "spaces at the end of the value were read as \"+\"".to_owned(),
            by_aws_too: ByAws::No,
            at: untouched.captured(end..end + blanks),
        });
        step.finish()
    }

    fn base64(&mut self, text: &Traced) -> Result<Traced, DecodeError> {
        let decoded = match base64::decode(text) {
            Ok(decoded) => decoded,
            Err(illegal) => return Err(self.error(Stage::Base64, text, illegal.at, illegal.problem)),
        };
        if self.stages.contains(&Stage::Base64) {
            self.repair("the value was in base64 twice");
        }
        self.stages.push(Stage::Base64);
        self.repairs.extend(decoded.repairs);
        self.unpadded = decoded.unpadded;
        self.base64_length = Some(decoded.length);
        self.cut |= decoded.cut;
        self.left_out = decoded.left_out.or(self.left_out.take());
        if decoded.bytes.is_empty() {
            return Err(self.error(Stage::Base64, text, 0, DecodeProblem::TooShort));
        }
        if decoded.bytes.bytes.starts_with(b"<") && std::str::from_utf8(&decoded.bytes.bytes).is_err() {
            return Ok(self.without_plus(text, decoded.bytes));
        }
        Ok(decoded.bytes)
    }

    /// What decodes to XML at first and to no text further on may have lost every "+".
    fn without_plus(&mut self, text: &Traced, decoded: Traced) -> Traced {
        /// Of so many characters of XML in base64, some are "+".
        const ENOUGH: usize = 1_500;
        let restored = lost_pluses::put_back(text);
        let restored = restored.and_then(|(value, count)| Some((base64::decode(&value).ok()?, count)));
        let Some((restored, count)) = restored else {
            let has_some = text.bytes.iter().any(|byte| b"+- \t".contains(byte));
            self.no_plus = (!has_some && text.len() >= ENOUGH).then_some(text.len());
            return decoded;
        };
        self.repair(&match count {
            1 => "1 \"+\" was lost, and was put back where the XML lacks it".to_owned(),
            _ => format!("{count} \"+\" were lost, and were put back where the XML lacks them"),
        });
        self.base64_length = Some(restored.length);
        self.unpadded = restored.unpadded;
        self.cut = false;
        restored.bytes
    }

    fn inflated(&mut self, text: &Traced) -> Result<Traced, DecodeError> {
        let bytes = &text.bytes;
        let whole = text.captured(0..text.len());
        if bytes.starts_with(&[0x1F, 0x8B]) || signs::binary(bytes).is_none() {
            let inflated = match inflate(bytes) {
                Inflated::Whole(inflated) => Some(inflated),
                Inflated::Cut(inflated) if starts_like_xml(&inflated) => {
                    self.cut = true;
                    Some(inflated)
                }
                Inflated::TooLarge => {
                    return Err(self.error(Stage::Inflate, text, 0, DecodeProblem::InflatesTooFar));
                }
                Inflated::Cut(_) | Inflated::No => None,
            };
            if let Some(inflated) = inflated.filter(|bytes| starts_like_xml(bytes)) {
                if self.written == Written::Body {
                    self.repair(
                        "the value is compressed (DEFLATE), as only the HTTP-Redirect binding has it",
                    );
                }
                self.stages.push(Stage::Inflate);
                return Ok(Traced::opaque(inflated, whole));
            }
        }
        let problem = match signs::binary(bytes) {
            Some(named) => DecodeProblem::DecodesToFile(named),
            None if has_xml_inside(bytes) => DecodeProblem::DecodesToMiddle,
            None if shifted(text) => DecodeProblem::MiddleOfValue,
            None if is_text(bytes) => {
                DecodeProblem::DecodesToText(String::from_utf8_lossy(bytes).chars().take(24).collect())
            }
            None => DecodeProblem::DecodesToBytes,
        };
        Err(self.error(Stage::Base64, text, 0, problem))
    }

    /// The decoded bytes as a document.
    fn document(&mut self, text: Traced) -> Result<Decoded, DecodeError> {
        let size = text.len();
        let at_fault = |fault: xml_text::NoText, text: &Traced| DecodeError {
            stage: Stage::Xml,
            offset: text.captured(fault.at.min(size)..fault.at.min(size)).start,
            problem: fault.problem,
        };
        let kept = text.slice(0..0);
        let sent = [Stage::Base64, Stage::Inflate].iter().any(|stage| self.stages.contains(stage));
        let bytes = if sent { xml_text::Bytes::Sent } else { xml_text::Bytes::Pasted };
        let transcoded = match xml_text::transcode(text.clone(), bytes) {
            Ok(transcoded) => transcoded,
            Err(fault) => {
                let error = at_fault(fault, if size > 0 { &text } else { &kept });
                return Err(match (self.no_plus, &error.problem) {
                    (Some(length), DecodeProblem::NotUtf8(_)) => DecodeError {
                        stage: Stage::Base64,
                        problem: DecodeProblem::PlusesLost { length },
                        ..error
                    },
                    _ => error,
                });
            }
        };
        self.stages.extend(transcoded.stage);
        self.cut |= transcoded.cut;
        let mut text = transcoded.text;
        // What is UTF-8, as nearly all is, is seen to be so faster than it is mended.
        let written = std::str::from_utf8(&text.bytes)
            .map_or_else(|_| String::from_utf8_lossy(&text.bytes), Cow::Borrowed);
        match document::end(&written) {
            End::Whole => self.cut = false,
            End::Followed(end) => {
                let rest = written.len() - end;
                self.cut = false;
                self.repairs.push(Repair {
                    what: format!("{rest} bytes behind the end of the document were left out"),
                    by_aws_too: if sent { ByAws::NotXml } else { ByAws::No },
                    at: text.captured(end..text.len()),
                });
                text = text.slice(0..end);
            }
            End::NoEndTag => self.cut = ends_early(&written),
        }
        let (bytes, origins) = text.into_parts();
        Ok(Decoded {
            xml: String::from_utf8(bytes).map_err(|error| DecodeError {
                stage: Stage::Xml,
                offset: self.whole.start,
                problem: DecodeProblem::NotUtf8(
                    error.as_bytes().get(error.utf8_error().valid_up_to()).copied().unwrap_or_default(),
                ),
            })?,
            origins,
            truncated: self.cut.then(|| self.whole.end - self.whole.start),
            left_out: self.left_out.take().filter(|_| self.cut),
            encoding_conflict: transcoded.conflict,
        })
    }

    /// A step that no form has: a fault where the capture is exact.
    fn unexpected(&mut self, what: &str) {
        if self.written != Written::Anyhow {
            self.repair(what);
        }
    }

    fn repair(&mut self, what: &str) {
        self.repairs.push(Repair { what: what.to_owned(), by_aws_too: ByAws::No, at: self.whole.clone() });
    }

    fn error(&self, stage: Stage, text: &Traced, at: usize, problem: DecodeProblem) -> DecodeError {
        let offset = if text.is_empty() { self.whole.start } else { text.captured(at..at).start };
        DecodeError { stage, offset, problem }
    }
}

/// A document with the white space that stands behind it in a file.
fn with_line_end(document: Traced, untouched: &Traced) -> Traced {
    let Some(start) = start_of(&document.bytes, &untouched.bytes) else { return document };
    match untouched.bytes[start + document.len()..].trim_ascii().is_empty() {
        true => untouched.slice(start..untouched.len()),
        false => document,
    }
}

/// Whether the only fault of a document without its last end tag is that it ends too early.
fn ends_early(text: &str) -> bool {
    let sources = Sources::default();
    let id = sources.add(Source::new(SourceKind::Message, "", None));
    matches!(xml::parse(id, text), Err(fault) if matches!(fault.reason, xml::parse::Reason::EndsEarly { .. }))
}

/// No control characters but white space, at the start at least.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    !bytes.iter().take(512).any(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace())
        && match std::str::from_utf8(&bytes[..bytes.len().min(512)]) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none(),
        }
}

fn starts_like_xml(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    bytes.starts_with(b"<") || xml_text::utf16_order(bytes).is_some()
}

fn has_xml_inside(bytes: &[u8]) -> bool {
    let mut tags = memchr::memmem::find_iter(bytes, b"</");
    tags.next().is_some() && tags.next().is_some() && memchr::memchr(b'>', bytes).is_some()
}

/// Whether the value reads as XML once one, two or three characters of it are dropped.
fn shifted(text: &Traced) -> bool {
    let head = &text.bytes[..text.len().min(3000)];
    [2, 4, 6].into_iter().any(|shift| {
        let moved: Vec<u8> = head.windows(2).map(|pair| pair[0] << shift | pair[1] >> (8 - shift)).collect();
        has_xml_inside(&moved)
    })
}

/// Where a part stands in the whole. To search for a long part takes long to prepare, and mostly
/// nothing was cut off before it.
fn start_of(part: &[u8], whole: &[u8]) -> Option<usize> {
    if whole.starts_with(part) { Some(0) } else { memchr::memmem::find(whole, part) }
}

/// `<a b=\"c\">`: markup out of a string of a program.
fn has_escaped_quotes(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(2048)];
    matches!(memchr::memmem::find(head, b"=\\\""), Some(escaped)
        if memchr::memmem::find(head, b"=\"").is_none_or(|plain| escaped < plain))
}

/// `\/`, `\n`, `\u002b` in something that is no markup.
fn has_json_escape(bytes: &[u8]) -> bool {
    !bytes.starts_with(b"<")
        && memchr::memchr_iter(b'\\', &bytes[..bytes.len().min(1 << 20)])
            .any(|at| matches!(bytes.get(at + 1), Some(b'/' | b'n' | b'r' | b'u' | b'"' | b't' | b'x')))
}

/// Without the `\` that some shells and programs put before `+`, `=` and the like.
fn without_backslashes(text: &Traced) -> Traced {
    let mut step = text.step();
    let mut at = 0;
    for backslash in memchr::memchr_iter(b'\\', &text.bytes) {
        step.copy(at..backslash);
        at = backslash + 1;
    }
    step.copy(at..text.len());
    step.finish()
}
