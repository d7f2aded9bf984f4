//! What AWS answered when it was asked, beside what its pages say.

use serde::Serialize;

use crate::aws::measurements::{Answer, Elsewhere, Measurement};

/// A measurement that a finding or a rule stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Measured {
    pub id: &'static str,
    /// `2026-09-11`
    #[cfg_attr(test, schemars(with = "crate::contract::Day"))]
    pub date: &'static str,
    /// `taken` or `refused`
    #[cfg_attr(test, schemars(extend("enum" = ["taken", "refused"])))]
    pub answer: &'static str,
    /// What is documented and what was answered, in a sentence each.
    pub explanation: String,
    #[serde(skip)]
    pub standing: Standing,
}

/// Whether the measurement tells more than the documents do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// AWS documents what was answered.
    Agrees,
    /// A document says something else, or nothing.
    Decides,
}

impl Measured {
    pub(super) fn of(measurement: &Measurement) -> Measured {
        let answer = match measurement.answer {
            Answer::Taken(_) => "taken",
            Answer::Refused(_) => "refused",
        };
        let standing = match measurement.elsewhere {
            Elsewhere::Same(_) => Standing::Agrees,
            Elsewhere::Refusal(_) if !measurement.differs() => Standing::Agrees,
            Elsewhere::Refusal(_)
            | Elsewhere::Page(_)
            | Elsewhere::Standard(_)
            | Elsewhere::Seen(_)
            | Elsewhere::Silent => Standing::Decides,
        };
        let explanation = measurement.explanation();
        Measured { id: measurement.id, date: measurement.on, answer, explanation, standing }
    }
}
