//! What a URL of AWS's is: where a SAML response is posted, where RelayState leads, who issued it.
//!
//! IAM User Guide, "Configure your SAML 2.0 IdP with relying party trust"; AWS General Reference,
//! "AWS Sign-In endpoints"; IAM Identity Center User Guide; Amazon Connect Administrator Guide.

use super::nearest::{is_blank, nearest};
use super::partitions::{
    PARTITIONS, Partition, RegionStanding, partition, partition_of_region, region_standing,
};
use super::url::Url;

/// Where the non-regional form is meant, and no better is known.
pub const GLOBAL_SIGN_IN: &str = "https://signin.aws.amazon.com/saml";

/// A URL of AWS's, with what is odd about how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    pub endpoint: Endpoint,
    /// In the order of [`Deviation`]; empty where the URL is exact.
    pub deviations: Vec<Deviation>,
}

/// What a URL of AWS's is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// The IAM sign-in service.
    SignIn(SignIn),
    /// The side of IAM Identity Center that takes an outside provider's assertions.
    IdentityCenter(IdentityCenter),
    /// IAM Identity Center as the provider: `https://portal.sso.{region}.amazonaws.com/saml/assertion/...`.
    IdentityCenterIssuer {
        region: String,
    },
    /// The assertion consumer service of Amazon Connect Global Resiliency.
    Connect {
        instance: String,
        region: String,
    },
    /// A RelayState that opens an Amazon Connect instance.
    ConnectRelayState(ConnectRelayState),
    /// A page of the AWS Management Console.
    Console {
        partition: &'static Partition,
        region: Option<String>,
    },
    Sts {
        region: Option<String>,
    },
    /// An AWS access portal of IAM Identity Center.
    Portal,
    /// SCIM of IAM Identity Center.
    Scim {
        region: String,
        trailing_slash: TrailingSlash,
    },
    /// A host under a domain of AWS's that has no part in this.
    OtherAws,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub partition: &'static Partition,
    /// Lower case; `None` for the non-regional host.
    pub region: Option<String>,
    pub form: SignInForm,
    pub fips: Fips,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fips {
    No,
    Yes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrailingSlash {
    No,
    Yes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInForm {
    /// `/saml`
    Plain,
    /// `/saml/acs/{id}`: what a provider that requires encryption wants.
    ProviderSpecific(String),
    /// `/saml/{id}`: as one example of AWS's prints it, `/acs/` left out.
    MissingAcs(String),
    /// `/static/saml`, still named on one page.
    LegacyStatic,
    /// AWS's own metadata, for an identity provider to read: nothing is posted there.
    ServiceProviderMetadata,
    /// Another path on the same host; nothing is known to take a response there.
    OtherPath(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityCenter {
    pub region: Option<String>,
    pub host: IdentityCenterHost,
    pub part: IdentityCenterPart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityCenterHost {
    /// `{region}.signin.aws.amazon.com`
    Legacy,
    /// `{region}.signin.aws`
    Ipv4,
    /// `{region}.sso.signin.aws`
    DualStack,
    /// GovCloud; its hosts are attested weakly.
    GovCloud,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityCenterPart {
    /// `/platform/saml/acs/{tenant}`
    Acs {
        tenant: String,
    },
    /// `/platform/saml/d-...`: the entity ID, and so the Audience.
    Issuer {
        instance: String,
    },
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectRelayState {
    pub partition: &'static Partition,
    pub region: Option<String>,
    /// As written; a UUID where it is right. Empty where it is missing.
    pub instance: String,
    /// Decoded.
    pub destination: Option<String>,
}

/// What is odd about how a URL is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviation {
    /// Blanks or invisible characters around or inside it.
    Whitespace,
    NoScheme,
    /// Not `https`.
    Scheme(String),
    UserInfo,
    UpperCaseHost,
    /// A port other than 443.
    Port(String),
    /// A region that no list has, though it is named as regions are.
    UnlistedRegion(String),
    UnknownRegion {
        region: String,
        nearest: Option<&'static str>,
    },
    /// A region of another partition than the host.
    RegionOfOtherPartition {
        region: String,
        partition: &'static str,
    },
    PathCase,
    TrailingSlash,
    Query,
    Fragment,
}

/// Tells what a URL is; `None` where it is not AWS's.
pub fn locate(text: &str) -> Option<Located> {
    let visible: String = text.chars().filter(|&c| !is_blank(c)).collect();
    let url = Url::parse(&visible)?;
    let host = url.host.to_ascii_lowercase();
    let host = host.trim_end_matches('.');
    let mut deviations = Vec::new();
    if visible != text {
        deviations.push(Deviation::Whitespace);
    }
    match url.scheme {
        None => deviations.push(Deviation::NoScheme),
        Some("https") => {}
        Some(other) => deviations.push(Deviation::Scheme(other.to_owned())),
    }
    if url.user.is_some() {
        deviations.push(Deviation::UserInfo);
    }
    if url.host != host {
        deviations.push(Deviation::UpperCaseHost);
    }
    if let Some(port) = url.port.filter(|&port| port != "443") {
        deviations.push(Deviation::Port(port.to_owned()));
    }
    let endpoint = endpoint(&url, host, &mut deviations)?;
    let takes_query = matches!(
        endpoint,
        Endpoint::Connect { .. }
            | Endpoint::ConnectRelayState(_)
            | Endpoint::Console { .. }
            | Endpoint::Sts { .. }
            | Endpoint::Portal
            | Endpoint::OtherAws
    );
    if url.query.is_some() && !takes_query {
        deviations.push(Deviation::Query);
    }
    if url.fragment.is_some() && !takes_query {
        deviations.push(Deviation::Fragment);
    }
    deviations.sort();
    Some(Located { endpoint, deviations })
}

fn endpoint(url: &Url<'_>, host: &str, deviations: &mut Vec<Deviation>) -> Option<Endpoint> {
    if let Some((host_kind, region)) = identity_center_host(host, url.path) {
        if let Some(region) = &region {
            let home = partition_of_region(region).or_else(|| partition("aws"))?;
            judge_region(home, region, deviations);
        }
        let part = identity_center_part(url.path, deviations);
        return Some(Endpoint::IdentityCenter(IdentityCenter { region, host: host_kind, part }));
    }
    for home in PARTITIONS {
        for (suffix, fips) in [(Some(home.sign_in_suffix), Fips::No), (home.sign_in_fips, Fips::Yes)] {
            let Some(region) = suffix.and_then(|suffix| prefix_label(host, suffix)) else { continue };
            // The European Sovereign Cloud and others have regional hosts only.
            if let Some(region) = &region {
                judge_region(home, region, deviations);
            }
            let form = sign_in_form(url.path, deviations);
            return Some(Endpoint::SignIn(SignIn { partition: home, region, form, fips }));
        }
        if let Some(region) = home.console_suffix.and_then(|suffix| prefix_label(host, suffix)) {
            if let Some(region) = &region {
                judge_region(home, region, deviations);
            }
            return Some(console(url, home, region, deviations));
        }
    }
    if let Some(rest) = host.strip_suffix(".sign-in.connect.aws") {
        let (instance, region) = rest.split_once('.').unwrap_or((rest, ""));
        return Some(Endpoint::Connect { instance: instance.to_owned(), region: region.to_owned() });
    }
    if host == "sts.amazonaws.com" {
        return Some(Endpoint::Sts { region: None });
    }
    let service_of = |service: &str| {
        let rest = host.strip_prefix(service)?.strip_prefix('.')?;
        PARTITIONS
            .iter()
            .flat_map(|home| [home.dns_suffix, home.dual_stack_suffix])
            .flatten()
            .find_map(|suffix| Some(rest.strip_suffix(suffix)?.strip_suffix('.')?.to_owned()))
            .filter(|region| partition_of_region(region).is_some())
    };
    if let Some(region) = service_of("sts") {
        return Some(Endpoint::Sts { region: Some(region) });
    }
    if let Some(region) = service_of("portal.sso") {
        return Some(Endpoint::IdentityCenterIssuer { region });
    }
    if let Some(region) = service_of("scim") {
        let trailing_slash = if url.path.ends_with('/') { TrailingSlash::Yes } else { TrailingSlash::No };
        return Some(Endpoint::Scim { region, trailing_slash });
    }
    if is_portal(host) {
        return Some(Endpoint::Portal);
    }
    OTHER_DOMAINS
        .iter()
        .any(|domain| host == *domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
        .then_some(Endpoint::OtherAws)
}

static OTHER_DOMAINS: &[&str] = &[
    "aws",
    "aws.amazon.com",
    "awsapps.com",
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.cn",
    "amazonaws-us-gov.com",
    "amazonaws-eusc.eu",
    "amazonaws.eu",
    "amazonwebservices.com.cn",
    "amazoncognito.com",
];

/// `d-....awsapps.com`, `ssoins-....{region}.portal.amazonaws.com`, `ssoins-....portal.{region}.app.aws`.
fn is_portal(host: &str) -> bool {
    host.ends_with(".awsapps.com")
        || (host.starts_with("ssoins-") && host.ends_with(".portal.amazonaws.com"))
        || (host.starts_with("ssoins-") && host.contains(".portal.") && host.ends_with(".app.aws"))
}

/// `Some(None)`: the suffix alone. `Some(Some(label))`: one label before it.
fn prefix_label(host: &str, suffix: &str) -> Option<Option<String>> {
    let rest = host.strip_suffix(suffix)?;
    if rest.is_empty() {
        return Some(None);
    }
    let label = rest.strip_suffix('.')?;
    (!label.is_empty() && !label.contains('.')).then(|| Some(label.to_owned()))
}

fn judge_region(home: &'static Partition, region: &str, deviations: &mut Vec<Deviation>) {
    match region_standing(home, region) {
        RegionStanding::Listed => {}
        RegionStanding::Plausible => deviations.push(Deviation::UnlistedRegion(region.to_owned())),
        RegionStanding::OtherPartition(other) => deviations
            .push(Deviation::RegionOfOtherPartition { region: region.to_owned(), partition: other.id }),
        RegionStanding::Unknown => deviations.push(Deviation::UnknownRegion {
            region: region.to_owned(),
            nearest: nearest(region, home.regions.iter().copied()).map(|near| near.candidate),
        }),
    }
}

fn identity_center_host(host: &str, path: &str) -> Option<(IdentityCenterHost, Option<String>)> {
    use IdentityCenterHost::*;
    for (suffix, kind) in
        [("sso.signin.aws", DualStack), ("signin.aws", Ipv4), ("signin.aws-us-gov", GovCloud)]
    {
        if let Some(region) = prefix_label(host, suffix) {
            return Some((kind, region));
        }
    }
    let on_platform = path.get(..14).is_some_and(|head| head.eq_ignore_ascii_case("/platform/saml"));
    if !on_platform {
        return None;
    }
    for (suffix, kind) in [("signin.aws.amazon.com", Legacy), ("signin.amazonaws-us-gov.com", GovCloud)] {
        if let Some(region) = prefix_label(host, suffix) {
            return Some((kind, region));
        }
    }
    None
}

/// The path without a slash at its end, and in lower case only where that is what makes it fit.
fn steps<'a>(path: &'a str, deviations: &mut Vec<Deviation>) -> Vec<&'a str> {
    let trimmed = path.trim_end_matches('/');
    if trimmed.len() != path.len() && !trimmed.is_empty() {
        deviations.push(Deviation::TrailingSlash);
    }
    trimmed.trim_start_matches('/').split('/').collect()
}

/// Whether steps are these words; another case is a deviation.
fn are(steps: &[&str], words: &[&str], deviations: &mut Vec<Deviation>) -> bool {
    let fits = steps.len() == words.len()
        && steps.iter().zip(words).all(|(step, word)| step.eq_ignore_ascii_case(word));
    if fits && steps != words {
        deviations.push(Deviation::PathCase);
    }
    fits
}

fn identity_center_part(path: &str, deviations: &mut Vec<Deviation>) -> IdentityCenterPart {
    let steps = steps(path, deviations);
    match steps.as_slice() {
        [head @ .., tenant] if are(head, &["platform", "saml", "acs"], deviations) => {
            IdentityCenterPart::Acs { tenant: (*tenant).to_owned() }
        }
        [head @ .., instance]
            if instance.starts_with("d-") && are(head, &["platform", "saml"], deviations) =>
        {
            IdentityCenterPart::Issuer { instance: (*instance).to_owned() }
        }
        _ => IdentityCenterPart::Other,
    }
}

fn sign_in_form(path: &str, deviations: &mut Vec<Deviation>) -> SignInForm {
    let steps = steps(path, deviations);
    if are(&steps, &["saml"], deviations) {
        return SignInForm::Plain;
    }
    if are(&steps, &["static", "saml"], deviations) {
        return SignInForm::LegacyStatic;
    }
    match steps.as_slice() {
        ["static", .., "saml-metadata.xml"] => SignInForm::ServiceProviderMetadata,
        [head @ .., id] if are(head, &["saml", "acs"], deviations) => {
            SignInForm::ProviderSpecific((*id).to_owned())
        }
        [head @ .., id] if is_provider_id(id) && are(head, &["saml"], deviations) => {
            SignInForm::MissingAcs((*id).to_owned())
        }
        _ => SignInForm::OtherPath(path.to_owned()),
    }
}

/// `SAMLSP` and 16 of `[A-Z0-9]`, as the IAM console shows it.
pub fn is_provider_id(id: &str) -> bool {
    id.len() == 22
        && id.starts_with("SAMLSP")
        && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn console(
    url: &Url<'_>,
    home: &'static Partition,
    region: Option<String>,
    deviations: &mut Vec<Deviation>,
) -> Endpoint {
    let steps: Vec<&str> = url.path.trim_matches('/').split('/').collect();
    let Some((head, instance)) = steps.split_at_checked(2).filter(|(_, instance)| instance.len() <= 1) else {
        return Endpoint::Console { partition: home, region };
    };
    if !are(head, &["connect", "federate"], deviations) {
        return Endpoint::Console { partition: home, region };
    }
    if url.path.ends_with('/') && !instance.is_empty() {
        deviations.push(Deviation::TrailingSlash);
    }
    Endpoint::ConnectRelayState(ConnectRelayState {
        partition: home,
        region,
        instance: instance.first().copied().unwrap_or("").to_owned(),
        destination: url.parameter("destination"),
    })
}

/// Eight, four, four, four and twelve hexadecimal digits.
pub fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts
            .iter()
            .zip(lengths)
            .all(|(part, length)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl SignIn {
    /// A response may be posted here.
    pub fn takes_responses(&self) -> bool {
        match self.form {
            SignInForm::Plain | SignInForm::ProviderSpecific(_) | SignInForm::LegacyStatic => true,
            SignInForm::MissingAcs(_) | SignInForm::ServiceProviderMetadata | SignInForm::OtherPath(_) => {
                false
            }
        }
    }

    pub fn host(&self) -> String {
        let base = match (self.fips, self.partition.sign_in_fips) {
            (Fips::Yes, Some(fips)) => fips,
            (Fips::Yes, None) | (Fips::No, _) => self.partition.sign_in_suffix,
        };
        match &self.region {
            Some(region) => format!("{region}.{base}"),
            None => base.to_owned(),
        }
    }

    /// The URL as AWS documents it; for a path that takes no response, the plain one.
    pub fn url(&self) -> String {
        let host = self.host();
        match &self.form {
            SignInForm::Plain | SignInForm::ServiceProviderMetadata | SignInForm::OtherPath(_) => {
                format!("https://{host}/saml")
            }
            SignInForm::ProviderSpecific(id) | SignInForm::MissingAcs(id) => {
                format!("https://{host}/saml/acs/{id}")
            }
            SignInForm::LegacyStatic => format!("https://{host}/static/saml"),
        }
    }
}

impl Located {
    /// Exactly as documented.
    pub fn is_exact(&self) -> bool {
        self.deviations.is_empty()
    }

    pub fn sign_in(&self) -> Option<&SignIn> {
        match &self.endpoint {
            Endpoint::SignIn(sign_in) => Some(sign_in),
            _ => None,
        }
    }
}

/// The sign-in URL that was probably meant by one whose host is not AWS's.
pub fn nearest_sign_in(text: &str) -> Option<String> {
    if locate(text).is_some() {
        return None;
    }
    let url = Url::parse(text)?;
    let host = url.host.to_ascii_lowercase();
    let with_regions = PARTITIONS.iter().flat_map(|home| {
        let regional = home.regions.iter().map(|region| format!("{region}.{}", home.sign_in_suffix));
        home.sign_in.map(str::to_owned).into_iter().chain(regional)
    });
    let hosts: Vec<String> = with_regions.collect();
    let near = nearest(&host, hosts.iter().map(String::as_str))?;
    let path = match sign_in_form(url.path, &mut Vec::new()) {
        SignInForm::ProviderSpecific(id) | SignInForm::MissingAcs(id) => format!("/saml/acs/{id}"),
        SignInForm::Plain
        | SignInForm::LegacyStatic
        | SignInForm::ServiceProviderMetadata
        | SignInForm::OtherPath(_) => "/saml".to_owned(),
    };
    Some(format!("https://{}{path}", near.candidate))
}

#[cfg(test)]
mod tests;
