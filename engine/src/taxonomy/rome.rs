//! ROME 4.0: the folder of the official CSV export in; a [`Taxonomy`] and a report of every row out.
//!
//! Files are called `unix_<table>_v<NNN>_utf8.csv`. Joins (`code_compo_bloc`, `code_rubrique` of
//! `liens_rome_referentiels`): 5/1 savoir-faire, 5/2 savoir-être, 5/3 savoirs, 6 contexts, 2 titles,
//! 1 the occupation's own record.
//!
//! Licence of the data: Licence Ouverte 2.0, "France Travail, ROME 4.0".

mod concepts;
mod occupations;

#[cfg(test)]
mod tests;

use super::Taxonomy;
use super::report::{ImportError, ImportReport, Imported, Progress};
use super::table::{self, Row, Watch};
use std::path::Path;

/// Tables the import reads, each once.
const TABLES: usize = 9;

/// One version of one export folder, with the report under way.
struct Export<'a> {
    folder: &'a Path,
    version: String,
    report: ImportReport,
    watch: Watch<'a>,
}

impl Export<'_> {
    fn file(&self, table: &str) -> String {
        format!("unix_{table}_{}_utf8.csv", self.version)
    }

    fn read(
        &mut self,
        table: &str,
        required: &[&str],
        take: impl FnMut(&Row<'_>, &mut ImportReport) -> Result<(), String>,
    ) -> Result<(), ImportError> {
        let file = self.file(table);
        table::read(self.folder, &file, required, &mut self.report, &mut self.watch, take)
    }
}

/// Reads the newest version that lies in `folder`.
///
/// Core needs are those `coherence_item` calls *Principale*. Where it names none for an occupation, all
/// its savoir-faire count as core (savoirs and savoir-être do not); `report.without_core` says how often.
pub fn import(folder: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Imported, ImportError> {
    let version = newest_version(folder)?;
    let watch = Watch::new(progress, TABLES);
    let mut export = Export { folder, version, report: ImportReport::default(), watch };
    let concepts = concepts::read(&mut export)?;
    let occupations = occupations::read(&mut export, &concepts)?;
    let mut report = export.report;
    let taxonomy = Taxonomy::new("rome", export.version, concepts.list, occupations)?;
    report.describe(&taxonomy);
    Ok(Imported { taxonomy, report })
}

/// The highest `vNNN` among the tables of occupations.
fn newest_version(folder: &Path) -> Result<String, ImportError> {
    let names = table::file_names(folder)?;
    let versions = names.iter().filter_map(|name| {
        let digits = name.strip_prefix("unix_referentiel_code_rome_v")?.strip_suffix("_utf8.csv")?;
        Some((digits.parse::<u32>().ok()?, digits))
    });
    let newest = versions.max().map(|(_, digits)| format!("v{digits}"));
    newest.ok_or_else(|| ImportError::NoExport {
        pattern: "unix_referentiel_code_rome_vNNN_utf8.csv",
        folder: folder.to_owned(),
    })
}
