//! The screen a remedy names: of the application that the response proves, with the reader's own values.

#![allow(clippy::unwrap_used, reason = "a test stops where its fixtures are not what they should be")]

mod support;

use std::fs;

use saml_doctor::report::{AtApplication, Finding, Report};
use support::{diagnose_texts, fixture};

/// A response of a provider with one thing changed in it, and what a rule finds in that. The change breaks
/// the signature, which other rules find.
fn finding(provider: &str, changes: &[(&str, &str)], rule: &str) -> Finding {
    finding_at(provider, changes, rule, "2026-05-26T11:58:06Z")
}

fn finding_at(provider: &str, changes: &[(&str, &str)], rule: &str, at: &str) -> Finding {
    let mut xml = fs::read_to_string(fixture(&format!("responses/{provider}.xml"))).unwrap();
    for (old, new) in changes {
        assert!(xml.contains(old), "{provider}.xml has no {old}");
        xml = xml.replace(old, new);
    }
    let report = Report::of(&diagnose_texts(&[("login.xml", xml.as_bytes())], &["--at", at], &[]));
    let found = report.messages[0].findings.iter().find(|finding| finding.rule == rule);
    found.unwrap_or_else(|| panic!("{provider}: no {rule}")).clone()
}

/// `in KIND: path > field: value`
fn told(screens: &[AtApplication]) -> Vec<String> {
    let told = screens.iter().map(|screen| {
        let kind = screen.application.as_ref().map(|name| format!("in {name}: ")).unwrap_or_default();
        let entered = match (screen.entered(), &screen.value) {
            (Some(entered), _) => format!(" > {entered}"),
            (None, Some(value)) => format!(": {value}"),
            (None, None) => String::new(),
        };
        format!("{kind}{}{entered}", screen.path)
    });
    told.collect()
}

const PREFIX: &str = "https://aws.amazon.com/SAML/Attributes/";

#[test]
fn a_misspelt_name_leads_to_the_box_that_holds_it_and_to_the_pair_that_was_sent() {
    for (provider, expected) in [
        (
            "okta",
            "Applications > Applications > the application > Sign On > Attribute Statements > Add expression, or the statement's row: Name = https://aws.amazon.com/SAML/Attributes/Role, Expression = \"arn:aws:iam::123456789012:role/Admin,arn:aws:iam::123456789012:saml-provider/Okta\"",
        ),
        (
            "entra",
            "Entra ID > Enterprise apps > the application > Single sign-on > Attributes & Claims > Edit > Add new claim, or the claim's row: Name = Role, Namespace = https://aws.amazon.com/SAML/Attributes, Source attribute = user.assignedroles",
        ),
        (
            "google",
            "Apps > Web and mobile apps > the application > SAML attribute mapping > Add mapping: Google directory attribute = Amazon > Role, App attributes = https://aws.amazon.com/SAML/Attributes/Role",
        ),
        (
            "onelogin",
            "Applications > Applications > the application > Parameters > +, or the parameter's row: Field name = https://aws.amazon.com/SAML/Attributes/Role, Value = arn:aws:iam::123456789012:role/Admin,arn:aws:iam::123456789012:saml-provider/Corp",
        ),
    ] {
        let changes = [("SAML/Attributes/Role\"", "SAML/Attributes/role\"")];
        let screens = finding(provider, &changes, "role-attribute-missing").remedy.screens;
        assert_eq!(told(&screens)[0], expected, "{provider}");
    }
}

#[test]
fn a_value_that_is_no_pair_leads_to_where_pairs_are_made_and_to_the_right_one() {
    for (provider, expected) in [
        (
            "okta",
            "in AWS Account Federation: Applications > Applications > the application > Sign On > Edit > Advanced Sign-on Settings > Role Value Pattern, with Use Group Mapping: arn:aws:iam::${accountid}:saml-provider/Okta,arn:aws:iam::${accountid}:role/${role}",
        ),
        (
            "entra",
            "Entra ID > App registrations > the application > App roles > Value: arn:aws:iam::123456789012:role/Admin,arn:aws:iam::123456789012:saml-provider/AzureAD",
        ),
        (
            "keycloak",
            "Clients > urn:amazon:webservices > Roles > Create role > Role name: arn:aws:iam::123456789012:role/Admin,arn:aws:iam::123456789012:saml-provider/keycloak",
        ),
        (
            "google",
            "Directory > Users > the user > User information > Amazon > Role > one line a role: arn:aws:iam::123456789012:role/Admin,arn:aws:iam::123456789012:saml-provider/GoogleApps",
        ),
        (
            "onelogin",
            "in Amazon Web Services (AWS) Multi Account: Applications > Applications > the application > Configuration > External Role Name",
        ),
    ] {
        let finding = finding(provider, &[(",arn:aws:iam::", ";arn:aws:iam::")], "role-value-not-pair");
        assert_eq!(told(&finding.remedy.screens)[0], expected, "{provider}");
        assert!(finding.remedy.text.contains("comma"), "{provider}: {}", finding.remedy.text);
    }
}

