//! The way back: from XML to a value wrapped as the original was, in the same steps and the same
//! layout.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use percent_encoding::percent_decode;

use crate::capture::Stage;
use crate::xml::characters;

/// Wraps a document in these steps, outermost first. `written` is the original value, for its
/// layout: line breaks, alphabet, padding, which characters are escaped.
///
/// `None` where a step is none of a value.
pub(super) fn wrap(xml: &str, stages: &[Stage], written: &[u8]) -> Option<Vec<u8>> {
    let mut levels = vec![written.to_vec()];
    for stage in stages {
        let outer = levels.last().map(Vec::as_slice).unwrap_or_default();
        levels.push(unwrapped(*stage, outer).unwrap_or_default());
    }
    let mut value = xml.as_bytes().to_vec();
    for (index, stage) in stages.iter().enumerate().rev() {
        value = wrapped(*stage, &value, &levels[index])?;
    }
    Some(value)
}

/// What a step of the original leads to; only its layout counts.
fn unwrapped(stage: Stage, bytes: &[u8]) -> Option<Vec<u8>> {
    match stage {
        Stage::Percent => Some(percent_decode(bytes).collect()),
        Stage::Base64 => {
            let plain: Vec<u8> = bytes
                .iter()
                .filter(|byte| byte.is_ascii_alphanumeric() || b"+/-_ ".contains(byte))
                .map(|byte| match byte {
                    b'-' | b' ' => b'+',
                    b'_' => b'/',
                    other => *other,
                })
                .collect();
            let config = GeneralPurposeConfig::new()
                .with_decode_padding_mode(DecodePaddingMode::Indifferent)
                .with_decode_allow_trailing_bits(true);
            let end = if plain.len() % 4 == 1 { plain.len() - 1 } else { plain.len() };
            GeneralPurpose::new(&base64::alphabet::STANDARD, config).decode(&plain[..end]).ok()
        }
        Stage::XmlEscape => {
            let text = std::str::from_utf8(bytes).ok()?;
            Some(characters::text_value(text).into_owned().into_bytes())
        }
        Stage::Json => {
            let text = std::str::from_utf8(bytes).ok()?;
            serde_json::from_str::<String>(&format!("\"{text}\"")).ok().map(String::into_bytes)
        }
        _ => None,
    }
}

fn wrapped(stage: Stage, value: &[u8], like: &[u8]) -> Option<Vec<u8>> {
    match stage {
        Stage::Percent => Some(percent(value, like)),
        Stage::Base64 => Some(base64(value, like)),
        Stage::Inflate => Some(miniz_oxide::deflate::compress_to_vec(value, 6)),
        Stage::XmlEscape => Some(references(value)),
        Stage::Json => Some(backslashes(value, like)),
        Stage::Utf16 => {
            let text = std::str::from_utf8(value).ok()?;
            let big = like.starts_with(&[0xFE, 0xFF]) || like.starts_with(&[0, b'<']);
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            Some(units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect())
        }
        Stage::Iso8859_1 => {
            let text = std::str::from_utf8(value).ok()?;
            Some(text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect())
        }
        Stage::Har
        | Stage::SamlTracer
        | Stage::Form
        | Stage::Html
        | Stage::Curl
        | Stage::Http
        | Stage::Xml => None,
    }
}

fn percent(value: &[u8], like: &[u8]) -> Vec<u8> {
    let lower = like.windows(3).any(|w| w[0] == b'%' && w[1..].iter().any(u8::is_ascii_lowercase));
    let plain = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || b"-_.~".contains(&byte)
            || (b"+/=".contains(&byte) && like.contains(&byte))
    };
    let mut out = Vec::with_capacity(value.len() + value.len() / 8);
    for &byte in value {
        match plain(byte) {
            true => out.push(byte),
            false if lower => out.extend(format!("%{byte:02x}").bytes()),
            false => out.extend(format!("%{byte:02X}").bytes()),
        }
    }
    // At least the last character is escaped, or the step would not be there.
    if like.contains(&b'%')
        && !out.contains(&b'%')
        && let Some(last) = out.pop()
    {
        out.extend(format!("%{last:02X}").bytes());
    }
    out
}

