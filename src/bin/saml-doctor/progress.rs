//! How far a large file has been read, for whoever waits.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read, Write as _};

/// A file that says on standard error how far it has been read, if it is large and somebody looks.
pub struct Progress {
    file: File,
    length: u64,
    read: u64,
    shown: u64,
    visible: bool,
}

impl Progress {
    const LARGE: u64 = 100 << 20;

    pub fn of(file: File, length: u64) -> Progress {
        let visible = length >= Progress::LARGE && io::stderr().is_terminal();
        Progress { file, length, read: 0, shown: 0, visible }
    }
}

impl Read for Progress {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read += count as u64;
        let percent = self.read * 100 / self.length.max(1);
        if self.visible && percent != self.shown {
            self.shown = percent;
            // Whether it could be shown changes nothing.
            let _ = write!(io::stderr(), "\rreading {percent} %");
        }
        Ok(count)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.visible && self.shown > 0 {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
