//! Good responses for every service, in every identity provider's manner: nothing is said against them.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use saml_doctor::rule::Severity;
use saml_doctor::rules;
use support::diagnose_texts;

/// Issuer, and the NameFormat of attributes.
const PROVIDERS: &[(&str, &str)] = &[
    ("http://www.okta.com/exk1a2b3c4d5e6f7g8h9", "uri"),
    ("https://sts.windows.net/0a1b2c3d-0000-4000-8000-0123456789ab/", ""),
    ("http://adfs.corp.example/adfs/services/trust", ""),
    ("https://accounts.google.com/o/saml2?idpid=C01abcdef", "unspecified"),
    ("https://sso.corp.example/realms/corp", "basic"),
    ("https://auth.pingone.eu/0a1b2c3d-0000-4000-8000-0123456789ab", "unspecified"),
    ("https://ping.corp.example", "unspecified"),
    ("https://app.onelogin.com/saml/metadata/0a1b2c3d-0000-4000-8000-0123456789ab", "basic"),
    ("https://sso.jumpcloud.com/saml2/aws", "unspecified"),
    ("urn:corp.eu.auth0.com", "uri"),
    ("https://idp.corp.example/idp/shibboleth", "uri"),
];

/// A service: what it is called, where the response goes, for whom, with what.
struct Good {
    service: &'static str,
    acs: &'static str,
    audience: &'static str,
    relay_state: &'static str,
    name_id: (&'static str, &'static str),
    in_response_to: &'static str,
    attributes: &'static [(&'static str, &'static str)],
}

const EMAIL: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
const SIGN_IN: &str = "https://us-east-1.signin.aws.amazon.com/saml";
const WEB_SERVICES: &str = "urn:amazon:webservices";
const ROLE: (&str, &str) = (
    "https://aws.amazon.com/SAML/Attributes/Role",
    "arn:aws:iam::123456789012:role/Operators,arn:aws:iam::123456789012:saml-provider/Corp",
);
const NAME: (&str, &str) =
    ("https://aws.amazon.com/SAML/Attributes/RoleSessionName", "jane.doe@corp.example");
const MAIL_TAG: (&str, &str) =
    ("https://aws.amazon.com/SAML/Attributes/PrincipalTag:Email", "jane.doe@corp.example");
const JANE: (&str, &str) = (EMAIL, "jane.doe@corp.example");
const OPAQUE: (&str, &str) = (PERSISTENT, "jane.doe");

const SERVICES: &[Good] = &[
    Good {
        service: "iam",
        acs: SIGN_IN,
        audience: WEB_SERVICES,
        relay_state: "",
        name_id: JANE,
        in_response_to: "",
        attributes: &[ROLE, NAME],
    },
    Good {
        service: "connect",
        acs: SIGN_IN,
        audience: WEB_SERVICES,
        relay_state: "https://us-east-1.console.aws.amazon.com/connect/federate/a65f1779-33b8-4c1d-9c44-0d6c4f1b2a3e?destination=%2Fagent-app-v2",
        name_id: JANE,
        in_response_to: "",
        attributes: &[ROLE, NAME],
    },
    Good {
        service: "workspaces",
        acs: SIGN_IN,
        audience: WEB_SERVICES,
        relay_state: "https://workspaces.euc-sso.us-east-1.aws.amazon.com/sso-idp?registrationCode=SLiad%2BABCDEF",
        name_id: OPAQUE,
        in_response_to: "",
        attributes: &[ROLE, NAME, MAIL_TAG],
    },
    Good {
        service: "appstream",
        acs: SIGN_IN,
        audience: WEB_SERVICES,
        relay_state: "https://appstream2.us-east-1.aws.amazon.com/saml?stack=Design&accountId=123456789012",
        name_id: OPAQUE,
        in_response_to: "",
        attributes: &[ROLE, NAME],
    },
    Good {
        service: "quicksight",
        acs: SIGN_IN,
        audience: WEB_SERVICES,
        relay_state: "https://quicksight.aws.amazon.com",
        name_id: JANE,
        in_response_to: "",
        attributes: &[ROLE, NAME, MAIL_TAG],
    },
    Good {
        service: "redshift",
        acs: SIGN_IN,
        audience: WEB_SERVICES,
        relay_state: "",
        name_id: JANE,
        in_response_to: "",
        attributes: &[ROLE, NAME, ("https://redshift.amazon.com/SAML/Attributes/DbUser", "jane.doe")],
    },
    Good {
        service: "identity-center",
        acs: "https://us-east-1.signin.aws.amazon.com/platform/saml/acs/0a1b2c3d-0000-4000-8000-0123456789ab",
        audience: "https://us-east-1.signin.aws.amazon.com/platform/saml/d-9a67ef0123",
        relay_state: "",
        name_id: JANE,
        in_response_to: "",
        attributes: &[],
    },
    Good {
        service: "client-vpn",
        acs: "http://127.0.0.1:35001",
        audience: "urn:amazon:webservices:clientvpn",
        relay_state: "",
        name_id: JANE,
        in_response_to: "",
        attributes: &[("FirstName", "Jane"), ("LastName", "Doe"), ("memberOf", "staff")],
    },
    Good {
        service: "cognito",
        acs: "https://corp.auth.us-east-1.amazoncognito.com/saml2/idpresponse",
        audience: "urn:amazon:cognito:sp:us-east-1_Ex4mPLe01",
        relay_state: "H4sIAAAAAAAA",
        name_id: OPAQUE,
        in_response_to: "_dd0a3436-0000-4000-8000-000000000001",
        attributes: &[("email", "jane.doe@corp.example")],
    },
    Good {
        service: "grafana",
        acs: "https://g-0123456789.grafana-workspace.us-east-1.amazonaws.com/saml/acs",
        audience: "https://g-0123456789.grafana-workspace.us-east-1.amazonaws.com/saml/metadata",
        relay_state: "",
        name_id: JANE,
        in_response_to: "id-0123456789abcdef",
        attributes: &[("mail", "jane.doe@corp.example"), ("displayName", "Jane Doe")],
    },
    Good {
        service: "open-search",
        acs: "https://search-corp-abcdefghijklmnop.us-east-1.es.amazonaws.com/_dashboards/_opendistro/_security/saml/acs",
        audience: "https://search-corp-abcdefghijklmnop.us-east-1.es.amazonaws.com",
        relay_state: "",
        name_id: JANE,
        in_response_to: "",
        attributes: &[("roles", "staff")],
    },
];

