//! Base64 as people bring it: every character leads back to the capture, every repair is told.

use std::ops::Range;

use super::characters::{code_point, invisible_at};
use super::decode_error::{DecodeProblem, Stranger};
use super::traced::Traced;
use super::{ByAws, Repair};

/// What base64 decoded to.
#[derive(Debug)]
pub(super) struct Base64 {
    pub bytes: Traced,
    /// Characters of the value without white space, padding included.
    pub length: usize,
    pub repairs: Vec<Repair>,
    /// The padding that should stand at the end is not there.
    pub unpadded: Option<Repair>,
    /// The value ends within a group or at an ellipsis, so something was cut off behind it.
    pub cut: bool,
    /// What stands where the middle of the value was left out; nothing behind it was read.
    pub left_out: Option<String>,
}

/// A character that is none of base64.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Illegal {
    /// Byte of the value.
    pub at: usize,
    pub problem: DecodeProblem,
}

/// Whether the bytes are base64, but for white space and what copying leaves behind.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    clean(&Traced::plain(bytes, 0)).is_ok_and(|clean| clean.text.len() >= 4)
}

/// Decodes (RFC 4648; line breaks as RFC 2045 allows them, which SAML Bindings 3.5.4 refers to).
pub(super) fn decode(value: &Traced) -> Result<Base64, Illegal> {
    let Clean { text, mut repairs, padding, mut cut, left_out } = clean(value)?;
    let rest = text.len() % 4;
    let whole = text.len() - rest;
    let mut bytes = Vec::with_capacity(whole / 4 * 3);
    for group in text.bytes[..whole].chunks_exact(4) {
        let bits = group.iter().fold(0, |bits, &byte| bits << 6 | u32::from(sextet(byte)));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    let mut step = text.step();
    step.push_groups(&bytes, 3, 0, 4);
    match text.bytes[whole..] {
        [a, b] => {
            let (a, b) = (sextet(a), sextet(b));
            step.push(&[a << 2 | b >> 4], whole..whole + 2);
        }
        [a, b, c] => {
            let (a, b, c) = (sextet(a), sextet(b), sextet(c));
            step.push(&[a << 2 | b >> 4, b << 4 | c >> 2], whole..whole + 3);
        }
        // Six bits are no byte.
        [_] => cut = true,
        _ => {}
    }
    let needed = [0, 0, 2, 1][rest];
    let end = value.captured(value.len()..value.len());
    let mut unpadded = None;
    if padding < needed {
        let what = match (padding, needed) {
            (0, 1) => "the \"=\" at the end is missing".to_owned(),
            (0, _) => "the \"==\" at the end is missing".to_owned(),
            (_, _) => "one \"=\" is missing at the end".to_owned(),
        };
        unpadded = Some(Repair { what, by_aws_too: ByAws::No, at: end });
    } else if padding > needed && rest != 1 {
        let what = format!("{} \"=\" too many at the end", padding - needed);
        repairs.push(Repair { what, by_aws_too: ByAws::No, at: end });
    }
    Ok(Base64 { bytes: step.finish(), length: text.len() + padding, repairs, unpadded, cut, left_out })
}

struct Clean {
    /// Characters of the standard alphabet only, without padding.
    text: Traced,
    repairs: Vec<Repair>,
    padding: usize,
    cut: bool,
    left_out: Option<String>,
}

/// The same kind of repair made in several places: the first of them, and how many.
#[derive(Default)]
struct Tally {
    count: usize,
    first: Range<usize>,
}

impl Tally {
    fn add(&mut self, at: Range<usize>) {
        if self.count == 0 {
            self.first = at;
        }
        self.count += 1;
    }

    fn into_repair(
        self,
        value: &Traced,
        by_aws_too: ByAws,
        what: impl Fn(usize) -> String,
    ) -> Option<Repair> {
        (self.count > 0).then(|| Repair {
            what: what(self.count),
            by_aws_too,
            at: value.captured(self.first),
        })
    }
}

fn clean(value: &Traced) -> Result<Clean, Illegal> {
    let bytes = &value.bytes;
    let plus_for_blank = blanks_are_plus(bytes);
    let (mut breaks, mut pluses, mut blanks) = (Tally::default(), Tally::default(), Tally::default());
    let (mut url_safe, mut hidden, mut quoted) = (Tally::default(), Tally::default(), Tally::default());
    let mut soft = Tally::default();
    let mut hidden_character = ' ';
    let (mut padding, mut cut, mut left_out) = (0, false, None);
    let mut step = value.step();
    let mut line_start = true;
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|&&byte| is_standard(byte)).count();
        if run > 0 {
            if padding > 0 {
                return Err(Illegal { at, problem: DecodeProblem::BehindPadding });
            }
            step.copy(at..at + run);
            at += run;
            line_start = false;
            continue;
        }
        let mut width = 1;
        match bytes[at] {
            _ if let Some(mark) = gap(&bytes[at..]) => {
                cut = true;
                left_out = mark.goes_on.then_some(mark.text);
                break;
            }
            b'\r' | b'\n' => breaks.add(at..at + 1),
            b' ' | b'\t' if plus_for_blank[0] <= at && at < plus_for_blank[1] => {
                pluses.add(at..at + 1);
                step.push(b"+", at..at + 1);
            }
            b' ' | b'\t' => blanks.add(at..at + 1),
            b'-' | b'_' if padding == 0 => {
                url_safe.add(at..at + 1);
                step.push(if bytes[at] == b'-' { b"+" } else { b"/" }, at..at + 1);
            }
            b'>' | b'|' if line_start => {
                width += bytes[at + 1..].iter().take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
                quoted.add(at..at + 1);
            }
            // Quoted-printable: "=" before a line break joins the lines, "=3D" is a "=".
            b'=' if padding == 0 && soft_break(&bytes[at + 1..]).is_some() => {
                width += soft_break(&bytes[at + 1..]).unwrap_or(0);
                soft.add(at..at + width);
            }
            b'=' if bytes[at + 1..].starts_with(b"3D") && at + 9 > bytes.len() => {
                width = 3;
                padding += 1;
                soft.add(at..at + width);
            }
            b'=' => padding += 1,
            byte => {
                let Some((character, length)) = invisible_at(bytes, at) else {
                    return Err(Illegal { at, problem: illegal(bytes, at, byte) });
                };
                hidden_character = character;
                width = length;
                hidden.add(at..at + width);
            }
        }
        line_start = match bytes[at] {
            b'\r' | b'\n' => true,
            b' ' | b'\t' | b'>' | b'|' => line_start,
            _ => false,
        };
        at += width;
    }
    let some = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    };
    let repairs = [
        pluses.into_repair(value, ByAws::No, |n| {
            format!("{} read as \"+\"", some(n, "space was", "spaces were"))
        }),
        blanks.into_repair(value, ByAws::No, |n| format!("{} left out", some(n, "space was", "spaces were"))),
        url_safe.into_repair(value, ByAws::No, |n| {
            let characters = some(n, "character", "characters");
            format!("{characters} of the URL-safe alphabet (\"-\", \"_\") read as \"+\" and \"/\"")
        }),
        hidden.into_repair(value, ByAws::No, |n| {
            let code = code_point(hidden_character);
            format!(
                "{} ({code}) {} left out",
                some(n, "invisible character", "invisible characters"),
                if n == 1 { "was" } else { "were" }
            )
        }),
        quoted.into_repair(value, ByAws::No, |n| {
            format!("{} at the start of a line left out", some(n, "quote mark", "quote marks"))
        }),
        soft.into_repair(value, ByAws::No, |n| {
            format!("{} of quoted-printable mail undone", some(n, "escape", "escapes"))
        }),
        breaks.into_repair(value, ByAws::Yes, |n| {
            format!("{} left out", some(n, "line break was", "line breaks were"))
        }),
    ];
    Ok(Clean {
        text: step.finish(),
        repairs: repairs.into_iter().flatten().collect(),
        padding,
        cut,
        left_out,
    })
}

