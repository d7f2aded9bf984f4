//! What stands beside a message: its URL, RelayState, the parameters of a call.
//!
//! Each message of a form goes with a copy, and a form may hold a thousand, so none is longer than
//! is of use.

use std::borrow::Cow;

use super::traced::Traced;
use crate::source::floor_char_boundary;

/// Bytes. RelayState has at most 80 (SAML Bindings 2.0, section 3.4.3), and few servers take a URL
/// of this length.
pub(super) const LONGEST: usize = 8 << 10;

/// The text, its end left out where it is too long.
pub(crate) fn beside<'a>(text: impl Into<Cow<'a, str>>) -> String {
    let text = text.into();
    if text.len() <= LONGEST {
        return text.into_owned();
    }
    format!("{}…", &text[..floor_char_boundary(&text, LONGEST)])
}

/// The same of bytes that are not known to be text.
pub(crate) fn bytes_beside(bytes: &[u8]) -> String {
    // One more than is kept, so that a cut shows.
    beside(String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST + 1)]))
}

/// The beginning of a value that may be percent-encoded: three bytes for one.
pub(super) fn beginning(value: &Traced) -> Cow<'_, Traced> {
    const ENCODED: usize = 3 * (LONGEST + 1);
    if value.len() <= ENCODED { Cow::Borrowed(value) } else { Cow::Owned(value.slice(0..ENCODED)) }
}

#[cfg(test)]
mod tests {
    use super::super::form::{messages, parameters};
    use super::super::value::Written;
    use super::super::{Capture, redirect};
    use super::*;

    #[test]
    fn a_thousand_messages_do_not_hold_what_stands_beside_them_a_thousand_times() {
        let long = "%41".repeat(1 << 20);
        let many = "&SAMLResponse=PGEvPg==".repeat(100);
        let form = Traced::plain(format!("RelayState={long}{many}"), 0);
        let found = messages(&parameters(&form, Written::Body), &Capture::default());
        assert_eq!(found.captured.len(), 100);
        for captured in &found.captured {
            let state = captured.capture.relay_state.as_deref().unwrap();
            assert!(state.len() < 2 * LONGEST && state.starts_with("AAAA") && state.ends_with('…'));
        }
        let url = format!("https://sp.example/{}?x{many}", "a".repeat(1 << 20));
        let template = Capture { url: Some(bytes_beside(url.as_bytes())), ..Capture::default() };
        let found = redirect::messages(&Traced::plain(url, 0), &template);
        assert!(found.captured.iter().all(|one| one.capture.url.as_ref().unwrap().len() < 2 * LONGEST));
    }

    #[test]
    fn what_is_short_stays_as_it_is() {
        for text in ["", "x", "é…"] {
            assert_eq!((beside(text), bytes_beside(text.as_bytes())), (text.to_owned(), text.to_owned()));
        }
        let longer = "é".repeat(LONGEST);
        assert_eq!(beside(longer.as_str()), format!("{}…", "é".repeat(LONGEST / 2)));
    }
}
