//! A start tag: its name, its attributes, and the namespaces it declares.

use std::ops::Range;

use quick_xml::events::BytesStart;

use super::refusal::{Fault, Parsed, Reason, fault, shown, syntax};
use super::syntax::{QName, check_attribute_value};
use super::{DEPTH_LIMIT, Open, Parser};
use crate::xml::strings::Symbol;
use crate::xml::{Attribute, Declaration, Element, Kind, Name, XML_NAMESPACE, XMLNS_NAMESPACE, characters};

/// An attribute or namespace declaration as it stands on a tag.
#[derive(Clone)]
pub(super) struct Written<'s> {
    name: QName<'s>,
    value: Range<usize>,
}

impl<'s> Written<'s> {
    /// The prefix it declares; empty for the default namespace.
    fn declares(&self) -> Option<&'s str> {
        match (self.name.prefix, self.name.local) {
            ("", "xmlns") => Some(""),
            ("xmlns", prefix) => Some(prefix),
            _ => None,
        }
    }

    /// From the name to the closing quote.
    fn range(&self) -> Range<usize> {
        self.name.start..self.value.end + 1
    }
}

impl<'s> Parser<'_, 's> {
    pub(super) fn start(&mut self, tag: &BytesStart<'_>, range: Range<usize>) -> Parsed {
        if self.base_depth + self.open.len() >= DEPTH_LIMIT {
            return Err(Fault { offset: range.start, reason: Reason::TooDeep });
        }
        if self.open.is_empty() && self.context.is_none() && self.tree.root.is_some() {
            return Err(fault(range.start, Reason::SecondRoot));
        }
        let name = QName::read(tag.name().0, range.start + 1)?;
        let mut written = std::mem::take(&mut self.written);
        written.clear();
        let read = self.read_attributes(tag, name, &mut written);
        let added = read.and_then(|()| self.add_element(name, &written, range));
        self.written = written;
        added
    }

    /// What stands on a tag behind its name.
    fn read_attributes(
        &self,
        tag: &BytesStart<'_>,
        name: QName<'_>,
        written: &mut Vec<Written<'s>>,
    ) -> Parsed {
        let mut previous_end = name.start + name.written.len();
        let malformed = |at: usize, why: &str| {
            syntax(at, format!("an attribute of {} is malformed{why}", shown(name.written)))
        };
        let mut attributes = tag.attributes();
        attributes.with_checks(false);
        for attribute in attributes {
            let attribute = attribute.map_err(|error| malformed(previous_end, &format!(": {error}")))?;
            let std::borrow::Cow::Borrowed(value) = attribute.value else {
                return Err(malformed(previous_end, ""));
            };
            let (key_start, value_start) = (at_text(self.text, attribute.key.0), at_text(self.text, value));
            if key_start == previous_end {
                return Err(syntax(key_start, "no white space stands before an attribute"));
            }
            let key = &self.text[key_start..key_start + attribute.key.0.len()];
            let name = QName::read(key, key_start)?;
            let value = value_start..value_start + value.len();
            check_attribute_value(&self.text[value.clone()], value_start)?;
            previous_end = value.end + 1;
            written.push(Written { name, value });
        }
        Ok(())
    }

    fn add_element(&mut self, name: QName<'_>, written: &[Written<'s>], range: Range<usize>) -> Parsed {
        let mark = self.scope.mark();
        let first_declaration = self.tree.declarations.len() as u32;
        self.prefixes.clear();
        for one in written {
            let Some(prefix) = one.declares() else { continue };
            let (prefix, namespace) = self.declare(prefix, one.value.clone())?;
            if !self.prefixes.insert(prefix) {
                return Err(twice(one, "", name));
            }
            self.scope.declare(prefix, namespace);
            let span = self.span(one.range());
            self.tree.declarations.push(Declaration { prefix, namespace, span });
        }
        let first_attribute = self.tree.attributes.len() as u32;
        self.names.clear();
        for one in written.iter().filter(|one| one.declares().is_none()) {
            let resolved = self.resolve(one.name, NameOf::Attribute)?;
            if !self.names.insert((resolved.namespace, resolved.local)) {
                return Err(twice(one, "the attribute ", name));
            }
            let (span, value_span) = (self.span(one.range()), self.span(one.value.clone()));
            self.tree.attributes.push(Attribute { name: resolved, span, value_span });
        }
        let name = self.resolve(name, NameOf::Element)?;
        let element = Element {
            name,
            start_tag_end: range.end as u32,
            attributes: (first_attribute, self.tree.attributes.len() as u32),
            declarations: (first_declaration, self.tree.declarations.len() as u32),
            has_elements: false,
        };
        let kind = Kind::Element(self.tree.elements.len() as u32);
        self.tree.elements.push(element);
        let node = self.add(kind, range);
        self.tree.root.get_or_insert(node);
        self.open.push(Open { node, mark });
        Ok(())
    }

    fn declare(&mut self, prefix: &str, value: Range<usize>) -> Result<(Symbol, Symbol), Fault> {
        let offset = value.start;
        let namespace = characters::attribute_value(&self.text[value]);
        let forbidden = match prefix {
            "xmlns" => true,
            "xml" => namespace != XML_NAMESPACE,
            _ => {
                namespace == XML_NAMESPACE
                    || namespace == XMLNS_NAMESPACE
                    || (namespace.is_empty() && !prefix.is_empty())
            }
        };
        if forbidden {
            let (prefix, namespace) = (shown(prefix), shown(&namespace));
            return Err(syntax(offset, format!("the prefix {prefix:?} may not stand for {namespace:?}")));
        }
        Ok((self.tree.strings.intern(prefix), self.tree.strings.intern(&namespace)))
    }

    fn resolve(&mut self, name: QName<'_>, of: NameOf) -> Result<Name, Fault> {
        let QName { written, prefix, local, start } = name;
        if prefix == "xmlns" {
            return Err(syntax(start, format!("the prefix of {} is reserved", shown(written))));
        }
        let prefix_symbol = self.tree.strings.intern(prefix);
        let namespace = match of {
            NameOf::Attribute if prefix.is_empty() => Symbol::EMPTY,
            NameOf::Attribute | NameOf::Element => match self.scope.namespace(prefix_symbol) {
                Some(namespace) => namespace,
                None => {
                    let (prefix, name) = (shown(prefix), shown(written));
                    return Err(syntax(start, format!("the prefix {prefix:?} of {name} is not declared")));
                }
            },
        };
        let local = self.tree.strings.intern(local);
        Ok(Name { prefix: prefix_symbol, local, namespace })
    }
}

#[derive(Clone, Copy)]
enum NameOf {
    Element,
    Attribute,
}

fn twice(one: &Written<'_>, what: &str, on: QName<'_>) -> Fault {
    let (name, on) = (shown(one.name.written), shown(on.written));
    syntax(one.name.start, format!("{what}{name} stands twice on {on}"))
}

/// Where a part borrowed from a text stands in it: quick-xml gives slices, not offsets.
fn at_text(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}
