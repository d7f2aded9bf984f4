//! The names of a tree, each kept once.

use std::hash::{BuildHasher, RandomState};

/// A string that many nodes share: a prefix, a local name, a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Symbol(u32);

impl Symbol {
    /// The empty string, which every [`Strings`] holds first.
    pub const EMPTY: Symbol = Symbol(0);

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One text of all strings and a table of their hashes: a document may have a million names, and an
/// allocation for each would cost more than all the rest of it.
#[derive(Debug)]
pub(super) struct Strings {
    text: String,
    /// Where each string ends in the text; the next one begins there.
    ends: Vec<usize>,
    /// Symbols where their hashes put them, or behind; a power of two, at most half of it taken.
    slots: Vec<Option<Symbol>>,
    hasher: RandomState,
}

impl Default for Strings {
    fn default() -> Strings {
        let mut strings = Strings {
            text: String::new(),
            ends: Vec::new(),
            slots: vec![None; 64],
            hasher: RandomState::new(),
        };
        strings.add("");
        strings
    }
}

impl Strings {
    pub fn intern(&mut self, text: &str) -> Symbol {
        if text.is_empty() {
            return Symbol::EMPTY;
        }
        match self.slots[self.slot(text)] {
            Some(symbol) => symbol,
            None => self.add(text),
        }
    }

    pub fn get(&self, symbol: Symbol) -> &str {
        let start = symbol.index().checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[symbol.index()]]
    }

    fn add(&mut self, text: &str) -> Symbol {
        let symbol = Symbol(self.ends.len() as u32);
        self.text.push_str(text);
        self.ends.push(self.text.len());
        if 2 * self.ends.len() > self.slots.len() {
            self.slots = vec![None; 2 * self.slots.len()];
            for known in (0..symbol.0).map(Symbol) {
                let slot = self.slot(self.get(known));
                self.slots[slot] = Some(known);
            }
        }
        let slot = self.slot(text);
        self.slots[slot] = Some(symbol);
        symbol
    }

    /// Where a string stands in the table, or would.
    fn slot(&self, text: &str) -> usize {
        let last = self.slots.len() - 1;
        let mut slot = self.hasher.hash_one(text) as usize & last;
        while self.slots[slot].is_some_and(|symbol| self.get(symbol) != text) {
            slot = (slot + 1) & last;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_has_one_symbol_however_many_there_are() {
        let mut strings = Strings::default();
        assert_eq!((strings.intern(""), strings.get(Symbol::EMPTY)), (Symbol::EMPTY, ""));
        let names: Vec<String> = (0..10_000).map(|n| format!("n{n}")).collect();
        let symbols: Vec<Symbol> = names.iter().map(|name| strings.intern(name)).collect();
        for (name, symbol) in names.iter().zip(symbols) {
            assert_eq!((strings.intern(name), strings.get(symbol)), (symbol, name.as_str()));
        }
        assert_eq!(strings.ends.len(), 1 + names.len());
    }
}
