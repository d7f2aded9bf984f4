//! The way through a HAR: from the first byte to `log.entries`, and from entry to entry.

use std::io::Read;

use super::entry::{self, Draft};
use super::scan::{Kind, Scanner, Stop};
use super::{Creator, Exchange, Found, HarError, HarProblem, Options};

/// The exchanges of a HAR in the order of the file.
///
/// # Errors
///
/// An error is the last item. What stood before it has been given out, the readable part of the
/// entry in which it happened too (see [`Exchange::cut_off`]).
pub fn exchanges<R: Read>(reader: R, options: Options) -> Exchanges<R> {
    Exchanges {
        scan: Scanner::new(reader),
        options,
        creator: None,
        entries: 0,
        recognised: false,
        keys: None,
        stack: Vec::new(),
        draft: Draft::default(),
        scratch: Vec::new(),
        short: Vec::new(),
        error: None,
        state: State::Start,
    }
}

/// Iterator over the exchanges of a HAR; see [`exchanges`].
#[derive(Debug)]
pub struct Exchanges<R> {
    pub(super) scan: Scanner<R>,
    pub(super) options: Options,
    creator: Option<Creator>,
    pub(super) entries: usize,
    pub(super) recognised: bool,
    /// The first keys of the file's object, if it is one.
    keys: Option<Vec<String>>,
    stack: Vec<Level>,
    pub(super) draft: Draft,
    pub(super) scratch: Vec<u8>,
    pub(super) short: Vec<u8>,
    error: Option<HarError>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Reading,
    /// Something other than a HAR began the file.
    NoJson(u8),
    Done,
}

/// Where in the file we are. Only these are descended into; all else is read or skipped at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// An object that may be the HAR, a wrapper around it, or a lone entry.
    Open,
    /// `log`.
    Log,
    /// `log.entries`.
    Entries,
    /// An array that may hold entries or HARs.
    Values,
}

/// How deep in wrappers a HAR is looked for.
const WRAPPERS: usize = 6;
const KEYS_TOLD: usize = 8;

impl<R: Read> Exchanges<R> {
    /// The program that wrote the file; known once its `creator` was passed, at the latest after
    /// the last exchange.
    pub fn creator(&self) -> Option<&Creator> {
        self.creator.as_ref()
    }

    /// How many entries were passed so far.
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// Reads one thing: a member, an element, an entry. `None` if that is not an exchange.
    fn step(&mut self) -> Result<Option<Exchange>, Stop> {
        match self.stack.last() {
            None => self.top().map(|()| None),
            Some(Level::Open) => self.open_member(),
            Some(Level::Log) => self.log_member().map(|()| None),
            Some(Level::Entries) => self.entry(),
            Some(Level::Values) => self.array_element().map(|()| None),
        }
    }

    /// A value of the file itself; some programs write one entry after the other.
    fn top(&mut self) -> Result<(), Stop> {
        let first = self.scan.peek()?;
        if self.state == State::Reading && matches!(first, b')' | b';') {
            // The end of a call that the HAR is the argument of (JSONP).
            return Err(Stop::End);
        }
        match self.scan.value()? {
            Kind::Object => {
                self.keys.get_or_insert_default();
                self.stack.push(Level::Open);
            }
            Kind::Array => self.stack.push(Level::Values),
            Kind::String | Kind::Bare if self.state == State::Start => self.state = State::NoJson(first),
            Kind::String | Kind::Bare => {
                return Err(Stop::Unexpected { found: first, expected: "the end of the file" });
            }
        }
        if self.state == State::Start {
            self.state = State::Reading;
        }
        Ok(())
    }

