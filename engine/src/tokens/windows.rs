//! Overlapping windows over the subwords of a long text, so that nothing is cut off.

use std::ops::Range;

/// A stretch of subwords that the encoder sees at once, and the part of it whose tags are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// What the encoder sees.
    pub seen: Range<usize>,
    /// What is kept: the windows' kept parts follow one another and cover the text.
    pub kept: Range<usize>,
}

/// Windows of at most `room` subwords over `len` of them. A window ends at one of `breaks` (positions where
/// a sentence or line begins, ascending) where it can; neighbours share about `overlap` subwords, and the
/// border of what is kept lies in the middle of what they share, at a break where there is one.
///
/// # Panics
/// Where `room` is not larger than twice the overlap.
pub fn windows(len: usize, breaks: &[usize], room: usize, overlap: usize) -> Vec<Window> {
    assert!(room > 2 * overlap, "a window must be longer than twice the overlap");
    if len <= room {
        return if len == 0 { Vec::new() } else { vec![Window { seen: 0..len, kept: 0..len }] };
    }
    let (mut all, mut from, mut kept_from) = (Vec::new(), 0, 0);
    loop {
        let reach = (from + room).min(len);
        if reach == len {
            all.push(Window { seen: from..len, kept: kept_from..len });
            return all;
        }
        let end = last_break(breaks, from + room - overlap, reach).unwrap_or(reach);
        let kept_to = last_break(breaks, end - overlap, end - overlap / 2).unwrap_or(end - overlap / 2);
        let kept_to = kept_to.max(kept_from + 1);
        all.push(Window { seen: from..end, kept: kept_from..kept_to });
        kept_from = kept_to;
        from = last_break(breaks, kept_to - overlap, kept_to - overlap / 2).unwrap_or(kept_to - overlap / 2);
    }
}

/// The last break in `after..=up_to`, where `after` itself does not count.
fn last_break(breaks: &[usize], after: usize, up_to: usize) -> Option<usize> {
    let behind = breaks.partition_point(|&at| at <= up_to);
    behind.checked_sub(1).map(|at| breaks[at]).filter(|&at| at > after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_short_text_is_one_window() {
        assert_eq!(windows(10, &[4], 16, 4), [Window { seen: 0..10, kept: 0..10 }]);
        assert_eq!(windows(0, &[], 16, 4), []);
    }

    #[test]
    fn a_window_ends_where_a_sentence_does() {
        let all = windows(30, &[7, 14, 22, 27], 16, 4);
        assert_eq!(all[0].seen, 0..14);
    }

    proptest! {
        #[test]
        fn kept_parts_cover_the_text_once_and_have_context(
            len in 0usize..900,
            breaks in prop::collection::btree_set(1usize..900, 0..60),
            room in 40usize..128,
        ) {
            let breaks: Vec<usize> = breaks.into_iter().collect();
            let all = windows(len, &breaks, room, 16);
            let mut at = 0;
            for (i, window) in all.iter().enumerate() {
                prop_assert_eq!(window.kept.start, at);
                prop_assert!(window.seen.start <= window.kept.start && window.kept.end <= window.seen.end);
                prop_assert!(window.seen.len() <= room);
                prop_assert!(window.kept.end > window.kept.start);
                if i > 0 {
                    prop_assert!(window.kept.start - window.seen.start >= 8, "context on the left");
                }
                if i + 1 < all.len() {
                    prop_assert!(window.seen.end - window.kept.end >= 8, "context on the right");
                }
                at = window.kept.end;
            }
            prop_assert_eq!(at, len);
        }
    }
}
