//! Why a digest differs: what befell the document between signing and capture, undone.
//!
//! Each known mishap is undone in the canonical form, and the digest taken again. A cause is named
//! only where that gives back the signed digest, so that it is a proof and no guess. Line ends,
//! quotes, character references and the order of attributes break no signature and are no causes.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

use super::reference::Recipe;
use super::{Budget, Checked, DSIG, Digest, Signature, Value};
use crate::certificate::decode_base64;
use crate::xml::canonical::{Apex, Comments, Edit, Encrypted, Method, Namespaces};
use crate::xml::characters::reference as character_reference;
use crate::xml::{NodeId, NodeKind, Tree};

/// Bytes of canonical XML that the search for causes may take in one document.
const DIAGNOSE_BUDGET: usize = 64 << 20;
/// Attempts for one digest.
const ATTEMPT_LIMIT: usize = 1_000;
/// Values that are tried one at a time.
const SINGLE_VALUE_LIMIT: usize = 60;

/// What befell a document after it was signed, or what its signer did otherwise than it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// White space was put between elements.
    IndentationAdded,
    /// White space between elements was taken out; the unit it was indented with.
    IndentationRemoved(Indent),
    /// White space was put round a value or values.
    EdgeSpaceAdded,
    /// White space at the start or the end of a value was taken out.
    EdgeSpaceRemoved,
    /// Carriage returns that were signed (`&#13;`) were taken out or became line feeds.
    CarriageReturnsLost,
    /// Carriage returns were put in as characters (`&#13;`).
    CarriageReturnsAdded,
    /// Line breaks inside base64 were taken out or moved.
    Base64Rewrapped,
    /// UTF-8 was read as ISO-8859-1 or Windows-1252 and written out again.
    Utf8ReadAsLatin1,
    /// It was signed with UTF-8 read as ISO-8859-1 or Windows-1252, and is right now.
    SignedAsLatin1,
    /// `&`, `<`, `>` or quotes were escaped once more than they were signed.
    EscapedTwice,
    /// An escape that was signed was resolved.
    UnescapedOnce,
    /// Namespaces of the surrounding elements, which the signed element did not have when it was
    /// signed, came in: their prefixes.
    NamespacesInherited(Vec<String>),
    /// Namespace declarations stood on inner elements when it was signed, and stand further out.
    NamespacesHoisted,
    /// Namespace declarations that were signed are gone, or stand further in: their prefixes.
    NamespacesDropped(Vec<String>),
    /// Characters were composed (to Unicode NFC).
    Composed,
    /// Characters were decomposed (to Unicode NFD).
    Decomposed,
    /// Comments were put in, changed or left standing, and the signer's method counts comments.
    CommentsAdded,
    /// The signer took the digest with comments, which its kind of reference leaves out.
    CommentsSigned,
    /// The signer canonicalized by another method than it names.
    OtherCanonicalization(Method),
    /// None of these: the content is another than the signed one.
    ChangedAfterSigning,
}

/// The unit of an indentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indent {
    Spaces(usize),
    Tab,
    /// Line ends only.
    None,
}

