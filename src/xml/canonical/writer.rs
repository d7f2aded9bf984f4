//! The canonical bytes, written node by node.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::{Apex, Canonicalization, Comments, Edit, EncryptedAs, Method, Namespaces, Uncanonical};
use crate::xml::{Attribute, Kind, NodeId, NodeKind, Tree, XML_NAMESPACE};

/// A walk over the tree that writes its canonical bytes.
pub struct Writer<'a, E> {
    tree: &'a Tree,
    how: &'a Canonicalization<'a>,
    edit: &'a E,
    listed: HashSet<&'a str>,
    /// Declared where they are used, instead of where they are.
    moved: HashSet<&'a str>,
    out: Vec<u8>,
    /// What each prefix stands for in the output so far.
    rendered: HashMap<&'a str, &'a str>,
    /// What `rendered` held before the open elements changed it.
    replaced_bindings: Vec<(&'a str, Option<&'a str>)>,
    /// For each open element, how long `replaced_bindings` was before it.
    open: Vec<usize>,
}

struct Rendered<'a> {
    namespace: &'a str,
    local: &'a str,
    prefix: &'a str,
    value: Cow<'a, str>,
}

impl<'a, E: Edit> Writer<'a, E> {
    pub fn new(tree: &'a Tree, how: &'a Canonicalization<'a>, edit: &'a E) -> Writer<'a, E> {
        let listed = how.inclusive_prefixes.iter().map(String::as_str).collect();
        let moved = match how.namespaces {
            Namespaces::WhereUsed(prefixes) => prefixes.iter().copied().collect(),
            Namespaces::Declared | Namespaces::Above(_) => HashSet::new(),
        };
        Writer {
            tree,
            how,
            edit,
            listed,
            moved,
            out: Vec::new(),
            rendered: HashMap::new(),
            replaced_bindings: Vec::new(),
            open: Vec::new(),
        }
    }

    pub fn bytes(mut self, apex: Apex) -> Result<Vec<u8>, Uncanonical> {
        match apex {
            Apex::Element(element) => self.subtree(element)?,
            Apex::Document => self.document()?,
        }
        Ok(self.out)
    }

    fn document(&mut self) -> Result<(), Uncanonical> {
        let root = self.tree.root();
        let mut before_root = true;
        for node in self.tree.top_level() {
            if node == root {
                before_root = false;
                if self.is_visible(node) {
                    self.subtree(node)?;
                }
                continue;
            }
            let shown = match self.tree.kind(node) {
                NodeKind::Comment => self.how.algorithm.comments == Comments::Kept,
                NodeKind::ProcessingInstruction => true,
                NodeKind::Element | NodeKind::Text | NodeKind::CharacterData => false,
            };
            if !shown {
                continue;
            }
            if !before_root {
                self.out.push(b'\n');
            }
            self.enter(node, root);
            if before_root {
                self.out.push(b'\n');
            }
        }
        Ok(())
    }

    /// Without recursion: the tree may be a thousand elements deep.
    fn subtree(&mut self, apex: NodeId) -> Result<(), Uncanonical> {
        self.refuse_inherited_base(apex)?;
        let mut at = apex;
        loop {
            self.enter(at, apex);
            if self.out.len() > self.how.limit {
                return Err(Uncanonical::TooLong);
            }
            if let Some(child) = self.visible_from(self.tree.node(at).first_child) {
                at = child;
                continue;
            }
            loop {
                self.leave(at);
                if at == apex {
                    return Ok(());
                }
                if let Some(sibling) = self.visible_from(self.tree.node(at).next_sibling) {
                    at = sibling;
                    break;
                }
                let Some(parent) = self.tree.parent(at) else { return Ok(()) };
                at = parent;
            }
        }
    }

    fn visible_from(&self, first: Option<NodeId>) -> Option<NodeId> {
        std::iter::successors(first, |&id| self.tree.node(id).next_sibling).find(|&id| self.is_visible(id))
    }

    fn is_visible(&self, id: NodeId) -> bool {
        if self.how.without == Some(id) || self.how.also_without.contains(&id) {
            return false;
        }
        let Some(parent) = self.tree.parent(id) else { return true };
        let decrypted = self.tree.is_decrypted(id);
        match self.how.encrypted {
            EncryptedAs::Ciphertext => !decrypted,
            EncryptedAs::Plaintext => decrypted || !self.is_replaced(parent),
        }
    }

    fn is_replaced(&self, id: NodeId) -> bool {
        self.how.encrypted == EncryptedAs::Plaintext
            && self.tree.children(id).any(|child| self.tree.is_decrypted(child))
    }

    fn enter(&mut self, id: NodeId, apex: NodeId) {
        match self.tree.node(id).kind {
            Kind::Element(_) => self.start(id, apex),
            Kind::Text { .. } | Kind::CharacterData => {
                let text = self.edit.text(self.tree, id, self.tree.characters(id));
                escape_text(&text, &mut self.out);
            }
            Kind::Comment => {
                if self.how.algorithm.comments == Comments::Kept {
                    self.out.extend_from_slice(b"<!--");
                    self.out.extend_from_slice(self.tree.characters(id).as_bytes());
                    self.out.extend_from_slice(b"-->");
                }
            }
            Kind::ProcessingInstruction => self.processing_instruction(id),
        }
    }

    /// One space between target and data, whatever was written.
    fn processing_instruction(&mut self, id: NodeId) {
        const WHITE_SPACE: [char; 3] = [' ', '\t', '\n'];
        let inside = self.tree.characters(id);
        let (target, data) = inside.split_once(WHITE_SPACE).unwrap_or((&inside, ""));
        self.out.extend_from_slice(b"<?");
        self.out.extend_from_slice(target.as_bytes());
        let data = data.trim_start_matches(WHITE_SPACE);
        if !data.is_empty() {
            self.out.push(b' ');
            self.out.extend_from_slice(data.as_bytes());
        }
        self.out.extend_from_slice(b"?>");
    }

    fn start(&mut self, id: NodeId, apex: NodeId) {
        if self.is_replaced(id) {
            return;
        }
        if id != apex
            && let Some(parent) = self.tree.parent(id)
        {
            let gap = self.edit.gap(self.tree, parent, self.open.len().saturating_sub(1), Some(id));
            self.out.extend_from_slice(gap.as_bytes());
        }
        self.open.push(self.replaced_bindings.len());
        self.out.push(b'<');
        self.name(self.prefix(id), self.tree.local_name(id));

        let mut bindings = self.bindings(id, apex);
        bindings.retain(|&(prefix, namespace)| self.render(prefix, namespace));
        bindings.sort_unstable();
        for (prefix, namespace) in bindings {
            self.out.extend_from_slice(if prefix.is_empty() { b" xmlns" } else { b" xmlns:" });
            self.out.extend_from_slice(prefix.as_bytes());
            self.out.extend_from_slice(b"=\"");
            escape_attribute(namespace, &mut self.out);
            self.out.push(b'"');
        }

        let mut attributes: Vec<Rendered<'a>> =
            self.tree.attributes(id).iter().map(|attribute| self.rendered_attribute(attribute)).collect();
        if id == apex {
            self.inherit(id, &mut attributes);
        }
        attributes.sort_unstable_by_key(|attribute| (attribute.namespace, attribute.local));
        for attribute in attributes {
            self.out.push(b' ');
            self.name(attribute.prefix, attribute.local);
            self.out.extend_from_slice(b"=\"");
            escape_attribute(&self.edit.attribute(attribute.value), &mut self.out);
            self.out.push(b'"');
        }
        self.out.push(b'>');
    }

    fn leave(&mut self, id: NodeId) {
        if self.tree.kind(id) != NodeKind::Element || self.is_replaced(id) {
            return;
        }
        if self.tree.elements(id).next().is_some() {
            let gap = self.edit.gap(self.tree, id, self.open.len().saturating_sub(1), None);
            self.out.extend_from_slice(gap.as_bytes());
        }
        self.out.extend_from_slice(b"</");
        self.name(self.prefix(id), self.tree.local_name(id));
        self.out.push(b'>');
        let mark = self.open.pop().unwrap_or(0);
        while self.replaced_bindings.len() > mark {
            let Some((prefix, before)) = self.replaced_bindings.pop() else { break };
            match before {
                Some(namespace) => self.rendered.insert(prefix, namespace),
                None => self.rendered.remove(prefix),
            };
        }
    }

    fn prefix(&self, id: NodeId) -> &'a str {
        self.edit.prefix(self.tree.prefix(id), self.tree.namespace(id))
    }

    /// An attribute without a prefix is in no namespace.
    fn attribute_prefix(&self, attribute: &'a Attribute) -> &'a str {
        let written = self.tree.attribute_prefix(attribute);
        let edited = self.edit.prefix(written, self.tree.attribute_namespace(attribute));
        if edited.is_empty() { written } else { edited }
    }

    fn name(&mut self, prefix: &str, local: &str) {
        if !prefix.is_empty() {
            self.out.extend_from_slice(prefix.as_bytes());
            self.out.push(b':');
        }
        self.out.extend_from_slice(local.as_bytes());
    }

    /// Notes that a prefix now stands for a namespace; false where the output says so already.
    fn render(&mut self, prefix: &'a str, namespace: &'a str) -> bool {
        let before = self.rendered.get(prefix).copied();
        if prefix == "xml" || before.unwrap_or("") == namespace {
            return false;
        }
        self.rendered.insert(prefix, namespace);
        self.replaced_bindings.push((prefix, before));
        true
    }

    /// The bindings that the element has to show unless the output has them; some may be repeated.
    fn bindings(&self, id: NodeId, apex: NodeId) -> Vec<(&'a str, &'a str)> {
        let tree = self.tree;
        let moved = &self.moved;
        let exclusive = self.how.algorithm.method == Method::Exclusive10;
        let mut bindings: Vec<(&'a str, &'a str)> = Vec::new();
        if exclusive || !moved.is_empty() {
            let counts = |prefix: &str| exclusive || moved.contains(prefix);
            let own = (self.prefix(id), tree.namespace(id));
            bindings.extend(Some(own).filter(|(prefix, _)| counts(prefix)));
            for attribute in tree.attributes(id) {
                let prefix = self.attribute_prefix(attribute);
                if !prefix.is_empty() && counts(prefix) {
                    bindings.push((prefix, tree.attribute_namespace(attribute)));
                }
            }
            bindings.extend(self.binding_of_type(id).filter(|(prefix, _)| moved.contains(prefix)));
        }
        if !exclusive || !self.listed.is_empty() {
            let counts =
                |prefix: &str| (!exclusive || self.listed.contains(prefix)) && !moved.contains(prefix);
            let declared = if id == apex { self.in_scope(id) } else { self.declared(id) };
            bindings.extend(declared.into_iter().filter(|(prefix, _)| counts(prefix)));
        }
        bindings
    }

    fn declared(&self, id: NodeId) -> Vec<(&'a str, &'a str)> {
        let tree = self.tree;
        let declared = tree.declarations(id).iter().map(|d| {
            let namespace = tree.declared_namespace(d);
            (self.edit.prefix(tree.declared_prefix(d), namespace), namespace)
        });
        declared.collect()
    }

    /// Every binding in scope at the apex; of one prefix the innermost.
    fn in_scope(&self, apex: NodeId) -> Vec<(&'a str, &'a str)> {
        let mut bindings = self.declared(apex);
        let mut seen: HashSet<&str> = bindings.iter().map(|&(prefix, _)| prefix).collect();
        match self.how.namespaces {
            Namespaces::Declared | Namespaces::WhereUsed(_) => {
                for ancestor in self.tree.ancestors(apex) {
                    bindings.extend(
                        self.declared(ancestor).into_iter().filter(|&(prefix, _)| seen.insert(prefix)),
                    );
                }
            }
            Namespaces::Above(above) => {
                bindings.extend(above.iter().copied().filter(|&(prefix, _)| seen.insert(prefix)));
            }
        }
        bindings
    }

    /// The prefix that the value of `xsi:type` uses, which no canonicalization sees.
    fn binding_of_type(&self, id: NodeId) -> Option<(&'a str, &'a str)> {
        let tree = self.tree;
        let attribute = tree.attributes(id).iter().find(|attribute| {
            tree.attribute_local_name(attribute) == "type"
                && tree.attribute_namespace(attribute) == "http://www.w3.org/2001/XMLSchema-instance"
        })?;
        let value = tree.value(attribute);
        let (prefix, _) = value.trim().split_once(':')?;
        let declared = std::iter::once(id).chain(tree.ancestors(id)).find_map(|element| {
            let declaration =
                tree.declarations(element).iter().find(|d| tree.declared_prefix(d) == prefix)?;
            Some((tree.declared_prefix(declaration), tree.declared_namespace(declaration)))
        });
        // What only values use is lost where names are written anew.
        let usual = || ["xs", "xsd"].into_iter().find(|usual| *usual == prefix);
        declared.or_else(|| Some((usual()?, "http://www.w3.org/2001/XMLSchema")))
    }

    fn rendered_attribute(&self, attribute: &'a Attribute) -> Rendered<'a> {
        Rendered {
            namespace: self.tree.attribute_namespace(attribute),
            local: self.tree.attribute_local_name(attribute),
            prefix: self.attribute_prefix(attribute),
            value: self.tree.value(attribute),
        }
    }

    /// The `xml:` attributes that the apex takes over from the ancestors that are left out
    /// (Canonical XML 1.0 and 1.1, section 2.4).
    fn inherit(&self, apex: NodeId, attributes: &mut Vec<Rendered<'a>>) {
        let inherits = |local: &str| match self.how.algorithm.method {
            Method::Inclusive10 => true,
            Method::Inclusive11 => matches!(local, "lang" | "space"),
            Method::Exclusive10 => false,
        };
        let mut seen: HashSet<&str> = attributes
            .iter()
            .filter(|attribute| attribute.namespace == XML_NAMESPACE)
            .map(|attribute| attribute.local)
            .collect();
        for ancestor in self.tree.ancestors(apex) {
            for attribute in self.tree.attributes(ancestor) {
                let local = self.tree.attribute_local_name(attribute);
                let is_xml = self.tree.attribute_namespace(attribute) == XML_NAMESPACE;
                if is_xml && inherits(local) && seen.insert(local) {
                    attributes.push(self.rendered_attribute(attribute));
                }
            }
        }
    }

    fn refuse_inherited_base(&self, apex: NodeId) -> Result<(), Uncanonical> {
        let has_base = |id: NodeId| {
            self.tree.attributes(id).iter().any(|attribute| {
                self.tree.attribute_local_name(attribute) == "base"
                    && self.tree.attribute_namespace(attribute) == XML_NAMESPACE
            })
        };
        let joins = self.how.algorithm.method == Method::Inclusive11;
        if joins && self.tree.ancestors(apex).any(has_base) {
            return Err(Uncanonical::InheritedBase);
        }
        Ok(())
    }
}

fn escape_text(text: &str, out: &mut Vec<u8>) {
    escape(text, out, |byte| match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'>' => Some(b"&gt;"),
        b'\r' => Some(b"&#xD;"),
        _ => None,
    });
}

fn escape_attribute(value: &str, out: &mut Vec<u8>) {
    escape(value, out, |byte| match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'"' => Some(b"&quot;"),
        b'\t' => Some(b"&#x9;"),
        b'\n' => Some(b"&#xA;"),
        b'\r' => Some(b"&#xD;"),
        _ => None,
    });
}

fn escape(text: &str, out: &mut Vec<u8>, escaped: impl Fn(u8) -> Option<&'static [u8]>) {
    let bytes = text.as_bytes();
    let mut copied = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if let Some(replacement) = escaped(byte) {
            out.extend_from_slice(&bytes[copied..at]);
            out.extend_from_slice(replacement);
            copied = at + 1;
        }
    }
    out.extend_from_slice(&bytes[copied..]);
}
