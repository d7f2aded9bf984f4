//! What a host of AWS's serves.

use super::paths::{console, identity_center_part, sign_in_form};
use super::services;
use super::{Deviation, Endpoint, Fips, IdentityCenter, IdentityCenterHost, Located, SignIn, TrailingSlash};
use crate::aws::nearest::{is_blank, nearest};
use crate::aws::partitions::{
    PARTITIONS, Partition, RegionStanding, partition, partition_of_region, region_standing,
};
use crate::url::Url;

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
    if let Some(port) = url.port {
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
            | Endpoint::Service { .. }
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
    if let Some((service, part)) = services::locate(url, host) {
        return Some(Endpoint::Service { service, part });
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
