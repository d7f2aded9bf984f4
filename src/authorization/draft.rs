//! A trust policy that is being changed: its JSON, read again after each change, and the changes in words.

use super::call::Call;
use super::json_text::Json;
use crate::aws::policy::{Policy, parse};
use crate::document::{Document, Node};
use crate::source::SourceId;
use crate::source::traced::Traced;

#[derive(Clone)]
pub(super) struct Draft {
    pub(super) json: Json,
    pub(super) changes: Vec<String>,
    /// Statements that were added for this login alone, by their places.
    pub(super) own: Vec<usize>,
}

impl Draft {
    pub(super) fn of(json: Json) -> Draft {
        Draft { json, changes: Vec::new(), own: Vec::new() }
    }

    /// Puts a statement in, at the end where there are not so many; its place.
    pub(super) fn insert(&mut self, at: usize, statement: Json) -> Option<usize> {
        let statements = self.json.member_mut("Statement")?.as_list();
        let at = at.min(statements.len());
        statements.insert(at, statement);
        self.own.iter_mut().filter(|own| **own >= at).for_each(|own| *own += 1);
        Some(at)
    }

    pub(super) fn take_out(&mut self, index: usize) -> Option<()> {
        let statements = self.json.member_mut("Statement")?.as_list();
        (index < statements.len()).then(|| statements.remove(index))?;
        self.own.retain(|own| *own != index);
        self.own.iter_mut().filter(|own| **own > index).for_each(|own| *own -= 1);
        Some(())
    }

    pub(super) fn read(&self) -> Option<(Node, Policy)> {
        let document = Document::json(SourceId::NONE, &Traced::plain(self.json.written(), 0)).ok()?;
        let policy = parse::read(&document.root)?;
        Some((document.root, policy))
    }

    pub(super) fn changed(&mut self, what: String) {
        self.changes.push(what);
    }

    pub(super) fn statement(&mut self, index: usize) -> Option<&mut Json> {
        match self.json.member_mut("Statement")? {
            Json::Array(statements) => statements.get_mut(index),
            one => (index == 0).then_some(one),
        }
    }

    /// Where a condition stands: the member of its operator, by its place among the conditions.
    pub(super) fn condition(&mut self, statement: usize, condition: usize) -> Option<Place<'_>> {
        let mut at = 0;
        let block = self.statement(statement)?.member_mut("Condition")?;
        for (operator, keys) in block.members_mut() {
            let count = match keys {
                Json::Object(members) => members.len(),
                _ => 0,
            };
            if condition < at + count {
                return Some(Place { operator, keys, index: condition - at });
            }
            at += count;
        }
        None
    }

    pub(super) fn trust_provider(&mut self, index: usize, call: &Call) -> Option<()> {
        let principal = Json::Object(vec![("Federated".to_owned(), Json::text(&call.provider))]);
        self.statement(index)?.set("Principal", principal);
        self.changed(format!("statement {}: Principal is the provider", index + 1));
        Some(())
    }

    /// A statement of its own for one action: each sees its own keys, and tools that read roles were seen
    /// to drop one whose Action is a list.
    pub(super) fn add_statement(&mut self, action: &str, call: &Call) -> Option<()> {
        let mut statement = vec![
            ("Effect".to_owned(), Json::text("Allow")),
            (
                "Principal".to_owned(),
                Json::Object(vec![("Federated".to_owned(), Json::text(&call.provider))]),
            ),
            ("Action".to_owned(), Json::text(action)),
        ];
        if let Some(recipient) = call.recipient() {
            let keys = Json::Object(vec![("SAML:aud".to_owned(), Json::text(recipient))]);
            statement.push(("Condition".to_owned(), Json::Object(vec![("StringEquals".to_owned(), keys)])));
        }
        self.json.member_mut("Statement")?.as_list().push(Json::Object(statement));
        self.changed(format!("a statement that allows {action} to the provider"));
        Some(())
    }

    /// Takes a condition out, and what is empty then.
    pub(super) fn without_condition(&mut self, statement: usize, condition: usize) -> Option<()> {
        self.condition(statement, condition)?.remove();
        let statement = self.statement(statement)?;
        if let Some(block) = statement.member_mut("Condition") {
            if let Json::Object(operators) = block {
                operators.retain(|(_, keys)| *keys != Json::Object(Vec::new()));
            }
            if *block == Json::Object(Vec::new()) {
                statement.remove("Condition");
            }
        }
        Some(())
    }
}

pub(super) fn test_recipient(statement: &mut Json, recipient: &str) {
    let mut block = match statement.member("Condition") {
        Some(block) => block.clone(),
        None => Json::Object(Vec::new()),
    };
    let mut equals = match block.member("StringEquals") {
        Some(equals) => equals.clone(),
        None => Json::Object(Vec::new()),
    };
    let own = match &mut equals {
        Json::Object(members) => members.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case("saml:aud")),
        _ => None,
    };
    match own {
        Some((_, tested)) => *tested = Json::text(recipient),
        None => equals.set("SAML:aud", Json::text(recipient)),
    }
    block.set("StringEquals", equals);
    statement.set("Condition", block);
}

/// A condition in its place.
pub(super) struct Place<'a> {
    operator: &'a mut String,
    keys: &'a mut Json,
    /// Among the keys of the operator.
    index: usize,
}

impl<'a> Place<'a> {
    pub(super) fn value(self) -> Option<&'a mut Json> {
        match self.keys {
            Json::Object(members) => members.get_mut(self.index).map(|(_, value)| value),
            _ => None,
        }
    }

    pub(super) fn values(self) -> Option<&'a mut Vec<Json>> {
        self.value().map(Json::as_list)
    }

    pub(super) fn remove(self) {
        if let Json::Object(members) = self.keys {
            members.remove(self.index);
        }
    }

    /// Renames the operator where it has no other keys.
    pub(super) fn rename(self, name: String) -> Option<()> {
        match self.keys {
            Json::Object(members) if members.len() == 1 => {
                *self.operator = name;
                Some(())
            }
            _ => None,
        }
    }
}
