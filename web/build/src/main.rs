//! Builds `saml-doctor.html`: the library as WebAssembly, its script and its page, all in one file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use sha2::{Digest as _, Sha256};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "page";
/// What the page may weigh.
const MOST_BYTES: usize = 2 << 20;

fn main() -> anyhow::Result<()> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("this crate stands in web/build")?;
    let compiled = compile(web)?;
    let bound = bind(&compiled)?;
    let page = assemble(web, &bound)?;
    ensure!(page.len() <= MOST_BYTES, "the page has {} bytes, more than {MOST_BYTES}", page.len());
    let out = web.join("dist").join("saml-doctor.html");
    fs::create_dir_all(web.join("dist"))?;
    fs::write(&out, &page).with_context(|| format!("{} cannot be written", out.display()))?;
    let message =
        format!("{}: {} bytes, {} of WebAssembly in it\n", out.display(), page.len(), bound.wasm.len());
    std::io::Write::write_all(&mut std::io::stdout(), message.as_bytes())?;
    Ok(())
}

/// The crate beside this one as WebAssembly.
fn compile(web: &Path) -> anyhow::Result<PathBuf> {
    let root = web.parent().context("the page stands in the repository")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args([
        "build",
        "--locked",
        "--package",
        "saml-doctor-web",
        "--target",
        TARGET,
        "--profile",
        PROFILE,
    ]);
    // Every browser that inflates the page has it, and bytes are looked for sixteen at a time.
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "-Ctarget-feature=+simd128");
    command.args(std::env::args_os().skip(1)).current_dir(root);
    let built = command.status().context("cargo cannot be started")?;
    ensure!(built.success(), "the library was not compiled; `rustup target add {TARGET}` gets what it needs");
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(root.join(folder).join(TARGET).join(PROFILE).join("saml_doctor_web.wasm"))
}

/// WebAssembly and the script that calls it.
struct Bound {
    wasm: Vec<u8>,
    script: String,
}

fn bind(compiled: &Path) -> anyhow::Result<Bound> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).typescript(false).remove_producers_section(true).remove_name_section(true);
    bindgen.no_modules(true)?;
    let mut output = bindgen.generate_output()?;
    Ok(Bound { script: output.js().to_owned(), wasm: output.wasm_mut().emit_wasm() })
}

/// The template with everything put in where it says so.
fn assemble(web: &Path, bound: &Bound) -> anyhow::Result<String> {
    let read = |path: &str| fs::read_to_string(web.join(path)).with_context(|| format!("web/{path}"));
    let of_report = read("../src/formats/html/style.css")?;
    let style = format!("{of_report}{}", read("page.css")?);
    let script = read("page.js")?;
    // What a browser takes for the end of a script stands in none of them.
    let worker = format!("{}\n{}", bound.script, read("worker.js")?);
    for (name, text) in [("page.js", &script), ("worker.js", &worker), ("page.css", &style)] {
        ensure!(!text.contains("</") && !text.contains("<!--"), "{name} has markup in it");
    }
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    // A report is read as a page with its own style before its parts are taken into this one.
    let policy = format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {} {}; worker-src blob:; \
         base-uri 'none'; form-action 'none'",
        hash(&script),
        hash(&style),
        hash(&of_report)
    );
    let wasm = STANDARD.encode(compress_to_vec_zlib(&bound.wasm, 10));
    let mut page = read("page.html")?;
    for (place, text) in [
        ("{policy}", &policy),
        ("{style}", &style),
        ("{worker}", &worker),
        ("{script}", &script),
        ("{wasm}", &wasm),
    ] {
        ensure!(page.matches(place).count() == 1, "page.html has not one {place}");
        page = page.replacen(place, text, 1);
    }
    Ok(page)
}
