//! Text in; its sentences and list items out, as trimmed spans in the order of the text.
//!
//! A unit ends at every line break, before a bullet sign, and at `. ! ? …` where what follows can
//! start a sentence and what stands before is no abbreviation. A bullet or list number belongs to
//! the unit it opens.

use super::span::ByteSpan;

/// Abbreviations that stand before the word they belong to, so that no sentence ends behind them.
const LEADING: &[&str] = &[
    "m", "mm", "mme", "mmes", "mlle", "mlles", "mr", "mrs", "ms", "dr", "drs", "pr", "prof", "me", "st",
    "ste", "ex", "p.ex", "cf", "art", "n", "no", "nos", "env", "approx", "tél", "tel", "fax", "réf", "ref",
    "av", "ave", "bd", "bld", "boul", "resp", "i.e", "e.g", "c.-à-d", "c.à.d", "c-à-d", "càd", "vs", "p",
    "pp", "vol", "chap", "fig", "éd", "coll", "dép", "dépt", "ets", "éts", "sté", "adr", "rens", "niv",
    "qté", "int", "ext", "port", "gén", "adj", "dir", "cdt", "cap", "lt", "col",
];

/// Abbreviations that may close a sentence: they do where a capital letter follows.
const TRAILING: &[&str] = &[
    "etc", "max", "min", "h", "hab", "mn", "sec", "mens", "hebdo", "inc", "ltd", "co", "sup", "maxi", "mini",
];

/// Words before a single capital letter that make it a class ("permis B."), not an initial.
const CLASSED: &[&str] = &[
    "permis",
    "catégorie",
    "catégories",
    "classe",
    "groupe",
    "type",
    "niveau",
    "série",
    "option",
    "plan",
    "hépatite",
    "vitamine",
    "licence",
    "bloc",
    "lot",
    "bâtiment",
    "langage",
    "licences",
    "zone",
    "en",
    "ou",
    "et",
];

/// Words that open a sentence and are no family name, so that `C.D.I. Vous` is two sentences.
const OPENERS: &[&str] = &[
    "vous", "nous", "notre", "votre", "vos", "nos", "il", "elle", "ils", "elles", "ce", "cet", "cette",
    "ces", "une", "un", "pour", "dans", "avec", "poste", "profil", "salaire", "you", "we", "the", "this",
];

/// Signs that open a list item wherever they stand between spaces.
const BULLETS: &[char] = &[
    '•', '▪', '▫', '■', '□', '●', '○', '◦', '‣', '⁃', '➢', '➤', '►', '▶', '✓', '✔', '✅', '☑', '❖', '◆', '·',
    '\u{f0b7}', '\u{f0a7}',
];

/// The sentences and list items of `text`: sorted, disjoint, trimmed, on character boundaries, and
/// covering every character that is not white space.
pub fn sentences(text: &str) -> Vec<ByteSpan> {
    let mut units = Vec::new();
    let mut line_start = 0;
    for (at, sign) in text.char_indices().filter(|&(_, c)| is_line_break(c)) {
        split_line(text, ByteSpan::new(line_start, at), &mut units);
        line_start = at + sign.len_utf8();
    }
    split_line(text, ByteSpan::new(line_start, text.len()), &mut units);
    units
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn split_line(text: &str, line: ByteSpan, units: &mut Vec<ByteSpan>) {
    let inner = line.slice(text);
    let mut start = 0;
    let mut at = 0;
    while let Some(c) = inner[at..].chars().next() {
        let cut = if is_terminator(c) {
            let end = closing_end(inner, at);
            at = end;
            ends_sentence(&inner[start..], end - start, c).then_some(end)
        } else {
            let cut = opens_item(inner, start, at).then_some(at);
            at += c.len_utf8();
            cut
        };
        if let Some(cut) = cut {
            push(text, ByteSpan::new(line.start + start, line.start + cut), units);
            start = cut;
        }
    }
    push(text, ByteSpan::new(line.start + start, line.end), units);
}

fn push(text: &str, span: ByteSpan, units: &mut Vec<ByteSpan>) {
    let span = span.trimmed(text);
    if !span.is_empty() {
        units.push(span);
    }
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‼' | '⁉')
}

/// True where a bullet sign between spaces stands at `at`, behind other words of the line.
fn opens_item(line: &str, start: usize, at: usize) -> bool {
    let mut rest = line[at..].chars();
    rest.next().is_some_and(|c| BULLETS.contains(&c))
        && rest.next().is_some_and(char::is_whitespace)
        && line[..at].ends_with(char::is_whitespace)
        && !line[start..at].trim().is_empty()
}

/// Byte behind the run of terminators at `at` and the quotes and brackets that close on them.
fn closing_end(line: &str, at: usize) -> usize {
    let is_closing = |c: char| is_terminator(c) || matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»');
    let rest = &line[at..];
    let run = rest.len() - rest.trim_start_matches(is_closing).len();
    let behind = &rest[run..];
    // French sets a space before "»": "Prêt ? » demande-t-il".
    let guillemet = behind.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}']);
    let spaced =
        if guillemet.starts_with('»') { behind.len() - guillemet.len() + '»'.len_utf8() } else { 0 };
    at + run + spaced
}

