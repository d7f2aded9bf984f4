//! The causes that a differing digest can be put down to, and how they are said.

use std::fmt;

use super::SignatureAlgorithm;
use super::algorithm::Scheme;
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
    /// Prefixes became others, by a program that wrote all names anew: `saml2 is now ns0`.
    PrefixesRenamed(Vec<String>),
    /// Characters were composed (to Unicode NFC).
    Composed,
    /// Characters were decomposed (to Unicode NFD).
    Decomposed,
    /// Comments were put in, changed or left standing, and the signer's method counts comments.
    CommentsAdded,
    /// The signer took the digest with comments, which its kind of reference leaves out.
    CommentsSigned,
    /// It was canonicalized by another method than the one that is named.
    OtherCanonicalization(Method),
    /// It was canonicalized without the PrefixList that is named.
    PrefixListIgnored,
    /// Another Signature was put in: a Response was signed before the Assertion in it.
    SignatureAdded,
    /// A part of it was encrypted after it was signed.
    EncryptedAfterSigning,
    /// The Signature was left out of the digest, and no transform says so.
    EnvelopedTransformMissing,
    /// No transform leaves the Signature out, so that the digest is one of itself.
    CoversItself,
    /// The DigestValue is no digest: of another length, or no base64.
    DigestValueMalformed,
    /// The DigestValue was changed, and not the content.
    DigestValueChanged,
    /// The SignatureValue was made by this algorithm, and another is named.
    OtherAlgorithm(SignatureAlgorithm),
    /// White space was changed, which the SignedInfo beside it proves; how it stood here is not known.
    LaidOutAnew,
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
            Cause::PrefixesRenamed(_) => "prefixes-renamed",
            Cause::Composed => "composed",
            Cause::Decomposed => "decomposed",
            Cause::CommentsAdded => "comments-added",
            Cause::CommentsSigned => "comments-signed",
            Cause::OtherCanonicalization(_) => "other-canonicalization",
            Cause::PrefixListIgnored => "prefix-list-ignored",
            Cause::SignatureAdded => "signature-added",
            Cause::EncryptedAfterSigning => "encrypted-after-signing",
            Cause::EnvelopedTransformMissing => "enveloped-transform-missing",
            Cause::CoversItself => "covers-itself",
            Cause::DigestValueMalformed => "digest-value-malformed",
            Cause::DigestValueChanged => "digest-value-changed",
            Cause::OtherAlgorithm(_) => "other-algorithm",
            Cause::LaidOutAnew => "laid-out-anew",
            Cause::ChangedAfterSigning => "changed-after-signing",
        }
    }

    /// Whether the signer did it, so that nothing on the way has to be looked for.
    pub fn is_the_signers(&self) -> bool {
        matches!(
            self,
            Cause::SignedAsLatin1
                | Cause::CommentsSigned
                | Cause::OtherCanonicalization(_)
                | Cause::PrefixListIgnored
                | Cause::SignatureAdded
                | Cause::EncryptedAfterSigning
                | Cause::EnvelopedTransformMissing
                | Cause::CoversItself
                | Cause::OtherAlgorithm(_)
        )
    }

    /// Whether it is white space that was added, which tells nothing of the values.
    pub fn is_added_space(&self) -> bool {
        matches!(self, Cause::IndentationAdded | Cause::EdgeSpaceAdded | Cause::Base64Rewrapped)
    }

    /// Whether no digest shows what befell the content: an intact copy may.
    pub fn is_open(&self) -> bool {
        matches!(self, Cause::LaidOutAnew | Cause::ChangedAfterSigning)
    }

    /// What happened, and with which change `what` fits: `the digest`, `the SignatureValue`.
    pub fn words(&self, what: &str) -> String {
        let (happened, undone) = self.parts();
        if undone.is_empty() { happened } else { format!("{happened}; {undone} {what} fits") }
    }

    fn parts(&self) -> (String, &'static str) {
        let prefixes = |prefixes: &[String]| {
            let shown: Vec<&str> =
                prefixes.iter().map(|p| if p.is_empty() { "the default namespace" } else { p }).collect();
            shown.join(", ")
        };
        let said = |happened: &str, undone| (happened.to_owned(), undone);
        match self {
            Cause::IndentationAdded => said(
                "white space was put between the elements after signing, as pretty-printing does",
                "without it",
            ),
            Cause::IndentationRemoved(indent) => {
                let undone = match indent {
                    Indent::Spaces(1) => "with 1 space put back",
                    Indent::Spaces(2) => "with 2 spaces put back",
                    Indent::Spaces(3) => "with 3 spaces put back",
                    Indent::Spaces(4) => "with 4 spaces put back",
                    Indent::Spaces(_) => "with it put back",
                    Indent::Tab => "with tabs put back",
                    Indent::None => "with line ends only put back",
                };
                said("the indentation was taken out after signing", undone)
            }
            Cause::EdgeSpaceAdded => said("white space was put round a value after signing", "without it"),
            Cause::EdgeSpaceRemoved => {
                said("white space round a value was trimmed after signing", "with it put back")
            }
            Cause::CarriageReturnsLost => {
                said("signed carriage returns (&#13;) were lost after signing", "with them put back")
            }
            Cause::CarriageReturnsAdded => {
                said("carriage returns (&#13;) were put in after signing", "without them")
            }
            Cause::Base64Rewrapped => {
                said("white space inside base64 was changed after signing", "with the usual lines put back")
            }
            Cause::Utf8ReadAsLatin1 => {
                said("UTF-8 was read as ISO-8859-1 or Windows-1252 after signing", "read as UTF-8")
            }
            Cause::SignedAsLatin1 => {
                said("the signer read UTF-8 as ISO-8859-1 or Windows-1252", "with its characters")
            }
            Cause::EscapedTwice => {
                said("characters were escaped a second time after signing", "unescaped once")
            }
            Cause::UnescapedOnce => said("escaped characters were unescaped after signing", "escaped again"),
            Cause::NamespacesInherited(list) => (
                format!(
                    "the signed element was put into another one and takes over its namespaces ({}), which its canonicalization signs",
                    prefixes(list)
                ),
                "without them",
            ),
            Cause::NamespacesHoisted => said(
                "namespace declarations were moved to an outer element after signing",
                "where they are used",
            ),
            Cause::NamespacesDropped(list) => (
                format!(
                    "namespace declarations were removed or moved inwards after signing ({})",
                    prefixes(list)
                ),
                "with them put back",
            ),
            Cause::PrefixesRenamed(renamed) => (
                format!(
                    "namespace prefixes were renamed after signing ({}), as a program does that writes the XML anew",
                    renamed.join(", ")
                ),
                "under their old names",
            ),
            Cause::Composed => said("characters were composed after signing (Unicode NFC)", "decomposed"),
            Cause::Decomposed => said("characters were decomposed after signing (Unicode NFD)", "composed"),
            Cause::CommentsAdded => {
                said("comments were put in after signing, and the method signs comments", "without them")
            }
            Cause::CommentsSigned => {
                said("the signer signed the comments, which a reference of this kind leaves out", "with them")
            }
            Cause::OtherCanonicalization(method) => said(
                "another canonicalization was used than the one named",
                match method {
                    Method::Inclusive10 => "by Canonical XML 1.0",
                    Method::Inclusive11 => "by Canonical XML 1.1",
                    Method::Exclusive10 => "by Exclusive Canonical XML",
                },
            ),
            Cause::PrefixListIgnored => {
                said("it was canonicalized without the PrefixList that is named", "without that")
            }
            Cause::SignatureAdded => said(
                "another Signature was put in after signing, as where a Response is signed before the Assertion in it",
                "without it",
            ),
            Cause::EncryptedAfterSigning => said(
                "it was signed before what is encrypted in it was encrypted, and AWS verifies what it receives",
                "with the plaintext in its place",
            ),
            Cause::EnvelopedTransformMissing => said(
                "the Signature was left out of what was signed, and no enveloped-signature transform says so",
                "with that transform",
            ),
            Cause::CoversItself => said(
                "without an enveloped-signature transform the digest would have to cover itself, which none can",
                "",
            ),
            Cause::DigestValueMalformed => {
                said("the DigestValue is of another length than its digests, or no base64", "")
            }
            Cause::DigestValueChanged => {
                said("the DigestValue was changed after signing", "with the digest of the content in it")
            }
            Cause::OtherAlgorithm(algorithm) => {
                let salt = match algorithm.scheme {
                    Scheme::RsaPss { salt } => format!(" with a salt of {salt} bytes"),
                    Scheme::RsaPkcs1 | Scheme::Ecdsa => String::new(),
                };
                let happened =
                    format!("it was made by {}{salt}, which is not what it names", algorithm.name());
                (happened, "by that")
            }
            Cause::LaidOutAnew => said(
                "white space between the elements was changed after signing, as the SignedInfo shows, and how it stood here before is not known; so neither is whether more was changed",
                "",
            ),
            Cause::ChangedAfterSigning => said("the content was changed after signing", ""),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words("the digest"))
    }
}
