//! Pages: the forms in them that post a SAML message, and what a person reads on them.

use std::ops::Range;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::entities;
use super::form::{Found, Parameter, carrier, mentions_carrier, messages as in_parameters};
use super::traced::Traced;
use super::value::Written;
use super::{Capture, Stage};

/// Longer pages are no login.
const PAGE_LIMIT: usize = 8 << 20;

/// As much of a page's text is kept.
const TEXT_LIMIT: usize = 16 << 10;

/// Messages in the forms of a page, each once: AWS's role picker repeats its own.
pub(crate) fn messages(page: &Traced, template: &Capture) -> Found {
    let mut found = Found::default();
    if page.len() > PAGE_LIMIT || !mentions_carrier(&page.bytes) {
        return found;
    }
    let mut template = template.clone();
    template.decoding.push(Stage::Html);
    let mut form = Form::default();
    let mut forms = Vec::new();
    let mut text_area: Option<String> = None;
    let ascii = ascii(&page.bytes);
    for token in tokens(&ascii) {
        match token {
            Token::StartTag(tag) if *tag.name == *b"form" => {
                forms.push(std::mem::take(&mut form));
                form.action = attribute(page, &tag, "action").map(text);
                form.method = attribute(page, &tag, "method").map(|method| text(method).to_ascii_uppercase());
            }
            Token::StartTag(tag) if matches!(&**tag.name, b"input" | b"button") => {
                let (name, value) = (attribute(page, &tag, "name"), attribute(page, &tag, "value"));
                if let (Some(name), Some(value)) = (name, value) {
                    form.parameters.push(Parameter { name: text(name), value, written: Written::Anyhow });
                }
            }
            Token::StartTag(tag) if *tag.name == *b"textarea" => {
                text_area = attribute(page, &tag, "name").map(text);
            }
            Token::String(string) => {
                if let Some(name) = text_area.take_if(|name| carrier(name).is_some()) {
                    let value =
                        entities::decode(&page.slice(clamp(string.span.start..string.span.end, page)));
                    form.parameters.push(Parameter { name, value, written: Written::Anyhow });
                }
            }
            Token::EndTag(tag) if *tag.name == *b"form" => forms.push(std::mem::take(&mut form)),
            Token::EndTag(_) => text_area = None,
            _ => {}
        }
    }
    forms.push(form);
    let mut seen: Vec<Vec<u8>> = Vec::new();
    for mut form in forms {
        form.parameters.retain(|parameter| {
            let value = &parameter.value.bytes;
            let repeated = carrier(&parameter.name).is_some() && seen.contains(value);
            if carrier(&parameter.name).is_some() && !repeated {
                seen.push(value.clone());
            }
            !repeated
        });
        let mut template = template.clone();
        template.url = form.action.filter(|action| action.contains("://")).or(template.url);
        template.method = form.method.or(template.method);
        found.add(in_parameters(&form.parameters, &template));
    }
    found
}

/// The text of a page with its line breaks, for a value that somebody put into a mail.
pub(crate) fn text_of(page: &Traced) -> Traced {
    let mut step = page.step();
    let mut skipped = false;
    let mut broken = false;
    let ascii = ascii(&page.bytes);
    for token in tokens(&ascii) {
        match token {
            Token::StartTag(tag) => {
                skipped = matches!(&**tag.name, b"script" | b"style" | b"noscript");
                if matches!(&**tag.name, b"br" | b"p" | b"div" | b"tr" | b"li" | b"pre" | b"table") {
                    step.push(b"\n", clamp(tag.span.start..tag.span.end, page));
                    broken = true;
                }
            }
            Token::EndTag(_) => skipped = false,
            Token::String(string) if !skipped => {
                let mut range = clamp(string.span.start..string.span.end, page);
                // Its own line break behind the tag's is none that is seen.
                let breaks =
                    page.bytes[range.clone()].iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
                range.start += if broken { breaks.count() } else { 0 };
                broken = false;
                step.copy(range);
            }
            _ => {}
        }
    }
    step.finish()
}

/// What a person reads on a page, white space joined, without scripts.
pub(crate) fn visible_text(page: &str) -> String {
    let mut words = String::new();
    let mut skipped = false;
    let page = &page[..crate::source::floor_char_boundary(page, PAGE_LIMIT / 8)];
    for token in tokens(page) {
        match token {
            Token::StartTag(tag) => skipped = matches!(&**tag.name, b"script" | b"style" | b"noscript"),
            Token::EndTag(_) => skipped = false,
            Token::String(string) if !skipped => {
                for word in String::from_utf8_lossy(&string.value).split_whitespace() {
                    if !words.is_empty() {
                        words.push(' ');
                    }
                    words.push_str(word);
                }
                if words.len() > TEXT_LIMIT {
                    words.truncate(crate::source::floor_char_boundary(&words, TEXT_LIMIT));
                    break;
                }
            }
            _ => {}
        }
    }
    words
}

