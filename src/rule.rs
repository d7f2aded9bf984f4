//! What a rule is, what it sees, and what it says.

use std::borrow::Cow;

use crate::aws::known_errors::KnownError;
use crate::capture::{Capture, EncodingConflict};
use crate::clock::Clock;
use crate::evidence::{Evidence, MetadataFile};
use crate::identity_provider::{IdentityProvider, Setting};
use crate::instant::Instant;
use crate::knowledge::{Citation, Confidence};
use crate::saml::{Assertion, Attribute, AttributeValue, Response};
use crate::signature::encryption::Opened;
use crate::signature::{Coverage, Signature};
use crate::source::{Span, Text};
use crate::xml::Tree;
use crate::xml::characters::{self, Place};

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
    /// What must be known before the rule can judge.
    pub needs: &'static [Need],
    /// The services whose requirements these are.
    pub targets: &'static [Target],
    pub check: Check,
}

/// How a rule looks.
#[derive(Debug)]
pub enum Check {
    /// At one message.
    Message(fn(&Case) -> Outcome),
    /// At one metadata document; the rule's targets and needs do not count.
    Evidence(fn(&EvidenceCase) -> Outcome),
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}

/// What a finding means for the login. Ordered: the graver one is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// The service a response is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// IAM sign-in, or AssumeRoleWithSAML.
    Iam,
    /// IAM sign-in, and Amazon Connect after it by the RelayState.
    Connect,
    IdentityCenter,
    /// Another service of AWS's: Client VPN, Cognito.
    OtherAws,
}

impl Target {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            Target::Iam => "iam",
            Target::Connect => "connect",
            Target::IdentityCenter => "identity-center",
            Target::OtherAws => "other-aws",
        }
    }

    /// As a person says it.
    pub fn words(self) -> &'static str {
        match self {
            Target::Iam => "AWS IAM sign-in",
            Target::Connect => "AWS IAM sign-in, then Amazon Connect",
            Target::IdentityCenter => "IAM Identity Center",
            Target::OtherAws => "another AWS service",
        }
    }

    /// Targets that the response passes through IAM sign-in for.
    pub const IAM_SIGN_IN: &'static [Target] = &[Target::Iam, Target::Connect];
    /// Every target.
    pub const ALL: &'static [Target] =
        &[Target::Iam, Target::Connect, Target::IdentityCenter, Target::OtherAws];
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
    /// The identity provider's metadata, or the IAM provider made from it.
    IamProvider,
    /// The SAML providers of the account.
    IamProviders,
    /// A key that the signature can be checked with.
    SigningKey,
    /// An untruncated copy.
    WholeCapture,
    /// A capture of the login with its times: a HAR.
    Har,
}

impl Need {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            Need::Assertion => "assertion",
            Need::TimeOfPost => "time-of-post",
            Need::PrivateKey => "private-key",
            Need::IamProvider => "iam-provider",
            Need::IamProviders => "iam-providers",
            Need::SigningKey => "signing-key",
            Need::WholeCapture => "whole-capture",
            Need::Har => "har",
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

/// A place and what to say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    /// A few words that stand under the carets.
    pub note: Option<String>,
}

/// A fact about this response.
#[derive(Debug, Clone)]
pub struct Finding {
    pub rule: &'static Rule,
    pub severity: Severity,
    pub confidence: Confidence,
    /// Lower case, no full stop; values through [`quoted`].
    pub message: String,
    /// The whole wrong value; of something missing, its parent's start tag.
    pub primary: Label,
    /// Single offending characters inside the primary span.
    pub marks: Vec<Span>,
    pub related: Vec<Label>,
    pub expected: Option<String>,
    pub found: Option<String>,
    /// The remedy in this case's own words, where the rule's are too general.
    pub remedy: Option<String>,
    pub commands: Vec<String>,
    /// The sentences this finding explains; the rule's, unless the finding narrows them.
    pub explains: &'static [&'static KnownError],
}

