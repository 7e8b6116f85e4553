//! The demonstration market: invented offers and courses that are part of the program.

use super::import::{BatchReport, Format, Importer, IngestError};
use crate::store::{Segment, Side, Store, StoreError, Tenant, Totals};

include!(concat!(env!("OUT_DIR"), "/demo_files.rs"));

/// True where a tenant has neither offers nor courses.
pub async fn is_empty(store: &Store, tenant: &Tenant) -> Result<bool, StoreError> {
    for side in [Side::Offer, Side::Course] {
        if store.count_documents(tenant, side, &Segment::default()).await? > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Imports the embedded offers and courses: one report a file, offers first. What is there already and
/// was read by the same analysis is not read again. `progress` hears the totals over all files.
pub async fn load(
    importer: &Importer,
    mut progress: impl FnMut(Totals),
) -> Result<Vec<BatchReport>, IngestError> {
    let (mut reports, mut before): (Vec<BatchReport>, Totals) = (Vec::new(), Totals::default());
    let files = OFFERS.iter().map(|file| (Format::FranceTravail, file));
    for (format, file) in files.chain(COURSES.iter().map(|file| (Format::Lheo, file))) {
        let report = importer.import(format, file.as_bytes(), |now| progress(sum(before, now))).await?;
        before = sum(before, report.totals);
        reports.push(report);
    }
    Ok(reports)
}

fn sum(a: Totals, b: Totals) -> Totals {
    Totals {
        read: a.read + b.read,
        stored: a.stored + b.stored,
        unchanged: a.unchanged + b.unchanged,
        rejected: a.rejected + b.rejected,
    }
}
