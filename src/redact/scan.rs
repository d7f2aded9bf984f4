//! Finds the names in a text: what has a form of its own is replaced part by part, and every other
//! run of letters and digits goes, unless the manner of the text knows the word.

mod forms;

use std::ops::Range;

use super::names::{Edit, Kind, Manner, Names};
use super::words;
use crate::marks;

/// One pass over one text.
pub(super) struct Scan<'a> {
    names: &'a mut Names,
    chars: &'a [char],
    edits: Vec<Edit>,
}

/// How the words of a stretch are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    Of(Manner),
    /// Before the resource of an ARN.
    ArnHead,
    /// Behind `role/` and its like.
    Resource,
    /// Behind `saml-provider/`: vendors' names tell which identity provider it is.
    Provider,
    /// Under a host whose addresses are public: a standard's.
    Public,
}

impl<'a> Scan<'a> {
    pub fn new(names: &'a mut Names, chars: &'a [char]) -> Scan<'a> {
        Scan { names, chars, edits: Vec::new() }
    }

    pub fn into_edits(self) -> Vec<Edit> {
        self.edits
    }

    pub fn run(&mut self, manner: Manner) {
        let all = 0..self.chars.len();
        match manner {
            Manner::AttributeName => self.attribute_name(all),
            Manner::Role => self.role(all),
            Manner::Name if self.starts_with(0, "aws:") => self.range(4..all.end, Words::Of(manner)),
            Manner::Name | Manner::Id | Manner::Uri | Manner::Number | Manner::Sentence | Manner::Keyword => {
                self.range(all, Words::Of(manner))
            }
        }
    }

    fn range(&mut self, range: Range<usize>, words: Words) {
        let mut at = range.start;
        while at < range.end {
            let c = self.chars[at];
            let begins = at == range.start || !self.chars[at - 1].is_alphanumeric();
            if begins && let Some(end) = self.token(at..range.end, words) {
                at = end;
                continue;
            }
            if !c.is_alphanumeric() {
                at += 1;
                continue;
            }
            let end = self.run_end(at..range.end, char::is_alphanumeric);
            self.word(at..end, words);
            at = end;
        }
    }

    fn word(&mut self, range: Range<usize>, words: Words) {
        let text = self.text(range.clone());
        if self.stays(&text, &range, words) {
            return;
        }
        if let Some(filler) = filler(&self.chars[range.clone()]) {
            for part in [range.start..range.start + filler.start, range.start + filler.end..range.end] {
                if !part.is_empty() {
                    self.word(part, words);
                }
            }
            return;
        }
        let digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits {
            let new = self.names.account(&text);
            return self.replace(range, new, Kind::Account);
        }
        let (head, kind) = match words {
            Words::Provider => (words::vendor_head(&text), Kind::Name),
            Words::Of(Manner::Id) => (0, Kind::Id),
            Words::Of(Manner::Uri) => (words::id_head(&text), Kind::Tenant),
            Words::Of(_) | Words::ArnHead | Words::Resource | Words::Public => {
                (words::id_head(&text), Kind::Name)
            }
        };
        let new = self.names.piece(&text[head..]);
        let start = range.start + text[..head].chars().count();
        self.replace(start..range.end, new, kind);
    }

    fn stays(&self, text: &str, range: &Range<usize>, words: Words) -> bool {
        let next = self.chars.get(range.end).copied();
        // What somebody else took out already, and an account that is nobody's.
        if marks::is_word(text) || text == "000000000000" {
            return true;
        }
        match words {
            // Tags of this name are read by services.
            Words::Of(Manner::Name) if text == "Email" => true,
            Words::Of(Manner::Name) => next == Some('=') && words::is_of_distinguished_name(text),
            Words::Of(Manner::Id | Manner::Role | Manner::AttributeName) => false,
            Words::Of(Manner::Uri) => words::is_of_address(text),
            Words::Of(Manner::Number) => words::is_of_number(text),
            Words::Of(Manner::Sentence) => words::is_of_sentence(text) && !self.names.has_replaced(text),
            Words::Of(Manner::Keyword) => words::is_keyword(text),
            Words::ArnHead => words::is_of_arn(text),
            Words::Resource | Words::Provider => words::is_of_resource(text),
            Words::Public => text.len() <= 40,
        }
    }

    fn attribute_name(&mut self, range: Range<usize>) {
        let text = self.text(range.clone());
        match words::kept_of_attribute_name(&text) {
            Some(kept) => {
                let kept = text[..kept].chars().count();
                // The key of a tag.
                let key = kept..range.end;
                let reserved = if self.starts_with(key.start, "aws:") { 4 } else { 0 };
                self.range((key.start + reserved).min(key.end)..key.end, Words::Of(Manner::Name));
            }
            None if text.contains("://") || text.starts_with("urn:") => {
                self.range(range, Words::Of(Manner::Uri));
            }
            None => self.range(range, Words::Of(Manner::Name)),
        }
    }

    fn starts_with(&self, at: usize, word: &str) -> bool {
        let mut chars = self.chars.get(at..).unwrap_or_default().iter();
        word.chars().all(|wanted| chars.next().is_some_and(|c| c.eq_ignore_ascii_case(&wanted)))
    }

    fn run_end(&self, range: Range<usize>, fits: impl Fn(char) -> bool) -> usize {
        let run = self.chars.get(range.clone()).unwrap_or_default();
        range.start + run.iter().take_while(|&&c| fits(c)).count()
    }

    fn text(&self, range: Range<usize>) -> String {
        self.chars[range].iter().collect()
    }

    fn replace(&mut self, at: Range<usize>, to: String, kind: Kind) {
        let original = self.text(at.clone());
        self.names.count(kind, &original);
        self.edits.push(Edit { at, to });
    }
}

