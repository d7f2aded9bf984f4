//! What rules on signatures share: which signatures count, and how a message names them.

use crate::capture::Stage;
use crate::certificate::Certificate;
use crate::clock::{Clock, Throughout};
use crate::instant::Instant;
use crate::knowledge::Citation;
use crate::rule::{Case, Finding, Need, Outcome, Rule, Severity, quoted};
use crate::signature::{Cause, Fact, Reference, Signature, SignatureVerdict};
use crate::source::{Span, Text};
use crate::xml::{Content, NodeId, NodeKind};

pub(super) const XML_SIGNATURE: Citation = Citation::inferred(
    "W3C, XML Signature Syntax and Processing 1.1",
    "https://www.w3.org/TR/xmldsig-core1/",
);
pub(super) const CANONICAL_XML: Citation =
    Citation::inferred("W3C, Canonical XML 1.0, section 1.3", "https://www.w3.org/TR/xml-c14n#Limitations");

pub(super) const SAML_SIGNATURES: Citation = Citation::inferred(
    "OASIS, SAML Core 2.0, section 5, \"SAML and XML Signature Syntax and Processing\"",
    "https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf",
);
/// "Verify any signatures present on the assertion(s) or the response", section 4.1.4.3.
pub(super) const WEB_PROFILE: Citation = Citation::inferred(
    "OASIS, SAML Profiles 2.0, section 4.1.4.3",
    "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
);
/// AWS's own metadata: `WantAssertionsSigned="true"`.
pub(super) const AWS_METADATA: Citation = Citation::documented(
    "AWS, SAML metadata of the sign-in endpoint",
    "https://signin.aws.amazon.com/static/saml-metadata.xml",
);

/// How a rule ends that has no signature to look at, or only part of the document.
pub(super) fn unjudged(case: &Case) -> Option<Outcome> {
    if case.truncated || case.handling.hides_signatures() {
        return Some(Outcome::NotChecked(Need::WholeCapture));
    }
    if case.signatures.is_empty() {
        return Some(Outcome::NotApplicable);
    }
    None
}

/// The XML of an export whose filter took the posted value out: what is known of a signature in it
/// holds for the exporting program's copy only.
pub(super) fn is_filtered_copy(case: &Case) -> bool {
    is_decoded_elsewhere(case) && case.capture.decoding.contains(&Stage::SamlTracer)
}

/// Some other program decoded the XML, and may have laid it out anew.
pub(super) fn is_decoded_elsewhere(case: &Case) -> bool {
    !case.capture.decoding.contains(&Stage::Base64)
}

/// Every Reference that has a URI; one without is to the document itself.
pub(super) fn uris<'a>(case: &Case<'a>) -> impl Iterator<Item = (&'a Signature, &'a Reference, &'a Text)> {
    case.signatures.iter().flat_map(|signature| {
        let with_uri = move |reference: &'a Reference| Some((signature, reference, reference.uri.as_ref()?));
        signature.references.iter().filter_map(with_uri)
    })
}

/// The element a signature stands in and, by SAML Core 2.0, section 5.4.1, is of.
pub(super) fn owner(case: &Case, signature: &Signature) -> Owner {
    let parent = case.tree.parent(signature.element);
    if parent == Some(case.response.node) && case.response.tag.is_some() {
        return Owner::Response;
    }
    if case.response.assertions.iter().any(|assertion| Some(assertion.node) == parent) {
        return Owner::Assertion;
    }
    Owner::Other
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Response,
    Assertion,
    /// It stands where SAML puts none.
    Other,
}

/// `the signature of the Assertion`; with its path where that would be ambiguous.
pub(super) fn words(case: &Case, signature: &Signature) -> String {
    match owner(case, signature) {
        Owner::Response => "the signature of the Response".to_owned(),
        Owner::Assertion if case.response.assertions.len() == 1 => {
            "the signature of the Assertion".to_owned()
        }
        Owner::Assertion | Owner::Other => format!("the signature at {}", signature.path),
    }
}

