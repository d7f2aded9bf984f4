//! What `aws iam get-account-authorization-details` prints: every role of an account, and its policies.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable, described};
use super::permissions::managed;
use super::roles::{Tags, read_role};

pub static KIND: Kind = Kind {
    id: "account-details",
    words: "the roles of an account",
    command: "aws iam get-account-authorization-details --filter Role LocalManagedPolicy",
    file: "account.json",
    question: "whether the role's policies let its session open Amazon Connect",
    operations: &["GetAccountAuthorizationDetails"],
    recognise: |document| {
        let named = document.name.as_deref() == Some("GetAccountAuthorizationDetailsResponse");
        (named || document.root.has(&["RoleDetailList"])).then_some(())?;
        described(
            document,
            "roles of an account (aws iam get-account-authorization-details)",
            "roles of an account (GetAccountAuthorizationDetails, XML)",
            "roles of an account (aws iam get-account-authorization-details, YAML)",
        )
    },
    read: Some(read),
    ..Kind::NONE
};

fn read(given: &Given<'_>, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    let Some(list) = root.member("RoleDetailList") else {
        return Err(Unreadable::at(root.span, "there is no RoleDetailList in it"));
    };
    evidence.note_page(given.input, root);
    // One whose policy cannot be read says nothing of the others.
    let roles = list.elements().iter().filter_map(|role| read_role(given, role, Tags::PrintedIfThere).ok());
    evidence.roles.extend(roles);
    if let Some(list) = root.member("Policies") {
        evidence.managed_policies.extend(managed(given, list));
    }
    Ok(())
}
