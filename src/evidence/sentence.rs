//! A sentence that AWS showed, in a file of its own.

use super::kind::Kind;

pub static KIND: Kind = Kind {
    id: "error-text",
    words: "a sentence of AWS's",
    command: "the sentence that AWS showed",
    question: "what AWS answered",
    read: Some(|given, evidence| {
        evidence.sentences.push(given.text.to_owned());
        Ok(())
    }),
    ..Kind::NONE
};
