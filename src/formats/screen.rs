//! Lines of text for a person: wrapped, in columns, and free of anything that acts on a terminal.

use colored::Colorize as _;

pub use crate::report::Style;
use crate::report::visible;

/// How a person's report is laid out.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Columns.
    pub width: usize,
    pub color: Color,
    pub detail: Detail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    On,
    /// Hyperlinks too (OSC 8).
    Linked,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// One line a message.
    Line,
    Usual,
    /// Accepted messages, clean checks and the reasons of rules too.
    Full,
}

/// Collects lines. Everything that is written to it has its invisible characters named, so nothing
/// of the input can move the cursor, change a colour or turn a line round.
#[derive(Debug)]
pub struct Screen {
    layout: Layout,
    out: String,
    column: usize,
    rows: usize,
}

impl Screen {
    pub fn new(layout: Layout) -> Screen {
        Screen { layout, out: String::new(), column: 0, rows: 0 }
    }

    pub fn width(&self) -> usize {
        self.layout.width
    }

    pub fn detail(&self) -> Detail {
        self.layout.detail
    }

    /// Columns of the current line so far.
    pub fn column(&self) -> usize {
        self.column
    }

    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// Adds to the current line.
    pub fn put(&mut self, text: &str) -> &mut Screen {
        self.styled(Style::Plain, text)
    }

    /// Adds to the current line, painted.
    pub fn styled(&mut self, style: Style, text: &str) -> &mut Screen {
        let text = visible::plain(text);
        self.column += visible::text_width(&text);
        match (self.layout.color, style) {
            (Color::Off, _) | (_, Style::Plain) => self.out.push_str(&text),
            (Color::On | Color::Linked, style) => self.out.push_str(&paint(style, &text)),
        }
        self
    }

    /// Adds to the current line, painted, and leading to an address of ours where the terminal has that.
    pub fn linked(&mut self, style: Style, text: &str, url: &'static str) -> &mut Screen {
        match self.layout.color {
            Color::Off | Color::On => self.styled(style, text),
            Color::Linked => {
                self.out.push_str("\u{1b}]8;;");
                self.out.push_str(url);
                self.out.push_str("\u{1b}\\");
                self.styled(style, text);
                self.out.push_str("\u{1b}]8;;\u{1b}\\");
                self
            }
        }
    }

    /// Fills the current line with blanks up to a column.
    pub fn to_column(&mut self, column: usize) -> &mut Screen {
        while self.column < column {
            self.out.push(' ');
            self.column += 1;
        }
        self
    }

    /// Adds words, with line breaks where there is no room; new lines start at a column. What is
    /// longer than a line stands on one of its own.
    pub fn words(&mut self, style: Style, indent: usize, text: &str) -> &mut Screen {
        let text = visible::plain(text);
        // From where on the text is not written yet, and the column it would reach.
        let (mut start, mut column) = (0, self.column);
        let mut at = 0;
        for word in text.split(' ') {
            let columns = visible::text_width(word);
            let gap = usize::from(at > start);
            if column > indent && column + gap + columns > self.layout.width {
                self.styled(style, text[start..at].trim_end()).end().to_column(indent);
                start = at;
                column = indent + columns;
            } else {
                column += gap + columns;
            }
            at += word.len() + 1;
        }
        self.styled(style, &text[start..])
    }

    /// Ends the current line, blanks at its end left out.
    pub fn end(&mut self) -> &mut Screen {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
        self.rows += self.column.div_ceil(self.layout.width).max(1);
        self.column = 0;
        self
    }

    /// An empty line between two blocks.
    pub fn gap(&mut self) -> &mut Screen {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
            self.rows += 1;
        }
        self
    }

    /// An empty screen of the same layout.
    pub fn blank(&self) -> Screen {
        Screen::new(self.layout)
    }

    /// Rows that the lines so far take on a terminal of this width.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds the lines of another screen of the same layout.
    pub fn append(&mut self, other: &Screen) -> &mut Screen {
        self.out.push_str(&other.out);
        self.rows += other.rows;
        self
    }

    pub fn finish(self) -> String {
        self.out
    }
}

/// Paints a text; whether colours are on at all is decided in the binary.
fn paint(style: Style, text: &str) -> String {
    let painted = match style {
        Style::Plain => return text.to_owned(),
        Style::Error => text.red().bold(),
        // Yellow cannot be read on white.
        Style::Warning => text.magenta().bold(),
        Style::Note => text.cyan(),
        Style::Good => text.green().bold(),
        Style::Strong => text.bold(),
        Style::Faint => text.dimmed(),
    };
    painted.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(width: usize) -> Screen {
        Screen::new(Layout { width, color: Color::Off, detail: Detail::Usual })
    }

    #[test]
    fn only_a_terminal_with_hyperlinks_gets_them() {
        let told = |color| {
            let mut screen = Screen::new(Layout { width: 40, color, detail: Detail::Usual });
            screen.linked(Style::Plain, "a rule", "https://docs.example/").end();
            screen.finish()
        };
        assert_eq!(told(Color::Off), "a rule\n");
        assert_eq!(told(Color::On), "a rule\n");
        let linked = "\u{1b}]8;;https://docs.example/\u{1b}\\a rule\u{1b}]8;;\u{1b}\\\n";
        assert_eq!(told(Color::Linked), linked);
    }

    #[test]
    fn words_are_wrapped_to_their_column() {
        let mut screen = screen(20);
        screen.put("fix: ").words(Style::Plain, 5, "send an attribute whose Name is it").end();
        screen.put("  ").words(Style::Plain, 2, "https://a.very.long.example/address then more").end();
        assert_eq!(
            screen.finish(),
            "fix: send an\n     attribute whose\n     Name is it\n  https://a.very.long.example/address\n  then more\n"
        );
    }

    #[test]
    fn nothing_acts_on_the_terminal() {
        let mut screen = screen(80);
        screen.put("a\nb\u{1b}[2J").styled(Style::Error, "\u{202e}x").end();
        assert_eq!(screen.finish(), "a<U+000A>b<U+001B>[2J<U+202E>x\n");
    }
}
