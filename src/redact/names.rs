//! One keyed map of pseudonyms: the same name becomes the same name everywhere, another becomes
//! another, and what a rule looks at (length, case, white space, odd characters, beginnings) stays.
//!
//! A letter becomes a letter and a digit a digit, by a shift that depends on the key and on what
//! stands before it in its run of letters and digits. So `Ops*` still matches `OpsAdmin`, `Jane` and
//! `jane` still differ in case alone, and `jane.doe` still begins as `jane.roe` does.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::words;

/// Pseudonyms of one seed.
#[derive(Debug)]
pub(crate) struct Names {
    key: [u8; 32],
    pieces: HashMap<String, String>,
    /// Lower-case pieces that were replaced, to know them again in the name of a file.
    seen: HashSet<String>,
    counts: BTreeMap<Kind, Count>,
    /// `saml:namequalifier` of each issuer and provider, and of what they became.
    qualifiers: HashMap<String, String>,
}

/// What a name is the name of, as the receipt tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Account,
    Address,
    Host,
    Id,
    Mail,
    Name,
    Tenant,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Account => "account",
            Kind::Address => "address",
            Kind::Host => "host",
            Kind::Id => "id",
            Kind::Mail => "mail",
            Kind::Name => "name",
            Kind::Tenant => "tenant",
        }
    }
}

#[derive(Debug, Default)]
struct Count {
    times: usize,
    distinct: HashSet<[u8; 8]>,
}

/// How a text is read. What is not known to be safe under a manner is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Names, mail addresses, values of tags: addresses, ARNs and times are known by their form.
    Name,
    /// An ID or what refers to one.
    Id,
    /// An entity ID, an audience, an address: words of the protocols stay.
    Uri,
    /// A Role value: ARNs with whatever was done to them.
    Role,
    /// The Name of an attribute.
    AttributeName,
    /// A number of seconds, a time, a yes or no.
    Number,
    /// Words that AWS says; other words go.
    Sentence,
    /// A word of a policy or of a command's output.
    Keyword,
}

/// A stretch of characters and what stands there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Indexes of characters.
    pub at: Range<usize>,
    pub to: String,
}

impl Names {
    pub fn of(seed: &[u8]) -> Names {
        Names {
            key: hmac(b"saml-doctor redact 1", seed),
            pieces: HashMap::new(),
            seen: HashSet::new(),
            counts: BTreeMap::new(),
            qualifiers: HashMap::new(),
        }
    }

    /// How often each kind was replaced, and by how many names.
    pub fn counts(&self) -> impl Iterator<Item = (Kind, usize, usize)> {
        self.counts.iter().map(|(kind, count)| (*kind, count.times, count.distinct.len()))
    }

    /// Whether a word, in any case, was one of the names that were replaced.
    pub fn has_replaced(&self, word: &str) -> bool {
        self.seen.contains(&word.to_lowercase())
    }

    /// Learns that `saml:namequalifier` of this text is to become that of another.
    pub fn learn_qualifier(&mut self, from: String, to: String) {
        self.qualifiers.insert(from, to);
    }

    pub fn qualifier(&self, of: &str) -> Option<&String> {
        self.qualifiers.get(of)
    }

    /// The text with its names replaced.
    pub fn replace(&mut self, text: &str, manner: Manner) -> String {
        let chars: Vec<char> = text.chars().collect();
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for edit in self.edits(&chars, manner) {
            out.extend(&chars[at..edit.at.start]);
            out.push_str(&edit.to);
            at = edit.at.end;
        }
        out.extend(&chars[at..]);
        out
    }

    /// What changes in a text, in order and without overlap.
    pub fn edits(&mut self, chars: &[char], manner: Manner) -> Vec<Edit> {
        if chars.is_empty() {
            return Vec::new();
        }
        if chars.contains(&'%') {
            let (inner, places) = percent_decoded(chars);
            if inner.len() < chars.len() {
                let edits = self.edits(&inner, manner);
                return edits.into_iter().map(|edit| edit.placed(&places)).collect();
            }
        }
        let mut scan = super::scan::Scan::new(self, chars);
        scan.run(manner);
        let mut edits = scan.into_edits();
        edits.retain(|edit| !edit.at.is_empty());
        edits
    }

    pub fn count(&mut self, kind: Kind, original: &str) {
        let count = self.counts.entry(kind).or_default();
        count.times += 1;
        if count.distinct.len() < 100_000 {
            let digest = Sha256::digest(original.as_bytes());
            let mut short = [0; 8];
            short.copy_from_slice(&digest[..8]);
            count.distinct.insert(short);
        }
    }