impl Cause {
    /// The name in reports.
    pub fn name(&self) -> &'static str {
        match self {
            Cause::IndentationAdded => "indentation-added",
            Cause::IndentationRemoved(_) => "indentation-removed",
            Cause::EdgeSpaceAdded => "edge-space-added",
            Cause::EdgeSpaceRemoved => "edge-space-removed",
            Cause::CarriageReturnsLost => "carriage-returns-lost",
            Cause::CarriageReturnsAdded => "carriage-returns-added",
            Cause::Base64Rewrapped => "base64-rewrapped",
            Cause::Utf8ReadAsLatin1 => "utf-8-read-as-latin-1",
            Cause::SignedAsLatin1 => "signed-as-latin-1",
            Cause::EscapedTwice => "escaped-twice",
            Cause::UnescapedOnce => "unescaped-once",
            Cause::NamespacesInherited(_) => "namespaces-inherited",
            Cause::NamespacesHoisted => "namespaces-hoisted",
            Cause::NamespacesDropped(_) => "namespaces-dropped",
            Cause::Composed => "composed",
            Cause::Decomposed => "decomposed",
            Cause::CommentsAdded => "comments-added",
            Cause::CommentsSigned => "comments-signed",
            Cause::OtherCanonicalization(_) => "other-canonicalization",
            Cause::ChangedAfterSigning => "changed-after-signing",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefixes = |prefixes: &[String]| {
            let shown: Vec<&str> =
                prefixes.iter().map(|p| if p.is_empty() { "the default namespace" } else { p }).collect();
            shown.join(", ")
        };
        match self {
            Cause::IndentationAdded => {
                f.write_str("white space was put between the elements after signing (pretty-printing); without it the digest fits")
            }
            Cause::IndentationRemoved(indent) => {
                let unit = match indent {
                    Indent::Spaces(1) => "1 space".to_owned(),
                    Indent::Spaces(count) => format!("{count} spaces"),
                    Indent::Tab => "tabs".to_owned(),
                    Indent::None => "line ends only".to_owned(),
                };
                write!(f, "the indentation was taken out after signing; with {unit} put back the digest fits")
            }
            Cause::EdgeSpaceAdded => {
                f.write_str("white space was put round a value after signing; without it the digest fits")
            }
            Cause::EdgeSpaceRemoved => f.write_str(
                "white space at the end of a value was trimmed after signing; with it put back the digest fits",
            ),
            Cause::CarriageReturnsLost => {
                f.write_str("signed carriage returns (&#13;) were lost after signing; with them put back the digest fits")
            }
            Cause::CarriageReturnsAdded => {
                f.write_str("carriage returns (&#13;) were put in after signing; without them the digest fits")
            }
            Cause::Base64Rewrapped => f.write_str(
                "the line breaks inside base64 were changed after signing; with the usual ones put back the digest fits",
            ),
            Cause::Utf8ReadAsLatin1 => f.write_str(
                "UTF-8 was read as ISO-8859-1 or Windows-1252 after signing; read as UTF-8 the digest fits",
            ),
            Cause::SignedAsLatin1 => f.write_str(
                "the signer read UTF-8 as ISO-8859-1 or Windows-1252; with its characters the digest fits",
            ),
            Cause::EscapedTwice => {
                f.write_str("characters were escaped a second time after signing; unescaped once the digest fits")
            }
            Cause::UnescapedOnce => {
                f.write_str("escaped characters were unescaped after signing; escaped again the digest fits")
            }
            Cause::NamespacesInherited(list) => write!(
                f,
                "the signed element was put into another one and takes over its namespaces ({}), which inclusive canonicalization signs; without them the digest fits",
                prefixes(list)
            ),
            Cause::NamespacesHoisted => f.write_str(
                "namespace declarations were moved to an outer element after signing; where they are used the digest fits",
            ),
            Cause::NamespacesDropped(list) => write!(
                f,
                "namespace declarations were removed or moved inwards after signing ({}); with them put back the digest fits",
                prefixes(list)
            ),
            Cause::Composed => {
                f.write_str("characters were composed after signing (Unicode NFC); decomposed the digest fits")
            }
            Cause::Decomposed => {
                f.write_str("characters were decomposed after signing (Unicode NFD); composed the digest fits")
            }
            Cause::CommentsAdded => {
                f.write_str("comments were put in after signing, and the method signs comments; without them the digest fits")
            }
            Cause::CommentsSigned => f.write_str(
                "the signer signed the comments, which a reference of this kind leaves out; with them the digest fits",
            ),
            Cause::OtherCanonicalization(method) => {
                let method = match method {
                    Method::Inclusive10 => "Canonical XML 1.0",
                    Method::Inclusive11 => "Canonical XML 1.1",
                    Method::Exclusive10 => "Exclusive Canonical XML",
                };
                write!(f, "the signer used another canonicalization than it names; by {method} the digest fits")
            }
            Cause::ChangedAfterSigning => f.write_str("the content was changed after signing"),
        }
    }
}

