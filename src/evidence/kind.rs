//! What a kind of evidence is: how it is told apart, read and asked for.

use std::fmt;

use super::{Evidence, KINDS, WrittenAs, yaml_block};
use crate::aws::partitions::partition_of_region;
use crate::document::json_string::unescape;
use crate::document::{Document, Member, Syntax, Value, properties, table};
use crate::source::traced::Traced;
use crate::source::{SourceId, Sources, Span};

/// Adds to the evidence what a file of a kind proves.
pub type Read = fn(&Given<'_>, &mut Evidence) -> Result<(), Unreadable>;

/// One kind of file that somebody can give beside the captures. A file of this folder each.
pub struct Kind {
    /// As the JSON report spells it.
    pub id: &'static str,
    /// What a person calls it, with its article: `an IAM SAML provider`.
    pub words: &'static str,
    /// What prints it, with `{provider}` where the ARN of the provider goes, or where it is had.
    pub command: &'static str,
    /// The file that a command of ours writes it to; empty where it is no command's output.
    pub file: &'static str,
    /// What is not known without it, as a person says it.
    pub question: &'static str,
    /// The operations of AWS's that answer it: `GetRole`.
    pub operations: &'static [&'static str],
    /// Whether a document is of this kind, and what to call it then.
    pub recognise: fn(&Document) -> Option<&'static str>,
    /// What the AWS CLI prints with `--output text`, as the tree that its JSON is.
    pub of_text: fn(&str) -> Option<Document>,
    /// What a file proves. `None` where no rule looks at it yet.
    pub read: Option<Read>,
}

impl Kind {
    /// What a kind need not write.
    pub(super) const NONE: Kind = Kind {
        id: "",
        words: "",
        command: "",
        file: "",
        question: "",
        operations: &[],
        recognise: |_| None,
        of_text: |_| None,
        read: None,
    };

    /// The kind of a document, and what to call it.
    pub fn of(document: &Document) -> Option<(&'static Kind, &'static str)> {
        let table = match document.syntax {
            Syntax::Table => document.name.as_deref().and_then(Kind::of_operation),
            Syntax::Json | Syntax::Yaml | Syntax::Xml | Syntax::Text | Syntax::Hcl => None,
        };
        let told = || KINDS.iter().find_map(|&kind| Some((kind, (kind.recognise)(document)?)));
        table.map(|kind| (kind, "table of the AWS CLI (--output table)")).or_else(told)
    }

    /// Evidence in JSON that stands among words.
    pub fn among_words(text: &str) -> Option<(&'static Kind, Document, &'static str)> {
        /// So many braces are looked at, in texts of this size.
        const MOST: usize = 40;
        const LONGEST: usize = 1 << 20;
        if text.len() > LONGEST {
            return None;
        }
        let find = |traced: &Traced| {
            let mut found: Vec<(&'static Kind, Document, &'static str)> = Vec::new();
            let mut from = 0;
            for _ in 0..MOST {
                let next = traced.bytes.get(from..).and_then(|rest| memchr::memchr(b'{', rest));
                let Some(start) = next.map(|next| from + next) else { break };
                from = start + 1;
                let Some((document, end)) = Document::json_at(SourceId::NONE, traced, start) else {
                    continue;
                };
                if let Some((kind, description)) = Kind::of(&document) {
                    found.push((kind, document, description));
                }
                from = from.max(end);
            }
            as_one(text, found)
        };
        let traced = Traced::plain(text, 0);
        find(&traced)
            .or_else(|| find(&without_line_starts(&traced, b"> ")?))
            .or_else(|| find(&without_line_numbers(&traced)?))
            .or_else(|| {
                // A string of JSON, with the escapes that it has there.
                text.contains("{\\\"").then(|| find(&unescape(&traced).text))?
            })
            .or_else(|| {
                let (start, end) = (text.find("{'")?, text.rfind('}')? + 1);
                let slice = traced.slice(start..end.max(start));
                let document = looks_like_python(text.get(start..end)?)
                    .then(|| Document::yaml(SourceId::NONE, &slice).ok())??;
                let (kind, description) = Kind::of(&document)?;
                Some((kind, document, description))
            })
            .or_else(|| as_one(text, in_yaml(&traced)))
            .or_else(|| as_one(text, in_yaml(&without_line_starts(&traced, b"> ")?)))
    }

    /// Whether each part of such a file proves something by itself.
    pub fn is_of_events(&self) -> bool {
        self.id == super::cloudtrail::KIND.id
    }

