//! Bytes that know where they came from.
//!
//! A capture is decoded in steps (form field, percent-encoding, base64, inflate). Each step maps a
//! [`Traced`] to a [`Traced`], so that a byte of the XML leads back to the bytes of the file it was
//! read from, whatever lay between.

use std::ops::Range;

/// Bytes and the places in the captured file they were decoded from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traced {
    pub bytes: Vec<u8>,
    origins: Origins,
}

/// For each decoded byte the captured bytes it came from, as runs of equal groups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    runs: Vec<Run>,
    length: usize,
}

/// `count` groups of `decoded` bytes, each read from `captured` bytes: 1 from 1 for plain text,
/// 1 from 3 for `%2B`, 3 from 4 for base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    decoded_start: usize,
    captured_start: u64,
    decoded: usize,
    captured: u64,
    count: usize,
}

impl Run {
    fn decoded_end(&self) -> usize {
        self.decoded_start + self.decoded * self.count
    }
}

impl Origins {
    /// The captured bytes that a range of decoded bytes came from. An empty range leads to the
    /// empty place before the next byte.
    pub fn of(&self, range: Range<usize>) -> Range<u64> {
        let Some(first) = self.group(range.start) else {
            let end = self.end();
            return end..end;
        };
        if range.end <= range.start {
            return first.start..first.start;
        }
        let last = self.group(range.end - 1).unwrap_or_else(|| first.clone());
        // Decoded order need not be captured order only where a step joins two places; never swap.
        first.start..last.end.max(first.start)
    }

    fn group(&self, decoded: usize) -> Option<Range<u64>> {
        let index = self.runs.partition_point(|run| run.decoded_start <= decoded).checked_sub(1)?;
        let run = &self.runs[index];
        if decoded >= run.decoded_end() {
            return None;
        }
        let nth = ((decoded - run.decoded_start) / run.decoded) as u64;
        let start = run.captured_start + nth * run.captured;
        Some(start..start + run.captured)
    }

    fn end(&self) -> u64 {
        self.runs.last().map_or(0, |run| run.captured_start + run.captured * run.count as u64)
    }

    fn push(&mut self, decoded: usize, captured: Range<u64>) {
        if decoded == 0 {
            return;
        }
        let width = captured.end.saturating_sub(captured.start);
        if let Some(run) = self.runs.last_mut()
            && run.decoded == decoded
            && run.captured == width
            && run.captured_start + run.captured * run.count as u64 == captured.start
        {
            run.count += 1;
        } else {
            self.runs.push(Run {
                decoded_start: self.length,
                captured_start: captured.start,
                decoded,
                captured: width,
                count: 1,
            });
        }
        self.length += decoded;
    }

    fn push_plain(&mut self, length: usize, captured_start: u64) {
        if length == 0 {
            return;
        }
        match self.runs.last_mut() {
            Some(run)
                if run.decoded == 1
                    && run.captured == 1
                    && run.captured_start + run.count as u64 == captured_start =>
            {
                run.count += length;
            }
            _ => self.runs.push(Run {
                decoded_start: self.length,
                captured_start,
                decoded: 1,
                captured: 1,
                count: length,
            }),
        }
        self.length += length;
    }
}

impl Traced {
    /// Bytes as they stand in the captured file from an offset on.
    pub fn plain(bytes: impl Into<Vec<u8>>, captured_start: u64) -> Traced {
        let mut traced = Traced { bytes: bytes.into(), origins: Origins::default() };
        traced.origins.push_plain(traced.bytes.len(), captured_start);
        traced
    }

    /// Bytes whose only known origin is a whole captured value (inflated, decrypted, re-serialised).
    pub fn opaque(bytes: impl Into<Vec<u8>>, captured: Range<u64>) -> Traced {
        let mut traced = Traced { bytes: bytes.into(), origins: Origins::default() };
        traced.origins.push(traced.bytes.len(), captured);
        traced
    }

