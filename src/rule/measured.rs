//! What a measurement leaves of a finding: the way by which a response comes to AWS decides.

use super::{Finding, Severity};
use crate::aws::endpoints::{self, Endpoint};
use crate::aws::known_errors::sts;
use crate::aws::measurements::{Answer, Elsewhere, Measurement};
use crate::capture::Capture;
use crate::knowledge::Confidence;

/// How a response comes to AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayIn {
    /// A program calls AssumeRoleWithSAML: what STS answered was measured.
    Call,
    /// A browser posts it to the sign-in page, or nothing tells of a call.
    Post,
}

impl WayIn {
    pub fn of(capture: &Capture) -> WayIn {
        let to_sts = || {
            let located = capture.url.as_deref().and_then(endpoints::locate)?;
            matches!(located.endpoint, Endpoint::Sts { .. }).then_some(())
        };
        if capture.sts_call.is_some() || to_sts().is_some() { WayIn::Call } else { WayIn::Post }
    }
}

/// The most that a measurement leaves of what a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling {
    pub severity: Severity,
    pub confidence: Confidence,
    /// How sure it is that AWS says it in the words that were measured.
    pub sentence: Confidence,
}

impl Ceiling {
    const NONE: Ceiling =
        Ceiling { severity: Severity::Error, confidence: Confidence::Certain, sentence: Confidence::Certain };
    const LIKELY: Ceiling = Ceiling { confidence: Confidence::Likely, ..Ceiling::NONE };

    /// A call is judged by the measurement outright; a browser's POST by what is documented, of which
    /// nothing is certain that was measured otherwise.
    pub fn of(measurement: &Measurement, way_in: WayIn) -> Ceiling {
        match (measurement.answer, way_in) {
            (Answer::Refused(_), WayIn::Call) => Ceiling::NONE,
            (Answer::Refused(error), WayIn::Post) => {
                let left = match measurement.elsewhere {
                    Elsewhere::Refusal(_) | Elsewhere::Same(_) => Ceiling::NONE,
                    Elsewhere::Page(_) | Elsewhere::Standard(_) | Elsewhere::Seen(_) | Elsewhere::Silent => {
                        Ceiling::LIKELY
                    }
                };
                let sentence =
                    if sts::is_of_calls_only(error) { Confidence::Likely } else { Confidence::Certain };
                Ceiling { sentence, ..left }
            }
            (Answer::Taken(_), _) => {
                let severity = match (measurement.elsewhere, way_in) {
                    (Elsewhere::Same(_), WayIn::Call | WayIn::Post) => return Ceiling::NONE,
                    (Elsewhere::Silent, WayIn::Call) => Severity::Note,
                    (Elsewhere::Silent, WayIn::Post) => Severity::Warning,
                    (
                        Elsewhere::Refusal(_)
                        | Elsewhere::Page(_)
                        | Elsewhere::Standard(_)
                        | Elsewhere::Seen(_),
                        WayIn::Call,
                    ) => Severity::Warning,
                    (
                        Elsewhere::Refusal(_)
                        | Elsewhere::Page(_)
                        | Elsewhere::Standard(_)
                        | Elsewhere::Seen(_),
                        WayIn::Post,
                    ) => Severity::Error,
                };
                Ceiling { severity, ..Ceiling::LIKELY }
            }
        }
    }
}

impl Finding {
    /// Lowers a finding to what a measurement leaves of it.
    pub fn weighed(mut self, way_in: WayIn) -> Finding {
        let Some(measurement) = self.measured else { return self };
        let Ceiling { severity, confidence, sentence } = Ceiling::of(measurement, way_in);
        self.severity = self.severity.min(severity);
        self.confidence = self.confidence.min(confidence);
        self.sentence = self.sentence.min(sentence);
        self
    }

    /// What is documented and what was measured, in a sentence each; `None` where nothing was.
    pub fn explanation(&self) -> Option<String> {
        self.measured.map(Measurement::explanation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::measurements::sts as measured;
    use crate::capture::StsCall;
    use crate::rule::Rule;
    use crate::source::{Source, SourceKind, Sources, Span};

    static RULE: Rule =
        Rule { id: "x", severity: Severity::Error, confidence: Confidence::Certain, ..Rule::OF_MESSAGE };

    fn nowhere() -> Span {
        let source = Sources::default().add(Source::new(SourceKind::Message, "x", None));
        Span { source, start: 0, end: 0 }
    }

    #[test]
    fn the_way_in_decides_what_a_measurement_leaves() {
        use Confidence::{Certain, Likely};
        use Severity::{Error, Note, Warning};
        for (measurement, call, post) in [
            (&measured::AUDIENCE_OTHER, (Warning, Likely), (Error, Likely)),
            (&measured::CONDITIONS_BEGIN_IN_240_S, (Note, Likely), (Warning, Likely)),
            (&measured::CONDITIONS_ABSENT, (Error, Certain), (Error, Likely)),
            (&measured::ONLY_RESPONSE_SIGNED, (Error, Certain), (Error, Likely)),
            (&measured::CONDITIONS_EXPIRED, (Error, Certain), (Error, Certain)),
            (&measured::SESSION_END_IN_600_S, (Error, Certain), (Error, Certain)),
        ] {
            for (way_in, expected) in [(WayIn::Call, call), (WayIn::Post, post)] {
                let finding = Finding::new(&RULE, nowhere(), "x").measured(measurement).weighed(way_in);
                assert_eq!((finding.severity, finding.confidence), expected, "{} {way_in:?}", measurement.id);
            }
        }
    }

    #[test]
    fn what_is_known_from_calls_alone_is_not_certain_to_be_said_on_the_page() {
        let finding = || Finding::new(&RULE, nowhere(), "x").measured(&measured::UNSIGNED);
        assert_eq!(finding().weighed(WayIn::Call).sentence, Confidence::Certain);
        let posted = finding().weighed(WayIn::Post);
        assert_eq!((posted.confidence, posted.sentence), (Confidence::Certain, Confidence::Likely));
    }

    #[test]
    fn a_call_is_known_by_its_parameters_or_by_its_address() {
        let call = Capture { sts_call: Some(StsCall::default()), ..Capture::default() };
        assert_eq!(WayIn::of(&call), WayIn::Call);
        for (url, expected) in [
            ("https://sts.amazonaws.com/", WayIn::Call),
            ("https://sts.eu-west-1.amazonaws.com/", WayIn::Call),
            ("https://signin.aws.amazon.com/saml", WayIn::Post),
        ] {
            let capture = Capture { url: Some(url.to_owned()), ..Capture::default() };
            assert_eq!(WayIn::of(&capture), expected, "{url}");
        }
        assert_eq!(WayIn::of(&Capture::default()), WayIn::Post);
    }
}
