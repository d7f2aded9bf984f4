//! Where a finding stands in the file that was given: the line and column to click on.

use std::io::{self, Read};

use super::{Finding, Report};

/// How much of a file is looked at in one go.
const CHUNK: usize = 256 << 10;

/// A stretch of a given file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The input's name as it was given.
    pub input: String,
    pub start: Spot,
    /// `None` where only the file is known, and it stands for its beginning.
    pub end: Option<Spot>,
}

/// Line and column, both from 1; columns count code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    pub line: u64,
    pub column: u64,
}

impl Spot {
    pub const FIRST: Spot = Spot { line: 1, column: 1 };
}

impl Report {
    /// Finds the line and column of each finding in the file it was captured in, reading every such file
    /// once more. `open` gives an input's bytes by its name; of one that it does not give, and of an
    /// archive, whose members have lines of their own, a finding stands at the beginning.
    pub fn locate<'b>(&mut self, mut open: impl FnMut(&str) -> Option<Box<dyn Read + 'b>>) {
        let of_messages = self.messages.iter_mut().map(|one| (&one.input_name, &mut one.findings));
        let of_evidence = self.evidence.iter_mut().map(|one| (&one.input_name, &mut one.findings));
        let mut findings: Vec<(&str, &mut Finding)> = of_messages
            .chain(of_evidence)
            .flat_map(|(input, findings)| findings.iter_mut().map(|finding| (input.as_str(), finding)))
            .collect();
        let mut names: Vec<String> = findings
            .iter()
            .filter_map(|(_, finding)| Some(finding.captured.as_ref()?.input.clone()))
            .collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let mut here: Vec<&mut Finding> = findings
                .iter_mut()
                .map(|(_, finding)| &mut **finding)
                .filter(|finding| finding.captured.as_ref().is_some_and(|captured| captured.input == name))
                .collect();
            let mut offsets: Vec<u64> = here
                .iter()
                .filter_map(|finding| finding.captured.as_ref())
                .flat_map(|captured| [captured.start, captured.end])
                .collect();
            offsets.sort_unstable();
            offsets.dedup();
            let Some(spots) = open(&name).and_then(|file| spots(file, &offsets).ok().flatten()) else {
                continue;
            };
            let spot = |offset| offsets.binary_search(&offset).ok().and_then(|at| spots.get(at).copied());
            for finding in &mut here {
                let Some(captured) = &finding.captured else { continue };
                let Some(start) = spot(captured.start) else { continue };
                let end = spot(captured.end).filter(|end| *end > start);
                finding.region = Some(Region { input: name.clone(), start, end });
            }
        }
        for (input, finding) in &mut findings {
            if finding.region.is_none() {
                finding.region = Some(of_place(input, finding));
            }
        }
    }
}

/// Of a file of evidence the place is its own; of anything else nothing but the file is known.
fn of_place(input: &str, finding: &Finding) -> Region {
    let place = &finding.place;
    let in_message = place.source == "message" || place.source.starts_with("decrypted ");
    if in_message {
        return Region { input: input.to_owned(), start: Spot::FIRST, end: None };
    }
    let start = Spot { line: place.line as u64, column: place.column as u64 };
    let mut counter = Counter { at: start, ..Counter::default() };
    counter.pass(place.excerpt.text().as_bytes());
    let end = Some(counter.at).filter(|end| *end > start);
    Region { input: place.source.clone(), start, end }
}

/// The line and column of each offset, which are sorted; fewer where the file ends before them, and
/// none of a file that is compressed.
fn spots(mut file: impl Read, offsets: &[u64]) -> io::Result<Option<Vec<Spot>>> {
    let mut chunk = vec![0; CHUNK];
    let mut counter = Counter::default();
    let mut spots = Vec::with_capacity(offsets.len());
    let mut passed = 0;
    while spots.len() < offsets.len() {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            // A place at the very end.
            if offsets[spots.len()] == passed {
                spots.push(counter.at);
            }
            break;
        }
        let mut rest = &chunk[..read];
        if passed == 0 {
            match rest {
                [0x1F, 0x8B, ..] | [b'P', b'K', ..] => return Ok(None),
                [0xFF, 0xFE, ..] => counter.units = Units::LittleEndian,
                [0xFE, 0xFF, ..] => counter.units = Units::BigEndian,
                _ => {}
            }
        }
        while let Some(&offset) = offsets.get(spots.len()) {
            let here = usize::try_from(offset.saturating_sub(passed)).unwrap_or(usize::MAX);
            if here >= rest.len() {
                break;
            }
            let (before, after) = rest.split_at(here);
            counter.pass(before);
            passed += here as u64;
            rest = after;
            spots.push(counter.at);
        }
        counter.pass(rest);
        passed += rest.len() as u64;
    }
    Ok(Some(spots))
}

