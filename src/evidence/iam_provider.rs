//! What `aws iam get-saml-provider` prints: the metadata as IAM holds it.

use super::kind::{Given, Kind, Unreadable, described};
use super::metadata::MetadataFile;
use super::provider_dates::{dates_of, is_instant};
use super::{Encryption, Evidence};
use crate::document::{Document, Member, Node, Syntax, Value, Word};
use crate::signature::KeyOrigin;
use crate::source::SourceId;

pub static KIND: Kind = Kind {
    id: "iam-provider",
    words: "an IAM SAML provider",
    command: "aws iam get-saml-provider --saml-provider-arn '{provider}'",
    file: "provider.json",
    question: "whether the IAM provider holds this issuer and signing key",
    operations: &["GetSAMLProvider"],
    recognise,
    of_text,
    read: Some(read),
};

fn recognise(document: &Document) -> Option<&'static str> {
    let named = document.name.as_deref() == Some("GetSAMLProviderResponse");
    let holds = match document.syntax {
        // A template has a member of that name, too.
        Syntax::Yaml => document.root.member(DOCUMENT).is_some_and(|node| node.text().is_some_and(is_xml)),
        Syntax::Json | Syntax::Text | Syntax::Table | Syntax::Hcl => document.root.has(&[DOCUMENT]),
        Syntax::Xml => named,
    };
    holds.then_some(())?;
    described(
        document,
        "IAM SAML provider (aws iam get-saml-provider)",
        "IAM SAML provider (GetSAMLProvider, XML)",
        "IAM SAML provider (aws iam get-saml-provider, text or YAML)",
    )
}

const DOCUMENT: &str = "SAMLMetadataDocument";
const UUID: &str = "SAMLProviderUUID";

fn is_xml(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

fn read(given: &Given<'_>, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    if given.is_table() {
        return Err(Unreadable::of_table());
    }
    let Some(node) = root.member(DOCUMENT) else {
        return Err(Unreadable::at(root.span, format!("there is no {DOCUMENT} in it")));
    };
    let Some(word) = node.word() else {
        let what = format!("{DOCUMENT} is {}, not a string with the XML in it", node.kind());
        return Err(Unreadable::at(node.span, what));
    };
    if word.value.trim().is_empty() {
        return Err(Unreadable::at(node.span, format!("{DOCUMENT} is empty")));
    }
    let mode = root.member("AssertionEncryptionMode").and_then(Node::text);
    let keys = root.member("PrivateKeyList").map_or(0, |list| list.elements().len());
    let mut file = MetadataFile::read(given, KeyOrigin::Provider, &word.value);
    file.uuid = root.member(UUID).and_then(Node::word).map(Word::to_text);
    file.dates = dates_of(root);
    file.encryption = Encryption::of(mode, keys);
    evidence.metadata.push(file);
    Ok(())
}

