//! Files of offers and courses in; stored documents with their mentions, and a report, out.
//!
//! [`france_travail`] and [`lheo`] read records one by one, [`Importer`] has them analysed in batches and
//! stores each batch in one transaction. Nothing is dropped in silence: [`BatchReport::rejected`] names
//! every record that was not stored, with its position and the reason.

mod analyse;
pub mod demo;
mod formations;
pub mod france_travail;
mod html;
mod import;
mod json;
pub mod lheo;
mod mask;
mod mentions;
mod record;
mod sentence;
mod wording;
mod xml;

pub use analyse::{Analyse, AnalyseError};
pub use import::{BatchReport, Format, Importer, IngestError};
pub use mask::{mask, mask_places};
pub use mentions::{Codes, mentions_of};
pub use record::{Declared, Parsed, Record};
pub use sentence::sentence_around;

#[cfg(test)]
pub(crate) mod double;
#[cfg(test)]
mod tests;
