//! A certificate that was given alone: whose, what key, from when to when, its fingerprints.

use crate::certificate::{Certificate, KeyKind, hex};
use crate::diagnosis::Report;
use crate::report::screen::{Screen, Style};
use crate::report::visible::clipped;

/// Of so many certificates of one file it is shown what they are.
const SHOWN: usize = 8;

/// Under the first line of a file, each certificate in it.
pub fn lines(screen: &mut Screen, report: &Report, input: usize, indent: usize) {
    let mut certificates = report.evidence.certificates.iter().filter(|given| given.input == input);
    for given in certificates.by_ref().take(SHOWN) {
        match &given.certificate {
            Ok(certificate) => certificate_lines(screen, certificate, indent),
            Err(reason) => {
                screen.to_column(indent).words(Style::Error, indent, &format!("unreadable: {reason}")).end();
            }
        }
    }
    let more = certificates.count();
    if more > 0 {
        screen.to_column(indent).words(Style::Faint, indent, &format!("and {more} more")).end();
    }
}

fn certificate_lines(screen: &mut Screen, certificate: &Certificate, indent: usize) {
    let mut line = |style: Style, text: &str| {
        screen.to_column(indent).words(style, indent, text).end();
    };
    line(Style::Strong, &format!("{}, {}", clipped(&certificate.subject, 200), certificate.key));
    if certificate.issuer != certificate.subject {
        line(Style::Plain, &format!("issued by {}", clipped(&certificate.issuer, 200)));
    }
    line(Style::Plain, &format!("valid {}; IAM does not look at that", certificate.validity()));
    line(Style::Plain, &format!("SHA-256 {}", certificate.fingerprint()));
    line(Style::Plain, &format!("SHA-1 {}", hex(&certificate.sha1)));
    for damage in &certificate.damage {
        line(Style::Warning, &damage.to_string());
    }
    // What the rules on metadata say of the same key.
    if matches!(certificate.key, KeyKind::Rsa { bits } if bits < 1_024) {
        line(Style::Warning, "IAM refuses metadata with RSA keys of less than 1,024 bits");
    }
}
