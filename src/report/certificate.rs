//! Certificates of a file of evidence: given alone, or signing keys of metadata.

use serde::Serialize;

use super::visible::clipped;
use super::{Line, Style, present};
use crate::certificate::{self, KeyKind, NotCertificate, hex};
use crate::diagnosis::{Diagnosis, Examined};

/// Of so many certificates of one file it is told what they are.
const TOLD: usize = 8;

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Certificate {
    pub subject: Option<String>,
    pub issuer: Option<String>,
    /// Lower-case hexadecimal.
    pub serial: Option<String>,
    /// RFC 3339.
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Instant>"))]
    pub not_before: Option<String>,
    /// RFC 3339.
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Instant>"))]
    pub not_after: Option<String>,
    /// `RSA 2048 bit`
    pub key: Option<String>,
    /// 64 lower-case hexadecimal digits of the DER.
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Sha256>"))]
    pub sha256: Option<String>,
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Sha1>"))]
    pub sha1: Option<String>,
    /// What is wrong with it, one sentence each.
    pub damage: Vec<String>,
}

impl Certificate {
    /// Those given alone, then the signing keys of metadata.
    pub(super) fn all_of(diagnosis: &Diagnosis, examined: &Examined) -> Vec<Certificate> {
        let given = diagnosis.evidence.certificates.iter().filter(|given| given.input == examined.input);
        let document =
            examined.metadata.and_then(|index| diagnosis.evidence.metadata[index].document.as_ref().ok());
        let of_metadata = document.map_or(&[][..], |document| &document.keys);
        given
            .map(|given| &given.certificate)
            .chain(of_metadata.iter().map(|key| &key.certificate))
            .map(Certificate::of)
            .collect()
    }

    fn of(certificate: &Result<certificate::Certificate, NotCertificate>) -> Certificate {
        let read = certificate.as_ref().ok();
        let of = |text: fn(&certificate::Certificate) -> &String| read.and_then(|read| present(text(read)));
        Certificate {
            subject: of(|read| &read.subject),
            issuer: of(|read| &read.issuer),
            serial: of(|read| &read.serial),
            not_before: read.and_then(|read| read.not_before).map(|at| at.to_string()),
            not_after: read.and_then(|read| read.not_after).map(|at| at.to_string()),
            key: read.map(|read| read.key.to_string()),
            sha256: read.map(certificate::Certificate::fingerprint),
            sha1: read.map(|read| hex(&read.sha1)),
            damage: match certificate {
                Ok(read) => read.damage.iter().map(ToString::to_string).collect(),
                Err(reason) => vec![format!("it cannot be read: {reason}")],
            },
        }
    }
}

/// The certificates that were given alone in a file, in words.
pub(super) fn lines(diagnosis: &Diagnosis, input: usize) -> Vec<Line> {
    let mut certificates = diagnosis.evidence.certificates.iter().filter(|given| given.input == input);
    let mut lines = Vec::new();
    for given in certificates.by_ref().take(TOLD) {
        match &given.certificate {
            Ok(certificate) => certificate_lines(certificate, &mut lines),
            Err(reason) => lines.push(Line::new(Style::Error, format!("unreadable: {reason}"))),
        }
    }
    let more = certificates.count();
    if more > 0 {
        lines.push(Line::new(Style::Faint, format!("and {more} more")));
    }
    lines
}

fn certificate_lines(certificate: &certificate::Certificate, lines: &mut Vec<Line>) {
    let mut line = |style: Style, text: String| lines.push(Line::new(style, text));
    line(Style::Strong, format!("{}, {}", clipped(&certificate.subject, 200), certificate.key));
    if certificate.issuer != certificate.subject {
        line(Style::Plain, format!("issued by {}", clipped(&certificate.issuer, 200)));
    }
    line(Style::Plain, format!("valid {}; IAM does not look at that", certificate.validity()));
    line(Style::Plain, format!("SHA-256 {}", certificate.fingerprint()));
    line(Style::Plain, format!("SHA-1 {}", hex(&certificate.sha1)));
    for damage in &certificate.damage {
        line(Style::Warning, damage.to_string());
    }
    // What the rules on metadata say of the same key.
    if matches!(certificate.key, KeyKind::Rsa { bits } if bits < 1_024) {
        line(Style::Warning, "IAM refuses metadata with RSA keys of less than 1,024 bits".to_owned());
    }
}
