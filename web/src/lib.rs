//! The library as the page's worker calls it: files in, answers out, all of it in this memory.

mod blob;

use js_sys::Function;
use saml_doctor::archive::zip;
use saml_doctor::clock::At;
use saml_doctor::formats::{html, json, markdown};
use saml_doctor::input::{self, Input, ReadOptions};
use saml_doctor::redact::{Difference, InputLine, Receipt, Redactor, Refusal, compare};
use saml_doctor::report::{self, FIELDS, RulesList, Tool};
use saml_doctor::signature::encryption::PrivateKey;
use saml_doctor::{Instant, Options, Report, diagnose};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

use self::blob::{BlobReader, BlobWriter};

/// The files that were given, and what was found in them.
#[wasm_bindgen]
pub struct Doctor {
    given: Vec<Given>,
    report: Option<Report>,
    progress: Function,
}

/// What was dropped or chosen at once under one name.
struct Given {
    id: u32,
    /// The folder that the files are from.
    folder: Option<String>,
    files: Vec<Opened>,
}

/// A file that was read.
struct Opened {
    name: String,
    blob: Blob,
    /// What it holds; of an archive what its members hold.
    inputs: Vec<Input>,
}

/// The first screen and what can be had beside it.
#[wasm_bindgen(getter_with_clone)]
pub struct Answer {
    /// The report as a page of its own.
    pub html: String,
    /// What is to be said of the sentence that was given.
    pub note: Option<String>,
    /// Whether there is a changed trust policy.
    pub patch: bool,
}

/// Redacted files, their names in the same order, and the receipt.
#[wasm_bindgen(getter_with_clone)]
pub struct Redacted {
    pub names: Vec<String>,
    pub blobs: Vec<Blob>,
    pub receipt: String,
    pub sentence: String,
}

/// What is known of a text.
#[wasm_bindgen(getter_with_clone)]
pub struct Explained {
    pub html: String,
    /// What to say where nothing is known.
    pub unknown: Option<String>,
}

#[wasm_bindgen]
impl Doctor {
    /// `progress` is called with the bytes of a file that were read, those there are, and a buffer that is
    /// no longer needed.
    #[wasm_bindgen(constructor)]
    pub fn new(progress: Function) -> Doctor {
        Doctor { given: Vec::new(), report: None, progress }
    }

    /// Reads a file.
    pub fn add_file(&mut self, id: u32, name: &str, blob: Blob) {
        let file = self.open(name.to_owned(), blob);
        self.given.push(Given { id, folder: None, files: vec![file] });
    }

    /// Reads the files of a folder, which come sorted.
    pub fn add_folder(&mut self, id: u32, folder: String, names: Vec<String>, blobs: Vec<Blob>) {
        let named = names.iter().map(|name| format!("{folder}/{name}"));
        let files = named.zip(blobs).map(|(name, blob)| self.open(name, blob)).collect();
        self.given.push(Given { id, folder: Some(folder), files });
    }

    /// Forgets what is not on a list of ids.
    pub fn keep(&mut self, ids: &[u32]) {
        self.given.retain(|given| ids.contains(&given.id));
        self.report = None;
    }

    /// Judges all that was given. `now` is in milliseconds since 1970.
    pub fn diagnose(
        &mut self,
        at: &str,
        sentence: &str,
        key: Option<Vec<u8>>,
        passphrase: &str,
        now: f64,
    ) -> Result<Answer, String> {
        let mut options = options(at, now)?;
        let passphrase = (!passphrase.is_empty()).then_some(passphrase.as_bytes());
        if let Some(key) = key {
            options.private_keys =
                PrivateKey::read_all(&key, passphrase).map_err(|error| error.to_string())?;
        }
        let mut note = None;
        if !sentence.trim().is_empty() {
            options.error = report::the_sentence(sentence);
            // Said as the command line says it, where the sentence is an option.
            let not_one = || report::not_a_sentence(sentence).replacen("--error: ", "", 1);
            note = options.error.is_none().then(not_one);
        }
        let inputs = self.given.iter().flat_map(Given::inputs).collect();
        let report = Report::of(&diagnose(inputs, &options));
        let html = html::render(&report);
        let patch = patch(&report).is_some();
        self.report = Some(report);
        Ok(Answer { html, note, patch })
    }

    /// The last report in a format that people save, by its name on the command line.
    pub fn render(&self, format: &str) -> Option<String> {
        let report = self.report.as_ref()?;
        match format {
            "html" => Some(html::render(report)),
            "markdown" => Some(markdown::render(report)),
            "json" => Some(json::render(report)),
            _ => None,
        }
    }

    /// The trust policy that lets the login in.
    pub fn patch(&self) -> Option<String> {
        patch(self.report.as_ref()?)
    }

