//! The value of SessionDuration as a number.

/// A whole number of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seconds {
    Negative,
    Within(u64),
    /// More than can be counted.
    Huge,
}

/// Reads an integer as XML Schema writes it; `None` where it is none. White space at its ends is
/// the matter of another rule.
pub fn parse(value: &str) -> Option<Seconds> {
    let text = &value[super::values::core(value)];
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = digits.parse().map_or(Seconds::Huge, Seconds::Within);
    Some(if text.starts_with('-') && number != Seconds::Within(0) { Seconds::Negative } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_digits_with_a_sign_at_most() {
        for (value, expected) in [
            ("3600", Some(Seconds::Within(3600))),
            (" 3600\n", Some(Seconds::Within(3600))),
            ("+900", Some(Seconds::Within(900))),
            ("-1", Some(Seconds::Negative)),
            ("99999999999999999999999", Some(Seconds::Huge)),
            ("", None),
            ("-", None),
            ("3600.0", None),
            ("1h", None),
            ("3,600", None),
            ("\u{0661}", None),
        ] {
            assert_eq!(parse(value), expected, "{value:?}");
        }
    }
}
