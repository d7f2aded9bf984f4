//! Signed and then changed documents: what xmlsec1 says of each signature.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use saml_doctor::signature::{DSIG, Signature, SignatureVerdict};

use crate::mutate::{Random, mutate, signed};
use crate::signing;

const DOCUMENTS: usize = 2_016;

/// Whether xmlsec1 finds the n-th signature (from 1) of every file valid, with the certificate it holds.
fn xmlsec_takes(files: &[PathBuf], n: usize) -> bool {
    const ELEMENTS: [&str; 2] =
        ["urn:oasis:names:tc:SAML:2.0:protocol:Response", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"];
    let signature = format!("(//*[local-name()='Signature' and namespace-uri()='{DSIG}'])[{n}]");
    let mut command = Command::new("xmlsec1");
    command.args(["--verify", "--insecure", "--X509-skip-strict-checks", "--node-xpath", &signature]);
    for element in ELEMENTS {
        command.args(["--id-attr:ID", element]);
    }
    command.args(files).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Why a signature that xmlsec1 takes need not be valid here.
fn reason(ours: Option<&Signature>) -> Option<&'static str> {
    let Some(signature) = ours else {
        // libxml2 recovers from what Namespaces in XML forbids, and canonicalizes what is left.
        return Some("not well-formed for us, recovered by libxml2");
    };
    match signature.verdict {
        SignatureVerdict::Ambiguous => {
            Some("libxml2 keeps the first element of an ID and refuses the others")
        }
        // XML Schema order: xmlsec1 does not read what stands in a transform that takes no parameters.
        SignatureVerdict::Unsupported if !signature.malformed.is_empty() => {
            Some("xmlsec1 passes over stray elements")
        }
        SignatureVerdict::NoKey if signature.embedded().any(|key| key.key.is_err()) => {
            Some("the certificate is damaged in a way that OpenSSL passes over")
        }
        _ => None,
    }
}

/// One signature of one document, and what we say of it.
struct Case<'a> {
    text: &'a str,
    file: PathBuf,
    /// From 1.
    n: usize,
    ours: Option<Signature>,
}

impl Case<'_> {
    fn is_valid(&self) -> bool {
        self.ours.as_ref().is_some_and(|signature| signature.verdict == SignatureVerdict::Valid)
    }
}

#[test]
fn what_xmlsec1_refuses_is_never_valid_here() {
    let directory = std::env::temp_dir().join(format!("saml-doctor-differential-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let known_good = directory.join("known-good.xml");
    std::fs::write(&known_good, signing::sign(signing::RESPONSE, "Assertion", &signing::Plan::default()))
        .unwrap();
    if xmlsec_takes(&[known_good], 1) {
        let documents = documents();
        compare(&cases(&documents, &directory));
    } else {
        eprintln!("skipped: xmlsec1 is not installed, or does not take a plain signed response");
    }
    let _ = std::fs::remove_dir_all(&directory);
}

fn documents() -> Vec<String> {
    let mut random = Random::new(0x5EED);
    let mut documents = Vec::new();
    while documents.len() < DOCUMENTS {
        let text = signed(&mut random);
        for _ in 0..11 {
            let mut changed = mutate(&mut random, &text);
            if random.below(3) == 0 {
                changed = mutate(&mut random, &changed);
            }
            documents.push(changed);
        }
        documents.push(text);
    }
    documents
}

fn cases<'a>(documents: &'a [String], directory: &Path) -> Vec<Case<'a>> {
    let cases = Mutex::new(Vec::new());
    in_parallel(documents.len(), |index| {
        let text = documents[index].as_str();
        let file = directory.join(format!("{index}.xml"));
        std::fs::write(&file, text).unwrap();
        let case = |n, ours| Case { text, file: file.clone(), n, ours };
        let found: Vec<Case<'_>> = match signing::parse(text) {
            Ok(_) => (1..).zip(signing::verify(text)).map(|(n, ours)| case(n, Some(ours))).collect(),
            Err(_) => vec![case(1, None)],
        };
        cases.lock().unwrap().extend(found);
    });
    cases.into_inner().unwrap()
}

/// Starting xmlsec1 costs more than its work, and it stops at the first file it refuses: what is
/// valid here goes to it by the dozen, the rest one by one.
fn compare(cases: &[Case<'_>]) {
    let mut jobs: Vec<Vec<&Case<'_>>> = Vec::new();
    for n in [1, 2] {
        let valid: Vec<&Case<'_>> = cases.iter().filter(|case| case.is_valid() && case.n == n).collect();
        jobs.extend(valid.chunks(48).map(<[_]>::to_vec));
    }
    jobs.extend(cases.iter().filter(|case| !case.is_valid()).map(|case| vec![case]));

    let complaints = Mutex::new(Vec::new());
    let explained = AtomicUsize::new(0);
    in_parallel(jobs.len(), |index| {
        let job = &jobs[index];
        let files: Vec<PathBuf> = job.iter().map(|case| case.file.clone()).collect();
        let all = xmlsec_takes(&files, job[0].n);
        if all && job[0].is_valid() {
            return;
        }
        for case in job {
            let theirs =
                if job.len() == 1 { all } else { xmlsec_takes(std::slice::from_ref(&case.file), case.n) };
            if theirs == case.is_valid() {
                continue;
            }
            if theirs && reason(case.ours.as_ref()).is_some() {
                explained.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            let verdict = case.ours.as_ref().map(|signature| signature.verdict);
            let complaint =
                format!("xmlsec1 {theirs}, ours {verdict:?}, signature {}\n{}\n", case.n, case.text);
            complaints.lock().unwrap().push(complaint);
        }
    });
    let valid = cases.iter().filter(|case| case.is_valid()).count();
    eprintln!(
        "{DOCUMENTS} documents, {} signatures, {valid} valid here, {} explained",
        cases.len(),
        explained.into_inner()
    );
    let complaints = complaints.into_inner().unwrap();
    let shown = &complaints[..complaints.len().min(6)];
    assert!(complaints.is_empty(), "{} disagreements:\n{}", complaints.len(), shown.join("\n"));
}

fn in_parallel(count: usize, work: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count {
                        return;
                    }
                    work(index);
                }
            });
        }
    });
}
