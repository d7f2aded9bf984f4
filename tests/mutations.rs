//! Signed responses with one thing changed by chance, beside xmlsec1 where it is installed: what that does
//! not verify is never valid here.

#![allow(clippy::unwrap_used, reason = "a test stops where its documents are not what they should be")]

mod attacking;
mod signing;
mod support;

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use attacking::{good, signed_assertion, signed_response};
use saml_doctor::signature::SignatureVerdict;
use signing::{ENVELOPED, EXCLUSIVE, INCLUSIVE, Plan, sign};

/// Mutants of each document.
const MUTANTS: usize = 110;

/// Marsaglia's xorshift: the same mutants in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// Thirty documents, signed in as many ways.
fn documents() -> Vec<String> {
    let good = good();
    let indented = good.replace("><", ">\n  <");
    let windows = good.replace("><", ">&#13;\n<");
    let mut documents =
        vec![signed_assertion(), signed_response(), sign(&signed_assertion(), "Response", &Plan::default())];
    for text in [&good, &indented, &windows] {
        for method in [
            EXCLUSIVE,
            INCLUSIVE,
            "http://www.w3.org/2006/12/xml-c14n11",
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        ] {
            for signed in ["Assertion", "Response"] {
                documents.push(sign(
                    text,
                    signed,
                    &Plan {
                        canonicalization: (method, ""),
                        transforms: vec![(ENVELOPED, ""), (method, "")],
                        ..Plan::default()
                    },
                ));
            }
        }
    }
    let whole = Plan { uri: "", ..Plan::default() };
    documents.push(sign(&good, "Response", &whole));
    let listed = Plan { transforms: vec![(ENVELOPED, ""), (EXCLUSIVE, "xs xsi saml")], ..Plan::default() };
    documents.push(sign(&good, "Assertion", &listed));
    let short = Plan { prefix: "", line_end: "\n", blank: "\n", ..Plan::default() };
    documents.push(sign(&indented, "Assertion", &short));
    documents
}

/// One thing changed.
fn mutant(text: &str, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let at = chance.below(bytes.len());
    let tags: Vec<usize> = text.match_indices('<').map(|(at, _)| at).collect();
    let element = |chance: &mut Chance| -> Option<(usize, usize)> {
        let tree = signing::parse(text).ok()?;
        let all: Vec<_> =
            tree.descendants(tree.root()).filter(|&id| !tree.local_name(id).is_empty()).collect();
        let span = tree.span(*chance.of(&all));
        Some((span.start as usize, span.end as usize))
    };
    match chance.below(14) {
        0 => bytes[at] ^= 1 << chance.below(7),
        1 => {
            bytes.remove(at);
        }
        2 => bytes.insert(at, *chance.of(b" \n\tx<>&\"'AQ=/")),
        3 => {
            bytes.splice(
                at..at,
                chance
                    .of(&[&b"<!---->"[..], b"<?x?>", b"&#32;", b"&amp;", b"<x/>", b"<![CDATA[]]>"])
                    .iter()
                    .copied(),
            );
        }
        4 => {
            let (start, end) = element(chance).unwrap();
            let copy = text.as_bytes()[start..end].to_vec();
            bytes.splice(end..end, copy);
        }
        5 => {
            let (start, end) = element(chance).unwrap();
            bytes.drain(start..end);
        }
        6 => {
            let (start, end) = element(chance).unwrap();
            let part: Vec<u8> = text.as_bytes()[start..end].to_vec();
            let to = *chance.of(&tags);
            bytes.splice(to..to, part);
        }
        7 => {
            let values: Vec<(usize, &str)> = text.match_indices("=\"").collect();
            let (start, _) = *chance.of(&values);
            let start = start + 2;
            let end = start + text[start..].find('"').unwrap();
            bytes.splice(
                start..end,
                chance.of(&["", "#_response", "#_assertion", "_assertion", "urn:x"]).bytes(),
            );
        }
        8 => {
            let attribute = *chance.of(&[
                " ID=\"_assertion\"",
                " Id=\"_response\"",
                " xml:id=\"_x\"",
                " xmlns:x=\"urn:x\"",
                " xmlns=\"\"",
                " xmlns:ds=\"urn:ds\"",
                " xml:lang=\"en\"",
            ]);
            let tag = *chance.of(&tags);
            let end = tag + text[tag..].find(['>', ' ', '/']).unwrap_or(0);
            bytes.splice(end..end, attribute.bytes());
        }
        9 => bytes = text.replace('\n', "\r\n").into_bytes(),
        10 => {
            let (from, to) = *chance.of(&[
                ("saml:", "s:"),
                ("role/Dev", "role/Admin"),
                ("jane@", "june@"),
                ("sha256", "sha1"),
                ("ds:", "d:"),
                ("exc-c14n#", "exc-c14n#WithComments"),
            ]);
            bytes = text.replacen(from, to, 1 + chance.below(3)).into_bytes();
        }
        11 => {
            let spaces: Vec<usize> = text.match_indices('>').map(|(at, _)| at + 1).collect();
            let to = *chance.of(&spaces);
            bytes.splice(to..to, chance.of(&[&b" "[..], b"\n", b"\t", b"\r\n", b"x"]).iter().copied());
        }
        12 => {
            let end = (at + 1 + chance.below(40)).min(bytes.len());
            bytes[at..end].reverse();
        }
        _ => {
            bytes.swap(at, chance.below(text.len()));
        }
    }
    bytes
}

