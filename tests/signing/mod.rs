//! Signs documents with the throw-away keys of `fixtures/signature/keys`.

#![allow(dead_code, reason = "each test binary uses its part")]

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use rsa::{BigUint, Pkcs1v15Sign, RsaPrivateKey};
use saml_doctor::signature::{self, DSIG, Digest, Hash, Scheme, Signature, SignatureAlgorithm, TrustedKey};
use saml_doctor::source::{Source, SourceKind, Sources};
use saml_doctor::xml::canonical::{self, Apex, Canonicalization};
use saml_doctor::xml::{self, NodeId, Tree};

pub const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
pub const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
pub const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
pub const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

/// How one signature is made.
#[derive(Debug, Clone)]
pub struct Plan {
    /// `rsa-2048`, `ec-p256`: the middle of the key's file name.
    pub key: &'static str,
    pub algorithm: &'static str,
    pub canonicalization: (&'static str, &'static str),
    /// `#ID` of the signed element is put in for `#`.
    pub uri: &'static str,
    /// Algorithm and PrefixList.
    pub transforms: Vec<(&'static str, &'static str)>,
    pub digest: &'static str,
    /// The prefix of the signature's elements; empty for a default namespace.
    pub prefix: &'static str,
    /// What stands between the elements of the signature.
    pub blank: &'static str,
    /// What ends the lines of base64.
    pub line_end: &'static str,
    /// The content of KeyInfo; the certificate of the key where it is `None`.
    pub key_info: Option<&'static str>,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            key: "rsa-2048",
            algorithm: RSA_SHA256,
            canonicalization: (EXCLUSIVE, ""),
            uri: "#",
            transforms: vec![(ENVELOPED, ""), (EXCLUSIVE, "")],
            digest: SHA256,
            prefix: "ds",
            blank: "",
            line_end: "",
            key_info: None,
        }
    }
}

pub fn parse(text: &str) -> Result<Tree, xml::NotWellFormed> {
    let source = Sources::default().add(Source::new(SourceKind::Message, text, None));
    xml::parse(source, text)
}

pub fn verify(text: &str) -> Vec<Signature> {
    verify_with(text, &[])
}

pub fn verify_with(text: &str, keys: &[TrustedKey]) -> Vec<Signature> {
    let tree = parse(text).unwrap_or_else(|refused| panic!("{refused:?} in {text}"));
    signature::verify(&tree, tree.root(), keys)
}