/// Looks for the cause of every digest that differs, and of every SignatureValue that differs
/// although its own certificate is at hand. Fills in `cause`.
pub fn diagnose(tree: &Tree, signatures: &mut [Signature]) {
    let budget = Budget::new(DIAGNOSE_BUDGET);
    for signature in signatures {
        for reference in &mut signature.references {
            let (Digest::Mismatch { .. }, Some(recipe), Some(hash), Some(written)) =
                (&reference.digest, &reference.recipe, reference.hash, &reference.digest_value)
            else {
                continue;
            };
            let expected = decode_base64(&written.value).filter(|value| value.len() == hash.length());
            let found = expected
                .and_then(|expected| search(tree, recipe, &budget, |bytes| hash.digest(bytes) == expected));
            reference.cause = Some(found.unwrap_or(Cause::ChangedAfterSigning));
        }
        // Nothing is concluded from a failure here: another key is the usual reason.
        if signature.value == Value::Mismatch
            && let (Some(recipe), Some(algorithm), Some(written)) =
                (&signature.recipe, signature.algorithm, &signature.signature_value)
        {
            let value = decode_base64(&written.value).unwrap_or_default();
            let key =
                signature.keys.iter().find_map(|tried| tried.key.as_ref().ok().filter(|k| k.fits(algorithm)));
            signature.cause = key.and_then(|key| {
                search(tree, recipe, &budget, |bytes| {
                    key.check(algorithm, &algorithm.hash.digest(bytes), &value) == Checked::Match
                })
            });
        }
    }
}

/// One thing to undo.
struct Attempt<'t> {
    cause: Cause,
    undo: Undo,
    /// In scope above the apex, instead of what is.
    above: Option<Vec<(&'t str, &'t str)>>,
    /// Declared on the elements that use them, instead of where they are.
    where_used: Vec<&'t str>,
    recipe: Option<Recipe>,
}

impl<'t> Attempt<'t> {
    fn of(cause: Cause, undo: Undo) -> Attempt<'t> {
        Attempt { cause, undo, above: None, where_used: Vec::new(), recipe: None }
    }

    fn by(cause: Cause, recipe: Recipe) -> Attempt<'t> {
        Attempt { recipe: Some(recipe), ..Attempt::of(cause, Undo::default()) }
    }
}

fn search(tree: &Tree, recipe: &Recipe, budget: &Budget, fits: impl Fn(&[u8]) -> bool) -> Option<Cause> {
    let apex = match recipe.apex {
        Apex::Document => tree.root(),
        Apex::Element(element) => element,
    };
    let bytes = |attempt: &Attempt<'_>| {
        let namespaces = match &attempt.above {
            Some(above) => Namespaces::Above(above),
            None if attempt.where_used.is_empty() => Namespaces::Declared,
            None => Namespaces::WhereUsed(&attempt.where_used),
        };
        let recipe = attempt.recipe.as_ref().unwrap_or(recipe);
        recipe.bytes(tree, Encrypted::Ciphertext, namespaces, &attempt.undo, budget).ok()
    };
    let as_it_is = bytes(&Attempt::of(Cause::ChangedAfterSigning, Undo::default()))?;
    let attempts = spacing(tree, apex, recipe)
        .into_iter()
        .chain(values(tree, apex))
        .chain(namespaces(tree, apex, recipe))
        .chain(methods(recipe))
        .chain(single_values(tree, apex));
    for attempt in attempts.take(ATTEMPT_LIMIT) {
        // No bytes: the budget is spent.
        let bytes = bytes(&attempt)?;
        if bytes != as_it_is && fits(&bytes) {
            return Some(attempt.cause);
        }
    }
    None
}