/// Values with tabs between, in the order of their names, and a line for each member of a list.
fn of_text(text: &str) -> Option<Document> {
    let start = text.find('<')?;
    let end = ["EntityDescriptor>", "EntitiesDescriptor>"]
        .iter()
        .filter_map(|tag| Some(text.rfind(tag)? + tag.len()))
        .max()
        .filter(|end| *end > start)?;
    let (before, after) = (&text[..start], &text[end..]);
    let is_mode = |word: &&str| matches!(*word, "Allowed" | "Required");
    if !before.split_whitespace().all(|word| is_instant(word) || is_mode(&word))
        || !(before.ends_with('\t') || after.starts_with('\t'))
    {
        return None;
    }
    let member = |key: &str, part: &str| {
        let at = part.as_ptr() as usize - text.as_ptr() as usize;
        Member::written(SourceId::NONE, key, text, at..at + part.len())
    };
    let instant = |part: &'_ str| part.split_whitespace().find(|word| is_instant(word)).map(str::to_owned);
    let find = |key: &str, part: &str, word: Option<String>| {
        let word = word?;
        let at = part.find(&word)?;
        Some(member(key, &part[at..at + word.len()]))
    };
    let mut members = vec![member(DOCUMENT, &text[start..end])];
    let mode = before.split_whitespace().find(is_mode).map(str::to_owned);
    members.extend(find("AssertionEncryptionMode", before, mode));
    members.extend(find("CreateDate", before, instant(before)));
    let first_line = after.lines().next().unwrap_or_default();
    members.extend(find("ValidUntil", first_line, instant(first_line)));
    let uuid = first_line.split_whitespace().find(|word| word.starts_with("SAMLSP")).map(str::to_owned);
    members.extend(find(UUID, first_line, uuid));
    let keys: Vec<Node> = after
        .lines()
        .filter_map(|line| line.strip_prefix("PRIVATEKEYLIST\t"))
        .map(|line| member("", line).value)
        .collect();
    if !keys.is_empty() {
        let mut list = member("PrivateKeyList", after);
        list.value.value = Value::Array(keys);
        members.push(list);
    }
    Some(Document::of_members(SourceId::NONE, text, members))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::provider_dates::dates;
    use crate::source::Sources;

    const CREATED: &str = "2026-11-21T21:14:01+00:00";
    const UNTIL: &str = "2126-05-09T16:27:11+00:00";
    const XML: &str =
        "<?xml version=\"1.0\"?>\n<EntityDescriptor entityID=\"it's\">\n  <a b='c'/>\n\n</EntityDescriptor>";

    fn told(text: &str) -> Option<Document> {
        let (kind, document) = match Document::of_source(SourceId::NONE, text) {
            Ok(document) if document.syntax != Syntax::Yaml => (Kind::of(&document)?.0, document),
            _ => {
                let (kind, document, _) = Kind::of_printed(text)?;
                (kind, document)
            }
        };
        (kind == &KIND).then_some(document)
    }

    fn read_all(text: &str) -> MetadataFile {
        let document = told(text).unwrap_or_else(|| panic!("{text}"));
        let sources = Sources::default();
        let mut evidence = Evidence::default();
        let given = Given {
            input: 0,
            name: "provider",
            text,
            document: Some(&document),
            written_as: Default::default(),
            sources: &sources,
        };
        read(&given, &mut evidence).unwrap_or_else(|error| panic!("{error:?} {text}"));
        let mut file = evidence.metadata.remove(0);
        file.name = sources.get(file.source).text.to_string();
        file
    }

    #[test]
    fn a_provider_is_read_in_every_form_the_command_line_prints() {
        let expected = dates(Some(CREATED), Some(UNTIL));
        assert!(expected.is_some());
        let yaml = |scalar: &str| {
            format!(
                "AssertionEncryptionMode: Required\nCreateDate: '{CREATED}'\nPrivateKeyList:\n- KeyId: ABCDEF\n  Timestamp: '{CREATED}'\nSAMLMetadataDocument: {scalar}\nTags: []\nValidUntil: '{UNTIL}'\n"
            )
        };
        let escaped = XML.replace('"', "\\\"").replace('\n', "\\n");
        let (start, end) = escaped.split_at(30);
        let block: String =
            XML.lines().map(|line| format!("\n  {line}").trim_end_matches(' ').to_owned()).collect();
        let entities = XML.replace('<', "&lt;").replace('>', "&gt;");
        let json = serde_json::json!({
            "SAMLMetadataDocument": XML, "CreateDate": CREATED, "ValidUntil": UNTIL,
            "AssertionEncryptionMode": "Required", "PrivateKeyList": [{ "KeyId": "ABCDEF" }]
        });
        for (what, text) in [
            ("JSON", json.to_string()),
            (
                "XML",
                format!(
                    "<GetSAMLProviderResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetSAMLProviderResult><AssertionEncryptionMode>Required</AssertionEncryptionMode><PrivateKeyList><member><KeyId>ABCDEF</KeyId></member></PrivateKeyList><CreateDate>{CREATED}</CreateDate><SAMLMetadataDocument>{entities}</SAMLMetadataDocument><ValidUntil>{UNTIL}</ValidUntil></GetSAMLProviderResult></GetSAMLProviderResponse>"
                ),
            ),
            (
                "text",
                format!(
                    "Required\t{CREATED}\t{XML}\tSAMLSPABCDEFGHIJKLMNOP\t{UNTIL}\nPRIVATEKEYLIST\tABCDEF\t{CREATED}\nTAGS\tk\t<v>\n"
                ),
            ),
            ("double-quoted", yaml(&format!("\"{escaped}\""))),
            ("double-quoted on two lines", yaml(&format!("\"{start}\\\n  {end}\""))),
            (
                "single-quoted",
                yaml(&format!(
                    "'{}'",
                    XML.replace('\'', "''").replace("\n\n", "\n\n\n").replace(">\n", ">\n\n  ")
                )),
            ),
            ("a block", yaml(&format!("|-{block}"))),
        ] {
            let held = read_all(&text);
            assert_eq!(held.dates, expected, "{what}");
            assert_eq!(held.encryption, Encryption::of(Some("Required"), 1), "{what}");
            let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(squeezed(&held.name), squeezed(XML), "{what}");
        }
        let old = read_all(&format!("{CREATED}\t{XML}\t{UNTIL}\n"));
        assert_eq!((old.name.as_str(), old.encryption), (XML, None));
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "<EntityDescriptor/>",
            XML,
            "SAMLMetadataDocument: x",
            "SAMLMetadataDocument: \"<",
            "a\tb",
            "{}",
        ] {
            assert!(told(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_it_holds_instead_is_said_with_its_place() {
        for (text, what, at) in [
            (
                "{\"SAMLMetadataDocument\": {\"a\": 1}}",
                "SAMLMetadataDocument is an object, not a string with the XML in it",
                "{\"a\": 1}",
            ),
            (
                "{\"SAMLMetadataDocument\": null}",
                "SAMLMetadataDocument is null, not a string with the XML in it",
                "null",
            ),
            ("{\"SAMLMetadataDocument\": \"\"}", "SAMLMetadataDocument is empty", ""),
        ] {
            let document = told(text).unwrap();
            let sources = Sources::default();
            let given = Given {
                input: 0,
                name: "provider",
                text,
                document: Some(&document),
                written_as: Default::default(),
                sources: &sources,
            };
            let error = read(&given, &mut Evidence::default()).unwrap_err();
            assert_eq!((error.what.as_str(), &text[error.span.unwrap().range()]), (what, at));
        }
    }
}
