//! BinaryEquals: equal text, if it is strict base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Whether a text is base64 with its padding, nothing else.
pub fn is_base64(text: &str) -> bool {
    STANDARD.decode(text).is_ok()
}

pub fn equals(request: &str, policy: &str) -> bool {
    request == policy && is_base64(policy)
}
