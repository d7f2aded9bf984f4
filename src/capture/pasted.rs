//! Whether a paste has arrived whole, told from its end alone, so that asking after every few
//! bytes costs nothing.

/// Elements that a document of interest ends with.
const ROOTS: &[&str] = &[
    "Response",
    "Assertion",
    "EncryptedAssertion",
    "AuthnRequest",
    "LogoutRequest",
    "LogoutResponse",
    "ArtifactResponse",
    "Envelope",
    "RequestSecurityTokenResponse",
    "RequestSecurityTokenResponseCollection",
    "EntityDescriptor",
    "EntitiesDescriptor",
];

/// Longer than any closing tag in base64, percent-encoded.
const TAIL: usize = 512;

/// Whether what was pasted so far ends with the closing tag of a root: as XML, or in base64,
/// percent-encoded or not. A form body whose message is not its last parameter is whole at the end
/// of its line.
pub fn is_complete(pasted: &[u8]) -> bool {
    let tail = &pasted[pasted.len().saturating_sub(TAIL)..];
    let tail: Vec<u8> = tail.trim_ascii_end().to_vec();
    if ends_with_root(&tail) {
        return true;
    }
    let ends_line = pasted.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r'));
    if ends_line && is_form(pasted) {
        return true;
    }
    let value: Vec<u8> = percent_encoding::percent_decode(&tail)
        .filter(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b';'))
        .collect();
    // Where the value starts is not known here, so neither is where its quartets do.
    (0..4).any(|shift| decodes_to_root(value.get(shift..).unwrap_or_default()))
}

fn is_form(pasted: &[u8]) -> bool {
    let head = &pasted[..pasted.len().min(TAIL)];
    let names = ["SAMLResponse=", "RelayState=", "SAMLAssertion="];
    names.iter().any(|name| head.trim_ascii_start().starts_with(name.as_bytes()))
        && memchr::memmem::find(pasted, b"SAMLResponse=")
            .or_else(|| memchr::memmem::find(pasted, b"SAMLAssertion="))
            .is_some_and(|at| memchr::memchr(b'&', &pasted[at..]).is_some())
}

fn decodes_to_root(value: &[u8]) -> bool {
    let decoded: Vec<u8> = value.chunks(4).filter_map(quartet).flatten().collect();
    ends_with_root(decoded.trim_ascii_end())
}

/// The bytes of up to four characters of either base64 alphabet; `None` where they are none.
fn quartet(characters: &[u8]) -> Option<Vec<u8>> {
    let mut bits: u32 = 0;
    let mut count = 0;
    for &character in characters.iter().take_while(|&&character| character != b'=') {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 1;
    }
    let bytes = (bits << (6 * (4 - count))).to_be_bytes();
    Some(bytes[1..].iter().copied().take(count * 6 / 8).collect())
}

fn ends_with_root(text: &[u8]) -> bool {
    let Some(inside) = text.strip_suffix(b">") else { return false };
    let inside = inside.trim_ascii_end();
    let Some(start) = memchr::memrchr(b'<', inside) else { return false };
    let Some(name) = inside[start..].strip_prefix(b"</") else { return false };
    let local = name.rsplit(|&byte| byte == b':').next().unwrap_or(name);
    ROOTS.iter().any(|root| root.as_bytes() == local)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};

    use super::*;

    #[test]
    fn a_paste_is_whole_when_its_root_has_closed() {
        let xml = "<samlp:Response><a>é?>~</a></samlp:Response>";
        for padding in ["", " ", "  "] {
            let xml = format!("{xml}{padding}");
            let base64 = STANDARD.encode(&xml);
            for whole in [
                xml.clone(),
                base64.clone(),
                format!("{base64}\n"),
                format!("\"{base64}\""),
                STANDARD_NO_PAD.encode(&xml),
                URL_SAFE.encode(&xml),
                format!("SAMLResponse={}", base64.replace('+', "%2B").replace('=', "%3D")),
                format!("SAMLResponse={base64}&RelayState=x\n"),
                format!("RelayState=x&SAMLResponse={base64}"),
            ] {
                assert!(is_complete(whole.as_bytes()), "{whole}");
                let cut = whole.len() - whole.trim_end().len() + 40;
                assert!(!is_complete(&whole.as_bytes()[..whole.len() - cut]), "cut: {whole}");
            }
        }
    }

    #[test]
    fn nothing_else_ends_a_paste() {
        for open in
            ["", "\n", "<a>", "hello\n", "SAMLResponse=PHNhbWw", "</a>", "</samlp:Status>", "Response>"]
        {
            assert!(!is_complete(open.as_bytes()), "{open:?}");
        }
    }
}
