//! What stands in a Role value in place of a pair: what the identity provider took it from.

/// Where a value that is no pair came from, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Origin {
    /// Goes on from `which is`: `the role that Entra ID gives who has none`.
    pub what: &'static str,
    pub remedy: &'static str,
}

const OF_REALM: &str = "a role of Keycloak's realm or of another client";

impl Origin {
    pub fn is_of_realm(&self) -> bool {
        self.what == OF_REALM
    }

    /// Whether the mapping of groups to roles has to make the pair; else the remedy names its place itself.
    pub fn is_mapped(&self) -> bool {
        self.remedy == PAIR_OF_GROUP
    }
}

const PAIR_OF_GROUP: &str = "let the claim rule or the group mapping make the pair of the group's name, role ARN, comma, provider ARN, and send that in its place";

/// What a value that is no pair was taken from; `None` where that does not show.
pub fn of(value: &str) -> Option<Origin> {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let is = |what, remedy| Some(Origin { what, remedy });
    if ["default access", "msiam_access"].contains(&lower.as_str()) {
        return is(
            "the role that Entra ID gives who was assigned none",
            "assign the user or the group an app role whose value is the pair: Users and groups > the assignment > Select a role; the roles stand under App registrations > App roles",
        );
    }
    let of_realm =
        ["offline_access", "uma_authorization", "manage-account", "manage-account-links", "view-profile"];
    if of_realm.contains(&lower.as_str()) || lower.starts_with("default-roles-") {
        return is(
            OF_REALM,
            "switch Full scope allowed off for this client (Clients > the client > Client scopes > its dedicated scope > Scope), so that only its own roles are sent, whose names are the pairs",
        );
    }
    if is_expression(value) {
        return is(
            "an expression of Okta's that it did not evaluate",
            "correct the expression of the attribute statement named Role, in the form user.<field> without quotes; AWS Account Federation makes Role itself and needs no such statement",
        );
    }
    if crate::aws::endpoints::is_uuid(value) {
        return is("the object id of a group", PAIR_OF_GROUP);
    }
    if lower.starts_with("cn=") {
        return is("the distinguished name of a group", PAIR_OF_GROUP);
    }
    if is_group_name(value) {
        return is("the name of a group", PAIR_OF_GROUP);
    }
    None
}

/// `appuser.idpRolePairs`, `user.profile.awsRole`
fn is_expression(value: &str) -> bool {
    let mut parts = value.split('.');
    let is_name = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    matches!(parts.next(), Some("user" | "appuser")) && value.contains('.') && parts.all(is_name)
}

/// `AWS-123456789012-Admins`, `aws#corp#Admins#123456789012`, `CORP\AWS-Admins`: what group mappings are made for.
fn is_group_name(value: &str) -> bool {
    let bare = value.rsplit('\\').next().unwrap_or(value);
    let is_plain = bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_#|. ".contains(&byte));
    let account = bare.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 12);
    let begins = bare.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("aws"))
        && bare[3..].starts_with(['-', '_', '#', '|', '.']);
    is_plain && (begins || account && bare.contains(['-', '_', '#', '|']))
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn what_a_value_was_taken_from_shows() {
        for (value, expected) in [
            ("Default Access", Some("the role that Entra ID gives who was assigned none")),
            ("offline_access", Some("a role of Keycloak's realm or of another client")),
            ("default-roles-corp", Some("a role of Keycloak's realm or of another client")),
            ("0a1b2c3d-0000-4000-8000-0123456789ab", Some("the object id of a group")),
            ("CN=AWS-Admins,OU=Groups,DC=corp,DC=example", Some("the distinguished name of a group")),
            ("AWS-123456789012-Admins", Some("the name of a group")),
            ("aws#corp#Admins#123456789012", Some("the name of a group")),
            ("CORP\\AWS-Admins", Some("the name of a group")),
            ("appuser.idpRolePairs", Some("an expression of Okta's that it did not evaluate")),
            ("user.awsRole", Some("an expression of Okta's that it did not evaluate")),
            ("user.", None),
            ("user", None),
            ("Admins", None),
            ("", None),
        ] {
            assert_eq!(of(value).map(|origin| origin.what), expected, "{value}");
        }
    }
}
