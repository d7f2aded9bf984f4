//! A HAR, built again from what may stay, an entry at a time: of a gigabyte there is never more in
//! memory than one entry.

use std::io::{self, Read, Write};

use serde::Serialize;

use super::names::Manner;
use super::wrap::{form_encoded, plain_base64};
use super::{Redactor, Refusal, Removed};
use crate::aws::endpoints;
use crate::capture::form::{Parameter, carrier, emptied, mentions_carrier, parameters};
use crate::capture::har::{self, Body, Exchange, RequestBody};
use crate::capture::traced::Traced;
use crate::capture::value::Written;
use crate::capture::{Capture, exchange, html, json_messages, redirect};
use crate::instant::Instant;

/// Fields of a login's forms that say what is chosen, and are no secret.
const KEPT_FIELDS: [(&str, Manner); 9] = [
    ("RelayState", Manner::Uri),
    ("wctx", Manner::Uri),
    ("roleIndex", Manner::Role),
    ("RoleArn", Manner::Role),
    ("PrincipalArn", Manner::Role),
    ("DurationSeconds", Manner::Number),
    ("Version", Manner::Number),
    ("Action", Manner::Keyword),
    ("wa", Manner::Uri),
];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    started_date_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<f64>,
    request: Request<'a>,
    response: Response,
    cache: Nothing,
    timings: Timings,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    method: &'a str,
    url: String,
    http_version: &'static str,
    cookies: [(); 0],
    headers: [(); 0],
    query_string: [(); 0],
    headers_size: i8,
    body_size: i8,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_data: Option<PostData>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PostData {
    mime_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    params: Vec<Pair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

#[derive(Serialize)]
struct Pair {
    name: String,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    status: u16,
    status_text: &'static str,
    http_version: &'static str,
    cookies: [(); 0],
    headers: Vec<Pair>,
    content: Content,
    #[serde(rename = "redirectURL")]
    redirect_url: String,
    headers_size: i8,
    body_size: i8,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    size: usize,
    mime_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
struct Timings {
    send: i8,
    wait: i8,
    receive: i8,
}

impl Redactor {
    /// Reads a HAR and writes it again, an entry at a time.
    pub(super) fn har(&mut self, reader: Box<dyn Read + '_>, out: &mut dyn Write) -> Result<(), Refusal> {
        let reader = without_call(reader)?;
        write!(
            out,
            "{{\"log\":{{\"version\":\"1.2\",\"creator\":{{\"name\":\"saml-doctor\",\"version\":\"{}\"}},\"entries\":[",
            env!("CARGO_PKG_VERSION")
        )?;
        let options = har::Options { headers: har::Headers::Counted, ..har::Options::default() };
        for (index, exchange) in har::exchanges(reader, options).enumerate() {
            let exchange = exchange.map_err(|error| Refusal::Damaged(error.to_string()))?;
            if exchange.cut_off {
                return Err(Refusal::Damaged("the file ends inside an entry".to_owned()));
            }
            out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
            let entry = self.entry(&exchange)?;
            serde_json::to_writer(&mut *out, &entry).map_err(|error| Refusal::Io(error.into()))?;
        }
        out.write_all(b"\n]}}\n")?;
        Ok(())
    }

    fn entry<'a>(&mut self, exchange: &'a Exchange) -> Result<Entry<'a>, Refusal> {
        let har::Counted { cookies, authorizations, other_headers } = exchange.counted;
        self.remove_all(Removed::Cookie, cookies);
        self.remove_all(Removed::Authorization, authorizations);
        self.remove_all(Removed::Header, other_headers);
        let started =
            exchange.stamped.started.as_ref().map(|started| self.names.replace(started, Manner::Number));
        let url = self.request_url(&exchange.url)?;
        let post_data = match &exchange.request_body {
            Some(body) => self.post_data(body)?,
            None => None,
        };
        let mut headers = Vec::new();
        let date = exchange.stamped.date.as_ref().filter(|date| Instant::parse_http_date(date).is_some());
        if let Some(date) = date {
            headers.push(Pair { name: "Date".to_owned(), value: date.clone() });
        }
        let redirect_url = exchange.location.as_deref().map(|url| self.address(url)).unwrap_or_default();
        let text = self.page(exchange)?;
        Ok(Entry {
            started_date_time: started,
            time: exchange.stamped.duration,
            request: Request {
                method: known_method(&exchange.method),
                url,
                http_version: "",
                cookies: [],
                headers: [],
                query_string: [],
                headers_size: -1,
                body_size: -1,
                post_data,
            },
            response: Response {
                status: exchange.status.unwrap_or(0),
                status_text: "",
                http_version: "",
                cookies: [],
                headers,
                content: Content {
                    size: text.as_ref().map_or(0, String::len),
                    mime_type: known_type(exchange.content_type.as_deref().unwrap_or("")),
                    text,
                },
                redirect_url,
                headers_size: -1,
                body_size: -1,
            },
            cache: Nothing {},
            timings: Timings { send: 0, wait: 0, receive: 0 },
        })
    }

    /// The address, and of its query only the message.
    fn request_url(&mut self, url: &str) -> Result<String, Refusal> {
        let traced = Traced::plain(url.as_bytes(), 0);
        let found = redirect::messages(&traced, &Capture::default());
        let address = self.address(url);
        if found.captured.is_empty() {
            return Ok(address);
        }
        let start = url.find(['?', '#']).map_or(url.len(), |at| at + 1);
        let end = url[start..].find('#').map_or(url.len(), |at| start + at);
        let query = traced.slice(start..end);
        let list = self.fields(&parameters(&query, Written::Query), Written::Query)?;
        Ok(format!("{address}?{}", joined(&list)))
    }

    /// The fields that carry a message, and those beside it that say what was chosen.
    fn fields(&mut self, list: &[Parameter], written: Written) -> Result<Vec<(String, String)>, Refusal> {
        let mut kept = Vec::new();
        for parameter in list {
            let value = &parameter.value.bytes;
            if carrier(&parameter.name).is_some() {
                if emptied(value).is_some() {
                    kept.push((parameter.name.clone(), "[redacted]".to_owned()));
                    continue;
                }
                match self.parameter(value, written).and_then(|value| String::from_utf8(value).ok()) {
                    Some(value) => kept.push((parameter.name.clone(), value)),
                    None => {
                        let what = format!("the {} of a request cannot be decoded", parameter.name);
                        return Err(Refusal::Damaged(what));
                    }
                }
                continue;
            }
            let known = KEPT_FIELDS.iter().find(|(name, _)| *name == parameter.name);
            let Some((name, manner)) = known else {
                self.remove(Removed::LoginFormField);
                continue;
            };
            let text = String::from_utf8_lossy(value).replace('+', " ");
            let text = match written {
                Written::Body | Written::Query => {
                    percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
                }
                Written::Anyhow => String::from_utf8_lossy(value).into_owned(),
            };
            let new = self.names.replace(&text, *manner);
            let new = if written == Written::Anyhow { new } else { form_encoded(&new) };
            kept.push(((*name).to_owned(), new));
        }
        Ok(kept)
    }

    fn post_data(&mut self, body: &RequestBody) -> Result<Option<PostData>, Refusal> {
        let mime_type = known_type(body.mime_type.as_deref().unwrap_or(""));
        let labelled = body.encoding.as_deref().is_some_and(|label| label.eq_ignore_ascii_case("base64"));
        let text = match &body.text {
            Some(Body::Given(text)) => Some(text.decode().text),
            Some(Body::TooLong(_)) | None => None,
        };
        let inner = match &text {
            Some(text) if labelled => {
                crate::certificate::decode_base64(&String::from_utf8_lossy(&text.bytes))
            }
            Some(text) => json_messages::base64_of_a_form(text).map(|inner| inner.bytes),
            None => None,
        };
        let in_base64 = inner.is_some();
        let bytes = inner.or(text.map(|text| text.bytes)).unwrap_or_default();
        let form = Traced::plain(bytes, 0);
        let mut new_text = None;
        let mut params = Vec::new();
        if mentions_carrier(&form.bytes) || (memchr::memchr(b'%', &form.bytes).is_some() && !form.is_empty())
        {
            let start = form.bytes.trim_ascii_start();
            if start.starts_with(b"{") || start.starts_with(b"--") || start.starts_with(b"<") {
                new_text = self.other_body(&form, &mime_type)?;
            } else {
                let list = parameters(&form, Written::Body);
                if list.iter().any(|parameter| carrier(&parameter.name).is_some()) {
                    let kept = self.fields(&list, Written::Body)?;
                    let joined = joined(&kept);
                    if !body.params.is_empty() {
                        params = kept.into_iter().map(|(name, value)| Pair { name, value }).collect();
                    }
                    new_text = Some(joined);
                }
            }
        }
        if new_text.is_none() && !body.params.is_empty() {
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
            if list.iter().any(|parameter| carrier(&parameter.name).is_some()) {
                let kept = self.fields(&list, Written::Anyhow)?;
                params = kept.into_iter().map(|(name, value)| Pair { name, value }).collect();
            }
        }
        if new_text.is_none() && params.is_empty() {
            let fields = body.params.len().max(usize::from(!form.is_empty()));
            if fields > 0 {
                let form_like = !body.params.is_empty() || mime_type.contains("form");
                self.remove(if form_like { Removed::LoginFormField } else { Removed::Body });
            }
            return Ok(None);
        }
        let text = new_text.map(|text| if in_base64 { plain_base64(text.as_bytes()) } else { text });
        Ok(Some(PostData { mime_type, encoding: in_base64.then_some("base64"), text, params, comment: None }))
    }

    /// A body that is no form: JSON, parts, markup. Its messages in their place, little else.
    fn other_body(&mut self, body: &Traced, mime_type: &str) -> Result<Option<String>, Refusal> {
        let read = crate::input::read("body", body.bytes.as_slice(), &crate::input::ReadOptions::default());
        if read.captured.is_empty() {
            return Ok(None);
        }
        let damaged = || Refusal::Damaged(format!("a body ({mime_type}) could not be put together again"));
        let new = self.whole(&read, &body.bytes)?;
        String::from_utf8(new).map(Some).map_err(|_| damaged())
    }

    /// What may stay of a page: forms that carry a message, and what AWS says.
    fn page(&mut self, exchange: &Exchange) -> Result<Option<String>, Refusal> {
        let Some((page, _)) = exchange.page.as_ref().and_then(exchange::text_of_page) else {
            return Ok(None);
        };
        let messages = html::messages(&page, &Capture::default()).captured;
        let is_aws = endpoints::locate(&exchange.url).is_some();
        self.remove(Removed::Page);
        if messages.is_empty() && !is_aws {
            return Ok(None);
        }
        let plain = Traced::plain(page.bytes.as_slice(), 0);
        let messages = match messages.is_empty() {
            true => messages,
            false => html::messages(&plain, &Capture::default()).captured,
        };
        let readable: Vec<_> = messages.into_iter().filter(|one| one.decoded.is_ok()).collect();
        let mut new = self
            .html(&plain, &readable)
            .ok_or_else(|| Refusal::Damaged("a page could not be put together again".to_owned()))?;
        if !is_aws && let Some(text) = new.find("<p>") {
            new.truncate(text);
            new.push_str("</body></html>\n");
        }
        Ok(Some(new))
    }
}

fn joined(list: &[(String, String)]) -> String {
    list.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

pub(super) fn known_method(method: &str) -> &str {
    const KNOWN: [&str; 8] = ["GET", "POST", "PUT", "HEAD", "OPTIONS", "PATCH", "DELETE", "CONNECT"];
    if KNOWN.contains(&method) { method } else { "" }
}

/// A type of contents without its parameters, if everybody has it.
fn known_type(mime_type: &str) -> String {
    const KNOWN: [&str; 12] = [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json",
        "application/xml",
        "text/xml",
        "application/samlmetadata+xml",
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "application/x-amz-json-1.1",
        "application/soap+xml",
        "x-unknown",
    ];
    let plain = mime_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    KNOWN.iter().find(|known| **known == plain).map_or_else(String::new, |known| (*known).to_owned())
}

/// The HAR itself, where it stands in a call of a script.
fn without_call(mut reader: Box<dyn Read + '_>) -> io::Result<Box<dyn Read + '_>> {
    let mut head = Vec::new();
    reader.by_ref().take(4 << 10).read_to_end(&mut head)?;
    if let Some(start) = crate::input::call_before_har(&head) {
        head[..start].fill(b' ');
    }
    Ok(Box::new(io::Cursor::new(head).chain(reader)))
}
