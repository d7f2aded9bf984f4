//! The XML with its plaintexts in the place of what held them encrypted.

use std::collections::HashMap;
use std::ops::Range;

use crate::saml::ASSERTION;
use crate::signature::encryption::{self, Encrypted, Opened, PrivateKey};
use crate::source::{Source, SourceId, SourceKind, Sources, Span};
use crate::xml::{self, NodeId, NodeKind, Tree};

/// A text in which everything that the keys open stands open, and a sentence on each that stays closed.
pub struct Open {
    pub text: String,
    pub closed: Vec<String>,
}

/// Opens what the keys open; `None` where the text is no whole document.
pub fn open(text: &str, keys: &[PrivateKey]) -> Option<Open> {
    let sources = Sources::default();
    let source = sources.add(Source::new(SourceKind::Message, text, None));
    let mut tree = xml::parse(source, text).ok()?;
    let decrypted = encryption::decrypt(&mut tree, &sources, keys);
    let mut closed: Vec<String> = Vec::new();
    let mut edits = Edits { sources: &sources, by_source: HashMap::new() };
    for Opened { encrypted, result } in &decrypted {
        match result {
            Ok(nodes) => edits.replace(&tree, encrypted, nodes),
            Err(why) => {
                closed.push(format!("the {} stays closed: {why}", tree.local_name(encrypted.holder)));
            }
        }
    }
    if decrypted.is_empty() {
        closed.push("nothing in it is encrypted".to_owned());
    }
    for list in edits.by_source.values_mut() {
        list.sort_by_key(|edit| edit.place.start);
    }
    Some(Open { text: edits.text(source), closed })
}

/// What stands in a place of a text instead of what was written.
struct Edit {
    place: Range<usize>,
    instead: Instead,
}

enum Instead {
    Text(String),
    Plaintext(SourceId),
}

struct Edits<'s> {
    sources: &'s Sources,
    by_source: HashMap<SourceId, Vec<Edit>>,
}

impl Edits<'_> {
    fn add(&mut self, span: Span, instead: Instead) {
        self.by_source.entry(span.source).or_default().push(Edit { place: span.range(), instead });
    }

    fn replace(&mut self, tree: &Tree, encrypted: &Encrypted, plaintext: &[NodeId]) {
        let Some(&first) = plaintext.first() else { return };
        let node = replaced(tree, encrypted);
        self.add(tree.span(node), Instead::Plaintext(tree.span(first).source));
        if node == encrypted.holder {
            for &element in plaintext.iter().filter(|&&id| tree.kind(id) == NodeKind::Element) {
                self.declare(tree, node, element);
            }
        }
    }

    /// A plaintext may use prefixes that only the element declares in whose place it comes to stand.
    fn declare(&mut self, tree: &Tree, holder: NodeId, element: NodeId) {
        let own: Vec<&str> = tree.declarations(element).iter().map(|one| tree.declared_prefix(one)).collect();
        let written = tree.written(tree.span(element));
        let uses = |prefix: &str| match prefix {
            "" => tree
                .descendants(element)
                .any(|id| tree.kind(id) == NodeKind::Element && tree.prefix(id).is_empty()),
            _ => written.contains(&format!("{prefix}:")),
        };
        let missing: String = tree
            .declarations(holder)
            .iter()
            .map(|one| (tree.declared_prefix(one), tree.declared_namespace(one)))
            .filter(|(prefix, _)| !own.contains(prefix) && uses(prefix))
            .map(|(prefix, namespace)| {
                let colon = if prefix.is_empty() { "" } else { ":" };
                format!(" xmlns{colon}{prefix}=\"{}\"", escaped(namespace))
            })
            .collect();
        if !missing.is_empty() {
            let tag = tree.start_tag(element);
            let name = tree.written(tag).find([' ', '\t', '\r', '\n', '/', '>']).unwrap_or_default();
            self.add(tag.part(name..name), Instead::Text(missing));
        }
    }

    /// A text with its edits, and those of the plaintexts in it; as deep as plaintexts are opened.
    fn text(&self, source: SourceId) -> String {
        let whole = self.sources.get(source);
        let mut text = String::with_capacity(whole.text.len());
        let mut from = 0;
        for edit in self.by_source.get(&source).map_or(&[][..], Vec::as_slice) {
            // Two ciphertexts in one element that holds one: the first takes its place.
            let Some(before) = whole.text.get(from..edit.place.start) else { continue };
            text.push_str(before);
            match &edit.instead {
                Instead::Text(instead) => text.push_str(instead),
                Instead::Plaintext(plaintext) => text.push_str(&self.text(*plaintext)),
            }
            from = edit.place.end;
        }
        text.push_str(&whole.text[from..]);
        text
    }
}

