//! The words of a command line, as bash, cmd.exe and PowerShell part and quote them.

use crate::capture::traced::{Step, Traced};

/// A command has fewer words.
const WORDS: usize = 20_000;

/// Whose rules of quoting a command follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// bash and its like.
    Posix,
    /// The Windows command processor.
    Cmd,
    PowerShell,
}

impl Dialect {
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Posix => "bash",
            Dialect::Cmd => "cmd.exe",
            Dialect::PowerShell => "PowerShell",
        }
    }

    pub fn of(text: &[u8]) -> Dialect {
        let has = |needle: &str| memchr::memmem::find(text, needle.as_bytes()).is_some();
        if has("Invoke-WebRequest") || has("Invoke-RestMethod") || has("New-Object ") {
            Dialect::PowerShell
        } else if has("^\"") || has("^%") || has(" ^\r\n") || has(" ^\n") {
            Dialect::Cmd
        } else {
            Dialect::Posix
        }
    }
}

/// The words of a command line, quoting undone.
pub(crate) fn words(text: &Traced, dialect: Dialect) -> Vec<Traced> {
    match dialect {
        Dialect::Posix => Words::new(text, dialect).all(),
        Dialect::PowerShell => Words::new(text, dialect).all(),
        Dialect::Cmd => {
            let uncaretted = without_carets(text);
            Words::new(&uncaretted, dialect).all()
        }
    }
}

/// The first of the two readings of a Windows command line: `^` takes the next character as it is.
fn without_carets(text: &Traced) -> Traced {
    let bytes = &text.bytes;
    let mut step = text.step();
    let (mut at, mut quoted) = (0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'^' if !quoted => {
                at += 1;
                let line_end = bytes[at..].starts_with(b"\r\n");
                at += usize::from(line_end);
                if bytes.get(at) == Some(&b'\n') {
                    at += 1;
                    continue;
                }
            }
            b'"' => quoted = !quoted,
            _ => {}
        }
        if at < bytes.len() {
            step.copy(at..at + 1);
            at += 1;
        }
    }
    step.finish()
}

struct Words<'a> {
    text: &'a Traced,
    bytes: &'a [u8],
    dialect: Dialect,
    at: usize,
}

