//! Percent-encoding (RFC 3986) and the form encoding built on it (WHATWG URL, section 5).

use std::ops::Range;

use super::traced::Traced;

/// Whether there is a `%` with two hexadecimal digits behind it.
pub(super) fn has_escape(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'%', bytes).any(|at| escape(bytes, at).is_some())
}

/// Undoes each `%XX`, also where a mail program broke the line within it; a `%` without two digits stays.
pub(crate) fn decode(value: &Traced) -> Traced {
    let bytes = &value.bytes;
    let mut step = value.step();
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'%', &bytes[at..]).map(|found| at + found) {
        match escape(bytes, next).map(|byte| (byte, 3)).or_else(|| broken_escape(bytes, next)) {
            Some((byte, length)) => {
                step.copy(at..next);
                step.push(&[byte], next..next + length);
                at = next + length;
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

/// An escape with a line break, and perhaps quote marks, within it; and its length.
fn broken_escape(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let mut digits = [0; 2];
    let (mut found, mut end) = (0, at + 1);
    while found < 2 {
        let byte = *bytes.get(end)?;
        if byte.is_ascii_hexdigit() {
            digits[found] = byte;
            found += 1;
            end += 1;
            continue;
        }
        let width = match &bytes[end..] {
            [b'=', b'\r', b'\n', ..] => 3,
            [b'\r', b'\n', ..] | [b'=', b'\n', ..] => 2,
            [b'\n', ..] => 1,
            _ => return None,
        };
        end += width;
        end += bytes[end..].iter().take_while(|byte| matches!(byte, b'>' | b'|' | b' ' | b'\t')).count();
    }
    Some((escape(&[b'%', digits[0], digits[1]], 0)?, end - at))
}

/// Without what a Windows command line adds to a form body: `%%2B` in a script, `^%` in a prompt.
pub(super) fn without_shell(value: &Traced) -> Option<Traced> {
    let bytes = &value.bytes;
    let carets = memchr::memmem::find(bytes, b"^%").is_some();
    let doubled = memchr::memmem::find(bytes, b"%%").is_some();
    if !carets && !doubled {
        return None;
    }
    let mut step = value.step();
    let mut at = 0;
    while at < bytes.len() {
        match &bytes[at..] {
            [b'^', ..] if carets => at += 1,
            [b'%', b'%', ..] if doubled => {
                step.copy(at..at + 1);
                at += 2;
            }
            _ => {
                step.copy(at..at + 1);
                at += 1;
            }
        }
    }
    Some(step.finish())
}

/// The JSON that a text is in percent-encoding, perhaps in quotation marks.
pub(crate) fn of_json(text: &Traced) -> Option<Traced> {
    let text = text.trimmed();
    let quoted = text.bytes.starts_with(b"\"") && text.bytes.ends_with(b"\"") && text.len() > 2;
    let text = if quoted { text.slice(1..text.len() - 1) } else { text };
    let begins = text.bytes.get(..3)?.to_ascii_uppercase();
    let plain = |byte: &u8| byte.is_ascii_graphic();
    if !matches!(begins.as_slice(), b"%7B" | b"%5B") || !text.bytes.iter().all(plain) {
        return None;
    }
    // A form's encoding has `+` for the blank behind a colon or a comma.
    let blank = |sign: &[u8]| {
        let has = |sign: &[u8]| memchr::memmem::find(&text.bytes, sign).is_some();
        has(sign) || has(&sign.to_ascii_lowercase())
    };
    Some(if blank(b"%3A+") || blank(b"%2C+") { decode_form(&text) } else { decode(&text) })
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
