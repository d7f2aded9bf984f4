//! How a policy decides, as a table: each test of each statement, the policy's values beside the login's.

use std::ops::Range;

use super::Page;
use crate::formats::markup::escaped;
use crate::report::{ActionRow, Evaluated, Evaluation, Facing, LoginHas, StatementRow, difference};

/// A table for each action of the login, the refused ones open.
pub fn tables(page: &mut Page, evaluation: &Evaluation) {
    for action in &evaluation.actions {
        let open = if action.outcome == "allow" { "" } else { " open" };
        let named = escaped(&action.action);
        page.line(&format!(
            "<details{open}><summary>How the policy decides <code>{named}</code>: {}</summary>",
            action.outcome
        ));
        table(page, action);
        page.line("</details>");
    }
}

fn table(page: &mut Page, action: &ActionRow) {
    page.line("<div class=\"wide\" tabindex=\"0\"><table>");
    page.line(&format!("<caption>{}: {}</caption>", escaped(&action.action), action.outcome));
    page.line("<thead><tr>");
    for head in ["Test", "Policy", "Login", "Outcome"] {
        page.line(&format!("<th scope=\"col\">{head}</th>"));
    }
    page.line("</tr></thead>");
    for statement in &action.statements {
        of_statement(page, statement);
    }
    page.line("</table></div>");
    if action.more > 0 {
        page.paragraph("more", &format!("and {} more statements", action.more));
    }
}

fn of_statement(page: &mut Page, statement: &StatementRow) {
    let sid = statement.sid.as_ref().map(|sid| format!(" \"{sid}\"")).unwrap_or_default();
    let name = format!("Statement {}{sid}, {}", statement.statement, statement.effect);
    page.line("<tbody>");
    page.line(&format!("<tr><th scope=\"rowgroup\" colspan=\"4\">{}</th></tr>", escaped(&name)));
    let named: Vec<String> = statement.principals.iter().map(|one| code(one, 0..0)).collect();
    row(page, "Principal", &named.join("<br>"), "", statement.principal);
    row(page, "Action", "", "", statement.action);
    if statement.is_about_it() {
        for condition in &statement.conditions {
            let facing = condition.facing();
            row(page, &facing.tested, &policy(&facing), &login(&facing), condition.holds);
        }
    }
    page.line("</tbody>");
}

/// The cells of values are markup.
fn row(page: &mut Page, test: &str, policy: &str, login: &str, holds: Evaluated) {
    let class = match holds {
        Evaluated::Yes => "good",
        Evaluated::No | Evaluated::Error => "error",
        Evaluated::Unknown => "warning",
    };
    page.line(&format!(
        "<tr><th scope=\"row\">{}</th><td>{policy}</td><td>{login}</td><td class=\"{class}\">{}</td></tr>",
        escaped(test),
        holds.words()
    ));
}

/// The value that comes nearest, with what of it the login does not have.
fn policy(facing: &Facing) -> String {
    let differing = match &facing.login {
        LoginHas::Value(value) => difference(&facing.policy, value).0,
        LoginHas::Nothing(_) | LoginHas::NotKnown => 0..0,
    };
    let more = match facing.more {
        0 => String::new(),
        more => format!(" or {more} more"),
    };
    format!("{}{more}", code(&facing.policy, differing))
}

fn login(facing: &Facing) -> String {
    match &facing.login {
        LoginHas::Value(value) if value.is_empty() => "(empty)".to_owned(),
        LoginHas::Value(value) => code(value, difference(&facing.policy, value).1),
        LoginHas::Nothing(None) => "(not sent)".to_owned(),
        LoginHas::Nothing(Some(why)) => format!("(has none: {})", escaped(why)),
        LoginHas::NotKnown => "(not known here)".to_owned(),
    }
}

/// A value, with a part of it marked.
fn code(text: &str, marked: Range<usize>) -> String {
    let (start, end) = (marked.start.min(text.len()), marked.end.min(text.len()));
    let parts = [text.get(..start), text.get(start..end), text.get(end..)];
    match parts {
        [Some(before), Some(part), Some(after)] if !part.is_empty() => {
            format!("<code>{}<mark>{}</mark>{}</code>", escaped(before), escaped(part), escaped(after))
        }
        _ => format!("<code>{}</code>", escaped(text)),
    }
}
