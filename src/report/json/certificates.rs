//! The certificates of a file of evidence: given alone, or signing keys of metadata.

use serde::Serialize;

use crate::certificate::{Certificate, NotCertificate, hex};
use crate::diagnosis::{Examined, Report};

#[derive(Serialize)]
pub struct CertificateMember {
    subject: Option<String>,
    issuer: Option<String>,
    /// Lower-case hexadecimal.
    serial: Option<String>,
    not_before: Option<String>,
    not_after: Option<String>,
    /// `RSA 2048 bit`
    key: Option<String>,
    sha256: Option<String>,
    sha1: Option<String>,
    /// What is wrong with it, one sentence each.
    damage: Vec<String>,
}

impl CertificateMember {
    pub fn all_of(report: &Report, examined: &Examined) -> Vec<CertificateMember> {
        let given = report.evidence.certificates.iter().filter(|given| given.input == examined.input);
        let document =
            examined.metadata.and_then(|index| report.evidence.metadata[index].document.as_ref().ok());
        let of_metadata = document.map_or(&[][..], |document| &document.keys);
        given
            .map(|given| &given.certificate)
            .chain(of_metadata.iter().map(|key| &key.certificate))
            .map(CertificateMember::of)
            .collect()
    }

    fn of(certificate: &Result<Certificate, NotCertificate>) -> CertificateMember {
        let read = certificate.as_ref().ok();
        let name = |name: &String| (!name.is_empty()).then(|| name.clone());
        CertificateMember {
            subject: read.and_then(|read| name(&read.subject)),
            issuer: read.and_then(|read| name(&read.issuer)),
            serial: read.and_then(|read| name(&read.serial)),
            not_before: read.and_then(|read| read.not_before).map(|at| at.to_string()),
            not_after: read.and_then(|read| read.not_after).map(|at| at.to_string()),
            key: read.map(|read| read.key.to_string()),
            sha256: read.map(Certificate::fingerprint),
            sha1: read.map(|read| hex(&read.sha1)),
            damage: match certificate {
                Ok(read) => read.damage.iter().map(ToString::to_string).collect(),
                Err(reason) => vec![format!("it cannot be read: {reason}")],
            },
        }
    }
}
