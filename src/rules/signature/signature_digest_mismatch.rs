//! What is signed was changed after it was signed.

use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::services;
use crate::citations::{STS_MEASURED, TROUBLESHOOT_SAML};
use crate::handling::Layout;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::signatures::{
    WEB_PROFILE, broken, is_beside, is_decoded_elsewhere, is_filtered_copy, remedy_of, unjudged, words,
};
use crate::signature::{Cause, Change, ChangeKind, Digest, Intact, NotComputed, Reference, Signature, Value};
use crate::xml::NodeId;

pub static RULE: Rule = Rule {
    id: "signature-digest-mismatch",
    summary: "the content of a signed element is not what was signed",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "A signature holds the digest of the signed element. Where the element has another digest, it was changed after signing: a value was edited, white space was added or lost, the encoding broke. It is no matter of keys, and a new certificate mends nothing.",
    remedy: Remedy {
        text: "find what changes the response between the identity provider and AWS: a proxy, a browser extension, a script that edits, formats or re-encodes it; post it as the identity provider wrote it",
        setting: None,
    },
    who: Some(Who::User),
    citations: &[TROUBLESHOOT_SAML, WEB_PROFILE, STS_MEASURED],
    explains: &[&sts::SIGNATURE_INVALID],
    measured: Some(&measured::NAME_ID_CHANGED_AFTER_SIGNING),
    check: Check::Message { services: services::ALL, needs: &[Need::Unredacted, Need::OtherVerifier], check },
    ..Rule::OF_MESSAGE
};

/// Changes that the message itself tells of.
const CHANGES_SAID: usize = 3;
/// More values than these tell a reader nothing new.
const PLACES_SHOWN: usize = 8;

fn check(case: &Case) -> Outcome {
    if let Some(outcome) = unjudged(case) {
        return outcome;
    }
    if case.handling.layout == Layout::Restored {
        // It fits without the white space that whoever showed the XML put in.
        return Outcome::Clean;
    }
    let mut findings = Vec::new();
    let (mut open, mut redacted) = (false, false);
    let differing = differing(case);
    for signature in case.signatures {
        for reference in &signature.references {
            match &reference.digest {
                Digest::Match => {}
                Digest::Mismatch { .. } if holds_another(case, reference, &differing) => {}
                Digest::Mismatch { .. } => findings.push(finding(case, signature, reference)),
                Digest::NotComputed(NotComputed::Redacted) => redacted = true,
                Digest::NotComputed(reason) => open |= is_open(reason),
            }
        }
    }
    if is_filtered_copy(case) && !findings.is_empty() {
        return Outcome::NotChecked(Need::WholeCapture);
    }
    if findings.is_empty() && redacted {
        return Outcome::NotChecked(Need::Unredacted);
    }
    if findings.is_empty() && open {
        return Outcome::NotChecked(Need::OtherVerifier);
    }
    findings.into()
}

/// The elements whose digests differ, and keep AWS from accepting the response.
fn differing(case: &Case) -> Vec<NodeId> {
    let signatures = case.signatures.iter().filter(|signature| !is_beside(case, signature));
    let references = signatures.flat_map(|signature| &signature.references);
    let differ = references.filter(|reference| matches!(reference.digest, Digest::Mismatch { .. }));
    differ.filter_map(|reference| reference.target(case.tree)).collect()
}

/// Whether a signed part of what a reference covers differs already: then so does the whole, and the
/// part says it more closely.
fn holds_another(case: &Case, reference: &Reference, differing: &[NodeId]) -> bool {
    let Some(whole) = reference.target(case.tree) else { return false };
    differing.iter().any(|&part| part != whole && case.tree.holds(whole, part))
}

/// Whether somebody else might compute it; what has no target or lacks a part is another rule's.
fn is_open(reason: &NotComputed) -> bool {
    match reason {
        NotComputed::Transform(_)
        | NotComputed::DigestMethod(_)
        | NotComputed::InheritedBase
        | NotComputed::RelativeNamespace(_)
        | NotComputed::TooLong => true,
        NotComputed::NoTarget | NotComputed::Malformed | NotComputed::Redacted => false,
    }
}

