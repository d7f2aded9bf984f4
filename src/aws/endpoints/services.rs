//! Addresses of services with a sign-in of their own, and of those that the IAM sign-in leads to.
//!
//! AWS Client VPN Administrator Guide, "Single sign-on (SAML 2.0)"; Amazon Cognito Developer Guide, "Using SAML
//! identity providers"; Amazon Managed Grafana User Guide, "Using SAML with your workspace"; Amazon OpenSearch
//! Service Developer Guide, "SAML authentication for Dashboards"; Amazon WorkSpaces Administration Guide,
//! "Setting up SAML 2.0"; Amazon AppStream 2.0 Administration Guide, "Setting up SAML"; Amazon QuickSight User
//! Guide, "Setting up IdP federation".

use super::{OtherService, ServicePart};
use crate::url::Url;

/// Where the desktop client of Client VPN listens.
pub const CLIENT_VPN: &str = "http://127.0.0.1:35001";

/// The service that an address is of, by its host in lower case; `None` where it is none of these.
pub(super) fn locate(url: &Url<'_>, host: &str) -> Option<(OtherService, ServicePart)> {
    use OtherService::*;
    let path = url.path.trim_end_matches('/').to_ascii_lowercase();
    let part = |is_acs: bool| if is_acs { ServicePart::Acs } else { ServicePart::Other };
    if host == "127.0.0.1" && url.port == Some("35001") {
        return Some((ClientVpn, part(true)));
    }
    if matches!(host, "self-service.clientvpn.amazonaws.com" | "gov.self-service.clientvpn.amazonaws.com") {
        return Some((ClientVpn, part(path == "/api/auth/sso/saml")));
    }
    if path == "/saml2/idpresponse" || under(host, "amazoncognito.com") {
        return Some((Cognito, part(path == "/saml2/idpresponse")));
    }
    if host.contains(".grafana-workspace.") && under(host, "amazonaws.com") {
        return Some((Grafana, part(path == "/saml/acs")));
    }
    let dashboards = ["/_dashboards", "/_plugin/kibana"]
        .iter()
        .find_map(|root| path.strip_prefix(root)?.strip_prefix("/_opendistro/_security/saml/acs"));
    if let Some(rest) = dashboards {
        return Some((OpenSearch, part(rest.is_empty() || rest == "/idpinitiated")));
    }
    let of_region = |prefix: &str| {
        let rest = host.strip_prefix(prefix)?;
        let rest = rest.strip_prefix("-fips").unwrap_or(rest).strip_prefix('.')?;
        let (region, suffix) = rest.split_once('.')?;
        (!region.is_empty() && matches!(suffix, "aws.amazon.com" | "amazonaws-us-gov.com")).then_some(())
    };
    let relay = |fits: bool| if fits { ServicePart::RelayState } else { ServicePart::Other };
    if of_region("workspaces.euc-sso").is_some() {
        return Some((WorkSpaces, relay(path == "/sso-idp")));
    }
    if of_region("appstream2").is_some() {
        return Some((AppStream, relay(path == "/saml")));
    }
    if host == "quicksight.aws.amazon.com" || under(host, "quicksight.aws.amazon.com") {
        return Some((QuickSight, ServicePart::RelayState));
    }
    None
}

fn under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}