fn base64(value: &[u8], like: &[u8]) -> Vec<u8> {
    let has = |byte: u8| memchr::memchr(byte, like).is_some();
    let body = like.trim_ascii();
    let letters = body.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != b'=').count();
    let padding = body.iter().rev().take_while(|&&byte| byte == b'=').count();
    let padded = padding > 0 || letters.is_multiple_of(4);
    let config = GeneralPurposeConfig::new().with_encode_padding(padded);
    let url_safe = (has(b'-') || has(b'_')) && !has(b'+') && !has(b'/');
    let alphabet = if url_safe { &base64::alphabet::URL_SAFE } else { &base64::alphabet::STANDARD };
    let mut text = GeneralPurpose::new(alphabet, config).encode(value).into_bytes();
    let needed = (4 - letters % 4) % 4;
    if padding > needed && padding < 8 && !letters.is_multiple_of(4) {
        text.extend(std::iter::repeat_n(b'=', padding - needed));
    }
    let width = body.iter().position(u8::is_ascii_whitespace);
    let Some(width) = width.filter(|&width| width > 0) else { return with_end(text, like) };
    let gap = &body[width..];
    let gap = &gap[..gap.iter().take_while(|byte| byte.is_ascii_whitespace()).count()];
    // Lines of one width; else blanks that were "+".
    let next = body.get(width + gap.len()..).unwrap_or_default();
    let regular = next.iter().position(u8::is_ascii_whitespace).is_none_or(|second| second == width);
    if gap == b" " && !regular && !has(b'+') {
        return with_end(text.into_iter().map(|byte| if byte == b'+' { b' ' } else { byte }).collect(), like);
    }
    let lines: Vec<&[u8]> = text.chunks(width).collect();
    with_end(lines.join(gap), like)
}

/// With the white space that stood before and behind the original.
fn with_end(mut text: Vec<u8>, like: &[u8]) -> Vec<u8> {
    let before = like.len() - like.trim_ascii_start().len();
    let behind = like.trim_ascii_end().len().max(before);
    text.splice(..0, like[..before].iter().copied());
    text.extend_from_slice(&like[behind..]);
    text
}

fn references(value: &[u8]) -> Vec<u8> {
    let markup = value.trim_ascii_start().starts_with(b"<");
    let mut out = Vec::with_capacity(value.len() * 2);
    for &byte in value {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            b'"' => out.extend_from_slice(b"&quot;"),
            b'+' | b'=' if !markup => out.extend(format!("&#x{byte:x};").bytes()),
            other => out.push(other),
        }
    }
    out
}

fn backslashes(value: &[u8], like: &[u8]) -> Vec<u8> {
    let quoted = serde_json::Value::from(String::from_utf8_lossy(value)).to_string();
    let mut text = quoted[1..quoted.len() - 1].to_owned();
    if memchr::memmem::find(like, b"\\/").is_some() || !text.contains('\\') {
        text = text.replace('/', "\\/");
    }
    if memchr::memmem::find(like, b"\\u002").is_some() || !text.contains('\\') {
        text = text.replace('+', "\\u002b").replace('=', "\\u003d");
    }
    text.into_bytes()
}

/// A value for the body of a form.
pub(super) fn form_encoded(text: &str) -> String {
    String::from_utf8_lossy(&percent(text.as_bytes(), b"%")).into_owned()
}

/// Base64 of any bytes.
pub(super) fn plain_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::traced::Traced;
    use crate::capture::value::{Written, decode_value};

    #[test]
    fn a_value_is_wrapped_as_it_was() {
        let xml = format!("<Response>{}</Response>", "Jane Doe>>>???".repeat(20));
        let new = xml.replace("Jane", "Kolm");
        let plain = STANDARD.encode(&xml);
        let lines: Vec<&str> = plain.as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap()).collect();
        let deflated = STANDARD.encode(miniz_oxide::deflate::compress_to_vec(xml.as_bytes(), 6));
        for written in [
            plain.clone(),
            format!("{plain}\n"),
            lines.join("\r\n"),
            plain.replace('+', "-").replace('/', "_"),
            plain.trim_end_matches('=').to_owned(),
            form_encoded(&plain),
            form_encoded(&form_encoded(&plain)),
            plain.replace('+', " "),
            plain.replace('/', "\\/"),
            plain.replace('+', "&#x2b;").replace('=', "&#x3d;"),
            STANDARD.encode(&plain),
            deflated,
            xml.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        ] {
            let before = decode_value(&Traced::plain(written.as_bytes(), 0), Written::Anyhow);
            let wrapped = wrap(&new, &before.stages, written.as_bytes()).unwrap();
            let after = decode_value(&Traced::plain(wrapped.as_slice(), 0), Written::Anyhow);
            assert_eq!(after.stages, before.stages, "{written}");
            assert_eq!(after.decoded.unwrap().xml.trim_end(), new, "{written}");
            let told = |repairs: &[crate::capture::Repair]| -> Vec<char> {
                repairs.iter().filter_map(|repair| repair.what.chars().last()).collect()
            };
            assert_eq!(told(&after.repairs), told(&before.repairs), "{written}");
        }
    }
}
