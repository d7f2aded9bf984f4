//! Signals that must not end or stop the program while the terminal is not as it was.

use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::low_level::{emulate_default_handler, unregister};
use signal_hook::{flag, low_level};

const CAUGHT: [i32; 5] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP];

/// Whether signals have their usual effect. A handler cannot be taken back, only told to do what
/// the system would have done, so there is one for the whole run.
static USUAL: Mutex<Option<Arc<AtomicBool>>> = Mutex::new(None);

/// While this lives, a signal is only noted.
#[derive(Debug)]
pub struct Signals {
    usual: Arc<AtomicBool>,
    noted: Arc<AtomicUsize>,
    wake: UnixStream,
    registered: Vec<SigId>,
}

impl Signals {
    pub fn catch() -> io::Result<Signals> {
        let usual = usual_effect()?;
        let (wake, ring) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        let mut signals =
            Signals { usual, noted: Arc::new(AtomicUsize::new(0)), wake, registered: Vec::new() };
        for signal in CAUGHT {
            let noted = Arc::clone(&signals.noted);
            signals.registered.push(flag::register_usize(signal, noted, signal as usize)?);
            signals.registered.push(low_level::pipe::register(signal, ring.try_clone()?)?);
        }
        signals.usual.store(false, Ordering::SeqCst);
        Ok(signals)
    }

    /// The signal that came last, once. `as_fd` is readable when there may be one.
    pub fn take(&self) -> Option<i32> {
        // Nothing to read is as good as read.
        let _ = (&self.wake).read(&mut [0; 64]);
        match self.noted.swap(0, Ordering::SeqCst) {
            0 => None,
            signal => Some(signal as i32),
        }
    }
}

impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.usual.store(true, Ordering::SeqCst);
        for id in self.registered.drain(..) {
            unregister(id);
        }
        if let Some(signal) = self.take() {
            // It came too late to be handled; for those signals this cannot fail.
            let _ = emulate_default_handler(signal);
        }
    }
}

fn usual_effect() -> io::Result<Arc<AtomicBool>> {
    let mut usual = USUAL.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(usual) = &*usual {
        return Ok(Arc::clone(usual));
    }
    let flag = Arc::new(AtomicBool::new(true));
    for signal in CAUGHT {
        flag::register_conditional_default(signal, Arc::clone(&flag))?;
    }
    Ok(Arc::clone(usual.insert(flag)))
}
