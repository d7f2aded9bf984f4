//! The time in which AWS takes the response, as a line with the post on it.

use super::Page;
use crate::formats::markup::escaped;
use crate::report::{Mark, Timeline};

const WIDTH: i64 = 330;
const HEIGHT: i64 = 96;
/// Where the line begins and ends.
const LEFT: i64 = 12;
const RIGHT: i64 = WIDTH - 12;
const LINE: i64 = 48;

/// The picture, and the same in words under it.
pub fn figure(page: &mut Page, timeline: &Timeline, index: usize) {
    let scale = Scale::of(timeline);
    page.line("<figure>");
    page.line(&format!(
        "<svg class=\"timeline\" role=\"img\" aria-labelledby=\"time{index}-t time{index}-d\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">"
    ));
    page.line(&format!("<title id=\"time{index}-t\">When AWS takes the response</title>"));
    let told = words(timeline);
    page.line(&format!("<desc id=\"time{index}-d\">{}</desc>", escaped(&told.join("; "))));
    page.line(&format!(
        "<line class=\"line\" x1=\"{LEFT}\" y1=\"{LINE}\" x2=\"{RIGHT}\" y2=\"{LINE}\" stroke=\"#767676\" stroke-width=\"2\"/>"
    ));
    let (from, until) = (scale.at(&timeline.from), scale.at(&timeline.until));
    if until > from {
        page.line(&format!(
            "<rect class=\"good\" x=\"{from}\" y=\"{}\" width=\"{}\" height=\"12\" fill=\"#1b6e2d\"/>",
            LINE - 6,
            until - from
        ));
    }
    below(page, from, &timeline.from.time, "start");
    below(page, until, &timeline.until.time, "end");
    if let Some((earliest, latest)) = &timeline.posted {
        let inside = earliest.at >= timeline.from.at && latest.at < timeline.until.at;
        let (class, fill) = if inside { ("post", "#14457c") } else { ("error", "#b3261e") };
        let (first, last) = (scale.at(earliest), scale.at(latest));
        page.line(&format!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"28\" fill=\"{fill}\"/>",
            first - 2,
            LINE - 14,
            last - first + 4
        ));
        let anchor = anchor(first);
        page.line(&format!(
            "<text x=\"{first}\" y=\"26\" text-anchor=\"{anchor}\" fill=\"currentColor\">posted {}</text>",
            escaped(&earliest.time)
        ));
    }
    page.line("</svg>\n<figcaption>When AWS takes the response");
    page.list("times", told.iter().map(|line| escaped(line).into_owned()));
    page.line("</figcaption>\n</figure>");
}

fn below(page: &mut Page, x: i64, time: &str, anchor: &str) {
    page.line(&format!(
        "<text x=\"{x}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"currentColor\">{}</text>",
        LINE + 28,
        escaped(time)
    ));
}

/// Text at either end grows inwards.
fn anchor(x: i64) -> &'static str {
    match x {
        _ if x < WIDTH / 3 => "start",
        _ if x > WIDTH * 2 / 3 => "end",
        _ => "middle",
    }
}

/// Every mark in words, in order.
fn words(timeline: &Timeline) -> Vec<String> {
    let mut lines = vec![format!("issued {}", timeline.issued.moment)];
    if timeline.from.at != timeline.issued.at {
        lines.push(format!("holds from {}", timeline.from.moment));
    }
    lines.push(match timeline.until.at > timeline.from.at {
        true => format!("AWS takes it until {}", timeline.until.moment),
        false => format!("it never holds: its end is {}", timeline.until.moment),
    });
    match &timeline.posted {
        Some((earliest, latest)) if earliest == latest => lines.push(format!("posted {}", earliest.moment)),
        Some((earliest, latest)) => {
            lines.push(format!("posted between {} and {}", earliest.moment, latest.moment));
        }
        None => lines.push("when it was posted is not known".to_owned()),
    }
    lines.extend(timeline.clocks.clone());
    lines
}

/// Milliseconds to places on the line.
struct Scale {
    from: i64,
    length: i64,
}

impl Scale {
    fn of(timeline: &Timeline) -> Scale {
        let posted = timeline.posted.iter().flat_map(|(earliest, latest)| [earliest.at, latest.at]);
        let marks: Vec<i64> = [&timeline.issued, &timeline.from, &timeline.until]
            .map(|mark| mark.at)
            .into_iter()
            .chain(posted)
            .collect();
        let from = marks.iter().copied().min().unwrap_or(0);
        let until = marks.iter().copied().max().unwrap_or(1);
        Scale { from, length: until.saturating_sub(from).max(1) }
    }

    fn at(&self, mark: &Mark) -> i64 {
        let place = i128::from(mark.at.saturating_sub(self.from)) * i128::from(RIGHT - LEFT)
            / i128::from(self.length);
        LEFT + i64::try_from(place).unwrap_or(RIGHT - LEFT)
    }
}
