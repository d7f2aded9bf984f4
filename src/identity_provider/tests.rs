use std::collections::HashSet;

use super::*;

#[test]
fn issuers_lead_to_their_providers() {
    for (issuer, expected) in [
        ("http://www.okta.com/exk1fxp0000000000000", Some("okta")),
        ("https://sts.windows.net/6babcaad-604b-40ac-a9d7-9fd97c0b779f/", Some("entra")),
        ("http://adfs.example.com/adfs/services/trust", Some("adfs")),
        ("https://auth.pingone.eu/6babcaad-604b-40ac-a9d7-9fd97c0b779f", Some("pingone")),
        ("https://app.onelogin.com/saml/metadata/12345", Some("onelogin")),
        ("https://accounts.google.com/o/saml2?idpid=C01abcdef", Some("google")),
        ("https://sso.example.com/realms/corp", Some("keycloak")),
        ("https://sso.example.com/auth/realms/corp", Some("keycloak")),
        ("https://idp.example.edu/idp/shibboleth", Some("shibboleth")),
        ("https://sso.jumpcloud.com/saml2/aws", Some("jumpcloud")),
        ("urn:example.auth0.com", Some("auth0")),
        ("urn:example.eu.auth0.com", Some("auth0")),
        ("https://sso-0123.sso.duosecurity.com/saml2/sp/DI0123/metadata", Some("duo")),
        ("https://example.my.idaptive.app/6babcaad", Some("cyberark")),
        ("https://example.id.cyberark.cloud/6babcaad", Some("cyberark")),
        ("https://example.vmwareidentity.com/SAAS/API/1.0/GET/metadata/idp.xml", Some("workspace-one")),
        ("https://portal.sso.eu-west-1.amazonaws.com/saml/assertion/QUJD", Some("identity-center")),
        ("https://okta.com.example/exk1", None),
        ("https://idp.example.com/saml", None),
        ("https://sso.example.com/realms/corp/protocol/saml", None),
        ("https://idp.example.com/simplesaml/saml2/idp/metadata.php", Some("simplesamlphp")),
        ("authentik", Some("authentik")),
        ("https://auth.example.com/application/saml/aws/metadata/", Some("authentik")),
        ("https://auth.example.com/application/saml/a/b/metadata/", None),
        ("my-idp", None),
        ("", None),
    ] {
        let signs = Signs { issuer: Some(issuer), ..Signs::default() };
        let found = recognise(&signs);
        assert_eq!(found.map(|(provider, _)| provider.id), expected, "{issuer}");
        assert!(found.is_none_or(|(_, strength)| strength == Strength::Strong), "{issuer}");
    }
}

