//! Active Directory Federation Services.

use super::{Application, IdentityProvider, Screen, ServerClock, Setting, Signs, Strength};

pub static ADFS: IdentityProvider = IdentityProvider {
    id: "adfs",
    name: "AD FS",
    recognise,
    applications: &[Application::only("a relying party trust", screen)],
    metadata: Some("https://<host>/FederationMetadata/2007-06/FederationMetadata.xml"),
    clock: ServerClock::Own,
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

const RULES: &str = "AWS Managed Services guide, AD FS claim rules";
const COMMAND: &str = "Microsoft, Set-AdfsRelyingPartyTrust";
const TRUST: &str = "PowerShell: Set-AdfsRelyingPartyTrust -TargetName \"<the trust>\"";
const CLAIMS: &str = "AD FS Management > Relying Party Trusts > the trust > Edit Claim Issuance Policy";

fn screen(setting: Setting) -> Option<Screen> {
    match setting {
        Setting::RoleClaim => Some(
            Screen::observed(CLAIMS, "Puppet and IBM guides")
                .field("Add Rule > Send Group Membership as a Claim")
                .value("User's group = the group, Outgoing claim type = {A}/Role, Outgoing claim value = {pair}")
                .note("the claim type is typed, not picked; before 2016: Edit Claim Rules; several roles: a custom rule over groups named AWS-account-role"),
        ),
        Setting::RoleSessionNameClaim => Some(
            Screen::documented(CLAIMS, RULES)
                .field("Add Rule > Send LDAP Attributes as Claims")
                .value("Attribute store = Active Directory, LDAP Attribute = E-Mail-Addresses or SAM-Account-Name, Outgoing Claim Type = {A}/RoleSessionName")
                .note("the claim type is typed, not picked; before 2016: Edit Claim Rules"),
        ),
        Setting::RoleSessionNameCase => Some(
            Screen::inferred(CLAIMS, RULES)
                .field("the rule of RoleSessionName")
                .value("LDAP Attribute = one that is in lower case already")
                .note("the rule language has no function that changes case"),
        ),
        Setting::SessionDurationClaim => Some(
            Screen::inferred(CLAIMS, RULES)
                .field("Add Rule > Send Claims Using a Custom Rule")
                .value("=> issue(Type = \"{A}/SessionDuration\", Value = \"3600\");"),
        ),
        Setting::TagClaim => Some(
            Screen::inferred(CLAIMS, RULES)
                .field("Add Rule > Send LDAP Attributes as Claims")
                .value("Outgoing Claim Type = {A}/{tag}"),
        ),
        Setting::NameId => Some(
            Screen::observed(CLAIMS, "Trend Micro guide")
                .field("Add Rule > Transform an Incoming Claim, Windows account name to Name ID")
                .value("Outgoing name ID format = Persistent Identifier")
                .address("Outgoing name ID format = Email"),
        ),
        Setting::Audience => Some(
            Screen::observed("AD FS Management > Relying Party Trusts > the trust > Properties > Identifiers", COMMAND)
                .field("relying party identifier")
                .value("{aud}")
                .note("or PowerShell: Set-AdfsRelyingPartyTrust -Identifier"),
        ),
        Setting::Recipient => Some(
            Screen::observed("AD FS Management > Relying Party Trusts > the trust > Properties > Endpoints > Add SAML...", "SAP mobile guide")
                .field("Endpoint type = SAML Assertion Consumer, Binding = POST, Trusted URL")
                .value("{acs}"),
        ),
        Setting::RelayState => Some(
            Screen::documented("the link https://<host>/adfs/ls/idpinitiatedsignon.aspx?RelayState=", "Microsoft, Set-AdfsProperties")
                .field("RPID=urn:amazon:webservices&RelayState=..., each of the two values percent-encoded, then the whole again")
                .value("{relay}")
                .note("switched on by Set-AdfsProperties -EnableRelayStateForIdpInitiatedSignOn $true; before 2016: <useRelayStateForIdpInitiatedSignOn enabled=\"true\" /> in the service's config"),
        ),
        Setting::SigningCertificate => Some(
            Screen::documented("AD FS Management > Service > Certificates > Token-signing", "Microsoft, Obtain and configure TS and TD certificates for AD FS")
                .note("with AutoCertificateRollover AD FS makes a new one and later uses it by itself"),
        ),
        Setting::SignWhat => Some(
            Screen::documented(TRUST, COMMAND)
                .field("-SamlResponseSignature")
                .value("AssertionOnly or MessageAndAssertion")
                .note("there is no screen for it; MessageOnly signs the response alone"),
        ),
        Setting::SignatureAlgorithm => Some(
            Screen::observed("AD FS Management > Relying Party Trusts > the trust > Properties > Advanced", "Trend Micro guide")
                .field("Secure hash algorithm")
                .value("SHA-256"),
        ),
        Setting::Encryption => Some(
            Screen::documented(TRUST, COMMAND)
                .field("-EncryptClaims")
                .value("$false")
                .note("AD FS encrypts where the trust has an encryption certificate: Properties > Encryption > Remove"),
        ),
        Setting::Lifetime => Some(
            Screen::documented(TRUST, COMMAND)
                .field("-TokenLifetime (minutes), -NotBeforeSkew")
                .value("-NotBeforeSkew 2 where the response is not yet valid")
                .note("the defaults are 60 and 0"),
        ),
        Setting::GroupMapping | Setting::RoleValue => Some(
            Screen::documented(CLAIMS, RULES)
                .field("Add Rule, or the rule > Send Claims Using a Custom Rule")
                .value("RegExReplace(c.Value, \"AWS-([\\d]{12})-\", \"arn:{partition}:iam::$1:saml-provider/{provider},arn:{partition}:iam::$1:role/\")")
                .note("a rule before it collects the groups, named AWS-account-role; AWS's page prints [^d] for [\\d]; (?i) in the condition but not in the replacement leaves names that begin with aws- as they are"),
        ),
        Setting::ProviderArn => Some(
            Screen::documented(CLAIMS, RULES)
                .field("the custom rule that issues Role: the replacement of RegExReplace")
                .value("arn:{partition}:iam::$1:saml-provider/{provider},arn:{partition}:iam::$1:role/"),
        ),
        Setting::OtherAttributes | Setting::SessionEnd => None,
    }
}
