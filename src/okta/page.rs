//! What came of a mapping, for a person.

use super::Outcome;
use crate::formats::screen::{Layout, Screen, Style};

/// Groups that are listed, of those that come through and of those that fall out.
const SHOWN: usize = 100;

/// The page, the answer first.
pub fn render(outcome: &Outcome, layout: Layout) -> String {
    let mut screen = Screen::new(layout);
    let (through, of) = (outcome.mapped.len(), outcome.mapped.len() + outcome.fallen_out.len());
    let groups = if of == 1 { "group comes" } else { "groups come" };
    let head = match through {
        0 => format!("none of {of} groups comes through: the response has no Role value from them"),
        _ => format!("{through} of {of} {groups} through the filter"),
    };
    screen.styled(if through == 0 { Style::Error } else { Style::Strong }, &head).end();
    for problem in &outcome.problems {
        screen.gap();
        screen.styled(Style::Error, "wrong").put("  ").words(Style::Plain, 7, &problem.what).end();
        screen.styled(Style::Good, "do").put("     ").words(Style::Plain, 7, &problem.remedy).end();
    }
    if !outcome.mapped.is_empty() {
        screen.gap();
    }
    for one in outcome.mapped.iter().take(SHOWN) {
        screen.styled(Style::Good, "through").put("  ").words(Style::Strong, 9, &one.group);
        let role = one.role.as_deref().unwrap_or("none");
        let account = one.account.as_deref().unwrap_or("none");
        screen.words(Style::Plain, 11, &format!("  role {role}, account {account}")).end();
        if let Some(value) = &one.value {
            screen.to_column(9).put(value).end();
        }
        if one.in_part {
            screen.to_column(9).words(Style::Faint, 9, "only a part of this name matches: whether Okta wants the whole name to match is documented nowhere; with ^ and $ round the filter it falls out").end();
        }
        if let Some(index) = one.sent {
            screen
                .to_column(9)
                .words(Style::Faint, 9, &format!("the response's Role value {}", index + 1))
                .end();
        }
    }
    left_out(&mut screen, outcome.mapped.len());
    if !outcome.fallen_out.is_empty() {
        screen.gap();
    }
    for one in outcome.fallen_out.iter().take(SHOWN) {
        screen.styled(Style::Warning, "out").put("      ").words(Style::Strong, 9, &one.group);
        let why = match (&one.at, &one.too_short) {
            (Some((at, wanted)), _) => {
                let found = one.group.chars().nth(*at).map_or_else(String::new, |c| format!(", \"{c}\""));
                format!("  at character {}{found}; the filter takes {wanted} there", at + 1)
            }
            (None, Some(wanted)) => format!("  the name ends where the filter wants {wanted}"),
            (None, None) => "  the filter does not match".to_owned(),
        };
        screen.words(Style::Plain, 11, &why).end();
        if let Some(filter) = &one.filter {
            screen.to_column(9).words(Style::Plain, 9, "this filter takes it, too:").end();
            screen.to_column(9).put(filter).end();
        }
    }
    left_out(&mut screen, outcome.fallen_out.len());
    if !outcome.from_elsewhere.is_empty() {
        screen.gap();
    }
    for (index, value) in &outcome.from_elsewhere {
        screen.styled(Style::Warning, "other").put("    ");
        screen
            .words(
                Style::Plain,
                9,
                &format!("Role value {} of the response is from none of these groups", index + 1),
            )
            .end();
        screen.to_column(9).put(value).end();
    }
    screen.finish()
}

fn left_out(screen: &mut Screen, count: usize) {
    if count > SHOWN {
        screen.to_column(9).put(&format!("and {} more", count - SHOWN)).end();
    }
}
