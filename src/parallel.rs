//! Work on many things at once, results in the order of the things.

use std::sync::Mutex;
use std::thread;

/// Applies a function to every item on all cores. One item costs no thread.
pub fn map<T: Send, R: Send>(items: Vec<T>, apply: impl Fn(T) -> R + Sync) -> Vec<R> {
    // Counting the cores reads files of the system.
    if items.len() < 2 {
        return items.into_iter().map(apply).collect();
    }
    let workers = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    if workers < 2 {
        return items.into_iter().map(apply).collect();
    }
    let count = items.len();
    let queue = Mutex::new(items.into_iter().enumerate());
    // A worker that panics ends the run with its own panic; the lock is then of no more use.
    let next = || queue.lock().ok().and_then(|mut queue| queue.next());
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let work = || {
            let mut mine = Vec::new();
            while let Some((index, item)) = next() {
                mine.push((index, apply(item)));
            }
            mine
        };
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    debug_assert_eq!(done.len(), count);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_keep_the_order_of_the_items() {
        let squares = super::map((0..1000u64).collect(), |number| number * number);
        assert_eq!(squares, (0..1000u64).map(|number| number * number).collect::<Vec<_>>());
        assert!(super::map(Vec::<u8>::new(), |byte| byte).is_empty());
    }
}
