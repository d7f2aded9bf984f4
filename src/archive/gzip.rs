//! gzip (RFC 1952): one member after the other, as browsers, servers and `gzip` write it.

use std::io::{self, Read};

use super::LIMIT;
use super::inflated::Inflated;

/// The first bytes of such a file.
pub const MAGIC: [u8; 2] = [0x1F, 0x8B];

/// Reads what a gzip file holds.
pub struct Gzip<R> {
    inner: Inflated<R>,
    state: State,
    left: u64,
}

#[derive(PartialEq, Eq)]
enum State {
    Header,
    Body,
    Done,
}

impl<R> std::fmt::Debug for Gzip<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gzip").field("left", &self.left).finish_non_exhaustive()
    }
}

impl<R: Read> Gzip<R> {
    pub fn new(inner: R) -> Gzip<R> {
        Gzip { inner: Inflated::new(inner), state: State::Header, left: LIMIT }
    }

    fn byte(&mut self) -> io::Result<u8> {
        self.inner.behind()?.ok_or_else(damaged)
    }

    /// Whether a member begins here; zeros may stand behind the last.
    fn header(&mut self) -> io::Result<bool> {
        const HEADER_CRC: u8 = 2;
        const EXTRA: u8 = 4;
        const NAME: u8 = 8;
        const COMMENT: u8 = 16;
        match self.inner.behind()? {
            Some(first) if first == MAGIC[0] => {}
            Some(_) | None => return Ok(false),
        }
        if self.byte()? != MAGIC[1] || self.byte()? != 8 {
            return Err(damaged());
        }
        let flags = self.byte()?;
        for _ in 0..6 {
            self.byte()?;
        }
        if flags & EXTRA != 0 {
            let length = u16::from_le_bytes([self.byte()?, self.byte()?]);
            for _ in 0..length {
                self.byte()?;
            }
        }
        for _ in [NAME, COMMENT].into_iter().filter(|flag| flags & flag != 0) {
            while self.byte()? != 0 {}
        }
        if flags & HEADER_CRC != 0 {
            self.byte()?;
            self.byte()?;
        }
        Ok(true)
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the gzip file is damaged")
}

impl<R: Read> Read for Gzip<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state {
                State::Done => return Ok(0),
                State::Header => {
                    self.state = if self.header()? { State::Body } else { State::Done };
                    self.inner.again();
                }
                State::Body => {
                    let count = self.inner.read(out)?;
                    self.left = self.left.checked_sub(count as u64).ok_or_else(too_large)?;
                    if count > 0 || out.is_empty() {
                        return Ok(count);
                    }
                    // Checksum and length.
                    for _ in 0..8 {
                        self.byte()?;
                    }
                    self.state = State::Header;
                }
            }
        }
    }
}

fn too_large() -> io::Error {
    io::Error::other("it inflates to more than 4 GB")
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec;

    use super::*;

    fn member(text: &[u8], flags: u8, extra: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 3];
        bytes.extend(extra);
        bytes.extend(compress_to_vec(text, 6));
        bytes.extend([0; 8]);
        bytes
    }

    #[test]
    fn members_follow_each_other() {
        let long = b"SAMLResponse".repeat(40_000);
        for (bytes, expected) in [
            (member(b"<a/>", 0, b""), b"<a/>".to_vec()),
            (member(b"<a/>", 8, b"login.har\0"), b"<a/>".to_vec()),
            (member(b"<a/>", 4 | 16, b"\x02\0xyhello\0"), b"<a/>".to_vec()),
            ([member(b"<a>", 0, b""), member(b"</a>", 0, b"")].concat(), b"<a></a>".to_vec()),
            ([member(&long, 0, b""), vec![0; 30]].concat(), long.clone()),
        ] {
            let mut text = Vec::new();
            Gzip::new(bytes.as_slice()).read_to_end(&mut text).unwrap();
            assert!(text == expected, "{} bytes", text.len());
        }
    }

    #[test]
    fn what_is_cut_off_or_damaged_is_an_error() {
        let whole = member(&b"some text that is long enough".repeat(20), 0, b"");
        for bytes in
            [&whole[..whole.len() - 20], &whole[..5], b"\x1F\x8B\x08\0\0\0\0\0\0\x03\xFF\xFF\xFF\xFF"]
        {
            assert!(Gzip::new(bytes).read_to_end(&mut Vec::new()).is_err(), "{bytes:?}");
        }
    }
}
