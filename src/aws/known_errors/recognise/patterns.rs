//! The spellings of the catalogue as rows of words, and where a text has them.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::How;
use super::text::{Word, clean, words};
use super::weight::{Weight, weight};
use crate::aws::known_errors::foreign::{FOREIGN, ForeignText};
use crate::aws::known_errors::{KnownError, all};
use crate::aws::services::evaluation_rank;

/// Longer gaps than this are not one placeholder.
const WIDEST_GAP: usize = 40;
/// Parts of sentences are not looked for beyond this many words.
const MOST_WORDS: usize = 20_000;

/// One spelling, ready to be compared.
#[derive(Debug)]
pub(super) struct Pattern {
    pub target: Target,
    pub spelling: &'static str,
    /// What stands between the placeholders.
    pieces: Vec<Vec<u32>>,
    words: usize,
    has_frame: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    Error(&'static KnownError),
    Foreign(&'static ForeignText),
}

#[derive(Debug)]
pub(super) struct Candidate {
    pub pattern: &'static Pattern,
    pub how: How,
    /// Words of the text.
    pub at: Range<usize>,
}

/// A word of the text by its number in the vocabulary; 0 where no spelling has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    id: u32,
    text: &'a str,
    /// The text may have been cut before or after it.
    cut_before: bool,
    cut_after: bool,
    /// Punctuation ends something before or after it.
    stop_before: bool,
    stop_after: bool,
}

#[derive(Debug)]
pub(super) struct Patterns {
    vocabulary: HashMap<String, u32>,
    /// By number.
    names: Vec<String>,
    weights: Vec<Weight>,
    list: Vec<Pattern>,
}

pub(super) fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(Patterns::build)
}

impl Patterns {
    fn build() -> Patterns {
        let mut patterns = Patterns {
            vocabulary: HashMap::new(),
            names: vec![String::new()],
            weights: vec![Weight::Filler],
            list: Vec::new(),
        };
        for error in all() {
            for spelling in error.spellings() {
                patterns.add(Target::Error(error), spelling);
            }
        }
        for foreign in FOREIGN {
            patterns.add(Target::Foreign(foreign), foreign.text);
        }
        patterns
    }

    fn add(&mut self, target: Target, spelling: &'static str) {
        let mut pieces = Vec::new();
        for piece in spelling.split("{}") {
            let ids: Vec<u32> = words(&clean(piece)).iter().map(|word| self.number(&word.text)).collect();
            if !ids.is_empty() {
                pieces.push(ids);
            }
        }
        let count = pieces.iter().map(Vec::len).sum();
        let has_frame = spelling.contains("when calling the");
        self.list.push(Pattern { target, spelling, pieces, words: count, has_frame });
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.vocabulary.get(word) {
            return id;
        }
        let id = self.weights.len() as u32;
        self.weights.push(weight(word));
        self.names.push(word.to_owned());
        self.vocabulary.insert(word.to_owned(), id);
        id
    }

