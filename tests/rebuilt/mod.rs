//! The responses that were measured, built again: one good one, and one change in each other.
//!
//! Everything is fixed, so the same files come out each time: keys, instants, and what encryption
//! usually takes from chance.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test stops where its scenarios are not what they should be")]

mod encrypted;
pub mod provider;
pub mod said;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

pub use self::encrypted::Encryption;
use crate::signing::{Plan, parse, sign};

pub const ROLE_ARN: &str = "arn:aws:iam::123456789012:role/Dev";
pub const PROVIDER_ARN: &str = "arn:aws:iam::123456789012:saml-provider/Example";
pub const PROVIDER_UUID: &str = "SAMLSPABCDEFGHIJKLMNOP";

/// Issued at 11:00, valid from 10:59 to 11:05.
const GOOD: &str = r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response" Version="2.0" IssueInstant="2026-09-11T11:00:00Z"><saml:Issuer>https://idp.example/metadata</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_assertion" Version="2.0" IssueInstant="2026-09-11T11:00:00Z"><saml:Issuer>https://idp.example/metadata</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">subject-123</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="2026-09-11T11:05:00Z" Recipient="https://signin.aws.amazon.com/saml"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="2026-09-11T10:59:00Z" NotOnOrAfter="2026-09-11T11:05:00Z"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="2026-09-11T11:00:00Z" SessionIndex="_session"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/Role"><saml:AttributeValue>arn:aws:iam::123456789012:role/Dev,arn:aws:iam::123456789012:saml-provider/Example</saml:AttributeValue></saml:Attribute><saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName"><saml:AttributeValue>jane.doe</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>"#;

