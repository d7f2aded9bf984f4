//! What `aws sts assume-role-with-saml` printed: the login went through, and these are its credentials.

use super::kind::{Kind, described};
use crate::document::Document;

pub static KIND: Kind = Kind {
    id: "assumed-role",
    words: "an answer of sts:AssumeRoleWithSAML",
    command: "aws sts assume-role-with-saml",
    question: "whether STS takes the response",
    recognise,
    ..Kind::NONE
};

fn recognise(document: &Document) -> Option<&'static str> {
    let named = document.name.as_deref() == Some("AssumeRoleWithSAMLResponse");
    (named || document.root.has(&["Credentials", "AssumedRoleUser"])).then_some(())?;
    described(
        document,
        "answer of sts:AssumeRoleWithSAML, credentials in it",
        "answer of sts:AssumeRoleWithSAML, credentials in it (XML)",
        "answer of sts:AssumeRoleWithSAML, credentials in it (YAML)",
    )
}