    /// A run of letters and digits.
    pub fn piece(&mut self, piece: &str) -> String {
        if let Some(known) = self.pieces.get(piece) {
            return known.clone();
        }
        let mut state = hmac(&self.key, b"piece");
        let mut out = String::with_capacity(piece.len());
        for c in piece.chars() {
            out.push(shifted(c, &state));
            state = chained(&state, c);
        }
        // A bound, for inputs without end.
        if self.pieces.len() < 200_000 {
            self.pieces.insert(piece.to_owned(), out.clone());
            if piece.chars().count() >= 3 {
                self.seen.insert(piece.to_lowercase());
            }
        }
        out
    }

    /// Hexadecimal digits that stay such: of a UUID, of an instance's id.
    pub fn hexadecimal(&mut self, text: &str) -> String {
        let mut state = hmac(&self.key, b"hexadecimal");
        let upper = text.chars().any(|c| c.is_ascii_uppercase());
        let mut out = String::with_capacity(text.len());
        for (index, c) in text.chars().enumerate() {
            let Some(digit) = c.to_digit(16) else {
                out.push(c);
                continue;
            };
            // Version and variant of a UUID.
            let kept = text.len() == 36 && (index == 14 || index == 19);
            let digit = if kept { digit } else { (digit + 1 + u32::from(state[0]) % 15) % 16 };
            let new = char::from_digit(digit, 16).unwrap_or('0');
            out.push(if upper { new.to_ascii_uppercase() } else { new });
            state = chained(&state, c);
        }
        out
    }

    /// Twelve digits that are an account's; those of the new one begin with four zeros.
    pub fn account(&mut self, digits: &str) -> String {
        let state = hmac(&self.key, format!("account {digits}").as_bytes());
        let number = u64::from_le_bytes([
            state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7],
        ]);
        format!("0000{:08}", number % 100_000_000)
    }

    /// An address of the ranges that are kept for documentation (RFC 5737, RFC 3849); a private one stays
    /// private (RFC 1918), for AWS never sees those. That of one's own computer is everybody's.
    pub fn address(&mut self, address: &str) -> String {
        if address.starts_with("127.") || address == "::1" {
            return address.to_owned();
        }
        let state = hmac(&self.key, format!("address {}", address.to_lowercase()).as_bytes());
        if address.contains(':') {
            return format!("2001:db8::{:x}:{:x}", u16::from(state[0]) << 8 | u16::from(state[1]), state[2]);
        }
        let last = 1 + u16::from(state[1]) % 254;
        let mut octets = address.split('.').map(|octet| octet.parse::<u8>().unwrap_or(0));
        match (octets.next(), octets.next()) {
            (Some(10), _) => format!("10.{}.{}.{last}", state[2], state[3]),
            (Some(192), Some(168)) => format!("192.168.{}.{last}", state[2]),
            (Some(172), Some(16..=31)) => format!("172.{}.{}.{last}", 16 + state[2] % 16, state[3]),
            _ => {
                let net = ["192.0.2", "198.51.100", "203.0.113"][usize::from(state[0]) % 3];
                format!("{net}.{last}")
            }
        }
    }

    /// The two last labels of a host's name, as ones that nobody owns and that are as long where
    /// that leaves enough of them to differ.
    pub fn domain(&mut self, second: &str, top: &str) -> String {
        if matches!(top.to_ascii_lowercase().as_str(), "example" | "invalid" | "test") {
            return format!("{}.{top}", self.piece_by_piece(second));
        }
        let whole = format!("{second}.{top}");
        let state = hmac(&self.key, format!("domain {}", whole.to_lowercase()).as_bytes());
        let (length, new_top) = match whole.chars().count() {
            length if top.len() >= 7 && length >= 12 => (length - 8, "example"),
            length => (length.saturating_sub(5), "test"),
        };
        let mut label = String::new();
        for index in 0..length.clamp(3, 63) {
            let state = hmac(&state, &[index as u8]);
            let letters = if index == 0 { 26 } else { 36 };
            label.push(char::from(b"abcdefghijklmnopqrstuvwxyz0123456789"[usize::from(state[0]) % letters]));
        }
        let new = format!("{label}.{new_top}");
        let upper: Vec<bool> = whole.chars().map(|c| c.is_uppercase()).collect();
        let last = top.chars().all(|c| c.is_uppercase());
        let of_case = |(index, c): (usize, char)| match upper.get(index).copied().unwrap_or(last) {
            true => c.to_ascii_uppercase(),
            false => c,
        };
        new.chars().enumerate().map(of_case).collect()
    }

    /// A text of which every run of letters and digits goes.
    pub fn piece_by_piece(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut run = String::new();
        for c in text.chars() {
            if c.is_alphanumeric() {
                run.push(c);
                continue;
            }
            out.push_str(&self.piece(&run));
            run.clear();
            out.push(c);
        }
        out.push_str(&self.piece(&run));
        out
    }

    /// A name for a file: words that tell nothing of anybody stay.
    pub fn file(&mut self, name: &str) -> String {
        // What was compressed is written as it is.
        let name = name.strip_suffix(".gz").unwrap_or(name);
        let (stem, extension) = match name.rsplit_once('.') {
            Some((stem, extension)) if words::is_extension(extension) => (stem, Some(extension)),
            _ => (name, None),
        };
        let mut out = String::new();
        let mut run = String::new();
        for c in stem.chars().chain(std::iter::once('\0')) {
            if c.is_alphanumeric() {
                run.push(c);
                continue;
            }
            let harmless = !self.has_replaced(&run) && words::is_harmless_in_a_file_name(&run);
            let new = if harmless { run.clone() } else { self.piece(&run) };
            out.push_str(&new);
            run.clear();
            match c {
                '\0' => {}
                '-' | '_' | '.' | ' ' | '(' | ')' | ',' | '+' | '@' => out.push(c),
                _ => out.push('_'),
            }
        }
        match extension {
            Some(extension) => format!("{out}.{extension}"),
            None => out,
        }
    }
}