impl Finding {
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Finding {
        Finding {
            rule,
            severity: rule.severity,
            confidence: rule.confidence,
            message: message.into(),
            primary: Label { span, note: None },
            marks: Vec::new(),
            related: Vec::new(),
            expected: None,
            found: None,
            remedy: None,
            commands: Vec::new(),
            explains: rule.explains,
        }
    }

    /// A finding about a value: the span is the value's, `found` is the value.
    pub fn of_value(rule: &'static Rule, text: &Text, message: impl Into<String>) -> Finding {
        Finding::new(rule, text.span, message).found(text.value.clone())
    }

    pub fn note(mut self, note: impl Into<String>) -> Finding {
        self.primary.note = Some(note.into());
        self
    }

    pub fn marks(mut self, marks: impl IntoIterator<Item = Span>) -> Finding {
        self.marks.extend(marks);
        self
    }

    pub fn related(mut self, span: Span, note: impl Into<String>) -> Finding {
        self.related.push(Label { span, note: Some(note.into()) });
        self
    }

    pub fn expected(mut self, expected: impl Into<String>) -> Finding {
        self.expected = Some(expected.into());
        self
    }

    pub fn found(mut self, found: impl Into<String>) -> Finding {
        self.found = Some(found.into());
        self
    }

    pub fn remedy(mut self, remedy: impl Into<String>) -> Finding {
        self.remedy = Some(remedy.into());
        self
    }

    pub fn command(mut self, command: impl Into<String>) -> Finding {
        self.commands.push(command.into());
        self
    }

    /// Lowers the severity; a rule's own is the highest its findings can have.
    pub fn at_most(mut self, severity: Severity) -> Finding {
        self.severity = self.severity.min(severity);
        self
    }

    /// Lowers the confidence to `Likely`.
    pub fn likely(mut self) -> Finding {
        self.confidence = Confidence::Likely;
        self
    }

    pub fn explains(mut self, sentences: &'static [&'static KnownError]) -> Finding {
        self.explains = sentences;
        self
    }

    /// What to do, in words.
    pub fn remedy_text(&self) -> Cow<'static, str> {
        match &self.remedy {
            Some(remedy) => Cow::Owned(remedy.clone()),
            None => Cow::Borrowed(self.rule.remedy.text),
        }
    }
}

/// Everything a rule may look at.
#[derive(Debug)]
pub struct Case<'a> {
    pub capture: &'a Capture,
    pub tree: &'a Tree,
    pub response: &'a Response,
    pub clock: &'a Clock,
    /// Every `ds:Signature` of the document, in document order.
    pub signatures: &'a [Signature],
    /// What of the message the signatures cover.
    pub coverage: &'a Coverage,
    /// What stands encrypted in the document, and what became of that.
    pub decrypted: &'a [Opened],
    pub evidence: &'a Evidence,
    pub target: Target,
    pub identity_provider: Option<&'static IdentityProvider>,
    /// The copy ends before the document does: what is absent may only be cut off.
    pub truncated: bool,
    /// The XML declaration names another encoding than the bytes are of.
    pub encoding_conflict: Option<&'a EncodingConflict>,
}

