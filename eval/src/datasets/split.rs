//! Train, dev and test, decided by a hash of the document's id, so that a document never moves.

use super::Document;

/// Which part of a data set a document belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Split {
    /// 80 %: what models learn from.
    Train,
    /// 10 %: what choices are made on.
    Dev,
    /// 10 %: what is reported; no training and no choice sees it.
    Test,
}

impl Split {
    /// The split of an id: FNV-1a, 64 bits, modulo 10.
    pub fn of(id: &str) -> Self {
        let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        // The low bits of FNV are weak for short ids; fold the high ones in.
        match (hash ^ (hash >> 29)) % 10 {
            0 => Self::Test,
            1 => Self::Dev,
            _ => Self::Train,
        }
    }

    /// The documents of this split.
    pub fn filter(self, documents: &[Document]) -> Vec<Document> {
        documents.iter().filter(|document| Self::of(&document.id) == self).cloned().collect()
    }

    /// The split of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "train" => Some(Self::Train),
            "dev" => Some(Self::Dev),
            "test" => Some(Self::Test),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_about_eight_to_one_to_one() {
        let count = |split| (0..5000).filter(|n| Split::of(&format!("c3-{n:03}")) == split).count();
        assert!((430..570).contains(&count(Split::Test)), "{}", count(Split::Test));
        assert!((430..570).contains(&count(Split::Dev)), "{}", count(Split::Dev));
    }
}
