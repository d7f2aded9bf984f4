//! Certificates and keys, as files: PEM with text round it, DER, base64 without armour.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Input, InputProblem, wrong};
use crate::capture::signs;
use crate::certificate::{Certificate, decode_base64};
use crate::evidence::{File, certificate};
use crate::signature::PublicKey;
use crate::signature::encryption::{PrivateKey, UnreadableKey};

const BEGIN: &str = "-----BEGIN ";
const CERTIFICATE: &str = "CERTIFICATE";
const PUBLIC_KEY: &str = "PUBLIC KEY";
/// Each is tried on each signature. The certificates that browsers trust are some hundred.
const MOST_BLOCKS: usize = 1_000;

/// DER does not name itself: it is what it can be read as. `None` where it is no DER.
pub(super) fn of_der(name: &str, bytes: &[u8]) -> Option<Input> {
    if !signs::is_der(bytes) {
        return None;
    }
    if Certificate::from_der(bytes).is_ok() {
        return Some(evidence(name, "certificate (DER)", armoured(CERTIFICATE, &STANDARD.encode(bytes))));
    }
    if PublicKey::from_spki(bytes).is_ok() {
        return Some(evidence(name, "public key (DER)", armoured(PUBLIC_KEY, &STANDARD.encode(bytes))));
    }
    Some(Input::with_problem(
        name,
        match PrivateKey::read_all(bytes, None) {
            Err(UnreadableKey::Pkcs12) => wrong::pkcs12(),
            Err(UnreadableKey::NoKey | UnreadableKey::Damaged) => {
                wrong::binary("DER, and neither a certificate nor a key")
            }
            Ok(_) | Err(_) => wrong::private_key(name),
        },
    ))
}

/// The certificates and public keys of a text; of private keys that they are some. `None` where none
/// of them stands in it.
pub(super) fn of_text(name: &str, text: &[u8]) -> Option<Input> {
    let text = std::str::from_utf8(text).ok()?;
    if let Some(der) = text.trim_start().starts_with("MI").then(|| decode_base64(text)).flatten() {
        return of_der(name, &der);
    }
    // What tools print before the armour: the attributes of a bag, a certificate in words.
    let starts_a_line = |(at, _): &(usize, &str)| *at == 0 || text.as_bytes()[at - 1] == b'\n';
    text.match_indices(BEGIN).find(starts_a_line)?;
    if text.matches(BEGIN).nth(MOST_BLOCKS).is_some() {
        return Some(Input::with_problem(name, too_many()));
    }
    let blocks: Vec<(&str, &str)> = text
        .split(BEGIN)
        .skip(1)
        .filter_map(|block| block.split_once("-----"))
        .map(|(label, rest)| (label, rest.split("-----END").next().unwrap_or_default()))
        .collect();
    let of = |wanted: &'static str| {
        let same = blocks.iter().filter(move |(label, _)| is_label(label, wanted));
        same.map(move |(_, body)| armoured(wanted, body)).collect::<Vec<String>>()
    };
    // A private key beside a certificate stays where it is.
    let (certificates, public_keys) = (of(CERTIFICATE), of(PUBLIC_KEY));
    if !certificates.is_empty() || !public_keys.is_empty() {
        let description = match (certificates.len(), public_keys.len()) {
            (0, 1) => "public key".to_owned(),
            (0, count) => format!("{count} public keys"),
            (1, _) => "certificate".to_owned(),
            (count, _) => format!("{count} certificates"),
        };
        return Some(evidence(name, &description, [certificates, public_keys].concat().concat()));
    }
    if blocks.iter().any(|(label, _)| label.ends_with("PRIVATE KEY")) {
        return Some(Input::with_problem(name, wrong::private_key(name)));
    }
    let (label, _) = blocks.first()?;
    Some(Input::with_problem(name, other(label)))
}

/// OpenSSL writes and reads `X509 CERTIFICATE` and `TRUSTED CERTIFICATE`, too.
fn is_label(label: &str, wanted: &str) -> bool {
    label == wanted || (wanted == CERTIFICATE && matches!(label, "X509 CERTIFICATE" | "TRUSTED CERTIFICATE"))
}

fn too_many() -> InputProblem {
    wrong::not_saml(
        format!("this is PEM, and holds more than {MOST_BLOCKS} certificates or keys"),
        "give the identity provider's own certificate",
    )
}