/// Whether an element is the one that AWS is taken to read, or holds it.
pub(super) fn holds_what_is_read(case: &Case, element: NodeId) -> bool {
    let read = case.assertion().map_or(case.response.node, |assertion| assertion.node);
    case.tree.holds(element, read)
}

/// Whether a signature goes to AWS: what stands in an envelope around the message stays behind.
pub(super) fn is_in_message(case: &Case, signature: &Signature) -> bool {
    case.tree.holds(case.response.node, signature.element)
}

/// Whether a signature covers the assertion that AWS is taken to read.
pub(super) fn covers_what_is_read(case: &Case, signature: &Signature) -> bool {
    is_in_message(case, signature)
        && signature.covered.is_some_and(|element| holds_what_is_read(case, element))
}

/// Whether it stands where SAML puts no signature and covers nothing that AWS is taken to read: in
/// Advice, in an envelope.
pub(super) fn is_beside(case: &Case, signature: &Signature) -> bool {
    owner(case, signature) == Owner::Other && !covers_what_is_read(case, signature)
}

/// A finding on a signature that does not hold: as sure as the copy is, and as grave as the place.
pub(super) fn broken(case: &Case, signature: &Signature, mut finding: Finding) -> Finding {
    let another = case
        .signatures
        .iter()
        .find(|other| other.verdict == SignatureVerdict::Valid && covers_what_is_read(case, other));
    if let Some(another) = another.filter(|other| other.element != signature.element) {
        let note = format!("{} is good and covers the assertion", words(case, another));
        finding = finding.related(another.span, note);
        // STS refused a response whose own signature was bad beside an assertion whose was good.
        if owner(case, signature) != Owner::Response {
            finding = finding.likely();
        }
    }
    if is_decoded_elsewhere(case) {
        finding = finding.likely();
        if is_laid_out_anew(signature) {
            finding = finding.at_most(Severity::Warning);
        }
    }
    if is_beside(case, signature) {
        finding = finding.at_most(Severity::Warning);
    }
    finding
}

/// What keeps the signature from holding is what viewers and editors do to XML that they show.
fn is_laid_out_anew(signature: &Signature) -> bool {
    let by_reference = signature.references.iter().filter_map(|reference| reference.cause.as_ref());
    let mut causes = by_reference.chain(&signature.cause).peekable();
    causes.peek().is_some()
        && causes.all(|cause| match cause {
            Cause::IndentationAdded
            | Cause::IndentationRemoved(_)
            | Cause::EdgeSpaceAdded
            | Cause::EdgeSpaceRemoved
            | Cause::CarriageReturnsLost
            | Cause::CarriageReturnsAdded
            | Cause::Base64Rewrapped
            | Cause::Utf8ReadAsLatin1
            | Cause::EscapedTwice
            | Cause::UnescapedOnce
            | Cause::Composed
            | Cause::Decomposed
            | Cause::NamespacesInherited(_)
            | Cause::PrefixesRenamed(_)
            | Cause::LaidOutAnew => true,
            Cause::SignedAsLatin1
            | Cause::NamespacesHoisted
            | Cause::NamespacesDropped(_)
            | Cause::CommentsAdded
            | Cause::CommentsSigned
            | Cause::OtherCanonicalization(_)
            | Cause::PrefixListIgnored
            | Cause::SignatureAdded
            | Cause::EncryptedAfterSigning
            | Cause::EnvelopedTransformMissing
            | Cause::CoversItself
            | Cause::DigestValueMalformed
            | Cause::DigestValueChanged
            | Cause::OtherAlgorithm(_)
            | Cause::ChangedAfterSigning => false,
        })
}

/// What to do about a cause, where that is not the rule's own remedy.
pub(super) fn remedy_of(cause: &Cause) -> Option<&'static str> {
    if *cause == Cause::SignatureAdded {
        return Some(
            "have the identity provider sign the Assertion first, and then the Response with the signed Assertion in it",
        );
    }
    if *cause == Cause::EncryptedAfterSigning {
        return Some(
            "have the identity provider sign the Response after it has encrypted what is in it, or sign only the Assertion before that is encrypted as a whole",
        );
    }
    cause.is_the_signers().then_some(
        "mend how the identity provider signs: its own software does this, and nothing on the way to AWS; update or change the library that makes the signature",
    )
}

