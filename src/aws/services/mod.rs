//! The services of AWS that take a SAML response: what each is called, what it answers with and in
//! which order, which addresses and audiences are its own.

mod app_stream;
mod client_vpn;
mod cognito;
mod connect;
mod grafana;
mod iam;
mod identity_center;
mod open_search;
mod other;
mod quick_sight;
mod redshift;
mod work_spaces;

pub use self::app_stream::APP_STREAM;
pub use self::client_vpn::CLIENT_VPN;
pub use self::cognito::COGNITO;
pub use self::connect::{CONNECT, REGIONS as CONNECT_REGIONS};
pub use self::grafana::GRAFANA;
pub use self::iam::IAM;
pub use self::identity_center::IDENTITY_CENTER;
pub use self::open_search::OPEN_SEARCH;
pub use self::other::OTHER_AWS;
pub use self::quick_sight::QUICK_SIGHT;
pub use self::redshift::REDSHIFT;
pub use self::work_spaces::WORK_SPACES;
use super::audience::{AudienceKind, Receiver};
use super::endpoints::{Endpoint, OtherService, ServicePart};
use super::known_errors::KnownError;

/// A service of AWS that a response can be meant for.
#[derive(Debug)]
pub struct Service {
    /// Kebab case, its own.
    pub id: &'static str,
    /// As the JSON report and `--target` spell it; services whose responses are alike share one.
    pub target: &'static str,
    /// As a person says it.
    pub words: &'static str,
    /// What the response passes through, in order: Connect is IAM's sign-in, then Connect.
    pub steps: &'static [&'static Step],
    /// Whether an address is one that it takes responses at, issues them from or is reached by.
    pub is_address: fn(&Endpoint) -> bool,
    /// Whether an Audience names it.
    pub is_audience: fn(&AudienceKind) -> bool,
    /// Whether a RelayState leads to it behind the IAM sign-in.
    pub is_relay_state: fn(&Endpoint) -> bool,
    /// Whether an attribute of this name is for it and no other.
    pub is_attribute: fn(&str) -> bool,
    pub judged: Extent,
}

/// One that looks at a response, or at what came of it.
#[derive(Debug)]
pub struct Step {
    /// The sentences that it refuses a login with, in the order in which it was seen to find the
    /// faults. AWS does not publish it.
    pub order: &'static [&'static KnownError],
    /// Everything that it says, a list a speaker.
    pub answers: &'static [&'static [&'static KnownError]],
}

/// How far a service's demands are judged here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Where nothing is found, nothing is broken that the service is known to demand.
    Whole,
    /// Only what every receiver of a response demands.
    InPart,
}

/// Every service.
pub const ALL: &[&Service] = &[
    &IAM,
    &CONNECT,
    &WORK_SPACES,
    &APP_STREAM,
    &QUICK_SIGHT,
    &REDSHIFT,
    &IDENTITY_CENTER,
    &CLIENT_VPN,
    &COGNITO,
    &GRAFANA,
    &OPEN_SEARCH,
    &OTHER_AWS,
];

/// Services whose responses pass through IAM's sign-in.
pub const IAM_SIGN_IN: &[&Service] = &[&IAM, &CONNECT, &WORK_SPACES, &APP_STREAM, &QUICK_SIGHT, &REDSHIFT];

/// Services that take a response of their own, and demand of it what SAML's web profile does.
pub const WEB_PROFILE: &[&Service] =
    &[&IAM, &CONNECT, &WORK_SPACES, &APP_STREAM, &QUICK_SIGHT, &REDSHIFT, &IDENTITY_CENTER];

/// What a service need not say of itself.
const EMPTY: Service = Service {
    id: "",
    target: "",
    words: "",
    steps: &[],
    is_address: |_| false,
    is_audience: |_| false,
    is_relay_state: |_| false,
    is_attribute: |_| false,
    judged: Extent::InPart,
};

impl PartialEq for Service {
    fn eq(&self, other: &Service) -> bool {
        self.id == other.id
    }
}

impl Eq for Service {}

impl Service {
    /// What the login opens, in the words of its users: behind a sign-in, what stands behind it.
    pub fn opened(&self) -> &'static str {
        self.words.rsplit("then ").next().unwrap_or(self.words)
    }

    /// Whether it is a service that the IAM sign-in leads to, and not the console.
    pub fn is_opened_behind_the_sign_in(&self) -> bool {
        self != &IAM && IAM_SIGN_IN.contains(&self)
    }

    /// Whether this service may answer with this sentence.
    pub fn answers(&self, error: &KnownError) -> bool {
        let lists = self.steps.iter().flat_map(|step| step.answers);
        lists.flat_map(|list| list.iter()).any(|known| known.id == error.id)
    }

    /// Where the fault that this sentence tells of is found among the others of the way; `None` where
    /// that is not known.
    pub fn place(&self, error: &KnownError) -> Option<usize> {
        self.steps.iter().flat_map(|step| step.order).position(|known| known.id == error.id)
    }
}

/// The services that `--target` can name, by what the JSON report calls them.
pub fn named() -> impl Iterator<Item = &'static Service> {
    ALL.iter().copied().filter(|service| service.id == service.target)
}

fn is_of(endpoint: &Endpoint, which: OtherService) -> bool {
    matches!(endpoint, Endpoint::Service { service, .. } if *service == which)
}

fn leads_to(endpoint: &Endpoint, which: OtherService) -> bool {
    *endpoint == Endpoint::Service { service: which, part: ServicePart::RelayState }
}

fn names(audience: &AudienceKind, which: OtherService) -> bool {
    *audience == AudienceKind::OtherService(Receiver::Service(which))
}

/// Where a sentence stands among all that refuse a response, whatever the service; `usize::MAX` where a
/// response is not what it is about.
pub fn evaluation_rank(error: &KnownError) -> usize {
    let steps = [&iam::SIGN_IN, &connect::INSTANCE, &identity_center::CENTER];
    let mut in_order = steps.into_iter().flat_map(|step| step.order);
    in_order.position(|known| known.id == error.id).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::aws::known_errors::known_error;

    #[test]
    fn a_step_has_each_sentence_of_its_order_once_and_among_its_answers() {
        for service in ALL {
            for step in service.steps {
                let ids: HashSet<_> = step.order.iter().map(|known| known.id).collect();
                assert_eq!(ids.len(), step.order.len(), "{}", service.id);
                assert!(step.order.iter().all(|error| service.answers(error)), "{}", service.id);
            }
        }
    }

    #[test]
    fn connect_answers_after_the_sign_in_with_sentences_of_both() {
        let place = |id| CONNECT.place(known_error(id).unwrap());
        assert!(place("invalid-base64") < place("role-session-name-pattern"));
        assert!(place("packed-policy-too-large") < place("connect-user-not-onboarded"));
        assert_eq!(place("private-key-limit"), None);
        let onboarded = known_error("connect-user-not-onboarded").unwrap();
        assert!(CONNECT.answers(onboarded) && !IAM.answers(onboarded));
    }

    #[test]
    fn no_two_services_share_an_id() {
        let ids: HashSet<_> = ALL.iter().map(|service| service.id).collect();
        assert_eq!(ids.len(), ALL.len());
    }
}
