//! Who may import whom: modules stand in layers, and an arrow leads down only.

#![allow(clippy::unwrap_used, reason = "a test stops where its tree is not what it should be")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the library, from those that import nothing of ours to those that nothing imports.
/// A module may import what stands in a line above its own.
const LAYERS: &[&[&str]] = &[
    &["contract"],
    &[
        "archive",
        "instant",
        "invisible",
        "knowledge",
        "marks",
        "message_kind",
        "number",
        "parallel",
        "redaction",
        "source",
        "url",
    ],
    &["certificate", "citations", "xml"],
    &["document", "saml"],
    &["aws", "capture"],
    &["identity_provider", "readings", "signature"],
    &["clock", "evidence", "handling", "login", "target"],
    &["authorization", "validity"],
    &["rule"],
    &["rules"],
    &["config", "engine", "input"],
    &["diagnosis"],
    &["report"],
    &["decode", "diff", "formats", "redact"],
    &["okta"],
];

#[test]
fn a_module_imports_only_what_stands_in_a_lower_layer() {
    let layers: BTreeMap<&str, usize> = LAYERS
        .iter()
        .enumerate()
        .flat_map(|(at, modules)| modules.iter().map(move |module| (*module, at)))
        .collect();
    let mut failures = Vec::new();
    for file in files() {
        let Some(&own) = layers.get(file.modules[0].as_str()) else {
            failures.push(format!("{} is in no layer", file.path));
            continue;
        };
        for (at, _) in file.code.match_indices("crate::") {
            let name = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
            let module: String = file.code[at + 7..].chars().take_while(name).collect();
            let is_below = layers.get(module.as_str()).is_some_and(|&layer| layer < own);
            if module != file.modules[0] && !is_below {
                failures.push(format!("{} imports {module}", file.path));
            }
        }
    }
    failures.dedup();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn no_two_files_import_each_other() {
    let files = files();
    let known: BTreeMap<&[String], &str> =
        files.iter().map(|file| (file.modules.as_slice(), file.path.as_str())).collect();
    let mut arrows = BTreeSet::new();
    for file in &files {
        for path in file.imports() {
            let lengths = (1..=path.len()).rev();
            let found = lengths.map(|length| &path[..length]).find(|head| known.contains_key(head));
            // A module and the file it is declared in are one thing in two files.
            let Some(found) = found.filter(|&found| !is_within(found, &file.modules)) else { continue };
            arrows.insert((file.path.as_str(), known[found]));
        }
    }
    let is_circle = |&(from, to): &(&str, &str)| from < to && arrows.contains(&(to, from));
    let circles: Vec<(&str, &str)> = arrows.iter().copied().filter(is_circle).collect();
    assert!(circles.is_empty(), "{circles:?}");
}

fn is_within(one: &[String], other: &[String]) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// A file of the library, without its tests.
struct File {
    /// Under `src`.
    path: String,
    /// `["aws", "known_errors", "sts"]`
    modules: Vec<String>,
    code: String,
}

impl File {
    /// Every path that is imported from the crate, as modules and names from its root.
    fn imports(&self) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        let lines = self.code.split(';').filter_map(|statement| {
            let statement = statement.trim_end();
            let start =
                statement.rfind("\nuse ").map(|at| at + 5).or(statement.find("use ").map(|at| at + 4));
            start.map(|at| &statement[at..])
        });
        for tree in lines {
            self.leaves(tree, &mut Vec::new(), &mut found);
        }
        found
    }

    fn leaves(&self, tree: &str, before: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
        let (head, inner) = match tree.split_once('{') {
            Some((head, inner)) => (head, inner.rsplit_once('}').map(|(inner, _)| inner)),
            None => (tree, None),
        };
        let depth = before.len();
        let words = head.split("::").map(str::trim).filter(|word| !word.is_empty());
        before.extend(words.map(|word| word.split(" as ").next().unwrap_or(word).to_owned()));
        match inner {
            Some(inner) => {
                let mut open = 0;
                for part in inner.split(|c| {
                    open += i32::from(c == '{') - i32::from(c == '}');
                    c == ',' && open == 0
                }) {
                    self.leaves(part, before, found);
                }
            }
            None => found.extend(self.absolute(before)),
        }
        before.truncate(depth);
    }

    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let mut root = match first.as_str() {
            "crate" => Vec::new(),
            "self" => self.modules.clone(),
            "super" => self.modules[..self.modules.len() - 1].to_vec(),
            // A child without `self::`, or another crate, which is no file of ours.
            _ => return Some(self.modules.iter().chain(path).cloned().collect()),
        };
        for word in rest {
            match word.as_str() {
                "super" => drop(root.pop()),
                "self" => {}
                word => root.push(word.to_owned()),
            }
        }
        Some(root)
    }
}

fn files() -> Vec<File> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![source.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.extend(file(&source, &path));
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(files.len() > 100, "only {} files", files.len());
    files
}

/// `None` for the program, the crate's root and what is a test.
fn file(source: &Path, path: &PathBuf) -> Option<File> {
    let under = path.strip_prefix(source).unwrap().to_str()?.replace('\\', "/");
    let is_test = under.ends_with("/tests.rs") || under.ends_with("/test_case.rs");
    if under.starts_with("bin/") || under == "lib.rs" || is_test {
        return None;
    }
    let name = under.strip_suffix(".rs")?;
    let modules = name.strip_suffix("/mod").unwrap_or(name).split('/').map(str::to_owned).collect();
    let code = fs::read_to_string(path).unwrap();
    let code = code.split("#[cfg(test)]\nmod tests {").next()?.to_owned();
    Some(File { path: under, modules, code })
}
