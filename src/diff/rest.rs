//! What differs in the documents and is in no field of a report: nothing is to be called the same that was not
//! compared.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use crate::instant::{Instant, in_words};
use crate::source::SourceId;
use crate::xml::parse::parse;
use crate::xml::{NodeId, NodeKind, Tree};

/// More places that differ are counted.
pub(super) const MOST: usize = 40;

/// A place that holds other values in one than in the other.
#[derive(Debug)]
pub(super) struct Place {
    /// `Consent of Response`
    pub what: String,
    pub path: String,
    pub good: Option<String>,
    pub bad: Option<String>,
    pub read_by_aws: bool,
}

/// Every value of a login's documents by its place; of several in one place the order says nothing.
#[derive(Debug, Default)]
pub(super) struct Values {
    by_place: BTreeMap<String, Vec<String>>,
    /// How many elements stand in a place.
    elements: BTreeMap<String, usize>,
    /// What differs from login to login by its nature, in document order.
    pub left_out: LeftOut,
    /// When the message was issued, as the first element says.
    issued: Option<Instant>,
    /// Names of the attributes of the assertion.
    attributes: BTreeSet<String>,
    /// Encrypted elements of which the plaintext is not among the documents.
    pub sealed: usize,
}

/// Values that are counted and not compared.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    pub ids: Vec<String>,
    pub instants: Vec<String>,
    pub signature_values: Vec<String>,
}

/// Between the steps of a path while it is built: a Name may hold a slash.
const STEP: char = '\u{1F}';

impl Values {
    /// Of the decoded message, and of what was decrypted of it.
    pub fn of(texts: &[&str]) -> Values {
        let mut values = Values::default();
        for (index, text) in texts.iter().enumerate() {
            let Ok(tree) = parse(SourceId::NONE, text) else { continue };
            let before = if index == 0 { String::new() } else { format!("{STEP}decrypted") };
            values.element(&tree, tree.root(), before);
        }
        values.sealed = values.sealed.saturating_sub(texts.len().saturating_sub(1));
        values
    }

    fn element(&mut self, tree: &Tree, root: NodeId, before: String) {
        // A document may be as deep as the parser allows.
        let mut open = vec![(root, before)];
        while let Some((id, before)) = open.pop() {
            let name = tree.local_name(id);
            let path = match (name, tree.attribute_value(id, "Name")) {
                ("Attribute", Some(of)) => {
                    self.attributes.insert(of.clone().into_owned());
                    format!("{before}{STEP}Attribute[{of}]")
                }
                _ => format!("{before}{STEP}{}{name}", foreign(tree.namespace(id))),
            };
            let told_as_list = matches!(name, "AttributeValue" | "Audience");
            if !told_as_list {
                *self.elements.entry(path.clone()).or_default() += 1;
            }
            if matches!(name, "EncryptedAssertion" | "EncryptedID" | "EncryptedAttribute") {
                self.sealed += 1;
            }
            for attribute in tree.attributes(id) {
                let name = tree.attribute_local_name(attribute);
                let written = tree.value(attribute);
                let value = match meaning(name, tree.local_name(id)) {
                    Meaning::Told => continue,
                    Meaning::Id => {
                        self.left_out.ids.push(written.into_owned());
                        continue;
                    }
                    Meaning::Moment => {
                        self.left_out.instants.push(written.clone().into_owned());
                        self.moment(&written)
                    }
                    Meaning::Varies => "a moment".to_owned(),
                    Meaning::Value => written.into_owned(),
                };
                self.add(format!("{path}{STEP}@{name}"), value);
            }
            let children: Vec<NodeId> = tree.elements(id).collect();
            let text: String = tree
                .children(id)
                .filter(|&child| tree.kind(child) == NodeKind::Text)
                .map(|child| tree.characters(child).into_owned())
                .collect();
            let blank = text.trim().is_empty();
            if matches!(name, "SignatureValue" | "DigestValue") {
                self.left_out.signature_values.push(text);
            } else if !is_told(&path, name, children.is_empty()) && (!blank || children.is_empty()) {
                self.add(path.clone(), text);
            }
            open.extend(children.into_iter().map(|child| (child, path.clone())));
        }
    }

    /// How long after the message was issued, to five seconds: programs write the two at different times.
    fn moment(&mut self, written: &str) -> String {
        let Ok(read) = Instant::parse_xs(written.trim()) else { return written.to_owned() };
        let issued = *self.issued.get_or_insert(read.instant);
        let seconds = read.instant.since(issued).as_secs_f64();
        in_words(SignedDuration::from_secs(5 * (seconds / 5.0).round() as i64))
    }

    fn add(&mut self, path: String, value: String) {
        self.by_place.entry(path).or_default().push(value);
    }

