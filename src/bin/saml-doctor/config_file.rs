//! The configuration file: the one that is named, or the nearest from the working directory upward.

use std::fs;
use std::path::{Path, PathBuf};

use saml_doctor::config::{Config, Fault};

use crate::cli::CheckArguments;

const NAME: &str = "saml-doctor.toml";
/// More is no configuration.
const LONGEST: u64 = 1 << 20;

/// What there is to go by, and the name of the file it is from.
pub fn find(arguments: &CheckArguments) -> Result<(Config, Option<String>), Vec<String>> {
    let file = match &arguments.config {
        Some(file) => Some(file.clone()),
        None if arguments.no_config => None,
        None => nearest(),
    };
    let Some(file) = file else { return Ok((Config::default(), None)) };
    let name = file.display().to_string();
    let text = match fs::metadata(&file) {
        Ok(found) if found.len() > LONGEST => Err("it is too long for a configuration".to_owned()),
        Ok(_) => fs::read(&file).map_err(|error| error.to_string()).and_then(|bytes| {
            String::from_utf8(bytes).map_err(|error| {
                format!("it is not UTF-8, from byte {} on", error.utf8_error().valid_up_to())
            })
        }),
        Err(error) => Err(error.to_string()),
    };
    let text = text.map_err(|what| vec![format!("{name}: {what}")])?;
    let told = |Fault { line, what }| format!("{name}:{line}: {what}");
    let config =
        Config::parse(&text).map_err(|faults| faults.into_iter().map(told).collect::<Vec<String>>())?;
    Ok((config, Some(name)))
}

/// As it can be passed on: steps up instead of the names of folders.
fn nearest() -> Option<PathBuf> {
    let here = fs::canonicalize(".").ok()?;
    let mut up = PathBuf::new();
    for folder in here.ancestors() {
        if is_file(&folder.join(NAME)) {
            return Some(up.join(NAME));
        }
        up.push("..");
    }
    None
}

fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file())
}
