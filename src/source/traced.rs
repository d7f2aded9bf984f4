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

/// More runs than this are kept as one coarse run: origins must not cost more than the text.
const RUN_LIMIT: usize = 1 << 19;

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
        self.of_near(range, &mut 0)
    }

    /// As [`of`](Self::of), for who asks from front to back: the run of the last answer is looked at
    /// first.
    fn of_near(&self, range: Range<usize>, near: &mut usize) -> Range<u64> {
        let Some(first) = self.group(range.start, near) else {
            let end = self.end();
            return end..end;
        };
        if range.end <= range.start {
            return first.start..first.start;
        }
        let last = self.group(range.end - 1, near).unwrap_or_else(|| first.clone());
        // Decoded order need not be captured order only where a step joins two places; never swap.
        first.start..last.end.max(first.start)
    }

    fn run_at(&self, decoded: usize, near: &mut usize) -> Option<&Run> {
        let holds = |run: &&Run| run.decoded_start <= decoded && decoded < run.decoded_end();
        if let Some(index) =
            (*near..=*near + 1).find(|&index| self.runs.get(index).as_ref().is_some_and(holds))
        {
            *near = index;
            return self.runs.get(index);
        }
        *near = self.runs.partition_point(|run| run.decoded_start <= decoded).checked_sub(1)?;
        self.runs.get(*near).filter(holds)
    }

    fn group(&self, decoded: usize, near: &mut usize) -> Option<Range<u64>> {
        let run = self.run_at(decoded, near)?;
        let nth = ((decoded - run.decoded_start) / run.decoded) as u64;
        let start = run.captured_start + nth * run.captured;
        Some(start..start + run.captured)
    }

    fn end(&self) -> u64 {
        self.runs.last().map_or(0, |run| run.captured_start + run.captured * run.count as u64)
    }

    /// One group: so many bytes made from this range.
    fn push(&mut self, decoded: usize, captured: Range<u64>) {
        let width = captured.end.saturating_sub(captured.start);
        self.push_groups(decoded, width, captured.start, 1);
    }

    fn push_plain(&mut self, length: usize, captured_start: u64) {
        self.push_groups(1, 1, captured_start, length);
    }

    /// `count` equal groups that stand one after the other.
    fn push_groups(&mut self, decoded: usize, captured: u64, captured_start: u64, count: usize) {
        if decoded == 0 || count == 0 {
            return;
        }
        let full = self.runs.len() >= RUN_LIMIT;
        match self.runs.last_mut() {
            Some(run)
                if run.decoded == decoded
                    && run.captured == captured
                    && run.captured_start + run.captured * run.count as u64 == captured_start =>
            {
                run.count += count;
            }
            Some(run) if full && run.count == 1 => {
                let end = captured_start + captured * count as u64;
                run.decoded += decoded * count;
                run.captured = end.saturating_sub(run.captured_start).max(run.captured);
            }
            Some(_) if full => self.runs.push(Run {
                decoded_start: self.length,
                captured_start,
                decoded: decoded * count,
                captured: captured * count as u64,
                count: 1,
            }),
            _ => self.runs.push(Run { decoded_start: self.length, captured_start, decoded, captured, count }),
        }
        self.length += decoded * count;
    }

    /// The origins of a range of another value, in order.
    fn extend(&mut self, other: &Origins, range: Range<usize>) {
        let mut at = range.start;
        let first = other.runs.partition_point(|run| run.decoded_start <= at).saturating_sub(1);
        for run in other.runs.get(first..).unwrap_or_default() {
            if at >= range.end {
                break;
            }
            let stop = run.decoded_end().min(range.end);
            while at < stop {
                let nth = (at - run.decoded_start) / run.decoded;
                let group_start = run.decoded_start + nth * run.decoded;
                let captured_start = run.captured_start + nth as u64 * run.captured;
                let whole = (stop - group_start) / run.decoded;
                if at == group_start && whole > 0 {
                    self.push_groups(run.decoded, run.captured, captured_start, whole);
                    at += whole * run.decoded;
                } else {
                    // A group cut by the range keeps the origin of the whole group.
                    let end = (group_start + run.decoded).min(stop);
                    self.push_groups(end - at, run.captured, captured_start, 1);
                    at = end;
                }
            }
        }
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

    /// Bytes and their origins, as [`into_parts`](Self::into_parts) took them apart.
    pub fn from_parts(bytes: impl Into<Vec<u8>>, origins: Origins) -> Traced {
        let bytes = bytes.into();
        debug_assert_eq!(bytes.len(), origins.length, "every byte has its origin");
        Traced { bytes, origins }
    }

    /// Starts a step over this value: what is pushed names its bytes by their offsets here.
    pub fn step(&self) -> Step<'_> {
        Step { from: self, to: Traced::default(), near: 0 }
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

    /// Puts another value behind this one.
    pub fn append(&mut self, other: &Traced) {
        self.bytes.extend_from_slice(&other.bytes);
        self.origins.extend(&other.origins, 0..other.len());
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
    /// The run of the input that was read last.
    near: usize,
}

impl Step<'_> {
    /// Bytes made together from a range of the input: the three of a base64 quartet, the one of `%2B`.
    pub fn push(&mut self, bytes: &[u8], from: Range<usize>) {
        self.to.bytes.extend_from_slice(bytes);
        let captured = self.from.origins.of_near(from, &mut self.near);
        self.to.origins.push(bytes.len(), captured);
    }

    /// Equal groups made from one stretch of the input: `width` bytes of it for each `made` bytes.
    pub fn push_groups(&mut self, bytes: &[u8], made: usize, from: usize, width: usize) {
        debug_assert!(made > 0 && bytes.len().is_multiple_of(made), "groups are whole");
        let origins = &self.from.origins;
        let mut done = 0;
        while done < bytes.len() {
            let at = from + done / made * width;
            let mut groups = 1;
            let captured = match origins.run_at(at, &mut self.near) {
                Some(run) if run.decoded == 1 && run.captured == 1 && run.decoded_end() >= at + width => {
                    groups = ((run.decoded_end() - at) / width).min((bytes.len() - done) / made);
                    let start = run.captured_start + (at - run.decoded_start) as u64;
                    start..start + width as u64
                }
                _ => origins.of_near(at..at + width, &mut self.near),
            };
            let length = captured.end - captured.start;
            self.to.origins.push_groups(made, length, captured.start, groups);
            done += groups * made;
        }
        self.to.bytes.extend_from_slice(bytes);
    }

    /// Bytes taken over unchanged.
    pub fn copy(&mut self, range: Range<usize>) {
        self.to.bytes.extend_from_slice(&self.from.bytes[range.clone()]);
        self.to.origins.extend(&self.from.origins, range);
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
    fn groups_over_a_seam_lead_to_both_sides() {
        // Two lines of base64 with a line break: the second quartet straddles it.
        let captured = Traced::plain(&b"QUJDRE\nVGR0hJ"[..], 0);
        let mut step = captured.step();
        step.copy(0..6);
        step.copy(7..13);
        let joined = step.finish();
        let mut step = joined.step();
        step.push_groups(b"ABCDEFGHI", 3, 0, 4);
        let decoded = step.finish();
        assert_eq!(decoded.captured(0..3), 0..4);
        assert_eq!(decoded.captured(3..4), 4..9);
        assert_eq!(decoded.captured(6..9), 9..13);
    }

    #[test]
    fn origins_stay_bounded_and_ordered_where_no_two_bytes_are_alike() {
        let mut alternating = Vec::new();
        for _ in 0..RUN_LIMIT {
            alternating.extend_from_slice(b"a%41");
        }
        let captured = Traced::plain(alternating, 0);
        let mut step = captured.step();
        for group in 0..RUN_LIMIT {
            step.copy(group * 4..group * 4 + 1);
            step.push(b"A", group * 4 + 1..group * 4 + 4);
        }
        let decoded = step.finish();
        assert!(decoded.origins.runs.len() <= RUN_LIMIT + 1);
        assert_eq!(decoded.captured(1..2), 1..4);
        let last = decoded.captured(decoded.len() - 1..decoded.len());
        assert_eq!(last.end, captured.len() as u64);
    }

    #[test]
    fn what_has_no_finer_origin_leads_to_the_whole_value() {
        let inflated = Traced::opaque(&b"<a/>"[..], 10..30);
        assert_eq!(inflated.captured(2..3), 10..30);
        assert_eq!(inflated.slice(1..3).captured(0..1), 10..30);
    }
}
