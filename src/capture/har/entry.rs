//! One entry of a HAR: its request and its response, members in any order.

use std::io::Read;
use std::ops::Range;

use super::scan::{Copied, Kind, Stop};
use super::{Body, Exchange, Exchanges, Headers, Page, Param, RequestBody, page};
use crate::capture::json::{self, Quoted};

/// Addresses, dates, names: longer ones are none of ours. The longest there is is the address of a
/// request with a SAML message in its query.
const SHORT: usize = 256 * 1024;

/// Fields of one form that are kept.
const PARAMS: usize = 10_000;

/// An exchange as far as it was read.
#[derive(Debug, Default)]
pub struct Draft {
    pub exchange: Exchange,
    seen: bool,
    redirect_url: Option<String>,
    mime_type: Option<String>,
    page: Option<PageDraft>,
}

#[derive(Debug, Default)]
struct PageDraft {
    text: Option<PageText>,
    encoding: Option<String>,
}

/// The page itself is in the scratch buffer of the reader: most are looked at and dropped.
#[derive(Debug)]
enum PageText {
    InScratch { start: u64, whole: bool },
    TooLong(Range<u64>),
}

impl Draft {
    /// Whether what was read so far is an entry of a HAR.
    pub fn is_entry(&self) -> bool {
        self.seen
    }
}

/// The members of an entry that are read.
#[derive(Debug, Clone, Copy)]
pub enum Member {
    Request,
    Response,
    Started,
    Time,
}

impl Member {
    pub fn of(key: &[u8]) -> Option<Member> {
        match key {
            b"request" => Some(Member::Request),
            b"response" => Some(Member::Response),
            b"startedDateTime" => Some(Member::Started),
            b"time" => Some(Member::Time),
            _ => None,
        }
    }
}

impl<R: Read> Exchanges<R> {
    pub(super) fn entry_member(&mut self, member: Member, kind: Kind) -> Result<(), Stop> {
        match (member, kind) {
            (Member::Request, Kind::Object) => {
                self.draft.seen = true;
                self.request()
            }
            (Member::Response, Kind::Object) => {
                self.draft.seen = true;
                self.response()
            }
            (Member::Started, kind) => {
                self.draft.exchange.stamped.started = self.short_text(kind)?;
                Ok(())
            }
            (Member::Time, kind) => {
                self.draft.exchange.stamped.duration =
                    self.short_text(kind)?.and_then(|time| time.parse().ok());
                Ok(())
            }
            (_, kind) => self.scan.skip(kind),
        }
    }

    /// The exchange of the entry that was read last, and a clean draft for the next.
    pub(super) fn finish_entry(&mut self) -> Option<Exchange> {
        let Draft { mut exchange, seen, redirect_url, mime_type, page } = std::mem::take(&mut self.draft);
        if !seen {
            return None;
        }
        self.recognised = true;
        exchange.entry = self.entries;
        self.entries += 1;
        exchange.location = exchange.location.or(redirect_url.filter(|url| !url.is_empty()));
        exchange.content_type = exchange.content_type.or(mime_type.filter(|mime_type| !mime_type.is_empty()));
        if let Some(PageDraft { text: Some(text), encoding }) = page
            && (self.options.keep_page)(&exchange, &self.scratch)
        {
            let text = match text {
                PageText::InScratch { start, whole } => {
                    let text = Quoted::new(&*self.scratch, start).with_units(self.scan.window().units());
                    Body::Given(if whole { text } else { text.cut_off() })
                }
                PageText::TooLong(captured) => Body::TooLong(captured),
            };
            exchange.page = Some(Page { text, encoding });
        }
        Some(exchange)
    }

    fn request(&mut self) -> Result<(), Stop> {
        // Most writers tell a cookie twice: in the header and in a list.
        let counting = self.options.headers == Headers::Counted;
        let (mut header_cookies, mut cookies) = (0, 0);
        while let Some((key, kind)) = self.scan.member()? {
            match key {
                b"method" => self.draft.exchange.method = self.short_text(kind)?.unwrap_or_default(),
                b"url" => self.draft.exchange.url = self.short_text(kind)?.unwrap_or_default(),
                b"postData" => self.request_body(kind)?,
                b"headers" if counting && kind == Kind::Array => self.headers(&mut header_cookies)?,
                b"cookies" if counting && kind == Kind::Array => cookies = self.number_of()?,
                _ => self.scan.skip(kind)?,
            }
        }
        self.draft.exchange.counted.cookies += header_cookies.max(cookies);
        Ok(())
    }

    fn number_of(&mut self) -> Result<usize, Stop> {
        let mut number = 0;
        while let Some(kind) = self.scan.element()? {
            number += 1;
            self.scan.skip(kind)?;
        }
        Ok(number)
    }

