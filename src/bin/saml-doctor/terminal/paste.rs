//! Reading a paste past the terminal's line: 4095 bytes in Linux, and a response has 5 to 20 kB.

use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};
use signal_hook::consts::{SIGINT, SIGTSTP};
use signal_hook::low_level::emulate_default_handler;

use super::signals::Signals;
use super::{PasteEnd, Pasted};
use saml_doctor::number::grouped;

const PROMPT: &str = "paste the SAMLResponse; its end is recognised, or press Ctrl-D (Ctrl-C cancels)";

/// A terminal has sent all of a paste when it was silent for so long.
const SILENCE: Duration = Duration::from_millis(100);

/// After so long without a whole response it is said how much was read, and how to go on.
const PATIENCE: Duration = Duration::from_secs(1);

const LONGEST: usize = 16 << 20;

const CTRL_C: u8 = 3;
const CTRL_D: u8 = 4;
const CTRL_Z: u8 = 26;
const CTRL_BACKSLASH: u8 = 28;

/// Reads what is pasted at a terminal, without echo and without a limit to the line, until
/// `complete` says that it is all there or the reader ends it. `complete` gets all that came so far
/// each time more came; it should look at the end only. `looks_like` says what that is where it is no
/// response and nothing more came for a while.
///
/// What is still under way then is taken in too, lest the shell get it. However this ends, signals
/// included, the terminal is left as it was.
///
/// # Errors
///
/// The input is no terminal, or cannot be read.
pub fn read_paste(
    input: impl AsFd,
    prompt_out: &mut impl Write,
    mut complete: impl FnMut(&[u8]) -> bool,
    looks_like: impl Fn(&[u8]) -> Option<String>,
) -> io::Result<Pasted> {
    let input = input.as_fd();
    let signals = Signals::catch()?;
    // Declared after the signals, so restored before they have their usual effect again.
    let mut raw = Raw::enter(input)?;
    writeln!(prompt_out, "{PROMPT}")?;
    let mut bytes = Vec::new();
    let mut chunk = [0; 16 * 1024];
    let mut silence = None;
    let mut told = 0;
    let end = loop {
        let untold = bytes.len() > told;
        let patience = silence.or(untold.then_some(PATIENCE));
        let length = match wait(input, &signals, patience)? {
            Event::Silence if silence.is_some() => break PasteEnd::Complete,
            Event::Silence => {
                told = bytes.len();
                let read = grouped(told as u64);
                match looks_like(&bytes) {
                    Some(what) => writeln!(
                        prompt_out,
                        "{read} characters read: {what}. Ctrl-D ends the paste here; more can follow"
                    )?,
                    None => writeln!(
                        prompt_out,
                        "{read} characters read, and no whole response in them yet: paste the rest, or press Ctrl-D"
                    )?,
                }
                continue;
            }
            Event::Signal(SIGINT) => break PasteEnd::Interrupted,
            Event::Signal(signal) => {
                raw = raw.outside(|| emulate_default_handler(signal))?;
                writeln!(prompt_out, "{PROMPT}")?;
                continue;
            }
            Event::Input => match rustix::io::read(input, &mut chunk) {
                Ok(length) => length,
                Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => continue,
                // The other side of the terminal is closed.
                Err(rustix::io::Errno::IO) => 0,
                Err(error) => return Err(error.into()),
            },
        };
        if length == 0 {
            break if silence.is_some() { PasteEnd::Complete } else { PasteEnd::EndOfInput };
        }
        let received = &chunk[..length];
        let control =
            received.iter().position(|byte| matches!(*byte, CTRL_C | CTRL_D | CTRL_Z | CTRL_BACKSLASH));
        append(&mut bytes, &received[..control.unwrap_or(length)]);
        if bytes.len() > LONGEST {
            break PasteEnd::TooLong;
        }
        match control.map(|at| received[at]) {
            None => {}
            Some(CTRL_Z) => {
                raw = raw.outside(|| emulate_default_handler(SIGTSTP))?;
                writeln!(prompt_out, "{PROMPT}")?;
            }
            Some(_) if silence.is_some() => break PasteEnd::Complete,
            Some(CTRL_D) => break PasteEnd::EndOfInput,
            Some(_) => break PasteEnd::Interrupted,
        }
        if silence.is_none() && complete(&bytes) {
            silence = Some(SILENCE);
        }
    };
    drop(raw);
    Ok(Pasted { bytes, end })
}