/// What somebody wrote where the rest, or the middle, of a value was.
pub(super) struct Gap {
    pub text: String,
    /// The value goes on behind it.
    pub goes_on: bool,
    /// Bytes up to there.
    pub length: usize,
}

/// An ellipsis, `[snip]`, `<...>`, stars: with what stands between them, up to where base64 goes on.
pub(super) fn gap(bytes: &[u8]) -> Option<Gap> {
    /// Nobody writes more into a gap.
    const LONGEST: usize = 80;
    /// Words of a gap are letters of base64, too.
    const VALUE: usize = 24;
    let begins = ["…", "...", "[", "<", "(", "{", "**", "--", "##", "~~"];
    if !begins.iter().any(|mark| bytes.starts_with(mark.as_bytes())) {
        return None;
    }
    let run = |at: usize| bytes[at..].iter().take_while(|&&byte| is_standard(byte) || byte == b'=').count();
    let mut end = 0;
    let mut goes_on = false;
    while end < bytes.len() && end <= LONGEST {
        let length = run(end);
        if length >= VALUE {
            goes_on = true;
            break;
        }
        end += length.max(1);
    }
    let text = String::from_utf8_lossy(&bytes[..end.min(bytes.len())]).trim().to_owned();
    let lower = text.to_ascii_lowercase();
    let signs = [
        "…", "...", "**", "snip", "cut", "omit", "remov", "redact", "trunc", "trim", "short", "8<", "middle",
        "..", "etc",
    ];
    let said = signs.iter().any(|sign| lower.contains(sign));
    (said && (goes_on || end >= bytes.len() || text.starts_with(['…', '.']))).then_some(Gap {
        text,
        goes_on,
        length: end,
    })
}

