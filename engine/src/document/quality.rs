//! A text that was taken out of a file in; how far it can be trusted out.

use super::Draft;
use serde::Serialize;

/// How far the text of a file can be trusted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// Pages, for formats that have them.
    pub pages: Option<usize>,
    /// Characters that are not white space, by page.
    pub chars_per_page: Option<f32>,
    /// True where pages are images without text.
    pub needs_ocr: bool,
    /// True where the text looks as if its order or its words were broken (columns, letter spacing).
    pub suspect_layout: bool,
    /// True where pages were read by OCR: expect wrong letters.
    pub ocr_used: bool,
    /// What else a reader should know, in English.
    pub warnings: Vec<String>,
}

impl Quality {
    pub(super) fn of(draft: &Draft) -> Self {
        let per_page = |pages: usize| visible_chars(&draft.text) as f32 / pages.max(1) as f32;
        Self {
            pages: draft.pages,
            chars_per_page: draft.pages.map(per_page),
            needs_ocr: draft.needs_ocr,
            suspect_layout: draft.suspect_layout || is_suspect(&draft.text),
            ocr_used: draft.ocr_used,
            warnings: draft.warnings.clone(),
        }
    }
}

/// Characters that are not white space.
pub(super) fn visible_chars(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

fn is_suspect(text: &str) -> bool {
    has_scraps(text) || has_spaced_letters(text) || has_unreadable(text) || has_gutter(text)
}

/// Many lines of a syllable or two: a column cut into pieces.
fn has_scraps(text: &str) -> bool {
    let lines: Vec<usize> = text.lines().map(visible_chars).filter(|&chars| chars > 0).collect();
    let short = lines.iter().filter(|&&chars| chars <= 4).count();
    lines.len() >= 20 && short * 5 > lines.len() * 2
}

/// "C u r r i c u l u m": letters set apart, which no tokenizer puts together again.
fn has_spaced_letters(text: &str) -> bool {
    let words: Vec<bool> = text.split_whitespace().map(is_single_letter).collect();
    let single = words.iter().filter(|&&is| is).count();
    let longest_run = words.split(|&is| !is).map(<[bool]>::len).max().unwrap_or(0);
    longest_run >= 6 || (words.len() >= 20 && single * 10 > words.len() * 3)
}

fn is_single_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

/// Replacement characters, private-use glyphs and control characters: a font without its table.
fn has_unreadable(text: &str) -> bool {
    let is_bad = |c: char| c == '\u{fffd}' || (c.is_control() && !c.is_whitespace());
    let is_private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
    let bad = text.chars().filter(|&c| is_bad(c)).count();
    let private = text.chars().filter(|&c| is_private(c)).count();
    let all = visible_chars(text);
    // Word's bullets are private-use characters: a few of them are no sign of anything.
    (bad >= 2 && bad * 200 > all) || private * 10 > all
}

/// Wide gaps within most lines: two columns read across.
fn has_gutter(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let gapped = lines.iter().filter(|line| line.contains("    ")).count();
    lines.len() >= 10 && gapped * 10 > lines.len() * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_not_suspect() {
        let text =
            "Préparation des commandes\n- Contrôle des stocks\n- Conduite de chariots\nÀ Rodez, à 8 h\n"
                .repeat(9);
        assert!(!is_suspect(&text));
        assert!(!is_suspect("Caissier"));
        assert!(!is_suspect(&"\u{f0b7} Accueil des clients\n".repeat(12)));
    }

    #[test]
    fn scraps_spaced_letters_gutters_and_broken_fonts_are_suspect() {
        assert!(is_suspect(&"Cui\nsi\nnier en\n".repeat(10)));
        assert!(is_suspect("C U R R I C U L U M   V I T A E"));
        assert!(is_suspect("Form\u{fffd}e \u{fffd} la cuisine"));
        assert!(is_suspect(&"Expérience          Compétences\n".repeat(12)));
    }
}
