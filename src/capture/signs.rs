//! Files known by their first bytes that hold no SAML.

/// What the bytes are, with its article: `a PNG image`.
pub(crate) fn binary(bytes: &[u8]) -> Option<&'static str> {
    const SIGNS: [(usize, &[u8], &str); 31] = [
        (0, b"\x89PNG", "a PNG image"),
        (0, b"\xFF\xD8\xFF", "a JPEG image"),
        (0, b"GIF8", "a GIF image"),
        (8, b"WEBP", "a WebP image"),
        (0, b"BM", "a BMP image"),
        (0, b"II*\0", "a TIFF image"),
        (0, b"MM\0*", "a TIFF image"),
        (0, b"\0\0\x01\0", "an icon"),
        (4, b"ftypheic", "a HEIC image"),
        (4, b"ftyp", "a video"),
        (0, b"%PDF", "a PDF document"),
        (0, b"PK\x03\x04", "a ZIP archive"),
        (0, b"PK\x05\x06", "an empty ZIP archive"),
        (0, b"\x1F\x8B", "a gzip archive"),
        (0, b"BZh", "a bzip2 archive"),
        (0, b"\xFD7zXZ", "an xz archive"),
        (0, b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
        (0, b"7z\xBC\xAF", "a 7-Zip archive"),
        (0, b"Rar!", "a RAR archive"),
        (257, b"ustar", "a tar archive"),
        (0, b"\x7FELF", "a program"),
        (0, b"MZ", "a program"),
        (0, b"\xCF\xFA\xED\xFE", "a program"),
        (0, b"\xCA\xFE\xBA\xBE", "a program"),
        (0, b"\0asm", "a program"),
        (0, b"SQLite format 3", "an SQLite database"),
        (0, b"\xD0\xCF\x11\xE0", "an old Office document"),
        (0, b"\xD4\xC3\xB2\xA1", "a packet capture"),
        (0, b"\x0A\x0D\x0D\x0A", "a packet capture"),
        (0, b"ElfFile\0", "a Windows event log"),
        (0, b"{\\rtf", "an RTF document"),
    ];
    if is_der(bytes) {
        return Some("a certificate or key in DER");
    }
    SIGNS
        .iter()
        .filter(|(_, sign, _)| sign.len() > 2 || bytes.iter().take(64).any(|byte| matches!(byte, 0..=8)))
        .find(|(at, sign, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(sign)))
        .map(|(_, _, name)| *name)
}

/// A long DER SEQUENCE: a certificate, a key, a PKCS #12 file.
pub(crate) fn is_der(bytes: &[u8]) -> bool {
    matches!(bytes, [0x30, 0x82, high, low, ..]
        if (usize::from(*high) << 8 | usize::from(*low)) + 4 == bytes.len())
}

/// A JSON Web Token: three parts in base64url with dots between, the first a JSON object.
pub(crate) fn is_json_web_token(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii();
    let bytes = bytes.strip_prefix(b"Bearer ").unwrap_or(bytes);
    let parts: Vec<&[u8]> = bytes.splitn(6, |&byte| byte == b'.').collect();
    bytes.starts_with(b"eyJ")
        && matches!(parts.len(), 3 | 5)
        && bytes.iter().all(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_their_first_bytes() {
        for (bytes, expected) in [
            (&b"\x89PNG\r\n\x1A\n"[..], Some("a PNG image")),
            (b"BM\x10\0\0\0", Some("a BMP image")),
            (b"BMW is a car", None),
            (b"%PDF-1.7", Some("a PDF document")),
            (b"\x30\x82\x00\x01x", Some("a certificate or key in DER")),
            (b"PHNhbWxwOlJlc3BvbnNl", None),
        ] {
            assert_eq!(binary(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_token_of_another_protocol_is_recognised() {
        for (text, expected) in [
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", true),
            ("Bearer eyJhbGciOiJIUzI1NiJ9.e30.", true),
            ("eyJhbGciOiJIUzI1NiJ9", false),
            ("PHNhb.WxwOl.Jlc3", false),
        ] {
            assert_eq!(is_json_web_token(text.as_bytes()), expected, "{text}");
        }
    }
}