fn finding(case: &Case, signature: &Signature, reference: &Reference) -> Finding {
    let target = reference.target(case.tree);
    let covered = target.map_or_else(String::new, |target| case.tree.path(case.response.node, target));
    let written = reference.digest_value.as_ref();
    let span = written.map_or(reference.span, |written| written.span);
    let mut finding = if reference.cause == Some(Cause::DigestValueChanged) {
        let words = words(case, signature);
        let message = format!(
            "the DigestValue of {words} was changed after signing, not {covered}: with the digest of that in it the SignatureValue fits"
        );
        Finding::new(&RULE, span, message)
    } else if reference.cause == Some(Cause::DigestValueMalformed) {
        let bits = reference.hash.map_or_else(String::new, |hash| format!("{} ", hash.name()));
        let message = format!(
            "the DigestValue of {} is not a {bits}digest: no content fits it",
            words(case, signature)
        );
        Finding::new(&RULE, span, message)
    } else {
        let mut message = format!("{covered} is not what {} was made over", words(case, signature));
        if let Some(cause) = &reference.cause {
            message.push_str(&format!(": {cause}"));
        }
        if let Some(intact) = &reference.intact {
            message.push_str(&format!("; {}", intact_words(intact)));
        }
        if signature.value == Value::Match {
            message.push_str("; the SignatureValue is good, so the key is not the matter");
        }
        let what = covered.rsplit('/').next().and_then(|step| step.split('[').next()).unwrap_or("content");
        let key = if signature.value == Value::Match { "; the key is not the matter" } else { "" };
        let glance = match &reference.cause {
            Some(Cause::ChangedAfterSigning) | None => {
                format!("the {what} was changed after it was signed{key}")
            }
            Some(cause) => cause.to_string(),
        };
        Finding::new(&RULE, span, message).note("the digest of other content").glance(glance)
    };
    let changes = reference.intact.iter().flat_map(|intact| &intact.changes);
    for change in changes.take(PLACES_SHOWN) {
        let note = match &change.kind {
            ChangeKind::Value { intact, .. } => format!("was {}", quoted(intact)),
            ChangeKind::Base64 | ChangeKind::Removed | ChangeKind::Added => change_words(change),
        };
        finding = finding.related(change.span, note);
    }
    for &place in reference.cause_places.iter().take(PLACES_SHOWN) {
        let note = match &reference.cause {
            Some(Cause::SignatureAdded) => "put in afterwards",
            _ => "this value",
        };
        finding = finding.related(place, note);
    }
    if let Some(target) = target {
        finding = finding.related(case.tree.start_tag(target), "what is signed");
    }
    if let Some(remedy) = reference.cause.as_ref().and_then(remedy_of) {
        finding = finding.remedy(remedy);
    } else if is_decoded_elsewhere(case) {
        finding = finding.remedy(
            "if this XML was copied from a viewer, it may have been pretty-printed: judge the SAMLResponse value as the browser posted it; if it was posted so, find what changes it after the identity provider signed it",
        );
    }
    broken(case, signature, finding)
}

/// `entry 3 holds it intact: there NameID is "jane", here "june"`.
fn intact_words(intact: &Intact) -> String {
    let which = intact.entry.map_or("another copy here".to_owned(), |entry| format!("entry {entry}"));
    let shown: Vec<String> = intact.changes.iter().take(CHANGES_SAID).map(change_words).collect();
    let more = intact.changes.len().saturating_sub(CHANGES_SAID);
    match (shown.is_empty(), more) {
        (true, _) => format!("{which} holds it intact, with the same values"),
        (false, 0) => format!("{which} holds it intact: {}", shown.join("; ")),
        (false, more) => format!("{which} holds it intact: {}; and {more} more changes", shown.join("; ")),
    }
}

fn change_words(change: &Change) -> String {
    let name = &change.name;
    match &change.kind {
        ChangeKind::Value { intact, here } => {
            format!("{name} was {} and is {}", quoted(intact), quoted(here))
        }
        ChangeKind::Base64 => format!("{name} was changed"),
        ChangeKind::Removed => format!("{name} was removed"),
        ChangeKind::Added => format!("{name} was added"),
    }
}
