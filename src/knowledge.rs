//! How sure a statement about AWS is, and where it comes from.

use serde::Serialize;

/// A public document that supports a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "CitationMember")]
pub struct Citation {
    pub title: &'static str,
    pub url: &'static str,
    pub basis: Basis,
}

/// How a document supports a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// AWS, or whoever wrote the program, says so.
    Documented,
    /// Recorded answers of the real AWS to one change at a time, on this day: `2026-09-11`.
    Measured { on: &'static str },
    /// People have shown what they saw.
    Observed,
    /// A standard, of which AWS does not say that it follows it here.
    Inferred,
}

/// A citation as the JSON report has it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Citation"))]
pub struct CitationMember {
    title: &'static str,
    #[cfg_attr(test, schemars(regex(pattern = "^https://")))]
    url: &'static str,
    #[cfg_attr(test, schemars(extend("enum" = ["documented", "measured", "observed", "inferred"])))]
    basis: &'static str,
    /// The day of a measurement.
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Day>"))]
    date: Option<&'static str>,
}

impl From<Citation> for CitationMember {
    fn from(citation: Citation) -> CitationMember {
        let Citation { title, url, basis } = citation;
        CitationMember { title, url, basis: basis.name(), date: basis.date() }
    }
}

impl Citation {
    pub const fn documented(title: &'static str, url: &'static str) -> Citation {
        Citation { title, url, basis: Basis::Documented }
    }

    pub const fn measured(title: &'static str, url: &'static str, on: &'static str) -> Citation {
        Citation { title, url, basis: Basis::Measured { on } }
    }

    pub const fn observed(title: &'static str, url: &'static str) -> Citation {
        Citation { title, url, basis: Basis::Observed }
    }

    pub const fn inferred(title: &'static str, url: &'static str) -> Citation {
        Citation { title, url, basis: Basis::Inferred }
    }
}

impl Basis {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Documented => "documented",
            Basis::Measured { .. } => "measured",
            Basis::Observed => "observed",
            Basis::Inferred => "inferred",
        }
    }

    /// The day of a measurement: `2026-09-11`.
    pub fn date(self) -> Option<&'static str> {
        match self {
            Basis::Measured { on } => Some(on),
            Basis::Documented | Basis::Observed | Basis::Inferred => None,
        }
    }

    /// What stands before a title on a screen: `measured 2026-09-11`.
    pub fn words(self) -> String {
        match self.date() {
            Some(on) => format!("{} {on}", self.name()),
            None => self.name().to_owned(),
        }
    }
}

/// How sure a statement is. Ordered: the surer one is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
pub enum Confidence {
    /// People have observed it, AWS documents that it can happen, or AWS's document and a measurement differ.
    Likely,
    /// AWS documents that it always is so, or it was measured, and nothing was measured against it.
    Certain,
}

impl Confidence {
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}