/// White space between elements, dropped or put back.
fn spacing(tree: &Tree, apex: NodeId, recipe: &Recipe) -> Vec<Attempt<'static>> {
    let dropped =
        |inside_signatures| Undo { spacing: Spacing::Dropped { inside_signatures }, ..Undo::default() };
    let mut attempts = vec![
        Attempt::of(Cause::IndentationAdded, dropped(true)),
        Attempt::of(Cause::IndentationAdded, dropped(false)),
    ];
    let depth = tree.ancestors(apex).count();
    let mut bases = vec![0];
    if depth > 0 {
        bases.push(depth);
    }
    let units = [
        Indent::Spaces(2),
        Indent::Spaces(4),
        Indent::Tab,
        Indent::None,
        Indent::Spaces(1),
        Indent::Spaces(3),
    ];
    for unit in units {
        for &base in &bases {
            for before_signature in [true, false] {
                for inside_signatures in [true, false] {
                    let spacing = Spacing::Indented {
                        unit,
                        base,
                        inside_signatures,
                        beside: recipe.without.filter(|_| before_signature),
                    };
                    let undo = Undo { spacing, ..Undo::default() };
                    attempts.push(Attempt::of(Cause::IndentationRemoved(unit), undo));
                }
            }
        }
    }
    attempts
}

/// Edits that befall all values of a document alike.
fn values(tree: &Tree, apex: NodeId) -> Vec<Attempt<'static>> {
    let mut attempts = Vec::new();
    let mut add = |cause: &Cause, edits: &[ValueEdit], scopes: &[Scope]| {
        for &edit in edits {
            for &scope in scopes {
                let undo = Undo { edit, scope, ..Undo::default() };
                attempts.push(Attempt::of(cause.clone(), undo));
            }
        }
    };
    use Scope::{All, Leaves, OutsideSignatures, Signatures};
    use ValueEdit::*;
    add(&Cause::EdgeSpaceAdded, &[Trim], &[OutsideSignatures, Leaves, Signatures]);
    add(&Cause::CarriageReturnsLost, &[LfToCrLf, LfToCr, DoubleLfToCrLf], &[Signatures, Leaves, All]);
    add(&Cause::CarriageReturnsAdded, &[CrLfToLf, WithoutCr], &[Signatures, Leaves, All]);
    let base64 = [Signatures, Scope::InSignatures("SignatureValue"), Scope::InSignatures("X509Certificate")];
    let rewraps = [(76, false, false), (76, true, false), (64, false, false), (64, true, false)]
        .into_iter()
        .chain([(76, false, true), (76, true, true), (64, false, true), (64, true, true)]);
    for (width, carriage_returns, ends) in rewraps {
        add(&Cause::Base64Rewrapped, &[Rewrap { width, carriage_returns, ends }], &base64);
    }
    add(&Cause::Base64Rewrapped, &[Unwrap], &base64);
    let is_ascii = tree.written(tree.span(apex)).is_ascii();
    let has_references = tree.written(tree.span(apex)).contains('&');
    if !is_ascii || has_references {
        add(&Cause::Utf8ReadAsLatin1, &[AsUtf8], &[All]);
        add(&Cause::SignedAsLatin1, &[AsLatin1, AsWindows1252], &[All]);
        add(&Cause::Composed, &[Decompose], &[All]);
        add(&Cause::Decomposed, &[Compose], &[All]);
    }
    if has_references {
        add(&Cause::EscapedTwice, &[Unescape], &[All]);
        add(&Cause::UnescapedOnce, &[Escape("&<>"), Escape("&<>\"'"), Escape("&<")], &[All]);
    } else {
        add(&Cause::UnescapedOnce, &[Escape("&<>\"'"), Escape("<>")], &[All]);
    }
    attempts
}

