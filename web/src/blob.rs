//! A browser's files behind the traits of `std::io`.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use js_sys::{Array, Function, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, FileReaderSync};

/// Bytes that are asked of the browser at once: each time costs a way to another process and back.
const PIECE: usize = 16 << 20;
/// Bytes that are handed to the browser at once.
const PART: usize = 1 << 20;

/// A file, read a piece at a time. Only a worker may wait for it.
pub struct BlobReader {
    blob: Blob,
    at: u64,
    progress: Function,
}

impl BlobReader {
    /// `progress` is called with the bytes that were read, those there are, and a buffer to give back.
    pub fn new(blob: &Blob, progress: &Function) -> BufReader<BlobReader> {
        let reader = BlobReader { blob: blob.clone(), at: 0, progress: progress.clone() };
        BufReader::with_capacity(PIECE.min(blob.size() as usize).max(1), reader)
    }
}

impl Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.blob.size();
        let end = ((self.at + buffer.len() as u64) as f64).min(size);
        let piece = self.blob.slice_with_f64_and_f64(self.at as f64, end).map_err(error)?;
        if piece.size() == 0.0 {
            return Ok(0);
        }
        let read = bytes_of(&piece)?;
        let bytes = Uint8Array::new(&read);
        let count = bytes.length() as usize;
        bytes.copy_to(&mut buffer[..count]);
        self.at += count as u64;
        let at = JsValue::from(self.at as f64);
        self.progress.call3(&JsValue::NULL, &at, &size.into(), &read).map_err(error)?;
        Ok(count)
    }
}

/// Whether a file begins with these bytes.
pub fn begins_with(blob: &Blob, bytes: &[u8]) -> bool {
    let head = blob.slice_with_f64_and_f64(0.0, bytes.len() as f64).map_err(error);
    head.and_then(|head| bytes_of(&head)).is_ok_and(|head| Uint8Array::new(&head).to_vec() == bytes)
}

/// An ArrayBuffer.
fn bytes_of(piece: &Blob) -> io::Result<JsValue> {
    let read = FileReaderSync::new().and_then(|reader| reader.read_as_array_buffer(piece));
    Ok(read.map_err(error)?.into())
}

impl Seek for BlobReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, offset) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::End(offset) => (self.blob.size() as u64, offset),
            SeekFrom::Current(offset) => (self.at, offset),
        };
        let outside = || io::Error::new(io::ErrorKind::InvalidInput, "that is before the file");
        self.at = from.checked_add_signed(offset).ok_or_else(outside)?;
        Ok(self.at)
    }
}

/// A file that is being written; what it holds is the browser's to keep.
#[derive(Default)]
pub struct BlobWriter {
    waiting: Vec<u8>,
    parts: Array,
}

impl BlobWriter {
    pub fn into_blob(mut self) -> io::Result<Blob> {
        self.flush()?;
        Blob::new_with_blob_sequence(&self.parts).map_err(error)
    }
}

impl Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PART {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let bytes = Array::of1(&Uint8Array::from(self.waiting.as_slice()));
        self.parts.push(&Blob::new_with_u8_array_sequence(&bytes).map_err(error)?.into());
        self.waiting.clear();
        Ok(())
    }
}

/// What the browser says, in words: `NotReadableError: the file was changed`.
fn error(thrown: JsValue) -> io::Error {
    let words = thrown.dyn_ref::<js_sys::Error>().map(|thrown| String::from(thrown.to_string()));
    io::Error::other(words.unwrap_or_else(|| "the browser does not read it".to_owned()))
}
