//! A case made by hand, for what no fixture can say: capture, clock, target.

use jiff::SignedDuration;

use crate::authorization::Authorization;
use crate::aws::services::{CONNECT, IAM, Service};
use crate::capture::Capture;
use crate::clock::Clock;
use crate::evidence::Evidence;
use crate::handling::Handling;
use crate::instant::Instant;
use crate::readings::Readings;
use crate::rule::{Case, Check, Expected, Finding, Outcome, Rule};
use crate::saml::{Response, message};
use crate::signature::Coverage;
use crate::source::{Source, SourceKind, Sources};
use crate::xml;

/// A correct response, issued at 11:58:01, which ends at 12:03:01.
pub const GOOD: &str = r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r" Version="2.0" IssueInstant="2026-05-26T11:58:01Z" Destination="https://signin.aws.amazon.com/saml"><saml:Issuer>https://idp.example/saml</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="_a" Version="2.0" IssueInstant="2026-05-26T11:58:01Z"><saml:Issuer>https://idp.example/saml</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">jane.doe</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="2026-05-26T12:03:01Z" Recipient="https://signin.aws.amazon.com/saml"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="2026-05-26T11:57:31Z" NotOnOrAfter="2026-05-26T12:03:01Z"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="2026-05-26T11:58:01Z"/><saml:AttributeStatement><saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/Role"><saml:AttributeValue>arn:aws:iam::123456789012:role/Admin,arn:aws:iam::123456789012:saml-provider/Corp</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>"#;

/// What a rule is given.
#[derive(Debug, Clone)]
pub struct Given {
    pub xml: String,
    pub capture: Capture,
    pub clock: Clock,
    pub target: &'static Service,
}

impl Given {
    /// A response for IAM, posted at 11:58:06.
    pub fn xml(xml: &str) -> Given {
        Given {
            xml: xml.to_owned(),
            capture: Capture::default(),
            clock: Clock::given(at("11:58:06")),
            target: &IAM,
        }
    }

    /// The same, with the good response changed at every place where `from` stands.
    pub fn changed(from: &str, to: &str) -> Given {
        assert!(GOOD.contains(from), "{from:?} is not in the good response");
        Given::xml(&GOOD.replace(from, to))
    }

    pub fn clock(self, clock: Clock) -> Given {
        Given { clock, ..self }
    }

    /// With this RelayState, and judged for Amazon Connect.
    pub fn for_connect(mut self, relay_state: &str) -> Given {
        self.capture.relay_state = Some(relay_state.to_owned());
        self.target = &CONNECT;
        self
    }

    pub fn posted_to(mut self, url: &str) -> Given {
        self.capture.url = Some(url.to_owned());
        self
    }
}

/// A time of 26 May 2026, UTC.
pub fn at(time: &str) -> Instant {
    Instant::parse_rfc3339(&format!("2026-05-26T{time}Z")).unwrap().instant
}

pub fn outcome(rule: &Rule, given: &Given) -> Outcome {
    with_case(given, |case| look(rule, case))
}

fn look(rule: &Rule, case: &Case) -> Outcome {
    match rule.check {
        Check::Message { check, .. } => check(case),
        Check::Metadata(_) | Check::Policy(_) | Check::Scim(_) => {
            panic!("{} does not look at a message", rule.id)
        }
    }
}

fn with_case<T>(given: &Given, use_it: impl FnOnce(&Case) -> T) -> T {
    let sources = Sources::default();
    let source = sources.add(Source::new(SourceKind::Message, given.xml.as_str(), None));
    let (tree, truncated) = match xml::parse(source, &given.xml) {
        Ok(tree) => (tree, false),
        Err(refused) => (*refused.partial.unwrap(), true),
    };
    let (_, node) = message::find(&tree);
    let response = Response::read(&tree, node);
    let evidence = Evidence::default();
    let case = Case {
        capture: &given.capture,
        tree: &tree,
        response: &response,
        readings: &Readings::of(&response),
        clock: &given.clock,
        signatures: &[],
        coverage: &Coverage::default(),
        decrypted: &[],
        evidence: &evidence,
        authorization: &Authorization::default(),
        target: given.target,
        requests: &[],
        identity_provider: None,
        truncated,
        handling: &Handling::default(),
        encoding_conflict: None,
        expected: &Expected::default(),
        skew: SignedDuration::ZERO,
    };
    use_it(&case)
}

pub fn findings(rule: &Rule, given: &Given) -> Vec<Finding> {
    match outcome(rule, given) {
        Outcome::Found(findings) => findings,
        Outcome::Clean | Outcome::NotApplicable | Outcome::NotChecked(_) => Vec::new(),
    }
}

/// An outcome in a word, with the severities of what was found.
pub fn in_a_word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Found(findings) => {
            let severities: Vec<&str> = findings.iter().map(|finding| finding.severity.name()).collect();
            severities.join(" ")
        }
        Outcome::Clean => "clean".to_owned(),
        Outcome::NotApplicable => "not applicable".to_owned(),
        Outcome::NotChecked(need) => format!("needs {}", need.name()),
    }
}

#[test]
fn of_a_copy_that_was_cut_off_nothing_is_said_to_be_missing() {
    let assertion = GOOD.find("<saml:Assertion").unwrap();
    for end in assertion..GOOD.len() {
        with_case(&Given::xml(&GOOD[..end]), |case| {
            for rule in ["message", "time", "issuer", "audience", "subject"].into_iter().flat_map(in_folder) {
                if let Outcome::Found(found) = look(rule, case) {
                    panic!("{} of {:?}: {}", rule.id, &GOOD[end - 20..end], found[0].message);
                }
            }
        });
    }
}

fn in_folder(folder: &'static str) -> impl Iterator<Item = &'static Rule> {
    super::ALL.iter().copied().filter(move |rule| super::folder_of(rule) == folder)
}
