//! Where a setting is made, what to enter there, and who says so.

use super::Sure;

/// Where a setting is made, in the words of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Steps with ` > ` between them, with placeholders in braces; see [`fill`].
    pub path: &'static str,
    pub field: Option<&'static str>,
    /// What to enter, with placeholders in braces; several boxes as `Name = .., Value = ..`.
    pub value: Option<&'static str>,
    /// The same where the NameID has to be an address, if that is another.
    pub address: Option<&'static str>,
    /// The same where the NameID has to be a persistent one, if `value` leaves a choice.
    pub persistent: Option<&'static str>,
    pub note: Option<&'static str>,
    pub sure: Sure,
    /// The document or the place it was seen in.
    pub source: &'static str,
}

impl Screen {
    pub(super) const fn documented(path: &'static str, source: &'static str) -> Screen {
        Screen::of(path, Sure::Documented, source)
    }

    pub(super) const fn observed(path: &'static str, source: &'static str) -> Screen {
        Screen::of(path, Sure::Observed, source)
    }

    pub(super) const fn inferred(path: &'static str, source: &'static str) -> Screen {
        Screen::of(path, Sure::Inferred, source)
    }

    const fn of(path: &'static str, sure: Sure, source: &'static str) -> Screen {
        Screen { path, field: None, value: None, address: None, persistent: None, note: None, sure, source }
    }

    pub(super) const fn field(self, field: &'static str) -> Screen {
        Screen { field: Some(field), ..self }
    }

    pub(super) const fn value(self, value: &'static str) -> Screen {
        Screen { value: Some(value), ..self }
    }

    pub(super) const fn address(self, value: &'static str) -> Screen {
        Screen { address: Some(value), ..self }
    }

    pub(super) const fn persistent(self, value: &'static str) -> Screen {
        Screen { persistent: Some(value), ..self }
    }

    pub(super) const fn note(self, note: &'static str) -> Screen {
        Screen { note: Some(note), ..self }
    }
}

/// What the reader's own response knows of the placeholders in a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// `aws`, `aws-cn`, `aws-us-gov`
    pub partition: Option<String>,
    /// Twelve digits.
    pub account: Option<String>,
    /// The role's name, with its path.
    pub role: Option<String>,
    /// The name of the IAM SAML provider.
    pub provider: Option<String>,
    pub region: Option<String>,
    /// The Recipient that is wanted.
    pub acs: Option<String>,
    /// The Audience that is wanted.
    pub audience: Option<String>,
    /// The RelayState that is wanted.
    pub relay_state: Option<String>,
    /// The Audience that was sent: some providers list the application under it.
    pub client: Option<String>,
    /// The key of the tag that is meant.
    pub tag_key: Option<String>,
    /// What takes the response.
    pub taker: Taker,
    /// What the NameID has to be, where not everything will do.
    pub name_id: Option<NameIdForm>,
}

/// A form of NameID that a service wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameIdForm {
    Address,
    Persistent,
}

/// What a response is for, as far as it changes what is entered at the provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Taker {
    #[default]
    SignIn,
    IdentityCenter,
}

impl Taker {
    /// What the Recipient is where the response does not tell.
    fn acs(self) -> &'static str {
        match self {
            Taker::SignIn => "https://signin.aws.amazon.com/saml",
            Taker::IdentityCenter => "the IAM Identity Center ACS URL",
        }
    }

    fn audience(self) -> &'static str {
        match self {
            Taker::SignIn => "urn:amazon:webservices",
            Taker::IdentityCenter => "the IAM Identity Center issuer URL",
        }
    }

    /// How the Name of an attribute that becomes a tag goes on behind the prefix.
    fn tag(self) -> &'static str {
        match self {
            Taker::SignIn => "PrincipalTag",
            Taker::IdentityCenter => "AccessControl",
        }
    }
}

impl Screen {
    /// What to enter, filled in with what is known.
    pub fn value_filled(&self, known: &Known) -> Option<String> {
        let template = match known.name_id {
            Some(NameIdForm::Address) => self.address.or(self.value),
            Some(NameIdForm::Persistent) => self.persistent.or(self.value),
            None => self.value,
        };
        template.map(|template| fill(template, known))
    }
}

const ATTRIBUTES: &str = "https://aws.amazon.com/SAML/Attributes";
const CONNECT: &str = "https://{region}.console.aws.amazon.com/connect/federate/<instance id>";

