//! What the fields of a login are, and what AWS does with them.

use super::page::{Entry, Part, Section};
use super::{Line, Style};
use crate::citations::{
    ASSUME_ROLE_WITH_SAML, CENTER_OTHER_PROVIDERS, CONDITION_KEYS, CONNECT_CONFIGURE, CREATE_SAML_PROVIDER,
    FIVE_MINUTES_OBSERVED, SAML_ASSERTIONS, SAML_CORE, SAML_PROFILES, SESSION_TAGS, SIGN_IN_ENDPOINTS,
    SOURCE_IDENTITY, STS_MEASURED, TROUBLESHOOT_SAML,
};
use crate::knowledge::Citation;

/// Something that a login is made of, by the name it goes by there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The local name of the element or XML attribute, the last part of an Attribute's Name, or the form field.
    pub name: &'static str,
    pub what: &'static str,
    /// What AWS does with it.
    pub at_aws: &'static str,
    pub citations: &'static [Citation],
}

/// Before the names of the attributes that AWS reads.
const AWS_ATTRIBUTES: &str = "https://aws.amazon.com/SAML/Attributes/";

/// The field of a name as it stands in a document: `Recipient`,
/// `https://aws.amazon.com/SAML/Attributes/PrincipalTag:team`.
pub fn field(name: &str) -> Option<&'static Field> {
    let name = name.trim();
    let name = match name.strip_prefix(AWS_ATTRIBUTES) {
        Some(of_aws) => of_aws.split(':').next().unwrap_or(of_aws),
        None => name,
    };
    FIELDS.iter().find(|field| field.name.eq_ignore_ascii_case(name))
}

pub(super) fn part(field: &'static Field) -> Part {
    let sources = field.citations.iter().map(|citation| {
        Entry::Prose(format!("{}: {} {}", citation.basis.words(), citation.title, citation.url).into())
    });
    let sections = [
        Section::of("what AWS does with it", vec![Entry::Prose(field.at_aws.into())]),
        Section::of("see", sources.collect()),
    ];
    Part {
        title: Some(Line::new(Style::Strong, field.name)),
        beside: None,
        lines: vec![Line::new(Style::Plain, field.what)],
        sections: sections.into_iter().flatten().collect(),
    }
}