#[derive(Default)]
struct Form {
    action: Option<String>,
    method: Option<String>,
    parameters: Vec<Parameter>,
}

fn tokens(page: &str) -> impl Iterator<Item = Token<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // Without it, what stands in scripts and text areas is taken for markup.
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(page, emitter).filter_map(Result::ok)
}

/// The page with a question mark for every byte beyond ASCII: same length, always text.
fn ascii(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| if byte.is_ascii() { char::from(byte) } else { '?' }).collect()
}

fn text(value: Traced) -> String {
    String::from_utf8_lossy(&value.bytes).trim().to_owned()
}

/// The value of an attribute, references undone, with its origins. The tokenizer says which value
/// it is; where it stands is looked up in the tag.
fn attribute(page: &Traced, tag: &StartTag<usize>, name: &str) -> Option<Traced> {
    let value = &tag.attributes.get(name.as_bytes())?.value;
    let span = clamp(tag.span.start..tag.span.end, page);
    let raw = &page.bytes[span.clone()];
    let traced = attributes(raw)
        .into_iter()
        .find(|(found, _)| raw[found.clone()].eq_ignore_ascii_case(name.as_bytes()))
        .map(|(_, range)| entities::decode(&page.slice(span.start + range.start..span.start + range.end)));
    match traced {
        Some(traced) if traced.bytes == ***value || !traced.bytes.is_ascii() => Some(traced),
        _ => Some(Traced::opaque(value.to_vec(), page.captured(span))),
    }
}

fn clamp(range: Range<usize>, page: &Traced) -> Range<usize> {
    let start = range.start.min(page.len());
    start..range.end.clamp(start, page.len())
}

/// Names and values of the attributes as they stand in a start tag.
fn attributes(tag: &[u8]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = tag.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/').unwrap_or(tag.len());
    let blanks = |mut at: usize| {
        while tag.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        at
    };
    while at < tag.len() {
        at = blanks(at);
        if tag.get(at).is_none_or(|byte| matches!(byte, b'/' | b'>')) {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        while tag
            .get(at)
            .is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'/' | b'>'))
        {
            at += 1;
        }
        let name = start..at;
        let equals = blanks(at);
        if tag.get(equals) != Some(&b'=') {
            continue;
        }
        at = blanks(equals + 1);
        let value = match tag.get(at) {
            Some(&quote @ (b'"' | b'\'')) => {
                let start = at + 1;
                let length = memchr::memchr(quote, &tag[start..]).unwrap_or(tag.len() - start);
                at = (start + length + 1).min(tag.len());
                start..start + length
            }
            _ => {
                let start = at.min(tag.len());
                while tag.get(at).is_some_and(|byte| !byte.is_ascii_whitespace() && *byte != b'>') {
                    at += 1;
                }
                start..at.min(tag.len())
            }
        };
        found.push((name, value));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_and_decoys_are_not() {
        let page = "<!-- <input name=SAMLResponse value=no> --><script>'<input name=\"SAMLResponse\" value=\"no\">'</script>\
            <TEXTAREA><input name=SAMLResponse value=no></TEXTAREA>\
            <FORM Action='https://signin.aws.amazon.com/saml' METHOD=post>\
            <INPUT type=hidden VALUE='PGEv&#x50;g&equals;&#61;' NAME=SAMLResponse><input name=RelayState value=x></FORM>";
        let traced = Traced::plain(page, 0);
        let found = messages(&traced, &Capture::default());
        assert_eq!(found.captured.len(), 1);
        let captured = &found.captured[0];
        assert_eq!(captured.decoded.as_ref().unwrap().xml, "<a/>");
        assert_eq!(captured.capture.url.as_deref(), Some("https://signin.aws.amazon.com/saml"));
        assert_eq!(captured.capture.relay_state.as_deref(), Some("x"));
        assert_eq!(captured.capture.decoding, [Stage::Html, Stage::Base64]);
        let at = page.find("PGEv").unwrap() as u64;
        assert_eq!(captured.decoded.as_ref().unwrap().origins.of(0..1), at..at + 4);
    }

    #[test]
    fn the_text_of_a_page_is_what_is_read_on_it() {
        let page = "<title>Sign in</title><script>no</script><p>Your request included an invalid SAML response.\n To logout, click <a href=x>here</a></p>";
        let expected = "Sign in Your request included an invalid SAML response. To logout, click here";
        assert_eq!(visible_text(page), expected);
    }
}