/// A value with its placeholders filled in: with what is known, else in angle brackets.
///
/// `{A}` is the prefix of AWS's attribute names, `{pair}` a Role value, `{tag}` the Name of a tag's attribute
/// behind the prefix, `{client}` what a provider lists the application under, the Audience, `{dedicated}` the
/// scope that Keycloak makes for that client.
pub fn fill(template: &str, known: &Known) -> String {
    let pair =
        "arn:{partition}:iam::{account}:role/{role},arn:{partition}:iam::{account}:saml-provider/{provider}";
    /// Longer names of a client are not told twice in a path.
    const LONGEST_TWICE: usize = 40;
    let dedicated = match known.client.as_ref().is_some_and(|client| client.len() > LONGEST_TWICE) {
        true => "its dedicated scope",
        false => "{client}-dedicated",
    };
    let template = template
        .replace("{pair}", pair)
        .replace("{dedicated}", dedicated)
        .replace("{tag}", &format!("{}:{{key}}", known.taker.tag()))
        .replace("{relay}", known.relay_state.as_deref().unwrap_or(CONNECT));
    let mut filled = String::new();
    let mut rest = template.as_str();
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        filled.push_str(before);
        // `${role}` and `{{role}}` are the provider's own.
        let is_ours = !filled.ends_with(['$', '{']);
        let name = from[1..].split_once('}').map(|(name, _)| name).filter(|_| is_ours);
        match name.and_then(|name| Some((name, filler(name, known)?))) {
            Some((name, filler)) => {
                filled.push_str(filler);
                rest = &from[name.len() + 2..];
            }
            None => {
                filled.push('{');
                rest = &from[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// What stands for a placeholder.
fn filler<'k>(name: &str, known: &'k Known) -> Option<&'k str> {
    let or = |value: &'k Option<String>, otherwise: &'static str| value.as_deref().unwrap_or(otherwise);
    Some(match name {
        "A" => ATTRIBUTES,
        "partition" => or(&known.partition, "aws"),
        "account" => or(&known.account, "<account>"),
        "role" => or(&known.role, "<role>"),
        "provider" => or(&known.provider, "<provider>"),
        "acs" => or(&known.acs, known.taker.acs()),
        "aud" => or(&known.audience, known.taker.audience()),
        "signin" => match known.taker {
            Taker::SignIn => Taker::SignIn.acs(),
            Taker::IdentityCenter => Taker::IdentityCenter.audience(),
        },
        "client" => or(&known.client, "urn:amazon:webservices"),
        "region" => or(&known.region, "<region>"),
        "key" => or(&known.tag_key, "<key>"),
        "field" => "<field>",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_filled_from_what_is_known() {
        let known = Known {
            account: Some("123456789012".to_owned()),
            role: Some("Admins".to_owned()),
            region: Some("eu-west-1".to_owned()),
            ..Known::default()
        };
        for (template, expected) in [
            ("{A}/Role", "https://aws.amazon.com/SAML/Attributes/Role"),
            (
                "{pair}",
                "arn:aws:iam::123456789012:role/Admins,arn:aws:iam::123456789012:saml-provider/<provider>",
            ),
            ("{relay}", "https://eu-west-1.console.aws.amazon.com/connect/federate/<instance id>"),
            ("{aud}", "urn:amazon:webservices"),
            ("user.{field}", "user.<field>"),
            ("3600", "3600"),
            // What an identity provider fills in itself.
            ("${accountid}:role/${role} (?{{role}}x)", "${accountid}:role/${role} (?{{role}}x)"),
            ("([\\d]{12})-{", "([\\d]{12})-{"),
            ("{A}/{tag}", "https://aws.amazon.com/SAML/Attributes/PrincipalTag:<key>"),
            ("Clients > {client}", "Clients > urn:amazon:webservices"),
        ] {
            assert_eq!(fill(template, &known), expected, "{template}");
        }
    }

    #[test]
    fn identity_center_wants_values_of_its_own() {
        let known =
            Known { taker: Taker::IdentityCenter, tag_key: Some("Team".to_owned()), ..Known::default() };
        assert_eq!(fill("{A}/{tag}", &known), "https://aws.amazon.com/SAML/Attributes/AccessControl:Team");
        assert!(!fill("{acs}, {aud}", &known).contains("signin"), "AWS's sign-in takes nothing of it");
        let screen = Screen::documented("a page", "a guide").value("PERSISTENT or EMAIL").address("EMAIL");
        let of = |name_id| screen.value_filled(&Known { name_id, ..Known::default() });
        assert_eq!(of(Some(NameIdForm::Address)).as_deref(), Some("EMAIL"));
        assert_eq!(of(Some(NameIdForm::Persistent)).as_deref(), Some("PERSISTENT or EMAIL"));
        assert_eq!(of(None).as_deref(), Some("PERSISTENT or EMAIL"));
    }
}