#[test]
fn what_was_taken_from_elsewhere_is_not_sent_to_a_second_place() {
    for (provider, value) in
        [("entra", "Default Access"), ("keycloak", "offline_access"), ("okta", "user.awsRole")]
    {
        let xml = fs::read_to_string(fixture(&format!("responses/{provider}.xml"))).unwrap();
        let start = xml.find("arn:aws:iam::").unwrap();
        let pair = &xml[start..start + xml[start..].find('<').unwrap()];
        let finding = finding(provider, &[(pair, value)], "role-value-not-pair");
        assert!(finding.remedy.screens.is_empty(), "{provider}: {:?}", told(&finding.remedy.screens));
    }
    let xml = fs::read_to_string(fixture("responses/adfs.xml")).unwrap();
    let start = xml.find("arn:aws:iam::").unwrap();
    let pair = &xml[start..start + xml[start..].find('<').unwrap()];
    let finding = finding("adfs", &[(pair, "CORP\\AWS-Admins")], "role-value-not-pair");
    assert!(told(&finding.remedy.screens)[0].contains("RegExReplace(c.Value, "), "the rule that makes pairs");
}

#[test]
fn kinds_of_application_with_the_same_place_are_told_once_and_one_of_several_by_its_name() {
    let name = ("jane.doe@corp.example</saml:AttributeValue>", "Jane Doe</saml:AttributeValue>");
    let xml = fs::read_to_string(fixture("responses/onelogin.xml")).unwrap();
    assert!(xml.contains(name.0), "the fixture has another prefix");
    let screens = finding("onelogin", &[name], "role-session-name-malformed").remedy.screens;
    assert_eq!(
        told(&screens)[0],
        "in Amazon Web Services (AWS) Multi Account or Amazon Web Services (AWS): Applications > Applications > the application > Parameters > the row of RoleSessionName"
    );
    // The catalogue application has no box for the algorithm: whose it is has to be said.
    let changed = ("2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1");
    let screens = finding("okta", &[changed], "signature-algorithm-sha1").remedy.screens;
    assert_eq!(
        told(&screens),
        [
            "in a self-made SAML 2.0 app: Applications > Applications > the application > General > SAML Settings > Edit > Next > Show Advanced Settings: Signature Algorithm = RSA-SHA256, Digest Algorithm = SHA256"
        ]
    );
}

#[test]
fn an_application_is_named_as_it_is_listed_there_and_a_tag_by_its_key() {
    let changes = [(">urn:amazon:webservices<", ">https://aws.corp.example<")];
    let screens = finding("keycloak", &changes, "audience-not-aws").remedy.screens;
    assert_eq!(
        told(&screens),
        ["Clients > https://aws.corp.example > Settings > Client ID: urn:amazon:webservices"]
    );
    let session = format!("Name=\"{PREFIX}SessionDuration\"");
    let tag = format!("Name=\"{PREFIX}PrincipalTag:Team\"");
    let changes = [(session.as_str(), tag.as_str()), (">3600<", ">a;b<")];
    let screens = finding("okta", &changes, "principal-tag-value-malformed").remedy.screens;
    assert!(
        told(&screens)[0].contains("PrincipalTag:Team, Expression = user.profile.<field>"),
        "{screens:?}"
    );
    // Untrusted text does not become a step of a path.
    let changes = [(">urn:amazon:webservices<", ">an application\u{202e} of mine<")];
    let screens = finding("keycloak", &changes, "audience-not-aws").remedy.screens;
    assert!(told(&screens)[0].starts_with("Clients > urn:amazon:webservices > Settings"), "{screens:?}");
}

