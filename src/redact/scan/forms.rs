//! What has a form of its own: ARNs, URLs, hosts, mail addresses, UUIDs, instants, IP addresses, regions.

use std::ops::Range;

use super::{Scan, Words};
use crate::aws::partitions::PARTITIONS;
use crate::redact::names::{Kind, Manner};
use crate::redact::words;

/// Longer tokens are taken apart word by word.
const LONGEST_TOKEN: usize = 512;

impl Scan<'_> {
    /// What has a form of its own, if that begins here: where it ends.
    pub(super) fn token(&mut self, range: Range<usize>, words: Words) -> Option<usize> {
        let at = range.start;
        let first = self.chars[at];
        if first.is_ascii_digit()
            && let Some(end) = self.instant_end(range.clone())
        {
            return Some(end);
        }
        if words == Words::Of(Manner::Number) {
            return None;
        }
        let behind_head = !matches!(words, Words::ArnHead) && range.len() > 4;
        if behind_head && self.starts_with(at, "arn:") {
            let end = self.run_end(range, |c| !c.is_whitespace() && !",;|<>\"'()".contains(c));
            self.arn(at..end);
            return Some(end);
        }
        if self.starts_with(at, "urn:") && words != Words::Public {
            let end = self.run_end(range, |c| !c.is_whitespace() && !",;|<>\"'()".contains(c));
            self.range(at + 4..end, Words::Of(Manner::Uri));
            return Some(end);
        }
        if first.is_ascii_alphabetic()
            && let Some(end) = self.url(range.clone())
        {
            return Some(end);
        }
        if first.is_ascii_hexdigit() && self.is_uuid(range.clone()) {
            let end = at + 36;
            let text = self.text(at..end);
            let new = self.names.hexadecimal(&text);
            let kind = if words == Words::Of(Manner::Uri) { Kind::Tenant } else { Kind::Id };
            self.replace(at..end, new, kind);
            return Some(end);
        }
        if let Some(end) = self.address_end(range.clone()) {
            let text = self.text(at..end);
            let new = self.names.address(&text);
            self.replace(at..end, new, Kind::Address);
            return Some(self.behind_length(end..range.end));
        }
        if words == Words::Of(Manner::Id) {
            return None;
        }
        if let Some(end) = self.mail(range.clone()) {
            return Some(end);
        }
        if let Some(end) = self.bare_host(range.clone()) {
            return Some(end);
        }
        let knows_regions = !matches!(words, Words::Of(Manner::Name));
        knows_regions.then(|| self.region_end(range)).flatten()
    }

    fn arn(&mut self, range: Range<usize>) {
        let mut at = range.start;
        let mut colons = 0;
        while at < range.end {
            match self.chars[at] {
                ':' => {
                    colons += 1;
                    at += 1;
                }
                c if c.is_alphanumeric() => {
                    let end = self.run_end(at..range.end, |c| c.is_alphanumeric() || c == '-' || c == '_');
                    let word = self.text(at..end);
                    let separated = matches!(self.chars.get(end), Some('/' | ':'));
                    if let Some(words) = resource(&word).filter(|_| separated && colons >= 1) {
                        return self.range((end + 1).min(range.end)..range.end, words);
                    }
                    if colons >= 5 {
                        return self.range(at..range.end, Words::Resource);
                    }
                    self.range(at..end, Words::ArnHead);
                    at = end;
                }
                _ => at += 1,
            }
        }
    }

    /// Each part between commas as an ARN, whatever it begins with.
    pub(super) fn role(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let separates = |c: char| c.is_whitespace() || ",;|<>\"'()".contains(c);
            if separates(self.chars[at]) {
                at += 1;
                continue;
            }
            let end = self.run_end(at..range.end, |c| !separates(c));
            let part = &self.chars[at..end];
            if self.url(at..end).is_none() {
                if part.contains(&':') || part.contains(&'/') {
                    self.arn_or_account(at..end);
                } else {
                    self.range(at..end, Words::Resource);
                }
            }
            at = end;
        }
    }

    /// An ARN, or `account/provider` as the condition key `saml:doc` has it.
    fn arn_or_account(&mut self, range: Range<usize>) {
        let slash = self.chars[range.clone()].iter().position(|&c| c == '/');
        match slash {
            Some(12) if self.chars[range.start..range.start + 12].iter().all(char::is_ascii_digit) => {
                self.range(range.start..range.start + 12, Words::ArnHead);
                self.range(range.start + 13..range.end, Words::Provider);
            }
            _ => self.arn(range),
        }
    }

    fn url(&mut self, range: Range<usize>) -> Option<usize> {
        let scheme_end = self.run_end(range.start..range.end.min(range.start + 16), |c| {
            c.is_ascii_alphanumeric() || "+.-".contains(c)
        });
        let is_url = self.chars.get(scheme_end..scheme_end + 3) == Some(&[':', '/', '/'])
            && scheme_end + 3 <= range.end;
        if !is_url {
            return None;
        }
        let end = self.run_end(range.clone(), |c| !c.is_whitespace() && !"<>\"|".contains(c));
        let scheme = self.text(range.start..scheme_end);
        if !words::is_scheme(&scheme) {
            self.range(range.start..scheme_end, Words::Of(Manner::Id));
        }
        let start = scheme_end + 3;
        let authority_end = self.run_end(start..end, |c| !"/?#".contains(c));
        let at_sign = self.chars[start..authority_end].iter().rposition(|&c| c == '@');
        let mut host_start = start;
        if let Some(at_sign) = at_sign {
            self.range(start..start + at_sign, Words::Of(Manner::Id));
            host_start = start + at_sign + 1;
        }
        let host_end = self.run_end(host_start..authority_end, |c| c != ':');
        let public = self.host(host_start..host_end);
        self.range(authority_end..end, if public { Words::Public } else { Words::Of(Manner::Uri) });
        Some(end)
    }

    /// A host's name; whether all its addresses are public.
    fn host(&mut self, range: Range<usize>) -> bool {
        let text = self.text(range.clone()).to_lowercase();
        if let Some(end) = self.address_end(range.clone()).filter(|&end| end == range.end) {
            let original = self.text(range.clone());
            let new = self.names.address(&original);
            self.replace(range.start..end, new, Kind::Address);
            return false;
        }
        let trimmed = text.trim_end_matches('.');
        if words::is_public_host(trimmed) {
            return true;
        }
        if let Some(length) = words::kept_domain(trimmed) {
            // Domains are ASCII.
            let own = range.start + trimmed.chars().count() - length;
            self.range(range.start..own, Words::Of(Manner::Uri));
            return false;
        }
        let labels = self.labels(range.start..range.start + trimmed.chars().count());
        let plain = |label: &Range<usize>| {
            !label.is_empty()
                && self.chars[label.clone()].iter().all(|c| c.is_alphanumeric() || *c == '-' || *c == '_')
        };
        match labels.as_slice() {
            [before @ .., second, top] if plain(second) && plain(top) => {
                let (second, top) = (second.clone(), top.clone());
                for label in before.iter().cloned() {
                    self.words(label);
                }
                let (second_text, top_text) = (self.text(second.clone()), self.text(top.clone()));
                let new = self.names.domain(&second_text, &top_text);
                self.replace(second.start..top.end, new, Kind::Host);
            }
            _ => self.words(range),
        }
        false
    }

    /// Every word goes.
    fn words(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let end = self.run_end(at..range.end, char::is_alphanumeric);
            if end > at {
                self.word(at..end, Words::Of(Manner::Id));
            }
            at = end.max(at + 1);
        }
    }

    fn labels(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut labels = Vec::new();
        let mut start = range.start;
        for at in range.clone() {
            if self.chars[at] == '.' {
                labels.push(start..at);
                start = at + 1;
            }
        }
        labels.push(start..range.end);
        labels
    }

    fn mail(&mut self, range: Range<usize>) -> Option<usize> {
        let of_local = |c: char| !c.is_whitespace() && !"<>\",;:|()[]{}\\/@".contains(c);
        let limit = range.end.min(range.start + LONGEST_TOKEN);
        let at_sign = self.run_end(range.start..limit, of_local);
        if self.chars.get(at_sign) != Some(&'@') || at_sign >= range.end {
            return None;
        }
        let end = self.host_end(at_sign + 1..range.end);
        let labels = self.labels(at_sign + 1..end);
        let is_domain = labels.len() >= 2
            && labels.iter().all(|label| !label.is_empty())
            && labels.last().is_some_and(|top| {
                top.len() >= 2 && self.chars[top.clone()].iter().all(|c| c.is_alphabetic())
            });
        if !is_domain {
            return None;
        }
        let whole = self.text(range.start..end);
        self.names.count(Kind::Mail, &whole);
        self.words(range.start..at_sign);
        self.host(at_sign + 1..end);
        Some(end)
    }

    /// A dotted name that ends as hosts do.
    fn bare_host(&mut self, range: Range<usize>) -> Option<usize> {
        let end = self.host_end(range.clone());
        let labels = self.labels(range.start..end);
        let top = labels.last()?;
        let is_host = labels.len() >= 2
            && labels.iter().all(|label| !label.is_empty())
            && words::is_top_level_domain(&self.text(top.clone()));
        is_host.then(|| {
            self.host(range.start..end);
            end
        })
    }

    /// Behind what may be a host, a full stop at the end of a sentence left out.
    fn host_end(&self, range: Range<usize>) -> usize {
        let limit = range.end.min(range.start + LONGEST_TOKEN);
        let end = self.run_end(range.start..limit, |c| c.is_alphanumeric() || "-._*?".contains(c));
        let back = self.chars[range.start..end].iter().rev().take_while(|&&c| !c.is_alphanumeric()).count();
        end - back
    }

    fn region_end(&self, range: Range<usize>) -> Option<usize> {
        let limit = range.end.min(range.start + 24);
        let end = self.run_end(range.start..limit, |c| c.is_ascii_alphanumeric() || c == '-');
        let text = self.text(range.start..end).to_ascii_lowercase();
        let known = text.contains('-') && PARTITIONS.iter().any(|home| home.holds(&text));
        known.then_some(end)
    }

    fn is_uuid(&self, range: Range<usize>) -> bool {
        let Some(chars) = self.chars.get(range.start..range.start + 36) else { return false };
        let fits = chars.iter().enumerate().all(|(index, c)| match index {
            8 | 13 | 18 | 23 => *c == '-',
            _ => c.is_ascii_hexdigit(),
        });
        fits && range.len() >= 36 && self.chars.get(range.start + 36).is_none_or(|c| !c.is_alphanumeric())
    }

    /// `2026-05-26`, with a time or without.
    fn instant_end(&self, range: Range<usize>) -> Option<usize> {
        let shape = |at: usize, shape: &str| {
            shape.chars().enumerate().all(|(index, wanted)| {
                self.chars.get(at + index).is_some_and(|c| match wanted {
                    'd' => c.is_ascii_digit(),
                    _ => *c == wanted,
                })
            })
        };
        let at = range.start;
        if !shape(at, "dddd-dd-dd") {
            return None;
        }
        let mut end = at + 10;
        if matches!(self.chars.get(end), Some('T' | 't' | ' ')) && shape(end + 1, "dd:dd") {
            end = self.run_end(end + 1..range.end, |c| c.is_ascii_digit() || ":.,".contains(c));
            match self.chars.get(end) {
                Some('Z' | 'z') => end += 1,
                Some('+' | '-') if shape(end + 1, "dd") => {
                    end = self.run_end(end + 1..range.end.min(end + 6), |c| c.is_ascii_digit() || c == ':');
                }
                _ => {}
            }
        }
        let end = end.min(range.end);
        self.chars.get(end).is_none_or(|c| !c.is_alphanumeric()).then_some(end)
    }

    /// Behind the length of a range of IP addresses: `/24`.
    fn behind_length(&self, range: Range<usize>) -> usize {
        if self.chars.get(range.start) != Some(&'/') {
            return range.start;
        }
        let end = self.run_end(range.start + 1..range.end, char::is_alphanumeric);
        let is_length = self.text(range.start + 1..end).parse::<u8>().is_ok_and(|length| length <= 128);
        if is_length { end } else { range.start }
    }

    /// Behind an IP address.
    fn address_end(&self, range: Range<usize>) -> Option<usize> {
        let first = self.chars[range.start];
        if !first.is_ascii_hexdigit() && first != ':' {
            return None;
        }
        let limit = range.end.min(range.start + 46);
        let end = self.run_end(range.start..limit, |c| c.is_ascii_hexdigit() || c == ':' || c == '.');
        let text = self.text(range.start..end);
        let trimmed = text.trim_end_matches('.');
        let end = range.start + trimmed.len();
        if self.chars.get(end).is_some_and(|c| c.is_alphanumeric()) {
            return None;
        }
        let quads: Vec<&str> = trimmed.split('.').collect();
        let is_quad = |quad: &&str| quad.parse::<u8>().is_ok() && quad.len() <= 3 && !quad.starts_with('+');
        if quads.len() == 4 && quads.iter().all(is_quad) {
            return Some(end);
        }
        let groups: Vec<&str> = trimmed.split(':').collect();
        let is_group = |group: &&str| group.len() <= 4 && group.bytes().all(|b| b.is_ascii_hexdigit());
        let compressed =
            trimmed.contains("::") && groups.iter().filter(|group| !group.is_empty()).count() >= 2;
        let full = groups.len() == 8 && groups.iter().all(|group| !group.is_empty());
        (groups.iter().all(is_group) && groups.len() <= 8 && (compressed || full)).then_some(end)
    }
}

/// What kind of resource a word of an ARN begins.
fn resource(word: &str) -> Option<Words> {
    match words::is_resource_type(word) {
        true if word.eq_ignore_ascii_case("saml-provider") => Some(Words::Provider),
        true => Some(Words::Resource),
        false => None,
    }
}