impl Edit {
    /// The same edit in the text that this one was decoded from.
    fn placed(self, places: &[Spelt]) -> Edit {
        let start = places[self.at.start].at.start;
        let end = places[self.at.end - 1].at.end;
        let escaped = places[self.at.clone()].iter().any(|spelt| spelt.escaped);
        let to = match escaped && !self.to.is_ascii() {
            true => self.to.chars().fold(String::new(), |mut text, c| {
                if c.is_ascii() {
                    text.push(c);
                } else {
                    let mut bytes = [0; 4];
                    text.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
                }
                text
            }),
            false => self.to,
        };
        Edit { at: start..end, to }
    }
}

/// Where a decoded character stood.
#[derive(Debug, Clone)]
struct Spelt {
    at: Range<usize>,
    escaped: bool,
}

/// `%XX` undone where that makes characters.
fn percent_decoded(chars: &[char]) -> (Vec<char>, Vec<Spelt>) {
    let (mut out, mut places) = (Vec::new(), Vec::new());
    let byte_at = |at: usize| -> Option<u8> {
        let [percent, high, low] = chars.get(at..at + 3)? else { return None };
        (*percent == '%').then_some(())?;
        Some((high.to_digit(16)? << 4 | low.to_digit(16)?) as u8)
    };
    let mut at = 0;
    while at < chars.len() {
        let bytes: Vec<u8> = (0..4).map_while(|index| byte_at(at + 3 * index)).collect();
        let decoded = (1..=bytes.len()).find_map(|length| {
            let text = std::str::from_utf8(&bytes[..length]).ok()?;
            Some((text.chars().next()?, length))
        });
        let (c, width, escaped) = match decoded {
            Some((c, length)) => (c, 3 * length, true),
            None => (chars[at], 1, false),
        };
        out.push(c);
        places.push(Spelt { at: at..at + width, escaped });
        at += width;
    }
    (out, places)
}

/// Another character of the same sort: letter, case, digit, length in UTF-8.
fn shifted(c: char, state: &[u8; 32]) -> char {
    let turn = |c: u8, first: u8, of: u8| char::from(first + (c - first + 1 + state[0] % (of - 1)) % of);
    match c {
        'a'..='z' => turn(c as u8, b'a', 26),
        'A'..='Z' => turn(c as u8, b'A', 26),
        '0'..='9' => turn(c as u8, b'0', 10),
        _ if c.is_alphanumeric() => {
            let lower = single(c.to_lowercase()).unwrap_or(c);
            let first = u32::from(lower) & !31;
            // One whose capital is a single character too, and of the same encoding.
            let has_capital = |other: char| {
                single(other.to_uppercase()).is_some_and(|upper| (upper < '\u{100}') == (other < '\u{100}'))
            };
            let same = |other: &char| {
                other.is_alphanumeric()
                    && other.is_lowercase() == lower.is_lowercase()
                    && other.is_alphabetic() == lower.is_alphabetic()
                    && single(other.to_lowercase()) == Some(*other)
                    && has_capital(*other)
            };
            let others: Vec<char> = (first..first + 32).filter_map(char::from_u32).filter(same).collect();
            let place = others.iter().position(|&other| other == lower).unwrap_or(0);
            let step = 1 + usize::from(state[0]) % others.len().saturating_sub(1).max(1);
            let new = others.get((place + step) % others.len().max(1)).copied().unwrap_or('\u{e8}');
            if c == lower { new } else { single(new.to_uppercase()).unwrap_or(new) }
        }
        _ => c,
    }
}

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    match (chars.next(), chars.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// What the next character is shifted by: all before it counts, but for its case.
fn chained(state: &[u8; 32], c: char) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(state);
    let mut bytes = [0; 4];
    for lower in c.to_lowercase() {
        hash.update(lower.encode_utf8(&mut bytes).as_bytes());
    }
    hash.finalize().into()
}

