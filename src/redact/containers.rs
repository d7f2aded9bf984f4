//! What a message stands in, when it is no HAR: built again with the message and little else.

use std::fmt::Write as _;
use std::ops::Range;

use super::names::Manner;
use super::spell::Spelt;
use super::words::{is_header, is_keyword};
use super::wrap::{form_encoded, plain_base64, wrap};
use super::{Redactor, Removed};
use crate::aws::known_errors::recognise::{self, How};
use crate::capture::traced::Traced;
use crate::capture::value::{Written, decode_value};
use crate::capture::{Captured, Stage, html, json};
use crate::input::{Input, InputKind};
use crate::instant::Instant;
use crate::login::is_role_picker;
use crate::redaction;

/// What stands where certificates were.
pub(super) const CERTIFICATE: &str =
    "-----BEGIN CERTIFICATE-----\ncmVtb3ZlZCBieSByZWRhY3Rpb24=\n-----END CERTIFICATE-----\n";

impl Redactor {
    pub(super) fn container(&mut self, kind: InputKind, input: &Input, bytes: &[u8]) -> Option<Vec<u8>> {
        let messages = input.captured.as_slice();
        let text = match kind {
            InputKind::Form => self.form(messages, bytes)?,
            InputKind::Html => self.html(&Traced::plain(bytes, 0), messages)?,
            InputKind::Curl => {
                self.count_headers(bytes);
                self.command(messages, bytes)?
            }
            InputKind::Http => {
                self.count_headers(bytes);
                self.http(messages, bytes)?
            }
            InputKind::Json | InputKind::SamlTracer => return self.json_with_values(messages, bytes),
            _ => return self.text_with_values(input, messages, bytes),
        };
        Some(text.into_bytes())
    }

    /// Headers that are written out, none of which stays.
    fn count_headers(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
        let cookies = text.matches("cookie:").count()
            + text.matches(" -b ").count()
            + text.matches("--cookie ").count();
        self.remove_all(Removed::Cookie, cookies);
        self.remove_all(Removed::Authorization, text.matches("authorization:").count());
    }

    /// The value of a message, redacted and wrapped as it was. `written` is what was captured of it.
    pub(super) fn message(&mut self, captured: &Captured, written: &[u8]) -> Option<String> {
        let decoded = captured.decoded.as_ref().ok()?;
        let stages = of_value(&captured.capture.decoding);
        let mut new = self.decoded(&decoded.xml, stages)?;
        new.push_str(super::behind(&captured.capture.repairs));
        // The layout of the value, under whatever the place itself demands.
        let as_html =
            crate::xml::characters::text_value(std::str::from_utf8(written).unwrap_or("")).into_owned();
        let as_json = json::unescape(&Traced::plain(written, 0)).text.bytes;
        let candidates = [written.to_vec(), as_html.into_bytes(), as_json];
        for candidate in candidates {
            for way in [Written::Anyhow, Written::Body, Written::Query] {
                let unwrapped = decode_value(&Traced::plain(candidate.as_slice(), 0), way);
                let same = unwrapped.decoded.is_ok_and(|known| known.xml == decoded.xml);
                if same && unwrapped.stages == stages {
                    let value = wrap(&new, stages, &candidate)?;
                    return String::from_utf8(value).ok();
                }
            }
        }
        String::from_utf8(wrap(&new, stages, b"")?).ok()
    }

    fn relay_state(&mut self, captured: &Captured) -> Option<String> {
        captured.capture.relay_state.as_ref().map(|state| self.names.replace(state, Manner::Uri))
    }

