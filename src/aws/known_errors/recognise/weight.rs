//! How much a word tells of the sentence it stands in.

/// Ordered: the more telling is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Stands in any text.
    Filler,
    /// Stands in any error.
    Usual,
    Telling,
}

pub(super) fn weight(word: &str) -> Weight {
    if FILLERS.contains(&word) || word.len() == 1 {
        Weight::Filler
    } else if USUAL.contains(&word) || word.len() < 6 {
        Weight::Usual
    } else {
        Weight::Telling
    }
}

static FILLERS: &[&str] = &[
    "a", "an", "and", "any", "are", "at", "be", "been", "but", "by", "can", "does", "doesn", "don", "for",
    "from", "has", "have", "here", "in", "into", "is", "it", "later", "me", "more", "must", "my", "no",
    "not", "now", "of", "on", "only", "or", "our", "please", "right", "than", "that", "the", "this", "to",
    "us", "was", "we", "when", "will", "with", "within", "you", "your",
];

static USUAL: &[&str] = &[
    "access",
    "account",
    "action",
    "administrator",
    "allowed",
    "application",
    "assume",
    "attribute",
    "attributes",
    "authentication",
    "authorized",
    "before",
    "browser",
    "calling",
    "cannot",
    "center",
    "change",
    "closed",
    "compare",
    "complete",
    "completed",
    "console",
    "contact",
    "contain",
    "could",
    "couldn",
    "credentials",
    "current",
    "defined",
    "delete",
    "denied",
    "different",
    "element",
    "encrypted",
    "enable",
    "errors",
    "exceeds",
    "exist",
    "expired",
    "failed",
    "federation",
    "format",
    "further",
    "identity",
    "incorrect",
    "information",
    "invalid",
    "limit",
    "logged",
    "logging",
    "management",
    "message",
    "missing",
    "modify",
    "network",
    "number",
    "occurred",
    "operation",
    "parameter",
    "password",
    "pattern",
    "perform",
    "policy",
    "principal",
    "private",
    "processed",
    "provided",
    "provider",
    "reached",
    "remove",
    "request",
    "requested",
    "required",
    "resource",
    "response",
    "roles",
    "security",
    "service",
    "session",
    "specified",
    "status",
    "supported",
    "syntax",
    "unable",
    "update",
    "updates",
    "username",
    "validate",
    "validation",
    "version",
];
