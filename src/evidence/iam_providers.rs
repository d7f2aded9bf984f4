//! What `aws iam list-saml-providers` prints: which providers an account has.

use super::kind::{Given, Kind, Unreadable, described};
use super::provider_dates::dates_of;
use super::{Evidence, ListedProvider};
use crate::document::{Document, Member, Node, Syntax, Value};
use crate::source::SourceId;

pub static KIND: Kind = Kind {
    id: "iam-providers",
    words: "a list of IAM SAML providers",
    command: "aws iam list-saml-providers",
    file: "providers.json",
    question: "whether the provider in the Role pair exists",
    operations: &["ListSAMLProviders"],
    recognise,
    of_text,
    read: Some(read),
};

const LIST: &str = "SAMLProviderList";

fn recognise(document: &Document) -> Option<&'static str> {
    let named = document.name.as_deref() == Some("ListSAMLProvidersResponse");
    (named || document.root.has(&[LIST]) || is_query(&document.root)).then_some(())?;
    described(
        document,
        "IAM SAML providers (aws iam list-saml-providers)",
        "IAM SAML providers (ListSAMLProviders, XML)",
        "IAM SAML providers (aws iam list-saml-providers, text or YAML)",
    )
}

fn read(given: &Given<'_>, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    let Some(list) = root.member(LIST).or_else(|| is_query(root).then_some(root)) else {
        if given.is_table() {
            return Err(Unreadable::of_table());
        }
        return Err(Unreadable::at(root.span, format!("there is no {LIST} in it")));
    };
    match &list.value {
        Value::Array(_) => {}
        // The API's XML writes an empty list so.
        Value::String(word) if word.value.trim().is_empty() => {}
        _ => return Err(Unreadable::at(list.span, format!("{LIST} is {}, not a list", list.kind()))),
    }
    // What was cut out of the answer may have been chosen, too.
    evidence.providers_by_query |= root.member(LIST).is_none()
        || given.document.is_some_and(|document| {
            document.syntax == Syntax::Text
                && list.elements().iter().all(|provider| provider.member("Arn").is_none())
        });
    let listed = list.elements().iter().filter_map(|provider| {
        Some(ListedProvider { arn: arn(provider)?.into(), dates: dates_of(provider) })
    });
    evidence.providers.get_or_insert_default().extend(listed);
    Ok(())
}

/// The ARN of a provider, whatever `--query` made of it: `Arn`, another name for it, the string alone.
fn arn(provider: &Node) -> Option<&str> {
    let is_arn = |text: &&str| text.starts_with("arn:") && text.contains(":saml-provider/");
    if let Some(arn) = provider.member("Arn") {
        return arn.text();
    }
    let parts = provider.members().iter().map(|member| &member.value).chain(provider.one_or_more());
    parts.filter_map(Node::text).find(is_arn)
}

/// Whether it is a list of providers that `--query` cut out of the whole.
fn is_query(root: &Node) -> bool {
    let providers = root.elements();
    let is_provider = |node: &Node| arn(node).is_some_and(|arn| arn.contains(":saml-provider/"));
    !providers.is_empty() && providers.iter().all(is_provider)
}

/// A line for each member of the list, or the ARNs alone.
fn of_text(text: &str) -> Option<Document> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    lines.peek()?;
    let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let member = |key: &str, part: &str| {
        Member::written(SourceId::NONE, key, text, start(part)..start(part) + part.len())
    };
    let is_arn = |word: &str| word.starts_with("arn:") && word.contains(":saml-provider/");
    if text.split_whitespace().all(is_arn) {
        let providers: Vec<Node> = text.split_whitespace().map(|arn| member("", arn).value).collect();
        let mut list = member(LIST, text);
        list.value.value = Value::Array(providers);
        return Some(Document::of_members(SourceId::NONE, text, vec![list]));
    }
    let providers = lines.map(|line| {
        let words = line.strip_prefix("SAMLPROVIDERLIST\t")?.split_whitespace();
        let members: Vec<Member> = ["Arn", "CreateDate", "ValidUntil"]
            .iter()
            .zip(words)
            .map(|(key, word)| member(key, word))
            .collect();
        let mut node = member("", line).value;
        node.value = Value::Object(members);
        Some(node)
    });
    let providers: Vec<Node> = providers.collect::<Option<_>>()?;
    let mut list = member(LIST, text);
    list.value.value = Value::Array(providers);
    Some(Document::of_members(SourceId::NONE, text, vec![list]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(text: &str) -> Option<Vec<ListedProvider>> {
        KIND.evidence_in(text)?.providers
    }

    #[test]
    fn a_list_is_read_in_every_form_the_command_line_prints() {
        const CREATED: &str = "2026-11-21T21:14:01+00:00";
        const UNTIL: &str = "2126-05-09T16:27:11+00:00";
        let arns = ["arn:aws:iam::123456789012:saml-provider/A", "arn:aws:iam::123456789012:saml-provider/B"];
        let of = |line: &dyn Fn(&str) -> String| arns.iter().map(|arn| line(arn)).collect::<String>();
        let json = of(&|arn| {
            format!("{{\"Arn\": \"{arn}\", \"CreateDate\": \"{CREATED}\", \"ValidUntil\": \"{UNTIL}\"}}, ")
        });
        let xml = of(&|arn| {
            format!(
                "<member><Arn>{arn}</Arn><CreateDate>{CREATED}</CreateDate><ValidUntil>{UNTIL}</ValidUntil></member>"
            )
        });
        let yaml = of(&|arn| format!("- Arn: {arn}\n  CreateDate: '{CREATED}'\n  ValidUntil: '{UNTIL}'\n"));
        for text in [
            format!("{{\"SAMLProviderList\": [{json}{{}}]}}"),
            format!(
                "<ListSAMLProvidersResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListSAMLProvidersResult><SAMLProviderList>{xml}</SAMLProviderList></ListSAMLProvidersResult></ListSAMLProvidersResponse>"
            ),
            of(&|arn| format!("SAMLPROVIDERLIST\t{arn}\t{CREATED}\t{UNTIL}\n")),
            format!("SAMLProviderList:\n{yaml}"),
        ] {
            let listed = listed(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(listed.iter().map(|provider| &*provider.arn).collect::<Vec<_>>(), arns, "{text}");
            assert!(listed.iter().all(|provider| provider.dates.is_some()), "{text}");
        }
        for text in [
            format!("{arns:?}"),
            format!("[[\"{}\", \"{CREATED}\"], [\"{}\", \"{CREATED}\"]]", arns[0], arns[1]),
            format!("[{{\"Name\": \"{}\"}}, {{\"Name\": \"{}\"}}]", arns[0], arns[1]),
            arns.join("\t"),
            arns.join("\n"),
        ] {
            let listed = listed(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(listed.iter().map(|provider| &*provider.arn).collect::<Vec<_>>(), arns, "{text}");
        }
        for text in ["[]", "", "a\tb", "{\"SAMLProviderList\": 1}"] {
            assert!(listed(text).is_none(), "{text}");
        }
    }
}
