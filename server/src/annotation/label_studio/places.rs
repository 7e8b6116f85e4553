//! Where a region of an export is: its numbers and its words in; bytes of the text, and how they were found,
//! or why not, out.
//!
//! Label Studio counts Unicode code points since the autumn of 2021 (its issues 1008 and 1347: "store code
//! points instead of js length"); before, it counted UTF-16 units, and after an emoji everything was off by
//! one. Some versions shift places behind carriage returns or write line breaks as `\n` (issues 539, 4929). So
//! no number is believed where words stand beside it that say otherwise.

use passerelle_engine::text::{ByteSpan, CharIndex, CharSpan};

/// Code points that words may lie off their numbers and still be taken for the marked ones.
const REACH: usize = 64;

/// How a place was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The numbers are code points.
    AsGiven,
    /// The numbers are UTF-16 units.
    Utf16,
    /// The numbers are off by so many code points; the words stand nearby.
    Moved(i64),
}

/// The place `start..end` of a text, which the export says holds `words`; without white space at its ends.
pub fn locate(text: &str, start: usize, end: usize, words: Option<&str>) -> Result<(ByteSpan, Way), String> {
    let index = CharIndex::new(text);
    let points = index.to_bytes(CharSpan { start, end }).filter(|place| !place.is_empty());
    let units = utf16(text, start, end).filter(|place| !place.is_empty());
    let Some(words) = words else {
        return match points {
            Some(place) if Some(place) == units => Ok((place.trimmed(text), Way::AsGiven)),
            Some(_) => Err(format!(
                "{start}..{end} has no `text`, and characters beyond U+FFFF stand before it: code points and \
                 UTF-16 units differ; export with the words"
            )),
            None => Err(format!("{start}..{end} is no place in a text of {} code points", index.chars())),
        };
    };
    if flat(words).is_empty() {
        return Err(format!("the region at {start} holds nothing; delete it"));
    }
    let fits = |place: &ByteSpan| flat(place.slice(text)) == flat(words);
    if let Some(place) = points.filter(fits) {
        return Ok((place.trimmed(text), Way::AsGiven));
    }
    if let Some(place) = units.filter(fits) {
        return Ok((place.trimmed(text), Way::Utf16));
    }
    nearby(text, &index, start, words)
}

/// The nearest occurrence of the words; of two equally near ones none.
fn nearby(text: &str, index: &CharIndex, start: usize, words: &str) -> Result<(ByteSpan, Way), String> {
    let wanted = words.replace("\\n", "\n");
    let wanted = wanted.trim();
    let missing = || format!("`{wanted}` does not stand at {start} nor within {REACH} characters of it");
    let mut found: Vec<(u64, i64, ByteSpan)> = text
        .match_indices(wanted)
        .map(|(at, words)| {
            let place = ByteSpan::new(at, at + words.len());
            let off = start as i64 - index.to_chars(place).start as i64;
            (off.unsigned_abs(), off, place)
        })
        .filter(|(distance, ..)| *distance <= REACH as u64)
        .collect();
    found.sort_by_key(|(distance, ..)| *distance);
    match found.as_slice() {
        [] => Err(missing()),
        [(one, ..), (other, ..), ..] if one == other => {
            Err(format!("`{wanted}` stands as near before {start} as behind it; mark it again"))
        }
        [(_, off, place), ..] => Ok((*place, Way::Moved(*off))),
    }
}

fn utf16(text: &str, start: usize, end: usize) -> Option<ByteSpan> {
    let mut units = 0;
    let (mut from, mut to) = (None, None);
    for (at, c) in text.char_indices().map(|(at, c)| (at, c.len_utf16())).chain([(text.len(), 0)]) {
        if units == start {
            from.get_or_insert(at);
        }
        if units == end {
            to.get_or_insert(at);
        }
        units += c;
    }
    let (from, to) = (from?, to?);
    (from <= to).then(|| ByteSpan::new(from, to))
}

/// Line breaks as they are, white space single: what browsers change in a selection.
fn flat(words: &str) -> String {
    words.replace("\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "👩‍🍳 Cuisine et 🍰 pâtisserie, cuisine du marché";

    fn found(start: usize, end: usize, words: Option<&str>) -> Result<(String, Way), String> {
        locate(TEXT, start, end, words).map(|(place, way)| (place.slice(TEXT).to_owned(), way))
    }

    #[test]
    fn code_points_and_utf16_units_are_told_apart_by_the_words() {
        // pâtisserie: 17 code points before it, three of them astral.
        assert_eq!(found(17, 27, Some("pâtisserie")), Ok(("pâtisserie".into(), Way::AsGiven)));
        assert_eq!(found(20, 30, Some("pâtisserie")), Ok(("pâtisserie".into(), Way::Utf16)));
        assert_eq!(found(23, 33, Some("pâtisserie")), Ok(("pâtisserie".into(), Way::Moved(6))));
        assert_eq!(found(16, 27, Some(" pâtisserie")), Ok(("pâtisserie".into(), Way::AsGiven)));
    }

    #[test]
    fn without_words_only_an_unambiguous_place_is_taken() {
        assert!(found(17, 27, None).unwrap_err().contains("UTF-16"));
        assert!(found(17, 999, None).is_err());
        assert_eq!(locate("Permis B", 0, 8, None), Ok((ByteSpan::new(0, 8), Way::AsGiven)));
    }

    #[test]
    fn words_that_are_not_there_or_are_twice_as_near_are_refused() {
        assert!(found(17, 27, Some("boulangerie")).unwrap_err().contains("boulangerie"));
        assert!(found(5, 6, Some(" ")).unwrap_err().contains("holds nothing"));
        assert!(locate("ab x ab", 2, 4, Some("x ")).is_ok());
        assert!(locate("ab .. ab", 3, 5, Some("ab")).unwrap_err().contains("as near"));
    }

    #[test]
    fn line_breaks_written_out_are_the_same_words() {
        let text = "Accueil\r\nencaissement et service";
        let place = locate(text, 9, 21, Some("encaissement"));
        assert_eq!(place.map(|(place, way)| (place.slice(text), way)), Ok(("encaissement", Way::AsGiven)));
        let shifted = locate(text, 8, 20, Some("encaissement"));
        assert_eq!(shifted.map(|(_, way)| way), Ok(Way::Moved(-1)));
        assert!(locate(text, 0, 21, Some("Accueil\\nencaissement")).is_ok());
    }

    proptest! {
        #[test]
        fn whatever_is_taken_holds_the_words(
            text in "[a-c 😀é\\n]{0,30}", start in 0usize..40, length in 1usize..8, words in "[a-c 😀é]{1,6}",
        ) {
            if let Ok((place, _)) = locate(&text, start, start + length, Some(&words)) {
                prop_assert_eq!(flat(place.slice(&text)), flat(&words));
            }
        }
    }
}