/// HMAC-SHA-256 (RFC 2104) of a key of at most 64 bytes.
fn hmac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    match key.len() <= block.len() {
        true => block[..key.len()].copy_from_slice(key),
        false => block[..32].copy_from_slice(&Sha256::digest(key)),
    }
    let inner = Sha256::new_with_prefix(block.map(|byte| byte ^ 0x36)).chain_update(text).finalize();
    Sha256::new_with_prefix(block.map(|byte| byte ^ 0x5C)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names::of(b"a seed")
    }

    #[test]
    fn the_code_that_keys_the_names_is_hmac() {
        // RFC 4231, test case 2.
        let code = hmac(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(code[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    }

    #[test]
    fn beginnings_case_and_length_stay_and_no_letter_does() {
        let mut names = names();
        for (one, other) in [("Ops", "OpsAdmin"), ("jane", "janet"), ("Jos", "José"), ("山", "山田")] {
            let (one, long) = (names.piece(one), names.piece(other));
            assert!(long.starts_with(&one), "{one} {long}");
            assert_eq!(long.len(), other.len(), "{other} {long}");
            assert!(long.chars().zip(other.chars()).all(|(new, old)| new != old), "{other} {long}");
        }
        assert_eq!(names.piece("JANE").to_lowercase(), names.piece("jane"));
        assert_eq!(names.piece("ÉVA").to_lowercase(), names.piece("éva"));
        assert_ne!(names.piece("jane"), Names::of(b"another").piece("jane"));
    }

    #[test]
    fn a_domain_becomes_one_that_nobody_owns_and_keeps_its_length() {
        let mut names = names();
        for domain in ["corp.com", "mycompany.de", "corp.example", "long-name.technology"] {
            let (second, top) = domain.split_once('.').unwrap();
            let new = names.domain(second, top);
            assert_eq!(new.len(), domain.len(), "{domain} {new}");
            assert!(new.ends_with(".test") || new.ends_with(".example"), "{domain} {new}");
        }
        assert_ne!(names.domain("corp", "com"), names.domain("corp", "org"));
        assert_eq!(names.domain("Corp", "com").to_lowercase(), names.domain("corp", "com"));
    }

    #[test]
    fn an_account_is_one_of_twelve_digits_and_a_uuid_stays_one() {
        let mut names = names();
        let account = names.account("123456789012");
        assert!(account.len() == 12 && account.starts_with("0000") && account != "123456789012");
        let uuid = names.hexadecimal("8f1c0d3b-5e9f-4a48-a7b6-d5c4a3928170");
        assert!(crate::aws::endpoints::is_uuid(&uuid) && &uuid[14..15] == "4", "{uuid}");
    }

    #[test]
    fn percent_escapes_are_seen_through_once_and_twice() {
        let mut names = names();
        let plain = names.replace("Jane", Manner::Name);
        for text in ["%4A%61ne", "J%2561ne", "%254Aane"] {
            assert_eq!(names.replace(text, Manner::Name), plain, "{text}");
        }
        let escaped = names.replace("Zo%C3%AB", Manner::Name);
        assert!(escaped.contains("%C3%") && !escaped.contains("Zo"), "{escaped}");
    }

    #[test]
    fn a_file_keeps_words_that_tell_nothing() {
        let mut names = names();
        names.piece("login");
        for (name, kept) in [
            ("response.xml", true),
            ("role.json", true),
            ("s04.b64", true),
            ("login.har", false),
            ("jane.doe@corp-123456789012.har", false),
        ] {
            assert_eq!(names.file(name) == name, kept, "{name}: {}", names.file(name));
        }
    }
}