impl<'a> Case<'a> {
    /// The assertion AWS is taken to read: the first in document order.
    pub fn assertion(&self) -> Option<&'a Assertion> {
        self.response.assertion()
    }

    /// How a rule ends whose subject is not there: it may only have been cut off.
    pub fn absent(&self) -> Outcome {
        if self.truncated { Outcome::NotChecked(Need::WholeCapture) } else { Outcome::NotApplicable }
    }

    /// The copy ends inside this text, so its value may go on.
    pub fn is_cut(&self, text: &Text) -> bool {
        self.truncated && text.span.end >= self.tree.span(self.tree.root()).end
    }

    /// Attributes of that assertion whose Name is exactly this.
    pub fn attributes(&self, name: &'a str) -> impl Iterator<Item = &'a Attribute> {
        self.assertion().into_iter().flat_map(move |assertion| assertion.attributes_named(name))
    }

    /// Values of every attribute of that Name, joined in document order.
    pub fn values(&self, name: &'a str) -> impl Iterator<Item = &'a AttributeValue> {
        self.attributes(name).flat_map(|attribute| &attribute.values)
    }

    /// Where something that the assertion lacks would stand: the AttributeStatement, or the Assertion.
    pub fn attribute_place(&self) -> Span {
        let assertion = self.assertion();
        assertion
            .and_then(|assertion| assertion.attribute_statements.first().copied())
            .or(assertion.map(|assertion| assertion.tag))
            .unwrap_or_else(|| self.response.start(self.tree))
    }

    /// The written span of a range of bytes of a text's value.
    pub fn part(&self, text: &Text, range: std::ops::Range<usize>) -> Span {
        let written = self.tree.written(text.span);
        text.span.part(characters::locate(written, Place::Content, range))
    }
}

/// Everything a rule on evidence may look at.
#[derive(Debug, Clone, Copy)]
pub struct EvidenceCase<'a> {
    pub metadata: &'a MetadataFile,
    /// The reader's clock.
    pub now: Instant,
}

/// A value as a message shows it: in double quotes, what cannot be seen named, long ones cut.
///
/// Control, bidirectional, zero-width and non-breaking characters and line ends become `<U+200B>`;
/// nothing in the result can move a cursor or reorder a line.
pub fn quoted(value: &str) -> String {
    const LONGEST: usize = 160;
    let mut shown = String::from("\"");
    for (count, character) in value.chars().enumerate() {
        if count == LONGEST {
            shown.push('…');
            break;
        }
        if is_invisible(character) {
            shown.push_str(&format!("<U+{:04X}>", character as u32));
        } else {
            shown.push(character);
        }
    }
    shown.push('"');
    shown
}

/// Characters that a reader cannot see or that change how others are drawn; the space is not one.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{A0}' | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{1680}' | '\u{17B4}'
            | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202F}'
            | '\u{205F}'..='\u{206F}' | '\u{3000}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The name of a character as a message gives it: `U+0020 SPACE`.
pub fn character_name(character: char) -> String {
    let name = match character {
        '\t' => "TAB",
        '\n' => "LINE FEED",
        '\r' => "CARRIAGE RETURN",
        ' ' => "SPACE",
        '\u{A0}' => "NO-BREAK SPACE",
        '\u{AD}' => "SOFT HYPHEN",
        '\u{2007}' => "FIGURE SPACE",
        '\u{2009}' => "THIN SPACE",
        '\u{200B}' => "ZERO WIDTH SPACE",
        '\u{200C}' => "ZERO WIDTH NON-JOINER",
        '\u{200D}' => "ZERO WIDTH JOINER",
        '\u{200E}' => "LEFT-TO-RIGHT MARK",
        '\u{200F}' => "RIGHT-TO-LEFT MARK",
        '\u{202A}' => "LEFT-TO-RIGHT EMBEDDING",
        '\u{202C}' => "POP DIRECTIONAL FORMATTING",
        '\u{202D}' => "LEFT-TO-RIGHT OVERRIDE",
        '\u{202E}' => "RIGHT-TO-LEFT OVERRIDE",
        '\u{202F}' => "NARROW NO-BREAK SPACE",
        '\u{2060}' => "WORD JOINER",
        '\u{3000}' => "IDEOGRAPHIC SPACE",
        '\u{FEFF}' => "ZERO WIDTH NO-BREAK SPACE",
        _ if is_invisible(character) => return format!("U+{:04X}", character as u32),
        _ => return format!("\"{character}\" (U+{:04X})", character as u32),
    };
    format!("U+{:04X} {name}", character as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_values_show_what_cannot_be_seen_and_are_cut() {
        assert_eq!(quoted("Jane Doe"), "\"Jane Doe\"");
        assert_eq!(quoted("a\u{a0}b\u{1b}[31m\u{202e}"), "\"a<U+00A0>b<U+001B>[31m<U+202E>\"");
        assert_eq!(quoted(&"x".repeat(1000)).chars().count(), 163);
    }
}
