//! Messages in one exchange of a HAR: in the request, and in the page that was answered.

use super::beside::beside;
use super::form::{
    Emptied, Found, Parameter, Unrecorded, carrier, emptied, in_form, mentions_carrier,
    messages as in_parameters, parameters,
};
use super::har::{Body, Exchange, Page};
use super::json_tree::JsonTree;
use super::traced::Traced;
use super::value::Written;
use super::{Capture, ExchangeFacts, Fidelity, Stage, base64, html, json_messages, prose, redirect};

/// What one exchange holds.
#[derive(Debug, Default)]
pub(crate) struct InExchange {
    /// Messages of the request.
    pub sent: Found,
    /// Messages in forms of the page that was answered: they are sent by the next request.
    pub answered: Found,
    /// A body longer than is read, where the message would be.
    pub too_long: bool,
    /// The request posts a password.
    pub password: bool,
}

/// What is known of addresses; whose they are is no matter of a capture.
#[derive(Debug, Clone, Copy)]
pub struct Addresses {
    /// Whether it is one of AWS's.
    pub is_aws: fn(&str) -> bool,
    /// Whether AWS takes responses there.
    pub takes_responses: fn(&str) -> bool,
}

pub(crate) fn messages(exchange: &Exchange, addresses: Addresses) -> InExchange {
    let template = Capture {
        entry: Some(exchange.entry),
        method: Some(exchange.method.clone()),
        url: Some(beside(exchange.url.as_str())),
        decoding: vec![Stage::Har],
        ..Capture::default()
    };
    let mut found = InExchange::default();
    found.request(exchange, &template, addresses);
    let facts = |of: &mut Found| {
        for captured in &mut of.captured {
            captured.capture.exchange = Some(facts(exchange));
        }
    };
    if !found.sent.captured.is_empty() {
        facts(&mut found.sent);
    }
    if let Some(page) = exchange.page.as_ref().and_then(text_of_page) {
        let mut template = Capture { method: None, url: None, ..template };
        template.decoding.extend(page.1);
        found.answered = html::messages(&page.0, &template);
    }
    found
}

impl InExchange {
    fn request(&mut self, exchange: &Exchange, template: &Capture, addresses: Addresses) {
        let url = Traced::opaque(exchange.url.as_bytes(), 0..0);
        self.sent.add(redirect::messages(&url, template));
        let Some(body) = &exchange.request_body else {
            self.unrecorded(exchange, addresses);
            return;
        };
        let text = match &body.text {
            Some(Body::Given(text)) => Some(text.decode().text),
            Some(Body::TooLong(_)) => {
                self.too_long |= (addresses.takes_responses)(&exchange.url);
                None
            }
            None => None,
        };
        let labelled = body.encoding.as_deref().is_some_and(|label| label.eq_ignore_ascii_case("base64"));
        // Some writers label it under a name of their own, or not at all.
        let inner = match &text {
            Some(text) if labelled => base64::decode(text).ok().map(|decoded| decoded.bytes),
            Some(text) => json_messages::base64_of_a_form(text),
            None => None,
        };
        let in_base64 = inner.is_some();
        let text = inner.or(text);
        if let Some(text) = &text {
            self.password |= has_password(&text.bytes);
            if mentions_carrier(&text.bytes) || memchr::memchr(b'%', &text.bytes).is_some() {
                let mut template = Capture { fidelity: Fidelity::Exact, ..template.clone() };
                if in_base64 {
                    template.decoding.push(Stage::Base64);
                }
                let mime = body.mime_type.as_deref().unwrap_or("");
                self.sent.add(body_messages(text, mime, &template));
            }
        }
        if self.sent.captured.is_empty() && self.sent.emptied.is_empty() {
            let list: Vec<Parameter> = body
                .params
                .iter()
                .filter_map(|param| match &param.value {
                    Body::Given(value) => Some(Parameter {
                        name: param.name.to_text(),
                        value: value.decode().text,
                        written: Written::Anyhow,
                    }),
                    Body::TooLong(_) => None,
                })
                .collect();
            self.password |= list.iter().any(|parameter| names_password(parameter.name.as_bytes()));
            self.too_long |= body.params.iter().any(|param| {
                matches!(param.value, Body::TooLong(_)) && carrier(&param.name.to_text()).is_some()
            });
            self.sent.add(in_parameters(&list, &in_form(template)));
        }
        let nothing = self.sent.captured.is_empty() && self.sent.emptied.is_empty() && !self.too_long;
        if nothing && exchange.method == "POST" && (addresses.takes_responses)(&exchange.url) {
            let reads = text.as_ref().and_then(|text| emptied(&text.bytes));
            match reads {
                Some(reads) if !reads.is_empty() => self.emptied(exchange, &reads),
                Some(_) | None if body.params.is_empty() && text.as_ref().is_none_or(Traced::is_empty) => {
                    self.unrecorded(exchange, addresses);
                }
                Some(_) | None => {}
            }
        }
    }

