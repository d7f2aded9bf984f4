//! What stands around a sentence: the tool's words, the code, AWS's parenthesis, the request ID.

use std::ops::Range;

use super::super::all;
use super::super::codes::{CODES, stem};

/// What stood around a sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// `AssumeRoleWithSAML`, where a tool names it.
    pub operation: Option<String>,
    /// The code a tool or an event names.
    pub outer_code: Option<String>,
    /// `Error Code` in the parenthesis.
    pub inner_code: Option<String>,
    pub service: Option<String>,
    pub status: Option<u16>,
    pub request_id: Option<String>,
}

impl Frame {
    /// The inner code first: it tells more.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let inner = self.inner_code.as_deref();
        inner.into_iter().chain(self.outer_code.as_deref().filter(move |outer| Some(*outer) != inner))
    }

    /// There is a code or a service beside the sentence.
    pub fn is_from_aws(&self) -> bool {
        self.service.is_some() || self.outer_code.is_some() || self.inner_code.is_some()
    }
}

/// So many places of a text are tried; one that has more is no error text.
const MOST_TRIES: usize = 64;
/// Bytes of AWS's parenthesis.
const LONGEST_PARENTHESIS: usize = 1_000;

/// The frame, and the text with a line break in its place. `pasted` has its tags still.
pub fn read(pasted: &str, text: &str) -> (Frame, String) {
    let mut frame = Frame::default();
    let mut cuts: Vec<Range<usize>> = Vec::new();
    // Only ASCII letters change, so bytes stay where they are.
    let lower = text.to_ascii_lowercase();
    read_parentheses(text, &lower, &mut frame, &mut cuts);
    read_operation(text, &lower, &mut frame, &mut cuts);
    read_sdk(text, &lower, &mut frame);
    if frame.request_id.is_none() {
        frame.request_id =
            request_id(text, &lower).or_else(|| request_id(pasted, &pasted.to_ascii_lowercase()));
    }
    if frame.outer_code.is_none() {
        let inner = frame.inner_code.clone();
        frame.outer_code = text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| Some(*word) != inner.as_deref())
            .find(|word| is_code(word))
            .map(str::to_owned);
    }
    cuts.extend(find_all(&lower, "please try again.").filter(|at| {
        // A sentence of AWS's ends so itself; only what follows the parenthesis is the page's.
        text[..at.start].trim_end().ends_with([')', '.']) && text[..at.start].contains(')')
    }));
    let bare = blank_out(text, cuts);
    (frame, bare)
}

/// `(Service: X; Status Code: 400; Error Code: Y; Request ID: Z; Proxy: null)`, or with commas.
fn read_parentheses(text: &str, lower: &str, frame: &mut Frame, cuts: &mut Vec<Range<usize>>) {
    let opens = lower
        .match_indices('(')
        .map(|(open, _)| open)
        .filter(|open| lower[open + 1..].trim_start().starts_with("service"));
    for open in opens.take(MOST_TRIES) {
        let within = &lower.as_bytes()[open..(open + LONGEST_PARENTHESIS).min(lower.len())];
        let Some(length) = memchr::memchr(b')', within) else { continue };
        let end = open + length;
        let inside = &text[open + 1..end];
        let mut is_frame = false;
        for field in inside.split([';', ',']) {
            let Some((key, value)) = field.split_once(':') else { continue };
            let key: String = key.chars().filter(|c| c.is_ascii_alphabetic()).collect();
            let value = value.trim();
            if value.is_empty() || value == "null" {
                continue;
            }
            match key.to_ascii_lowercase().as_str() {
                "service" => {
                    is_frame = true;
                    frame.service.get_or_insert_with(|| value.to_owned());
                }
                "statuscode" => frame.status = frame.status.or_else(|| value.parse().ok()),
                "errorcode" => {
                    frame.inner_code.get_or_insert_with(|| value.to_owned());
                }
                "requestid" => {
                    frame.request_id.get_or_insert_with(|| value.to_owned());
                }
                _ => {}
            }
        }
        if is_frame {
            cuts.push(open..end + 1);
        }
    }
}

