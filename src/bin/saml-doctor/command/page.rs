//! `page`: the file that a browser opens, where it was built in.

use crate::USAGE;
use crate::output::{complain, print};

/// Made by `cargo run -p saml-doctor-page`, which has to have run before.
#[cfg(feature = "page")]
const PAGE: Option<&[u8]> =
    Some(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/web/dist/saml-doctor.html")));
#[cfg(not(feature = "page"))]
const PAGE: Option<&[u8]> = None;

pub fn run() -> anyhow::Result<u8> {
    match PAGE {
        Some(page) => {
            print(page)?;
            Ok(0)
        }
        None => {
            complain(
                "this saml-doctor was built without its page; in its repository, cargo run -p saml-doctor-page makes the page, and then cargo install --path . --features page a saml-doctor that has it",
            );
            Ok(USAGE)
        }
    }
}
