//! Active Directory Federation Services.

use super::{IdentityProvider, Screen, Setting, Signs, Strength};

const CLAIMS: &str = "AD FS Management > Relying Party Trusts > Edit Claim Issuance Policy";

pub static ADFS: IdentityProvider = IdentityProvider {
    id: "adfs",
    name: "AD FS",
    recognise,
    screen,
    metadata: Some("https://<host>/FederationMetadata/2007-06/FederationMetadata.xml"),
    own_errors: &[],
};

fn recognise(signs: &Signs<'_>) -> Option<Strength> {
    match signs.issuer_url() {
        Some((_, path))
            if path.trim_end_matches('/').to_ascii_lowercase().ends_with("/adfs/services/trust") =>
        {
            Some(Strength::Strong)
        }
        _ => signs.are_named(&["adfs"]),
    }
}

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim
        | Setting::RoleSessionNameClaim
        | Setting::SessionDurationClaim
        | Setting::TagClaim
        | Setting::NameId => Some(Screen::new(
            CLAIMS,
            None,
            Some("(Get-AdfsRelyingPartyTrust -Name \"NAME\").IssuanceTransformRules shows the rules"),
        )),
        Setting::GroupMapping => Some(Screen::new(
            CLAIMS,
            None,
            Some("the rule that makes roles of groups, such as (?i)^AWS-..., must match the group's name"),
        )),
        Setting::SigningCertificate => Some(Screen::new(
            "https://<host>/FederationMetadata/2007-06/FederationMetadata.xml",
            None,
            Some("AD FS replaces its token-signing certificate by itself every year"),
        )),
        Setting::Lifetime => Some(Screen::new(
            "PowerShell: Get-AdfsRelyingPartyTrust -Name \"NAME\"",
            Some("NotBeforeSkew"),
            None,
        )),
        Setting::Audience
        | Setting::Recipient
        | Setting::RelayState
        | Setting::SignWhat
        | Setting::Encryption
        | Setting::ProviderArn => None,
    }
}
