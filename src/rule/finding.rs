//! What a rule says: a fact about this response, and its place.

use std::borrow::Cow;

use super::{Need, Rule, Severity, Who};
use crate::authorization::Patch;
use crate::authorization::evaluation::{Evaluation, Facing};
use crate::aws::known_errors::KnownError;
use crate::aws::measurements::Measurement;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::source::{Span, Text};

/// A place and what to say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    /// A few words that stand under the carets.
    pub note: Option<String>,
}

/// What was sent beside the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// `RelayState`
    pub name: &'static str,
    /// `None` where nothing was sent.
    pub value: Option<String>,
}

/// A fact about this response.
#[derive(Debug, Clone)]
pub struct Finding {
    pub rule: &'static Rule,
    pub severity: Severity,
    pub confidence: Confidence,
    /// Lower case, no full stop; values through [`quoted`](super::quoted).
    pub message: String,
    /// The same at a glance, where the message says more than a headline can.
    pub glance: Option<String>,
    /// The whole wrong value; of something missing, its parent's start tag.
    pub primary: Label,
    /// Single offending characters inside the primary span.
    pub marks: Vec<Span>,
    pub related: Vec<Label>,
    pub expected: Option<String>,
    pub found: Option<String>,
    /// The remedy in this case's own words, where the rule's are too general.
    pub remedy: Option<String>,
    /// What has to be changed at the identity provider; the rule's, unless the finding knows better.
    pub setting: Option<Setting>,
    pub commands: Vec<String>,
    /// Who can do what the remedy says; the rule's, unless the finding knows better.
    pub who: Option<Who>,
    /// A change of a given policy that mends it, evaluated again.
    pub patch: Option<Patch>,
    /// How the policy that it is about comes to its decision.
    pub evaluation: Option<Evaluation>,
    /// What the policy wants beside what the login has, where one test decides.
    pub facing: Option<Facing>,
    /// What it is about where that is no part of the document; then the span is the nearest place in it.
    pub beside: Option<Beside>,
    /// What it leaves open: what that cannot be known without, and the question in words.
    pub opens: Option<(Need, &'static str)>,
    /// The sentences this finding explains; the rule's, unless the finding narrows them.
    pub explains: Vec<&'static KnownError>,
    /// The rules whose finding makes this one a consequence; the rule's, unless the finding narrows them.
    pub follows: &'static [&'static str],
    /// What AWS answered to just this; the rule's, unless the finding is about something else.
    pub measured: Option<&'static Measurement>,
    /// How sure it is that AWS says it in the words of the sentence.
    pub sentence: Confidence,
}

impl Finding {
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Finding {
        Finding {
            rule,
            severity: rule.severity,
            confidence: rule.confidence,
            message: message.into(),
            glance: None,
            primary: Label { span, note: None },
            marks: Vec::new(),
            related: Vec::new(),
            expected: None,
            found: None,
            remedy: None,
            setting: rule.remedy.setting,
            commands: Vec::new(),
            who: rule.who,
            patch: None,
            evaluation: None,
            facing: None,
            beside: None,
            opens: None,
            explains: rule.explains.to_vec(),
            follows: rule.follows,
            measured: rule.measured,
            sentence: Confidence::Certain,
        }
    }

    /// A finding about a value: the span is the value's, `found` is the value.
    pub fn of_value(rule: &'static Rule, text: &Text, message: impl Into<String>) -> Finding {
        Finding::new(rule, text.span, message).found(text.value.clone())
    }

    pub fn glance(mut self, glance: impl Into<String>) -> Finding {
        self.glance = Some(glance.into());
        self
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

    /// Where the remedy names the place itself.
    pub fn without_setting(mut self) -> Finding {
        self.setting = None;
        self
    }

    pub fn setting(mut self, setting: Setting) -> Finding {
        self.setting = Some(setting);
        self
    }

    pub fn command(mut self, command: impl Into<String>) -> Finding {
        self.commands.push(command.into());
        self
    }

    pub fn who(mut self, who: Who) -> Finding {
        self.who = Some(who);
        self
    }

    pub fn patch(mut self, patch: Option<Patch>) -> Finding {
        self.patch = patch;
        self
    }

    pub fn evaluation(mut self, evaluation: Evaluation) -> Finding {
        self.evaluation = Some(evaluation);
        self
    }

    pub fn facing(mut self, facing: Option<Facing>) -> Finding {
        self.facing = facing;
        self
    }

    pub fn beside(mut self, beside: Beside) -> Finding {
        self.beside = Some(beside);
        self
    }

    pub fn opens(mut self, need: Need, question: &'static str) -> Finding {
        self.opens = Some((need, question));
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
        self.explains = sentences.to_vec();
        self
    }

    pub fn follows(mut self, rules: &'static [&'static str]) -> Finding {
        self.follows = rules;
        self
    }

    pub fn measured(mut self, measurement: &'static Measurement) -> Finding {
        self.measured = Some(measurement);
        self
    }

    /// Just this was not measured: `Likely`.
    pub fn unmeasured(mut self) -> Finding {
        self.measured = None;
        self.likely()
    }

    /// What to do, in words.
    pub fn remedy_text(&self) -> Cow<'static, str> {
        match &self.remedy {
            Some(remedy) => Cow::Owned(remedy.clone()),
            None => Cow::Borrowed(self.rule.remedy.text),
        }
    }
}