    fn request_body(&mut self, kind: Kind) -> Result<(), Stop> {
        match kind {
            Kind::Object => {}
            Kind::String => return self.body_text(),
            Kind::Array | Kind::Bare => return self.scan.skip(kind),
        }
        self.draft_body();
        while let Some((key, kind)) = self.scan.member()? {
            match (key, kind) {
                (b"text", Kind::String) => self.body_text()?,
                (b"params", Kind::Array) => self.params()?,
                (b"mimeType", kind) => self.draft_body().mime_type = self.short_text(kind)?,
                (b"encoding", kind) => self.draft_body().encoding = self.short_text(kind)?,
                (b"comment", kind) => self.draft_body().comment = self.short_text(kind)?,
                (_, kind) => self.scan.skip(kind)?,
            }
        }
        Ok(())
    }

    fn draft_body(&mut self) -> &mut RequestBody {
        self.draft.exchange.request_body.get_or_insert_default()
    }

    fn body_text(&mut self) -> Result<(), Stop> {
        let (text, read) = self.body(self.options.body_limit);
        self.draft_body().text = Some(text);
        read
    }

    fn params(&mut self) -> Result<(), Stop> {
        let mut room = self.options.body_limit;
        while let Some(kind) = self.scan.element()? {
            if kind != Kind::Object || self.draft_body().params.len() == PARAMS {
                self.scan.skip(kind)?;
                continue;
            }
            let (mut name, mut value) = (None, None);
            let read = self.param(&mut name, &mut value, room);
            if name.is_some() || value.is_some() {
                let name = name.unwrap_or_else(|| Quoted::new(Vec::new(), 0));
                let value = value.unwrap_or_else(|| Body::Given(Quoted::new(Vec::new(), 0)));
                let given = |body: &Body| match body {
                    Body::Given(text) => text.raw().len(),
                    Body::TooLong(_) => 0,
                };
                room -= (name.raw().len() + given(&value)).min(room);
                self.draft_body().params.push(Param { name, value });
            }
            read?;
        }
        Ok(())
    }

    fn param(
        &mut self,
        name: &mut Option<Quoted>,
        value: &mut Option<Body>,
        room: usize,
    ) -> Result<(), Stop> {
        while let Some((key, kind)) = self.scan.member()? {
            match (key, kind) {
                (b"name", Kind::String) => {
                    let (text, read) = self.body(SHORT.min(room));
                    if let Body::Given(text) = text {
                        *name = Some(text);
                    }
                    read?;
                }
                (b"value", Kind::String) => {
                    let (text, read) = self.body(room);
                    *value = Some(text);
                    read?;
                }
                (_, kind) => self.scan.skip(kind)?,
            }
        }
        Ok(())
    }

    fn response(&mut self) -> Result<(), Stop> {
        let counting = self.options.headers == Headers::Counted;
        let (mut header_cookies, mut cookies) = (0, 0);
        while let Some((key, kind)) = self.scan.member()? {
            match (key, kind) {
                (b"status", kind) => {
                    let status = self.short_text(kind)?;
                    self.draft.exchange.status = status.and_then(|status| status.parse().ok());
                }
                (b"redirectURL", kind) => self.draft.redirect_url = self.short_text(kind)?,
                (b"headers", Kind::Array) => self.headers(&mut header_cookies)?,
                (b"cookies", Kind::Array) if counting => cookies = self.number_of()?,
                (b"content", Kind::Object) => self.content()?,
                (_, kind) => self.scan.skip(kind)?,
            }
        }
        self.draft.exchange.counted.cookies += header_cookies.max(cookies);
        Ok(())
    }

    fn headers(&mut self, cookies: &mut usize) -> Result<(), Stop> {
        while let Some(kind) = self.scan.element()? {
            if kind == Kind::Object {
                self.header(cookies)?;
            } else {
                self.scan.skip(kind)?;
            }
        }
        Ok(())
    }

    fn header(&mut self, cookies: &mut usize) -> Result<(), Stop> {
        let (mut header, mut early_value) = (None, None);
        while let Some((key, kind)) = self.scan.member()? {
            match (key, kind) {
                (b"name", Kind::String) => {
                    self.short.clear();
                    self.scan.copy_string(&mut self.short, SHORT)?;
                    header = Header::of(&self.short);
                    if self.options.headers == Headers::Counted {
                        self.count_header(cookies);
                    }
                    if header.is_none() {
                        // The rest of it is of no interest; most headers end here.
                        return self.scan.skip(Kind::Object);
                    }
                }
                (b"value", kind) => early_value = self.short_text(kind)?,
                (_, kind) => self.scan.skip(kind)?,
            }
        }
        let exchange = &mut self.draft.exchange;
        match header {
            Some(Header::Date) => exchange.stamped.date = early_value,
            Some(Header::Location) => exchange.location = early_value,
            Some(Header::ContentType) => exchange.content_type = early_value,
            None => {}
        }
        Ok(())
    }