/// True where the unit that starts with `unit` ends at byte `end`, behind the terminator `sign`.
fn ends_sentence(unit: &str, end: usize, sign: char) -> bool {
    let (before, after) = unit.split_at(end);
    let next = after.trim_start();
    // Nothing but white space follows: the end of the line closes the unit.
    if next.is_empty() || next.len() == after.len() || !can_open(next) {
        return false;
    }
    let closed =
        before.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', ' ', '\u{a0}', '\u{202f}', '\u{2009}']);
    let abbreviating = sign == '.' && closed.ends_with('.') && !closed.ends_with("..");
    !(abbreviating && is_abbreviated(closed.trim_end_matches('.'), next))
}

fn can_open(next: &str) -> bool {
    let mut signs = next.chars();
    let Some(first) = signs.next() else { return false };
    if first.is_alphanumeric() {
        return !first.is_lowercase();
    }
    let dash = matches!(first, '-' | '–' | '—' | '*') && signs.next().is_some_and(char::is_whitespace);
    dash || !(first.is_ascii_punctuation() || matches!(first, '»' | '”' | '’' | '–' | '—' | '…'))
        || matches!(first, '(' | '[' | '"' | '#' | '@')
}

/// True where the full stop behind `before` belongs to its last word.
fn is_abbreviated(before: &str, next: &str) -> bool {
    let (head, word) = before.rsplit_once(char::is_whitespace).unwrap_or(("", before));
    let word = word.trim_start_matches(['(', '[', '"', '«', '“', '\'', '-', '/', ',', ';', ':']);
    let word = word.rsplit_once(['\'', '’']).map_or(word, |(_, behind)| behind).to_lowercase();
    let numbered = head.trim().is_empty() && is_list_number(&word);
    // Telephone numbers and dates are also written "05. 61. 00".
    let pair = word.len() <= 2 && word.chars().all(|c| c.is_ascii_digit());
    let digits = pair && next.starts_with(|c: char| c.is_ascii_digit());
    let leading = LEADING.contains(&word.as_str());
    let trailing = TRAILING.contains(&word.as_str()) && !next.starts_with(char::is_alphabetic);
    numbered || digits || leading || trailing || is_initials(head, &word, before, next)
}

/// "1", "12", "a", "II" at the start of a unit: the mark of a list, not a sentence.
fn is_list_number(word: &str) -> bool {
    let digits = word.len() <= 3 && word.chars().all(|c| c.is_ascii_digit());
    let outline = word.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    let roman = word.len() <= 4 && word.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    !word.is_empty() && (digits || (outline && word.len() <= 8) || roman || word.chars().count() == 1)
}

/// "J", "J.-P", "C.D.I": capital letters each with their full stop.
fn is_initials(head: &str, word: &str, before: &str, next: &str) -> bool {
    let parts: Vec<&str> = word.split(['.', '-']).filter(|part| !part.is_empty()).collect();
    let letters = parts.iter().all(|p| p.chars().count() == 1 && p.chars().all(char::is_alphabetic));
    let capital = before.chars().next_back().is_some_and(char::is_uppercase);
    if parts.is_empty() || !letters || !capital {
        return false;
    }
    let opener = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let previous = head.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let classed = parts.len() == 1 && CLASSED.contains(&previous.trim_start_matches('('));
    !classed && !OPENERS.contains(&opener.as_str())
}

#[cfg(test)]
#[path = "sentences_tests.rs"]
mod tests;