enum Event {
    Input,
    Signal(i32),
    /// Nothing came for as long as asked.
    Silence,
}

fn wait(input: BorrowedFd<'_>, signals: &Signals, silence: Option<Duration>) -> io::Result<Event> {
    // A duration of ours, far within what the system takes.
    let timeout = silence.and_then(|silence| Timespec::try_from(silence).ok());
    loop {
        if let Some(signal) = signals.take() {
            return Ok(Event::Signal(signal));
        }
        let mut fds = [PollFd::from_borrowed_fd(input, PollFlags::IN), PollFd::new(signals, PollFlags::IN)];
        match poll(&mut fds, timeout.as_ref()) {
            Ok(0) => return Ok(Event::Silence),
            Ok(_) if !fds[0].revents().is_empty() => return Ok(Event::Input),
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Adds what came, without the markers that a terminal puts around a paste.
fn append(bytes: &mut Vec<u8>, received: &[u8]) {
    const MARKERS: [&[u8]; 2] = [b"\x1b[200~", b"\x1b[201~"];
    // A marker may come in two pieces.
    let from = bytes.len().saturating_sub(MARKERS[0].len() - 1);
    bytes.extend_from_slice(received);
    if memchr::memchr(b'\x1b', &bytes[from..]).is_none() {
        return;
    }
    for marker in MARKERS {
        while let Some(at) = memchr::memmem::find(&bytes[from..], marker) {
            bytes.drain(from + at..from + at + marker.len());
        }
    }
}

/// A terminal that gives every byte as it comes, and gets its attributes back when this is dropped.
struct Raw<'a> {
    terminal: BorrowedFd<'a>,
    before: Termios,
}

impl<'a> Raw<'a> {
    fn enter(terminal: BorrowedFd<'a>) -> io::Result<Raw<'a>> {
        let before = tcgetattr(terminal)?;
        let mut attributes = before.clone();
        attributes.local_modes &=
            !(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG | LocalModes::IEXTEN);
        attributes.input_modes &= !(InputModes::IXON | InputModes::ISTRIP);
        attributes.special_codes[SpecialCodeIndex::VMIN] = 1;
        attributes.special_codes[SpecialCodeIndex::VTIME] = 0;
        // From here on restored, even if only a part of it was set.
        let raw = Raw { terminal, before };
        tcsetattr(terminal, OptionalActions::Now, &attributes)?;
        Ok(raw)
    }

    /// Does something with the terminal as it was, and comes back: a stop that was continued.
    fn outside(self, action: impl FnOnce() -> io::Result<()>) -> io::Result<Raw<'a>> {
        let terminal = self.terminal;
        drop(self);
        action()?;
        Raw::enter(terminal)
    }
}

impl Drop for Raw<'_> {
    fn drop(&mut self) {
        // A terminal that is gone needs no restoring.
        let _ = tcsetattr(self.terminal, OptionalActions::Now, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_markers_of_a_bracketed_paste_are_taken_out_wherever_they_are_split() {
        let sent = b"\x1b[200~PHNhbWxw\x1b[201~\n\x1b[A";
        for split in 0..sent.len() {
            let mut bytes = Vec::new();
            append(&mut bytes, &sent[..split]);
            append(&mut bytes, &sent[split..]);
            assert_eq!(bytes, b"PHNhbWxw\n\x1b[A", "{split}");
        }
    }
}