    /// What an operation of AWS's answers.
    pub fn of_operation(operation: &str) -> Option<&'static Kind> {
        KINDS.iter().copied().find(|kind| kind.operations.contains(&operation))
    }

    /// The kind of a text that is no JSON and no XML, with its tree and what to call it.
    pub fn of_printed(text: &str) -> Option<(&'static Kind, Document, &'static str)> {
        let of_text = KINDS.iter().find_map(|&kind| {
            let document = (kind.of_text)(text)?;
            let description = (kind.recognise)(&document)?;
            Some((kind, document, description))
        });
        let of_table = || {
            let read = table::read(SourceId::NONE, text);
            let document = read.or_else(|| properties::read(SourceId::NONE, text))?;
            let (kind, description) = Kind::of(&document)?;
            Some((kind, document, description))
        };
        of_text.or_else(of_table).or_else(|| of_json_string(text)).or_else(|| {
            let yaml = || Document::yaml(SourceId::NONE, &Traced::plain(text, 0)).ok();
            let document = (looks_like_yaml(text) || looks_like_python(text)).then(yaml)??;
            let (kind, description) = Kind::of(&document)?;
            Some((kind, document, description))
        })
    }

    /// The command with the file that its output goes to, or where it is had. An empty provider stands
    /// for one that is not known.
    pub fn command_to(&self, provider: &str, file: &str) -> String {
        let provider = if provider.is_empty() { "PROVIDER_ARN" } else { provider };
        let command = self.command.replace("{provider}", provider);
        if file.is_empty() { command } else { format!("{command} > {file}") }
    }
}

#[cfg(test)]
impl Kind {
    /// What a text proves; `None` where it is told for none of this kind, or cannot be read.
    pub(super) fn evidence_in(&self, text: &str) -> Option<Evidence> {
        let document = match Document::of_source(SourceId::NONE, text) {
            Ok(document) if document.syntax != Syntax::Yaml => document,
            _ => Kind::of_printed(text)?.1,
        };
        (self.recognise)(&document)?;
        let sources = Sources::default();
        let written_as = WrittenAs::default();
        let document = Some(&document);
        let given = Given { input: 0, name: "given", text, document, written_as, sources: &sources };
        let mut evidence = Evidence::default();
        self.read?(&given, &mut evidence).ok()?;
        Some(evidence)
    }
}

/// A command in a Region of AWS's; in the one that is set up where this one is not known.
pub fn in_region(command: &str, region: Option<&str>) -> String {
    let known = region.filter(|region| partition_of_region(region).is_some());
    let option = known.map(|region| format!(" --region {region}")).unwrap_or_default();
    command.replace("{region}", &option)
}

/// A command with words to fill in where its values are not known.
pub fn blanks_named(command: &str) -> String {
    let words = [
        ("{role}", "ROLE_NAME"),
        ("{instance}", "INSTANCE_ID"),
        ("{store}", "IDENTITY_STORE_ID"),
        ("{region}", ""),
    ];
    words.into_iter().fold(command.to_owned(), |command, (blank, word)| command.replace(blank, word))
}

impl PartialEq for Kind {
    fn eq(&self, other: &Kind) -> bool {
        self.id == other.id
    }
}

impl Eq for Kind {}

impl std::hash::Hash for Kind {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// A file of evidence, told apart.
#[derive(Debug, Clone)]
pub struct File {
    pub kind: &'static Kind,
    pub text: String,
    /// Its tree, in no source yet; `None` where it is no such document: a certificate, XML of SAML's.
    pub document: Option<Document>,
    pub written_as: WrittenAs,
}

impl File {
    pub fn new(kind: &'static Kind, text: impl Into<String>) -> File {
        File { kind, text: text.into(), document: None, written_as: WrittenAs::default() }
    }
}

/// A file as its kind reads it.
#[derive(Debug)]
pub struct Given<'a> {
    /// Index of the input it is from.
    pub input: usize,
    pub name: &'a str,
    pub text: &'a str,
    pub document: Option<&'a Document>,
    pub written_as: WrittenAs,
    pub sources: &'a Sources,
}

impl Given<'_> {
    /// Whether the AWS CLI drew it as a table.
    pub(super) fn is_table(&self) -> bool {
        self.document.is_some_and(|document| document.syntax == Syntax::Table)
    }
}

/// Why a file that was recognised proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong: `SAMLMetadataDocument is an object, not a string`.
    pub what: String,
    /// The value, or the place where one is missing.
    pub span: Option<Span>,
    /// What to do, where that is not the command again: then `what` says all there is to say.
    pub instead: Option<String>,
}

impl Unreadable {
    pub fn at(span: Span, what: impl Into<String>) -> Unreadable {
        Unreadable { what: what.into(), span: Some(span), instead: None }
    }

    /// A table whose values are cut or wrapped.
    pub(super) fn of_table() -> Unreadable {
        let what = "it was printed as a table, whose values are wrapped and cut (add --output json)";
        Unreadable { what: what.to_owned(), span: None, instead: None }
    }

    /// A file that is something else than it was to be: what it is, and what to do.
    pub fn told(what: impl Into<String>, instead: impl Into<String>) -> Unreadable {
        Unreadable { what: what.into(), span: None, instead: Some(instead.into()) }
    }
}

/// A name for a new file that none of the given ones has: `provider-2.json`. A command that is printed
/// must not write over what was given.
pub fn free_name<'n>(file: &str, given: impl IntoIterator<Item = &'n str>) -> String {
    let given: Vec<&str> =
        given.into_iter().map(|name| name.rsplit(['/', '\\']).next().unwrap_or(name)).collect();
    let Some((stem, ending)) = file.rsplit_once('.').filter(|_| given.contains(&file)) else {
        return file.to_owned();
    };
    let mut numbered = (2..).map(|number| format!("{stem}-{number}.{ending}"));
    numbered.find(|file| !given.contains(&file.as_str())).unwrap_or_else(|| file.to_owned())
}

