//! The part of a file that is in memory: one buffer, used over and over, always UTF-8.

use std::io::{self, Read};

use crate::capture::json::{Units, captured_length};

/// Large enough that a read costs nothing beside the scan, small enough to stay in the cache.
const CAPACITY: usize = 256 * 1024;

/// Bytes of UTF-16 read at a time.
const TRANSCODED: usize = 64 * 1024;

#[derive(Debug)]
pub struct Window<R> {
    reader: R,
    bytes: Vec<u8>,
    at: usize,
    end: usize,
    /// Offset in the file of `bytes[mark]`; a mark at or before `at`.
    mark: usize,
    mark_offset: u64,
    encoding: Encoding,
    /// Bytes of UTF-16 that were read and do not make a character yet.
    pending: Vec<u8>,
    ended: bool,
    failure: Option<io::Error>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Unknown,
    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
}

impl<R: Read> Window<R> {
    pub fn new(reader: R) -> Window<R> {
        Window {
            reader,
            bytes: vec![0; CAPACITY],
            at: 0,
            end: 0,
            mark: 0,
            mark_offset: 0,
            encoding: Encoding::Unknown,
            pending: Vec::new(),
            ended: false,
            failure: None,
        }
    }

    /// What is in memory and not consumed yet.
    #[inline]
    pub fn rest(&self) -> &[u8] {
        &self.bytes[self.at..self.end]
    }

    #[inline]
    pub fn consume(&mut self, length: usize) {
        self.at += length;
    }

    /// Reads on; false if there is nothing more.
    pub fn more(&mut self) -> bool {
        if self.encoding == Encoding::Unknown {
            self.recognise_encoding();
        }
        self.settle();
        self.bytes.copy_within(self.at..self.end, 0);
        self.end -= self.at;
        self.at = 0;
        self.mark = 0;
        let before = self.end;
        if self.end == self.bytes.len() {
            // Only for a caller that consumes nothing.
            self.bytes.resize(self.bytes.len() * 2, 0);
        }
        while self.end == before && !self.ended {
            match self.encoding {
                Encoding::Unknown | Encoding::Utf8 if !self.pending.is_empty() => {
                    let length = self.pending.len();
                    self.bytes[self.end..self.end + length].copy_from_slice(&self.pending);
                    self.end += length;
                    self.pending.clear();
                }
                Encoding::Unknown | Encoding::Utf8 => {
                    let read = read(&mut self.reader, &mut self.bytes[self.end..], &mut self.failure);
                    self.end += read;
                    self.ended = read == 0;
                }
                Encoding::Utf16LittleEndian => self.transcode(u16::from_le_bytes),
                Encoding::Utf16BigEndian => self.transcode(u16::from_be_bytes),
            }
        }
        self.end > before
    }

    /// Offset in the file of the next byte.
    pub fn offset(&mut self) -> u64 {
        self.settle();
        self.mark_offset
    }

    pub fn units(&self) -> Units {
        match self.encoding {
            Encoding::Unknown | Encoding::Utf8 => Units::Utf8,
            Encoding::Utf16LittleEndian | Encoding::Utf16BigEndian => Units::Utf16,
        }
    }

    /// Why reading stopped before the end of the file, if it did.
    pub fn take_failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }

    fn settle(&mut self) {
        self.mark_offset += captured_length(&self.bytes[self.mark..self.at], self.units());
        self.mark = self.at;
    }

    /// By the byte order mark, else by where the zero byte stands: JSON begins with ASCII.
    fn recognise_encoding(&mut self) {
        let mut head = [0; 4];
        let mut length = 0;
        while length < head.len() {
            match read(&mut self.reader, &mut head[length..], &mut self.failure) {
                0 => break,
                read => length += read,
            }
        }
        let head = &head[..length];
        let (encoding, mark) = match head {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
            [0xFF, 0xFE, ..] => (Encoding::Utf16LittleEndian, 2),
            [0xFE, 0xFF, ..] => (Encoding::Utf16BigEndian, 2),
            [1..=255, 0, 1..=255, 0] => (Encoding::Utf16LittleEndian, 0),
            [0, 1..=255, 0, 1..=255] => (Encoding::Utf16BigEndian, 0),
            _ => (Encoding::Utf8, 0),
        };
        self.encoding = encoding;
        self.mark_offset = mark as u64;
        self.pending.extend_from_slice(&head[mark..]);
    }

    fn transcode(&mut self, unit: fn([u8; 2]) -> u16) {
        let kept = self.pending.len();
        self.pending.resize(kept + TRANSCODED, 0);
        let read = read(&mut self.reader, &mut self.pending[kept..], &mut self.failure);
        self.pending.truncate(kept + read);
        self.ended = read == 0;
        // A unit of two bytes becomes three at most.
        let needed = self.end + self.pending.len() / 2 * 3;
        if self.bytes.len() < needed {
            self.bytes.resize(needed, 0);
        }
        let mut used = self.pending.len() / 2 * 2;
        let is_high = |pair: &[u8]| (0xD800..0xDC00).contains(&unit([pair[0], pair[1]]));
        if !self.ended && used >= 2 && is_high(&self.pending[used - 2..used]) {
            used -= 2;
        }
        let units = self.pending[..used].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        for character in char::decode_utf16(units) {
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            self.end += character.encode_utf8(&mut self.bytes[self.end..]).len();
        }
        self.pending.drain(..used);
    }
}

/// One read; a failure is put aside and ends the file.
fn read(reader: &mut impl Read, into: &mut [u8], failure: &mut Option<io::Error>) -> usize {
    loop {
        match reader.read(into) {
            Ok(length) => return length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                *failure = Some(error);
                return 0;
            }
        }
    }
}
