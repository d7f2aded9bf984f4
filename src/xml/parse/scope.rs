//! Which namespace each prefix stands for at the place that is being parsed.

use std::collections::HashSet;
use std::hash::Hash;

use super::super::strings::Symbol;

/// The bindings in scope, and what they hid.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// By the symbol of the prefix.
    bound: Vec<Option<Symbol>>,
    /// Prefixes and what they stood for before the open elements declared them anew.
    hidden: Vec<(Symbol, Option<Symbol>)>,
}

impl Scope {
    pub fn namespace(&self, prefix: Symbol) -> Option<Symbol> {
        self.bound.get(prefix.index()).copied().flatten()
    }

    pub fn declare(&mut self, prefix: Symbol, namespace: Symbol) {
        if self.bound.len() <= prefix.index() {
            self.bound.resize(prefix.index() + 1, None);
        }
        let before = self.bound[prefix.index()].replace(namespace);
        self.hidden.push((prefix, before));
    }

    /// A place to come [back](Self::back) to, where an element opens.
    pub fn mark(&self) -> usize {
        self.hidden.len()
    }

    /// Takes back what was declared since then.
    pub fn back(&mut self, mark: usize) {
        for (prefix, before) in self.hidden.drain(mark..).rev() {
            self.bound[prefix.index()] = before;
        }
    }
}

/// The names on one tag, to find the one that stands twice.
#[derive(Debug)]
pub(super) struct Once<T> {
    seen: Vec<T>,
    /// The same, once there are so many that to compare them all takes long.
    many: HashSet<T>,
}

impl<T: Copy + Eq + Hash> Once<T> {
    const FEW: usize = 16;

    pub fn new() -> Once<T> {
        Once { seen: Vec::new(), many: HashSet::new() }
    }

    pub fn clear(&mut self) {
        self.seen.clear();
        self.many.clear();
    }

    /// False where it has been seen.
    pub fn insert(&mut self, one: T) -> bool {
        if self.seen.len() < Once::<T>::FEW {
            let new = !self.seen.contains(&one);
            self.seen.push(one);
            return new;
        }
        if self.many.is_empty() {
            self.many.extend(self.seen.iter().copied());
        }
        self.many.insert(one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_twice_is_seen_among_few_and_many() {
        for (count, again) in [(1, 0), (Once::<usize>::FEW, 3), (Once::<usize>::FEW + 1, 3), (1_000, 999)] {
            let mut once = Once::new();
            assert!((0..count).all(|n| once.insert(n)), "{count}");
            assert!(!once.insert(again), "{again} of {count}");
            once.clear();
            assert!(once.insert(again), "{again} of {count}, cleared");
        }
    }
}