/// What to call a document, by what it is written in.
pub(super) fn described(
    document: &Document,
    json: &'static str,
    xml: &'static str,
    printed: &'static str,
) -> Option<&'static str> {
    Some(match document.syntax {
        Syntax::Json => json,
        Syntax::Xml => xml,
        Syntax::Yaml | Syntax::Text | Syntax::Table | Syntax::Hcl => printed,
    })
}

/// A document in a JSON string of its own, as `--query` and `jq` without `-r` print one.
fn of_json_string(text: &str) -> Option<(&'static Kind, Document, &'static str)> {
    let inner = text.trim().strip_prefix('"')?.strip_suffix('"')?;
    let start = inner.as_ptr() as usize - text.as_ptr() as usize;
    let string = unescape(&Traced::plain(text, 0).slice(start..start + inner.len())).text;
    matches!(string.bytes.trim_ascii_start().first(), Some(b'{' | b'[')).then_some(())?;
    let document = Document::json(SourceId::NONE, &string).ok()?;
    let (kind, description) = Kind::of(&document)?;
    Some((kind, document, description))
}

/// The member that holds each of several documents of a text, which no file has.
pub(super) const DOCUMENTS: &str = "documents of a text";

/// Evidence in YAML that stands among words.
fn in_yaml(text: &Traced) -> Vec<(&'static Kind, Document, &'static str)> {
    let found = yaml_block::all(text, Kind::of).into_iter();
    found.map(|((kind, description), document)| (kind, document, description)).collect()
}

/// What was found in a text: the one document, or several as one.
fn as_one(
    text: &str,
    mut found: Vec<(&'static Kind, Document, &'static str)>,
) -> Option<(&'static Kind, Document, &'static str)> {
    match found.len() {
        0 | 1 => found.pop(),
        _ => several(text, found.into_iter().map(|(_, document, _)| document)),
    }
}

/// Several documents of a text as one.
fn several(
    text: &str,
    documents: impl Iterator<Item = Document>,
) -> Option<(&'static Kind, Document, &'static str)> {
    let (mut roots, mut flaws) = (Vec::new(), Vec::new());
    for document in documents {
        roots.push(document.root);
        flaws.extend(document.flaws);
    }
    let mut list = Member::written(SourceId::NONE, DOCUMENTS, text, 0..text.len());
    list.value.value = Value::Array(roots);
    let mut whole = Document::of_members(SourceId::NONE, text, vec![list]);
    whole.flaws = flaws;
    let (kind, description) = Kind::of(&whole)?;
    Some((kind, whole, description))
}

/// A text without what stands before each of its lines: `> ` of a quotation.
fn without_line_starts(text: &Traced, start: &[u8]) -> Option<Traced> {
    let mut step = text.step();
    let (mut at, mut count) = (0, 0usize);
    for line in text.bytes.split_inclusive(|&byte| byte == b'\n') {
        let is_quoted = line.starts_with(start);
        count += usize::from(is_quoted);
        step.copy(at + if is_quoted { start.len() } else { 0 }..at + line.len());
        at += line.len();
    }
    (count > 1).then(|| step.finish())
}

/// A text without the numbers that an editor shows before its lines, or on lines of their own.
fn without_line_numbers(text: &Traced) -> Option<Traced> {
    /// Fewer are numbers of something else.
    const FEWEST: usize = 3;
    let mut step = text.step();
    let (mut at, mut next) = (0, 1usize);
    for line in text.bytes.split_inclusive(|&byte| byte == b'\n') {
        let blank = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let number = next.to_string();
        let rest = &line[blank..];
        let behind = rest.get(number.len());
        let is_next =
            rest.starts_with(number.as_bytes()) && behind.is_none_or(|byte| byte.is_ascii_whitespace());
        let skipped = if is_next { blank + number.len() } else { 0 };
        next += usize::from(is_next);
        step.copy(at + skipped..at + line.len());
        at += line.len();
    }
    (next > FEWEST).then(|| step.finish())
}

/// Whether a text begins as Python writes a dictionary, which YAML reads, too.
fn looks_like_python(text: &str) -> bool {
    let text = text.trim_start();
    text.len() < 1 << 20 && ["{'", "{u'", "[{'", "[{u'"].iter().any(|start| text.starts_with(start))
}

/// Whether a text begins as block YAML does: its first line is a key, a list's dash or `---`.
fn looks_like_yaml(text: &str) -> bool {
    /// What AWS holds is some kilobytes long; a ticket's text is not read as YAML for nothing.
    const LONGEST: usize = 16 << 20;
    let is_key = |line: &str| {
        let line = line.strip_prefix("- ").unwrap_or(line).trim_matches(['"', '\'']);
        let name =
            line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte)).count();
        let rest = line[name..].trim_start_matches(['"', '\'']);
        name > 0
            && rest.strip_prefix(':').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']))
    };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    text.len() <= LONGEST && lines.find(|line| !line.starts_with("---")).is_some_and(is_key)
}
