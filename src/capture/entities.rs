//! Character references of XML and HTML, undone once.

use super::traced::Traced;

/// Names that stand in attribute values of forms and in escaped XML. HTML has two thousand more;
/// none of them writes a character of base64 or of XML markup.
const NAMED: [(&str, char); 20] = [
    ("amp", '&'),
    ("AMP", '&'),
    ("lt", '<'),
    ("LT", '<'),
    ("gt", '>'),
    ("GT", '>'),
    ("quot", '"'),
    ("QUOT", '"'),
    ("apos", '\''),
    ("plus", '+'),
    ("equals", '='),
    ("sol", '/'),
    ("percnt", '%'),
    ("lowbar", '_'),
    ("colon", ':'),
    ("period", '.'),
    ("num", '#'),
    ("nbsp", '\u{A0}'),
    ("Tab", '\t'),
    ("NewLine", '\n'),
];

/// Whether there is a reference that [`decode`] undoes.
pub(super) fn has_reference(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'&', bytes).any(|at| reference(&bytes[at..]).is_some())
}

/// Whether escaped markup begins here: `&lt;`, `&#60;`, `&#x3c;`, or that escaped again.
pub(super) fn starts_with_escaped_markup(bytes: &[u8]) -> bool {
    match reference(bytes) {
        Some(('<', _)) => true,
        Some(('&', length)) => {
            let rest = &bytes[length..];
            ["lt;", "LT;", "#60;", "#x3c;", "#x3C;", "amp;"]
                .iter()
                .any(|name| rest.starts_with(name.as_bytes()))
        }
        _ => false,
    }
}

pub(super) fn decode(value: &Traced) -> Traced {
    let bytes = &value.bytes;
    let mut step = value.step();
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'&', &bytes[at..]).map(|found| at + found) {
        step.copy(at..next);
        match reference(&bytes[next..]) {
            Some((character, length)) => {
                step.push(character.encode_utf8(&mut [0; 4]).as_bytes(), next..next + length);
                at = next + length;
            }
            None => {
                step.copy(next..next + 1);
                at = next + 1;
            }
        }
    }
    step.copy(at..bytes.len());
    step.finish()
}

/// What the reference at the start of these bytes stands for, and its length.
fn reference(bytes: &[u8]) -> Option<(char, usize)> {
    let rest = bytes.strip_prefix(b"&")?;
    let length = memchr::memchr(b';', &rest[..rest.len().min(12)])?;
    let name = std::str::from_utf8(&rest[..length]).ok()?;
    let character = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((character, length + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_undone_once_and_lead_back() {
        let value = Traced::plain(&b"&lt;a b=&#34;&amp;amp;&#x2b;&plus; &x; &"[..], 0);
        let decoded = decode(&value);
        assert_eq!(String::from_utf8_lossy(&decoded.bytes), "<a b=\"&amp;++ &x; &");
        assert_eq!(decoded.captured(0..1), 0..4);
        assert_eq!(decoded.captured(5..6), 8..13);
    }

    #[test]
    fn escaped_markup_is_seen_through_one_more_escape() {
        for (text, expected) in
            [("&lt;a", true), ("&#x3C;a", true), ("&amp;lt;a", true), ("&amp;a", false), ("a", false)]
        {
            assert_eq!(starts_with_escaped_markup(text.as_bytes()), expected, "{text}");
        }
    }
}
