//! One CSV file of an export: bytes in; rows by column name out, the unusable ones noted in the report.

use super::report::{ImportError, ImportReport, Progress};
use csv::{ByteRecord, ReaderBuilder};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// Rows between two signs of life.
const PROGRESS_EVERY: usize = 5_000;

/// Where the signs of life go, and how far the import is.
pub(super) struct Watch<'a> {
    progress: &'a mut dyn FnMut(Progress),
    step: usize,
    steps: usize,
}

impl<'a> Watch<'a> {
    /// For an import of `steps` tables.
    pub(super) fn new(progress: &'a mut dyn FnMut(Progress), steps: usize) -> Self {
        Self { progress, step: 0, steps }
    }

    fn tell(&mut self, file: &str, rows: usize, done: bool) {
        let (step, steps) = (self.step, self.steps);
        (self.progress)(Progress { file: file.to_owned(), step, steps, rows, done });
    }
}

/// One row, read by column name.
pub(super) struct Row<'a> {
    cells: Vec<&'a str>,
    columns: &'a HashMap<String, usize>,
    /// Line on which the row starts, counted from 1.
    pub(super) line: u64,
}

impl<'a> Row<'a> {
    /// The cell, trimmed; empty where the column is absent.
    pub(super) fn get(&self, column: &str) -> &'a str {
        let cell = self.columns.get(column).and_then(|&at| self.cells.get(at));
        cell.map_or("", |cell| cell.trim())
    }

    /// The cell, or the reason to skip the row.
    pub(super) fn need(&self, column: &str) -> Result<&'a str, String> {
        let cell = self.get(column);
        if cell.is_empty() { Err(format!("{column} is empty")) } else { Ok(cell) }
    }
}

/// Reads `folder/file`. `required` columns must be in the header; whatever `take` refuses is noted with
/// its reason. Rows with more cells than the header are refused: their columns are shifted.
pub(super) fn read(
    folder: &Path,
    file: &str,
    required: &[&str],
    report: &mut ImportReport,
    watch: &mut Watch<'_>,
    mut take: impl FnMut(&Row<'_>, &mut ImportReport) -> Result<(), String>,
) -> Result<(), ImportError> {
    let bytes = bytes_of(folder, file)?;
    let mut reader = ReaderBuilder::new().delimiter(delimiter(&bytes)).flexible(true).from_reader(&*bytes);
    let unreadable =
        |error: csv::Error| ImportError::Unreadable { file: file.to_owned(), reason: error.to_string() };
    let columns = columns_of(reader.byte_headers().map_err(unreadable)?);
    if let Some(column) = required.iter().find(|column| !columns.contains_key(**column)) {
        return Err(ImportError::MissingColumn { file: file.to_owned(), column: (*column).to_owned() });
    }
    watch.step += 1;
    let (mut rows, mut kept) = (0, 0);
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(unreadable)? {
        rows += 1;
        let line = record.position().map_or(0, csv::Position::line);
        match cells(&record, columns.len()).and_then(|cells| {
            let row = Row { cells, columns: &columns, line };
            take(&row, report)
        }) {
            Ok(()) => kept += 1,
            Err(reason) => report.skip(file, line, reason),
        }
        if rows % PROGRESS_EVERY == 0 {
            watch.tell(file, rows, false);
        }
    }
    watch.tell(file, rows, true);
    report.tables.insert(file.to_owned(), super::report::TableCount { rows, kept });
    Ok(())
}

fn bytes_of(folder: &Path, file: &str) -> Result<Vec<u8>, ImportError> {
    match fs::read(folder.join(file)) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(ImportError::MissingFile { file: file.to_owned(), folder: folder.to_owned() })
        }
        Err(error) => Err(ImportError::Unreadable { file: file.to_owned(), reason: error.to_string() }),
    }
}

/// Exports of the same source come with commas or, out of a spreadsheet, with semicolons.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
    let count = |wanted: u8| header.iter().filter(|&&b| b == wanted).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}

fn columns_of(header: &ByteRecord) -> HashMap<String, usize> {
    let name = |cell: &[u8]| String::from_utf8_lossy(cell).trim_start_matches('\u{feff}').trim().to_owned();
    header.iter().enumerate().map(|(at, cell)| (name(cell), at)).collect()
}

fn cells(record: &ByteRecord, width: usize) -> Result<Vec<&str>, String> {
    if record.len() > width {
        return Err(format!("{} cells where the header has {width}", record.len()));
    }
    let cells: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
    cells.map_err(|error| format!("not UTF-8: {error}"))
}

/// The names of the files of a folder, sorted.
pub(super) fn file_names(folder: &Path) -> Result<Vec<String>, ImportError> {
    let unreadable = |error: std::io::Error| ImportError::Unreadable {
        file: folder.display().to_string(),
        reason: error.to_string(),
    };
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut names: Vec<String> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &[u8]) -> (Vec<(u64, String)>, ImportReport) {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("t.csv"), text).expect("a file");
        let (mut seen, mut report) = (Vec::new(), ImportReport::default());
        let mut quiet = |_| {};
        let mut watch = Watch::new(&mut quiet, 1);
        read(folder.path(), "t.csv", &["a"], &mut report, &mut watch, |row, _| {
            seen.push((row.line, format!("{}|{}", row.need("a")?, row.get("b"))));
            Ok(())
        })
        .expect("readable");
        (seen, report)
    }

    #[test]
    fn line_breaks_in_cells_a_mark_at_the_start_and_semicolons_are_understood() {
        let (seen, report) = read_text("\u{feff}\"a\";\"b\"\r\n1;\"x\ny\"\r\n2;z\r\n".as_bytes());
        assert_eq!(seen, [(2, "1|x\ny".to_owned()), (4, "2|z".to_owned())]);
        assert_eq!(report.skipped, []);
    }

    #[test]
    fn broken_rows_are_noted_with_line_and_reason_and_the_rest_is_kept() {
        let (seen, report) = read_text(b"a,b\n1,2,3\n,4\n\xff,5\n6\n");
        assert_eq!(seen, [(5, "6|".to_owned())]);
        let lines: Vec<u64> = report.skipped.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 3, 4]);
        assert_eq!(report.tables["t.csv"], super::super::report::TableCount { rows: 4, kept: 1 });
    }
}
