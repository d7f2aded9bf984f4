//! The promises that hold over the whole tree: the registry, the fixtures, the dependencies.

#![allow(clippy::unwrap_used, reason = "a test stops where its tree is not what it should be")]

mod rebuilt;
mod signing;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use saml_doctor::aws::known_errors::{KnownError, connect, identity_center, sign_in, sts};
use saml_doctor::rule::{Need, Rule};
use saml_doctor::rules;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(!files.is_empty(), "no Rust file under {folder}");
    files
}

/// Files under a folder that hold a text outside their tests.
fn holding(folder: &str, text: &str) -> Vec<String> {
    rust_files(folder)
        .into_iter()
        .filter(|path| {
            let code = fs::read_to_string(path).unwrap();
            code.split("#[cfg(test)]").next().unwrap_or("").contains(text)
        })
        .map(|path| path.strip_prefix(root()).unwrap().display().to_string())
        .collect()
}

#[test]
fn nothing_can_reach_a_network() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let locked: BTreeSet<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(locked.contains("quick-xml"), "Cargo.lock was not read");
    let network = [
        "tokio",
        "mio",
        "socket2",
        "hyper",
        "reqwest",
        "ureq",
        "rustls",
        "native-tls",
        "curl",
        "curl-sys",
        "openssl",
        "openssl-sys",
        "async-std",
        "smol",
        "isahc",
        "attohttpc",
        "trust-dns-resolver",
    ];
    let found: Vec<_> = network.iter().filter(|name| locked.contains(*name)).collect();
    assert!(found.is_empty(), "{found:?} in Cargo.lock");
    assert_eq!(holding("src", "std::net"), [""; 0], "std::net in src");
}

