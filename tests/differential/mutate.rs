//! Signed documents of many kinds, and small changes to them.

use crate::signing::{ENVELOPED, EXCLUSIVE, INCLUSIVE, Plan, RESPONSE, SHA256, sign};

/// A generator that gives the same documents in every run (xorshift64*).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 33) as usize % limit.max(1)
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

const INCLUSIVE_11: &str = "http://www.w3.org/2006/12/xml-c14n11";
const EXCLUSIVE_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
const INCLUSIVE_COMMENTS: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";

/// A plan that xmlsec1 1.2 can follow, too.
pub fn plan(random: &mut Random) -> Plan {
    const KEYS: [(&str, &str); 9] = [
        ("rsa-2048", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
        ("rsa-2048", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha224"),
        ("rsa-2048", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
        ("rsa-2048", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"),
        ("rsa-2048", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"),
        ("ec-p256", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"),
        ("ec-p256", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
        ("ec-p384", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"),
        ("ec-p521", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"),
    ];
    const DIGESTS: [&str; 5] = [
        "http://www.w3.org/2000/09/xmldsig#sha1",
        "http://www.w3.org/2001/04/xmldsig-more#sha224",
        SHA256,
        "http://www.w3.org/2001/04/xmldsig-more#sha384",
        "http://www.w3.org/2001/04/xmlenc#sha512",
    ];
    const METHODS: [&str; 5] = [EXCLUSIVE, INCLUSIVE, INCLUSIVE_11, EXCLUSIVE_COMMENTS, INCLUSIVE_COMMENTS];
    const LISTS: [&str; 4] = ["", "xs", "xs xsi #default", "saml none"];
    let (key, algorithm) = random.pick(&KEYS);
    let mut method = || {
        let method = random.pick(&METHODS);
        let list = if method.contains("exc") { random.pick(&LISTS) } else { "" };
        (method, list)
    };
    let (canonicalization, transform) = (method(), method());
    let mut transforms = vec![(ENVELOPED, ""), transform];
    match random.below(10) {
        0 => transforms.truncate(1),
        1 => transforms.insert(0, (ENVELOPED, "")),
        2 => transforms.push((EXCLUSIVE, "")),
        _ => {}
    }
    Plan {
        key,
        algorithm,
        canonicalization,
        uri: random.pick(&["#", "#", "#", "", "absent", "#xpointer(/)", "#xpointer(id('{id}'))"]),
        transforms,
        digest: random.pick(&DIGESTS),
        prefix: random.pick(&["ds", "dsig", ""]),
        blank: random.pick(&["", "", "\n", "\r\n  "]),
        line_end: random.pick(&["", "\n", "&#13;\n"]),
        key_info: None,
    }
}

/// A document with one or two signatures.
pub fn signed(random: &mut Random) -> String {
    let mut text = RESPONSE.to_owned();
    for (from, to) in [
        ("<saml:Subject>", "<!-- c --><saml:Subject xml:lang=\"de\">"),
        ("<saml:Conditions ", "\r\n\t<saml:Conditions b='x\r\ny&#10;z' "),
        ("<samlp:Response ", "<?pi  x ?><samlp:Response xmlns=\"urn:default\" xml:space='preserve' "),
        ("jane@", "<![CDATA[<jane>&]]>&gt;@"),
        ("<samlp:Status>", "<other xmlns=''>\n<more xmlns='urn:m' a='&quot;'/></other><samlp:Status>"),
    ] {
        if random.below(3) == 0 {
            text = text.replacen(from, to, 1);
        }
    }
    let mut whole_document = false;
    for local in random.pick(&[&["Assertion"] as &[&str], &["Response"], &["Assertion", "Response"]]) {
        let mut plan = plan(random);
        // Once the document itself is signed, a second signature would change it.
        if local == &"Assertion" && !matches!(plan.uri, "#" | "#xpointer(id('{id}'))") {
            whole_document = true;
        }
        if local == &"Response" && whole_document {
            break;
        }
        if plan.blank.is_empty() && random.below(2) == 0 {
            plan.blank = "\n";
        }
        text = sign(&text, local, &plan);
    }
    text
}

/// One small change somewhere; it may leave the signature valid, break it, or break the document.
pub fn mutate(random: &mut Random, text: &str) -> String {
    let tags: Vec<usize> = text.match_indices('<').map(|(at, _)| at).collect();
    let ends: Vec<usize> = text.match_indices('>').map(|(at, _)| at + 1).collect();
    let swap = |from: &str, to: &str| text.replacen(from, to, 1);
    let put = |at: usize, what: &str| format!("{}{what}{}", &text[..at], &text[at..]);
    match random.below(26) {
        0 => {
            let mut at = random.below(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let character = random.pick(&["a", "0", " ", "é", "=", "&#65;"]);
            let next = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
            format!("{}{character}{}", &text[..at], &text[next..])
        }
        1 => put(random.pick(&tags), random.pick(&[" ", "\n", "\r\n", "x", "<!-- m -->", "<?m?>"])),
        2 => put(random.pick(&ends), random.pick(&[" ", "\n", "&#13;", "<![CDATA[ ]]>", "<x/>"])),
        3 => text.replace('\n', "\r\n"),
        4 => text.replace("\r\n", "\n"),
        5 => swap("ID=\"_assertion\"", "ID=\"_response\""),
        6 => swap("ID=\"_assertion\"", "Version=\"2.0\" ID='_assertion'").replacen(" Version=\"2.0\"", "", 2),
        7 => swap("xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"", ""),
        8 => swap("<samlp:Response ", "<samlp:Response xmlns:added=\"urn:added\" "),
        9 => {
            swap("<saml:Assertion ", "<saml:Assertion xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ")
        }
        10 => swap("DigestValue>", "DigestValue><!-- d -->"),
        11 => swap("SignatureValue>", "SignatureValue>\n  "),
        12 => swap(ENVELOPED, EXCLUSIVE),
        13 => swap(EXCLUSIVE, INCLUSIVE),
        14 => swap("URI=\"#_assertion\"", "URI=\"\""),
        15 => swap("saml:NameID", "saml:BaseID"),
        16 => swap("jane@example.com", "jane&#64;example.com"),
        17 => swap("jané", "jane\u{301}"),
        18 => swap("\"urn:oasis:names:tc:SAML:2.0:assertion\"", "'urn:oasis:names:tc:SAML:2.0:assertion'"),
        19 => swap("rsa-sha256", "rsa-sha512"),
        20 => swap("PrefixList=\"xs", "PrefixList=\"xsi xs"),
        21 => {
            // Moves the first signature to the end of the document element.
            let found = text.find("Signature xmlns").and_then(|at| text[..at].rfind('<'));
            let end = found.and_then(|at| {
                let close = text[at..].find("Signature>")?;
                let first = at + close + "Signature>".len();
                Some((at, first))
            });
            let Some((start, end)) = end else { return text.to_owned() };
            let signature = &text[start..end];
            let rest = format!("{}{}", &text[..start], &text[end..]);
            rest.replacen("</samlp:Response>", &format!("{signature}</samlp:Response>"), 1)
        }
        22 | 23 => {
            let start = text.find("Certificate>").map_or(0, |at| at + "Certificate>".len());
            let length = text[start..].find('<').unwrap_or(0);
            let at = start + random.below(length);
            let character = random.pick(&["A", "g", "/", "w", "4", "Z"]);
            format!("{}{character}{}", &text[..at], &text[at + 1..])
        }
        24 => {
            // Leaves an element out, start tag to end tag where it is a leaf.
            let at = random.pick(&tags);
            let Some(end) = text[at..].find("/>").map(|end| at + end + 2) else { return text.to_owned() };
            format!("{}{}", &text[..at], &text[end..])
        }
        _ => swap("KeyInfo>", "Object>").replacen("KeyInfo>", "Object>", 1),
    }
}
