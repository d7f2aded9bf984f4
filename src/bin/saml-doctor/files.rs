//! What is named on the command line as files: a folder is its files, a pattern what it fits.

use std::fs;
use std::path::{Path, PathBuf};

/// What one argument comes to.
pub enum Named {
    File(PathBuf),
    /// The files of a folder, sorted; not hidden ones, not those of folders in it.
    Folder(PathBuf, Vec<PathBuf>),
    /// A pattern that the shell left as it is (`*.har`) and that no file fits.
    Nothing(PathBuf),
}

/// Resolves an argument. A pattern comes to the files that it fits.
pub fn resolve(argument: &Path) -> Vec<Named> {
    if argument.is_dir() {
        let files = listed(argument).into_iter().filter(|file| !is_hidden(file)).collect();
        return vec![Named::Folder(argument.to_owned(), files)];
    }
    let name = argument.file_name().and_then(|name| name.to_str()).unwrap_or("");
    if !name.contains(['*', '?']) || argument.exists() {
        return vec![Named::File(argument.to_owned())];
    }
    let folder = argument.parent().unwrap_or(Path::new(""));
    let within = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let fitting = listed(within).into_iter().filter_map(|file| {
        let found = file.file_name()?.to_str()?;
        let shown = !is_hidden(&file) || name.starts_with('.');
        (shown && fits(name, found)).then(|| Named::File(folder.join(found)))
    });
    let fitting: Vec<Named> = fitting.collect();
    if fitting.is_empty() { vec![Named::Nothing(argument.to_owned())] } else { fitting }
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fn is_hidden(file: &Path) -> bool {
    file.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with('.'))
}

/// `*` is any number of characters, `?` one; case counts as it does for the system's own names.
fn fits(pattern: &str, name: &str) -> bool {
    let same = |a: char, b: char| if cfg!(windows) { a.eq_ignore_ascii_case(&b) } else { a == b };
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(&c) if c == '?' || same(c, name[n]) => {
                p += 1;
                n += 1;
            }
            Some(_) | None => match star.as_mut() {
                Some((at, from)) => {
                    *from += 1;
                    (p, n) = (*at + 1, *from);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_as_in_a_shell() {
        for (pattern, name, expected) in [
            ("*.har", "login.har", true),
            ("*.har", "login.har.gz", false),
            ("login?.b64", "login1.b64", true),
            ("login?.b64", "login.b64", false),
            ("*a*b", "xaxxab", true),
            ("*", "anything", true),
            ("a*", "b", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