/// The same, of one value at a time.
fn single_values(tree: &Tree, apex: NodeId) -> Vec<Attempt<'static>> {
    use ValueEdit::{Append, Prepend, Trim, TrimEnd, TrimStart};
    let leaves: Vec<NodeId> = tree
        .descendants(apex)
        .filter(|&id| tree.kind(id) == NodeKind::Text)
        .filter(|&id| tree.parent(id).is_some_and(|parent| tree.elements(parent).next().is_none()))
        .take(SINGLE_VALUE_LIMIT)
        .collect();
    let edits = [
        (Cause::EdgeSpaceAdded, Trim),
        (Cause::EdgeSpaceAdded, TrimEnd),
        (Cause::EdgeSpaceAdded, TrimStart),
        (Cause::EdgeSpaceRemoved, Append(" ")),
        (Cause::EdgeSpaceRemoved, Prepend(" ")),
        (Cause::EdgeSpaceRemoved, Append("\n")),
        (Cause::EdgeSpaceRemoved, Append("\t")),
        (Cause::EdgeSpaceRemoved, Append("\u{a0}")),
        (Cause::EdgeSpaceRemoved, Append("  ")),
    ];
    let mut attempts = Vec::new();
    for (cause, edit) in edits {
        for &leaf in &leaves {
            let undo = Undo { edit, scope: Scope::One(leaf), ..Undo::default() };
            attempts.push(Attempt::of(cause.clone(), undo));
        }
    }
    attempts
}

/// Declarations that come in from outside, or went. An exclusive method without PrefixList sees none.
fn namespaces<'t>(tree: &'t Tree, apex: NodeId, recipe: &Recipe) -> Vec<Attempt<'t>> {
    let Some((algorithm, listed)) = recipe.canonicalizations.first() else { return Vec::new() };
    if algorithm.method == Method::Exclusive10 && listed.is_empty() {
        return Vec::new();
    }
    let mut outer: BTreeMap<&str, &str> = BTreeMap::new();
    for ancestor in tree.ancestors(apex) {
        for declaration in tree.declarations(ancestor) {
            outer.entry(tree.declared_prefix(declaration)).or_insert(tree.declared_namespace(declaration));
        }
    }
    let used = used_prefixes(tree, apex);
    let (needed, spare): (Vec<_>, Vec<_>) = outer.into_iter().partition(|(prefix, _)| used.contains(prefix));
    let above = |cause, bindings: Vec<(&'t str, &'t str)>| Attempt {
        above: Some(bindings),
        ..Attempt::of(cause, Undo::default())
    };
    let names = |bindings: &[(&str, &str)]| bindings.iter().map(|(prefix, _)| (*prefix).to_owned()).collect();
    let mut attempts = Vec::new();

    for left_out in choices_of(&spare) {
        let kept = spare.iter().filter(|binding| !left_out.contains(binding));
        let bindings = needed.iter().chain(kept).copied().collect();
        attempts.push(above(Cause::NamespacesInherited(names(&left_out)), bindings));
    }

    let own = tree.declarations(apex).iter().map(|declaration| tree.declared_prefix(declaration));
    let bound: Vec<&str> = needed
        .iter()
        .chain(&spare)
        .map(|(prefix, _)| *prefix)
        .chain(own)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    for moved in choices_of(&bound) {
        attempts
            .push(Attempt { where_used: moved, ..Attempt::of(Cause::NamespacesHoisted, Undo::default()) });
    }

    let all: Vec<(&str, &str)> = needed.iter().chain(&spare).copied().collect();
    let mut inner: BTreeMap<&str, &str> = BTreeMap::new();
    for id in tree.descendants(apex) {
        for declaration in tree.declarations(id) {
            inner.entry(tree.declared_prefix(declaration)).or_insert(tree.declared_namespace(declaration));
        }
    }
    let missing = |(prefix, _): &(&str, &str)| !all.iter().any(|(bound, _)| bound == prefix);
    let moved: Vec<(&str, &str)> = inner.into_iter().filter(missing).collect();
    let usual: Vec<(&str, &str)> = USUAL_PREFIXES.into_iter().filter(missing).collect();
    let mut additions: Vec<Vec<(&str, &str)>> = Vec::new();
    if !moved.is_empty() {
        additions.push(moved.clone());
    }
    additions.extend(pairs_of(&usual));
    for added in additions {
        let bindings = all.iter().chain(&added).copied().collect();
        attempts.push(above(Cause::NamespacesDropped(names(&added)), bindings));
    }
    attempts
}

