//! Where a span may not begin or end, by the annotation guide: articles, prepositions, conjunctions,
//! closing punctuation, half a parenthesis.
//!
//! In: a span as decoded. Out: the same or a shorter one, or nothing.

use super::Label;
use crate::text::ByteSpan;

/// In lower case: `DE` is a diploma and `EN` a standard.
const OPENERS: [&str; 15] =
    ["le", "la", "les", "l", "du", "des", "de", "d", "en", "et", "ou", "au", "aux", "un", "une"];
const CLOSERS: [&str; 17] = [
    "le", "la", "les", "l", "du", "des", "de", "d", "et", "ou", "à", "au", "aux", "en", "pour", "avec", "sur",
];
const MARKS: [char; 14] = ['/', ',', ';', ':', '-', '–', '\'', '’', '(', '«', '"', '&', '•', '*'];

/// The span with its edges mended; `None` where nothing is left.
pub fn mend(text: &str, span: ByteSpan, label: Label) -> Option<ByteSpan> {
    let mut span = whole_parenthesis(text, span.trimmed(text));
    loop {
        let before = span;
        span = without_marks(text, span);
        span = without_closer(text, span);
        span = without_opener(text, span, label);
        if span == before {
            break;
        }
    }
    span.slice(text).contains(char::is_alphanumeric).then_some(span)
}

/// Cuts at a parenthesis that the span does not close, or drops one it does not open.
fn whole_parenthesis(text: &str, span: ByteSpan) -> ByteSpan {
    let inside = span.slice(text);
    match (inside.rfind('('), inside.rfind(')')) {
        (Some(open), close) if close.is_none_or(|close| close < open) => {
            ByteSpan::new(span.start, span.start + open).trimmed(text)
        }
        (None, Some(close)) if close + 1 == inside.len() => {
            ByteSpan::new(span.start, span.start + close).trimmed(text)
        }
        _ => span,
    }
}

fn without_marks(text: &str, span: ByteSpan) -> ByteSpan {
    let inside = span.slice(text);
    let is_mark = |c: char| c.is_whitespace() || MARKS.contains(&c);
    let end = span.start + inside.trim_end_matches(is_mark).len();
    let kept = &text[span.start..end];
    ByteSpan::new(end - kept.trim_start_matches(is_mark).len(), end)
}

fn without_closer(text: &str, span: ByteSpan) -> ByteSpan {
    let inside = span.slice(text);
    match inside.rfind([' ', '\u{a0}', '\'', '’']) {
        Some(at) if at > 0 => {
            let word = inside[at..].trim_start_matches([' ', '\u{a0}', '\'', '’']);
            let shorter = ByteSpan::new(span.start, span.start + at);
            if CLOSERS.contains(&word) { shorter.trimmed(text) } else { span }
        }
        _ => span,
    }
}

/// `de nuit` and `à l'écoute` stand as they are, and so does a pronoun before its verb (`les présenter`).
fn without_opener(text: &str, span: ByteSpan, label: Label) -> ByteSpan {
    if matches!(label, Label::Condition | Label::Attitude | Label::Certification) {
        return span;
    }
    let inside = span.slice(text);
    let Some(at) = inside.find([' ', '\u{a0}', '\'', '’']) else { return span };
    if OPENERS.contains(&&inside[..at]) {
        let rest = inside[at..].trim_start_matches([' ', '\u{a0}', '\'', '’']);
        let next = rest.split_whitespace().next().unwrap_or_default();
        if label == Label::Skill && ["er", "ir", "re", "ez"].iter().any(|ending| next.ends_with(ending)) {
            return span;
        }
        return ByteSpan::new(span.end - rest.len(), span.end);
    }
    span
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str, label: Label) -> Option<&str> {
        mend(text, ByteSpan::new(0, text.len()), label).map(|span| span.slice(text))
    }

    #[test]
    fn edges_the_guide_leaves_out_are_cut() {
        for (text, expected) in [
            ("les sanitaires", "sanitaires"),
            ("l’entretien des locaux", "entretien des locaux"),
            ("conception d'", "conception"),
            ("Secrétaire administratif /", "Secrétaire administratif"),
            ("BP (Boucher", "BP"),
            ("CAP à", "CAP"),
            ("infirmier(ère)", "infirmier(ère)"),
            ("en C++", "C++"),
            ("B.T.S.", "B.T.S."),
            ("Dispenser les", "Dispenser"),
            ("les présenter au public", "les présenter au public"),
            ("DE d'aide-soignant", "DE d'aide-soignant"),
        ] {
            assert_eq!(mended(text, Label::Skill), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_condition_keeps_its_preposition() {
        assert_eq!(mended("de nuit", Label::Condition), Some("de nuit"));
        assert_eq!(mended("du lundi au vendredi", Label::Condition), Some("du lundi au vendredi"));
        assert_eq!(mended("à l'écoute", Label::Attitude), Some("à l'écoute"));
    }

    #[test]
    fn nothing_is_left_of_punctuation() {
        assert_eq!(mended("- (", Label::Knowledge), None);
    }
}