    fn open_member(&mut self) -> Result<Option<Exchange>, Stop> {
        let Some((key, kind)) = self.scan.member()? else {
            self.stack.pop();
            return Ok(self.finish_entry());
        };
        if let (1, Some(keys)) = (self.stack.len(), &mut self.keys)
            && keys.len() < KEYS_TOLD
        {
            keys.push(String::from_utf8_lossy(key).into_owned());
        }
        let inside_entry = self.draft.is_entry();
        match (key, kind) {
            (b"log", Kind::Object) if !inside_entry => self.stack.push(Level::Log),
            (b"entries", Kind::Array) if !inside_entry => self.stack.push(Level::Entries),
            (b"creator", Kind::Object) => self.read_creator()?,
            _ => match entry::Member::of(key) {
                Some(member) => self.entry_member(member, kind)?,
                None if kind == Kind::Object && !inside_entry && self.stack.len() < WRAPPERS => {
                    self.stack.push(Level::Open);
                }
                None => self.scan.skip(kind)?,
            },
        }
        Ok(None)
    }

    fn log_member(&mut self) -> Result<(), Stop> {
        match self.scan.member()? {
            None => {
                self.stack.pop();
            }
            Some((b"entries", Kind::Array)) => {
                self.recognised = true;
                self.stack.push(Level::Entries);
            }
            Some((b"creator", Kind::Object)) => self.read_creator()?,
            Some((_, kind)) => self.scan.skip(kind)?,
        }
        Ok(())
    }

    fn array_element(&mut self) -> Result<(), Stop> {
        match self.scan.element()? {
            None => {
                self.stack.pop();
            }
            Some(Kind::Object) => self.stack.push(Level::Open),
            Some(kind) => self.scan.skip(kind)?,
        }
        Ok(())
    }

    fn entry(&mut self) -> Result<Option<Exchange>, Stop> {
        self.draft = Draft::default();
        match self.scan.element()? {
            None => {
                self.stack.pop();
                return Ok(None);
            }
            Some(Kind::Object) => {}
            Some(kind) => {
                self.entries += 1;
                self.scan.skip(kind)?;
                return Ok(None);
            }
        }
        while let Some((key, kind)) = self.scan.member()? {
            match entry::Member::of(key) {
                Some(member) => self.entry_member(member, kind)?,
                None => self.scan.skip(kind)?,
            }
        }
        let exchange = self.finish_entry();
        if exchange.is_none() {
            // Neither request nor response: nothing to look at, but it has its number.
            self.entries += 1;
        }
        Ok(exchange)
    }

    fn read_creator(&mut self) -> Result<(), Stop> {
        let mut creator = Creator::default();
        while let Some((key, kind)) = self.scan.member()? {
            match key {
                b"name" => creator.name = self.short_text(kind)?,
                b"version" => creator.version = self.short_text(kind)?,
                _ => self.scan.skip(kind)?,
            }
        }
        self.creator = Some(creator);
        Ok(())
    }

    /// What stopped the reading, in the words of a report; `None` if that was the end of a HAR.
    fn explain(&mut self, stop: Stop) -> Option<HarError> {
        let offset = self.scan.window().offset();
        let problem = if let Some(error) = self.scan.window().take_failure() {
            HarProblem::Read(error)
        } else {
            let inside = self.stack.iter().any(|level| matches!(level, Level::Log | Level::Entries));
            match (self.state, stop) {
                (State::Start, _) => HarProblem::NotHar(Found::Nothing),
                (State::NoJson(byte), _) => HarProblem::NotHar(Found::NoJson(byte)),
                _ if self.recognised || inside => match stop {
                    Stop::End if self.stack.is_empty() => return None,
                    Stop::End => HarProblem::CutOff,
                    Stop::Unexpected { found, expected } => HarProblem::Unexpected { found, expected },
                },
                _ => HarProblem::NotHar(self.keys.take().map_or(Found::Array, Found::Object)),
            }
        };
        Some(HarError { offset, problem })
    }
}

impl<R: Read> Iterator for Exchanges<R> {
    type Item = Result<Exchange, HarError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.state != State::Done {
            let stop = match self.step() {
                Ok(Some(exchange)) => return Some(Ok(exchange)),
                Ok(None) if matches!(self.state, State::NoJson(_)) => Stop::End,
                Ok(None) => continue,
                Err(stop) => stop,
            };
            self.draft.exchange.cut_off = true;
            let rest = self.finish_entry();
            self.error = self.explain(stop);
            self.state = State::Done;
            if let Some(exchange) = rest {
                return Some(Ok(exchange));
            }
        }
        self.error.take().map(Err)
    }
}
