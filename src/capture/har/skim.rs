//! Where strings and objects end, found without looking at most of their bytes one by one.

/// Where reading through an object or array came to.
pub enum Skimmed {
    /// The container ended after so many bytes.
    Closed(usize),
    /// All of it was read, and the end is not in a string.
    Outside(usize),
    /// All of it was read but a backslash that may stand before a quote, and the end is in a string.
    InString(usize),
}

/// Reads text that is outside a string at its start, until as many brackets were closed as `depth`.
pub fn skim(text: &[u8], depth: &mut u64) -> Skimmed {
    let mut at = 0;
    loop {
        let Some(word) = text[at..].first_chunk() else {
            // The last bytes of the buffer, one by one.
            let Some(&byte) = text.get(at) else { return Skimmed::Outside(at) };
            at += 1;
            match byte {
                b'{' | b'[' => *depth += 1,
                b'}' | b']' => {
                    *depth -= 1;
                    if *depth == 0 {
                        return Skimmed::Closed(at);
                    }
                }
                b'"' => {
                    let (length, ended) = string_end(&text[at..]);
                    at += length;
                    if !ended {
                        return Skimmed::InString(at);
                    }
                    at += 1;
                }
                _ => {}
            }
            continue;
        };
        let word = u64::from_le_bytes(*word);
        let quotes = equal(word, b'"');
        // `[`, `]`, `{`, `}` and nothing else that can stand outside a string.
        let mut brackets = equal(word | repeat(0x26), 0x7F);
        if quotes != 0 {
            brackets &= (quotes & quotes.wrapping_neg()) - 1;
        }
        while brackets != 0 {
            let bracket = at + brackets.trailing_zeros() as usize / 8;
            match text[bracket] {
                b'{' | b'[' => *depth += 1,
                b'}' | b']' => {
                    *depth -= 1;
                    if *depth == 0 {
                        return Skimmed::Closed(bracket + 1);
                    }
                }
                _ => {}
            }
            brackets &= brackets - 1;
        }
        if quotes == 0 {
            at += 8;
            continue;
        }
        at += quotes.trailing_zeros() as usize / 8 + 1;
        let (length, ended) = string_end(&text[at..]);
        at += length;
        if !ended {
            return Skimmed::InString(at);
        }
        at += 1;
    }
}

/// Where the closing quote is, and true; or how much of the text surely belongs to the string, and
/// false. The text begins inside a string, not after a backslash.
#[inline]
pub fn string_end(text: &[u8]) -> (usize, bool) {
    // Most strings are short.
    let mut at = 0;
    while at < 32
        && let Some(word) = text[at..].first_chunk()
    {
        let quotes = equal(u64::from_le_bytes(*word), b'"');
        if let Some(quote) = closing(text, at, quotes) {
            return (quote, true);
        }
        at += 8;
    }
    long_string_end(text, at)
}

/// Without a quote in it, as pictures are, a string is passed at the pace of memory. One with a quote
/// is a script or a page and has a quote every few words, almost all of them escaped.
fn long_string_end(text: &[u8], from: usize) -> (usize, bool) {
    let unclosed = || (text.len() - backslashes_before(text) % 2, false);
    let Some(next) = memchr::memchr(b'"', &text[from..]) else { return unclosed() };
    let mut at = from + next;
    if !is_escaped(text, at) {
        return (at, true);
    }
    at += 1;
    while let Some(block) = text.get(at..at + BLOCK) {
        let (before, before_that) = (&text[at - 1..], &text[at - 2..]);
        // Compiled to be small, as a page is, nothing becomes vectors by itself.
        let may_close = match cfg!(target_arch = "wasm32") {
            true => may_close_by_words(block, before, before_that),
            false => may_close(block, before, before_that),
        };
        if may_close {
            for quote in memchr::memchr_iter(b'"', block) {
                if !is_escaped(text, at + quote) {
                    return (at + quote, true);
                }
            }
        }
        at += BLOCK;
    }
    let close = memchr::memchr_iter(b'"', &text[at..]).find(|&quote| !is_escaped(text, at + quote));
    close.map_or_else(unclosed, |quote| (at + quote, true))
}

/// Few enough to stay in registers, enough to pay for the test at their end.
const BLOCK: usize = 64;

/// Whether a quote stands in the block that is not surely escaped: one with a single backslash
/// before it is. The other two texts begin one and two bytes before the block.
#[inline]
fn may_close(block: &[u8], before: &[u8], before_that: &[u8]) -> bool {
    let triples = block[..BLOCK].iter().zip(&before[..BLOCK]).zip(&before_that[..BLOCK]);
    let open = |((&byte, &before), &before_that): ((&u8, &u8), &u8)| {
        (byte == b'"') & !((before == b'\\') & (before_that != b'\\'))
    };
    triples.fold(0, |any, triple| any | u8::from(open(triple))) != 0
}