    /// A request that must have brought a response, and whose body is not there at all.
    fn unrecorded(&mut self, exchange: &Exchange, addresses: Addresses) {
        if exchange.method == "POST" && (addresses.takes_responses)(&exchange.url) {
            self.sent.unrecorded.push(Unrecorded {
                entry: exchange.entry,
                url: beside(exchange.url.as_str()),
                status: exchange.status,
                page: page_text(exchange),
            });
        }
    }

    fn emptied(&mut self, exchange: &Exchange, reads: &str) {
        self.sent.emptied.push(Emptied {
            parameter: "the request body".to_owned(),
            reads: reads.to_owned(),
            entry: Some(exchange.entry),
            method: Some(exchange.method.clone()),
            url: Some(beside(exchange.url.as_str())),
        });
    }
}

fn body_messages(text: &Traced, mime: &str, template: &Capture) -> Found {
    let start = text.bytes.trim_ascii_start();
    if (mime.contains("json") || start.starts_with(b"{"))
        && let Some(document) = JsonTree::parse(text, 0)
    {
        return json_messages::messages(&document, template);
    }
    if mime.starts_with("multipart/") || start.starts_with(b"--") {
        return prose::messages(text, template);
    }
    in_parameters(&parameters(text, Written::Body), &in_form(template))
}

fn has_password(body: &[u8]) -> bool {
    body.len() < 64 << 10
        && body.split(|&byte| byte == b'&').any(|field| {
            let name = field.split(|&byte| byte == b'=').next().unwrap_or_default();
            field.len() > name.len() + 1 && names_password(name)
        })
}

fn names_password(name: &[u8]) -> bool {
    name.len() < 64 && {
        let name = name.to_ascii_lowercase();
        ["password", "passwd", "pwd", "passcode"]
            .iter()
            .any(|word| memchr::memmem::find(&name, word.as_bytes()).is_some())
    }
}

/// What a person reads on the page of an exchange, as far as it was kept.
pub(crate) fn page_text(exchange: &Exchange) -> Option<String> {
    let (page, _) = exchange.page.as_ref().and_then(text_of_page)?;
    let page = String::from_utf8_lossy(&page.bytes);
    let text = if page.trim_start().starts_with('<') {
        html::visible_text(&page)
    } else {
        page.chars().take(16 << 10).collect()
    };
    (!text.is_empty()).then_some(text)
}

fn facts(exchange: &Exchange) -> ExchangeFacts {
    ExchangeFacts {
        stamped: exchange.stamped.clone(),
        status: exchange.status,
        location: exchange.location.clone(),
        page: page_text(exchange),
        delivery: None,
        earlier_pages: Vec::new(),
        opened: Vec::new(),
    }
}

/// The text of a page, and what it was wrapped in.
pub(crate) fn text_of_page(page: &Page) -> Option<(Traced, Option<Stage>)> {
    let Body::Given(quoted) = &page.text else { return None };
    let text = quoted.decode().text;
    if page.encoding.as_deref() == Some("base64") {
        let decoded = base64::decode(&text).ok()?;
        return Some((decoded.bytes, Some(Stage::Base64)));
    }
    Some((text, None))
}
