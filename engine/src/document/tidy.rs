//! Text as a format's reader found it in; text without the traces of the page out.

use std::collections::HashSet;

/// First parts that keep their hyphen when a line breaks behind it: "savoir-" + "faire".
const KEEP_BEFORE: &[&str] = &[
    "savoir", "bien", "sous", "auto", "mi", "semi", "demi", "non", "vis", "chef", "hors", "co", "post",
    "multi", "tout", "toute", "avant", "après", "grand", "haut", "rendez", "peut", "porte", "main", "aide",
    "libre", "micro", "vice", "ex", "quasi", "extra", "socio", "self", "en", "plus", "moyen", "rez", "prêt",
    "ci", "celui", "celle", "lui", "elle", "eux", "nous", "vous", "moi", "soi", "trente", "vingt", "quatre",
    "dix",
];
/// Second parts that keep the hyphen before them.
const KEEP_AFTER: &[&str] = &[
    "vous", "nous", "moi", "toi", "lui", "leur", "ci", "là", "il", "elle", "ils", "elles", "on", "même",
    "mêmes", "faire", "être", "à", "de", "d", "la", "le", "les", "en",
];

/// Lines without white space at their ends, at most one empty line in a row, none at either end.
/// Form feeds and carriage returns become line ends.
pub(super) fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{c}', '\u{b}'], "\n");
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.split('\n').map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty <= 1 && !(line.is_empty() && out.is_empty()) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The pages of a PDF as one text, words that were cut at line ends put together again.
pub(super) fn pages(pages: &[String]) -> String {
    join_cut_words(&lines(&pages.join("\n\n")))
}

/// Joins "compé-" + "tences". A hyphen stays where the word is known to have one, or is written
/// with one elsewhere in the text.
fn join_cut_words(text: &str) -> String {
    let hyphenated: HashSet<String> = text
        .split(|c: char| !(c.is_alphabetic() || c == '-'))
        .filter(|w| w.contains('-'))
        .map(str::to_lowercase)
        .collect();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['-', '\u{ad}', '‐']) {
        let sign = rest[at..].chars().next().map_or(1, char::len_utf8);
        let (before, behind) = (&rest[..at], &rest[at + sign..]);
        out.push_str(before);
        if let Some((start, end)) = cut(&out, behind) {
            let soft = rest[at..].starts_with('\u{ad}');
            if !soft && keeps_hyphen(start, end, &hyphenated) {
                out.push('-');
            }
            rest = behind.trim_start_matches([' ', '\n']);
        } else {
            out.push_str(&rest[at..at + sign]);
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

/// The two parts of a word cut at a line end; `None` where it is no cut, or one of them is too
/// short or has capitals or digits (a name, a code, a list sign).
fn cut<'a>(before: &'a str, behind: &'a str) -> Option<(&'a str, &'a str)> {
    let next = behind.trim_start_matches(' ').strip_prefix('\n')?.trim_start_matches(' ');
    let start = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let end = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let fits = |part: &str, least: usize| part.chars().count() >= least;
    let small = |part: &str| part.chars().all(char::is_lowercase);
    let start_small = small(start.trim_start_matches(char::is_uppercase));
    (fits(start, 2) && fits(end, 2) && start_small && small(end)).then_some((start, end))
}

fn keeps_hyphen(start: &str, end: &str, hyphenated: &HashSet<String>) -> bool {
    let start = start.to_lowercase();
    KEEP_BEFORE.contains(&start.as_str())
        || KEEP_AFTER.contains(&end)
        || hyphenated.contains(&format!("{start}-{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cut_at_line_ends_are_joined() {
        let cases = [
            ("des compé-\ntences", "des compétences"),
            ("un savoir-\nfaire", "un savoir-faire"),
            ("Présentez-\nvous", "Présentez-vous"),
            ("aide-soignante\nune aide-\nsoignante", "aide-soignante\nune aide-soignante"),
            ("le réfé\u{ad}\nrent", "le référent"),
            ("- tri\n- rangement", "- tri\n- rangement"),
            ("CACES R489-\ncatégorie 3", "CACES R489-\ncatégorie 3"),
            ("Languedoc-\nRoussillon", "Languedoc-\nRoussillon"),
            ("2024 -\nvendeur", "2024 -\nvendeur"),
        ];
        for (text, expected) in cases {
            assert_eq!(join_cut_words(text), expected, "{text:?}");
        }
    }

    #[test]
    fn page_ends_and_empty_lines_collapse() {
        assert_eq!(lines("\n\na  \r\n\n\n\nb\u{c}c\n"), "a\n\nb\nc");
        assert_eq!(pages(&["un".to_owned(), String::new(), "deux".to_owned()]), "un\n\ndeux");
    }
}
