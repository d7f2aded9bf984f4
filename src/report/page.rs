//! A page that explains something: what is known of a rule, a sentence, a code.

use std::borrow::Cow;

use super::Line;

/// Everything that is known of what was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub parts: Vec<Part>,
}

/// One thing that is explained, or a list of things that it may be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// `None` where its sections say all.
    pub title: Option<Line>,
    /// Beside the title: `(error, certain)`.
    pub beside: Option<String>,
    /// Under the title.
    pub lines: Vec<Line>,
    pub sections: Vec<Section>,
}

/// Entries under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub heading: &'static str,
    pub entries: Vec<Entry>,
}

/// One entry of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    Prose(Cow<'static, str>),
    /// Something by its name, and what it is.
    Named {
        name: &'static str,
        text: &'static str,
    },
    /// Stands alone on one line, to be copied.
    Command(Cow<'static, str>),
    /// Something that is only mentioned, and the command that explains it.
    Mentioned {
        text: Cow<'static, str>,
        /// What it comes of, where that is not to be looked up first.
        cause: Option<String>,
        command: String,
    },
}

impl Entry {
    fn is_mentioned(&self) -> bool {
        matches!(self, Entry::Mentioned { .. })
    }
}

impl Part {
    /// One section that needs no title.
    pub(super) fn of(section: Section) -> Part {
        Part { sections: vec![section], ..Part::default() }
    }

    /// Whether it only names things that may be meant.
    pub(super) fn is_list(&self) -> bool {
        self.sections.iter().flat_map(|section| &section.entries).any(Entry::is_mentioned)
    }
}

impl Section {
    /// A section, unless there is nothing in it.
    pub(super) fn of(heading: &'static str, entries: Vec<Entry>) -> Option<Section> {
        (!entries.is_empty()).then_some(Section { heading, entries })
    }
}
