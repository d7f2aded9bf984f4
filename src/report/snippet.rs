//! A window of the text round a span, with carets under it.
//!
//! A response is usually one line of thousands of characters, so what is shown is a window, cut
//! with `…`, and what it costs to draw depends on the window and not on the line.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::report::Place;
use crate::report::visible::{self, Spot};
use crate::source::floor_char_boundary;

/// What to draw.
#[derive(Debug, Clone)]
pub struct Snippet<'a> {
    pub text: &'a str,
    /// Bytes that are pointed at; an empty range is a place between two characters.
    pub span: Range<usize>,
    /// Bytes within them that are pointed at in particular.
    pub marks: Vec<Range<usize>>,
    /// A few words beside or below the carets.
    pub label: Option<&'a str>,
    /// Columns there are.
    pub width: usize,
}

impl<'a> Snippet<'a> {
    /// A value that stands in no document.
    pub fn of_text(text: &'a str, width: usize) -> Snippet<'a> {
        Snippet { text, span: 0..text.len(), marks: Vec::new(), label: None, width }
    }

    /// A place of a finding, to be drawn in so many columns.
    pub fn of(place: &'a Place, width: usize) -> Snippet<'a> {
        let marks = place.marks.iter().map(|&[start, end]| start as usize..end as usize);
        Snippet {
            text: place.excerpt.around(),
            span: place.excerpt.range(),
            marks: marks.collect(),
            label: place.label.as_deref(),
            width,
        }
    }
}

impl<'a> Snippet<'a> {
    /// The value of a place alone; a tag, and what is missing, with what stands around it.
    pub fn alone(place: &'a Place, width: usize) -> Snippet<'a> {
        let value = place.excerpt.text();
        if value.trim().is_empty() || value.starts_with('<') {
            return Snippet::of(place, width);
        }
        let start = place.excerpt.range().start;
        let within = |at: u32| (at as usize).saturating_sub(start).min(value.len());
        Snippet {
            text: value,
            span: 0..value.len(),
            marks: place.marks.iter().map(|&[from, to]| within(from)..within(to)).collect(),
            label: place.label.as_deref(),
            width,
        }
    }
}

/// What was drawn, each a line without its end.
#[derive(Debug, PartialEq, Eq)]
pub struct Drawing {
    pub line: String,
    /// Blanks, then `^` and `~`, then the label if it fits there.
    pub carets: String,
    /// The label where it does not.
    pub below: Option<String>,
}

/// One character, or a combining one that is pointed at, as it is drawn.
#[derive(Debug)]
struct Cell {
    drawn: String,
    columns: usize,
    role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Around,
    Span,
    Mark,
}

/// Cells of one stretch, and whether there was more than had room.
#[derive(Debug, Default)]
struct Stretch {
    cells: Vec<Cell>,
    columns: usize,
    cut: bool,
}

const ELLIPSIS: &str = "…";

/// Draws a window of at most `width` columns.
pub fn draw(snippet: &Snippet) -> Drawing {
    let text = snippet.text;
    let start = floor_char_boundary(text, snippet.span.start);
    let span = start..floor_char_boundary(text, snippet.span.end).max(start);
    let pen = Pen { text, marks: &snippet.marks, markup: text[start..].starts_with('<'), span };
    let room = snippet.width.saturating_sub(2).max(16);
    let window = pen.window(room);
    let (line, columns) = lay_out(&window);
    let carets = carets(&window, &columns);
    let indent = carets.chars().take_while(|&c| c == ' ').count();
    let Some(label) = snippet.label else { return Drawing { line, carets, below: None } };
    let label = visible::plain(label);
    let needed = visible::text_width(&label);
    if carets.chars().count() + 1 + needed <= snippet.width {
        return Drawing { line, carets: format!("{carets} {label}"), below: None };
    }
    let indent = indent.min(snippet.width.saturating_sub(needed));
    Drawing { line, carets, below: Some(format!("{:indent$}{label}", "")) }
}

struct Pen<'a> {
    text: &'a str,
    span: Range<usize>,
    marks: &'a [Range<usize>],
    /// The span starts with a tag: its blanks only separate, and its first line stands for it.
    markup: bool,
}

impl Pen<'_> {
    /// The stretches before, from and after the first thing to be seen.
    fn window(&self, room: usize) -> Vec<Cell> {
        let end = if self.markup { self.line_end(self.span.clone(), room) } else { self.span.end };
        let whole = self.forward(self.span.start..end, room);
        if !whole.cut {
            let rest = room - whole.columns;
            let right = self.forward(end..self.text.len(), rest);
            let left = self.backward(self.span.start, rest.saturating_sub(right.columns).max(rest / 2));
            let right_room = rest - left.columns;
            let right = if right.columns > right_room { right.shortened(right_room) } else { right };
            return assemble(left, [whole, right]);
        }
        let first_mark = self.marks.iter().map(|mark| mark.start).filter(|at| self.span.contains(at)).min();
        let anchor = match first_mark {
            Some(mark) if !self.markup || mark < end => floor_char_boundary(self.text, mark),
            _ => self.span.start,
        };
        let before = if anchor > self.span.start { room / 2 } else { room / 6 };
        let left = self.backward(anchor, before);
        let right = self.forward(anchor..self.text.len(), room - left.columns);
        assemble(left, [right])
    }

    /// The first line end in a range, looked for no further than a window reaches.
    fn line_end(&self, range: Range<usize>, room: usize) -> usize {
        self.text[range.clone()]
            .char_indices()
            .take(longest(room) + 1)
            .find(|(_, c)| is_line_end(*c))
            .map_or(range.end, |(at, _)| range.start + at)
    }

    fn forward(&self, range: Range<usize>, room: usize) -> Stretch {
        let mut stretch = Stretch::default();
        for (index, (at, character)) in self.text[range.clone()].char_indices().enumerate() {
            let at = range.start + at;
            if self.ends_line(at, character) {
                break;
            }
            let cell = self.cell(at, character);
            if index == longest(room) || stretch.columns + cell.columns > room {
                stretch.cut = true;
                break;
            }
            stretch.columns += cell.columns;
            stretch.cells.push(cell);
        }
        stretch
    }

    fn backward(&self, end: usize, room: usize) -> Stretch {
        let mut stretch = Stretch::default();
        for (index, (at, character)) in self.text[..end].char_indices().rev().enumerate() {
            if self.ends_line(at, character) {
                break;
            }
            let cell = self.cell(at, character);
            if index == longest(room) || stretch.columns + cell.columns > room {
                stretch.cut = true;
                break;
            }
            stretch.columns += cell.columns;
            stretch.cells.push(cell);
        }
        stretch.cells.reverse();
        stretch
    }

    /// Outside the span a line ends the window; inside a value its end is drawn.
    fn ends_line(&self, at: usize, character: char) -> bool {
        is_line_end(character) && (self.markup || self.role(at) == Role::Around)
    }

    fn cell(&self, at: usize, character: char) -> Cell {
        let role = self.role(at);
        let in_value = role == Role::Mark || (role == Role::Span && !self.markup);
        let mut drawn = String::new();
        let mut columns = 0;
        if is_combining_mark(character) && (role == Role::Mark || at == self.span.start) {
            drawn.push('◌');
            columns = 1;
        }
        columns += visible::draw(character, if in_value { Spot::Value } else { Spot::Around }, &mut drawn);
        Cell { drawn, columns, role }
    }

    fn role(&self, at: usize) -> Role {
        if self.marks.iter().any(|mark| mark.contains(&at)) {
            Role::Mark
        } else if self.span.contains(&at) || (self.span.is_empty() && at == self.span.start) {
            Role::Span
        } else {
            Role::Around
        }
    }
}

impl Stretch {
    fn shortened(mut self, room: usize) -> Stretch {
        while self.columns > room {
            let Some(last) = self.cells.pop() else { break };
            self.columns -= last.columns;
            self.cut = true;
        }
        self
    }
}

/// Characters that a window of so many columns looks at: combining ones take no column.
fn longest(room: usize) -> usize {
    4 * room
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r')
}

fn ellipsis() -> Cell {
    Cell { drawn: ELLIPSIS.to_owned(), columns: 1, role: Role::Around }
}

fn assemble<const N: usize>(left: Stretch, others: [Stretch; N]) -> Vec<Cell> {
    let mut cells = Vec::new();
    if left.cut {
        cells.push(ellipsis());
    }
    cells.extend(left.cells);
    let mut cut = false;
    for stretch in others {
        cut = stretch.cut;
        cells.extend(stretch.cells);
    }
    if cut {
        cells.push(ellipsis());
    }
    cells
}

/// The line, and the column each cell starts at.
fn lay_out(cells: &[Cell]) -> (String, Vec<usize>) {
    let mut line = String::new();
    let mut column = 0;
    let mut columns = Vec::with_capacity(cells.len());
    for cell in cells {
        columns.push(column);
        line.push_str(&cell.drawn);
        column += cell.columns;
    }
    (line.trim_end().to_owned(), columns)
}

/// `^` under what is pointed at; with marks those have it, and the rest of the span `~`.
fn carets(cells: &[Cell], columns: &[usize]) -> String {
    let marked = cells.iter().any(|cell| cell.role == Role::Mark);
    let mut carets = String::new();
    let mut length = 0;
    for (cell, &column) in cells.iter().zip(columns) {
        let caret = match cell.role {
            Role::Around => continue,
            Role::Span if marked => '~',
            Role::Span | Role::Mark => '^',
        };
        carets.extend(std::iter::repeat_n(' ', column - length));
        carets.extend(std::iter::repeat_n(caret, cell.columns));
        length = column + cell.columns;
    }
    if carets.is_empty() {
        // The place after the last character.
        let end = columns.last().zip(cells.last()).map_or(0, |(column, cell)| column + cell.columns);
        carets.extend(std::iter::repeat_n(' ', end));
        carets.push('^');
    }
    carets
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws what stands between `[` and `]`, with marks between `{` and `}`.
    fn drawn(source: &str, label: Option<&str>, width: usize) -> Drawing {
        let (mut text, mut start, mut end, mut marks, mut open) = (String::new(), 0, 0, Vec::new(), 0);
        for character in source.chars() {
            match character {
                '[' => start = text.len(),
                ']' => end = text.len(),
                '{' => open = text.len(),
                '}' => marks.push(open..text.len()),
                other => text.push(other),
            }
        }
        draw(&Snippet { text: &text, span: start..end, marks, label, width })
    }

    #[test]
    fn carets_stand_under_what_is_drawn() {
        for (source, line, carets) in [
            ("<a>[wrong]</a>", "<a>wrong</a>", "   ^^^^^"),
            ("<a>[Jane{ }Doe]</a>", "<a>Jane·Doe</a>", "   ~~~~^~~~"),
            ("[at the start] of it", "at·the·start of it", "^^^^^^^^^^^^"),
            ("it ends [here]", "it ends here", "        ^^^^"),
            ("nothing [] here", "nothing ·here", "        ^"),
            ("nothing after[]", "nothing after", "             ^"),
            ("[]", "", "^"),
            ("a[{\t}b]", "a→b", " ^~"),
            ("a[x{\u{a0}}y]b", "ax<U+00A0>yb", " ~^^^^^^^^~"),
            ("a[{\u{1b}}31m]", "a␛31m", " ^~~~"),
            ("a[x{\u{202e}}y]", "ax<U+202E>y", " ~^^^^^^^^~"),
            ("\u{202e}[x]", "<U+202E>x", "        ^"),
            ("[漢{字}]x", "漢字x", "~~^^"),
            ("漢[x]", "漢x", "  ^"),
            ("e\u{301}[x]", "e\u{301}x", " ^"),
            ("[x{\u{301}}]", "x◌\u{301}", "~^"),
            ("[{a}b{c}]", "abc", "^~^"),
            ("one\n two [x]\nthree", " two x", "     ^"),
            ("[a,{\n  }b]\nnext", "a,↵··b", "~~^^^~"),
            ("a[b{\r\n}]", "ab␍↵", " ~^^"),
            ("<p><q [a='1'\n]/>", "<p><q a='1'↵/>", "      ^^^^^^"),
            ("[<q a='1'\n  b='2'>]text", "<q a='1'", "^^^^^^^^"),
        ] {
            let drawing = drawn(source, None, 80);
            assert_eq!((drawing.line.as_str(), drawing.carets.as_str()), (line, carets), "{source:?}");
        }
    }

    #[test]
    fn long_lines_are_cut_on_both_sides() {
        let (many, few) = ("a".repeat(95_000), "bcdef");
        for (source, line, carets) in [
            (format!("{many}[{few}]{many}"), "…aaaaaaaabcdefaaaaaaaa…", "         ^^^^^"),
            (format!("[{few}]{many}"), "bcdefaaaaaaaaaaaaaaaa…", "^^^^^"),
            (format!("{many}[{few}]"), "…aaaaaaaaaaaaaaaabcdef", "                 ^^^^^"),
            (format!("{few}[{many}]{few}"), "defaaaaaaaaaaaaaaaaaa…", ""),
            (format!("[{many}{{b}}{many}]"), "…aaaaaaaaaabaaaaaaaaaa…", " ~~~~~~~~~~^~~~~~~~~~~"),
            (format!("[{many}{{b}}]"), "…aaaaaaaaaab", " ~~~~~~~~~~^"),
        ] {
            let drawing = drawn(&source, None, 23);
            let short = source.replace(&many, "many");
            assert!(drawing.line.chars().count() <= 23, "{short}: {}", drawing.line);
            if !carets.is_empty() {
                assert_eq!((drawing.line.as_str(), drawing.carets.as_str()), (line, carets), "{short}");
            }
        }
    }

    #[test]
    fn a_window_is_never_wider_than_its_room_and_never_longer_than_it_can_be() {
        let marks = "e".to_owned() + &"\u{301}".repeat(100_000);
        for source in [format!("[{marks}]"), format!("{marks}[x]{marks}"), "漢".repeat(500)] {
            for width in [0, 1, 20, 61, 100] {
                let drawing = drawn(&source, None, width);
                assert!(visible::text_width(&drawing.line) <= width.max(18), "{width}");
                assert!(drawing.line.chars().count() <= 9 * width.max(18), "{width}");
            }
        }
    }

    #[test]
    fn a_label_stands_beside_the_carets_or_below_them() {
        let beside = drawn("<a>[x]</a>", Some("U+0020 SPACE"), 40);
        assert_eq!((beside.carets.as_str(), beside.below), ("   ^ U+0020 SPACE", None));
        let below = drawn("a long way to the [value]", Some("which is the wrong one"), 30);
        assert_eq!(below.carets, "                  ^^^^^");
        assert_eq!(below.below.as_deref(), Some("        which is the wrong one"));
        let hostile = drawn("[x]", Some("a\u{1b}b"), 40);
        assert_eq!(hostile.carets, "^ a<U+001B>b");
    }

    #[test]
    fn spans_that_cut_characters_or_lie_outside_are_drawn_all_the_same() {
        for (start, end) in [(1, 2), (3, 1), (2, 99), (50, 60)] {
            let drawing = draw(&Snippet {
                text: "aéb",
                span: start..end,
                marks: vec![1..2, 40..50],
                label: None,
                width: 40,
            });
            assert_eq!(drawing.line, "aéb", "{start}..{end}");
        }
    }
}
