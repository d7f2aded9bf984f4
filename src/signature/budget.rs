//! How much one document may cost, however much it asks for.

use std::cell::Cell;

/// The canonical bytes that one run may still produce. A document can name itself in thousands of
/// references, and each costs a pass over all of it.
#[derive(Debug)]
pub(super) struct Budget {
    left: Cell<usize>,
}

impl Budget {
    pub fn new(bytes: usize) -> Budget {
        Budget { left: Cell::new(bytes) }
    }

    pub fn left(&self) -> usize {
        self.left.get()
    }

    pub fn spend(&self, bytes: usize) {
        self.left.set(self.left.get().saturating_sub(bytes));
    }
}