/// Every choice of at least one among a few, the largest first; of many all, each and each pair.
fn choices_of<T: Copy>(items: &[T]) -> Vec<Vec<T>> {
    if items.len() > 6 {
        let mut choices = vec![items.to_vec()];
        choices.extend(pairs_of(&items[..items.len().min(16)]));
        return choices;
    }
    let taken = |choice: u32| (0..items.len()).filter(move |index| choice >> index & 1 == 1);
    (1..1 << items.len()).rev().map(|choice| taken(choice).map(|index| items[index]).collect()).collect()
}

/// Each item, and each two.
fn pairs_of<T: Copy>(items: &[T]) -> Vec<Vec<T>> {
    let mut choices = Vec::new();
    for (index, &first) in items.iter().enumerate() {
        choices.push(vec![first]);
        choices.extend(items[index + 1..].iter().map(|&second| vec![first, second]));
    }
    choices
}

/// What SAML documents usually bind.
const USUAL_PREFIXES: [(&str, &str); 11] = [
    ("xs", "http://www.w3.org/2001/XMLSchema"),
    ("xsd", "http://www.w3.org/2001/XMLSchema"),
    ("xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("saml", "urn:oasis:names:tc:SAML:2.0:assertion"),
    ("saml2", "urn:oasis:names:tc:SAML:2.0:assertion"),
    ("samlp", "urn:oasis:names:tc:SAML:2.0:protocol"),
    ("saml2p", "urn:oasis:names:tc:SAML:2.0:protocol"),
    ("ds", DSIG),
    ("dsig", DSIG),
    ("soap", "http://schemas.xmlsoap.org/soap/envelope/"),
    ("xenc", "http://www.w3.org/2001/04/xmlenc#"),
];

fn used_prefixes(tree: &Tree, apex: NodeId) -> BTreeSet<&str> {
    let mut used = BTreeSet::new();
    for id in tree.descendants(apex).filter(|&id| tree.kind(id) == NodeKind::Element) {
        used.insert(tree.prefix(id));
        used.extend(tree.attributes(id).iter().map(|attribute| tree.attribute_prefix(attribute)));
    }
    used
}

/// Another method than the one that is named.
fn methods(recipe: &Recipe) -> Vec<Attempt<'static>> {
    let Some((named, _)) = recipe.canonicalizations.first() else { return Vec::new() };
    let with = |change: &dyn Fn(&mut Recipe)| {
        let mut recipe = recipe.clone();
        change(&mut recipe);
        recipe
    };
    let mut attempts = Vec::new();
    let comments = |comments| with(&|recipe| recipe.canonicalizations[0].0.comments = comments);
    attempts.push(match named.comments {
        Comments::Kept => Attempt::by(Cause::CommentsAdded, comments(Comments::Dropped)),
        Comments::Dropped => Attempt::by(Cause::CommentsSigned, comments(Comments::Kept)),
    });
    for method in [Method::Exclusive10, Method::Inclusive10, Method::Inclusive11] {
        if method != named.method {
            let other = with(&|recipe| recipe.canonicalizations[0].0.method = method);
            attempts.push(Attempt::by(Cause::OtherCanonicalization(method), other));
        }
    }
    if recipe.canonicalizations.iter().any(|(_, prefixes)| !prefixes.is_empty()) {
        let other = with(&|recipe| recipe.canonicalizations.iter_mut().for_each(|(_, list)| list.clear()));
        attempts.push(Attempt::by(Cause::OtherCanonicalization(named.method), other));
    }
    attempts
}

#[derive(Default)]
struct Undo {
    spacing: Spacing,
    edit: ValueEdit,
    scope: Scope,
}

