//! How a finished report is laid out, one file a format. Formats see nothing but [`crate::report`].

mod markup;
pub mod screen;

use std::io::{self, Write};

use crate::report::Report;
use screen::Layout;

/// Declares a module for each format, lists them, and names each as its module is named.
macro_rules! formats {
    ($($format:ident $module:ident points_into_files: $points:literal,
        |$report:pat_param, $layout:pat_param, $out:pat_param| $write:expr;)*) => {
        $(pub mod $module;)*

        /// How a report is written.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Format {
            $($format),*
        }

        impl Format {
            pub const ALL: &[Format] = &[$(Format::$format),*];

            /// As the command line spells it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Format::$format => stringify!($module)),*
                }
            }

            /// Whether it points into the captured files, so that [`Report::locate`] has to look first.
            pub fn points_into_files(self) -> bool {
                match self {
                    $(Format::$format => $points),*
                }
            }
        }

        /// Writes the report; the layout is for a person's.
        pub fn write(report: &Report, format: Format, layout: Layout, out: &mut impl Write) -> io::Result<()> {
            match format {
                $(Format::$format => {
                    let ($report, $layout, $out) = (report, layout, out);
                    $write
                })*
            }
        }
    };
}

formats! {
    Human human points_into_files: false,
        |report, layout, out| out.write_all(human::render(report, layout).as_bytes());
    Concise concise points_into_files: true,
        |report, _, out| concise::write(report, out);
    Json json points_into_files: false,
        |report, _, out| json::write(report, out);
    Jsonl jsonl points_into_files: false,
        |report, _, out| jsonl::write(report, out);
    Markdown markdown points_into_files: false,
        |report, _, out| out.write_all(markdown::render(report).as_bytes());
    Sarif sarif points_into_files: true,
        |report, _, out| sarif::write(report, out);
    Junit junit points_into_files: false,
        |report, _, out| out.write_all(junit::render(report).as_bytes());
    Html html points_into_files: false,
        |report, _, out| out.write_all(html::render(report).as_bytes());
}
