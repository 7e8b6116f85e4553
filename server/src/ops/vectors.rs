//! Vectors of a taxonomy's wordings and occupations, kept between starts: encoding all of ROME takes a while.
//!
//! A file is named by model, weights and taxonomy, and holds little-endian numbers: dimension, rows, the
//! concept of every row, the vectors. It is a cache: whatever is wrong with it, it is computed again.

use passerelle_engine::linking::ConceptVectors;
use passerelle_engine::taxonomy::{ConceptIx, Taxonomy};
use passerelle_models::{ModelFiles, sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the vectors of a taxonomy under a model are kept.
pub fn path(data_dir: &Path, files: &ModelFiles, taxonomy: &Taxonomy) -> PathBuf {
    let manifest = &files.manifest;
    // Names and versions are for people; the weights and the wordings are what the vectors depend on.
    let mut key = sha256(&files.weights);
    for concept in taxonomy.concepts() {
        key.push_str(&concept.label);
        concept.alt.iter().for_each(|wording| key.push_str(wording));
    }
    let name = format!(
        "{}-{}-{}-{}",
        manifest.name,
        manifest.version,
        taxonomy.tag(),
        &sha256(key.as_bytes())[..16]
    );
    let safe: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    data_dir.join("vectors").join(format!("{safe}.f32"))
}

/// The kept vectors; `None` where there are none or the file is not right.
pub fn read(path: &Path) -> Option<ConceptVectors> {
    let bytes = fs::read(path).ok()?;
    let number =
        |at: usize| -> Option<u32> { Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)) };
    let (dim, rows) = (number(0)? as usize, number(4)? as usize);
    let (owners_at, data_at) = (8, 8 + rows.checked_mul(4)?);
    let length = data_at + rows.checked_mul(dim)?.checked_mul(4)?;
    if bytes.len() != length {
        return None;
    }
    let words = |bytes: &[u8]| -> Vec<[u8; 4]> {
        bytes.chunks_exact(4).map(|four| [four[0], four[1], four[2], four[3]]).collect()
    };
    let owners = words(&bytes[owners_at..data_at]).into_iter().map(|w| ConceptIx(u32::from_le_bytes(w)));
    let data = words(&bytes[data_at..]).into_iter().map(f32::from_le_bytes);
    ConceptVectors::new(dim, data.collect(), owners.collect()).ok()
}

/// Keeps vectors, where that is possible.
pub fn write(path: &Path, vectors: &ConceptVectors) {
    let mut bytes = Vec::with_capacity(8 + vectors.rows() * 4 * (1 + vectors.dim()));
    bytes.extend((vectors.dim() as u32).to_le_bytes());
    bytes.extend((vectors.rows() as u32).to_le_bytes());
    vectors.owners().iter().for_each(|owner| bytes.extend(owner.0.to_le_bytes()));
    vectors.data().iter().for_each(|value| bytes.extend(value.to_le_bytes()));
    if let Err(error) = super::taxonomies::write_whole(path, &bytes) {
        tracing::warn!(%error, file = %path.display(), "vectors could not be kept; the next start computes them again");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_vectors_come_back_and_a_damaged_file_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors/some.f32");
        let owners = vec![ConceptIx(0), ConceptIx(0), ConceptIx(3)];
        let data = vec![1.0, 0.0, 0.0, 1.0, 0.6, 0.8];
        write(&path, &ConceptVectors::new(2, data.clone(), owners.clone()).unwrap());
        let back = read(&path).unwrap();
        assert_eq!((back.data(), back.owners()), (data.as_slice(), owners.as_slice()));
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        assert!(read(&path).is_none());
    }
}
