//! Decimal numbers of any length, compared exactly.

use std::cmp::Ordering;

/// A decimal number: `0.DIGITS × 10^exponent`, without zeros at either end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number<'a> {
    negative: bool,
    digits: std::borrow::Cow<'a, str>,
    exponent: i64,
}

impl<'a> Number<'a> {
    /// `01`, `+1`, `1.`, `1.0`, `1e0` are numbers; `NaN`, `Infinity` and what has blanks are none.
    pub fn parse(text: &'a str) -> Option<Number<'a>> {
        /// Further exponents are told apart from nothing.
        const MOST: i64 = 1_000_000_000;
        let negative = text.starts_with('-');
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (unsigned, 0),
        };
        if !(-MOST..=MOST).contains(&exponent) {
            return None;
        }
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let mut exponent = exponent + whole.len() as i64;
        let mut digits = match (whole.is_empty(), fraction.is_empty()) {
            (false, true) => std::borrow::Cow::Borrowed(whole),
            _ => std::borrow::Cow::Owned(format!("{whole}{fraction}")),
        };
        let leading = digits.len() - digits.trim_start_matches('0').len();
        exponent -= leading as i64;
        let kept = digits[leading..].trim_end_matches('0').to_owned();
        if kept.is_empty() {
            exponent = 0;
        }
        digits = std::borrow::Cow::Owned(kept);
        Some(Number { negative: negative && !digits.is_empty(), digits, exponent })
    }

    fn magnitude(&self, other: &Number) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits)),
        }
    }

    pub fn compare(&self, other: &Number) -> Ordering {
        match (self.negative, other.negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_exactly() {
        for (left, ordering, right) in [
            ("1", Ordering::Equal, "01"),
            ("1", Ordering::Equal, "+1"),
            ("1", Ordering::Equal, "1.0"),
            ("1", Ordering::Equal, "1."),
            ("1", Ordering::Equal, "1e0"),
            ("0.5", Ordering::Equal, ".5"),
            ("100", Ordering::Equal, "1E2"),
            ("0", Ordering::Equal, "-0.0"),
            ("9007199254740992", Ordering::Less, "9007199254740993"),
            ("9", Ordering::Less, "10"),
            ("-9", Ordering::Greater, "-10"),
            ("-1", Ordering::Less, "0"),
            ("0.09", Ordering::Less, "0.1"),
            ("12", Ordering::Greater, "1.5"),
        ] {
            let (one, other) = (Number::parse(left).unwrap(), Number::parse(right).unwrap());
            assert_eq!(one.compare(&other), ordering, "{left} {right}");
        }
        for text in ["", "NaN", "Infinity", " 1", "1 ", ".", "1e", "0x1", "e1", "1e99999999999999999999"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