/// A browser is reached from the page's own crate and from nowhere else, and the page has no way out.
#[test]
fn only_the_page_knows_a_browser_and_it_can_reach_nobody() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for of_browsers in ["wasm-bindgen", "js-sys", "web-sys", "wasm_bindgen", "js_sys", "web_sys"] {
        assert!(!manifest.contains(of_browsers), "{of_browsers} in Cargo.toml");
        assert_eq!(holding("src", of_browsers), [""; 0], "{of_browsers} in src");
    }
    let web = |name: &str| fs::read_to_string(root().join("web").join(name)).unwrap();
    let features = web("Cargo.toml");
    let of_web_sys = features.lines().find(|line| line.starts_with("web-sys")).unwrap();
    assert!(of_web_sys.contains(r#"features = ["std", "Blob", "FileReaderSync"]"#), "{of_web_sys}");
    for file in ["page.html", "page.css", "page.js", "worker.js"] {
        let text = web(file);
        let found: Vec<&str> = [
            "fetch(",
            "XMLHttpRequest",
            "WebSocket",
            "EventSource",
            "sendBeacon",
            "RTCPeerConnection",
            "importScripts",
            "import(",
            "localStorage",
            "sessionStorage",
            "indexedDB",
            "document.cookie",
            "caches",
            "serviceWorker",
            "http://",
            "@import",
            "url(",
            "eval(",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
        ]
        .into_iter()
        .filter(|way| text.contains(way))
        .collect();
        assert!(found.is_empty(), "{found:?} in web/{file}");
    }
    let page = web("page.html");
    assert!(page.contains(r#"<meta http-equiv="Content-Security-Policy" content="{policy}">"#));
    let builder = web("build/src/main.rs");
    let policy = builder.find("\"default-src 'none'; ").unwrap();
    assert!(!builder[policy..].split(");").next().unwrap().contains("connect-src"));
}

#[test]
fn rules_are_pure() {
    for impure in
        ["std::fs", "std::env", "std::time", "std::io", "println!", "from_system_time", "SystemTime"]
    {
        assert_eq!(holding("src/rules", impure), [""; 0], "{impure} in a rule");
    }
}

#[test]
fn what_belongs_to_one_place_stays_there() {
    for (text, places) in [
        ("anyhow", &["src/bin/saml-doctor/"][..]),
        ("colored::", &["src/bin/saml-doctor/output.rs", "src/formats/screen.rs"]),
        // The contract is there for tests alone, which renew the published schemas by it.
        ("std::env", &["src/bin/saml-doctor/output.rs", "src/contract.rs"]),
        ("std::process::", &["src/bin/saml-doctor/main.rs", "src/bin/saml-doctor/inputs.rs"]),
    ] {
        let is_strange = |file: &String| !places.iter().any(|place| file.starts_with(place));
        let strangers: Vec<String> = holding("src", text).into_iter().filter(is_strange).collect();
        assert!(strangers.is_empty(), "{text} in {strangers:?}");
    }
}

/// What a format may not see, since what is said is decided before it.
#[test]
fn formats_lay_out_a_finished_report_and_decide_nothing() {
    for file in rust_files("src/formats") {
        let code = fs::read_to_string(&file).unwrap();
        let code = code.split("#[cfg(test)]").next().unwrap();
        for (at, _) in code.match_indices("crate::") {
            let module: String =
                code[at + 7..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            assert!(
                // The contract says what a text looks like, and is not there but in tests.
                ["report", "formats", "contract"].contains(&module.as_str()),
                "{} reads crate::{module}",
                file.display()
            );
        }
        assert!(!code.contains("Verdict"), "{} looks at a verdict", file.display());
        assert!(!code.contains("Diagnosis"), "{} looks at the diagnosis", file.display());
    }
}

/// Only the report reads what a diagnosis found.
#[test]
fn nothing_behind_the_report_reads_the_formats() {
    let strangers: Vec<String> = ["crate::report", "crate::formats"]
        .into_iter()
        .flat_map(|module| holding("src", module))
        .filter(|file| {
            !["src/lib.rs", "src/report/", "src/formats/", "src/decode", "src/okta/page.rs"]
                .iter()
                .any(|place| file.starts_with(place))
        })
        .collect();
    assert!(strangers.is_empty(), "the report is read by {strangers:?}");
    let of_formats: Vec<String> = holding("src", "crate::formats")
        .into_iter()
        // A command beside the report draws its own page.
        .filter(|file| !file.starts_with("src/formats/") && file != "src/okta/page.rs")
        .collect();
    assert!(of_formats.is_empty(), "a format is read by {of_formats:?}");
}

#[test]
fn every_rule_file_is_on_the_list_and_named_like_its_rule() {
    let mut files = BTreeSet::new();
    for file in rust_files("src/rules") {
        let code = fs::read_to_string(&file).unwrap();
        if code.contains("static RULE: Rule") {
            let stem = file.file_stem().unwrap().to_str().unwrap().replace('_', "-");
            assert!(code.contains(&format!("id: \"{stem}\"")), "{} has another id", file.display());
            files.insert(stem);
        }
    }
    let listed: BTreeSet<String> = rules::ALL.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(files, listed);
    assert_eq!(listed.len(), rules::ALL.len(), "an id stands twice");
}

#[test]
fn every_rule_says_where_it_is_from_and_how_to_mend_it() {
    for rule in rules::ALL {
        assert!(!rule.citations.is_empty(), "{} cites nothing", rule.id);
        for citation in rule.citations {
            assert!(citation.url.starts_with("https://"), "{}: {}", rule.id, citation.url);
            assert!(!citation.title.is_empty(), "{}: a citation without title", rule.id);
        }
        for (what, text) in
            [("summary", rule.summary), ("rationale", rule.rationale), ("remedy", rule.remedy.text)]
        {
            assert!(!text.is_empty(), "{} has no {what}", rule.id);
        }
        assert!(!rule.summary.ends_with('.'), "{}: the summary ends in a full stop", rule.id);
        assert!(!rule.services().is_empty(), "{} is for no service", rule.id);
    }
}

#[test]
fn consequences_lead_back_to_a_cause() {
    let by_id: BTreeMap<&str, &Rule> = rules::ALL.iter().map(|rule| (rule.id, *rule)).collect();
    fn depth(rule: &Rule, by_id: &BTreeMap<&str, &Rule>, seen: &mut Vec<&'static str>) {
        assert!(!seen.contains(&rule.id), "follows in a circle: {seen:?} {}", rule.id);
        seen.push(rule.id);
        for id in rule.follows {
            let cause = by_id.get(id).unwrap_or_else(|| panic!("{} follows {id}, which is no rule", rule.id));
            // The engine lets nothing follow from what is less grave.
            assert!(cause.severity >= rule.severity, "{} follows {id}, which is less grave", rule.id);
            depth(cause, by_id, seen);
        }
        seen.pop();
    }
    for rule in rules::ALL {
        depth(rule, &by_id, &mut Vec::new());
    }
}

#[test]
fn fixtures_of_rules_are_cases_and_nothing_else() {
    for folder in fs::read_dir(root().join("fixtures/rules")).unwrap() {
        let folder = folder.unwrap().path();
        assert!(folder.is_dir(), "{} is no folder of a rule", folder.display());
        for file in fs::read_dir(&folder).unwrap() {
            let file = file.unwrap().path();
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            let case = name.ends_with(".xml")
                || name.ends_with(".expect")
                || folder.join(format!("{name}.expect")).exists()
                || is_given(&folder, &name);
            assert!(case, "{} is no fixture", file.display());
        }
    }
}

/// Whether some case of the folder is given this file as evidence.
fn is_given(folder: &Path, name: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|case| {
        let text = fs::read_to_string(case.unwrap().path()).unwrap_or_default();
        let is_it = |word: &str| word == name || word.split_once('=').is_some_and(|(_, file)| file == name);
        text.lines().any(|line| line.starts_with("given") && line.split_whitespace().any(is_it))
    })
}

#[test]
fn the_list_of_rules_in_the_documentation_is_fresh() {
    let path = root().join("docs/rules.md");
    let fresh = rules_page();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &fresh).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == fresh, "docs/rules.md is stale: run the tests with UPDATE_SNAPSHOTS=1");
}

/// Between these two lines of the README stands a table that is made from the rules.
const SENTENCES: (&str, &str) = ("<!-- sentences -->\n", "<!-- end of sentences -->");

#[test]
fn the_readme_says_of_each_sentence_what_decides_it() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let start = readme.find(SENTENCES.0).unwrap() + SENTENCES.0.len();
    let end = readme.find(SENTENCES.1).unwrap();
    let fresh = sentences_table();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, format!("{}{fresh}{}", &readme[..start], &readme[end..])).unwrap();
    } else {
        assert!(readme[start..end] == fresh, "the README is stale: run the tests with UPDATE_SNAPSHOTS=1");
    }
}