/// In the order in which they stand in a login.
pub const FIELDS: &[Field] = &[
    Field {
        name: "SAMLResponse",
        what: "The form field in which the browser posts the response: its XML in base64, percent-encoded as every form field.",
        at_aws: "The sign-in page decodes it. AssumeRoleWithSAML takes the same base64 as SAMLAssertion, at most 100,000 characters of it.",
        citations: &[ASSUME_ROLE_WITH_SAML, CREATE_SAML_PROVIDER],
    },
    Field {
        name: "RelayState",
        what: "The form field beside SAMLResponse that says where the browser goes after the login.",
        at_aws: "After IAM's sign-in it is a page of the console, or of the service that it names; without it the console's home opens. For Amazon Connect it names the Region and the instance.",
        citations: &[CREATE_SAML_PROVIDER, CONNECT_CONFIGURE],
    },
    Field {
        name: "Response",
        what: "The message of the identity provider: its status, and the Assertion if the login went well.",
        at_aws: "It has to hold an Assertion. Its own signature is optional; where there is one, STS was measured to verify it.",
        citations: &[SAML_CORE, STS_MEASURED],
    },
    Field {
        name: "Destination",
        what: "The address that the Response was made for.",
        at_aws: "AWS's requirements do not mention it, and STS was measured to take a response without one. It is normally the sign-in URL, as the Recipient is.",
        citations: &[SAML_CORE, STS_MEASURED],
    },
    Field {
        name: "InResponseTo",
        what: "The ID of the request that is answered. A login that begins at the identity provider has none.",
        at_aws: "IAM's sign-in begins at the identity provider and needs none. IAM Identity Center asks first, and refuses an answer to another request than its own.",
        citations: &[SAML_PROFILES, CENTER_OTHER_PROVIDERS],
    },
    Field {
        name: "IssueInstant",
        what: "When the element that it stands on was made, by the identity provider's clock.",
        at_aws: "A response has to be redeemed within five minutes of its issue, whatever the NotOnOrAfter says.",
        citations: &[FIVE_MINUTES_OBSERVED, SAML_CORE],
    },
    Field {
        name: "Status",
        what: "How the login ended at the identity provider.",
        at_aws: "Where it is not Success, the identity provider itself refused; there is nothing for AWS to sign in with.",
        citations: &[SAML_CORE, TROUBLESHOOT_SAML],
    },
    Field {
        name: "StatusCode",
        what: "How the login ended at the identity provider: the top one is Success or says whose fault it is, one inside it is the reason.",
        at_aws: "Where it is not Success, the identity provider itself refused; there is nothing for AWS to sign in with.",
        citations: &[SAML_CORE, TROUBLESHOOT_SAML],
    },
    Field {
        name: "Assertion",
        what: "What the identity provider says about one person: who it is, for whom, until when, and with which attributes.",
        at_aws: "STS was measured to demand a signature of the Assertion itself; a signed Response around an unsigned Assertion was refused.",
        citations: &[SAML_CORE, STS_MEASURED],
    },
    Field {
        name: "EncryptedAssertion",
        what: "An Assertion that only the holder of a private key can read.",
        at_aws: "IAM decrypts it with a private key of the SAML provider that its Role value names. A provider whose encryption mode is Required takes no other.",
        citations: &[CREATE_SAML_PROVIDER, SAML_ASSERTIONS],
    },
    Field {
        name: "Issuer",
        what: "The identity provider by its own name, its entity ID.",
        at_aws: "The Assertion's has to be the entityID in the metadata of the SAML provider that the Role value names, character by character. It is SAML:iss in a trust policy.",
        citations: &[TROUBLESHOOT_SAML, CONDITION_KEYS],
    },
    Field {
        name: "Signature",
        what: "The proof that nothing in the element was changed since the identity provider signed it.",
        at_aws: "It is verified with the certificates in the metadata of the SAML provider. Where none fits, or a signed value was changed, AWS answers that the response signature is invalid.",
        citations: &[TROUBLESHOOT_SAML, STS_MEASURED],
    },
    Field {
        name: "SignatureValue",
        what: "The signature itself, over SignedInfo.",
        at_aws: "It is verified with the certificates in the metadata of the SAML provider, not with the certificate that comes with the response.",
        citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER],
    },
    Field {
        name: "DigestValue",
        what: "The fingerprint of the element that is signed.",
        at_aws: "Another fingerprint means that the element was changed after it was signed, and AWS refuses it: a copy that was laid out anew shows that, too.",
        citations: &[TROUBLESHOOT_SAML, STS_MEASURED],
    },
    Field {
        name: "X509Certificate",
        what: "The certificate that the identity provider signed with, as it says itself.",
        at_aws: "What counts are the certificates in the SAML provider's metadata. STS was measured to take one that had expired.",
        citations: &[CREATE_SAML_PROVIDER, STS_MEASURED],
    },
    Field {
        name: "Subject",
        what: "Who signed in.",
        at_aws: "AWS requires one with a NameID and one SubjectConfirmation.",
        citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML],
    },
    Field {
        name: "NameID",
        what: "The person, by the name that the identity provider sends to this application.",
        at_aws: "IAM requires one, and in a trust policy it is SAML:sub. IAM Identity Center looks the person up by it: it has to be the user name there.",
        citations: &[SAML_ASSERTIONS, CONDITION_KEYS, CENTER_OTHER_PROVIDERS],
    },
    Field {
        name: "Format",
        what: "What kind of name a NameID is: a persistent one, a transient one, an e-mail address.",
        at_aws: "AWS lists eight for the NameID and recommends persistent; STS was measured to refuse a NameID without a Format. It is SAML:sub_type in a trust policy.",
        citations: &[SAML_ASSERTIONS, STS_MEASURED, CONDITION_KEYS],
    },
    Field {
        name: "SubjectConfirmation",
        what: "How the bearer of the Assertion may show that it is about them.",
        at_aws: "AWS requires exactly one, of the method bearer: whoever posts the response is taken for the person.",
        citations: &[SAML_ASSERTIONS, STS_MEASURED],
    },
    Field {
        name: "SubjectConfirmationData",
        what: "To whom, and until when, the Assertion may be presented.",
        at_aws: "AWS requires a Recipient and a NotOnOrAfter on it.",
        citations: &[SAML_ASSERTIONS, STS_MEASURED],
    },
    Field {
        name: "Recipient",
        what: "The address that the Assertion may be posted to.",
        at_aws: "AWS requires the sign-in URL that is used. It becomes SAML:aud, which most trust policies compare: not the Audience. STS was measured to take any Recipient.",
        citations: &[SAML_ASSERTIONS, CONDITION_KEYS, SIGN_IN_ENDPOINTS, STS_MEASURED],
    },
    Field {
        name: "Conditions",
        what: "From when until when, and for whom, the Assertion holds.",
        at_aws: "STS was measured to refuse an Assertion without them, and one whose NotOnOrAfter is past.",
        citations: &[SAML_CORE, STS_MEASURED],
    },
    Field {
        name: "NotBefore",
        what: "The moment before which the element does not hold.",
        at_aws: "AWS documents nothing about it. STS was measured not to read that of Conditions; the sign-in page was not measured.",
        citations: &[SAML_CORE, STS_MEASURED],
    },
    Field {
        name: "NotOnOrAfter",
        what: "The moment at which the element no longer holds.",
        at_aws: "AWS enforces that of Conditions and that of SubjectConfirmationData, which it requires.",
        citations: &[CREATE_SAML_PROVIDER, SAML_ASSERTIONS, STS_MEASURED],
    },
    Field {
        name: "AudienceRestriction",
        what: "The applications that the Assertion is for.",
        at_aws: "AWS's page wants one with an Audience of its own. STS was measured to take a response without.",
        citations: &[TROUBLESHOOT_SAML, STS_MEASURED],
    },
    Field {
        name: "Audience",
        what: "An application that the Assertion is for, by its entity ID; for IAM that is urn:amazon:webservices or the sign-in URL.",
        at_aws: "AWS's page says that a response without the required audience is refused. STS was measured not to read it; SAML:aud of a trust policy is the Recipient.",
        citations: &[TROUBLESHOOT_SAML, STS_MEASURED, CONDITION_KEYS],
    },
    Field {
        name: "AuthnStatement",
        what: "When and how the person signed in at the identity provider.",
        at_aws: "STS was measured to refuse an Assertion without one.",
        citations: &[SAML_CORE, STS_MEASURED],
    },
    Field {
        name: "AuthnInstant",
        what: "When the person signed in at the identity provider, which may be long before the response was issued.",
        at_aws: "AWS documents nothing about it.",
        citations: &[SAML_CORE],
    },
    Field {
        name: "SessionNotOnOrAfter",
        what: "When the session at the identity provider ends.",
        at_aws: "A session at AWS ends then at the latest. STS was measured to refuse a response in which it is past.",
        citations: &[ASSUME_ROLE_WITH_SAML, STS_MEASURED],
    },
    Field {
        name: "SessionIndex",
        what: "The session at the identity provider, for a logout.",
        at_aws: "AWS documents nothing about it.",
        citations: &[SAML_CORE],
    },
    Field {
        name: "AttributeStatement",
        what: "The attributes of the person.",
        at_aws: "AWS reads those whose Name begins with https://aws.amazon.com/SAML/Attributes/, letter case included, and passes over the others.",
        citations: &[SAML_ASSERTIONS],
    },
    Field {
        name: "AttributeValue",
        what: "One value of an Attribute.",
        at_aws: "White space before or after it can make AWS refuse the response.",
        citations: &[TROUBLESHOOT_SAML, SAML_ASSERTIONS],
    },
    Field {
        name: "Role",
        what: "The attribute with the roles that the person may take: each value is the ARN of a role and the ARN of the SAML provider, with a comma between.",
        at_aws: "AWS requires it. With several values the person chooses on a page; the role's trust policy has to let the provider in.",
        citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML],
    },
    Field {
        name: "RoleSessionName",
        what: "The attribute with the name of the session, usually the person's user name or mail address.",
        at_aws: "AWS requires exactly one value: 2 to 64 letters, digits and _ + = , . @ -, no spaces. Amazon Connect looks its user up by it.",
        citations: &[SAML_ASSERTIONS, TROUBLESHOOT_SAML, CONNECT_CONFIGURE],
    },
    Field {
        name: "SessionDuration",
        what: "The attribute that says how long a console session lasts, in seconds.",
        at_aws: "900 to 43200; 3600 without it. It does not lengthen the session of an AssumeRoleWithSAML call, which has DurationSeconds for that.",
        citations: &[SAML_ASSERTIONS, STS_MEASURED],
    },
    Field {
        name: "SourceIdentity",
        what: "The attribute with a name that stays with every session that follows from this one.",
        at_aws: "The role's trust policy has to allow sts:SetSourceIdentity. It stands in CloudTrail and cannot be changed later.",
        citations: &[SAML_ASSERTIONS, SOURCE_IDENTITY],
    },
    Field {
        name: "PrincipalTag",
        what: "An attribute with a session tag: its key stands behind the colon of the Name.",
        at_aws: "The role's trust policy has to allow sts:TagSession. Policies read it as aws:PrincipalTag/key.",
        citations: &[SAML_ASSERTIONS, SESSION_TAGS],
    },
    Field {
        name: "TransitiveTagKeys",
        what: "The attribute with the keys of the tags that go on to the next role.",
        at_aws: "Each of its values names a tag that is passed; the role's trust policy has to allow sts:TagSession.",
        citations: &[SAML_ASSERTIONS, SESSION_TAGS],
    },
    Field {
        name: "AccessControl",
        what: "An attribute for access control in IAM Identity Center: its key stands behind the colon of the Name.",
        at_aws: "IAM Identity Center makes a session tag of it. IAM's own sign-in does not read it.",
        citations: &[CENTER_OTHER_PROVIDERS, SAML_ASSERTIONS],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_name_as_it_stands_in_a_document() {
        for (text, expected) in [
            ("Recipient", Some("Recipient")),
            ("relaystate", Some("RelayState")),
            ("https://aws.amazon.com/SAML/Attributes/RoleSessionName", Some("RoleSessionName")),
            ("https://aws.amazon.com/SAML/Attributes/PrincipalTag:team", Some("PrincipalTag")),
            ("https://aws.amazon.com/SAML/Attributes/Rolle", None),
            ("PrincipalTag:team", None),
            ("", None),
        ] {
            assert_eq!(field(text).map(|field| field.name), expected, "{text}");
        }
    }

    #[test]
    fn every_field_has_a_source_and_no_name_stands_twice() {
        for (index, field) in FIELDS.iter().enumerate() {
            assert!(!field.citations.is_empty(), "{} cites nothing", field.name);
            assert!(
                !FIELDS[..index].iter().any(|other| other.name.eq_ignore_ascii_case(field.name)),
                "{} stands twice",
                field.name
            );
        }
    }
}
