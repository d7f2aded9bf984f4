//! How a finished report is laid out, one file a format. Formats see nothing but [`crate::report`].

pub mod concise;
pub mod html;
pub mod human;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod markdown;
mod markup;
pub mod sarif;
pub mod screen;

use std::io::{self, Write};

use crate::report::Report;
use screen::Layout;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Human,
    Concise,
    Json,
    Jsonl,
    Markdown,
    Sarif,
    Junit,
    Html,
}

impl Format {
    pub const ALL: &[Format] = &[
        Format::Human,
        Format::Concise,
        Format::Json,
        Format::Jsonl,
        Format::Markdown,
        Format::Sarif,
        Format::Junit,
        Format::Html,
    ];

    /// As the command line spells it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Markdown => "markdown",
            Format::Sarif => "sarif",
            Format::Junit => "junit",
            Format::Html => "html",
        }
    }

    /// Whether it points into the captured files, so that [`Report::locate`] has to look first.
    pub fn points_into_files(self) -> bool {
        match self {
            Format::Concise | Format::Sarif => true,
            Format::Human
            | Format::Json
            | Format::Jsonl
            | Format::Markdown
            | Format::Junit
            | Format::Html => false,
        }
    }
}

/// Writes the report; the layout is for a person's.
pub fn write(report: &Report, format: Format, layout: Layout, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Human => out.write_all(human::render(report, layout).as_bytes()),
        Format::Concise => concise::write(report, out),
        Format::Json => json::write(report, out),
        Format::Jsonl => jsonl::write(report, out),
        Format::Markdown => out.write_all(markdown::render(report).as_bytes()),
        Format::Sarif => sarif::write(report, out),
        Format::Html => out.write_all(html::render(report).as_bytes()),
        Format::Junit => out.write_all(junit::render(report).as_bytes()),
    }
}