/// The same, eight bytes at a time.
fn may_close_by_words(block: &[u8], before: &[u8], before_that: &[u8]) -> bool {
    let [block, before, before_that] = [block, before, before_that]
        .map(|text| text[..BLOCK].as_chunks::<8>().0.iter().copied().map(u64::from_le_bytes));
    let open = |((word, before), before_that)| {
        equal(word, b'"') & !(equal(before, b'\\') & !equal(before_that, b'\\'))
    };
    block.zip(before).zip(before_that).fold(0, |any, triple| any | open(triple)) != 0
}

/// The first of these quotes of the word at `at` that is not escaped.
#[inline]
fn closing(text: &[u8], at: usize, mut quotes: u64) -> Option<usize> {
    while quotes != 0 {
        let quote = at + quotes.trailing_zeros() as usize / 8;
        if !is_escaped(text, quote) {
            return Some(quote);
        }
        quotes &= quotes - 1;
    }
    None
}

/// Whether an odd number of backslashes stands before a byte.
#[inline]
fn is_escaped(text: &[u8], at: usize) -> bool {
    at > 0 && text[at - 1] == b'\\' && !backslashes_before(&text[..at]).is_multiple_of(2)
}

#[inline]
fn backslashes_before(text: &[u8]) -> usize {
    text.iter().rev().take_while(|&&byte| byte == b'\\').count()
}

/// The high bit of every byte of the word that is this byte.
#[inline]
fn equal(word: u64, byte: u8) -> u64 {
    let low = repeat(0x7F);
    let difference = word ^ repeat(byte);
    !(((difference & low) + low) | difference | low)
}

const fn repeat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_told_by_words_as_it_is_by_bytes() {
        let plain = "a".repeat(2 + BLOCK);
        for at in 0..BLOCK {
            for (put, expected) in
                [("\"", true), ("\\\"", false), ("\\\\\"", true), ("\\a", false), ("a", false)]
            {
                let mut text = plain.clone();
                let start = 3 + at - put.len();
                text.replace_range(start..start + put.len(), put);
                let text = text.as_bytes();
                let [block, before, before_that] = [&text[2..], &text[1..], text];
                assert_eq!(may_close_by_words(block, before, before_that), expected, "{put} at {at}");
                assert_eq!(may_close(&block[..BLOCK], before, before_that), expected, "{put} at {at}");
            }
        }
    }

    /// Every text of a few bytes that matter, at every place in a block.
    fn texts() -> impl Iterator<Item = Vec<u8>> {
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        let mut random = move |limit: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % limit as u64) as usize
        };
        (0..20_000).map(move |round| {
            let alphabet: &[u8] = match round % 4 {
                0 => b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\\",
                1 => b"aaa\\\\\\\"",
                2 => b"a\\",
                _ => b"{}[]\"\\ :,a",
            };
            let mut text: Vec<u8> = (0..random(300)).map(|_| alphabet[random(alphabet.len())]).collect();
            if round % 8 < 4 {
                // Nothing but escaped quotes for long, then an end.
                let quotes = br#"word\" "#.repeat(random(30));
                let at = random(text.len() + 1);
                text.splice(at..at, quotes);
            }
            text
        })
    }

    fn slow_string_end(text: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while at < text.len() {
            match text[at] {
                b'"' => return (at, true),
                b'\\' if at + 1 == text.len() => return (at, false),
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        (text.len(), false)
    }

    fn slow_skip(text: &[u8]) -> Option<usize> {
        let (mut at, mut depth) = (0, 1);
        while at < text.len() {
            match text[at] {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                b'"' => match slow_string_end(&text[at + 1..]) {
                    (length, true) => at += length + 1,
                    (_, false) => return None,
                },
                _ => {}
            }
            at += 1;
            if depth == 0 {
                return Some(at);
            }
        }
        None
    }

    #[test]
    fn the_end_of_a_string_is_where_a_slow_reader_finds_it() {
        for text in texts() {
            assert_eq!(string_end(&text), slow_string_end(&text), "{}", text.escape_ascii());
        }
    }

    #[test]
    fn the_end_of_an_object_is_where_a_slow_reader_finds_it() {
        for text in texts() {
            let skipped = match skim(&text, &mut 1) {
                Skimmed::Closed(length) => Some(length),
                Skimmed::Outside(_) | Skimmed::InString(_) => None,
            };
            assert_eq!(skipped, slow_skip(&text), "{}", text.escape_ascii());
        }
    }
}
