//! A sentence that AWS showed, in a file of its own.

use super::kind::Kind;

pub static KIND: Kind = Kind {
    id: "error-text",
    words: "a sentence of AWS's",
    command: "the sentence that AWS showed",
    question: "what AWS answered",
    read: Some(|_, _| Ok(())),
    ..Kind::NONE
};