pub fn key_file(name: &str, what: &str) -> String {
    let path = format!("{}/fixtures/signature/keys/throw-away-{name}.{what}.pem", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn certificate_body(name: &str) -> String {
    key_file(name, "crt").lines().filter(|line| !line.starts_with("-----")).collect()
}

/// Signs the first element of this local name, which has an `ID`. The signature stands behind the
/// Issuer, which is its first child, or is the first child itself.
pub fn sign(text: &str, local: &str, plan: &Plan) -> String {
    let tree = parse(text).unwrap_or_else(|refused| panic!("{refused:?} in {text}"));
    let element = find(&tree, local);
    let id = tree.attribute_value(element, "ID").unwrap_or_default().into_owned();
    let at = match tree.elements(element).next() {
        Some(issuer) if tree.local_name(issuer) == "Issuer" => tree.span(issuer).end,
        _ => tree.start_tag(element).end,
    };
    sign_at(text, at as usize, &id, plan)
}

/// Puts a signature of the element with this ID at a byte of the text.
pub fn sign_at(text: &str, at: usize, id: &str, plan: &Plan) -> String {
    let unsigned = format!("{}{}{}", &text[..at], template(plan, id), &text[at..]);
    let reports = verify(&unsigned);
    let here = |report: &&Signature| report.span.start as usize == at;
    let report = reports.iter().find(here).expect("the signature was put here");
    let mut digested = unsigned.clone();
    for reference in report.references.iter().rev() {
        let Digest::Mismatch { computed } = &reference.digest else {
            panic!("no digest: {reference:?}");
        };
        let span = reference.digest_value.as_ref().expect("the template has one").span;
        digested.replace_range(span.range(), &wrapped(computed, plan.line_end));
    }
    let tree = parse(&digested).expect("only base64 was put in");
    let element = tree
        .descendants(tree.root())
        .find(|&id| tree.is(id, DSIG, "Signature") && tree.span(id).start as usize == at)
        .expect("the signature was put here");
    let signed_info = tree.element_named(element, DSIG, "SignedInfo").expect("the template has one");
    let (uri, prefixes) = plan.canonicalization;
    let prefixes = prefix_list(prefixes);
    let how = Canonicalization {
        inclusive_prefixes: &prefixes,
        ..Canonicalization::new(canonical::Algorithm::from_uri(uri).expect("a known method"), 1 << 24)
    };
    let bytes = canonical::canonicalize(&tree, Apex::Element(signed_info), &how).expect("small enough");
    let value = sign_bytes(plan.key, SignatureAlgorithm::from_uri(plan.algorithm).expect("known"), &bytes);
    let value_element = tree.element_named(element, DSIG, "SignatureValue").expect("the template has one");
    let span = tree.content(value_element).span;
    let mut signed = digested.clone();
    signed.replace_range(span.range(), &wrapped(&value, plan.line_end));
    signed
}

pub fn find(tree: &Tree, local: &str) -> NodeId {
    tree.descendants(tree.root())
        .find(|&id| tree.local_name(id) == local)
        .unwrap_or_else(|| panic!("there is no {local}"))
}

pub fn prefix_list(list: &str) -> Vec<String> {
    let named = |prefix| if prefix == "#default" { "" } else { prefix };
    list.split_whitespace().map(|prefix| named(prefix).to_owned()).collect()
}

fn template(plan: &Plan, id: &str) -> String {
    let p = if plan.prefix.is_empty() { String::new() } else { format!("{}:", plan.prefix) };
    let xmlns = if plan.prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{}", plan.prefix) };
    let blank = plan.blank;
    let listed = |list: &str| match list {
        "" => String::new(),
        list => format!("<ec:InclusiveNamespaces xmlns:ec=\"{EXCLUSIVE}\" PrefixList=\"{list}\"/>"),
    };
    let uri = plan.uri.replace("{id}", id);
    let uri = if uri == "#" { format!("#{id}") } else { uri };
    let uri = if uri == "absent" { String::new() } else { format!(" URI=\"{uri}\"") };
    let mut transforms: String = plan
        .transforms
        .iter()
        .map(|(algorithm, list)| {
            format!("{blank}<{p}Transform Algorithm=\"{algorithm}\">{}</{p}Transform>", listed(list))
        })
        .collect();
    if !transforms.is_empty() {
        transforms = format!("{blank}<{p}Transforms>{transforms}{blank}</{p}Transforms>");
    }
    let key_info = plan.key_info.map(str::to_owned).unwrap_or_else(|| {
        format!(
            "<{p}X509Data>{blank}<{p}X509Certificate>{}</{p}X509Certificate></{p}X509Data>",
            certificate_body(plan.key)
        )
    });
    format!(
        "<{p}Signature {xmlns}=\"{DSIG}\">{blank}<{p}SignedInfo>{blank}\
         <{p}CanonicalizationMethod Algorithm=\"{}\">{}</{p}CanonicalizationMethod>{blank}\
         <{p}SignatureMethod Algorithm=\"{}\"/>{blank}\
         <{p}Reference{uri}>{transforms}{blank}<{p}DigestMethod Algorithm=\"{}\"/>{blank}\
         <{p}DigestValue>AA==</{p}DigestValue>{blank}</{p}Reference>{blank}</{p}SignedInfo>{blank}\
         <{p}SignatureValue>AA==</{p}SignatureValue>{blank}<{p}KeyInfo>{key_info}</{p}KeyInfo>{blank}</{p}Signature>",
        plan.canonicalization.0,
        listed(plan.canonicalization.1),
        plan.algorithm,
        plan.digest,
    )
}

fn wrapped(bytes: &[u8], line_end: &str) -> String {
    let text = BASE64_STANDARD.encode(bytes);
    if line_end.is_empty() {
        return text;
    }
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("base64")).collect();
    lines.join(line_end)
}

/// A SignatureValue as XML Signature wants it.
pub fn sign_bytes(key: &str, algorithm: SignatureAlgorithm, bytes: &[u8]) -> Vec<u8> {
    let pem = key_file(key, "key");
    let digest = algorithm.hash.digest(bytes);
    match algorithm.scheme {
        Scheme::RsaPkcs1 => {
            let key = RsaPrivateKey::from_pkcs8_pem(&pem).expect("a throw-away key");
            let padding = match algorithm.hash {
                Hash::Sha1 => Pkcs1v15Sign::new::<sha1::Sha1>(),
                Hash::Sha224 => Pkcs1v15Sign::new::<sha2::Sha224>(),
                Hash::Sha256 => Pkcs1v15Sign::new::<sha2::Sha256>(),
                Hash::Sha384 => Pkcs1v15Sign::new::<sha2::Sha384>(),
                Hash::Sha512 => Pkcs1v15Sign::new::<sha2::Sha512>(),
            };
            key.sign(padding, &digest).expect("the key is large enough")
        }
        Scheme::RsaPss { salt } => {
            let key = RsaPrivateKey::from_pkcs8_pem(&pem).expect("a throw-away key");
            let encoded = pss_encoded(algorithm.hash, &digest, &vec![7; salt], key.size());
            let value = BigUint::from_bytes_be(&encoded).modpow(key.d(), key.n()).to_bytes_be();
            [vec![0; key.size() - value.len()], value].concat()
        }
        Scheme::Ecdsa => match key {
            "ec-p256" => {
                let key = p256::ecdsa::SigningKey::from_pkcs8_pem(&pem).expect("a throw-away key");
                let signature: p256::ecdsa::Signature = key.sign_prehash(&padded(&digest, 32)).expect("fits");
                signature.to_bytes().to_vec()
            }
            "ec-p384" => {
                let key = p384::ecdsa::SigningKey::from_pkcs8_pem(&pem).expect("a throw-away key");
                let signature: p384::ecdsa::Signature = key.sign_prehash(&padded(&digest, 48)).expect("fits");
                signature.to_bytes().to_vec()
            }
            "ec-p521" => {
                let secret = p521::SecretKey::from_pkcs8_pem(&pem).expect("a throw-away key");
                let key = p521::ecdsa::SigningKey::from_bytes(&secret.to_bytes()).expect("a throw-away key");
                let signature: p521::ecdsa::Signature = key.sign_prehash(&padded(&digest, 66)).expect("fits");
                signature.to_bytes().to_vec()
            }
            other => panic!("{other} makes no ECDSA"),
        },
    }
}

/// RFC 8017, section 9.1.1, for a modulus of whole bytes.
fn pss_encoded(hash: Hash, digest: &[u8], salt: &[u8], length: usize) -> Vec<u8> {
    let salted = hash.digest(&[&[0; 8], digest, salt].concat());
    let mut block = vec![0; length - salt.len() - salted.len() - 2];
    block.push(1);
    block.extend_from_slice(salt);
    let masks = (0_u32..).flat_map(|counter| hash.digest(&[&salted[..], &counter.to_be_bytes()].concat()));
    block.iter_mut().zip(masks).for_each(|(byte, mask)| *byte ^= mask);
    // One bit less than the modulus has.
    block[0] &= 0x7f;
    [&block[..], &salted, &[0xbc]].concat()
}

fn padded(digest: &[u8], field: usize) -> Vec<u8> {
    let mut number = vec![0; field.saturating_sub(digest.len())];
    number.extend_from_slice(digest);
    number
}

/// A response with one assertion, unsigned, as a usual identity provider writes it.
pub const RESPONSE: &str = "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_response\" Version=\"2.0\" IssueInstant=\"2026-11-21T12:00:00Z\" Destination=\"https://signin.aws.amazon.com/saml\"><saml:Issuer>https://idp.example/metadata</saml:Issuer><samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status><saml:Assertion xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" ID=\"_assertion\" Version=\"2.0\" IssueInstant=\"2026-11-21T12:00:00Z\"><saml:Issuer>https://idp.example/metadata</saml:Issuer><saml:Subject><saml:NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">jane@example.com</saml:NameID><saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\"><saml:SubjectConfirmationData NotOnOrAfter=\"2026-11-21T12:05:00Z\" Recipient=\"https://signin.aws.amazon.com/saml\"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore=\"2026-11-21T11:55:00Z\" NotOnOrAfter=\"2026-11-21T12:05:00Z\"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant=\"2026-11-21T12:00:00Z\" SessionIndex=\"_s\"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name=\"https://aws.amazon.com/SAML/Attributes/Role\"><saml:AttributeValue xsi:type=\"xs:string\">arn:aws:iam::123456789012:role/Dev,arn:aws:iam::123456789012:saml-provider/Example</saml:AttributeValue></saml:Attribute><saml:Attribute Name=\"https://aws.amazon.com/SAML/Attributes/RoleSessionName\"><saml:AttributeValue xsi:type=\"xs:string\">jané</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>";