#[test]
fn identity_center_gets_its_own_values_in_screens_that_both_share() {
    let center = "https://eu-west-1.signin.aws.amazon.com/platform/saml/";
    let acs = format!("\"{center}acs/0a1b2c3d-1111-2222-3333-444455556666\"");
    let audience = format!(">{center}d-9067642ac7<");
    let changes = [
        ("\"https://signin.aws.amazon.com/saml\"", acs.as_str()),
        (">urn:amazon:webservices<", audience.as_str()),
    ];
    let screens = finding("google", &changes, "center-name-id-format").remedy.screens;
    assert_eq!(
        told(&screens),
        [
            "Apps > Web and mobile apps > the application > Service provider details: Name ID format = EMAIL, Name ID = Basic Information > Primary Email"
        ]
    );
    let changes = [changes[0], (">urn:amazon:webservices<", ">urn:amazon:webservices:x<")];
    let screens = finding("google", &changes, "center-audience-differs").remedy.screens;
    assert_eq!(
        told(&screens),
        [
            "Apps > Web and mobile apps > the application > Service provider details > Entity ID: the IAM Identity Center issuer URL"
        ]
    );
}

#[test]
fn the_full_report_names_the_screen_of_the_application_that_is_proved() {
    let changes = [("SAML/Attributes/RoleSessionName\"", "SAML/Attributes/RoleSessionname\"")];
    let finding = finding("okta", &changes, "role-session-name-missing");
    assert_eq!(finding.remedy.screens.len(), 1, "a misspelt Name proves the self-made application");
    assert!(finding.remedy.screens[0].path.ends_with("Attribute Statements"), "{finding:?}");
    assert_eq!(
        finding.remedy.screens[0].preview,
        Some("General > SAML Settings > Edit > Next > Preview the SAML Assertion")
    );
}

#[test]
fn a_clock_that_only_the_vendor_can_set_is_not_asked_for() {
    let early = "2026-05-26T11:30:00Z";
    for (provider, expected, who) in [
        (
            "okta",
            "check the time given with --at: the clock of Okta is likely right, and nobody but its vendor can set it",
            None,
        ),
        (
            "adfs",
            "synchronise the clock of the identity provider with a time server, or let its assertions begin a minute or two before they are issued",
            Some("AD FS admin"),
        ),
    ] {
        let finding = finding_at(provider, &[], "conditions-not-yet-valid", early);
        assert_eq!(finding.remedy.text, expected, "{provider}");
        assert_eq!(finding.remedy.who_words.as_deref(), who, "{provider}");
    }
}

#[test]
fn a_value_is_the_one_that_is_wanted_and_none_where_a_service_has_its_own() {
    // RelayState stands in the form beside the response.
    let xml = fs::read_to_string(fixture("responses/keycloak.xml")).unwrap();
    let encoded = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, xml);
    let id = "a65f1779-33b8-4c1d-9c44-0d6c4f1b2a3e";
    let body = format!("SAMLResponse={}&RelayState={id}", encoded.replace('+', "%2B").replace('=', "%3D"));
    let report = Report::of(&diagnose_texts(&[("login.txt", body.as_bytes())], &["--at", "issued+5s"], &[]));
    let mut findings = report.messages[0].findings.iter();
    let finding = findings.find(|finding| finding.rule == "connect-relay-state-elsewhere").unwrap();
    let right = format!("https://REGION.console.aws.amazon.com/connect/federate/{id}");
    assert_eq!(
        told(&finding.remedy.screens),
        [format!(
            "Clients > urn:amazon:webservices > Settings > Access settings > IDP Initiated SSO Relay State: {right}"
        )]
    );
    assert!(finding.remedy.text.contains(&right), "one value, not two: {}", finding.remedy.text);
    // Amazon Managed Grafana wants none at all.
    let changes = [
        (
            "\"https://signin.aws.amazon.com/saml\"",
            "\"https://g-0123456789.grafana-workspace.us-east-1.amazonaws.com/saml/acs\"",
        ),
        (
            ">urn:amazon:webservices<",
            ">https://g-0123456789.grafana-workspace.us-east-1.amazonaws.com/saml/metadata<",
        ),
    ];
    let screens = self::finding("okta", &changes, "begun-at-the-provider").remedy.screens;
    assert_eq!(
        told(&screens),
        [
            "Applications > Applications > the application > General > SAML Settings > Edit > Next > Default RelayState"
        ]
    );
}

