//! How much one document may cost, however much it asks for.

use std::cell::Cell;

/// What reading and checking with keys may cost for one document, in nanoseconds as they are estimated by
/// [`PublicKey::cost`](super::PublicKey::cost): a document brings as many keys as it likes. Two
/// signatures with a dozen keys of RSA-4096 take a fiftieth of it.
pub(super) const KEY_OPERATIONS: usize = 500_000_000;

/// What reading one key costs, in the same nanoseconds.
pub(super) const KEY_READ: usize = 100_000;

/// What one run may still spend: bytes of canonical XML, of which a document that names itself in
/// thousands of references needs a pass over all of it for each, or operations with keys.
#[derive(Debug)]
pub(super) struct Budget {
    left: Cell<usize>,
}

impl Budget {
    pub fn new(left: usize) -> Budget {
        Budget { left: Cell::new(left) }
    }

    pub fn left(&self) -> usize {
        self.left.get()
    }

    pub fn spend(&self, cost: usize) {
        self.left.set(self.left.get().saturating_sub(cost));
    }

    /// Spends it where it is still there.
    pub fn allows(&self, cost: usize) -> bool {
        let enough = cost <= self.left();
        if enough {
            self.spend(cost);
        }
        enough
    }
}
