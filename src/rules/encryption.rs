//! What rules on encrypted elements share: for whom an element is encrypted.

use crate::rule::{Case, Finding, quoted};
use crate::rules::signatures::certificate_words;
use crate::saml::ASSERTION;
use crate::signature::encryption::{Encrypted, Recipient};
use crate::source::Span;

/// Of so many recipients it is shown who they are.
const SHOWN: usize = 4;

/// Points to what the EncryptedKeys say of who can open them.
pub(super) fn for_whom(finding: Finding, encrypted: &Encrypted) -> Finding {
    let hints = encrypted.recipients.iter().filter_map(hint);
    hints.take(SHOWN).fold(finding, |finding, (span, whom)| finding.related(span, whom))
}

/// The first assertion that came encrypted, opened here or not.
pub(super) fn encrypted_assertion<'a>(case: &Case<'a>) -> Option<&'a Encrypted> {
    let mut encrypted = case.decrypted.iter().map(|opened| &opened.encrypted);
    encrypted.find(|encrypted| case.tree.is(encrypted.holder, ASSERTION, "EncryptedAssertion"))
}

/// The surest of what an EncryptedKey says.
fn hint(recipient: &Recipient) -> Option<(Span, String)> {
    if let Some(certificate) = &recipient.certificate {
        let whom = format!("encrypted for the certificate {}", certificate_words(&certificate.value));
        return Some((certificate.span, whom));
    }
    if let Some((issuer, serial)) = &recipient.issuer_serial {
        let (issuer, number) = (quoted(&issuer.value), quoted(&serial.value));
        return Some((serial.span, format!("encrypted for the certificate number {number} of {issuer}")));
    }
    if let Some(name) = &recipient.key_name {
        return Some((name.span, format!("encrypted for the key {}", quoted(&name.value))));
    }
    let name = recipient.name.as_ref()?;
    Some((name.span, format!("encrypted for {}", quoted(&name.value))))
}
