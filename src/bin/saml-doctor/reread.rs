//! Inputs read once more, to count the lines before what is found in them.

use std::fs::File;
use std::io::{Cursor, Read, Seek as _};
use std::sync::Mutex;

use tempfile::SpooledTempFile;

/// Where the bytes of the inputs are.
#[derive(Default)]
pub struct Reread {
    /// What was read from standard input, which cannot be read twice; `None` where nobody will ask.
    pub standard_input: Option<Mutex<Vec<u8>>>,
    /// What stands for the files under `--redact`.
    pub redacted: Option<Vec<(String, SpooledTempFile)>>,
}

impl Reread {
    /// The bytes of an input by its name. Each is given once.
    pub fn open(&mut self, name: &str) -> Option<Box<dyn Read>> {
        if let Some(redacted) = &mut self.redacted {
            let at = redacted.iter().position(|(other, _)| other == name)?;
            let (_, mut bytes) = redacted.swap_remove(at);
            bytes.rewind().ok()?;
            return Some(Box::new(bytes));
        }
        match name {
            "-" => {
                let kept = self.standard_input.take()?.into_inner().ok()?;
                Some(Box::new(Cursor::new(kept)))
            }
            name => Some(Box::new(File::open(name).ok()?)),
        }
    }
}
