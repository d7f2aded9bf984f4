//! A DEFLATE stream (RFC 1951) as a reader.

use std::io::{self, Read};

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

/// Reads what a DEFLATE stream inflates to; what stands behind its end stays in the buffer.
pub(super) struct Inflated<R> {
    inner: R,
    state: Box<InflateState>,
    buffer: Vec<u8>,
    /// What of the buffer was not taken yet.
    rest: std::ops::Range<usize>,
    ended: bool,
}

const BUFFER: usize = 64 << 10;

impl<R: Read> Inflated<R> {
    pub fn new(inner: R) -> Inflated<R> {
        let state = InflateState::new_boxed(DataFormat::Raw);
        Inflated { inner, state, buffer: vec![0; BUFFER], rest: 0..0, ended: false }
    }

    /// One byte behind the end of the stream.
    pub fn behind(&mut self) -> io::Result<Option<u8>> {
        if self.rest.is_empty() && self.fill()? == 0 {
            return Ok(None);
        }
        let byte = self.buffer[self.rest.start];
        self.rest.start += 1;
        Ok(Some(byte))
    }

    /// Begins another stream where the last one ended.
    pub fn again(&mut self) {
        self.state = InflateState::new_boxed(DataFormat::Raw);
        self.ended = false;
    }

    fn fill(&mut self) -> io::Result<usize> {
        let length = self.inner.read(&mut self.buffer)?;
        self.rest = 0..length;
        Ok(length)
    }
}

impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.ended && !out.is_empty() {
            // What was inflated and did not fit comes first, without any input.
            let result = inflate(&mut self.state, &self.buffer[self.rest.clone()], out, MZFlush::None);
            self.rest.start += result.bytes_consumed;
            match result.status {
                Ok(MZStatus::StreamEnd) => self.ended = true,
                Ok(MZStatus::Ok | MZStatus::NeedDict) | Err(MZError::Buf) => {}
                Err(_) => {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "the compressed file is damaged"));
                }
            }
            if result.bytes_written > 0 {
                return Ok(result.bytes_written);
            }
            if !self.ended && self.rest.is_empty() && self.fill()? == 0 {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the compressed file is cut off"));
            }
        }
        Ok(0)
    }
}
