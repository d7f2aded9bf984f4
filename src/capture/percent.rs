//! Percent-encoding (RFC 3986) and the form encoding built on it (WHATWG URL, section 5).

use std::ops::Range;

use super::traced::Traced;

/// Whether there is a `%` with two hexadecimal digits behind it.
pub(super) fn has_escape(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'%', bytes).any(|at| escape(bytes, at).is_some())
}

/// Undoes each `%XX`; a `%` without two digits stays.
pub(super) fn decode(value: &Traced) -> Traced {
    let bytes = &value.bytes;
    let mut step = value.step();
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'%', &bytes[at..]).map(|found| at + found) {
        match escape(bytes, next) {
            Some(byte) => {
                step.copy(at..next);
                step.push(&[byte], next..next + 3);
                at = next + 3;
            }
            None => {
                step.copy(at..next + 1);
                at = next + 1;
            }
        }
    }
    step.copy(at..bytes.len());
    step.finish()
}

/// As [`decode`], and `+` is a blank.
pub(super) fn decode_form(value: &Traced) -> Traced {
    if memchr::memchr(b'+', &value.bytes).is_none() {
        return decode(value);
    }
    let mut step = value.step();
    let mut at = 0;
    for plus in memchr::memchr_iter(b'+', &value.bytes) {
        step.copy(at..plus);
        step.push(b" ", plus..plus + 1);
        at = plus + 1;
    }
    step.copy(at..value.len());
    decode(&step.finish())
}

/// As [`decode_form`], without origins.
pub(super) fn form_text(value: &Traced) -> String {
    String::from_utf8_lossy(&decode_form(value).bytes).into_owned()
}

/// Where every `+` stands.
pub(super) fn pluses(bytes: &[u8]) -> Vec<Range<usize>> {
    memchr::memchr_iter(b'+', bytes).map(|at| at..at + 1).collect()
}

fn escape(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    Some((digit(at + 1)? << 4 | digit(at + 2)?) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_lead_back() {
        let value = Traced::plain(&b"a%2Bb%zz%3d+%"[..], 10);
        let decoded = decode(&value);
        assert_eq!(decoded.bytes, b"a+b%zz=+%");
        assert_eq!(decoded.captured(1..2), 11..14);
        assert_eq!(decoded.captured(2..4), 14..16);
        let form = decode_form(&value);
        assert_eq!(form.bytes, b"a+b%zz= %");
        assert_eq!(form.captured(1..2), 11..14);
        assert_eq!(form.captured(7..8), 21..22);
    }
}