/// Where a blank stands for a "+" that a form decoder took: between two bytes of the value. A value
/// whose blanks stand at equal distances was wrapped with them; then, and at its ends, nowhere.
fn blanks_are_plus(bytes: &[u8]) -> [usize; 2] {
    let trimmed = super::characters::trim(bytes);
    let inner = &bytes[trimmed.clone()];
    // Blanks beside a line break are indentation.
    let lone = |at: usize| {
        !matches!(inner.get(at.wrapping_sub(1)), Some(b'\r' | b'\n' | b'>' | b'|') | None)
            && !matches!(inner.get(at + 1), Some(b'\r' | b'\n') | None)
    };
    let places: Vec<usize> = memchr::memchr2_iter(b' ', b'\t', inner).filter(|&at| lone(at)).collect();
    let nowhere = [0, 0];
    let (Some(&first), Some(&last)) = (places.first(), places.last()) else { return nowhere };
    if memchr::memchr2(b'\r', b'\n', inner).is_some() && inner.split(|&b| b == b'\n').any(starts_indented) {
        return nowhere;
    }
    let characters = inner.iter().filter(|byte| !byte.is_ascii_whitespace()).count();
    let wrapped = first >= 16
        && places.windows(2).all(|pair| pair[1] - pair[0] == first + 1)
        && inner.len() - last <= first + 1
        && (places.len() > 1
            || !(characters + places.len()).is_multiple_of(4)
            || characters.is_multiple_of(4));
    if wrapped { nowhere } else { [trimmed.start, trimmed.end] }
}

fn starts_indented(line: &[u8]) -> bool {
    matches!(line, [b' ' | b'\t', rest @ ..] if !rest.trim_ascii().is_empty())
}

/// Length of a line break with more of the value behind it.
fn soft_break(after: &[u8]) -> Option<usize> {
    let length = match after {
        [b'\r', b'\n', ..] => 2,
        [b'\n', ..] => 1,
        _ => return None,
    };
    after[length..].first().is_some_and(|&byte| is_standard(byte)).then_some(length)
}

fn illegal(bytes: &[u8], at: usize, byte: u8) -> DecodeProblem {
    let text = String::from_utf8_lossy(&bytes[at..(at + 4).min(bytes.len())]);
    DecodeProblem::NotBase64(match text.chars().next() {
        Some(character) if byte.is_ascii_graphic() || (!byte.is_ascii() && character.is_alphanumeric()) => {
            Stranger::Seen(character)
        }
        Some(character) if character != char::REPLACEMENT_CHARACTER => Stranger::Unseen(character),
        _ => Stranger::Byte(byte),
    })
}