#[test]
fn nothing_is_said_against_a_good_response_for_any_service_of_any_provider() {
    let mut failures = Vec::new();
    for good in SERVICES {
        for (issuer, format) in PROVIDERS {
            let body = body(good, issuer, format);
            let report = diagnose_texts(&[("body.txt", body.as_bytes())], &["--at", "issued+5s"], &[]);
            let judged = report.messages[0].judged.as_ref().unwrap();
            assert_eq!(judged.target.id, good.service, "{issuer}");
            let against = judged.judgement.findings.iter().map(|found| &found.finding).filter(|finding| {
                // It is not signed, which is all that is wrong with it.
                finding.severity > Severity::Note && rules::folder_of(finding.rule) != "signature"
            });
            failures.extend(against.map(|finding| format!("{} {issuer}: {}", good.service, finding.message)));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn body(good: &Good, issuer: &str, format: &str) -> String {
    let Good { acs, audience, relay_state, name_id: (kind, name), in_response_to, attributes, .. } = good;
    let format = match format {
        "" => String::new(),
        format => format!(" NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:{format}\""),
    };
    let answers = match *in_response_to {
        "" => String::new(),
        id => format!(" InResponseTo=\"{id}\""),
    };
    let attributes: String = attributes
        .iter()
        .map(|(name, value)| {
            format!("<a:Attribute Name=\"{name}\"{format}><a:AttributeValue>{value}</a:AttributeValue></a:Attribute>")
        })
        .collect();
    let statement = match attributes.as_str() {
        "" => String::new(),
        attributes => format!("<a:AttributeStatement>{attributes}</a:AttributeStatement>"),
    };
    let xml = format!(
        "<p:Response xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\" \
         ID=\"_r1\" Version=\"2.0\" IssueInstant=\"2026-05-26T11:58:01Z\" Destination=\"{acs}\"{answers}>\
         <a:Issuer>{issuer}</a:Issuer><p:Status><p:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></p:Status>\
         <a:Assertion ID=\"_a1\" Version=\"2.0\" IssueInstant=\"2026-05-26T11:58:01Z\"><a:Issuer>{issuer}</a:Issuer>\
         <a:Subject><a:NameID Format=\"{kind}\">{name}</a:NameID><a:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
         <a:SubjectConfirmationData{answers} NotOnOrAfter=\"2026-05-26T12:03:01Z\" Recipient=\"{acs}\"/></a:SubjectConfirmation></a:Subject>\
         <a:Conditions NotBefore=\"2026-05-26T11:57:31Z\" NotOnOrAfter=\"2026-05-26T12:03:01Z\"><a:AudienceRestriction>\
         <a:Audience>{audience}</a:Audience></a:AudienceRestriction></a:Conditions>\
         <a:AuthnStatement AuthnInstant=\"2026-05-26T11:58:01Z\"><a:AuthnContext><a:AuthnContextClassRef>\
         urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</a:AuthnContextClassRef></a:AuthnContext></a:AuthnStatement>\
         {statement}</a:Assertion></p:Response>"
    );
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    format!("SAMLResponse={}&RelayState={}", encoded(&STANDARD.encode(xml)), encoded(relay_state))
}
