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
    let issuer_wins = Signs { issuer: Some("http://www.okta.com/exk1"), ..named(&["ADFS"]) };
    assert_eq!(weak(issuer_wins), Some(("okta", Strength::Strong)));
}

#[test]
fn every_provider_has_an_id_of_its_own_and_a_place_for_the_role() {
    let mut ids = HashSet::new();
    for provider in ALL {
        assert!(ids.insert(provider.id), "{}", provider.id);
        assert!((provider.screen)(Setting::RoleClaim).is_some(), "{}", provider.id);
        assert_eq!(identity_provider(provider.id), Some(*provider));
        for setting in Setting::ALL {
            if let Some(screen) = (provider.screen)(setting) {
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
            !["mod.rs", "tests.rs"].contains(&name.to_str().unwrap())
        })
        .count();
    assert_eq!(count, ALL.len());
}

/// Run with `--nocapture` to see which cells nobody has filled yet.
#[test]
#[expect(clippy::print_stdout, reason = "the table is what this test is for")]
fn the_filled_and_the_empty_cells_are_printed() {
    let mut filled = 0;
    for provider in ALL {
        let row: String = Setting::ALL
            .iter()
            .map(|setting| if (provider.screen)(*setting).is_some() { " x" } else { " ." })
            .collect();
        filled += row.matches('x').count();
        println!("{:<16}{row}", provider.id);
    }
    println!("{:?}", Setting::ALL);
    println!("{filled} of {} cells are filled", ALL.len() * Setting::ALL.len());
    assert!(filled >= ALL.len());
}

#[test]
fn a_screen_is_written_as_a_path() {
    let screen = |provider: &str, setting| (identity_provider(provider).unwrap().screen)(setting).unwrap();
    assert_eq!(
        screen("okta", Setting::RelayState).to_string(),
        "Applications > AWS Account Federation > Sign On > Edit > Default Relay State"
    );
    assert_eq!(
        screen("keycloak", Setting::GroupMapping).to_string(),
        "Clients > urn:amazon:webservices > Client scopes > Full Scope Allowed (while it is on, roles that are not ARN pairs are sent too)"
    );
}
