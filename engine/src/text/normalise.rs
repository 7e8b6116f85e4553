//! Text in; its form for comparison out, with the way back to the original bytes.
//!
//! Lower case, no accents, ligatures taken apart, one kind of apostrophe, quote, dash and space, no
//! zero-width characters, runs of white space as one space, none at the two ends.

use super::span::ByteSpan;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A text in its form for comparison, and where every byte of it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised {
    /// The normal form.
    pub text: String,
    /// For every byte of `text`, the bytes of the original that it stands for. `u32` halves the size;
    /// a text of 4 GB never gets this far.
    sources: Vec<(u32, u32)>,
}

impl Normalised {
    /// The normal form of `original`.
    pub fn new(original: &str) -> Self {
        let mut out =
            Self { text: String::with_capacity(original.len()), sources: Vec::with_capacity(original.len()) };
        let mut space: Option<ByteSpan> = None;
        for (at, c) in original.char_indices() {
            let source = ByteSpan::new(at, at + c.len_utf8());
            if c.is_whitespace() {
                space = Some(ByteSpan::new(space.map_or(source.start, |run| run.start), source.end));
                continue;
            }
            let folded = fold(c);
            if folded.is_empty() {
                out.absorb(c, source, space.is_none());
                continue;
            }
            if let Some(run) = space.take().filter(|_| !out.text.is_empty()) {
                out.push(' ', run);
            }
            folded.chars().for_each(|f| out.push(f, source));
        }
        out
    }

    /// The original bytes of a span of [`Self::text`]. A character that became several (œ → oe) is
    /// always given whole; accents written as separate characters go with their letter.
    pub fn original(&self, span: ByteSpan) -> ByteSpan {
        if span.is_empty() {
            let at = self.sources.get(span.start).map_or_else(|| self.end(), |source| source.0 as usize);
            return ByteSpan::new(at, at);
        }
        let (start, _) = self.sources[span.start];
        let (_, end) = self.sources[span.end - 1];
        ByteSpan::new(start as usize, end as usize)
    }

    fn end(&self) -> usize {
        self.sources.last().map_or(0, |source| source.1 as usize)
    }

    fn push(&mut self, c: char, source: ByteSpan) {
        self.text.push(c);
        let source = (source.start as u32, source.end as u32);
        self.sources.extend(std::iter::repeat_n(source, c.len_utf8()));
    }

    /// A combining mark that was dropped still belongs to the letter before it.
    fn absorb(&mut self, mark: char, source: ByteSpan, adjacent: bool) {
        let Some(&last) = self.sources.last() else { return };
        if !adjacent || !(is_combining_mark(mark) || is_variation(mark)) || last.1 as usize != source.start {
            return;
        }
        for entry in self.sources.iter_mut().rev().take_while(|entry| **entry == last) {
            entry.1 = source.end as u32;
        }
    }
}

/// The normal form of `text` without the way back.
pub fn normalise(text: &str) -> String {
    Normalised::new(text).text
}

fn is_variation(c: char) -> bool {
    ('\u{fe00}'..='\u{fe0f}').contains(&c)
}

/// What one character becomes; empty where it is dropped.
fn fold(c: char) -> String {
    if c.is_ascii() {
        return c.to_ascii_lowercase().to_string();
    }
    let mut out = String::new();
    match special(c) {
        Some(known) => out.push_str(known),
        None => {
            decompose_compatible(c, |part| part.to_lowercase().for_each(|lower| fold_part(lower, &mut out)));
        }
    }
    out
}

/// One part of a decomposed character: "½" gives "1⁄2", "ﬁ" gives "fi", "é" gives "e".
fn fold_part(part: char, out: &mut String) {
    match special(part) {
        Some(known) => out.push_str(known),
        None if is_combining_mark(part) || part.is_whitespace() => {}
        None => out.push(part),
    }
}

/// Characters that have no decomposition, or not the one that is wanted.
fn special(c: char) -> Option<&'static str> {
    let known = match c {
        '’' | '‘' | '‛' | 'ʼ' | 'ʹ' | '′' | '`' | '´' | '＇' => "'",
        '«' | '»' | '“' | '”' | '„' | '‟' | '″' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '⁃' => "-",
        'œ' | 'Œ' => "oe",
        'æ' | 'Æ' => "ae",
        'ß' | 'ẞ' => "ss",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' => "d",
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}' => "",
        _ if is_variation(c) => "",
        _ => return None,
    };
    Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_ligatures_quotes_dashes_and_spaces_become_one_form() {
        let cases = [
            ("Élève  à\u{a0}l’ŒUVRE", "eleve a l'oeuvre"),
            ("e\u{301}te\u{301}", "ete"),
            ("ﬁche « Qualité »", "fiche \" qualite \""),
            ("savoir‑faire — été", "savoir-faire - ete"),
            ("\u{feff}co\u{ad}or\u{200b}donner\r\n\tici ", "coordonner ici"),
            ("C++ / C# / .NET 👩‍🍳", "c++ / c# / .net 👩🍳"),
            ("Æsir n° 2", "aesir n° 2"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(normalise(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_way_back_gives_the_words_as_they_were_written() {
        let text = "🙂 Maîtrise de l\u{2019}e\u{301}tude\r\n  du\u{a0}Cœur d’œuvre";
        let normal = Normalised::new(text);
        let back = |needle: &str| {
            let at = normal.text.find(needle).expect("the needle is there");
            normal.original(ByteSpan::new(at, at + needle.len())).slice(text)
        };
        assert_eq!(back("maitrise"), "Maîtrise");
        assert_eq!(back("l'etude"), "l\u{2019}e\u{301}tude");
        assert_eq!(back("etude du coeur"), "e\u{301}tude\r\n  du\u{a0}Cœur");
        assert_eq!(back("oeuv"), "œuv");
        assert_eq!(back("euv"), "œuv");
    }

    #[test]
    fn an_empty_span_stays_empty() {
        let normal = Normalised::new("  été ");
        assert_eq!(normal.original(ByteSpan::new(0, 0)), ByteSpan::new(2, 2));
        assert_eq!(normal.original(ByteSpan::new(3, 3)), ByteSpan::new(7, 7));
        assert_eq!(Normalised::new(" ").original(ByteSpan::new(0, 0)), ByteSpan::new(0, 0));
    }

    proptest! {
        #[test]
        fn every_span_goes_back_to_a_stretch_with_the_same_normal_form(text in "[éÉœﬁ’ a-zA\u{a0}\u{301}👩\r\n-]{0,40}") {
            let normal = Normalised::new(&text);
            let borders: Vec<usize> = normal.text.char_indices().map(|(at, _)| at).collect();
            for (i, &start) in borders.iter().enumerate() {
                for &end in &borders[i..] {
                    let back = normal.original(ByteSpan::new(start, end));
                    prop_assert!(text.is_char_boundary(back.start) && text.is_char_boundary(back.end));
                    prop_assert!(normalise(back.slice(&text)).contains(normal.text[start..end].trim()));
                }
            }
        }

        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,30}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }
    }
}