#[test]
fn a_name_that_is_nearly_right_is_told_by_what_is_wrong_in_it() {
    let changes = [("SAML/Attributes/RoleSessionName\"", "SAML/Attributes/RoleSessionname\"")];
    assert_eq!(
        finding("entra", &changes, "role-session-name-missing").remedy.text,
        "rename the attribute \"…/RoleSessionname\" to https://aws.amazon.com/SAML/Attributes/RoleSessionName"
    );
    let changes = [("https://aws.amazon.com/SAML/Attributes/SessionDuration", "SessionDuration")];
    let finding = finding("okta", &changes, "aws-attribute-name-near-miss");
    assert_eq!(
        finding.remedy.text,
        "rename the attribute \"SessionDuration\" to https://aws.amazon.com/SAML/Attributes/SessionDuration"
    );
    assert!(told(&finding.remedy.screens)[0].ends_with("/SessionDuration, Expression = \"3600\""));
}

#[test]
fn the_audience_to_be_entered_is_the_one_of_the_partition_in_text_and_in_value() {
    let changes = [(">urn:amazon:webservices:govcloud<", ">https://aws.corp.example<")];
    let finding = finding("okta-govcloud", &changes, "audience-not-aws");
    assert!(finding.remedy.text.ends_with(" to urn:amazon:webservices:govcloud"), "{}", finding.remedy.text);
    assert!(told(&finding.remedy.screens)[0].ends_with("(SP Entity ID): urn:amazon:webservices:govcloud"));
}

#[test]
fn a_name_in_another_case_leads_to_what_makes_it_lower_case_where_there_is_such_a_thing() {
    let users = fs::read(fixture("services/connect-users.json")).unwrap();
    for (provider, sent, expected) in [
        (
            "entra",
            ">jane.doe@corp.example</AttributeValue>",
            "Entra ID > Enterprise apps > the application > Single sign-on > Attributes & Claims > Edit > the row RoleSessionName > Source = Transformation > Manage transformation: ToLowercase()",
        ),
        (
            "duo",
            ">jane.doe@corp.example</saml:AttributeValue>",
            "in Generic SAML Service Provider: Duo Admin Panel > Applications > the application > SAML Response > Map attributes",
        ),
    ] {
        let xml = fs::read_to_string(fixture(&format!("responses/{provider}.xml"))).unwrap();
        let xml = match xml.contains(sent) {
            true => xml.replace(sent, &sent.replace("jane.doe@corp.example", "Jane.Doe@example.com")),
            false => panic!("{provider}.xml has no {sent}"),
        };
        let encoded = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, xml);
        let body = format!(
            "SAMLResponse={}&RelayState=https%3A%2F%2Fus-east-1.console.aws.amazon.com%2Fconnect%2Ffederate%2Fa65f1779-33b8-4c1d-9c44-0d6c4f1b2a3e",
            encoded.replace('+', "%2B").replace('=', "%3D")
        );
        let files: [(&str, &[u8]); 2] = [("login.txt", body.as_bytes()), ("users.json", &users)];
        let report = Report::of(&diagnose_texts(&files, &["--at", "issued+5s"], &[]));
        let mut findings = report.messages[0].findings.iter();
        let finding = findings.find(|finding| finding.rule == "connect-user-not-in-list").unwrap();
        assert_eq!(told(&finding.remedy.screens)[0], expected, "{provider}");
    }
}

#[test]
fn the_metadata_that_a_command_uploads_is_told_where_to_get() {
    let xml = fs::read(fixture("responses/okta.xml")).unwrap();
    let other = fs::read(fixture("evidence/okta-with-a-slash.xml")).unwrap();
    let files: [(&str, &[u8]); 2] = [("login.xml", &xml), ("held.xml", &other)];
    let report = Report::of(&diagnose_texts(&files, &["--at", "issued+5s"], &[]));
    let mut findings = report.messages[0].findings.iter();
    let finding = findings.find(|finding| finding.rule == "issuer-not-the-providers").unwrap();
    assert!(finding.commands.iter().any(|command| command.ends_with(" file://metadata.xml")));
    assert_eq!(
        finding.remedy.metadata.as_deref(),
        Some(
            "metadata.xml is to be had from Okta: Applications > Applications > the application > Sign On > SAML Signing Certificates > Actions of the active row > View IdP metadata"
        )
    );
}