    /// All that was given, redacted with one map of names that is made from `key`.
    pub fn redact(&self, key: &[u8], at: &str, now: f64) -> Result<Redacted, String> {
        let options = options(at, now)?;
        let files: Vec<&Opened> = self.given.iter().flat_map(|given| &given.files).collect();
        let plain = |file: &&Opened| match file.inputs.as_slice() {
            [input] if input.name == file.name => input.clone(),
            // An archive is redacted as little as the command line does it.
            _ => {
                input::read(&file.name, BlobReader::new(&file.blob, &self.progress), &ReadOptions::default())
            }
        };
        let inputs: Vec<Input> = files.iter().map(plain).collect();
        let mut redactor = Redactor::new(key);
        redactor.learn(&inputs);
        let mut blobs = Vec::new();
        for (input, file) in inputs.iter().zip(&files) {
            let refused = |refusal: Refusal| match refusal {
                Refusal::NotKnown(what) | Refusal::Damaged(what) => format!("{}: {what}", input.name),
                Refusal::Io(error) => format!("{}: {error}", input.name),
            };
            let mut out = BlobWriter::default();
            let reader = BlobReader::new(&file.blob, &self.progress);
            redactor.redact(input, Box::new(reader), &mut out).map_err(refused)?;
            blobs.push(out.into_blob().map_err(|error| refused(error.into()))?);
        }
        let names = redactor.file_names(&inputs);
        let kinds: Vec<_> = inputs.iter().map(|input| input.kind.map(|kind| kind.name())).collect();
        let again = names.iter().zip(&blobs).map(|(name, blob)| {
            input::read(name, BlobReader::new(blob, &self.progress), &ReadOptions::default())
        });
        let after = as_json(again.collect(), &options);
        let before = as_json(inputs, &options);
        let line = |(name, kind): (&String, Option<&'static str>)| InputLine {
            input: name.clone(),
            output: name.clone(),
            kind,
        };
        let lines = names.iter().zip(kinds).map(line).collect();
        let differences: Vec<Difference> = compare(&before, &after);
        let receipt = Receipt::of(&redactor, lines, (&before, &after), differences);
        let text = serde_json::to_string_pretty(&receipt).map_err(|error| error.to_string())?;
        Ok(Redacted { names, blobs, sentence: receipt.sentence(), receipt: format!("{text}\n") })
    }

    fn open(&self, name: String, blob: Blob) -> Opened {
        let reader = BlobReader::new(&blob, &self.progress);
        let options = ReadOptions::default();
        let inputs = match blob::begins_with(&blob, &zip::MAGIC) {
            true => input::read_zip(&name, reader, &options),
            false => vec![input::read(&name, reader, &options)],
        };
        Opened { name, blob, inputs }
    }
}

impl Given {
    fn inputs(&self) -> Vec<Input> {
        let inputs = self.files.iter().flat_map(|file| file.inputs.clone()).collect();
        match &self.folder {
            Some(folder) => input::together(folder, "folder", inputs),
            None => inputs,
        }
    }
}

fn options(at: &str, now: f64) -> Result<Options, String> {
    let now = Instant::from_unix_millis(now as i64).ok_or("this computer's clock is not set")?;
    let mut options = Options::at(now);
    if !at.trim().is_empty() {
        options.at = Some(at.trim().parse::<At>().map_err(|error| error.to_string())?);
    }
    Ok(options)
}

fn patch(report: &Report) -> Option<String> {
    let findings = report.messages.iter().flat_map(|message| &message.findings);
    findings.filter_map(|finding| finding.patch.as_ref()).map(|patch| patch.document.clone()).next()
}

fn as_json(inputs: Vec<Input>, options: &Options) -> Value {
    let report = Report::of(&diagnose(inputs, options));
    serde_json::from_str(&json::render(&report)).unwrap_or_default()
}

/// What is known of a rule, a field or AWS's words; else the rules and sentences that have all of these words.
#[wasm_bindgen]
pub fn explain(text: &str) -> Explained {
    let page = report::explain(text);
    let mut html = page.as_ref().map(|page| html::explained(page, 3)).unwrap_or_default();
    let rules = RulesList::matching(text);
    let sentences = report::sentences(text);
    let more = html::explained(&sentences, 3) + &html::rules(&rules, 3);
    let unknown = page.is_none() && more.is_empty();
    // A sentence says all of itself, and so does a rule; a word is looked for everywhere.
    if text.split_whitespace().count() == 1 && !text.contains('-') || page.is_none() {
        html.push_str(&more);
    }
    Explained { html, unknown: unknown.then(|| report::unknown(text)) }
}

/// The fields that are explained where they are shown, as JSON.
#[wasm_bindgen]
pub fn fields() -> String {
    let field = |field: &report::Field| {
        let sources: Vec<_> =
            field.citations.iter().map(|one| format!("{}: {}", one.basis.words(), one.title)).collect();
        json!({ "name": field.name, "what": field.what, "at_aws": field.at_aws, "sources": sources })
    };
    Value::from_iter(FIELDS.iter().map(field)).to_string()
}

/// The version, and the day whose rules these are.
#[wasm_bindgen]
pub fn version() -> String {
    Tool::IN_FULL.to_owned()
}
