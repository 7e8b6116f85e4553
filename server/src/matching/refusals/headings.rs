//! "Ce que je refuse", and what stands under it.

use super::cues;
use super::words::{Border, Word, line};

/// Most words of a heading.
const HEADING: usize = 9;

/// What stands under headings of refusals, as ranges of words; one a sentence.
pub(super) fn stretches(text: &str, words: &[Word]) -> Vec<(usize, usize)> {
    let (mut found, mut from) = (Vec::new(), 0);
    let lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .map(|line| {
            from += line.len();
            (from - line.len(), line)
        })
        .collect();
    let mut at = 0;
    while at < lines.len() {
        let (start, heading) = lines[at];
        at += 1;
        let (head, rest) = match heading.split_once(':') {
            Some((head, rest)) if rest.chars().any(char::is_alphabetic) => (head, start + head.len() + 1),
            _ => (heading, start + heading.len()),
        };
        let said = range(words, start, start + head.len());
        if !is_heading(heading, &words[said.0..said.1]) {
            continue;
        }
        let mut end = start + heading.len();
        if rest == end {
            while at < lines.len()
                && (lines[at].1.trim().is_empty() && end == start + heading.len()
                    || text_line(lines[at].1, end == start + heading.len()))
            {
                end = if lines[at].1.trim().is_empty() { end } else { lines[at].0 + lines[at].1.len() };
                at += 1;
            }
        }
        sentences(words, range(words, rest, end), &mut found);
    }
    found
}

/// True where a line is text and no heading; the first line under a heading is text.
fn text_line(line: &str, first: bool) -> bool {
    let line = line.trim();
    let ends = line.ends_with(['.', '!', '…', ';', ',', ')']);
    !line.is_empty() && (first || ends || line.split_whitespace().count() > HEADING) && !line.ends_with('?')
}

/// True for a line under which people write what they refuse.
fn is_heading(whole: &str, words: &[Word]) -> bool {
    let whole = whole.trim();
    if words.is_empty() || words.len() > HEADING || whole.ends_with(['.', ',', ';']) && !whole.contains(':') {
        return false;
    }
    let line = line(words);
    cues::HEADINGS.split('|').any(|cue| line.contains(&format!(" {cue} ")))
}

fn range(words: &[Word], start: usize, end: usize) -> (usize, usize) {
    let first = words.partition_point(|word| word.span.start < start);
    (first, words.partition_point(|word| word.span.start < end).max(first))
}

fn sentences(words: &[Word], (start, end): (usize, usize), found: &mut Vec<(usize, usize)>) {
    let mut first = start;
    for at in start + 1..=end {
        if at < end && words[at].border != Border::Hard {
            continue;
        }
        let turn = (first..at).find(|here| {
            matches!(
                words[*here].plain.as_str(),
                "mais" | "sinon" | "contre" | "revanche" | "prefere" | "reste" | "car" | "parce"
            )
        });
        let last = turn.unwrap_or(at);
        let said = &words[first..last];
        let accepts = cues::ACCEPTS.split('|').any(|cue| line(said).contains(cue));
        let long = said.iter().any(|word| word.plain.chars().count() > 3);
        if long && !accepts {
            found.push((first, last));
        }
        first = at;
    }
}