    /// Counts the header whose name was read last.
    fn count_header(&mut self, cookies: &mut usize) {
        let counted = &mut self.draft.exchange.counted;
        let is = |names: &[&str]| names.iter().any(|name| self.short.eq_ignore_ascii_case(name.as_bytes()));
        if is(&["cookie", "set-cookie"]) {
            *cookies += 1;
        } else if is(&["authorization", "proxy-authorization"]) {
            counted.authorizations += 1;
        } else {
            counted.other_headers += 1;
        }
    }

    fn content(&mut self) -> Result<(), Stop> {
        while let Some((key, kind)) = self.scan.member()? {
            match (key, kind) {
                (b"mimeType", kind) => self.draft.mime_type = self.short_text(kind)?,
                (b"encoding", kind) => {
                    let encoding = self.short_text(kind)?;
                    self.draft.page.get_or_insert_default().encoding = encoding;
                }
                (b"text", Kind::String) => self.page_text()?,
                (_, kind) => self.scan.skip(kind)?,
            }
        }
        if self.draft.mime_type.as_deref().is_some_and(|mime_type| !page::may_be_text(mime_type)) {
            self.draft.page = None;
        }
        Ok(())
    }

    fn page_text(&mut self) -> Result<(), Stop> {
        if self.draft.mime_type.as_deref().is_some_and(|mime_type| !page::may_be_text(mime_type)) {
            return self.scan.skip(Kind::String);
        }
        let start = self.scan.window().offset();
        self.scratch.clear();
        let copied = self.scan.copy_string(&mut self.scratch, self.options.body_limit);
        let text = match copied {
            Ok(Copied::TooLong) => PageText::TooLong(self.captured_since(start)),
            Ok(Copied::Whole) => PageText::InScratch { start, whole: true },
            Err(_) => PageText::InScratch { start, whole: false },
        };
        self.draft.page.get_or_insert_default().text = Some(text);
        copied.map(|_| ())
    }

    /// From an offset to the quote that was consumed last.
    fn captured_since(&mut self, start: u64) -> Range<u64> {
        let window = self.scan.window();
        start..window.offset() - window.units().width()
    }

    /// A string that may be long. At the end of the file, as much of it as was there.
    fn body(&mut self, limit: usize) -> (Body, Result<(), Stop>) {
        let start = self.scan.window().offset();
        let mut raw = Vec::new();
        let copied = self.scan.copy_string(&mut raw, limit);
        if copied == Ok(Copied::TooLong) {
            return (Body::TooLong(self.captured_since(start)), Ok(()));
        }
        raw.shrink_to_fit();
        let text = Quoted::new(raw, start).with_units(self.scan.window().units());
        match copied {
            Ok(_) => (Body::Given(text), Ok(())),
            Err(stop) => (Body::Given(text.cut_off()), Err(stop)),
        }
    }

    /// A string or number as text; `None` for anything else, and for what is not short.
    pub(super) fn short_text(&mut self, kind: Kind) -> Result<Option<String>, Stop> {
        match kind {
            Kind::String => {
                let mut raw = std::mem::take(&mut self.short);
                raw.clear();
                let copied = self.scan.copy_string(&mut raw, SHORT);
                let text = match copied {
                    Ok(Copied::Whole) => Some(json::to_text(&raw)),
                    _ => None,
                };
                self.short = raw;
                copied.map(|_| text)
            }
            Kind::Bare => {
                let mut number = [0; 32];
                let length = self.scan.bare(&mut number)?;
                let text = str::from_utf8(&number[..length]).ok();
                Ok(text.filter(|text| *text != "null").map(str::to_owned))
            }
            Kind::Object | Kind::Array => self.scan.skip(kind).map(|()| None),
        }
    }
}

/// The headers of a response that are read.
#[derive(Debug, Clone, Copy)]
enum Header {
    Date,
    Location,
    ContentType,
}

impl Header {
    /// By the name as written; nobody escapes these.
    fn of(name: &[u8]) -> Option<Header> {
        const KNOWN: [(&str, Header); 3] =
            [("date", Header::Date), ("location", Header::Location), ("content-type", Header::ContentType)];
        KNOWN
            .into_iter()
            .find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes()))
            .map(|(_, header)| header)
    }
}
