//! ESCO: the folder of its CSV export in; a [`Taxonomy`] and a report out.
//!
//! Read are `skills_fr.csv` and `occupations_fr.csv`, and where they are there `skills_en.csv`,
//! `occupations_en.csv`, `broaderRelationsSkillPillar*.csv` and `occupationSkillRelations*.csv`. Columns
//! are found by name; other wordings are separated by line breaks or `|`.
//!
//! "This service uses the ESCO classification of the European Commission" (Decision 2011/833/EU).

mod occupations;
mod skills;

#[cfg(test)]
mod tests;

use super::Taxonomy;
use super::report::{ImportError, ImportReport, Imported, Progress};
use super::table::{self, Row, Watch};
use std::collections::HashSet;
use std::path::Path;

/// The folder, the files in it, and the report under way.
struct Export<'a> {
    folder: &'a Path,
    names: Vec<String>,
    newest_change: String,
    report: ImportReport,
    watch: Watch<'a>,
}

impl Export<'_> {
    fn read(
        &mut self,
        file: &str,
        required: &[&str],
        mut take: impl FnMut(&Row<'_>, &mut ImportReport) -> Result<(), String>,
    ) -> Result<(), ImportError> {
        let newest = &mut self.newest_change;
        table::read(self.folder, file, required, &mut self.report, &mut self.watch, |row, report| {
            let day = row.get("modifiedDate").get(..10).unwrap_or_default();
            if day > newest.as_str() {
                day.clone_into(newest);
            }
            take(row, report)
        })
    }

    /// The file, where it is there.
    fn optional(&self, start: &str) -> Option<String> {
        self.names.iter().find(|name| name.starts_with(start) && name.ends_with(".csv")).cloned()
    }
}

/// Files the import may read.
const FILES: [&str; 6] = [
    "skills_fr",
    "skills_en",
    "broaderRelationsSkillPillar",
    "occupations_fr",
    "occupations_en",
    "occupationSkillRelations",
];

/// Reads the export in `folder`. The files do not say their version: it is taken from the folder's name
/// (`… v1.2.0 …`), else from the newest `modifiedDate`, else from the number of concepts.
pub fn import(folder: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Imported, ImportError> {
    let names = table::file_names(folder)?;
    let present = |start: &&str| names.iter().any(|name| name.starts_with(*start) && name.ends_with(".csv"));
    let watch = Watch::new(progress, FILES.iter().filter(|start| present(start)).count());
    let newest_change = String::new();
    let mut export = Export { folder, names, newest_change, report: ImportReport::default(), watch };
    let skills = skills::read(&mut export)?;
    let occupations = occupations::read(&mut export, &skills)?;
    let version = version_in(&folder.to_string_lossy()).unwrap_or_else(|| {
        let counted = format!("{}c-{}o", skills.list.len(), occupations.len());
        if export.newest_change.is_empty() { counted } else { export.newest_change.clone() }
    });
    let mut report = export.report;
    let taxonomy = Taxonomy::new("esco", version, skills.list, occupations)?;
    report.describe(&taxonomy);
    Ok(Imported { taxonomy, report })
}

/// The last `v1.2.0` in a path.
fn version_in(path: &str) -> Option<String> {
    let words = path.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'));
    let is_version = |word: &&str| {
        word.strip_prefix('v').is_some_and(|digits| {
            digits.contains('.') && digits.split('.').all(|part| part.parse::<u32>().is_ok())
        })
    };
    words.filter(is_version).next_back().map(str::to_owned)
}

/// Adds the wordings of a cell that are not there yet and are not the label.
fn add_wordings(alt: &mut Vec<String>, label: &str, cell: &str) {
    let mut known: HashSet<String> = alt.iter().cloned().chain([label.to_owned()]).collect();
    for wording in cell.split(['\n', '\r', '|']).map(str::trim).filter(|wording| !wording.is_empty()) {
        if known.insert(wording.to_owned()) {
            alt.push(wording.to_owned());
        }
    }
}

/// The first of the cells that holds something.
fn first_text(row: &Row<'_>, columns: &[&str]) -> Option<String> {
    columns.iter().map(|column| row.get(column)).find(|cell| !cell.is_empty()).map(str::to_owned)
}