    /// The parameters of a message, in a form's order.
    fn parameters(&mut self, captured: &Captured, bytes: &[u8]) -> Option<Vec<(String, String)>> {
        let capture = &captured.capture;
        let written = slice(bytes, &capture.at);
        let name = capture.parameter.clone().unwrap_or_else(|| "SAMLResponse".to_owned());
        let mut list = Vec::new();
        if let Some(call) = &capture.sts_call {
            list.push(("Action".to_owned(), "AssumeRoleWithSAML".to_owned()));
            list.push(("Version".to_owned(), "2011-06-15".to_owned()));
            for (name, value, manner) in [
                ("RoleArn", &call.role_arn, Manner::Role),
                ("PrincipalArn", &call.principal_arn, Manner::Role),
                ("DurationSeconds", &call.duration_seconds, Manner::Number),
            ] {
                if let Some(value) = value {
                    list.push((name.to_owned(), form_encoded(&self.names.replace(value, manner))));
                }
            }
        }
        list.push((name, self.message(captured, written)?));
        if let Some(state) = self.relay_state(captured) {
            list.push(("RelayState".to_owned(), form_encoded(&state)));
        }
        Some(list)
    }

    fn body(&mut self, captured: &Captured, bytes: &[u8]) -> Option<String> {
        let list = self.parameters(captured, bytes)?;
        Some(list.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
    }

    fn form(&mut self, messages: &[Captured], bytes: &[u8]) -> Option<String> {
        let mut parts = Vec::new();
        for captured in messages {
            parts.push(self.body(captured, bytes)?);
        }
        let body = parts.join("&");
        let url = messages.first().and_then(|captured| captured.capture.url.clone());
        let end = if bytes.ends_with(b"\n") { "\n" } else { "" };
        match url {
            Some(url) => Some(format!("{}?{body}{end}", self.address(&url))),
            None => Some(format!("{body}{end}")),
        }
    }

    /// A URL without its query.
    pub(super) fn address(&mut self, url: &str) -> String {
        let end = url.find(['?', '#']).unwrap_or(url.len());
        if end + 1 < url.len() {
            self.remove(Removed::QueryValue);
        }
        self.names.replace(&url[..end], Manner::Uri)
    }

    /// A page with the forms that carry messages, and what a person reads on it.
    pub(super) fn html(&mut self, page: &Traced, messages: &[Captured]) -> Option<String> {
        let mut out = String::from("<!DOCTYPE html>\n<html><body>\n");
        for captured in messages {
            let capture = &captured.capture;
            let action = capture.url.as_deref().map(|url| self.address(url)).unwrap_or_default();
            let method = capture.method.as_deref().unwrap_or("POST").to_ascii_lowercase();
            let value = self.message(captured, slice(&page.bytes, &capture.at))?;
            let name = capture.parameter.as_deref().unwrap_or("SAMLResponse");
            let _ =
                writeln!(out, "<form method=\"{}\" action=\"{}\">", attribute(&method), attribute(&action));
            let _ = writeln!(out, "<input type=\"hidden\" name=\"{name}\" value=\"{}\"/>", attribute(&value));
            if let Some(state) = self.relay_state(captured) {
                let _ = writeln!(
                    out,
                    "<input type=\"hidden\" name=\"RelayState\" value=\"{}\"/>",
                    attribute(&state)
                );
            }
            out.push_str("</form>\n");
        }
        let text = html::visible_text(&String::from_utf8_lossy(&page.bytes));
        if !text.is_empty() {
            let _ = writeln!(out, "<p>{}</p>", attribute(&self.said(&text)));
        }
        out.push_str("</body></html>\n");
        Some(out)
    }

    /// What AWS says on a page: a name on it that is a word of a sentence too breaks none.
    fn said(&mut self, text: &str) -> String {
        let new = self.names.replace(text, Manner::Sentence);
        let sentence = |text: &str| {
            let found = recognise::recognise(text).matches;
            found.iter().find(|found| found.how == How::Sentence).map(|found| found.spelling)
        };
        let mut out = String::new();
        if let Some(spelling) = sentence(text).filter(|spelling| sentence(&new) != Some(spelling)) {
            let _ = write!(out, "{}. ", spelling.replace("{}", "…"));
        }
        if is_role_picker(text) && !is_role_picker(&new) {
            out.push_str("Select a role: Account: ");
        }
        out.push_str(&new);
        out
    }

    fn command(&mut self, messages: &[Captured], bytes: &[u8]) -> Option<String> {
        let mut out = String::new();
        for captured in messages {
            let capture = &captured.capture;
            let is_cli = capture.sts_call.is_some() && !capture.decoding.contains(&Stage::Form);
            if let (true, Some(call)) = (is_cli, &capture.sts_call) {
                out.push_str("aws sts assume-role-with-saml");
                for (option, value, manner) in [
                    ("--role-arn", &call.role_arn, Manner::Role),
                    ("--principal-arn", &call.principal_arn, Manner::Role),
                    ("--duration-seconds", &call.duration_seconds, Manner::Number),
                ] {
                    if let Some(value) = value {
                        let _ =
                            write!(out, " {option} {}", single_quoted(&self.names.replace(value, manner)));
                    }
                }
                let value = self.message(captured, slice(bytes, &capture.at))?;
                let _ = writeln!(out, " --saml-assertion {}", single_quoted(&value));
                continue;
            }
            let url = capture.url.as_deref().map(|url| self.address(url)).unwrap_or_default();
            let in_query = capture.method.as_deref().is_none_or(|method| method == "GET")
                && capture.url.as_deref().is_some_and(|url| url.contains("SAML"));
            let body = self.body(captured, bytes)?;
            if in_query {
                let _ = writeln!(out, "curl {}", single_quoted(&format!("{url}?{body}")));
                continue;
            }
            let _ = writeln!(
                out,
                "curl {} -H 'Content-Type: application/x-www-form-urlencoded' --data-raw {}",
                single_quoted(&url),
                single_quoted(&body)
            );
        }
        Some(out)
    }

    fn http(&mut self, messages: &[Captured], bytes: &[u8]) -> Option<String> {
        if memchr::memmem::find(bytes, b"<items").is_some() {
            let mut out = String::from("<?xml version=\"1.0\"?>\n<items burpVersion=\"2024.5.3\">\n");
            let mut entry = 0;
            for captured in messages {
                while captured.capture.entry.is_some_and(|of_it| entry < of_it) {
                    out.push_str("<item></item>\n");
                    entry += 1;
                }
                entry += 1;
                let request = self.exchange(std::slice::from_ref(captured), bytes)?;
                let answer = self.answer(captured);
                let request = request.strip_suffix(&answer).unwrap_or(&request);
                let url = captured.capture.url.clone().unwrap_or_default();
                let in_base64 = captured.capture.decoding.first() == Some(&Stage::Base64);
                let written = |text: &str| match in_base64 {
                    true => format!(" base64=\"true\">{}", plain_base64(text.as_bytes())),
                    false => format!(" base64=\"false\"><![CDATA[{text}]]>"),
                };
                let _ = writeln!(
                    out,
                    "<item><url>{}</url><request{}</request><response{}</response></item>",
                    attribute(&self.address(&url)),
                    written(request),
                    written(&answer)
                );
            }
            out.push_str("</items>\n");
            return Some(out);
        }
        self.exchange(messages, bytes)
    }

    /// What came back: when, and what AWS says in it.
    fn answer(&mut self, captured: &Captured) -> String {
        let Some(facts) = &captured.capture.exchange else { return String::new() };
        let Some(status) = facts.status else { return String::new() };
        let mut out = format!("HTTP/1.1 {status} -\r\n");
        if let Some(date) =
            facts.stamped.date.as_ref().filter(|date| Instant::parse_http_date(date).is_some())
        {
            let _ = write!(out, "Date: {date}\r\n");
        }
        if let Some(location) = &facts.location {
            let _ = write!(out, "Location: {}\r\n", self.address(location));
        }
        let page = facts.page.as_ref().map(|page| self.said(page));
        let page = page.map(|page| format!("<p>{}</p>", attribute(&page))).unwrap_or_default();
        let _ = write!(out, "Content-Type: text/html\r\nContent-Length: {}\r\n\r\n{page}\r\n", page.len());
        out
    }

    fn exchange(&mut self, messages: &[Captured], bytes: &[u8]) -> Option<String> {
        let mut out = String::new();
        for captured in messages {
            let capture = &captured.capture;
            if capture.decoding.contains(&Stage::Html) {
                let page = self.html(&Traced::plain(bytes, 0), std::slice::from_ref(captured))?;
                let page = page.split("<p>").next().unwrap_or("").to_owned();
                let _ = write!(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{page}\r\n",
                    page.len()
                );
                continue;
            }
            let url = capture.url.clone().unwrap_or_default();
            let url = self.address(&url);
            let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let path = if path.is_empty() { "/" } else { path };
            let body = self.body(captured, bytes)?;
            let method = capture.method.as_deref().unwrap_or("POST");
            if method == "GET" {
                let _ = write!(out, "GET {path}?{body} HTTP/1.1\r\nHost: {host}\r\n\r\n");
                continue;
            }
            let _ = write!(
                out,
                "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Content-Length: {}\r\n\r\n{body}\r\n",
                body.len()
            );
            out.push_str(&self.answer(captured));
        }
        Some(out)
    }

    /// Text with values in it: the values redacted, and of the rest the words that AWS says.
    pub(super) fn text_with_values(
        &mut self,
        input: &Input,
        messages: &[Captured],
        bytes: &[u8],
    ) -> Option<Vec<u8>> {
        if input.captured.is_empty() {
            return None;
        }
        let mut out = String::new();
        let mut at = 0;
        let mut places: Vec<&Captured> = messages.iter().collect();
        places.sort_by_key(|captured| captured.capture.at.start);
        for captured in places {
            let range = range(&captured.capture.at, bytes.len());
            if range.start < at {
                continue;
            }
            let value = self.message(captured, &bytes[range.clone()])?;
            out.push_str(&self.around(&bytes[at..range.start]));
            out.push_str(&value);
            at = range.end;
        }
        out.push_str(&self.around(&bytes[at..]));
        Some(out.into_bytes())
    }

    fn around(&mut self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes);
        let mut out = String::new();
        for line in text.split_inclusive('\n') {
            // A header: its value is a time of AWS's.
            let date =
                line.split_once(':').filter(|(_, date)| Instant::parse_http_date(date.trim()).is_some());
            match date {
                Some((name, date)) => {
                    let _ = write!(out, "{}:{date}", self.names.replace(name, Manner::Sentence));
                }
                None => out.push_str(&self.names.replace(line, Manner::Sentence)),
            }
        }
        out
    }

