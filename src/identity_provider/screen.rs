//! Where a setting is made, what to enter there, and who says so.

use std::fmt;

use super::Sure;

/// Where a setting is made, in the words of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Steps with ` > ` between them.
    pub path: &'static str,
    pub field: Option<&'static str>,
    /// What to enter, with placeholders in braces; see [`fill`].
    pub value: Option<&'static str>,
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
        Screen { path, field: None, value: None, note: None, sure, source }
    }

    pub(super) const fn field(self, field: &'static str) -> Screen {
        Screen { field: Some(field), ..self }
    }

    pub(super) const fn value(self, value: &'static str) -> Screen {
        Screen { value: Some(value), ..self }
    }

    pub(super) const fn note(self, note: &'static str) -> Screen {
        Screen { note: Some(note), ..self }
    }
}

impl fmt::Display for Screen {
    /// `path > field (note)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path)?;
        if let Some(field) = self.field {
            write!(f, " > {field}")?;
        }
        if let Some(note) = self.note {
            write!(f, " ({note})")?;
        }
        Ok(())
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
}

const ATTRIBUTES: &str = "https://aws.amazon.com/SAML/Attributes";

/// A value with its placeholders filled in: with what is known, else in angle brackets.
///
/// `{A}` is the prefix of AWS's attribute names, `{pair}` a Role value.
pub fn fill(template: &str, known: &Known) -> String {
    let pair =
        "arn:{partition}:iam::{account}:role/{role},arn:{partition}:iam::{account}:saml-provider/{provider}";
    let mut filled = template.replace("{A}", ATTRIBUTES).replace("{pair}", pair);
    for (placeholder, value, otherwise) in [
        ("{partition}", &known.partition, "aws"),
        ("{account}", &known.account, "<account>"),
        ("{role}", &known.role, "<role>"),
        ("{provider}", &known.provider, "<provider>"),
        ("{acs}", &known.acs, "https://signin.aws.amazon.com/saml"),
        ("{aud}", &known.audience, "urn:amazon:webservices"),
        (
            "{relay}",
            &known.relay_state,
            "https://{region}.console.aws.amazon.com/connect/federate/<instance id>",
        ),
        ("{region}", &known.region, "<region>"),
        ("{key}", &None, "<key>"),
        ("{field}", &None, "<field>"),
        ("{group}", &None, "<group>"),
        ("{host}", &None, "<host>"),
        ("{realm}", &None, "<realm>"),
    ] {
        filled = filled.replace(placeholder, value.as_deref().unwrap_or(otherwise));
    }
    filled
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
        ] {
            assert_eq!(fill(template, &known), expected, "{template}");
        }
    }
}
