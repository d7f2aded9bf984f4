//! Standard output and standard error, as wide and as colourful as what reads them takes it.

use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write};

use anyhow::Context as _;
use saml_doctor::formats::screen::{Color, Detail, Layout};
use saml_doctor::report::{ascii, visible};

use crate::cli::ColorChoice;

/// Columns where neither a terminal nor `COLUMNS` says how many there are.
pub const USUAL_WIDTH: usize = 100;
/// Narrower than this nothing can be laid out.
const LEAST_WIDTH: usize = 40;

pub fn layout(choice: ColorChoice, detail: Detail) -> Layout {
    let color = match choice {
        ColorChoice::Never => Color::Off,
        ColorChoice::Auto if !is_colorful() => Color::Off,
        ColorChoice::Always | ColorChoice::Auto if has_hyperlinks() => Color::Linked,
        ColorChoice::Always | ColorChoice::Auto => Color::On,
    };
    colored::control::set_override(color != Color::Off);
    // Consoles before Windows Terminal show escape sequences as they are until they are asked not to.
    #[cfg(windows)]
    if color != Color::Off {
        let _ = colored::control::set_virtual_terminal(true);
    }
    let width = match has_only_ascii() {
        true => width().saturating_sub(ascii::GROWTH).max(LEAST_WIDTH),
        false => width(),
    };
    Layout { width, color, detail }
}

/// A terminal, and nobody asked for plain text (no-color.org).
fn is_colorful() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if !no_color && (is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE")) {
        return true;
    }
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stdout().is_terminal() && !no_color && !dumb
}

/// Whether the terminal is one of those that are known to have hyperlinks; `FORCE_HYPERLINK` decides.
fn has_hyperlinks() -> bool {
    let text = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(forced) = text("FORCE_HYPERLINK") {
        return forced != "0";
    }
    let of_program = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby"];
    let of_terminal = ["kitty", "alacritty", "foot", "ghostty", "wezterm", "contour"];
    let term = text("TERM").unwrap_or_default();
    io::stdout().is_terminal()
        && (text("TERM_PROGRAM").is_some_and(|program| of_program.contains(&program.as_str()))
            || of_terminal.iter().any(|name| term.contains(name))
            // GNOME Terminal and its kin, from 0.50 on.
            || text("VTE_VERSION").and_then(|version| version.parse().ok()).is_some_and(|version: u32| version >= 5_000)
            || ["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"].into_iter().any(|name| text(name).is_some()))
}

fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    // Behind a pager the terminal is still there on standard error.
    let terminal = || {
        let of_output = terminal_size::terminal_size_of(io::stdout());
        let (columns, _) = of_output.or_else(|| terminal_size::terminal_size_of(io::stderr()))?;
        Some(usize::from(columns.0)).filter(|&columns| columns > 0)
    };
    columns.or_else(terminal).unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH)
}

/// Whether what goes to standard output and to standard error meets on one screen.
pub fn is_seen_together() -> bool {
    io::stdout().is_terminal() && io::stderr().is_terminal()
}

/// Prints what is drawn for a person, in the characters that the locale has.
pub fn print_drawn(text: &str) -> anyhow::Result<()> {
    match has_only_ascii() {
        true => print(ascii::ascii(text).as_bytes()),
        false => print(text.as_bytes()),
    }
}

/// Prints a document in which what cannot be seen was drawn.
pub fn print_drawing(text: &[u8]) -> anyhow::Result<()> {
    match has_only_ascii() {
        true => print(ascii::of_drawing(&String::from_utf8_lossy(text)).as_bytes()),
        false => print(text),
    }
}

/// Whether the locale says that it has no UTF-8 (POSIX: LC_ALL before LC_CTYPE before LANG).
fn has_only_ascii() -> bool {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
    locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        !locale.contains("utf-8") && !locale.contains("utf8")
    })
}

pub fn print(bytes: &[u8]) -> anyhow::Result<()> {
    print_by(|out| out.write_all(bytes))
}

/// Writes to standard output; a reader that has seen enough (`| head`) is no error.
pub fn print_by(write: impl FnOnce(&mut BufWriter<StdoutLock>) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("standard output cannot be written")
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

pub fn complain(sentence: &str) {
    let sentence = visible::plain(sentence);
    let sentence = match has_only_ascii() {
        true => ascii::ascii(&sentence).into(),
        false => sentence,
    };
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "saml-doctor: {sentence}");
}