fn is_standard(byte: u8) -> bool {
    SEXTETS[usize::from(byte)] != NONE
}

/// Value of a character that [`is_standard`].
fn sextet(byte: u8) -> u8 {
    SEXTETS[usize::from(byte)]
}

/// No six bits have this value.
const NONE: u8 = 0xFF;

/// The value of each character of the standard alphabet (RFC 4648, section 4), [`NONE`] of any other.
const SEXTETS: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [NONE; 256];
    let mut value = 0;
    while value < alphabet.len() {
        table[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Result<(String, Vec<String>, bool), Illegal> {
        let base64 = decode(&Traced::plain(text, 0))?;
        let notes = base64.repairs.into_iter().chain(base64.unpadded).map(|repair| repair.what).collect();
        Ok((String::from_utf8_lossy(&base64.bytes.bytes).into_owned(), notes, base64.cut))
    }

    #[test]
    fn every_repair_is_told() {
        for (text, expected, repairs) in [
            ("QUJDREVG", "ABCDEF", vec![]),
            ("QUJDRA==", "ABCD", vec![]),
            ("QUJDRA", "ABCD", vec!["the \"==\" at the end is missing"]),
            ("QUJDREU", "ABCDE", vec!["the \"=\" at the end is missing"]),
            ("QUJDRA=", "ABCD", vec!["one \"=\" is missing at the end"]),
            ("QUJDREVG=", "ABCDEF", vec!["1 \"=\" too many at the end"]),
            ("QUJD\r\nREVG\r\n", "ABCDEF", vec!["4 line breaks were left out"]),
            ("Pz8/Pj4+", "???>>>", vec![]),
            (
                "Pz8_Pj4-",
                "???>>>",
                vec!["2 characters of the URL-safe alphabet (\"-\", \"_\") read as \"+\" and \"/\""],
            ),
            ("Pj4 Pz8/", ">>>???", vec!["1 space was read as \"+\""]),
            ("QUJD\u{200B}REVG", "ABCDEF", vec!["1 invisible character (U+200B) was left out"]),
            (
                "> QUJD\n> REVG",
                "ABCDEF",
                vec!["2 quote marks at the start of a line left out", "1 line break was left out"],
            ),
            ("QUJD=\nREVG", "ABCDEF", vec!["1 escape of quoted-printable mail undone"]),
            ("QUJDRA=3D=3D", "ABCD", vec!["2 escapes of quoted-printable mail undone"]),
        ] {
            let (bytes, notes, cut) = decoded(text).unwrap();
            assert_eq!((bytes.as_str(), cut), (expected, false), "{text:?}");
            assert_eq!(notes, repairs, "{text:?}");
        }
    }

    #[test]
    fn a_value_that_ends_within_a_group_or_at_an_ellipsis_was_cut() {
        for (text, expected) in [("QUJDR", "ABC"), ("QUJDREVG...", "ABCDEF"), ("QUJD…", "ABC")] {
            let (bytes, _, cut) = decoded(text).unwrap();
            assert_eq!((bytes.as_str(), cut), (expected, true), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_base64_is_named_and_placed() {
        for (text, at, problem) in [
            ("QU*D", 2, "\"*\" is not a base64 character"),
            ("QUJDRA==QUJD", 8, "the value goes on after its padding \"=\""),
            ("QU\u{1}D", 2, "U+0001 is not a base64 character"),
        ] {
            let error = decoded(text).unwrap_err();
            assert_eq!((error.at, error.problem.to_string().as_str()), (at, problem), "{text:?}");
        }
    }

    #[test]
    fn blanks_are_a_wrap_or_lost_pluses() {
        let line = "QUJDREVGR0hJSktMTU5P";
        let wrapped = [line, line, line].join(" ");
        assert_eq!(decoded(&wrapped).unwrap().1, ["2 spaces were left out"]);
        assert_eq!(decoded("Pj4 Pj4 Pz8/").unwrap().0, ">>>>>>???");
    }
}
