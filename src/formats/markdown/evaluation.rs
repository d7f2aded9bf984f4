//! How a policy decides, in lines that read well behind a fence.

use crate::report::visible::clipped;
use crate::report::{ActionRow, Evaluated, Evaluation, Facing, LoginHas, StatementRow};

/// Lines of it; the whole is in the other formats.
const MOST: usize = 10;
/// Longer values are cut.
const LONGEST: usize = 100;

/// Of the actions that are not allowed the first, its statements and what in them does not fit.
pub fn lines(evaluation: &Evaluation) -> Vec<String> {
    let Some(action) = evaluation.actions.iter().find(|action| action.outcome != "allow") else {
        return Vec::new();
    };
    let mut lines = vec![format!("{}: {}", action.action, action.outcome)];
    lines.extend(action.statements.iter().flat_map(of_statement));
    lines.extend(more(action));
    if lines.len() > MOST {
        let left = lines.len() - (MOST - 1);
        lines.truncate(MOST - 1);
        lines.push(format!("and {left} more lines, with -v"));
    }
    lines
}

fn more(action: &ActionRow) -> Option<String> {
    (action.more > 0).then(|| format!("and {} more statements", action.more))
}

fn of_statement(statement: &StatementRow) -> Vec<String> {
    let sid = statement.sid.as_ref().map(|sid| format!(" \"{}\"", clipped(sid, 40))).unwrap_or_default();
    let mut lines = vec![format!(
        "statement {}{sid}, {}: Principal {}, Action {}",
        statement.statement,
        statement.effect,
        statement.principal.words(),
        statement.action.words()
    )];
    if !statement.is_about_it() {
        return lines;
    }
    for condition in &statement.conditions {
        let facing = condition.facing();
        lines.push(format!("  {} {}", clipped(&facing.tested, LONGEST), condition.holds.words()));
        if condition.holds != Evaluated::Yes {
            lines.push(format!("    policy    {}", policy(&facing)));
            lines.push(format!("    login     {}", login(&facing.login)));
        }
    }
    lines
}

fn policy(facing: &Facing) -> String {
    let more = match facing.more {
        0 => String::new(),
        more => format!(", or {more} more"),
    };
    format!("{}{more}", clipped(&facing.policy, LONGEST))
}

fn login(login: &LoginHas) -> String {
    match login {
        LoginHas::Value(value) if value.is_empty() => "(empty)".to_owned(),
        LoginHas::Value(value) => clipped(value, LONGEST).into(),
        LoginHas::Nothing(None) => "(not sent)".to_owned(),
        LoginHas::Nothing(Some(why)) => format!("(has none: {why})"),
        LoginHas::NotKnown => "(not known here)".to_owned(),
    }
}