    /// Only what AWS says in a text or on a page.
    pub(super) fn sentences(&mut self, kind: InputKind, text: &str) -> String {
        match kind {
            InputKind::Html => {
                let page = Traced::plain(text.as_bytes(), 0);
                self.remove(Removed::Page);
                self.html(&page, &[]).unwrap_or_default()
            }
            _ => self.around(text.as_bytes()),
        }
    }

    /// A JSON export: its values redacted in their place, cookies and headers gone.
    fn json_with_values(&mut self, messages: &[Captured], bytes: &[u8]) -> Option<Vec<u8>> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut values: Vec<(Range<usize>, String)> = Vec::new();
        for captured in messages {
            let at = range(&captured.capture.at, bytes.len());
            let value = self.message(captured, &bytes[at.clone()])?;
            values.push((at, value));
        }
        values.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        let mut stack: Vec<(bool, String)> = Vec::new();
        while at < bytes.len() {
            match bytes[at] {
                open @ (b'{' | b'[') => {
                    let key = stack.last().map(|(_, key)| key.clone()).unwrap_or_default();
                    stack.push((open == b'{', key));
                    out.push(char::from(open));
                    at += 1;
                }
                close @ (b'}' | b']') => {
                    stack.pop();
                    out.push(char::from(close));
                    at += 1;
                }
                b'"' => {
                    let end = super::json::string_end(bytes, at + 1);
                    let after = bytes[(end + 1).min(bytes.len())..].iter().find(|b| !b.is_ascii_whitespace());
                    let is_key = after == Some(&b':') && stack.last().is_some_and(|(object, _)| *object);
                    out.push('"');
                    let inner = at + 1..end;
                    if is_key {
                        let key = &text[inner];
                        if let Some((_, last)) = stack.last_mut() {
                            key.clone_into(last);
                        }
                        out.push_str(&self.export_key(key));
                    } else {
                        let keys: Vec<&str> = stack.iter().map(|(_, key)| key.as_str()).collect();
                        let new = self.export_string(text, inner, &keys, &values);
                        out.push_str(&new);
                    }
                    if end < bytes.len() {
                        out.push('"');
                    }
                    at = end + 1;
                }
                _ => {
                    let end =
                        memchr::memchr3(b'"', b'{', b'[', &bytes[at..]).map_or(bytes.len(), |to| at + to);
                    let end = memchr::memchr2(b'}', b']', &bytes[at..end]).map_or(end, |to| at + to);
                    out.push_str(&self.names.replace(&text[at..end], Manner::Keyword));
                    at = end;
                }
            }
        }
        Some(out.into_bytes())
    }

    fn export_key(&mut self, key: &str) -> String {
        match is_keyword(key) || super::words::is_of_export(key) {
            true => key.to_owned(),
            false => self.names.replace(key, Manner::Name),
        }
    }

    fn export_string(
        &mut self,
        text: &str,
        inner: Range<usize>,
        keys: &[&str],
        values: &[(Range<usize>, String)],
    ) -> String {
        let within: Vec<&(Range<usize>, String)> =
            values.iter().filter(|(range, _)| inner.start <= range.start && range.end <= inner.end).collect();
        if !within.is_empty() {
            let mut out = String::new();
            let mut at = inner.start;
            for (range, value) in within {
                out.push_str(&self.names.replace(&text[at..range.start], Manner::Sentence));
                out.push_str(&escaped_in_json(value));
                at = range.end;
            }
            out.push_str(&self.names.replace(&text[at..inner.end], Manner::Sentence));
            return out;
        }
        let mut spelt = Spelt::default();
        spelt.push_json(&text[inner.clone()], 0);
        let value = spelt.text();
        let last = keys.last().copied().unwrap_or("");
        let among =
            |words: &[&str]| keys.iter().any(|key| words.iter().any(|word| key.eq_ignore_ascii_case(word)));
        if let Some(new) = self.nested(&value) {
            return escaped_in_json(&new);
        }
        if Instant::parse_http_date(value.trim()).is_some() || value.is_empty() {
            return text[inner].to_owned();
        }
        // A message that was told once already.
        if value.len() >= 100
            && let Some(new) = self.parameter(value.as_bytes(), Written::Anyhow)
            && let Ok(new) = String::from_utf8(new)
        {
            return escaped_in_json(&new);
        }
        if last == "method" && super::har::known_method(&value) == value {
            return value;
        }
        let new = if among(&["requestHeaders", "responseHeaders", "headers", "cookies", "cookie"]) {
            if is_header(&value) {
                value
            } else if value.starts_with("https://") || value.starts_with("http://") {
                self.address(&value)
            } else {
                self.remove(Removed::Credential);
                redaction::WORDS.to_owned()
            }
        } else if ["url", "uri"].iter().any(|word| last.eq_ignore_ascii_case(word)) || value.contains("://") {
            self.address(&value)
        } else {
            self.names.replace(&value, Manner::Sentence)
        };
        escaped_in_json(&new)
    }
}

/// The steps behind the place that a message stands in.
fn of_value(decoding: &[Stage]) -> &[Stage] {
    let is_place = |stage: &Stage| !super::is_of_value(*stage);
    let start = decoding.iter().rposition(is_place).map_or(0, |last| last + 1);
    let rest = &decoding[start..];
    // The strings of a JSON export are no step of the value either.
    let in_json = decoding.first() == Some(&Stage::SamlTracer) || decoding.first() == Some(&Stage::Json);
    match rest.split_first() {
        Some((Stage::Json, behind)) if in_json => behind,
        _ => rest,
    }
}

fn range(at: &Range<u64>, length: usize) -> Range<usize> {
    let start = (at.start as usize).min(length);
    start..(at.end as usize).clamp(start, length)
}

fn slice<'b>(bytes: &'b [u8], at: &Range<u64>) -> &'b [u8] {
    &bytes[range(at, bytes.len())]
}

fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn escaped_in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