fn sentences_table() -> String {
    let speakers: [(&str, &[&KnownError]); 4] = [
        ("AWS sign-in", sign_in::ALL),
        ("AWS STS", sts::ALL),
        ("Amazon Connect", connect::ALL),
        ("IAM Identity Center", identity_center::ALL),
    ];
    let mut table = String::from("| who | answers | decided from |\n|---|---|---|\n");
    for (who, sentences) in speakers {
        for sentence in sentences {
            let shown = sentence.shown().replace('|', "\\|").replace('<', "&lt;");
            table.push_str(&format!("| {who} | {shown} | {} |\n", decided_from(sentence)));
        }
    }
    table
}

/// What the rules that explain a sentence need.
fn decided_from(sentence: &KnownError) -> String {
    let mut from = BTreeSet::new();
    for rule in rules::ALL {
        if !rule.explains.iter().any(|explained| explained.id == sentence.id) {
            continue;
        }
        let files: Vec<&str> = rule
            .needs()
            .iter()
            .filter_map(|need| if let Need::Evidence(kind) = need { Some(kind.words) } else { None })
            .collect();
        from.insert(match files.is_empty() {
            true => "the response".to_owned(),
            false => format!("the response and {}", files.join(" and ")),
        });
    }
    match from.is_empty() {
        true => "nothing: `explain` says what to look at".to_owned(),
        false => from.into_iter().collect::<Vec<_>>().join("; "),
    }
}

#[test]
fn the_table_of_measurements_in_the_documentation_is_fresh() {
    rebuilt::said::fresh(&root().join("docs/measurements.md"), &rebuilt::said::page()).unwrap();
}

fn rules_page() -> String {
    let mut page = String::from(
        "# Rules\n\nMade from the rules themselves; `saml-doctor explain RULE` says more of each.\n",
    );
    let mut folder = "";
    for rule in rules::ALL {
        if rules::folder_of(rule) != folder {
            folder = rules::folder_of(rule);
            page.push_str(&format!(
                "\n## {}\n\n| rule | severity | finds |\n|---|---|---|\n",
                folder.replace('_', " ")
            ));
        }
        let summary = rule.summary.replace('|', "\\|");
        page.push_str(&format!("| `{}` | {} | {} |\n", rule.id, rule.severity.name(), summary));
    }
    page
}

/// Licences that a program under MIT can be linked with and passed on. MPL-2.0 (`colored`) binds
/// only the files it stands on, and those are used as they are.
const COMPATIBLE: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "Unlicense",
    "Unicode-3.0",
    "CC0-1.0",
    "BSL-1.0",
    "MIT-0",
    "MPL-2.0",
];

#[test]
fn every_dependency_has_a_licence_that_goes_with_mit() {
    // Only what this machine builds the program with is sure to be at hand without a network; what the
    // page needs beside it is where the page was built.
    let listed = licences(&["--package", "saml-doctor", "--edges", "normal,build,dev"]).unwrap();
    assert!(listed.len() > 20, "cargo tree lists hardly anything");
    let of_page = ["saml-doctor-page", "saml-doctor-web"]
        .map(|package| licences(&["--package", package, "--edges", "normal,build"]).unwrap_or_default());
    for (name, licence) in listed.into_iter().chain(of_page.into_iter().flatten()) {
        // "A OR B" leaves the choice, "A AND B" binds to both; "/" is the old spelling of OR.
        let chosen = licence.replace('/', " OR ").replace(['(', ')'], "");
        let fits = chosen
            .split(" OR ")
            .any(|choice| choice.split(" AND ").all(|part| COMPATIBLE.contains(&part.trim())))
            || chosen
                .split(" AND ")
                .all(|part| part.split(" OR ").any(|one| COMPATIBLE.contains(&one.trim())));
        assert!(fits, "{name}: {licence}");
    }
}

/// Packages and their licences, as cargo knows them without a network.
fn licences(of: &[&str]) -> Result<Vec<(String, String)>, String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--no-dedupe", "--format", "{p}\t{l}"])
        .args(of)
        .current_dir(root())
        .output()
        .unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: BTreeSet<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    Ok(lines
        .into_iter()
        .map(|line| {
            let (name, licence) = line.split_once('\t').unwrap_or((line, "none"));
            (name.to_owned(), licence.to_owned())
        })
        .collect())
}