/// How characters stand in the bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Units {
    #[default]
    Bytes,
    LittleEndian,
    BigEndian,
}

/// Counts lines and columns. Lines end at LF, at CR LF and at a lone CR.
#[derive(Debug)]
struct Counter {
    at: Spot,
    units: Units,
    /// Whether the last character was a CR.
    after_return: bool,
    /// The first byte of a unit of two.
    half: Option<u8>,
}

impl Default for Counter {
    fn default() -> Counter {
        Counter { at: Spot::FIRST, units: Units::Bytes, after_return: false, half: None }
    }
}

impl Counter {
    fn pass(&mut self, bytes: &[u8]) {
        match self.units {
            Units::Bytes => self.pass_bytes(bytes),
            Units::LittleEndian | Units::BigEndian => {
                for &byte in bytes {
                    match self.half.take() {
                        None => self.half = Some(byte),
                        Some(first) if self.units == Units::LittleEndian => {
                            self.unit(u16::from_le_bytes([first, byte]));
                        }
                        Some(first) => self.unit(u16::from_be_bytes([first, byte])),
                    }
                }
            }
        }
    }

    fn pass_bytes(&mut self, mut bytes: &[u8]) {
        while let Some(end) = memchr::memchr2(b'\n', b'\r', bytes) {
            self.count(&bytes[..end]);
            self.unit(u16::from(bytes[end]));
            bytes = &bytes[end + 1..];
        }
        self.count(bytes);
    }

    /// Characters between two ends of lines.
    fn count(&mut self, bytes: &[u8]) {
        let Some(&first) = bytes.first() else { return };
        self.after_return = false;
        let starts = bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u64;
        // A byte order mark is no character of the text.
        let mark = u64::from(self.at == Spot::FIRST && first == 0xEF && bytes.starts_with(b"\xEF\xBB\xBF"));
        self.at.column += starts - mark;
    }

    fn unit(&mut self, unit: u16) {
        let after_return = std::mem::take(&mut self.after_return);
        match unit {
            0x0A if after_return => {}
            0x0A | 0x0D => {
                self.at = Spot { line: self.at.line + 1, column: 1 };
                self.after_return = unit == 0x0D;
            }
            // The mark at the beginning, and the second halves of pairs.
            0xFEFF if self.at == Spot::FIRST => {}
            0xDC00..=0xDFFF => {}
            _ => self.at.column += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(bytes: &[u8], offsets: &[u64]) -> Vec<(u64, u64)> {
        let spots = spots(bytes, offsets).unwrap().unwrap_or_default();
        spots.iter().map(|spot| (spot.line, spot.column)).collect()
    }

    #[test]
    fn lines_end_as_in_every_editor_and_columns_count_code_points() {
        let text = "ab\ncé€d\r\ne\rf".as_bytes();
        let of = |c: &str| std::str::from_utf8(text).unwrap().find(c).unwrap() as u64;
        let offsets = [0, of("b"), of("c"), of("d"), of("e"), of("f"), text.len() as u64];
        assert_eq!(at(text, &offsets), [(1, 1), (1, 2), (2, 1), (2, 4), (3, 1), (4, 1), (4, 2)]);
    }

    #[test]
    fn marks_of_encodings_are_no_columns_and_units_of_two_bytes_are_one() {
        assert_eq!(at(b"\xEF\xBB\xBFab", &[3, 4]), [(1, 1), (1, 2)]);
        assert_eq!(at(b"\xFF\xFEa\0\r\0\n\0b\0", &[2, 4, 8]), [(1, 1), (1, 2), (2, 1)]);
        assert_eq!(at(b"\xFE\xFF\0a\0\n\0b", &[2, 6]), [(1, 1), (2, 1)]);
    }

    #[test]
    fn places_are_found_across_chunks_and_not_behind_the_end_nor_in_archives() {
        let mut text = "é\n".repeat(CHUNK).into_bytes();
        text.extend_from_slice(b"xyz");
        let length = text.len() as u64;
        assert_eq!(at(&text, &[length - 1, length + 9]), [(CHUNK as u64 + 1, 3)]);
        assert_eq!(at(b"\x1F\x8Babc", &[2]), []);
    }
}