fn other(label: &str) -> InputProblem {
    match label {
        "PKCS7" => wrong::not_saml(
            "this is PKCS#7, a bundle of certificates",
            "\"openssl pkcs7 -print_certs -in FILE -out certificates.pem\" takes them out of it",
        ),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => wrong::not_saml(
            "this is a request for a certificate, no certificate",
            "give the certificate itself",
        ),
        _ => wrong::not_saml(format!("this is PEM ({})", wrong::shown(label)), wrong::IN_THE_BROWSER),
    }
}

fn evidence(name: &str, description: &str, text: String) -> Input {
    Input::with_evidence(name, File::new(&certificate::KIND, text), description)
}

fn armoured(label: &str, body: &str) -> String {
    format!("{BEGIN}{label}-----\n{}\n-----END {label}-----\n", body.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::InputKind;

    const CERTIFICATE_FILE: &str = include_str!("../../fixtures/signature/keys/throw-away-rsa-2048.crt.pem");
    const KEY_FILE: &str = include_str!("../../fixtures/signature/keys/throw-away-rsa-2048.key.pem");

    #[test]
    fn certificates_are_found_whatever_stands_round_them() {
        let body: String = CERTIFICATE_FILE.lines().filter(|line| !line.starts_with('-')).collect();
        for (what, text, description) in [
            ("PEM", CERTIFICATE_FILE.to_owned(), "certificate"),
            ("several", CERTIFICATE_FILE.repeat(3), "3 certificates"),
            ("carriage returns", CERTIFICATE_FILE.replace('\n', "\r\n"), "certificate"),
            (
                "words before it",
                format!("Bag Attributes\n    localKeyID: 1\n{CERTIFICATE_FILE}"),
                "certificate",
            ),
            ("a private key before it", format!("{KEY_FILE}{CERTIFICATE_FILE}"), "certificate"),
            ("another label", CERTIFICATE_FILE.replace("CERTIFICATE", "X509 CERTIFICATE"), "certificate"),
            ("without armour", body.clone(), "certificate (DER)"),
            ("without armour, wrapped", format!("\n{}\n{}\n", &body[..64], &body[64..]), "certificate (DER)"),
        ] {
            let input = of_text("a.crt", text.as_bytes()).unwrap_or_else(|| panic!("{what}"));
            assert_eq!(
                (input.kind, &*input.description),
                (Some(InputKind::Evidence(&certificate::KIND)), description),
                "{what}"
            );
            let evidence = input.evidence.unwrap().text;
            assert!(!evidence.contains("PRIVATE KEY"), "{what}");
            let first = crate::certificate::certificates_in_pem(&evidence).remove(0);
            assert_eq!(first, Certificate::from_text(CERTIFICATE_FILE), "{what}");
        }
    }

    #[test]
    fn what_opens_assertions_is_asked_for_as_such() {
        let der = |pem: &str| {
            decode_base64(&pem.lines().filter(|l| !l.starts_with('-')).collect::<String>()).unwrap()
        };
        let problem = |input: Option<Input>| input.unwrap().problem.unwrap().sentence();
        let expected = "this is a private key; name it with --key: saml-doctor RESPONSE --key my.key";
        assert_eq!(problem(of_text("my.key", KEY_FILE.as_bytes())), expected);
        assert_eq!(problem(of_text("my.key", format!("Bag Attributes\n{KEY_FILE}").as_bytes())), expected);
        assert_eq!(problem(of_der("my.key", &der(KEY_FILE))), expected);
        let odd = problem(of_text("it's my key\n", KEY_FILE.as_bytes()));
        assert!(odd.ends_with("--key FILE"), "{odd}");
        let spaced = problem(of_text("my key", KEY_FILE.as_bytes()));
        assert!(spaced.ends_with("--key 'my key'"), "{spaced}");
    }

    #[test]
    fn a_file_of_more_than_anybody_trusts_is_not_read() {
        let begun = format!("{BEGIN}{CERTIFICATE}-----\n");
        let most = of_text("a.pem", begun.repeat(MOST_BLOCKS).as_bytes()).unwrap();
        assert_eq!((most.problem, &*most.description), (None, "1000 certificates"));
        let more = of_text("a.pem", begun.repeat(MOST_BLOCKS + 1).as_bytes()).unwrap();
        assert!(more.evidence.is_none());
        assert!(more.problem.unwrap().what.contains("more than 1000 certificates"));
    }

    #[test]
    fn other_texts_are_none_of_this() {
        for text in
            ["", "MII", "MIIB no base64!", "PHNhbWxwOlJlc3BvbnNlPg==", "see -----BEGIN CERTIFICATE-----"]
        {
            assert!(of_text("a", text.as_bytes()).is_none(), "{text}");
        }
    }
}
