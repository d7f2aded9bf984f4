//! Parsing and verifying one doubly signed response in process, beside starting xmlsec1 for it.

#![allow(clippy::print_stdout, reason = "a benchmark prints its result")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use saml_doctor::signature::{Verdict, verify};
use saml_doctor::source::{Source, SourceKind, Sources};
use saml_doctor::xml;

const RESPONSE: &str = include_str!("../fixtures/responses/samlp.xml");
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/responses/samlp.xml");

fn main() {
    let source = Sources::default().add(Source::new(SourceKind::Message, RESPONSE, None));
    let parse = || xml::parse(source, RESPONSE).expect("the fixture is well-formed");
    println!("doubly signed response, {} bytes, medians", RESPONSE.len());
    println!("  parse             {:>9.1?}", median(2_000, parse));
    let both = median(2_000, || {
        let tree = parse();
        let signatures = verify(&tree, tree.root(), &[]);
        assert!(signatures.iter().all(|signature| signature.verdict == Verdict::Valid));
    });
    println!("  parse and verify  {both:>9.1?}");

    let xmlsec = |id: &str| {
        let mut command = Command::new("xmlsec1");
        command.args(["--verify", "--insecure", "--id-attr:ID", id, FILE]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let response = "urn:oasis:names:tc:SAML:2.0:protocol:Response";
    if xmlsec(response) {
        println!("  xmlsec1 process   {:>9.1?}  (first signature only)", median(30, || xmlsec(response)));
    } else {
        println!("  xmlsec1 is not installed, or does not verify the response");
    }
}

fn median<T>(count: usize, work: impl Fn() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..count)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[count / 2]
}
