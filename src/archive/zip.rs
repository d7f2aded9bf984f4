//! The members of a ZIP archive (APPNOTE 6.3), read from its directory at the end.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom, Take};

use super::LIMIT;
use super::inflated::Inflated;

/// The first bytes of such a file.
pub const MAGIC: [u8; 4] = *b"PK\x03\x04";
/// Members of one archive that are looked at.
pub const MOST: usize = 1_000;

/// One file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// With its folders.
    pub name: String,
    start: u64,
    packed: u64,
    method: u16,
    encrypted: bool,
}

/// Why an archive, or a member of it, cannot be read.
#[derive(Debug)]
pub enum ZipError {
    Read(io::Error),
    /// It has no directory: it was cut off, or is none.
    Damaged,
    /// Beyond what a capture needs: more than 4 GB, or several volumes.
    Zip64,
    /// The members before it inflate to as much as is read of one archive.
    TooLarge,
    /// A member is encrypted with a password.
    Encrypted,
    /// A member is compressed by a method of this number.
    Method(u16),
}

impl fmt::Display for ZipError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ZipError::Read(error) => error.fmt(f),
            ZipError::Damaged => f.write_str("the ZIP archive is cut off or damaged"),
            ZipError::Zip64 => f.write_str("the ZIP archive is larger than is read here"),
            ZipError::TooLarge => f.write_str("the archive holds more than 4 GB, and the rest was not read"),
            ZipError::Encrypted => f.write_str("it is encrypted with a password"),
            ZipError::Method(method) => {
                write!(f, "it is compressed by method {method}, which is not read here")
            }
        }
    }
}

impl std::error::Error for ZipError {}

impl From<io::Error> for ZipError {
    fn from(error: io::Error) -> ZipError {
        ZipError::Read(error)
    }
}

/// The members in the order of the directory, folders left out; at most [`MOST`].
///
/// # Errors
///
/// Where the archive has no directory that can be read.
pub fn members(archive: &mut (impl Read + Seek)) -> Result<Vec<Member>, ZipError> {
    /// The end record, with the longest comment.
    const TAIL: u64 = 22 + 0xFFFF;
    let length = archive.seek(SeekFrom::End(0))?;
    archive.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    archive.by_ref().take(TAIL).read_to_end(&mut tail)?;
    let end = memchr::memmem::rfind(&tail, b"PK\x05\x06").ok_or(ZipError::Damaged)?;
    let record = tail.get(end..end + 22).ok_or(ZipError::Damaged)?;
    let (size, start) = (long(record, 12), long(record, 16));
    if start == u64::from(u32::MAX) || short(record, 4) != 0 {
        return Err(ZipError::Zip64);
    }
    archive.seek(SeekFrom::Start(start))?;
    let mut directory = Vec::new();
    archive.by_ref().take(size.min(64 << 20)).read_to_end(&mut directory)?;
    let mut members = Vec::new();
    let mut rest = directory.as_slice();
    while members.len() < MOST && rest.starts_with(b"PK\x01\x02") {
        let header = rest.get(..46).ok_or(ZipError::Damaged)?;
        let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(short(header, at)));
        let written = rest.get(46..46 + name).ok_or(ZipError::Damaged)?;
        let member = Member {
            name: String::from_utf8_lossy(written).into_owned(),
            start: long(header, 42),
            packed: long(header, 20),
            method: short(header, 10),
            encrypted: short(header, 8) & 1 != 0,
        };
        if !member.name.ends_with('/') {
            members.push(member);
        }
        rest = rest.get(46 + name + extra + comment..).unwrap_or_default();
    }
    Ok(members)
}

/// Opens a member.
///
/// # Errors
///
/// Where it is encrypted, compressed by a method that nobody uses for captures, or not there.
pub fn open<'a, R: Read + Seek>(
    archive: &'a mut R,
    member: &Member,
) -> Result<impl Read + use<'a, R>, ZipError> {
    if member.encrypted {
        return Err(ZipError::Encrypted);
    }
    archive.seek(SeekFrom::Start(member.start))?;
    let mut header = [0; 30];
    archive.read_exact(&mut header)?;
    if !header.starts_with(&MAGIC) {
        return Err(ZipError::Damaged);
    }
    let skipped = i64::from(short(&header, 26)) + i64::from(short(&header, 28));
    archive.seek(SeekFrom::Current(skipped))?;
    let packed = archive.take(member.packed);
    match member.method {
        0 => Ok(Unpacked::Stored(packed)),
        8 => Ok(Unpacked::Deflated(Inflated::new(packed).take(LIMIT))),
        method => Err(ZipError::Method(method)),
    }
}

enum Unpacked<R> {
    Stored(Take<R>),
    Deflated(Take<Inflated<Take<R>>>),
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Unpacked::Stored(stored) => stored.read(out),
            Unpacked::Deflated(inflated) => inflated.read(out),
        }
    }
}

fn short(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn long(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use miniz_oxide::deflate::compress_to_vec;

    use super::*;

    /// As `zip` writes it: local headers and bodies, the directory, its end.
    fn archive(files: &[(&str, &[u8], u16)]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (name, text, method) in files {
            let body = if *method == 8 { compress_to_vec(text, 6) } else { text.to_vec() };
            let start = bytes.len() as u32;
            let fields = |header: &mut Vec<u8>| {
                header.extend(20u16.to_le_bytes());
                header.extend(0u16.to_le_bytes());
                header.extend(method.to_le_bytes());
                header.extend([0; 8]);
                header.extend((body.len() as u32).to_le_bytes());
                header.extend((text.len() as u32).to_le_bytes());
                header.extend((name.len() as u16).to_le_bytes());
            };
            bytes.extend(b"PK\x03\x04");
            fields(&mut bytes);
            bytes.extend([0; 2]);
            bytes.extend(name.as_bytes());
            bytes.extend(&body);
            directory.extend(b"PK\x01\x02\x14\0");
            fields(&mut directory);
            directory.extend([0; 12]);
            directory.extend(start.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let (start, size) = (bytes.len() as u32, directory.len() as u32);
        bytes.extend(directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0\0\0\0\0");
        bytes.extend(size.to_le_bytes());
        bytes.extend(start.to_le_bytes());
        bytes.extend(b"\x03\0end");
        bytes
    }

    #[test]
    fn members_are_read_stored_and_deflated() {
        let long = b"SAMLResponse".repeat(30_000);
        let bytes = archive(&[("a/", b"", 0), ("a/login.har", &long, 8), ("b.txt", b"<a/>", 0)]);
        let mut zip = Cursor::new(bytes);
        let members = members(&mut zip).unwrap();
        let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["a/login.har", "b.txt"]);
        for (member, expected) in members.iter().zip([long.as_slice(), b"<a/>"]) {
            let mut text = Vec::new();
            open(&mut zip, member).unwrap().read_to_end(&mut text).unwrap();
            assert!(text == expected, "{}", member.name);
        }
    }

    #[test]
    fn damage_is_an_error_wherever_it_is() {
        let whole = archive(&[("login.har", &b"{}".repeat(200), 8)]);
        assert!(matches!(members(&mut Cursor::new(&whole[..whole.len() - 30])), Err(ZipError::Damaged)));
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0xFF;
            let mut zip = Cursor::new(bytes);
            for member in members(&mut zip).unwrap_or_default() {
                if let Ok(mut open) = open(&mut zip, &member) {
                    let _ = open.read_to_end(&mut Vec::new());
                }
            }
        }
    }
}
