//! What a text is by the look of it, before anybody decodes it.

use std::ops::Range;

use crate::capture::form;
use crate::capture::json_tree::{JsonTree, Node};
use crate::capture::traced::Traced;
use crate::capture::value::{is_text, text_of};

/// Whether a file that begins so is a HAR: an object with `log`, or entries without it.
pub(super) fn is_har(head: &[u8]) -> bool {
    let (text, _) = text_of(&Traced::plain(head, 0));
    if !matches!(text.bytes.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return false;
    }
    let Some(document) = JsonTree::parse(&text, 0) else { return false };
    let has_log = |node: &Node| document.has(node, &["log"]);
    let is_entry = |node: &Node| document.has(node, &["request", "startedDateTime"]);
    let root = &document.root;
    let entries = |node: &Node| {
        document.member(node, "entries").is_some_and(|list| list.elements().iter().any(is_entry))
    };
    has_log(root)
        || entries(root)
        || is_entry(root)
        || root.elements().iter().any(|element| has_log(element) || entries(element) || is_entry(element))
}

/// The name of a function and its bracket, where a file begins as a call with JSON in it does (JSONP).
pub(super) fn callback(head: &[u8]) -> Option<Range<usize>> {
    const LONGEST: usize = 80;
    let head = &head[..head.len().min(4 * LONGEST)];
    let blank = |at: usize| at + head[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let mut start = blank(if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 });
    // Servers put an empty comment before it, so that no plug-in takes it for its own.
    if head[start..].starts_with(b"/**/") {
        start = blank(start + 4);
    }
    let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.');
    let length = head[start..].iter().take_while(|byte| of_name(byte)).count();
    let open = blank(start + length);
    let is_call = (1..=LONGEST).contains(&length) && head.get(open) == Some(&b'(');
    let json = is_call.then(|| head.get(blank(open + 1))).flatten()?;
    matches!(json, b'{' | b'[').then_some(start..open + 1)
}

/// `name=value`, a query, or a URL with one, in which a message is named.
pub(super) fn starts_as_form(bytes: &[u8]) -> bool {
    if !form::mentions_carrier(bytes)
        && memchr::memmem::find(bytes, b"SAML%").is_none()
        && !bytes.to_ascii_lowercase().starts_with(b"saml")
    {
        return false;
    }
    if bytes.starts_with(b"http://") || bytes.starts_with(b"https://") {
        return !bytes.trim_ascii().iter().any(u8::is_ascii_whitespace);
    }
    let bytes = bytes.strip_prefix(b"?").or(bytes.strip_prefix(b"&")).unwrap_or(bytes);
    let name = bytes
        .iter()
        .take(60)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%'));
    let name = name.count();
    name > 0
        && bytes.get(name) == Some(&b'=')
        && bytes.get(name + 1).is_none_or(|byte| !byte.is_ascii_whitespace())
}

/// `name=value&name=value` with no message named.
pub(super) fn is_other_form(bytes: &[u8]) -> bool {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%');
    let bytes = bytes.trim_ascii();
    let field = |field: &[u8]| {
        let name = field.iter().take(60).take_while(|byte| is_name(byte)).count();
        name > 0 && field.get(name) == Some(&b'=')
    };
    memchr::memchr(b'&', bytes).is_some()
        && !form::mentions_carrier(bytes)
        && !bytes.iter().take(4096).any(u8::is_ascii_whitespace)
        && bytes.split(|&byte| byte == b'&').take(50).all(field)
}

/// Anything of four bytes that does not begin with what no text holds.
pub(super) fn starts_as_value(bytes: &[u8]) -> bool {
    bytes.iter().take(16).all(|byte| !byte.is_ascii_control() || byte.is_ascii_whitespace())
        && bytes.len() >= 4
}

/// A value without anything beside it: lines of one width, or one line.
pub(super) fn is_one_run(bytes: &[u8]) -> bool {
    let mut words = bytes.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let width = words.next().map_or(0, <[u8]>::len);
    let mut shorter = 0;
    width >= 16
        && is_wrapped_value(bytes)
        && words.all(|word| {
            shorter += usize::from(word.len() < width);
            word.len() <= width && shorter <= 1
        })
}

/// Long runs of the characters of base64 or percent-encoding: no words of a language, no program.
pub(super) fn is_wrapped_value(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii();
    let (mut words, mut longest, mut foreign) = (0, 0, 0);
    for word in bytes.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
        words += 1;
        longest = longest.max(word.len());
        let of_values = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=-_%&#;".contains(byte);
        foreign += word.iter().filter(|byte| !of_values(byte)).count();
    }
    longest >= 16 && is_text(bytes) && bytes.len() / words.max(1) >= 20 && foreign * 50 <= bytes.len()
}
