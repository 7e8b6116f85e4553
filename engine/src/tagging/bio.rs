//! The BIO scheme (Ramshaw and Marcus 1995): outside, beginning of a span, inside of one.

use super::Label;

/// Number of tags: outside, and beginning and inside of each label.
pub const TAGS: usize = 1 + 2 * Label::ALL.len();

/// The tag of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    /// In no span.
    Outside,
    /// First word of a span.
    Begin(Label),
    /// Further word of a span.
    Inside(Label),
}

impl Tag {
    /// Column of the tagging head.
    pub fn index(self) -> usize {
        match self {
            Self::Outside => 0,
            Self::Begin(label) => 1 + 2 * label.index(),
            Self::Inside(label) => 2 + 2 * label.index(),
        }
    }

    /// The tag of a column; columns beyond [`TAGS`] count as outside.
    pub fn from_index(at: usize) -> Self {
        match at.checked_sub(1).and_then(|at| Some((at, *Label::ALL.get(at / 2)?))) {
            None => Self::Outside,
            Some((at, label)) if at % 2 == 0 => Self::Begin(label),
            Some((_, label)) => Self::Inside(label),
        }
    }

    /// True where `next` may follow: the inside of a span follows its beginning or inside only.
    pub fn allows(self, next: Self) -> bool {
        match next {
            Self::Inside(label) => self == Self::Begin(label) || self == Self::Inside(label),
            Self::Outside | Self::Begin(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_has_its_own_column() {
        for at in 0..TAGS {
            assert_eq!(Tag::from_index(at).index(), at);
        }
    }

    #[test]
    fn the_inside_of_a_span_follows_only_its_own_label() {
        let inside = Tag::Inside(Label::Skill);
        assert!(Tag::Begin(Label::Skill).allows(inside) && inside.allows(inside));
        assert!(!Tag::Outside.allows(inside) && !Tag::Begin(Label::Language).allows(inside));
    }
}
