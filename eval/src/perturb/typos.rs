//! Errors of typing: a letter swapped with the next, dropped or doubled, never the first or last of a word.

use super::edit::Edited;
use super::random::Random;

/// One word in so many gets an error.
const ONE_IN: usize = 12;
/// Letters a word must have.
const SHORTEST: usize = 5;

/// The text with errors in some of its words.
pub(super) fn apply(text: &str, random: &mut Random) -> Edited {
    let mut edited = Edited::new(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        if length == 0 {
            edited.replace(first.len_utf8(), |out| out.push(first));
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let word: Vec<char> = rest[..length].chars().collect();
        if word.len() >= SHORTEST && random.one_in(ONE_IN) {
            spoilt(&mut edited, &word, random);
        } else {
            word.iter().for_each(|&c| edited.replace(c.len_utf8(), |out| out.push(c)));
        }
        rest = &rest[length..];
    }
    edited
}

fn spoilt(edited: &mut Edited, word: &[char], random: &mut Random) {
    let at = 1 + random.below(word.len() - 3);
    let way = random.below(3);
    for (position, &c) in word.iter().enumerate() {
        edited.replace(c.len_utf8(), |out| match way {
            0 if position == at => out.push(word[at + 1]),
            0 if position == at + 1 => out.push(word[at]),
            1 if position == at => {}
            2 if position == at => out.extend([c, c]),
            _ => out.push(c),
        });
    }
}
