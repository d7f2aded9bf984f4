//! Time and memory for HARs of 10 MB to 1 GB, beside what people use in its place.
//!
//! `cargo bench --bench har -- 10 100 1000` makes files of that many megabytes in the temporary
//! directory (one at a time, deleted after), runs every rival that is installed, and prints a table
//! in Markdown. Without arguments: 10 and 100. The rivals take up to eight times the size of the file
//! in memory, and minutes for a gigabyte. `HAR_BENCH_COMMAND` names a program to measure in
//! place of the binary; it gets `--no-config --format json` and the file, and `redact` and the file.
#![allow(clippy::print_stdout, reason = "the table is the product")]

mod generate;
mod rivals;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use generate::Shape;

fn main() -> io::Result<()> {
    let sizes: Vec<u64> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10, 100] } else { sizes };
    let rivals = rivals::installed();
    println!("| file | MB | program | s | × rg | peak MB | messages |");
    println!("|---|---|---|---|---|---|---|");
    for megabytes in sizes {
        for shape in [Shape::Pretty, Shape::OneLine, Shape::ParamsOnly] {
            let har = Temporary::new(megabytes)?;
            let mut file = BufWriter::with_capacity(1 << 20, File::create(&har.path)?);
            let posts = generate::write(&mut file, megabytes * 1_000_000, shape)?;
            file.flush()?;
            drop(file);
            let mut floor = None;
            for rival in &rivals {
                let run = rival.measure(&har.path)?;
                let floor = *floor.get_or_insert(run.seconds);
                println!(
                    "| {} | {megabytes} | {} | {:.3} | {:.1} | {} | {} |",
                    shape.name(),
                    rival.name,
                    run.seconds,
                    run.seconds / floor,
                    run.peak_megabytes.map_or("?".to_owned(), |peak| format!("{peak:.0}")),
                    run.messages.map_or("-".to_owned(), |found| format!("{found} of {posts}")),
                );
            }
        }
    }
    Ok(())
}

/// A file that is gone when the measurement is over, however it ends.
struct Temporary {
    path: PathBuf,
}

impl Temporary {
    fn new(megabytes: u64) -> io::Result<Temporary> {
        let path = std::env::temp_dir().join(format!("saml-doctor-bench-{}.har", std::process::id()));
        writeln!(io::stderr(), "writing {megabytes} MB to {}", path.display())?;
        Ok(Temporary { path })
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // It may never have been made.
        let _ = fs::remove_file(Path::new(&self.path));
    }
}