/// `An error occurred (CODE) when calling the X operation: `, `A client error (CODE) occurred when ...`.
fn read_operation(text: &str, lower: &str, frame: &mut Frame, cuts: &mut Vec<Range<usize>>) {
    for calling in find_all(lower, "when calling the").take(MOST_TRIES) {
        let after = &text[calling.end..];
        let Some(name_length) = after.trim_start().find(char::is_whitespace) else { continue };
        let name_start = calling.end + after.len() - after.trim_start().len();
        let name = &text[name_start..name_start + name_length];
        let rest = &lower[name_start + name_length..];
        if !rest.trim_start().starts_with("operation") {
            continue;
        }
        let line_start = lower[..calling.start].rfind("error").unwrap_or(calling.start);
        let before = &text[line_start..calling.start];
        if let Some((_, code)) = before.split_once('(')
            && let Some((code, _)) = code.split_once(')')
        {
            frame.outer_code.get_or_insert_with(|| code.trim().to_owned());
        }
        frame.operation.get_or_insert_with(|| name.to_owned());
        let start = ["an error", "a client error"]
            .iter()
            .filter_map(|head| lower[..calling.start].rfind(head))
            .min()
            .unwrap_or(line_start);
        let word_end = name_start + name_length + rest.find("operation").map_or(0, |at| at + 9);
        // `(reached max retries: 4)` may stand before the colon.
        let end = match text[word_end..].trim_start().starts_with('(') {
            true => text[word_end..].find(')').map_or(word_end, |length| word_end + length + 1),
            false => word_end,
        };
        cuts.push(start..end);
    }
}

/// `operation error STS: AssumeRole, https response error StatusCode: 403, ..`, as Go's SDK writes it.
fn read_sdk(text: &str, lower: &str, frame: &mut Frame) {
    for at in find_all(lower, "operation error sts:").take(MOST_TRIES) {
        let name = text[at.end..].trim_start();
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        if end > 0 {
            frame.operation.get_or_insert_with(|| name[..end].to_owned());
        }
    }
}

/// The word after `Request ID`, `requestId` or `x-amzn-RequestId`, whatever stands between.
fn request_id(text: &str, lower: &str) -> Option<String> {
    let keys = ["request id", "requestid", "request-id"];
    keys.iter().flat_map(|key| find_all(lower, key).take(MOST_TRIES)).find_map(|at| {
        let after = text[at.end..].trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let gap = text.len() - at.end - after.len();
        let length = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(after.len());
        (gap <= 6 && length >= 8 && after[..length].contains(|c: char| c.is_ascii_digit()))
            .then(|| after[..length].to_owned())
    })
}

/// `InvalidIdentityToken`, with `Exception` or without. A single word such as `Conflict` needs it.
fn is_code(word: &str) -> bool {
    if word.len() < 8 {
        return false;
    }
    let known = all().filter_map(|error| error.code).chain(CODES.iter().map(|known| known.code));
    known.into_iter().any(|code| {
        let humps = stem(code).bytes().filter(u8::is_ascii_uppercase).count();
        word.eq_ignore_ascii_case(code) || (humps >= 2 && stem(word).eq_ignore_ascii_case(stem(code)))
    })
}

fn find_all<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    text.match_indices(needle).map(|(at, found)| at..at + found.len())
}

fn blank_out(text: &str, mut cuts: Vec<Range<usize>>) -> String {
    cuts.sort_by_key(|cut| cut.start);
    let mut bare = String::with_capacity(text.len());
    let mut at = 0;
    for cut in cuts {
        if cut.start > at {
            bare.push_str(&text[at..cut.start]);
        }
        bare.push('\n');
        at = at.max(cut.end);
    }
    bare.push_str(&text[at..]);
    bare
}
