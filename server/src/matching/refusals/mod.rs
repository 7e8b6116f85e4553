//! What people refuse in their own words: a text in; refused stretches with the constraints they name out.
//!
//! Written and dictated French. A stretch is opened by a cue ("je ne veux plus", "surtout pas"), closed by one
//! ("la nuit, c'est fini"; "la chaîne je peux plus") or stands under a heading ("Vos refus"); it ends where the
//! sentence does or turns ("mais", "je préfère"). "Pas de problème pour les nuits" and "plus de dix ans" refuse
//! nothing. Crude where it must be: every stretch is shown to the person, who can object.

mod cues;
mod headings;
#[cfg(test)]
mod tests;
mod words;

use super::constraint::{Constraint, items};
use passerelle_engine::text::ByteSpan;
use words::{Border, Word, has, line, words};

/// Most words of a stretch behind a cue.
const AHEAD: usize = 25;
/// Most words of a stretch that must name a constraint.
const AHEAD_IN_DOUBT: usize = 8;
/// Most words of a stretch before a closing cue: with commas, and without.
const BACK: (usize, usize) = (14, 5);
/// Words behind or before a doubtful cue among which the constraint is named.
const NAMED_WITHIN: usize = 4;

/// Words read as a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Their place, the cue included.
    pub span: ByteSpan,
    /// The constraints they name.
    pub constraints: Vec<Constraint>,
}

/// The places of the words of a text.
pub(super) fn word_places(text: &str) -> Vec<ByteSpan> {
    words(text).into_iter().map(|word| word.span).collect()
}

/// The refused stretches of a text, in order, without overlap.
pub fn refusals(text: &str) -> Vec<Refused> {
    let words = words(text);
    let mut stretches = headings::stretches(text, &words);
    let mut at = 0;
    while at < words.len() {
        let found = behind(&words, at).or_else(|| before(&words, at));
        at = found.map_or(at + 1, |(_, end)| end.max(at + 1));
        stretches.extend(found);
    }
    stretches.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for (start, end) in stretches {
        match merged.last_mut().filter(|last| start < last.1) {
            Some(last) => last.1 = last.1.max(end),
            None => merged.push((start, end)),
        }
    }
    merged.into_iter().map(|(start, end)| refused(&words[start..end])).collect()
}

fn refused(words: &[Word]) -> Refused {
    let span = ByteSpan::new(words[0].span.start, words[words.len() - 1].span.end);
    Refused { span, constraints: named(words) }
}

/// The constraints that words name.
fn named(words: &[Word]) -> Vec<Constraint> {
    let line = line(words);
    let says = |constraint: &Constraint| {
        items(constraint.signs().said)
            .any(|said| line.match_indices(said).any(|(at, _)| line[..at].ends_with(' ')))
    };
    Constraint::all().filter(says).collect()
}

/// The end of a cue that begins at `at`.
fn cue(words: &[Word], at: usize, pattern: &str) -> Option<usize> {
    let mut here = at;
    for (number, part) in pattern.split(' ').enumerate() {
        while number > 0
            && here < words.len()
            && words[here].plain != part
            && has(cues::FILLERS, &words[here].plain)
        {
            here += 1;
        }
        let word = words.get(here).filter(|word| number == 0 || word.border == Border::None)?;
        if word.plain != part {
            return None;
        }
        here += 1;
    }
    Some(here)
}

fn longest(words: &[Word], at: usize, list: &str) -> Option<usize> {
    list.split('|').filter_map(|pattern| cue(words, at, pattern)).max()
}

/// True where the words before `at` deny it.
fn denied(words: &[Word], at: usize) -> bool {
    words[at.saturating_sub(2)..at]
        .iter()
        .any(|word| matches!(word.plain.as_str(), "ne" | "n" | "pas" | "jamais"))
}

