//! What the real AWS answered to one change at a time, and what its documents say of the same.
//!
//! Recorded by somebody else in the partition `aws`, us-east-1, by calls of the API; how the browser's
//! sign-in page answers was not measured. One fault at a time tells nothing about their order.

pub mod iam;
pub mod sts;

use super::known_errors::KnownError;

/// One change in a good response, or in good metadata, and the answer to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Measurement {
    /// Kebab case; names the change.
    pub id: &'static str,
    /// What the change concerns, as a fact about what is in order: `an Audience is AWS's`.
    pub requirement: &'static str,
    /// What was changed.
    pub tried: &'static str,
    pub elsewhere: Elsewhere,
    pub asked: Asked,
    /// `2026-09-11`
    pub on: &'static str,
    pub answer: Answer,
}

/// What others than the measurement say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere {
    /// AWS documents what it refuses, in words that complete "AWS's page says that …".
    Refusal(&'static str),
    /// AWS's page demands it, and does not say what becomes of the rest.
    Page(&'static str),
    /// AWS's page says what was then answered.
    Same(&'static str),
    /// A standard demands it, in words that complete "SAML says that …".
    Standard(&'static str),
    /// People have reported otherwise, in words that complete "people have reported that …".
    Seen(&'static str),
    /// AWS's pages do not speak of it.
    Silent,
}

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// AssumeRoleWithSAML
    Sts,
    /// Create-, Update- or DeleteSAMLProvider
    Iam,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It was taken; with what came of it, where that tells something: `for 598 s`.
    Taken(&'static str),
    Refused(&'static KnownError),
}

/// Every measurement, in the order of what they are about.
pub fn all() -> impl Iterator<Item = &'static Measurement> {
    sts::ALL.iter().chain(iam::ALL).copied()
}

impl Asked {
    pub fn name(self) -> &'static str {
        match self {
            Asked::Sts => "STS",
            Asked::Iam => "IAM",
        }
    }
}

impl Elsewhere {
    /// A sentence without its full stop.
    pub fn words(self) -> String {
        match self {
            Elsewhere::Refusal(says) | Elsewhere::Page(says) | Elsewhere::Same(says) => {
                format!("AWS's page says that {says}")
            }
            Elsewhere::Standard(says) => format!("SAML says that {says}"),
            Elsewhere::Seen(says) => format!("people have reported that {says}"),
            Elsewhere::Silent => "AWS's pages do not speak of it".to_owned(),
        }
    }
}

impl Measurement {
    /// What was documented and what was answered, in a sentence each.
    pub fn explanation(&self) -> String {
        format!("{}; {}", self.elsewhere.words(), self.answered())
    }

    /// `STS, asked on 2026-09-11, took it for 598 s`
    pub fn answered(&self) -> String {
        let Measurement { on, answer, .. } = *self;
        let asked = self.asked.name();
        match answer {
            Answer::Taken("") => format!("{asked}, asked on {on}, took it"),
            Answer::Taken(came_of_it) => format!("{asked}, asked on {on}, took it {came_of_it}"),
            Answer::Refused(error) => format!("{asked}, asked on {on}, answered \"{}\"", error.shown()),
        }
    }

    /// Whether a document or a report says another thing than was answered.
    pub fn differs(&self) -> bool {
        match (self.elsewhere, self.answer) {
            (Elsewhere::Silent | Elsewhere::Same(_), _) => false,
            (Elsewhere::Seen(_), _) => true,
            (Elsewhere::Refusal(_) | Elsewhere::Page(_) | Elsewhere::Standard(_), Answer::Refused(_)) => {
                false
            }
            (Elsewhere::Refusal(_) | Elsewhere::Page(_) | Elsewhere::Standard(_), Answer::Taken(_)) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_measurement_has_an_id_of_its_own_and_its_words() {
        let mut ids = HashSet::new();
        for measurement in all() {
            let Measurement { id, requirement, tried, .. } = measurement;
            assert!(ids.insert(id), "{id} twice");
            assert!(!requirement.is_empty() && !tried.is_empty(), "{id}");
            assert!(!measurement.on.is_empty(), "{id}");
        }
    }

    #[test]
    fn every_static_of_a_file_is_in_its_list() {
        for (source, list) in
            [(include_str!("measurements/sts.rs"), sts::ALL), (include_str!("measurements/iam.rs"), iam::ALL)]
        {
            assert_eq!(source.matches("pub static ").count(), list.len() + 1);
        }
    }

    #[test]
    fn the_explanation_tells_the_document_and_the_answer() {
        assert_eq!(
            sts::AUDIENCE_OTHER.explanation(),
            "AWS's page says that a response without the required audience is refused; STS, asked on 2026-09-11, took it"
        );
        assert_eq!(
            sts::CONDITIONS_ABSENT.explanation(),
            "AWS's pages do not speak of it; STS, asked on 2026-09-11, answered \"Invalid base64 SAMLResponse\""
        );
    }
}
