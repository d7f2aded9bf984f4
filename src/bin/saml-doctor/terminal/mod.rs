//! A response pasted at a terminal, whole.

mod paste;
mod signals;

pub use self::paste::read_paste;

/// What was pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// As the terminal sent it, without the markers of a bracketed paste.
    pub bytes: Vec<u8>,
    pub end: PasteEnd,
}

/// What ended a paste.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasteEnd {
    /// The caller saw that it is all there.
    Complete,
    /// Ctrl-D, or the terminal is gone.
    EndOfInput,
    /// Ctrl-C, Ctrl-\ or SIGINT.
    Interrupted,
    /// Longer than anything that is pasted by hand.
    TooLong,
}
