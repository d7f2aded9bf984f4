//! Auth0, with its addon "SAML2 Web App".

use super::{Application, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength};

pub static AUTH0: IdentityProvider = IdentityProvider {
    id: "auth0",
    name: "Auth0",
    recognise,
    applications: &[
        Application::only("the addon SAML2 Web App", screen).preview("Addons > SAML2 Web App > Debug")
    ],
    metadata: Some(
        "Applications > Applications > the application > Addons > SAML2 Web App > Usage > Identity Provider Metadata > Download",
    ),
    clock: ServerClock::Vendors,
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    // urn:tenant.auth0.com, urn:tenant.region.auth0.com
    let is_urn = |issuer: &str| {
        issuer.strip_prefix("urn:").is_some_and(|host| host.to_ascii_lowercase().ends_with(".auth0.com"))
    };
    match signs.issuer {
        Some(issuer) if is_urn(issuer) => Some(Strength::Strong),
        _ if signs.attribute_names.iter().any(|name| name.starts_with("http://schema.auth0.com/")) => {
            Some(Strength::Weak)
        }
        _ => signs.are_named(&["auth0"]),
    }
}

const FOR_AWS: &str = "Auth0 docs, configure-saml2-web-app-addon-for-aws";
const CUSTOMIZE: &str = "Auth0 docs, customize-saml-assertions";
const SETTINGS: &str = "Applications > Applications > the application > Addons > SAML2 Web App > Settings";
const ACTION: &str = "an Action of the post-login flow";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim | Setting::RoleValue | Setting::ProviderArn => Some(
            Screen::documented(ACTION, CUSTOMIZE)
                .value("api.samlResponse.setAttribute(\"{A}/Role\", \"{pair}\")")
                .note("or from a field such as user.awsRole; older: a Rule with context.samlConfiguration.mappings; both win over the addon"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(ACTION, CUSTOMIZE)
                .value("api.samlResponse.setAttribute(\"{A}/RoleSessionName\", event.user.email)")
                .note("older: a Rule with context.samlConfiguration.mappings, filled from a field such as user.awsRoleSession"),
        ),
        Setting::RoleSessionNameCase => Some(
            Screen::documented(ACTION, CUSTOMIZE)
                .value("api.samlResponse.setAttribute(\"{A}/RoleSessionName\", event.user.email.toLowerCase())"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::documented(ACTION, CUSTOMIZE)
                .value("api.samlResponse.setAttribute(\"{A}/SessionDuration\", 3600)"),
        ),
        Setting::TagClaim => Some(
            Screen::documented(ACTION, CUSTOMIZE)
                .value("api.samlResponse.setAttribute(\"{A}/{tag}\", the user's field)"),
        ),
        Setting::NameId => Some(
            Screen::documented(SETTINGS, FOR_AWS)
                .field("\"nameIdentifierFormat\"")
                .address("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")
                .note("the value: of nameIdentifierProbes the first that has one wins"),
        ),
        Setting::Audience => Some(
            Screen::documented(SETTINGS, FOR_AWS)
                .field("\"audience\"")
                .value("{signin}"),
        ),
        Setting::Recipient => Some(
            Screen::documented(SETTINGS, FOR_AWS)
                .field("\"recipient\", \"destination\"")
                .value("{acs}")
                .note("where they are missing, the Application Callback URL counts"),
        ),
        Setting::SignWhat => Some(
            Screen::documented(SETTINGS, CUSTOMIZE)
                .field("\"signResponse\"")
                .value("false")
                .note("false, the default, signs the assertion; true signs the response instead"),
        ),
        Setting::SignatureAlgorithm => Some(
            Screen::documented(SETTINGS, CUSTOMIZE)
                .value("\"signatureAlgorithm\": \"rsa-sha256\", \"digestAlgorithm\": \"sha256\"")
                .note("the defaults are rsa-sha1 and sha1"),
        ),
        Setting::Lifetime => Some(
            Screen::documented(SETTINGS, CUSTOMIZE).field("\"lifetimeInSeconds\"").note("3600 where nothing is set"),
        ),
        Setting::OtherAttributes => Some(
            Screen::documented(SETTINGS, CUSTOMIZE)
                .field("passthroughClaimsWithNoMapping, mapUnknownClaimsAsIs, mapIdentities, createUpnClaim")
                .value("false"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented(
                "Applications > Applications > the application > Addons > SAML2 Web App > Usage",
                FOR_AWS,
            )
            .field("Identity Provider Metadata > Download")
            .note("also Settings > Advanced Settings > Endpoints > SAML Metadata URL"),
        ),
        Setting::RelayState | Setting::Encryption | Setting::GroupMapping | Setting::SessionEnd => None,
    }
}
