//! Errors of calls that are no part of a SAML login: the operation that a text names decides whose error it is.

use super::codes::stem;

/// What a text is about that names another operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherOperation {
    /// As the text names it.
    pub operation: String,
    pub meaning: &'static str,
}

/// Operations that a SAML login, its set-up or its continuation calls.
const OF_THE_LOGIN: &[&str] = &[
    "AssumeRoleWithSAML",
    "GetFederationToken",
    "CreateSAMLProvider",
    "UpdateSAMLProvider",
    "DeleteSAMLProvider",
    "GetSAMLProvider",
    "ListSAMLProviders",
    "CreateRole",
    "UpdateRole",
    "UpdateAssumeRolePolicy",
    "PutRolePolicy",
    "AttachRolePolicy",
    "CreateUser",
    "PatchUser",
    "CreateGroup",
    "PatchGroup",
    "UpdatePermissionSet",
];

/// The operation where it is none of a SAML login; what its code means there.
pub fn other(operation: Option<&str>, codes: &[&str]) -> Option<OtherOperation> {
    let operation = operation?;
    if OF_THE_LOGIN.iter().any(|known| known.eq_ignore_ascii_case(operation)) || operation.contains("SAML") {
        return None;
    }
    let has = |wanted: &str| codes.iter().any(|code| stem(code).eq_ignore_ascii_case(wanted));
    let meaning = if has("ExpiredToken") {
        "the caller's own credentials have expired: sign in again, then repeat the call"
    } else if has("AccessDenied") && operation == "AssumeRole" {
        "the caller may not assume that role: its trust policy does not name the caller, or the caller has no permission to"
    } else if has("AccessDenied") {
        "the caller is signed in and may not make this call: look at its permissions"
    } else if operation == "AssumeRoleWithWebIdentity" {
        "a login by OpenID Connect, in which no SAML response takes part"
    } else {
        "it was made with credentials that the caller already had"
    };
    Some(OtherOperation { operation: operation.to_owned(), meaning })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operation_decides_whose_error_it_is() {
        for (operation, codes, expected) in [
            (Some("AssumeRoleWithSAML"), &["AccessDenied"][..], None),
            (Some("CreateSAMLProvider"), &["InvalidInput"][..], None),
            (None, &["AccessDenied"][..], None),
            (Some("AssumeRole"), &["AccessDenied"][..], Some("may not assume that role")),
            (Some("AssumeRole"), &["ExpiredTokenException"][..], Some("have expired")),
            (Some("AssumeRoleWithWebIdentity"), &["InvalidIdentityToken"][..], Some("OpenID Connect")),
            (Some("ListBuckets"), &["AccessDenied"][..], Some("signed in")),
        ] {
            let found = other(operation, codes);
            assert_eq!(found.is_some(), expected.is_some(), "{operation:?}");
            if let (Some(found), Some(expected)) = (found, expected) {
                assert!(found.meaning.contains(expected), "{found:?}");
            }
        }
    }
}
