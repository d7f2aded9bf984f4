//! What a rule is, and how it ends.

mod case;
mod expected;
mod finding;
mod levels;
mod measured;

use crate::aws::known_errors::KnownError;
use crate::aws::measurements::Measurement;
use crate::aws::services::{self, Service};
use crate::evidence::Kind;
use crate::identity_provider::Setting;
pub use crate::invisible::{character_name, quoted};
use crate::knowledge::{Citation, Confidence};

pub use self::case::{Case, MetadataCase, PolicyCase, PolicyOf, Request, ScimCase};
pub use self::expected::Expected;
pub use self::finding::{Beside, Finding, Label};
pub use self::levels::{Level, Levels, Told};
pub use self::measured::{Ceiling, WayIn};

/// One requirement of AWS's, and how to see that a response breaks it.
#[derive(Debug)]
pub struct Rule {
    /// Kebab case of the file name; names the thing found.
    pub id: &'static str,
    /// One line, without a full stop.
    pub summary: &'static str,
    /// A finding may carry a lower one.
    pub severity: Severity,
    /// A finding may carry a lower one.
    pub confidence: Confidence,
    /// Why AWS minds, in a few sentences.
    pub rationale: &'static str,
    pub remedy: Remedy,
    /// Never empty.
    pub citations: &'static [Citation],
    /// The sentences AWS answers with when this is found.
    pub explains: &'static [&'static KnownError],
    /// Rules whose finding makes one of this rule a consequence.
    pub follows: &'static [&'static str],
    /// Who can do what the remedy says; `None` where nothing has to be done.
    pub who: Option<Who>,
    /// What AWS answered to just this, where it was measured; a finding may carry another, or none.
    pub measured: Option<&'static Measurement>,
    pub check: Check,
}

/// What a rule looks at, and how.
#[derive(Debug)]
pub enum Check {
    /// At one message.
    Message {
        /// The services whose requirements these are.
        services: &'static [&'static Service],
        /// What must be known before the rule can judge; that a copy is whole, every rule may need.
        needs: &'static [Need],
        check: fn(&Case) -> Outcome,
    },
    /// At one metadata document.
    Metadata(fn(&MetadataCase) -> Outcome),
    /// At one policy: a role's trust policy, or one of an organization.
    Policy(fn(&PolicyCase) -> Outcome),
    /// At one call of SCIM: what was sent, or what was answered.
    Scim(fn(&ScimCase) -> Outcome),
}

impl Rule {
    /// What a rule on messages need not write: it explains no sentence, and follows no other rule.
    pub const OF_MESSAGE: Rule = Rule {
        id: "",
        summary: "",
        severity: Severity::Note,
        confidence: Confidence::Likely,
        rationale: "",
        remedy: Remedy { text: "", setting: None },
        citations: &[],
        explains: &[],
        follows: &[],
        who: Some(Who::IdentityProviderAdmin),
        measured: None,
        check: Check::Message { services: services::ALL, needs: &[], check: |_| Outcome::NotApplicable },
    };

    /// What a rule on evidence need not write.
    pub const OF_EVIDENCE: Rule = Rule::OF_MESSAGE;

    /// What must be known before the rule can judge a message.
    pub fn needs(&self) -> &'static [Need] {
        match self.check {
            Check::Message { needs, .. } => needs,
            Check::Metadata(_) | Check::Policy(_) | Check::Scim(_) => &[],
        }
    }

    /// The services whose requirements these are; evidence is looked at whatever the service.
    pub fn services(&self) -> &'static [&'static Service] {
        match self.check {
            Check::Message { services, .. } => services,
            Check::Metadata(_) | Check::Policy(_) | Check::Scim(_) => services::ALL,
        }
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}

/// More findings of one rule than this tell a reader nothing new.
pub const MOST_OF_ONE_RULE: usize = 20;

/// What a finding means for the login. Ordered: the graver one is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
pub enum Severity {
    /// Never a cause.
    Note,
    /// The login goes through as far as is known; another tool or a later step breaks, or sources conflict.
    Warning,
    /// AWS refuses it: a documented MUST is broken, or refusal was observed.
    Error,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// What to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remedy {
    /// What to do, whatever the identity provider.
    pub text: &'static str,
    /// The setting concerned; an identity provider's file knows its screen.
    pub setting: Option<Setting>,
}

/// Who can mend something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
pub enum Who {
    IdentityProviderAdmin,
    AwsAccountAdmin,
    ConnectAdmin,
    /// The person at the browser.
    User,
}

impl Who {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            Who::IdentityProviderAdmin => "identity-provider-admin",
            Who::AwsAccountAdmin => "aws-account-admin",
            Who::ConnectAdmin => "connect-admin",
            Who::User => "user",
        }
    }
}

/// What a rule cannot judge without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// A readable assertion.
    Assertion,
    /// The moment AWS received the response.
    TimeOfPost,
    /// The private key of the encrypted assertion.
    PrivateKey,
    /// A file of this kind.
    Evidence(&'static Kind),
    /// A key that the signature can be checked with.
    SigningKey,
    /// A program that has the algorithms of the signature.
    OtherVerifier,
    /// An untruncated copy.
    WholeCapture,
    /// A capture of the login with its times: a HAR.
    Har,
    /// The response as it was before redaction took values out.
    Unredacted,
}

impl Need {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            Need::Assertion => "assertion",
            Need::TimeOfPost => "time-of-post",
            Need::PrivateKey => "private-key",
            Need::Evidence(kind) => kind.id,
            Need::SigningKey => "signing-key",
            Need::OtherVerifier => "other-verifier",
            Need::WholeCapture => "whole-capture",
            Need::Har => "har",
            Need::Unredacted => "unredacted-capture",
        }
    }
}

/// How a rule ended.
#[derive(Debug)]
pub enum Outcome {
    Found(Vec<Finding>),
    Clean,
    /// The response has nothing this rule is about.
    NotApplicable,
    NotChecked(Need),
}

impl From<Vec<Finding>> for Outcome {
    fn from(findings: Vec<Finding>) -> Outcome {
        if findings.is_empty() { Outcome::Clean } else { Outcome::Found(findings) }
    }
}

impl From<Option<Finding>> for Outcome {
    fn from(finding: Option<Finding>) -> Outcome {
        finding.into_iter().collect::<Vec<_>>().into()
    }
}

impl From<Finding> for Outcome {
    fn from(finding: Finding) -> Outcome {
        Outcome::Found(vec![finding])
    }
}