    /// The places whose values are others, in the order of their paths.
    pub fn differing(mut self, mut other: Values) -> Vec<Place> {
        for (path, values) in self.by_place.iter_mut().chain(&mut other.by_place) {
            values.sort();
            // How many values there are, the attribute's own row tells.
            if path.contains(&format!("{STEP}AttributeValue{STEP}@")) {
                values.dedup();
            }
        }
        let paths: BTreeSet<String> = self.by_place.keys().chain(other.by_place.keys()).cloned().collect();
        let one_sided: BTreeSet<&String> = self.attributes.symmetric_difference(&other.attributes).collect();
        let told = |path: &str| one_sided.iter().any(|name| path.contains(&format!("Attribute[{name}]")));
        let number = |values: &Values, path: &str| values.elements.get(path).copied().unwrap_or(0);
        let differs = |path: &str| number(&self, path) != number(&other, path);
        // An element more is one difference, and not one for each place in it.
        let within = |path: &str| path.match_indices(STEP).skip(1).any(|(at, _)| differs(&path[..at]));
        let counts: BTreeSet<&String> = self.elements.keys().chain(other.elements.keys()).collect();
        let counted = counts.into_iter().filter(|path| differs(path) && !within(path) && !told(path));
        let counted = counted
            .filter(|path| number(&self, path) > 1 || number(&other, path) > 1 || !paths.contains(*path));
        let mut places: Vec<Place> = counted
            .map(|path| {
                let of = |values| match number(values, path) {
                    0 => None,
                    number => Some(format!("{number} of them")),
                };
                Place::new(path, of(&self), of(&other))
            })
            .collect();
        let differing = |path: &&String| {
            self.by_place.get(*path) != other.by_place.get(*path) && !told(path) && !within(path)
        };
        let is_counted = |path: &str| {
            number(&self, path).abs_diff(number(&other, path)) > 0
                && (number(&self, path) > 1 || number(&other, path) > 1)
        };
        places.extend(paths.iter().filter(differing).filter(|path| !is_counted(path)).map(|path| {
            let of = |values: &Values| values.by_place.get(path).map(|values| values.join("\n"));
            Place::new(path, of(&self), of(&other))
        }));
        places
    }
}

impl Place {
    fn new(path: &str, good: Option<String>, bad: Option<String>) -> Place {
        let mut steps = path.rsplit(STEP);
        let what = match (steps.next().unwrap_or_default(), steps.next().unwrap_or_default()) {
            (last, element) if last.starts_with('@') => format!("{} of {element}", &last[1..]),
            (last, _) => last.to_owned(),
        };
        let path = path.replace(STEP, "/");
        Place { what, good, bad, read_by_aws: is_read(&path), path }
    }
}

/// Before the name of an element that is none of the standards': `{urn:x}`.
fn foreign(namespace: &str) -> String {
    let known = [
        "urn:oasis:names:tc:SAML:2.0:",
        "http://www.w3.org/2000/09/xmldsig",
        "http://www.w3.org/2001/04/xmlenc",
    ];
    match known.iter().any(|start| namespace.starts_with(start)) {
        true => String::new(),
        false => format!("{{{namespace}}}"),
    }
}

/// What the value of an attribute says.
enum Meaning {
    /// Every login has another; none is compared.
    Id,
    /// It is told elsewhere, or left out by its nature.
    Told,
    /// A moment that is set from the one at which the message was issued.
    Moment,
    /// Every login has another: only whether it is there is compared.
    Varies,
    Value,
}

fn meaning(attribute: &str, element: &str) -> Meaning {
    match (attribute, element) {
        ("ID" | "Id" | "id" | "AssertionID" | "ResponseID" | "InResponseTo" | "SessionIndex", _) => {
            Meaning::Id
        }
        ("URI", "Reference" | "DataReference" | "KeyReference" | "RetrievalMethod") => Meaning::Told,
        ("Recipient", "SubjectConfirmationData") | ("Destination", _) | ("Algorithm", "SignatureMethod") => {
            Meaning::Told
        }
        ("Format", "NameID") | ("Name", "Attribute") | ("schemaLocation", _) => Meaning::Told,
        ("SessionNotOnOrAfter", _) => Meaning::Told,
        ("IssueInstant" | "NotBefore" | "NotOnOrAfter", _) => Meaning::Moment,
        ("AuthnInstant", _) => Meaning::Varies,
        _ => Meaning::Value,
    }
}

/// Whether the text of an element is a field of the report, or another in every login.
fn is_told(path: &str, name: &str, is_leaf: bool) -> bool {
    match name {
        "SignatureValue" | "DigestValue" | "CipherValue" | "NameID" | "Audience" | "SessionIndex" => true,
        "AttributeValue" => is_leaf,
        // The signer's is a field; whom something was encrypted for is not.
        "X509Certificate" => !path.contains("/Encrypted"),
        _ => false,
    }
}

fn is_read(path: &str) -> bool {
    [
        "/SubjectConfirmationData/@NotOnOrAfter",
        "/Conditions/@NotBefore",
        "/Conditions/@NotOnOrAfter",
        "/StatusCode/@Value",
        "/SubjectConfirmation/@Method",
        "/@Version",
        "/Issuer",
        "/@Algorithm",
    ]
    .iter()
    .any(|end| path.ends_with(end))
        || path.contains("/KeyValue/")
        || path.contains("/@NameQualifier")
}
