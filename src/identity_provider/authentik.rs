//! authentik.

use super::{Application, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength, Sure};

pub static AUTHENTIK: IdentityProvider = IdentityProvider {
    id: "authentik",
    name: "authentik",
    recognise,
    applications: &[Application::only("a SAML provider", screen)],
    metadata: Some("Applications > Providers > the provider > Related objects > Metadata > Download"),
    clock: ServerClock::Own,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    // The default until 2026.4; from 2026.5 on the address of the application's metadata.
    if signs.issuer == Some("authentik") {
        return Some(Strength::Strong);
    }
    match signs.issuer_url() {
        Some((_, path)) if is_metadata_of_application(path) => Some(Strength::Strong),
        _ => signs.are_named(&["authentik"]),
    }
}

fn is_metadata_of_application(path: &str) -> bool {
    let slug = path.strip_prefix("/application/saml/").and_then(|rest| rest.strip_suffix("/metadata/"));
    slug.is_some_and(|slug| !slug.is_empty() && !slug.contains('/'))
}

const AWS: &str = "authentik docs, integrations, AWS";
const MAPPING: &str = "Customization > Property Mappings > Create > SAML Provider Property Mapping";
const PROVIDER: &str = "Applications > Providers > the provider > Edit";
const ADVANCED: &str = "Applications > Providers > the provider > Edit > Advanced protocol settings";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::RoleValue | Setting::ProviderArn => Some(
            mapping("SAML Attribute Name = {A}/Role, Expression = return \"{pair}\"")
                .note("Friendly Name stays blank; several roles: return a list; then add the mapping under Advanced protocol settings > Property mappings of the provider"),
        ),
        Setting::RoleSessionNameClaim => {
            Some(mapping("SAML Attribute Name = {A}/RoleSessionName, Expression = return user.email"))
        }
        Setting::RoleSessionNameCase => Some(Screen {
            sure: Sure::Inferred,
            ..mapping("SAML Attribute Name = {A}/RoleSessionName, Expression = return user.email.lower()")
        }),
        Setting::SessionDurationClaim => {
            Some(mapping("SAML Attribute Name = {A}/SessionDuration, Expression = return 3600"))
        }
        Setting::TagClaim => {
            Some(mapping("SAML Attribute Name = {A}/{tag}, Expression = return the user's attribute"))
        }
        Setting::GroupMapping => Some(
            Screen::documented("Applications > the application > Application entitlements", AWS)
                .field("an entitlement with the IAM role's name, bound to groups or people"),
        ),
        Setting::NameId => Some(
            Screen::documented(ADVANCED, AWS)
                .field("NameID Property Mapping")
                .value("authentik default SAML Mapping: Email"),
        ),
        Setting::Audience => Some(Screen::documented(PROVIDER, AWS).field("Audience").value("{aud}")),
        Setting::Recipient => {
            Some(Screen::documented(PROVIDER, AWS).field("ACS URL").value("{acs}").note("binding: Post"))
        }
        Setting::SignWhat => Some(
            Screen::documented(ADVANCED, AWS)
                .value("Sign assertions = on, Sign responses = on")
                .note("with a Signing Certificate in the same place"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented("Applications > Providers > the provider > Related objects > Metadata", AWS)
                .field("Download")
                .note("from 2026.5 on the issuer is an address of its own: an upgrade changes it, and the IAM provider needs the metadata anew"),
        ),
        Setting::RelayState
        | Setting::SignatureAlgorithm
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::OtherAttributes
        | Setting::SessionEnd => None,
    }
}

const fn mapping(value: &'static str) -> Screen {
    Screen::documented(MAPPING, AWS)
        .value(value)
        .note("then add the mapping under Advanced protocol settings > Property mappings of the provider")
}
