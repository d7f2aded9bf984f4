//! A drawn report for a terminal that has only ASCII.

use unicode_normalization::char::is_combining_mark;

use super::visible::width;

/// Columns that a row may grow by the two ellipses that it is cut with.
pub const GROWTH: usize = 4;

/// A report in ASCII: what is not in it is named as what cannot be seen is, `M<U+00FC>ller`, and the carets
/// under it grow with it.
pub fn ascii(text: &str) -> String {
    in_ascii(text, |below| below.iter().take(2).any(|line| pointing(line).is_some()))
}

/// The same of a text in which every character that cannot be seen was drawn.
pub fn of_drawing(text: &str) -> String {
    in_ascii(text, |_| true)
}

/// `is_drawn` is told of the lines below one whether that one is a drawing.
fn in_ascii(text: &str, is_drawn: impl Fn(&[&str]) -> bool) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out = String::with_capacity(text.len() + 64);
    let mut grown = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let row = match pointing(line) {
            Some(last) => stretched(line, &grown, last),
            None => (*line).to_owned(),
        };
        grown = named(&row, is_drawn(&lines[index + 1..]), &mut out);
    }
    out
}

/// A piece of a line: what a terminal obeys, or a character that it shows.
enum Piece<'a> {
    Escape(&'a str),
    Shown(char),
}

fn pieces(line: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = match first {
            '\u{1b}' => escape(rest),
            shown => shown.len_utf8(),
        };
        let (piece, behind) = rest.split_at(length);
        rest = behind;
        Some(if first == '\u{1b}' { Piece::Escape(piece) } else { Piece::Shown(first) })
    })
}

/// The length of the escape sequence that a text begins with: a colour, or a hyperlink's address.
fn escape(text: &str) -> usize {
    let end = match text.as_bytes().get(1) {
        Some(b'[') => text.find('m').map(|at| at + 1),
        Some(b']') => text[1..].find("\u{1b}\\").map(|at| at + 3),
        Some(_) | None => None,
    };
    end.unwrap_or(1)
}

/// The column of the last caret, where a line only points at the one above it.
fn pointing(line: &str) -> Option<usize> {
    let mut last = None;
    let shown = pieces(line).filter_map(|piece| match piece {
        Piece::Shown(shown) => Some(shown),
        Piece::Escape(_) => None,
    });
    for (column, shown) in shown.enumerate() {
        match shown {
            '^' | '~' => last = Some(column),
            ' ' => {}
            '|' if last.is_none() => {}
            // A word that only begins so: `~/login.har`.
            _ if last.is_some_and(|last| last + 1 == column) => return None,
            _ => break,
        }
    }
    last
}

/// A line of carets, as much longer as the characters above them became.
fn stretched(line: &str, grown: &[(usize, usize)], last: usize) -> String {
    let mut out = String::with_capacity(line.len());
    let mut column = 0;
    for piece in pieces(line) {
        match piece {
            Piece::Escape(escape) => out.push_str(escape),
            Piece::Shown(shown) => {
                out.push(shown);
                let more = grown.iter().filter(|(at, _)| *at == column && column <= last);
                out.extend(more.flat_map(|&(_, more)| std::iter::repeat_n(shown, more)));
                column += 1;
            }
        }
    }
    out
}

/// Writes a line in ASCII; the columns that take more than they took, and how much more.
fn named(line: &str, is_drawn: bool, out: &mut String) -> Vec<(usize, usize)> {
    let mut grown = Vec::new();
    let mut column: usize = 0;
    // A circle that was drawn to carry a combining character has its column.
    let mut carried = 0;
    let mut all = pieces(line).peekable();
    while let Some(piece) = all.next() {
        let shown = match piece {
            Piece::Escape(escape) => {
                out.push_str(escape);
                continue;
            }
            Piece::Shown(shown) => shown,
        };
        let before = out.len();
        let columns = width(shown) + std::mem::take(&mut carried);
        match shown {
            ascii if ascii.is_ascii() => out.push(ascii),
            // A blank in a value has carets under it where it counts.
            '·' => out.push(' '),
            '…' => out.push_str("..."),
            '◌' if matches!(all.peek(), Some(Piece::Shown(next)) if is_combining_mark(*next)) => {
                carried = columns;
                continue;
            }
            '→' if is_drawn => push(out, '\t'),
            '↵' => push(out, '\n'),
            '\u{2400}'..='\u{241F}' => push(out, char::from_u32(shown as u32 - 0x2400).unwrap_or(shown)),
            '\u{2421}' => push(out, '\u{7F}'),
            other => push(out, other),
        }
        let written = out.len() - before;
        if written > columns {
            // A combining character stands on the one before it.
            let at = if columns == 0 { column.saturating_sub(1) } else { column };
            grown.push((at, written - columns));
        }
        column += columns;
    }
    grown
}

fn push(out: &mut String, character: char) {
    super::visible::push_code_point(out, character);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ascii_lacks_is_named_and_its_carets_grow_with_it() {
        for (drawn, expected) in [
            ("as Müller", "as M<U+00FC>ller"),
            ("the RoleSessionName \"…\"", "the RoleSessionName \"...\""),
            ("  a·ü b\n  ~~^~~", "  a <U+00FC> b\n  ~~^^^^^^^^~~"),
            ("  a↵b\n   ^ U+000A", "  a<U+000A>b\n   ^^^^^^^^ U+000A"),
            ("  a→b\n   ^ U+0009", "  a<U+0009>b\n   ^^^^^^^^ U+0009"),
            ("  a␍b\n   ^", "  a<U+000D>b\n   ^^^^^^^^"),
            ("Team → Admins", "Team <U+2192> Admins"),
            ("  e\u{301}x\n   ^", "  e<U+0301>x\n           ^"),
            ("  e◌\u{301}x\n   ^", "  e<U+0301>x\n   ^^^^^^^^"),
            ("  漢x\n  ^^", "  <U+6F22>x\n  ^^^^^^^^"),
            ("    | …ab…\n    |  ^^ of it", "    | ...ab...\n    |    ^^ of it"),
            (
                "\u{1b}[1mü\u{1b}[0mx\n\u{1b}[31m ^\u{1b}[0m",
                "\u{1b}[1m<U+00FC>\u{1b}[0mx\n\u{1b}[31m        ^\u{1b}[0m",
            ),
            ("ü\n~/x", "<U+00FC>\n~/x"),
        ] {
            assert_eq!(ascii(drawn), expected, "{drawn:?}");
        }
        assert_eq!(of_drawing("<b>a→b</b>"), "<b>a<U+0009>b</b>");
    }
}