/// What becomes of white space between elements.
#[derive(Default, Clone, Copy)]
enum Spacing {
    #[default]
    AsItIs,
    Dropped {
        inside_signatures: bool,
    },
    Indented {
        unit: Indent,
        /// Depth of the apex in the document that was indented.
        base: usize,
        inside_signatures: bool,
        /// The Signature that is left out had its own line.
        beside: Option<NodeId>,
    },
}

/// Which text an edit is for.
#[derive(Default, Clone, Copy)]
enum Scope {
    /// All text, and attributes.
    #[default]
    All,
    /// Text of elements without child elements.
    Leaves,
    /// The same inside signatures: base64.
    Signatures,
    /// Text of elements of one name inside signatures.
    InSignatures(&'static str),
    /// Text of leaves outside signatures.
    OutsideSignatures,
    One(NodeId),
}

#[derive(Default, Clone, Copy)]
enum ValueEdit {
    #[default]
    Nothing,
    Trim,
    TrimStart,
    TrimEnd,
    Append(&'static str),
    Prepend(&'static str),
    LfToCrLf,
    LfToCr,
    DoubleLfToCrLf,
    CrLfToLf,
    WithoutCr,
    Unwrap,
    Rewrap {
        width: usize,
        carriage_returns: bool,
        /// The lines end where the text does, too.
        ends: bool,
    },
    AsUtf8,
    AsLatin1,
    AsWindows1252,
    Unescape,
    Escape(&'static str),
    Compose,
    Decompose,
}

const WHITE_SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

impl Edit for Undo {
    fn text<'a>(&'a self, tree: &'a Tree, node: NodeId, text: Cow<'a, str>) -> Cow<'a, str> {
        let Some(parent) = tree.parent(node) else { return text };
        let keeps = match self.spacing {
            Spacing::AsItIs => true,
            Spacing::Dropped { inside_signatures } | Spacing::Indented { inside_signatures, .. } => {
                !inside_signatures && in_signature(tree, parent)
            }
        };
        if !keeps && is_spacing(tree, parent, &text) {
            return Cow::Borrowed("");
        }
        let is_leaf = || tree.elements(parent).next().is_none();
        let applies = match self.scope {
            Scope::All => true,
            Scope::Leaves => is_leaf(),
            Scope::Signatures => is_leaf() && in_signature(tree, parent),
            Scope::InSignatures(local) => tree.is(parent, DSIG, local),
            Scope::OutsideSignatures => is_leaf() && !in_signature(tree, parent),
            Scope::One(one) => one == node,
        };
        if applies { self.edit.apply(text) } else { text }
    }

    fn attribute<'a>(&'a self, value: Cow<'a, str>) -> Cow<'a, str> {
        match self.scope {
            Scope::All => self.edit.apply(value),
            Scope::Leaves
            | Scope::Signatures
            | Scope::InSignatures(_)
            | Scope::OutsideSignatures
            | Scope::One(_) => value,
        }
    }

    fn gap(&self, tree: &Tree, parent: NodeId, depth: usize, child: Option<NodeId>) -> Cow<'_, str> {
        let Spacing::Indented { unit, base, inside_signatures, beside } = self.spacing else {
            return Cow::Borrowed("");
        };
        let mixed = || tree.children(parent).any(|id| is_text(tree, id) && !is_blank(&tree.characters(id)));
        if mixed() || (!inside_signatures && in_signature(tree, parent)) {
            return Cow::Borrowed("");
        }
        let line = |depth: usize| match unit {
            Indent::Spaces(count) => format!("\n{}", " ".repeat(count * depth)),
            Indent::Tab => format!("\n{}", "\t".repeat(depth)),
            Indent::None => "\n".to_owned(),
        };
        let inner = line(base + depth + 1);
        let here = if child.is_some() { inner.clone() } else { line(base + depth) };
        let before = tree.elements(parent).take_while(|&id| Some(id) != child).last();
        if before.is_some() && before == beside {
            return Cow::Owned(inner + &here);
        }
        Cow::Owned(here)
    }
}

fn is_text(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.kind(id), NodeKind::Text | NodeKind::CharacterData)
}