/// The X's that somebody wrote over a part of a word, or over all of it.
fn filler(word: &[char]) -> Option<Range<usize>> {
    let mut start = 0;
    while start < word.len() {
        let count = word[start..].iter().take_while(|c| **c == word[start]).count();
        let enough = if count == word.len() { 3 } else { 4 };
        if matches!(word[start], 'x' | 'X') && count >= enough {
            return Some(start..start + count);
        }
        start += count;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str, manner: Manner) -> String {
        Names::of(b"a seed").replace(text, manner)
    }

    #[test]
    fn words_that_decide_stay_and_the_names_beside_them_go() {
        for (text, manner, kept) in [
            ("arn:aws:iam::123456789012:role/Ops*", Manner::Name, &["arn:aws:iam::0000", ":role/", "*"][..]),
            ("arn:aws:iam::123456789012:saml-provider/OktaProd", Manner::Name, &[":saml-provider/Okta"]),
            (
                "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/us-east-1/AWSReservedSSO_Admin_0123",
                Manner::Role,
                &["role/aws-reserved/sso.amazonaws.com/us-east-1/AWSReservedSSO_"],
            ),
            ("https://corp.okta.com/app/exk1", Manner::Uri, &["https://", ".okta.com/app/"]),
            ("http://www.okta.com/exk1fkSdg3hs", Manner::Uri, &["http://www.okta.com/"]),
            (
                "https://sts.windows.net/8f1c0d3b-5e9f-4a48-a7b6-d5c4a3928170/",
                Manner::Uri,
                &["https://sts.windows.net/", "/"],
            ),
            (
                "https://us-east-1.signin.aws.amazon.com/saml",
                Manner::Uri,
                &["https://us-east-1.signin.aws.amazon.com/saml"],
            ),
            ("jane.doe@corp.com", Manner::Name, &["@", ".test"]),
            ("*@corp.com", Manner::Name, &["*@", ".test"]),
            ("2026-05-26T11:58:03.5Z", Manner::Name, &["2026-05-26T11:58:03.5Z"]),
            ("10.1.2.3", Manner::Name, &["."]),
            ("10.1.2.0/24", Manner::Name, &["/24"]),
            ("urn:amazon:webservices", Manner::Uri, &["urn:amazon:webservices"]),
        ] {
            let new = replaced(text, manner);
            for part in kept {
                assert!(new.contains(part), "{text}: {new} without {part}");
            }
            for name in ["123456789012", "Ops", "Prod", "Admin", "corp", "exk1", "8f1c0d3b", "jane", "10.1.2"]
            {
                assert!(!new.contains(name), "{text}: {new}");
            }
        }
    }

    #[test]
    fn a_pattern_matches_what_it_matched() {
        let mut names = Names::of(b"a seed");
        let mut new = |text: &str| names.replace(text, Manner::Name);
        let domain = new("*@corp.example.com");
        assert!(new("jane.doe@corp.example.com").ends_with(domain.trim_start_matches('*')));
        let pattern = new("arn:aws:iam::123456789012:role/Ops*");
        assert!(new("arn:aws:iam::123456789012:role/OpsAdmin").starts_with(pattern.trim_end_matches('*')));
        assert_eq!(new("Jane.Doe@Corp.com").to_lowercase(), new("jane.doe@corp.com"));
        assert_eq!(new(" Jane Doe\u{a0}").chars().next(), Some(' '));
        assert_eq!(new("p:q::r 11:58:03").matches(':').count(), 5);
    }
}
