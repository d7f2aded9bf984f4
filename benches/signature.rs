//! Parsing, verifying and judging one doubly signed response in process, beside starting xmlsec1 for it.
//!
//! Verified with the embedded key and with the same key out of the metadata, as one who has the
//! metadata does; judged without and with reading the metadata file itself.

#![allow(clippy::print_stdout, reason = "a benchmark prints its result")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use saml_doctor::certificate::Certificate;
use saml_doctor::diagnosis::{Options, diagnose};
use saml_doctor::input::{self, Input, ReadOptions};
use saml_doctor::instant::Instant as Moment;
use saml_doctor::signature::{KeyOrigin, SignatureVerdict, TrustedKey, verify};
use saml_doctor::source::{Source, SourceKind, Sources};
use saml_doctor::xml;

const RESPONSE: &str = include_str!("../fixtures/responses/samlp.xml");
const METADATA: &str = include_str!("../fixtures/evidence/metadata-samlp.xml");
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/responses/samlp.xml");

fn main() {
    let source = Sources::default().add(Source::new(SourceKind::Message, RESPONSE, None));
    let parse = || xml::parse(source, RESPONSE).expect("the fixture is well-formed");
    println!("doubly signed response, {} bytes, medians", RESPONSE.len());
    println!("  parse             {:>9.1?}", median(2_000, parse));
    let both = median(2_000, || {
        let tree = parse();
        let signatures = verify(&tree, tree.root(), &[]);
        assert!(signatures.iter().all(|signature| signature.verdict == SignatureVerdict::Valid));
    });
    println!("  parse and verify  {both:>9.1?}");
    let keys = [metadata_key()];
    let both = median(2_000, || {
        let tree = parse();
        let signatures = verify(&tree, tree.root(), &keys);
        assert!(signatures.iter().all(|signature| signature.trusted() == Some(true)));
    });
    println!("   with metadata key{both:>9.1?}");
    println!("   and judge        {:>9.1?}", judged(&[("response.xml", RESPONSE)]));
    let with_metadata = judged(&[("response.xml", RESPONSE), ("metadata.xml", METADATA)]);
    println!("   and the metadata {with_metadata:>9.1?}");

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

fn metadata_key() -> TrustedKey {
    let element = METADATA.split("X509Certificate>").nth(1).expect("the metadata has a certificate");
    let text = element.split('<').next().expect("a split text has a first part");
    let certificate = Certificate::from_text(text).expect("the certificate is whole");
    TrustedKey::from_certificate(KeyOrigin::Metadata, "metadata.xml", certificate).expect("its key is RSA")
}

/// From decoded captures to the judgement.
fn judged(files: &[(&str, &str)]) -> Duration {
    let options = Options::at(Moment::from_unix_seconds(1_767_225_600).expect("a year that has four digits"));
    let read = || -> Vec<Input> {
        files.iter().map(|(name, text)| input::read(name, text.as_bytes(), &ReadOptions::default())).collect()
    };
    let mut times: Vec<Duration> = (0..2_000)
        .map(|_| {
            let inputs = read();
            let start = Instant::now();
            let report = std::hint::black_box(diagnose(inputs, &options));
            let elapsed = start.elapsed();
            let message = report.messages.first().filter(|message| message.judged.is_some());
            let message = message.expect("the response is judged");
            assert!(message.signatures.iter().all(|signature| signature.verdict == SignatureVerdict::Valid));
            elapsed
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
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
