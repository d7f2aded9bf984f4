//! Which pages of a HAR are worth keeping.

use memchr::memmem;

use super::Exchange;
use crate::url::Url;

/// Whether a page may hold a SAML message or AWS's word on one: it comes from a host of AWS, or a
/// form field of SAML is in it.
pub fn may_matter(exchange: &Exchange, page: &[u8]) -> bool {
    Url::parse(&exchange.url).is_some_and(|url| url.host.contains("aws")) || holds_form(page)
}

/// What could be a page in which a person, a form or an error is. Unknown is yes.
pub(super) fn may_be_text(mime_type: &str) -> bool {
    let mime_type = mime_type.trim_ascii().to_ascii_lowercase();
    let text = ["html", "xml", "json", "text/plain", "x-unknown"];
    mime_type.is_empty()
        || !mime_type.starts_with("image/") && text.iter().any(|part| mime_type.contains(part))
}

fn holds_form(page: &[u8]) -> bool {
    let holds = |name: &str| memmem::find(page, name.as_bytes()).is_some();
    let base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    holds("SAMLResponse")
        // The same inside base64, at each of the three places it can begin.
        || page.iter().take(32).all(base64)
            && ["U0FNTFJlc3BvbnNl", "NBTUxSZXNwb25zZ", "TQU1MUmVzcG9uc2"].into_iter().any(holds)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    #[test]
    fn a_form_is_seen_in_base64_wherever_it_begins() {
        for before in ["", "a", "ab", "abc"] {
            let page = format!("{before}SAMLResponse\" value");
            assert!(holds_form(page.as_bytes()));
            assert!(holds_form(STANDARD.encode(&page).as_bytes()), "{page}");
        }
        assert!(!holds_form(b"SAMLRequest"));
    }

    #[test]
    fn pages_of_aws_hosts_are_kept_whatever_they_say() {
        for (url, expected) in [
            ("https://us-east-1.signin.aws.amazon.com/saml", true),
            ("https://signin.amazonaws.cn/saml", true),
            ("https://d-1234567890.awsapps.com/start", true),
            ("https://idp.example/aws", false),
            ("", false),
        ] {
            let exchange = Exchange { url: url.to_owned(), ..Exchange::default() };
            assert_eq!(may_matter(&exchange, b"<html>"), expected, "{url}");
        }
    }

    #[test]
    fn scripts_and_pictures_are_no_pages() {
        for (mime_type, expected) in [
            ("", true),
            ("text/html; charset=utf-8", true),
            ("application/xhtml+xml", true),
            ("application/json", true),
            ("image/svg+xml", false),
            ("text/css", false),
            ("application/javascript", false),
            ("application/octet-stream", false),
        ] {
            assert_eq!(may_be_text(mime_type), expected, "{mime_type}");
        }
    }
}