    /// Starts a step over this value: what is pushed names its bytes by their offsets here.
    pub fn step(&self) -> Step<'_> {
        Step { from: self, to: Traced::default() }
    }

    /// A part of this value, origins kept.
    pub fn slice(&self, range: Range<usize>) -> Traced {
        let mut step = self.step();
        step.copy(range);
        step.finish()
    }

    /// The captured bytes that a range of these bytes came from.
    pub fn captured(&self, range: Range<usize>) -> Range<u64> {
        self.origins.of(range)
    }

    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// This value without white space at its ends.
    pub fn trimmed(&self) -> Traced {
        let start = self.bytes.len() - self.bytes.trim_ascii_start().len();
        let end = start + self.bytes.trim_ascii().len();
        self.slice(start..end)
    }

    pub fn into_parts(self) -> (Vec<u8>, Origins) {
        (self.bytes, self.origins)
    }
}

/// One decoding step: the bytes it makes, each group with the bytes of the input it was made from.
#[derive(Debug)]
pub struct Step<'a> {
    from: &'a Traced,
    to: Traced,
}

impl Step<'_> {
    /// Bytes made together from a range of the input: the three of a base64 quartet, the one of `%2B`.
    pub fn push(&mut self, bytes: &[u8], from: Range<usize>) {
        self.to.bytes.extend_from_slice(bytes);
        self.to.origins.push(bytes.len(), self.from.origins.of(from));
    }

    /// Bytes taken over unchanged.
    pub fn copy(&mut self, range: Range<usize>) {
        let Range { start, end } = range;
        self.to.bytes.extend_from_slice(&self.from.bytes[start..end]);
        let origins = &self.from.origins;
        let mut at = start;
        let first = origins.runs.partition_point(|run| run.decoded_start <= start).saturating_sub(1);
        for run in &origins.runs[first.min(origins.runs.len())..] {
            if at >= end {
                break;
            }
            let stop = run.decoded_end().min(end);
            if run.decoded == 1 && run.captured == 1 {
                let from = run.captured_start + (at - run.decoded_start) as u64;
                self.to.origins.push_plain(stop - at, from);
                at = stop;
            } else {
                // A group cut by the range keeps the origin of the whole group.
                while at < stop {
                    let nth = (at - run.decoded_start) / run.decoded;
                    let group_end = (run.decoded_start + (nth + 1) * run.decoded).min(stop);
                    let captured = run.captured_start + nth as u64 * run.captured;
                    self.to.origins.push(group_end - at, captured..captured + run.captured);
                    at = group_end;
                }
            }
        }
    }

    pub fn finish(self) -> Traced {
        self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_survive_two_steps_and_a_slice() {
        // "x%41%42y" > "xABy" > every second byte.
        let captured = b"x%41%42y";
        let first = Traced::plain(&captured[..], 100);
        let mut step = first.step();
        step.copy(0..1);
        step.push(b"A", 1..4);
        step.push(b"B", 4..7);
        step.copy(7..8);
        let decoded = step.finish();
        assert_eq!(decoded.bytes, b"xABy");
        assert_eq!(decoded.captured(1..3), 101..107);
        let sliced = decoded.slice(2..4);
        assert_eq!(sliced.captured(0..1), 104..107);
        assert_eq!(sliced.captured(0..2), 104..108);
        assert_eq!(sliced.captured(2..2), 108..108);
    }

    #[test]
    fn equal_groups_share_one_run() {
        let plain = Traced::plain(vec![b'A'; 4000], 0);
        let mut step = plain.step();
        for group in 0..1000 {
            step.push(&[0; 3], group * 4..group * 4 + 4);
        }
        let decoded = step.finish();
        assert_eq!(decoded.origins.runs.len(), 1);
        assert_eq!(decoded.captured(1500..1501), 2000..2004);
    }

    #[test]
    fn what_has_no_finer_origin_leads_to_the_whole_value() {
        let inflated = Traced::opaque(&b"<a/>"[..], 10..30);
        assert_eq!(inflated.captured(2..3), 10..30);
        assert_eq!(inflated.slice(1..3).captured(0..1), 10..30);
    }
}
