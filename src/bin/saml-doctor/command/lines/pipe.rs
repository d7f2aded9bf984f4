//! Lines from a reader to a writer through all cores: in order, in constant memory, each answered as soon as
//! it was read and those before it are answered.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use super::worse;

/// As much is asked for at once; a pipe gives what is there.
const READ: usize = 256 << 10;
/// Bytes of lines that are worked on or wait; one line that is longer is worked on alone.
const IN_FLIGHT: usize = 8 << 20;
/// A line that is longer is passed over.
pub const LONGEST_LINE: usize = 64 << 20;

/// A line, or that it was too long to be one.
pub enum Line<'a> {
    Whole(&'a [u8]),
    TooLong,
}

/// Lines that came together.
struct Batch {
    /// Of batches, from 0.
    order: u64,
    /// Of its first line, from 1.
    first: u64,
    bytes: Vec<u8>,
    /// Where each line ends; `None` where it was too long.
    ends: Vec<Option<usize>>,
}

struct Answer {
    order: u64,
    bytes: Vec<u8>,
    size: usize,
    code: u8,
}

/// Answers every line; the exit code is the worst of their own. Where nobody reads the answers any more it
/// ends early.
///
/// # Errors
///
/// Where the lines cannot be read or the answers not be written.
pub fn run(
    source: impl Read,
    out: impl Write + Send,
    answer: impl Fn(u64, Line, &mut Vec<u8>) -> u8 + Sync,
) -> io::Result<u8> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let room = Room::default();
    let (to_workers, batches) = sync_channel::<Batch>(workers * 4);
    let (to_writer, answers) = sync_channel::<Answer>(workers * 4);
    let batches = Mutex::new(batches);
    thread::scope(|scope| {
        let writer = scope.spawn(|| write(out, answers, &room));
        for _ in 0..workers {
            let (to_writer, batches, answer) = (to_writer.clone(), &batches, &answer);
            scope.spawn(move || work(batches, &to_writer, answer));
        }
        drop(to_writer);
        let read = Reader::new(source).run(&to_workers, &room);
        drop(to_workers);
        let written = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let code = written?;
        read.map(|()| code)
    })
}

fn work(
    batches: &Mutex<Receiver<Batch>>,
    to_writer: &SyncSender<Answer>,
    answer: &(impl Fn(u64, Line, &mut Vec<u8>) -> u8 + Sync),
) {
    loop {
        let next = batches.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = next else { return };
        let (mut bytes, mut code, mut start) = (Vec::new(), 0, 0);
        for (number, end) in (batch.first..).zip(&batch.ends) {
            let line = match *end {
                Some(end) => {
                    let line = &batch.bytes[start..end];
                    start = end;
                    Line::Whole(line)
                }
                None => Line::TooLong,
            };
            code = worse(code, answer(number, line, &mut bytes));
        }
        let done = Answer { order: batch.order, bytes, size: batch.bytes.len(), code };
        if to_writer.send(done).is_err() {
            return;
        }
    }
}

/// Writes the answers in the order of the lines, and lets nothing wait that can go.
fn write(mut out: impl Write, answers: Receiver<Answer>, room: &Room) -> io::Result<u8> {
    let mut waiting: BTreeMap<u64, Answer> = BTreeMap::new();
    let (mut next, mut code) = (0, 0);
    for answer in answers {
        waiting.insert(answer.order, answer);
        while let Some(answer) = waiting.remove(&next) {
            next += 1;
            code = worse(code, answer.code);
            room.give(answer.size);
            match out.write_all(&answer.bytes).and_then(|()| out.flush()) {
                Ok(()) => {}
                Err(error) => {
                    room.close();
                    // A reader that has seen enough is no error.
                    let enough = error.kind() == io::ErrorKind::BrokenPipe;
                    return if enough { Ok(code) } else { Err(error) };
                }
            }
        }
    }
    Ok(code)
}

/// How much is under way.
#[derive(Default)]
struct Room {
    taken: Mutex<Taken>,
    freed: Condvar,
}

#[derive(Default)]
struct Taken {
    bytes: usize,
    closed: bool,
}

impl Room {
    /// Waits until there is room; `false` where nothing is wanted any more.
    fn take(&self, bytes: usize) -> bool {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while !taken.closed && taken.bytes > 0 && taken.bytes + bytes > IN_FLIGHT {
            taken = self.freed.wait(taken).unwrap_or_else(PoisonError::into_inner);
        }
        taken.bytes += bytes;
        !taken.closed
    }

    fn give(&self, bytes: usize) {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).bytes -= bytes;
        self.freed.notify_all();
    }

    fn close(&self) {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.freed.notify_all();
    }
}

