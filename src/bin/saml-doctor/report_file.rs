//! Reports that are written to files, beside the one on standard output.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::cli::ReportFile;
use saml_doctor::formats;
use saml_doctor::formats::screen::{Color, Detail, Layout};
use saml_doctor::report::Report;

use crate::files::{self, Named};
use crate::output::USUAL_WIDTH;

/// Why the files that are asked for must not be written: one is an input, or two are one.
pub fn in_the_way(wanted: &[ReportFile], inputs: &[PathBuf]) -> Option<String> {
    let given = || inputs.iter().filter(|input| input.as_os_str() != "-");
    for (index, one) in wanted.iter().enumerate() {
        let file = one.file.display();
        let input = given().flat_map(|input| files::resolve(input)).find(|named| match named {
            Named::File(input) => is_same(input.as_path(), &one.file),
            Named::Folder(_, inputs) => inputs.iter().any(|input| is_same(input, &one.file)),
            Named::Nothing(_) => false,
        });
        if input.is_some() {
            return Some(format!(
                "--report {file}: that file is one of the inputs, and would be overwritten"
            ));
        }
        if wanted[..index].iter().any(|other| other.file == one.file || is_same(&other.file, &one.file)) {
            return Some(format!("--report {file}: two reports would be written to that file"));
        }
    }
    None
}

/// Whether two paths lead to one file, by whatever name or link.
fn is_same(one: &Path, other: &Path) -> bool {
    let (Ok(first), Ok(second)) = (fs::canonicalize(one), fs::canonicalize(other)) else { return false };
    first == second || is_same_node(&first, &second)
}

#[cfg(unix)]
fn is_same_node(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let node = |path: &Path| fs::metadata(path).map(|metadata| (metadata.dev(), metadata.ino())).ok();
    node(one).is_some_and(|node_of_one| Some(node_of_one) == node(other))
}

#[cfg(not(unix))]
fn is_same_node(_: &Path, _: &Path) -> bool {
    false
}

/// Writes one report, readable by its owner alone: what it tells is about a credential.
pub fn write(report: &Report, wanted: &ReportFile, detail: Detail) -> io::Result<()> {
    let file = open(&wanted.file)?;
    let layout = Layout { width: USUAL_WIDTH, color: Color::Off, detail };
    let mut out = BufWriter::new(file);
    formats::write(report, wanted.format, layout, &mut out)?;
    out.flush()
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        let file = options.mode(0o600).open(path)?;
        // An old report keeps the mode that it was made with; a device is not ours.
        if file.metadata()?.is_file() {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}