impl<'a> Words<'a> {
    fn new(text: &'a Traced, dialect: Dialect) -> Words<'a> {
        Words { text, bytes: &text.bytes, dialect, at: 0 }
    }

    fn all(mut self) -> Vec<Traced> {
        let mut words = Vec::new();
        while self.at < self.bytes.len() && words.len() < WORDS {
            if self.separates(self.bytes[self.at]) {
                self.at += 1;
            } else if let Some(length) = self.line_continuation() {
                self.at += length;
            } else {
                words.push(self.word());
            }
        }
        words
    }

    fn separates(&self, byte: u8) -> bool {
        byte.is_ascii_whitespace()
            || match self.dialect {
                Dialect::PowerShell => matches!(byte, b'(' | b')' | b'{' | b'}' | b';' | b',' | b'@'),
                Dialect::Posix => byte == b';',
                Dialect::Cmd => false,
            }
    }

    /// Length of an escaped line break. A browser on one system, a shell on another: both `\` and
    /// the backtick are seen before CR LF.
    fn line_continuation(&self) -> Option<usize> {
        let escape = match self.dialect {
            Dialect::Posix => b'\\',
            Dialect::PowerShell => b'`',
            Dialect::Cmd => return None,
        };
        match &self.bytes[self.at..] {
            [first, b'\r', b'\n', ..] if *first == escape => Some(3),
            [first, b'\n', ..] if *first == escape => Some(2),
            _ => None,
        }
    }

    fn word(&mut self) -> Traced {
        let text = self.text;
        let mut step = text.step();
        while self.at < self.bytes.len() && !self.separates(self.bytes[self.at]) {
            if let Some(length) = self.line_continuation() {
                self.at += length;
                continue;
            }
            match (self.bytes[self.at], self.dialect) {
                (b'$', Dialect::Posix) if self.bytes.get(self.at + 1) == Some(&b'\'') => {
                    self.at += 2;
                    self.ansi_c(&mut step);
                }
                (b'\'', Dialect::Posix | Dialect::PowerShell) => self.single(&mut step),
                (b'"', _) => self.double(&mut step),
                (b'\\', Dialect::Posix) | (b'`', Dialect::PowerShell) if self.at + 1 < self.bytes.len() => {
                    step.copy(self.at + 1..self.at + 2);
                    self.at += 2;
                }
                (b'\\', Dialect::Cmd) if self.bytes.get(self.at + 1) == Some(&b'"') => {
                    step.copy(self.at + 1..self.at + 2);
                    self.at += 2;
                }
                _ => {
                    step.copy(self.at..self.at + 1);
                    self.at += 1;
                }
            }
        }
        step.finish()
    }

    /// `'...'`; in PowerShell `''` is a quote.
    fn single(&mut self, step: &mut Step<'_>) {
        self.at += 1;
        loop {
            let rest = &self.bytes[self.at..];
            let length = memchr::memchr(b'\'', rest).unwrap_or(rest.len());
            step.copy(self.at..self.at + length);
            self.at = (self.at + length + 1).min(self.bytes.len());
            if self.dialect == Dialect::PowerShell && self.bytes.get(self.at) == Some(&b'\'') {
                step.copy(self.at..self.at + 1);
                self.at += 1;
                continue;
            }
            return;
        }
    }

    fn double(&mut self, step: &mut Step<'_>) {
        self.at += 1;
        let escape = if self.dialect == Dialect::PowerShell { b'`' } else { b'\\' };
        while self.at < self.bytes.len() {
            let next = self.bytes.get(self.at + 1).copied();
            match self.bytes[self.at] {
                b'"' if self.dialect != Dialect::Posix && next == Some(b'"') => {
                    step.copy(self.at..self.at + 1);
                    self.at += 2;
                }
                b'"' => {
                    self.at += 1;
                    return;
                }
                byte if byte == escape => match next {
                    Some(b'\n') => self.at += 2,
                    Some(b'\r') if self.bytes.get(self.at + 2) == Some(&b'\n') => self.at += 3,
                    Some(letter @ (b'n' | b'r' | b't' | b'0')) if self.dialect == Dialect::PowerShell => {
                        let control = match letter {
                            b'n' => b'\n',
                            b'r' => b'\r',
                            b't' => b'\t',
                            _ => 0,
                        };
                        step.push(&[control], self.at..self.at + 2);
                        self.at += 2;
                    }
                    Some(b'"' | b'\\' | b'$' | b'`' | b'!') => {
                        step.copy(self.at + 1..self.at + 2);
                        self.at += 2;
                    }
                    _ => {
                        step.copy(self.at..self.at + 1);
                        self.at += 1;
                    }
                },
                _ => {
                    let rest = &self.bytes[self.at..];
                    let length = memchr::memchr2(b'"', escape, rest).unwrap_or(rest.len()).max(1);
                    step.copy(self.at..self.at + length);
                    self.at += length;
                }
            }
        }
    }

    /// `$'...'` of bash.
    fn ansi_c(&mut self, step: &mut Step<'_>) {
        while self.at < self.bytes.len() {
            let rest = &self.bytes[self.at..];
            let length = memchr::memchr2(b'\'', b'\\', rest).unwrap_or(rest.len());
            step.copy(self.at..self.at + length);
            self.at += length;
            match self.bytes.get(self.at) {
                None => return,
                Some(b'\'') => {
                    self.at += 1;
                    return;
                }
                Some(_) => {
                    let (made, width) = ansi_c_escape(&self.bytes[self.at..]);
                    let end = (self.at + width).min(self.bytes.len());
                    step.push(&made, self.at..end);
                    self.at = end;
                }
            }
        }
    }
}

/// What an escape of `$'...'` makes, and its length.
fn ansi_c_escape(bytes: &[u8]) -> (Vec<u8>, usize) {
    let number = |from: usize, most: usize, radix: u32| {
        let digits = bytes.iter().skip(from).take(most).map_while(|&byte| char::from(byte).to_digit(radix));
        let (value, count) =
            digits.fold((0u32, 0), |(value, count), digit| (value * radix + digit, count + 1));
        (value, count)
    };
    let character = |from: usize, most: usize| {
        let (value, count) = number(from, most, 16);
        let character = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
        (character.to_string().into_bytes(), from + count)
    };
    match bytes.get(1) {
        Some(b'n') => (b"\n".to_vec(), 2),
        Some(b'r') => (b"\r".to_vec(), 2),
        Some(b't') => (b"\t".to_vec(), 2),
        Some(b'u') => character(2, 4),
        Some(b'U') => character(2, 8),
        Some(b'x') => {
            let (value, count) = number(2, 2, 16);
            (vec![value as u8], 2 + count)
        }
        Some(b'0'..=b'7') => {
            let (value, count) = number(1, 3, 8);
            (vec![value as u8], 1 + count)
        }
        Some(&byte) => (vec![byte], 2),
        None => (b"\\".to_vec(), 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shell_quotes_in_its_own_way() {
        for (text, dialect, expected) in [
            (r#"curl 'a b' "c\"d" e\ f"#, Dialect::Posix, vec!["curl", "a b", "c\"d", "e f"]),
            ("curl a \\\n  b \\\r\n c", Dialect::Posix, vec!["curl", "a", "b", "c"]),
            (r"curl $'a\u0021\x2b\'\n\053'", Dialect::Posix, vec!["curl", "a!+'\n+"]),
            (
                "curl ^\"a^%^2Bb^&c^\" ^\r\n  -H ^\"x: \\^\"y\\^\"^\"",
                Dialect::Cmd,
                vec!["curl", "a%2Bb&c", "-H", "x: \"y\""],
            ),
            ("curl \"a\"\"b\" c", Dialect::Cmd, vec!["curl", "a\"b", "c"]),
            (
                "I -Body \"a`\"b`$c``\" `\n-X 'd''e' @{\"f\"=\"g\"}",
                Dialect::PowerShell,
                vec!["I", "-Body", "a\"b$c`", "-X", "d'e", "f=g"],
            ),
        ] {
            let traced = Traced::plain(text, 0);
            let words: Vec<String> = words(&traced, dialect)
                .iter()
                .map(|word| String::from_utf8_lossy(&word.bytes).into_owned())
                .collect();
            assert_eq!(words, expected, "{text}");
        }
    }
}