/// SAML's wrapping element with its EncryptedKeys; elsewhere, and within a plaintext, EncryptedData
/// alone.
fn replaced(tree: &Tree, encrypted: &Encrypted) -> NodeId {
    let Encrypted { holder, element, .. } = *encrypted;
    let is_wrapper = tree.namespace(holder) == ASSERTION
        && matches!(tree.local_name(holder), "EncryptedAssertion" | "EncryptedID" | "EncryptedAttribute");
    let in_one_text = tree.span(holder).source == tree.span(element).source;
    if is_wrapper && in_one_text { holder } else { element }
}

fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = include_str!("../../fixtures/signature/keys/throw-away-rsa-2048.key.pem");

    fn fixture(name: &str) -> String {
        let path = format!("{}/fixtures/signature/encrypted/{name}.xml", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_plaintext_takes_the_place_of_what_held_it() {
        let keys = PrivateKey::read_all(KEY.as_bytes(), None).unwrap();
        for name in ["aes128-cbc", "aes192-cbc", "aes256-cbc", "aes192-gcm"] {
            let text = fixture(name);
            let opened = open(&text, &keys).unwrap();
            assert!(opened.closed.is_empty(), "{name}");
            let start = text.find("<saml:EncryptedAssertion>").unwrap();
            let end = text.find("</saml:EncryptedAssertion>").unwrap() + "</saml:EncryptedAssertion>".len();
            let inner =
                opened.text.strip_prefix(&text[..start]).and_then(|rest| rest.strip_suffix(&text[end..]));
            let inner = inner.unwrap_or_else(|| panic!("{name}: {}", opened.text)).trim();
            assert!(inner.starts_with("<saml:Assertion ID=\"_inner\""), "{name}: {inner}");
            assert!(inner.ends_with("</saml:Assertion>"), "{name}: {inner}");
        }
    }

    #[test]
    fn a_prefix_that_only_the_replaced_element_declared_is_declared_again() {
        let keys = PrivateKey::read_all(KEY.as_bytes(), None).unwrap();
        let declaration = format!(" xmlns:saml=\"{ASSERTION}\"");
        let text = fixture("aes128-cbc").replacen(&declaration, "", 1).replace(
            "<saml:EncryptedAssertion>",
            &format!("<saml:EncryptedAssertion{declaration} xmlns:unused=\"urn:x\">"),
        );
        let opened = open(&text, &keys).unwrap().text;
        assert!(opened.contains(&format!("<saml:Assertion{declaration} ID=\"_inner\"")), "{opened}");
        assert!(!opened.contains("unused"), "{opened}");
        let source = Sources::default().add(Source::new(SourceKind::Message, "", None));
        assert!(xml::parse(source, &opened).is_ok());
    }

    #[test]
    fn what_stays_closed_stays_as_it_is_and_is_named() {
        let keys = PrivateKey::read_all(KEY.as_bytes(), None).unwrap();
        for (text, expected) in [
            (fixture("samlp"), "the EncryptedAssertion stays closed: the private key does not open it"),
            (
                fixture("changed-gcm"),
                "the EncryptedAssertion stays closed: the ciphertext does not fit its authentication tag",
            ),
            ("<a>b</a>".to_owned(), "nothing in it is encrypted"),
        ] {
            let opened = open(&text, &keys).unwrap();
            assert_eq!(opened.text, text);
            assert_eq!(opened.closed, [expected]);
        }
    }
}