fn is_blank(text: &str) -> bool {
    text.trim_matches(WHITE_SPACE).is_empty()
}

/// White space that stands beside elements, and not beside other text.
fn is_spacing(tree: &Tree, parent: NodeId, text: &str) -> bool {
    is_blank(text) && tree.elements(parent).next().is_some()
}

fn in_signature(tree: &Tree, id: NodeId) -> bool {
    std::iter::once(id).chain(tree.ancestors(id)).any(|id| tree.is(id, DSIG, "Signature"))
}

impl ValueEdit {
    fn apply(self, text: Cow<'_, str>) -> Cow<'_, str> {
        let edited = match self {
            ValueEdit::Nothing => return text,
            ValueEdit::Trim => text.trim().to_owned(),
            ValueEdit::TrimStart => text.trim_start().to_owned(),
            ValueEdit::TrimEnd => text.trim_end().to_owned(),
            ValueEdit::Append(what) => format!("{text}{what}"),
            ValueEdit::Prepend(what) => format!("{what}{text}"),
            ValueEdit::LfToCrLf => text.replace("\r\n", "\n").replace('\n', "\r\n"),
            ValueEdit::LfToCr => text.replace('\n', "\r"),
            ValueEdit::DoubleLfToCrLf => text.replace("\n\n", "\r\n"),
            ValueEdit::CrLfToLf => text.replace("\r\n", "\n"),
            ValueEdit::WithoutCr => text.replace('\r', ""),
            ValueEdit::Unwrap => text.replace(WHITE_SPACE, ""),
            ValueEdit::Rewrap { width, carriage_returns, ends } => {
                let compact = text.replace(WHITE_SPACE, "");
                if compact.len() <= width || !compact.is_ascii() {
                    return text;
                }
                let end = if carriage_returns { "\r\n" } else { "\n" };
                let lines: Vec<&str> = (0..compact.len())
                    .step_by(width)
                    .map(|start| &compact[start..compact.len().min(start + width)])
                    .collect();
                let body = lines.join(end);
                if ends { format!("{end}{body}{end}") } else { body }
            }
            ValueEdit::AsUtf8 => match as_utf8(&text) {
                Some(edited) => edited,
                None => return text,
            },
            ValueEdit::AsLatin1 => text.bytes().map(char::from).collect(),
            ValueEdit::AsWindows1252 => text.bytes().map(from_windows_1252).collect(),
            ValueEdit::Unescape => unescape(&text),
            ValueEdit::Escape(which) => text.chars().fold(String::new(), |mut escaped, c| {
                match c {
                    '&' if which.contains('&') => escaped.push_str("&amp;"),
                    '<' if which.contains('<') => escaped.push_str("&lt;"),
                    '>' if which.contains('>') => escaped.push_str("&gt;"),
                    '"' if which.contains('"') => escaped.push_str("&quot;"),
                    '\'' if which.contains('\'') => escaped.push_str("&apos;"),
                    other => escaped.push(other),
                }
                escaped
            }),
            ValueEdit::Compose => text.nfc().collect(),
            ValueEdit::Decompose => text.nfd().collect(),
        };
        Cow::Owned(edited)
    }
}

/// The text of whose UTF-8 bytes each became a character by itself.
fn as_utf8(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(to_byte).collect();
    String::from_utf8(bytes?).ok()
}

/// The byte of a character in ISO-8859-1, or in Windows-1252 where that differs.
fn to_byte(c: char) -> Option<u8> {
    if (c as u32) < 0x100 {
        return Some(c as u8);
    }
    WINDOWS_1252.iter().position(|&known| known == c).map(|index| 0x80 + index as u8)
}

fn from_windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[(byte - 0x80) as usize],
        other => char::from(other),
    }
}

/// 0x80 to 0x9f of Windows-1252 as the WHATWG Encoding Standard has them.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        match character_reference(rest) {
            Some((length, character)) => {
                plain.push(character);
                rest = &rest[length..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}
