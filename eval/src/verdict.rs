//! The gate's verdict as the file that `passerelle models activate` asks for.

use crate::datasets::{Document, guide};
use crate::gate::Verdict;
use passerelle_models::{GateVerdict, JudgedData, JudgedModel, ModelFiles, sha256};

/// The sealed verdict about `candidate`, compared with `against` (none: held to a floor) on these documents.
pub fn sealed(
    verdict: &Verdict,
    candidate: &ModelFiles,
    against: Option<&ModelFiles>,
    documents: &[Document],
    split: &str,
) -> GateVerdict {
    let lines: Vec<String> = documents.iter().map(guide::to_line).collect();
    let data = JudgedData {
        checksum: sha256(lines.join("\n").as_bytes()),
        documents: documents.len(),
        split: split.into(),
    };
    let against = against.map(JudgedModel::of);
    GateVerdict::new(verdict.passed, verdict.reasons.clone(), JudgedModel::of(candidate), against, data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::inline;

    #[test]
    fn a_verdict_names_model_and_data_and_changes_with_them() {
        let shipped = ModelFiles::shipped().expect("a manifest");
        let documents = inline::parse("### a offer fr\n[[KNOWLEDGE|Excel]] exigé\n").expect("a document");
        let other = inline::parse("### a offer fr\n[[SKILL|Excel]] exigé\n").expect("a document");
        let verdict = Verdict { passed: true, reasons: vec!["better".into()] };
        let seal = |documents: &[Document]| sealed(&verdict, &shipped, Some(&shipped), documents, "test");
        let one = seal(&documents);
        assert_eq!((one.data.documents, one.candidate.fingerprint.len()), (1, 64));
        assert_eq!(one.against.as_ref(), Some(&one.candidate));
        assert_ne!(one.data.checksum, seal(&other).data.checksum);
        assert_ne!(one.seal, seal(&other).seal);
    }
}
