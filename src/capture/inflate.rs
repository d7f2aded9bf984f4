//! DEFLATE (RFC 1951), as the HTTP-Redirect binding uses it, never beyond a bound.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

/// A message inflates to at most this; AWS takes 100,000 base64 characters.
const LIMIT: usize = 25_000_000;

/// What became of compressed bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Inflated {
    Whole(Vec<u8>),
    /// The compressed bytes end too early: what there was of them.
    Cut(Vec<u8>),
    /// More than [`LIMIT`].
    TooLarge,
    /// No DEFLATE at all.
    No,
}

/// Inflates raw DEFLATE, zlib (RFC 1950) or gzip (RFC 1952).
pub(super) fn inflate(bytes: &[u8]) -> Inflated {
    if let Some(body) = gzip_body(bytes) {
        return run(body, 0);
    }
    let zlib = matches!(bytes, [cmf, flags, ..]
        if cmf & 0x0F == 8 && (u16::from(*cmf) << 8 | u16::from(*flags)).is_multiple_of(31));
    if zlib {
        let inflated = run(bytes, inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER);
        if inflated != Inflated::No {
            return inflated;
        }
    }
    run(bytes, 0)
}

fn run(bytes: &[u8], flags: u32) -> Inflated {
    let flags = flags | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = DecompressorOxide::new();
    let mut out = vec![0; (bytes.len() * 4).clamp(1024, LIMIT)];
    let (mut read, mut written) = (0, 0);
    loop {
        let (status, taken, made) = decompress(&mut state, &bytes[read..], &mut out, written, flags);
        read += taken;
        written += made;
        match status {
            TINFLStatus::Done => {
                out.truncate(written);
                return Inflated::Whole(out);
            }
            TINFLStatus::HasMoreOutput if out.len() >= LIMIT => return Inflated::TooLarge,
            TINFLStatus::HasMoreOutput => out.resize((out.len() * 2).min(LIMIT), 0),
            TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
                out.truncate(written);
                return Inflated::Cut(out);
            }
            _ => return Inflated::No,
        }
    }
}

/// The DEFLATE stream of a gzip member.
fn gzip_body(bytes: &[u8]) -> Option<&[u8]> {
    let [0x1F, 0x8B, 8, flags, _, _, _, _, _, _, rest @ ..] = bytes else { return None };
    let mut rest = rest;
    if flags & 4 != 0 {
        let length = usize::from(u16::from_le_bytes([*rest.first()?, *rest.get(1)?]));
        rest = rest.get(2 + length..)?;
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            rest = &rest[memchr::memchr(0, rest)? + 1..];
        }
    }
    if flags & 2 != 0 {
        rest = rest.get(2..)?;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

    #[test]
    fn raw_and_zlib_are_inflated() {
        for bytes in [compress_to_vec(b"<a/>", 6), compress_to_vec_zlib(b"<a/>", 6)] {
            assert_eq!(inflate(&bytes), Inflated::Whole(b"<a/>".to_vec()), "{bytes:?}");
        }
    }

    #[test]
    fn a_bomb_is_refused_and_a_cut_stream_is_said_to_be_one() {
        assert_eq!(inflate(&compress_to_vec(&vec![0; LIMIT + 1], 6)), Inflated::TooLarge);
        let whole = compress_to_vec(b"<a>some text that is long enough</a>", 6);
        assert!(matches!(inflate(&whole[..whole.len() - 8]), Inflated::Cut(_)));
    }
}