/// Cuts what is read into lines.
struct Reader<R> {
    source: R,
    /// The beginning of a line that has not ended.
    open: Vec<u8>,
    /// The line that has not ended is too long already.
    over: bool,
    batches: u64,
    lines: u64,
}

impl<R: Read> Reader<R> {
    fn new(source: R) -> Reader<R> {
        Reader { source, open: Vec::new(), over: false, batches: 0, lines: 0 }
    }

    fn run(mut self, to_workers: &SyncSender<Batch>, room: &Room) -> io::Result<()> {
        let mut buffer = vec![0; READ];
        loop {
            let count = match self.source.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            let batch = self.take(&buffer[..count]);
            if let Some(batch) = batch
                && (!room.take(batch.bytes.len()) || to_workers.send(batch).is_err())
            {
                return Ok(());
            }
            if count == 0 {
                return Ok(());
            }
        }
    }

    /// The lines that end in what was read; at the end of all, the last one.
    fn take(&mut self, read: &[u8]) -> Option<Batch> {
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        let mut rest = read;
        while let Some(at) = memchr::memchr(b'\n', rest) {
            self.extend(&rest[..at]);
            self.end(&mut bytes, &mut ends);
            rest = &rest[at + 1..];
        }
        self.extend(rest);
        if read.is_empty() && (self.over || !self.open.is_empty()) {
            self.end(&mut bytes, &mut ends);
        }
        if ends.is_empty() {
            return None;
        }
        let batch = Batch { order: self.batches, first: self.lines + 1, bytes, ends };
        self.batches += 1;
        self.lines += batch.ends.len() as u64;
        Some(batch)
    }

    fn extend(&mut self, bytes: &[u8]) {
        if self.over {
            return;
        }
        if self.open.len() + bytes.len() > LONGEST_LINE {
            self.over = true;
            self.open = Vec::new();
            return;
        }
        self.open.extend_from_slice(bytes);
    }

    fn end(&mut self, bytes: &mut Vec<u8>, ends: &mut Vec<Option<usize>>) {
        if std::mem::take(&mut self.over) {
            ends.push(None);
            return;
        }
        if bytes.is_empty() {
            // Most batches are one line, or the rest of one and some more.
            std::mem::swap(bytes, &mut self.open);
        } else {
            bytes.extend_from_slice(&self.open);
        }
        self.open.clear();
        if self.open.capacity() > IN_FLIGHT {
            self.open = Vec::new();
        }
        ends.push(Some(bytes.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line with its number, answered in a while that depends on it.
    fn answered(source: impl Read) -> String {
        let mut out = Vec::new();
        run(source, &mut out, |number, line, out| {
            let text = match line {
                Line::Whole(line) => String::from_utf8_lossy(line).into_owned(),
                Line::TooLong => "too long".to_owned(),
            };
            thread::sleep(std::time::Duration::from_micros((number * 37) % 400));
            out.extend_from_slice(format!("{number}:{text}|").as_bytes());
            0
        })
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_keep_their_order_and_their_numbers() {
        assert_eq!(answered(&b"a\n\nb\r\nc"[..]), "1:a|2:|3:b\r|4:c|");
        assert_eq!(answered(&b""[..]), "");
        assert_eq!(answered(&b"\n"[..]), "1:|");
        let many: String = (1..=3_000).map(|number| format!("line {number} {}\n", "x".repeat(500))).collect();
        let expected: String =
            (1..=3_000).map(|number| format!("{number}:line {number} {}|", "x".repeat(500))).collect();
        assert!(answered(many.as_bytes()) == expected);
    }

    #[test]
    fn a_line_without_end_is_passed_over_and_the_next_is_answered() {
        let source = (&b"a\n"[..]).chain(io::repeat(b'x').take(LONGEST_LINE as u64 + 5)).chain(&b"\nb\n"[..]);
        assert_eq!(answered(source), "1:a|2:too long|3:b|");
    }

    /// Ends where a line is answered only once the next is read.
    #[test]
    fn a_line_is_answered_before_the_next_is_read() {
        struct Slow<'a>(usize, &'a Receiver<()>);
        impl Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                if self.0 > 0 {
                    let waited = self.1.recv_timeout(std::time::Duration::from_secs(20));
                    waited.map_err(|_| io::Error::other("no answer came"))?;
                }
                if self.0 == 5 {
                    return Ok(0);
                }
                self.0 += 1;
                buffer[..2].copy_from_slice(b"a\n");
                Ok(2)
            }
        }
        struct Told(SyncSender<()>);
        impl Write for Told {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                self.0.send(()).map_err(io::Error::other)
            }
        }
        let (told, heard) = sync_channel(10);
        run(Slow(0, &heard), Told(told), |_, _, out| {
            out.push(b'x');
            1
        })
        .map(|code| assert_eq!(code, 1))
        .unwrap();
    }
}