/// The certificates of every KeyInfo, each once, with its text.
pub(super) fn embedded_certificates<'a>(case: &Case<'a>) -> Vec<(Span, &'a Certificate)> {
    let mut seen: Vec<(Span, &Certificate)> = Vec::new();
    for key in case.signatures.iter().flat_map(|signature| signature.embedded()) {
        let (Some(span), Some(certificate)) = (key.span, &key.certificate) else { continue };
        if !seen.iter().any(|(_, known)| known.sha256 == certificate.sha256) {
            seen.push((span, certificate));
        }
    }
    seen
}

/// How a rule on one end of the certificates' validity ends: a response from `beyond` it is found.
pub(super) fn outside_validity(
    case: &Case,
    rule: &'static Rule,
    end: fn(&Certificate) -> Option<Instant>,
    beyond: fn(&Clock, Instant) -> Throughout,
    words: &str,
) -> Outcome {
    let certificates = embedded_certificates(case);
    if certificates.is_empty() {
        return Outcome::NotApplicable;
    }
    let mut findings = Vec::new();
    let mut open = false;
    for (span, certificate) in certificates {
        let Some(end) = end(certificate) else { continue };
        match beyond(case.clock, end) {
            Throughout::False => {}
            Throughout::Open => open = true,
            Throughout::True => {
                let message = format!("the certificate {} {words} {end}", certificate_words(certificate));
                findings.push(Finding::new(rule, span, message).found(end.to_string()));
            }
        }
    }
    if findings.is_empty() && open {
        return Outcome::NotChecked(Need::TimeOfPost);
    }
    findings.into()
}

/// `CN=idp.example (SHA-256 0a1b2c3d…)`: enough of a certificate to find it by.
pub(super) fn certificate_words(certificate: &Certificate) -> String {
    let fingerprint = certificate.fingerprint();
    let subject = quoted(&certificate.subject);
    format!("{subject}, SHA-256 {}…", &fingerprint[..16])
}

/// How a rule ends on comments in the text of elements of these names: `finding` says what stands there.
pub(super) fn split_values(
    case: &Case,
    namespace: &str,
    names: &[&str],
    finding: impl Fn(NodeId, &Content) -> Finding,
) -> Outcome {
    let mut findings = Vec::new();
    for fact in &case.coverage.facts {
        let &Fact::SplitValue { element } = fact else { continue };
        if names.iter().any(|name| case.tree.is(element, namespace, name)) {
            let content = case.tree.content(element);
            let finding = finding(element, &content).marks(content.seams.iter().copied());
            findings.push(finding);
        }
    }
    if findings.is_empty() && case.truncated {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    findings.into()
}

/// `a comment`, or what else splits a value.
pub(super) fn seam_words(case: &Case, seams: &[Span]) -> &'static str {
    let is_comment = |seam: &Span| case.tree.written(*seam).starts_with("<!--");
    if seams.iter().all(is_comment) { "a comment" } else { "a processing instruction" }
}

/// What splits the value of an element, and how readers differ on it.
pub(super) fn split_words(case: &Case, element: NodeId, content: &Content) -> String {
    let tree = case.tree;
    let texts = tree
        .children(element)
        .take_while(|&child| matches!(tree.kind(child), NodeKind::Text | NodeKind::CharacterData));
    let before: String = texts.map(|child| tree.characters(child)).collect();
    let what = seam_words(case, &content.seams);
    let name = tree.local_name(element);
    let path = tree.path(case.response.node, element);
    if before == content.value {
        return format!("{what} stands behind the value of the {name} at {path}");
    }
    format!(
        "{what} splits the {name} at {path}: some read {}, others {}",
        quoted(&before),
        quoted(&content.value)
    )
}

/// Whether a SignatureMethod may be checked with a public key: an algorithm's URI, and no HMAC
/// (XML Signature 1.1, section 6.3; RFC 9231, section 2.2).
pub(super) fn is_asymmetric(method: &Text) -> bool {
    method.value.contains(':') && !method.value.contains("#hmac-")
}