/// Whether every Signature is valid, and there is one.
fn valid_here(text: &str) -> bool {
    let Ok(tree) = signing::parse(text) else { return false };
    let signatures = saml_doctor::signature::verify(&tree, tree.root(), &[]);
    !signatures.is_empty() && signatures.iter().all(|signature| signature.verdict == SignatureVerdict::Valid)
}

/// Those of these documents whose first Signature xmlsec1 does not verify with the key of the certificate.
fn refused_elsewhere<'a>(documents: &[&'a [u8]]) -> Vec<&'a [u8]> {
    let folder = std::env::temp_dir().join(format!("saml-doctor-mutants-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let files: Vec<PathBuf> = (0..documents.len()).map(|at| folder.join(format!("{at}.xml"))).collect();
    for (file, document) in files.iter().zip(documents) {
        std::fs::write(file, document).unwrap();
    }
    // One process for all of them is the usual case; it stops at the first that it does not verify.
    let refused = match verified_elsewhere(&files) {
        true => Vec::new(),
        false => {
            let each = files.iter().zip(documents);
            each.filter(|(file, _)| !verified_elsewhere(&[file])).map(|(_, document)| *document).collect()
        }
    };
    std::fs::remove_dir_all(&folder).unwrap();
    refused
}

fn verified_elsewhere(files: &[impl AsRef<OsStr>]) -> bool {
    let certificate =
        format!("{}/fixtures/signature/keys/throw-away-rsa-2048.crt.pem", env!("CARGO_MANIFEST_DIR"));
    let status = Command::new("xmlsec1")
        .args(["--verify", "--pubkey-cert-pem", &certificate])
        .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"])
        .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response"])
        .args(files)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

#[test]
fn nothing_is_valid_that_xmlsec1_does_not_verify() {
    let has_rival = Command::new("xmlsec1")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    let documents = documents();
    assert_eq!(documents.len(), 30);
    if has_rival {
        let forged = documents[0].replace("role/Dev", "role/Admin");
        let mixed = [documents[0].as_bytes(), forged.as_bytes(), documents[1].as_bytes()];
        assert_eq!(refused_elsewhere(&mixed), [forged.as_bytes()], "one forged among good ones is found");
    }
    let mut chance = Chance(0x5a4d_4c44);
    let (mut valid, mut all, mut failures) = (0, 0, Vec::new());
    let read = |text: &str| {
        let tree = signing::parse(text).unwrap();
        let role = tree.descendants(tree.root()).find(|&id| tree.local_name(id) == "AttributeValue");
        role.map(|role| tree.content(role).value)
    };
    for document in &documents {
        assert!(valid_here(document), "{document}");
        let role = read(document);
        let mut held = vec![document.as_bytes().to_vec()];
        for _ in 0..MUTANTS {
            let mutant = std::iter::repeat_with(|| mutant(document, &mut chance))
                .find(|mutant| mutant != document.as_bytes())
                .unwrap();
            all += 1;
            // Whoever verifies must first be able to read it.
            let Ok(text) = std::str::from_utf8(&mutant) else { continue };
            if valid_here(text) {
                assert_eq!(read(text), role, "{text}");
                held.push(mutant);
            }
        }
        valid += held.len() - 1;
        if has_rival {
            let held: Vec<&[u8]> = held.iter().map(Vec::as_slice).collect();
            let refused = refused_elsewhere(&held).into_iter();
            failures.extend(refused.map(|mutant| String::from_utf8_lossy(mutant).into_owned()));
        }
    }
    assert!(all >= 3_000, "{all}");
    assert!(valid > 20, "of {all} mutants {valid} are valid: the test would see nothing");
    assert!(failures.is_empty(), "{} of {valid}\n{}", failures.len(), failures.join("\n"));
}
