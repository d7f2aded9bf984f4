//! The lexical forms of a date with a time: `xs:dateTime`, and RFC 3339 as HARs and users write it.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::{Instant, InstantError, InstantFault, Written, Zone};

/// How closely a text must keep to `xs:dateTime`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grammar {
    XsDateTime,
    /// RFC 3339: either case, a blank for `T`, a 60th second; `+hhmm` as some HAR writers have it.
    Rfc3339,
}

/// Reads a date and time. White space around it is no part of it.
pub(super) fn parse(text: &str, grammar: Grammar) -> Result<Written, InstantError> {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let trimmed = text.trim_matches(is_space);
    let start = text.len() - text.trim_start_matches(is_space).len();
    Reader { text: trimmed, start, at: 0, grammar }.read()
}

struct Reader<'a> {
    text: &'a str,
    /// Where `text` begins in what was given.
    start: usize,
    at: usize,
    grammar: Grammar,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Written, InstantError> {
        if self.text.is_empty() {
            return Err(self.fault(InstantFault::Empty, 0..0));
        }
        let (year, year_at) = self.year()?;
        self.expect(b'-')?;
        let (month, month_at) = self.two_digits()?;
        self.expect(b'-')?;
        let (day, day_at) = self.two_digits()?;
        self.separator()?;
        let time_from = self.at;
        let (hour, _) = self.two_digits()?;
        self.expect(b':')?;
        let (minute, _) = self.two_digits()?;
        self.expect(b':')?;
        let (mut second, second_at) = self.two_digits()?;
        let nanos = self.fraction()?;
        let time_at = time_from..self.at;
        let (zone, offset) = self.zone()?;
        if self.at < self.text.len() {
            return Err(self.fault(InstantFault::Trailing, self.at..self.text.len()));
        }

        if !(1..=12).contains(&month) {
            return Err(self.fault(InstantFault::Month, month_at));
        }
        if second == 60 && minute < 60 && hour < 24 {
            if self.grammar == Grammar::XsDateTime {
                return Err(self.fault(InstantFault::LeapSecond, second_at));
            }
            second = 59;
        }
        let ends_day = (hour, minute, second, nanos) == (24, 0, 0, 0);
        if !ends_day && (hour > 23 || minute > 59 || second > 59) {
            return Err(self.fault(InstantFault::Time, time_at));
        }
        let is_early = self.text.starts_with('-');
        let beyond = |at: Range<usize>| match (self.grammar, is_early) {
            (Grammar::Rfc3339, _) => Err(self.fault(InstantFault::OutOfRange, at)),
            (Grammar::XsDateTime, true) => Ok(Written { instant: Instant(Timestamp::MIN), zone }),
            (Grammar::XsDateTime, false) => Ok(Written { instant: Instant(Timestamp::MAX), zone }),
        };
        let Some(year) = year.filter(|year| (-9999..=9999).contains(year)) else {
            return beyond(year_at);
        };
        let mut date = Date::new(year as i16, month as i8, day as i8)
            .map_err(|_| self.fault(InstantFault::Day, day_at))?;
        if ends_day {
            let Ok(tomorrow) = date.tomorrow() else { return beyond(0..self.text.len()) };
            date = tomorrow;
        }
        let hour = if ends_day { 0 } else { hour };
        let time = Time::new(hour as i8, minute as i8, second as i8, nanos as i32)
            .map_err(|_| self.fault(InstantFault::Time, time_at))?;
        match offset.to_timestamp(date.to_datetime(time)) {
            Ok(instant) => Ok(Written { instant: Instant(instant), zone }),
            Err(_) => beyond(0..self.text.len()),
        }
    }

    fn fault(&self, fault: InstantFault, at: Range<usize>) -> InstantError {
        InstantError { fault, at: self.start + at.start..self.start + at.end }
    }

    /// At the character that does not fit, or at the end of the text.
    fn form(&self) -> InstantError {
        let width = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        self.fault(InstantFault::Form, self.at..self.at + width)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Result<(), InstantError> {
        if self.peek() != Some(byte) {
            return Err(self.form());
        }
        self.at += 1;
        Ok(())
    }

    fn digits(&mut self) -> Range<usize> {
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        from..self.at
    }

    fn two_digits(&mut self) -> Result<(u8, Range<usize>), InstantError> {
        let from = self.at;
        let mut value = 0;
        for _ in 0..2 {
            let digit = self.peek().filter(u8::is_ascii_digit).ok_or_else(|| self.form())?;
            value = value * 10 + (digit - b'0');
            self.at += 1;
        }
        Ok((value, from..self.at))
    }

    /// Four digits, or more without a leading zero. `None` where they do not fit a number.
    fn year(&mut self) -> Result<(Option<i32>, Range<usize>), InstantError> {
        let from = self.at;
        if self.peek() == Some(b'-') && self.grammar == Grammar::XsDateTime {
            self.at += 1;
        }
        let digits = self.digits();
        let is_long = digits.len() > 4;
        if digits.len() < 4
            || (is_long && (self.grammar == Grammar::Rfc3339 || self.text.as_bytes()[digits.start] == b'0'))
        {
            self.at = digits.start + digits.len().min(4);
            return Err(self.form());
        }
        Ok((self.text[from..self.at].parse().ok(), from..self.at))
    }

    fn separator(&mut self) -> Result<(), InstantError> {
        let at = self.at..self.at + 1;
        match (self.peek(), self.grammar) {
            (Some(b'T'), _) | (Some(b't' | b' '), Grammar::Rfc3339) => self.at += 1,
            (Some(b't'), Grammar::XsDateTime) => return Err(self.fault(InstantFault::LowerCase, at)),
            (Some(b' '), Grammar::XsDateTime) => return Err(self.fault(InstantFault::BlankForT, at)),
            _ => return Err(self.form()),
        }
        Ok(())
    }

    fn fraction(&mut self) -> Result<u32, InstantError> {
        match self.peek() {
            Some(b'.') => self.at += 1,
            Some(b',') => return Err(self.fault(InstantFault::CommaFraction, self.at..self.at + 1)),
            _ => return Ok(0),
        }
        let digits = self.digits();
        if digits.is_empty() {
            return Err(self.form());
        }
        let kept = &self.text.as_bytes()[digits.start..digits.end.min(digits.start + 9)];
        let value = kept.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
        Ok(value * 10u32.pow(9 - kept.len() as u32))
    }

    fn zone(&mut self) -> Result<(Zone, Offset), InstantError> {
        let from = self.at;
        let is_rfc = self.grammar == Grammar::Rfc3339;
        match self.peek() {
            None => return Ok((Zone::Absent, Offset::UTC)),
            Some(b'Z') => {
                self.at += 1;
                return Ok((Zone::Utc, Offset::UTC));
            }
            Some(b'z') if is_rfc => {
                self.at += 1;
                return Ok((Zone::Utc, Offset::UTC));
            }
            Some(b'z') => return Err(self.fault(InstantFault::LowerCase, from..from + 1)),
            Some(b'+' | b'-') => {}
            Some(_) => return Err(self.fault(InstantFault::Trailing, from..self.text.len())),
        }
        let wrong = self.fault(InstantFault::Zone, from..self.text.len());
        let sign = if self.peek() == Some(b'-') { -1 } else { 1 };
        self.at += 1;
        let Ok((hours, _)) = self.two_digits() else { return Err(wrong) };
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(b'0'..=b'9') if is_rfc => {}
            _ => return Err(wrong),
        }
        let Ok((minutes, _)) = self.two_digits() else { return Err(wrong) };
        let total = i16::from(hours) * 60 + i16::from(minutes);
        // RFC 3339 would let 23:59 through, but nobody lives there.
        if minutes > 59 || total > 14 * 60 {
            return Err(wrong);
        }
        let offset = Offset::from_seconds(sign * i32::from(total) * 60).map_err(|_| wrong)?;
        Ok((Zone::Offset(sign as i16 * total), offset))
    }
}