/// A stretch behind a cue at `at`.
fn behind(words: &[Word], at: usize) -> Option<(usize, usize)> {
    if let Some(cue_end) = longest(words, at, cues::REFUSES) {
        let start = cue_end + aside(words, cue_end);
        let before = line(&words[at.saturating_sub(3)..at]);
        let this = words.get(start).map_or("", |word| word.plain.as_str());
        // "J'en peux plus, les enfants m'appellent monsieur" is weariness; "des nuits" would be a refusal.
        let weary = before.ends_with(" en ") && !matches!(this, "de" | "d" | "du" | "des");
        // "Ce que j'aime pas, c'est la poussière"; without "que" a clause of its own begins.
        let other = matches!(this, "c" | "ca") && !before.contains(" que ");
        if weary || other || closes(words, start) || nothing(words, start) {
            return None;
        }
        let cue = line(&words[at..cue_end]);
        let affirms = [" plus ", " pas ", " jamais ", " aucun", " ni "].iter().all(|no| !cue.contains(no));
        if affirms && (denied(words, at) || cue.split(' ').any(|word| matches!(word, "ne" | "n"))) {
            return None;
        }
        let end = ahead(words, start, AHEAD);
        // "Je veux plus de nuits", dictated, refuses; "je veux plus d'autonomie" does not.
        let more = cue.contains("veux plus")
            && !denied(words, at + 1)
            && words.get(start).is_some_and(|word| matches!(word.plain.as_str(), "de" | "d"));
        let refuses = end > start && (!more || !named(&words[start..end]).is_empty());
        return refuses.then_some((at, end));
    }
    let (pattern, start) = cues::DOUBTS
        .split('|')
        .filter_map(|pattern| cue(words, at, pattern).map(|end| (pattern, end)))
        .max_by_key(|(_, end)| *end)?;
    let bare = pattern.ends_with("vertige") || pattern.ends_with("permis");
    // "Aucun, les nuits me vont."
    let none =
        pattern.starts_with("aucun") && words.get(start).is_some_and(|word| word.border > Border::None);
    if none
        || (!bare && nothing(words, start))
        || (has(cues::AT_START, pattern) && !starts(words, at))
        || denied(words, at)
    {
        return None;
    }
    let end = ahead(words, start, AHEAD_IN_DOUBT);
    let from = if bare { at } else { start };
    let near = end.min(start + NAMED_WITHIN);
    let near = (start + 1..near).find(|here| words[*here].border == Border::Soft).unwrap_or(near);
    let at_home = line(&words[from..end]).contains(" a la maison ");
    (!at_home && !named(&words[from..near.max(from)]).is_empty()).then_some((at, end))
}

/// True where what follows the cue says that nothing is refused: "pas de problème", "plus de dix".
fn nothing(words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return true };
    let skipped = usize::from(matches!(word.plain.as_str(), "de" | "d" | "le" | "la" | "les" | "l"));
    words
        .get(at + skipped)
        .is_none_or(|word| has(cues::NOTHING, &word.plain) || word.plain.chars().all(|c| c.is_ascii_digit()))
}

/// Words of "en revanche" or "par contre" directly behind a cue.
fn aside(words: &[Word], at: usize) -> usize {
    let pair = words.get(at..at + 2).map(line);
    if pair.is_some_and(|pair| matches!(pair.trim(), "en revanche" | "par contre")) { 2 } else { 0 }
}

fn starts(words: &[Word], at: usize) -> bool {
    words[at].border > Border::None
        || at.checked_sub(1).is_none_or(|before| has(cues::STARTS, &words[before].plain))
}

/// Where a stretch that begins at `start` ends.
fn ahead(words: &[Word], start: usize, most: usize) -> usize {
    let mut end = start;
    while end < words.len() && end - start < most {
        let word = &words[end];
        let turns = has(cues::TURNS, &word.plain);
        if (end > start && (word.border == Border::Hard || turns))
            || (end == start && word.border == Border::Hard)
        {
            break;
        }
        end += 1;
    }
    // "…, par contre", "…, en revanche": the small words belong to what follows.
    while end > start
        && end < words.len()
        && matches!(words[end - 1].plain.as_str(), "par" | "en" | "et" | "mais")
    {
        end -= 1;
    }
    end
}

/// True where nothing of the clause follows.
fn closes(words: &[Word], at: usize) -> bool {
    words.get(at).is_none_or(|word| {
        word.border > Border::None
            || has(cues::TURNS, &word.plain)
            || matches!(word.plain.as_str(), "non" | "et")
    })
}

/// A stretch before a closing cue at `at`.
fn before(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let sure = longest(words, at, cues::REFUSED);
    let end = sure.or_else(|| {
        longest(words, at, cues::CLOSES).filter(|end| closes(words, *end) && !denied(words, at))
    })?;
    let mut last = at;
    while last > 0 && words[last].border == Border::None && has(cues::LEADS, &words[last - 1].plain) {
        last -= 1;
    }
    let mut first = last;
    let mut commas = words[last.min(words.len() - 1)].border == Border::Soft;
    while first > 0 && words[first].border < Border::Hard && !has(cues::BEGINS, &words[first - 1].plain) {
        let doubt = sure.is_none();
        let breaks = words[first].border == Border::Soft || has(cues::BREAKS, &words[first - 1].plain);
        if doubt && first < last && (breaks || last - first >= NAMED_WITHIN) {
            break;
        }
        commas |= words[first - 1].border == Border::Soft;
        if last - first >= if commas { BACK.0 } else { BACK.1 } {
            break;
        }
        first -= 1;
    }
    // What stands before a comma with a verb of its own is another clause.
    if first > 0
        && words[first].border == Border::None
        && has(cues::BEGINS, &words[first - 1].plain)
        && let Some(comma) = (first..last).find(|here| words[*here].border == Border::Soft)
    {
        first = comma;
    }
    let said = &words[first..last];
    let content = said.iter().any(|word| word.plain.chars().count() > 3);
    (content && (sure.is_some() || !named(said).is_empty())).then_some((first, end))
}
