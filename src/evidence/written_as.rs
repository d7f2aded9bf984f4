//! How a file of evidence was written, before it was turned into text.

/// How a file was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WrittenAs {
    /// It began with U+FEFF.
    pub byte_order_mark: bool,
    pub encoding: Encoding,
    /// An HTML page came instead of what the file is named for.
    pub page: bool,
    /// The document stands in it in base64 or escaped, not as XML.
    pub wrapped: bool,
}

impl WrittenAs {
    /// What the bytes of a file show.
    pub fn of(bytes: &[u8]) -> WrittenAs {
        let (byte_order_mark, encoding) = match bytes {
            [0xEF, 0xBB, 0xBF, rest @ ..] => (true, encoding_of(rest)),
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => (true, Encoding::Utf16),
            [0, b'<', ..] | [b'<', 0, ..] => (false, Encoding::Utf16),
            _ => (false, encoding_of(bytes)),
        };
        WrittenAs { byte_order_mark, encoding, page: false, wrapped: false }
    }
}

fn encoding_of(bytes: &[u8]) -> Encoding {
    if std::str::from_utf8(bytes).is_ok() { Encoding::Utf8 } else { Encoding::Other }
}

/// The encoding of a file's bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    #[default]
    Utf8,
    Utf16,
    /// The bytes are no UTF-8, and no byte order mark says what they are.
    Other,
}