#[test]
fn names_are_weak_signs_and_two_of_them_are_none() {
    let weak = |signs: Signs<'_>| recognise(&signs).map(|(provider, strength)| (provider.id, strength));
    let named = |names: &[&'static str]| Signs { provider_names: names.to_vec(), ..Signs::default() };
    assert_eq!(weak(named(&["OktaProd"])), Some(("okta", Strength::Weak)));
    assert_eq!(weak(named(&["my-adfs"])), Some(("adfs", Strength::Weak)));
    assert_eq!(weak(named(&["Okta", "ADFS"])), None);
    assert_eq!(weak(named(&["NotOkta"])), None);
    assert_eq!(
        weak(named(&["AWSSSO_0123456789abcdef_DO_NOT_DELETE"])),
        Some(("identity-center", Strength::Strong))
    );
    let certificate =
        Signs { certificate_subjects: vec!["CN=dev-1, OU=SSOProvider, O=Okta"], ..Signs::default() };
    assert_eq!(weak(certificate), Some(("okta", Strength::Weak)));
    let claims = Signs {
        issuer: Some("https://idp.example.com"),
        attribute_names: vec!["http://schemas.microsoft.com/identity/claims/tenantid"],
        ..Signs::default()
    };
    assert_eq!(weak(claims), Some(("entra", Strength::Weak)));
    let member = Signs { issuer: Some("urn:mace:incommon:example.edu"), ..Signs::default() };
    assert_eq!(weak(member), Some(("shibboleth", Strength::Weak)));
    let issuer_wins = Signs { issuer: Some("http://www.okta.com/exk1"), ..named(&["ADFS"]) };
    assert_eq!(weak(issuer_wins), Some(("okta", Strength::Strong)));
}

#[test]
fn every_provider_has_an_id_of_its_own_and_a_place_for_the_role() {
    let mut ids = HashSet::new();
    for provider in ALL {
        assert!(ids.insert(provider.id), "{}", provider.id);
        assert!(provider.screen(Setting::RoleClaim).is_some(), "{}", provider.id);
        assert_eq!(identity_provider(provider.id), Some(*provider));
        for setting in Setting::ALL {
            if let Some(screen) = provider.screen(setting) {
                assert!(!screen.path.is_empty(), "{} {setting:?}", provider.id);
            }
        }
    }
}

#[test]
fn every_file_is_in_the_list() {
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/identity_provider")).unwrap();
    let count = files
        .filter(|file| {
            let name = file.as_ref().unwrap().file_name();
            !["mod.rs", "application.rs", "screen.rs", "tests.rs"].contains(&name.to_str().unwrap())
        })
        .count();
    assert_eq!(count, ALL.len());
}

/// Run with `--nocapture` to see which cells nobody has filled yet.
#[test]
#[expect(clippy::print_stdout, reason = "the table is what this test is for")]
fn the_filled_and_the_empty_cells_are_printed() {
    let mut filled = 0;
    let mut rows = 0;
    for provider in ALL {
        for application in provider.applications {
            let cell = |setting: &Setting| match (application.screen)(*setting).map(|screen| screen.sure) {
                Some(Sure::Documented) => " D",
                Some(Sure::Observed) => " O",
                Some(Sure::Inferred) => " I",
                None => " .",
            };
            let row: String = Setting::ALL.iter().map(cell).collect();
            filled += Setting::ALL.iter().filter(|setting| cell(setting) != " .").count();
            rows += 1;
            println!("{:<16}{row}  {}", provider.id, application.name);
            let empty: Vec<String> = Setting::ALL
                .iter()
                .filter(|setting| (application.screen)(**setting).is_none())
                .map(|setting| format!("{setting:?}"))
                .collect();
            println!("{:<16}empty: {}", "", empty.join(", "));
        }
    }
    println!("{:?}", Setting::ALL);
    println!("{filled} of {} cells are filled", rows * Setting::ALL.len());
    assert!(filled >= 291, "{filled} cells are filled");
}

/// A name in braces that is not the provider's own, as `${role}` and `{{role}}` are.
fn is_placeholder(text: &str) -> bool {
    text.match_indices('{').any(|(at, _)| {
        !text[..at].ends_with(['$', '{']) && text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

#[test]
fn every_screen_has_its_source_and_only_placeholders_that_can_be_filled() {
    let known = Known::default();
    for provider in ALL {
        assert!(!provider.applications.is_empty(), "{}", provider.id);
        let mut names = HashSet::new();
        for application in provider.applications {
            assert!(names.insert(application.name), "{} {}", provider.id, application.name);
            for setting in Setting::ALL {
                let Some(screen) = (application.screen)(setting) else { continue };
                let place = format!("{} {} {setting:?}", provider.id, application.name);
                assert!(!screen.source.is_empty(), "{place}");
                for as_it_is in [screen.field, screen.note].into_iter().flatten() {
                    assert!(!is_placeholder(as_it_is), "{place}: {as_it_is}");
                }
                for value in
                    [Some(screen.path), screen.value, screen.address, screen.persistent].into_iter().flatten()
                {
                    let filled = fill(value, &known);
                    assert!(!is_placeholder(&filled), "{place}: {filled}");
                }
            }
        }
    }
}

#[test]
fn a_response_tells_the_kind_of_application_only_where_it_proves_it() {
    let okta = Signs { issuer: Some("http://www.okta.com/exk1"), ..Signs::default() };
    let role = "https://aws.amazon.com/SAML/Attributes/Role";
    let name = "https://aws.amazon.com/SAML/Attributes/RoleSessionName";
    let duration = "https://aws.amazon.com/SAML/Attributes/SessionDuration";
    let catalogue = "AWS Account Federation";
    let own = "a self-made SAML 2.0 app";
    let center = "AWS IAM Identity Center";
    for (what, signs, expected) in [
        (
            "all exact",
            Signs {
                attribute_names: vec![role, name, duration],
                audiences: vec!["urn:amazon:webservices"],
                ..okta.clone()
            },
            vec![catalogue, own],
        ),
        (
            "no SessionDuration, which the catalogue application wants filled in",
            Signs { attribute_names: vec![role, name], ..okta.clone() },
            vec![own, catalogue],
        ),
        (
            "Role misspelt",
            Signs {
                attribute_names: vec!["https://aws.amazon.com/SAML/Attributes/role", name],
                ..okta.clone()
            },
            vec![own],
        ),
        (
            "Role misspelt beside the exact one",
            Signs {
                attribute_names: vec!["https://aws.amazon.com/SAML/Attributes/role", role, name, duration],
                ..okta.clone()
            },
            vec![catalogue, own],
        ),
        (
            "a tag's name misspelt: both applications have a box for it",
            Signs {
                attribute_names: vec![
                    role,
                    name,
                    duration,
                    "https://aws.amazon.com/SAML/Attributes/PrincipalTagTeam",
                ],
                ..okta.clone()
            },
            vec![catalogue, own],
        ),
        ("a foreign audience", Signs { audiences: vec!["https://app.example"], ..okta.clone() }, vec![own]),
        (
            "a pattern nobody filled in",
            Signs {
                role_values: vec![
                    "arn:aws:iam::${accountid}:saml-provider/[SAML Provider Name],arn:aws:iam::1:role/a",
                ],
                ..okta.clone()
            },
            vec![catalogue],
        ),
        (
            "addresses of Identity Center",
            Signs {
                recipient: Some("https://eu-west-1.signin.aws.amazon.com/platform/saml/acs/0a1b"),
                ..okta.clone()
            },
            vec![center],
        ),
    ] {
        let (provider, _) = recognise(&signs).unwrap();
        let names: Vec<&str> = provider.candidates(&signs).iter().map(|(one, _)| one.name).collect();
        assert_eq!(names, expected, "{what}");
    }
    let onelogin = Signs {
        issuer: Some("https://app.onelogin.com/saml/metadata/1"),
        role_values: vec!["arn:aws:iam::111122223333:role/a,x", "arn:aws:iam::111122223333:role/b,x"],
        ..Signs::default()
    };
    let (provider, _) = recognise(&onelogin).unwrap();
    let names: Vec<&str> = provider.candidates(&onelogin).iter().map(|(one, _)| one.name).collect();
    assert!(!names.contains(&"Amazon Web Services (AWS)"), "the connector for one role sends one: {names:?}");
}
