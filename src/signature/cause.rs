//! The causes that a differing digest can be put down to, and how they are said.

use std::fmt;

use crate::xml::canonical::Method;

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