/// One measured change.
#[derive(Debug)]
pub struct Scenario {
    /// That of the measurement.
    pub id: &'static str,
    /// What is replaced in the good response, at its first place.
    changes: Vec<(&'static str, &'static str)>,
    signed: Signed,
    encryption: Option<Encryption>,
    /// `--duration-seconds` of the call.
    duration: Option<u32>,
    sent: usize,
    pub requires_encryption: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signed {
    Assertion,
    Response,
    Both,
    Nothing,
    AssertionThenChanged(&'static str, &'static str),
    BothOuterZeroed,
}

/// A signature's worth of zeros.
const ZEROS: [u8; 256] = [0; 256];

impl Scenario {
    pub fn xml(&self) -> String {
        let mut text = GOOD.to_owned();
        for &(from, to) in &self.changes {
            assert!(text.contains(from), "{}: {from:?} is not in the response", self.id);
            text = text.replacen(from, to, 1);
        }
        let plan = plan();
        let text = match self.signed {
            Signed::Nothing => text,
            Signed::Assertion => sign(&text, "Assertion", &plan),
            Signed::Response => sign(&text, "Response", &plan),
            Signed::Both => sign(&sign(&text, "Assertion", &plan), "Response", &plan),
            Signed::AssertionThenChanged(from, to) => {
                let signed = sign(&text, "Assertion", &plan);
                assert!(signed.contains(from), "{}", self.id);
                signed.replacen(from, to, 1)
            }
            Signed::BothOuterZeroed => {
                let signed = sign(&sign(&text, "Assertion", &plan), "Response", &plan);
                // The Response's own stands first.
                let start = signed.find("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
                let end = start + signed[start..].find('<').unwrap();
                format!("{}{}{}", &signed[..start], BASE64_STANDARD.encode(ZEROS), &signed[end..])
            }
        };
        parse(&text).unwrap_or_else(|refused| panic!("{}: {refused:?}", self.id));
        match &self.encryption {
            Some(encryption) => encryption.of_the_assertion(&text),
            None => text,
        }
    }

    /// As the command that was called.
    pub fn call(&self) -> String {
        let duration =
            self.duration.map(|seconds| format!(" --duration-seconds {seconds}")).unwrap_or_default();
        let call = format!(
            "aws sts assume-role-with-saml --role-arn {ROLE_ARN} --principal-arn {PROVIDER_ARN}{duration} --saml-assertion {}\n",
            self.base64()
        );
        call.repeat(self.sent)
    }

    /// As the body that a browser would post.
    pub fn post(&self) -> String {
        let value = self.base64().replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        format!("SAMLResponse={value}&RelayState=\n")
    }

    fn base64(&self) -> String {
        BASE64_STANDARD.encode(self.xml())
    }
}

/// Signed with a certificate that had expired an hour before.
fn plan() -> Plan {
    let certificate = provider::certificate();
    let key_info =
        format!("<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data>");
    Plan { key_info: Some(Box::leak(key_info.into_boxed_str())), ..Plan::default() }
}

const CONDITIONS: &str = r#"<saml:Conditions NotBefore="2026-09-11T10:59:00Z" NotOnOrAfter="2026-09-11T11:05:00Z"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction></saml:Conditions>"#;
const RESTRICTION: &str = "<saml:AudienceRestriction><saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction>";
const NOT_BEFORE: &str = r#"Conditions NotBefore="2026-09-11T10:59:00Z""#;
const CONDITIONS_END: &str = r#"NotBefore="2026-09-11T10:59:00Z" NotOnOrAfter="2026-09-11T11:05:00Z""#;
const CONFIRMATION_END: &str = r#"SubjectConfirmationData NotOnOrAfter="2026-09-11T11:05:00Z""#;
const CONFIRMATION: &str = r#"<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="2026-09-11T11:05:00Z" Recipient="https://signin.aws.amazon.com/saml"/></saml:SubjectConfirmation>"#;
const RECIPIENT: &str = r#"Recipient="https://signin.aws.amazon.com/saml""#;
const FORMAT: &str = r#" Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent""#;
const AUTHN: &str = r#"<saml:AuthnStatement AuthnInstant="2026-09-11T11:00:00Z" SessionIndex="_session"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"#;
const PAIR: &str = "arn:aws:iam::123456789012:role/Dev,arn:aws:iam::123456789012:saml-provider/Example";
const STATEMENT_END: &str = "</saml:AttributeStatement>";
const RECIPIENT_WITH_ID: &str =
    r#"Recipient="https://us-east-1.signin.aws.amazon.com/saml/acs/SAMLSPABCDEFGHIJKLMNOP""#;

/// Every measured response, in the order of the measurements.
pub fn all() -> Vec<Scenario> {
    use Signed::*;
    let plain = |id, changes: &[(&'static str, &'static str)]| Scenario {
        id,
        changes: changes.to_vec(),
        signed: Assertion,
        encryption: None,
        duration: None,
        sent: 1,
        requires_encryption: false,
    };
    let signed = |id, signed| Scenario { signed, ..plain(id, &[]) };
    let encrypted = |id, encryption, changes| Scenario { encryption: Some(encryption), ..plain(id, changes) };
    let required =
        |id, encryption, changes| Scenario { encryption, requires_encryption: true, ..plain(id, changes) };
    let duration = |seconds: &str| -> &'static str {
        let attribute = format!(
            r#"<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/SessionDuration"><saml:AttributeValue>{seconds}</saml:AttributeValue></saml:Attribute>{STATEMENT_END}"#
        );
        Box::leak(attribute.into_boxed_str())
    };
    vec![
        plain("assertion-signed", &[]),
        signed("both-signed", Both),
        signed("only-response-signed", Response),
        signed("unsigned", Nothing),
        signed("name-id-changed-after-signing", AssertionThenChanged("subject-123", "subject-124")),
        signed("response-signature-zeroed", BothOuterZeroed),
        plain("audience-other", &[("urn:amazon:webservices", "urn:unrelated:application")]),
        plain("audience-restriction-absent", &[(RESTRICTION, "")]),
        plain("conditions-absent", &[(CONDITIONS, "")]),
        plain(
            "conditions-expired",
            &[(CONDITIONS_END, r#"NotBefore="2026-09-11T10:59:00Z" NotOnOrAfter="2026-09-11T10:59:00Z""#)],
        ),
        plain("conditions-end-absent", &[(CONDITIONS_END, r#"NotBefore="2026-09-11T10:59:00Z""#)]),
        plain("conditions-begin-in-60-s", &[(NOT_BEFORE, r#"Conditions NotBefore="2026-09-11T11:01:00Z""#)]),
        plain("conditions-begin-in-240-s", &[(NOT_BEFORE, r#"Conditions NotBefore="2026-09-11T11:04:00Z""#)]),
        plain("conditions-begin-in-360-s", &[(NOT_BEFORE, r#"Conditions NotBefore="2026-09-11T11:06:00Z""#)]),
        plain("conditions-begin-in-a-day", &[(NOT_BEFORE, r#"Conditions NotBefore="2026-09-12T11:00:00Z""#)]),
        plain("conditions-begin-unreadable", &[(NOT_BEFORE, r#"Conditions NotBefore="invalid""#)]),
        plain("recipient-of-another-host", &[(RECIPIENT, r#"Recipient="https://unrelated.example/saml""#)]),
        plain("recipient-no-url", &[(RECIPIENT, r#"Recipient="not-a-url""#)]),
        plain("recipient-with-provider-id", &[(RECIPIENT, RECIPIENT_WITH_ID)]),
        plain("recipient-absent", &[(r#" Recipient="https://signin.aws.amazon.com/saml""#, "")]),
        plain(
            "confirmation-expired",
            &[(CONFIRMATION_END, r#"SubjectConfirmationData NotOnOrAfter="2026-09-11T10:59:00Z""#)],
        ),
        plain("confirmation-end-absent", &[(CONFIRMATION_END, "SubjectConfirmationData")]),
        plain(
            "confirmation-begins-in-a-day",
            &[(
                CONFIRMATION_END,
                r#"SubjectConfirmationData NotBefore="2026-09-12T11:00:00Z" NotOnOrAfter="2026-09-11T11:05:00Z""#,
            )],
        ),
        plain("confirmation-repeated", &[(CONFIRMATION, Box::leak(CONFIRMATION.repeat(2).into_boxed_str()))]),
        plain(
            "name-id-format-email",
            &[(FORMAT, r#" Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress""#)],
        ),
        plain("name-id-format-own", &[(FORMAT, r#" Format="custom-format""#)]),
        plain("name-id-format-absent", &[(FORMAT, "")]),
        plain("authn-statement-absent", &[(AUTHN, "")]),
        plain(
            "session-end-past",
            &[(
                r#" SessionIndex="_session""#,
                r#" SessionIndex="_session" SessionNotOnOrAfter="2026-09-11T10:59:00Z""#,
            )],
        ),
        plain(
            "session-end-in-600-s",
            &[(
                r#" SessionIndex="_session""#,
                r#" SessionIndex="_session" SessionNotOnOrAfter="2026-09-11T11:10:00Z""#,
            )],
        ),
        plain("session-duration-900", &[(STATEMENT_END, duration("900"))]),
        plain("session-duration-7200", &[(STATEMENT_END, duration("7200"))]),
        Scenario { duration: Some(7200), ..plain("duration-seconds-7200", &[]) },
        plain(
            "provider-before-role",
            &[(PAIR, "arn:aws:iam::123456789012:saml-provider/Example,arn:aws:iam::123456789012:role/Dev")],
        ),
        plain(
            "requested-role-absent",
            &[(PAIR, "arn:aws:iam::210987654321:role/Other,arn:aws:iam::210987654321:saml-provider/Example")],
        ),
        plain(
            "source-identity-and-tags",
            &[(
                STATEMENT_END,
                r#"<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/SourceIdentity"><saml:AttributeValue>source-123</saml:AttributeValue></saml:Attribute><saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/PrincipalTag:Team"><saml:AttributeValue>blue</saml:AttributeValue></saml:Attribute><saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/TransitiveTagKeys"><saml:AttributeValue>Team</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>"#,
            )],
        ),
        plain("response-issuer-other", &[("https://idp.example/metadata", "https://other.example/metadata")]),
        Scenario {
            sent: 2,
            ..plain(
                "one-time-use-sent-twice",
                &[("</saml:Conditions>", "<saml:OneTimeUse/></saml:Conditions>")],
            )
        },
        plain(
            "proxy-restriction",
            &[("</saml:Conditions>", r#"<saml:ProxyRestriction Count="0"/></saml:Conditions>"#)],
        ),
        encrypted("encrypted-aes-128-cbc", Encryption::AES_128_CBC, &[]),
        encrypted("encrypted-aes-256-cbc", Encryption::AES_256_CBC, &[]),
        encrypted("encrypted-aes-128-gcm", Encryption::AES_128_GCM, &[]),
        encrypted("encrypted-aes-256-gcm", Encryption::AES_256_GCM, &[]),
        encrypted("encrypted-oaep-sha256", Encryption::OAEP_SHA256, &[]),
        encrypted("encrypted-oaep-mgf1-sha256", Encryption::OAEP_MGF1_SHA256, &[]),
        required("required-not-encrypted", None, &[]),
        required("required-plain-recipient", Some(Encryption::AES_256_GCM), &[]),
        required(
            "required-recipient-with-id",
            Some(Encryption::AES_256_GCM),
            &[(RECIPIENT, RECIPIENT_WITH_ID)],
        ),
        required(
            "required-recipient-with-strange-id",
            Some(Encryption::AES_256_GCM),
            &[(
                RECIPIENT,
                r#"Recipient="https://us-east-1.signin.aws.amazon.com/saml/acs/SAMLSPZZZZZZZZZZZZZZZZ""#,
            )],
        ),
    ]
}