    pub fn tokens<'a>(&self, words: &'a [Word]) -> Vec<Token<'a>> {
        words
            .iter()
            .map(|word| Token {
                id: self.vocabulary.get(&word.text).copied().unwrap_or(0),
                text: &word.text,
                cut_before: word.cut_before,
                cut_after: word.cut_after,
                stop_before: word.stop_before,
                stop_after: word.stop_after,
            })
            .collect()
    }

    /// Spellings that stand in the text whole; the longest first, then the one that stands first.
    pub fn sentences(&'static self, text: &[Token<'_>]) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = self
            .list
            .iter()
            .filter_map(|pattern| {
                let at = pattern.find(text)?;
                Some(Candidate { pattern, how: How::Sentence, at })
            })
            .collect();
        found.sort_by_key(|candidate| (Reverse(candidate.pattern.words), candidate.at.start));
        // "Response signature invalid" inside a longer sentence says nothing of its own.
        let spans: Vec<Range<usize>> = found.iter().map(|candidate| candidate.at.clone()).collect();
        let mut index = 0;
        found.retain(|candidate| {
            let at = &candidate.at;
            let is_inside = spans[..index]
                .iter()
                .any(|longer| longer.len() > at.len() && longer.start <= at.start && at.end <= longer.end);
            index += 1;
            !is_inside || matches!(candidate.pattern.target, Target::Foreign(_))
        });
        found
    }

    /// Spellings of which the longest part stands in the text, up to where the text was cut.
    pub fn parts(&'static self, text: &[Token<'_>]) -> Vec<Candidate> {
        let text = &text[..text.len().min(MOST_WORDS)];
        let mut found: Vec<(usize, Candidate)> = Vec::new();
        for pattern in self.list.iter().filter(|pattern| !pattern.has_frame) {
            if matches!(pattern.target, Target::Foreign(_)) {
                continue;
            }
            let best = pattern.pieces.iter().filter_map(|piece| self.part(pattern, piece, text));
            if let Some(at) = best.max_by_key(|at| (at.len(), Reverse(at.start))) {
                let how = How::Part { words: at.len(), of: pattern.words };
                found.push((at.len(), Candidate { pattern, how, at }));
            }
        }
        let most = found.iter().map(|(count, _)| *count).max().unwrap_or(0);
        found.retain(|(count, _)| *count == most);
        found.sort_by_key(|(count, candidate)| {
            let rank = match candidate.pattern.target {
                Target::Error(error) => evaluation_rank(error),
                Target::Foreign(_) => usize::MAX,
            };
            (Reverse(count * 1_000 / candidate.pattern.words.max(1)), rank)
        });
        found.into_iter().map(|(_, candidate)| candidate).collect()
    }

    /// The longest run of words that a piece and the text share, where it is enough to go by.
    fn part(&self, pattern: &Pattern, piece: &[u32], text: &[Token<'_>]) -> Option<Range<usize>> {
        let mut best: Option<Range<usize>> = None;
        for from in 0..text.len() {
            if text[from].id == 0 {
                continue;
            }
            for start in 0..piece.len() {
                let is_inside = from > 0 && start > 0 && text[from - 1].id == piece[start - 1];
                if is_inside || text[from].id != piece[start] {
                    continue;
                }
                let length = piece[start..]
                    .iter()
                    .zip(&text[from..])
                    .take_while(|(wanted, token)| **wanted == token.id)
                    .count();
                let end = from + length;
                let begins = start == 0 || text[from].cut_before;
                // The text may also have been cut within the next word.
                let is_torn = piece.get(start + length).zip(text.get(end)).is_some_and(|(wanted, torn)| {
                    torn.cut_after && self.names[*wanted as usize].starts_with(torn.text)
                });
                let ends = start + length == piece.len() || text[end - 1].cut_after || is_torn;
                let is_longer = best.as_ref().is_none_or(|known| known.len() < length);
                if begins && ends && is_longer && self.is_telling(pattern, &text[from..end], text.len()) {
                    best = Some(from..end);
                }
            }
        }
        best
    }

    /// Whether a run of words is enough to tell a sentence by.
    fn is_telling(&self, pattern: &Pattern, run: &[Token<'_>], text_words: usize) -> bool {
        let weight = |token: &Token<'_>| self.weights[token.id as usize];
        let telling = run.iter().filter(|token| weight(token) == Weight::Telling).count();
        let heavy = run.iter().filter(|token| weight(token) >= Weight::Usual).count();
        let is_most_of_text = run.len() * 10 >= text_words * 6;
        let is_most_of_pattern = run.len() * 2 >= pattern.words;
        match run.len() {
            // Somebody typed a word or two: they must be the sentence's own.
            1 | 2 => run.len() == text_words && telling >= 1,
            3 => is_most_of_text && heavy >= 2 && (telling >= 1 || heavy == 3),
            _ => (is_most_of_text || is_most_of_pattern) && heavy >= 2 && (telling >= 1 || heavy >= 3),
        }
    }
}

impl Pattern {
    /// Where the whole spelling stands.
    fn find(&self, text: &[Token<'_>]) -> Option<Range<usize>> {
        let first = self.pieces.first()?;
        (0..text.len().saturating_sub(first.len() - 1)).find_map(|start| {
            if !fits(first, &text[start..]) {
                return None;
            }
            let mut end = start + first.len();
            for piece in &self.pieces[1..] {
                let last = (end + WIDEST_GAP).min(text.len());
                let at = (end..=last).find(|&at| fits(piece, &text[at..]))?;
                end = at + piece.len();
            }
            let is_bounded = match self.words {
                // So few words stand in any prose; alone on a line they are the sentence.
                0..=2 => text[start].stop_before && text[end - 1].stop_after,
                3 => text[start].stop_before || text[end - 1].stop_after,
                _ => true,
            };
            is_bounded.then_some(start..end)
        })
    }
}

fn fits(piece: &[u32], text: &[Token<'_>]) -> bool {
    piece.len() <= text.len() && piece.iter().zip(text).all(|(wanted, token)| *wanted == token.id)
}
