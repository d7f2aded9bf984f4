//! The mark that a terminal leaves on a paste it cut.

use std::fmt;

/// The longest line a terminal takes in, where a text is just as long: it was cut there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalLimit {
    /// Bytes the terminal kept.
    pub kept: usize,
    pub system: &'static str,
}

impl fmt::Display for TerminalLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes, the longest line that {} takes in at a terminal", self.kept, self.system)
    }
}

/// The limit that a text of this length met, with or without the line break that ended it.
///
/// From the kernels' own headers: `N_TTY_BUF_SIZE` less the line break in Linux, `MAX_CANON` in
/// macOS, a fifth of the line's speed in FreeBSD (9600 and 38400 baud), 256 in illumos.
pub fn truncated_at_line_limit(length: usize) -> Option<TerminalLimit> {
    const LIMITS: [(usize, &str); 5] =
        [(4095, "Linux"), (1023, "macOS"), (1920, "FreeBSD"), (7680, "FreeBSD"), (256, "illumos")];
    LIMITS
        .into_iter()
        .find(|&(kept, _)| length == kept || length == kept + 1)
        .map(|(kept, system)| TerminalLimit { kept, system })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_as_long_as_a_terminals_line_was_cut_by_it() {
        for (length, expected) in [
            (4095, Some("Linux")),
            (4096, Some("Linux")),
            (4097, None),
            (1023, Some("macOS")),
            (1024, Some("macOS")),
            (1920, Some("FreeBSD")),
            (256, Some("illumos")),
            (0, None),
            (8192, None),
        ] {
            let limit = truncated_at_line_limit(length);
            assert_eq!(limit.map(|limit| limit.system), expected, "{length}");
        }
    }
}
