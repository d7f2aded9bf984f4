//! How often what was found, a line a rule.

use crate::formats::screen::{Layout, Screen};
use crate::report::{Statistics, Style};

/// Lays the counts out.
pub fn statistics(statistics: &Statistics, layout: Layout) -> String {
    let mut screen = Screen::new(layout);
    let widest = |numbers: &mut dyn Iterator<Item = usize>| {
        numbers.map(|number| number.to_string().len()).max().unwrap_or(1)
    };
    let number_width = widest(&mut statistics.verdicts.iter().map(|(_, count)| *count));
    for (word, count) in &statistics.verdicts {
        screen.put(&format!("{count:>number_width$}  {word}")).end();
    }
    if statistics.rules.is_empty() {
        return screen.finish();
    }
    screen.gap();
    let number_width = widest(&mut statistics.rules.iter().map(|one| one.places));
    let rule_width = statistics.rules.iter().map(|one| one.rule.len()).max().unwrap_or(0);
    for one in &statistics.rules {
        screen.put(&format!("{:>number_width$}  ", one.places));
        screen.styled(one.severity.into(), &format!("{:<7}", one.severity.name())).put("  ");
        screen.styled(Style::Strong, &format!("{:<rule_width$}", one.rule)).put("  ");
        let indent = screen.column();
        screen.words(Style::Plain, indent, one.summary).end();
    }
    screen.finish()
}
