//! What an import tells: how far it is, what it counted, which rows it could not use and why.

use super::{Taxonomy, TaxonomyError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// A sign of life during an import: a table is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// File name.
    pub file: String,
    /// Which table this is, counted from 1.
    pub step: usize,
    /// How many tables there are in all.
    pub steps: usize,
    /// Rows read so far.
    pub rows: usize,
    /// True once the table is read to its end.
    pub done: bool,
}

/// Why an import gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A table that cannot be done without is not in the folder.
    #[error("{file} is missing in {}; put the whole export into one folder and import that", folder.display())]
    MissingFile {
        /// Name of the file.
        file: String,
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// The folder holds nothing that looks like an export of this source.
    #[error("no file named like {pattern} in {}; is this the folder of the export?", folder.display())]
    NoExport {
        /// What the files should be called.
        pattern: &'static str,
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// A table lacks a column.
    #[error("{file} has no column {column}; its header is not the one of this export")]
    MissingColumn {
        /// Name of the file.
        file: String,
        /// Name of the column.
        column: String,
    },
    /// A file could not be read at all.
    #[error("{file} cannot be read: {reason}")]
    Unreadable {
        /// Name of the file.
        file: String,
        /// What the system said.
        reason: String,
    },
    /// What was read does not make a taxonomy.
    #[error(transparent)]
    Taxonomy(#[from] TaxonomyError),
}

/// A row, or a part of one, that was not taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedRow {
    /// File name.
    pub file: String,
    /// Line on which the row starts, counted from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// Rows of one table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCount {
    /// Rows in the file, without the header.
    pub rows: usize,
    /// Rows taken over.
    pub kept: usize,
}

/// Relations taken over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCounts {
    /// Occupation to savoir-faire.
    pub skills: usize,
    /// Occupation to savoir-être.
    pub attitudes: usize,
    /// Occupation to savoir (knowledge, certifications and languages).
    pub knowledge: usize,
    /// Occupation to working condition.
    pub contexts: usize,
    /// Occupation to one of its titles.
    pub titles: usize,
    /// Occupation to its own record.
    pub records: usize,
    /// Occupation to a neighbouring occupation.
    pub neighbours: usize,
    /// Concept to its wider concept.
    pub broader: usize,
    /// Needs marked as core.
    pub core: usize,
}

/// What an import counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// `name-version` of the taxonomy.
    pub source: String,
    /// Rows by file.
    pub tables: BTreeMap<String, TableCount>,
    /// Concepts by kind.
    pub concepts: BTreeMap<String, usize>,
    /// Occupations.
    pub occupations: usize,
    /// Relations.
    pub links: LinkCounts,
    /// Occupations whose core needs the source does not name; see the importer for what stands in.
    pub without_core: usize,
    /// Concepts whose source does not say what sort of thing they are (ESCO); they count as skills.
    pub without_type: usize,
    /// Everything that was left out.
    pub skipped: Vec<SkippedRow>,
}

impl ImportReport {
    /// Notes a row, or part of one, that was left out.
    pub(crate) fn skip(&mut self, file: &str, line: u64, reason: impl Into<String>) {
        self.skipped.push(SkippedRow { file: file.to_owned(), line, reason: reason.into() });
    }

    /// Fills in what can be counted on the finished taxonomy.
    pub(crate) fn describe(&mut self, taxonomy: &Taxonomy) {
        self.source = taxonomy.tag();
        self.occupations = taxonomy.occupations().len();
        for concept in taxonomy.concepts() {
            *self.concepts.entry(format!("{:?}", concept.kind).to_lowercase()).or_default() += 1;
        }
        let needs = taxonomy.occupations().iter().flat_map(|occupation| &occupation.needs);
        self.links.core = needs.filter(|need| need.core).count();
    }
}

/// How many skipped rows the printed report shows; the data holds all of them.
const SHOWN: usize = 20;

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let concepts: usize = self.concepts.values().sum();
        writeln!(f, "{}: {} occupations, {concepts} concepts", self.source, self.occupations)?;
        for (kind, count) in &self.concepts {
            writeln!(f, "  {kind:<14} {count:>7}")?;
        }
        writeln!(f, "rows read and kept")?;
        for (file, count) in &self.tables {
            writeln!(f, "  {file:<52} {:>7} {:>7}", count.rows, count.kept)?;
        }
        let l = &self.links;
        writeln!(f, "links")?;
        writeln!(f, "  savoir-faire {}, savoir-être {}, savoirs {}", l.skills, l.attitudes, l.knowledge)?;
        writeln!(f, "  contexts {}, titles {}, neighbours {}", l.contexts, l.titles, l.neighbours)?;
        writeln!(f, "  wider concepts {}, core needs {}", l.broader, l.core)?;
        if self.without_core > 0 {
            writeln!(f, "  {} occupations do not say what is core", self.without_core)?;
        }
        if self.without_type > 0 {
            writeln!(f, "  {} concepts without a type, taken as skills", self.without_type)?;
        }
        writeln!(f, "skipped: {}", self.skipped.len())?;
        for row in self.skipped.iter().take(SHOWN) {
            writeln!(f, "  {}:{}: {}", row.file, row.line, row.reason)?;
        }
        let more = self.skipped.len().saturating_sub(SHOWN);
        if more > 0 {
            writeln!(f, "  and {more} more")?;
        }
        Ok(())
    }
}

/// A taxonomy and how it came about.
#[derive(Debug, Clone)]
pub struct Imported {
    /// What was read.
    pub taxonomy: Taxonomy,
    /// What was counted and skipped.
    pub report: ImportReport,
}
