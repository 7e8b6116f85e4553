//! Annotations written by hand beside a text: one span a line, `LABEL<TAB>exact words`, in the order of the
//! text, with the characters right before them in a third column where the words alone are ambiguous.

use super::GoldSpan;
use passerelle_engine::tagging::Label;
use passerelle_engine::text::ByteSpan;

/// The spans of an annotation file in its text. Each line is the first occurrence behind the span before it.
pub fn resolve(annotations: &str, text: &str) -> Result<Vec<GoldSpan>, String> {
    let mut spans: Vec<GoldSpan> = Vec::new();
    for (at, line) in annotations.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fault = |reason: &str| format!("line {}: {reason}", at + 1);
        let mut columns = line.split('\t');
        let label = columns.next().and_then(Label::from_name).ok_or_else(|| fault("no such label"))?;
        let words = columns.next().filter(|words| !words.trim().is_empty());
        let words = words.ok_or_else(|| fault("no words behind the label"))?;
        let before = columns.next().unwrap_or("");
        let from = spans.last().map_or(0, |last| last.span.end);
        let start = find(text, before, words, from)
            .ok_or_else(|| fault("these words do not stand behind the span before them"))?;
        let span = ByteSpan::new(start, start + words.len());
        if words.trim() != words {
            return Err(fault("begins or ends with white space"));
        }
        if words.contains(['\n', '\r']) || cuts_a_word(text, span) {
            return Err(fault("begins or ends inside a word"));
        }
        spans.push(GoldSpan { span, label });
    }
    Ok(spans)
}

/// Start of the first `words` at or behind `from` that directly follow `before`.
fn find(text: &str, before: &str, words: &str, from: usize) -> Option<usize> {
    let places = text[from..].match_indices(words).map(|(at, _)| from + at);
    let mut places = places.filter(|&at| text[..at].ends_with(before));
    places.next()
}

fn cuts_a_word(text: &str, span: ByteSpan) -> bool {
    let inside = span.slice(text);
    let meet = |a: Option<char>, b: Option<char>| {
        a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric)
    };
    meet(text[..span.start].chars().next_back(), inside.chars().next())
        || meet(inside.chars().next_back(), text[span.end..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Vente\n\nVendre, bien vendre, et vendre encore.";

    #[test]
    fn lines_are_found_from_left_to_right() {
        let spans = resolve("KNOWLEDGE\tVente\nSKILL\tvendre\nSKILL\tvendre\n", TEXT).expect("resolved");
        let places: Vec<usize> = spans.iter().map(|span| span.span.start).collect();
        assert_eq!(places, [0, 20, 31]);
    }

    #[test]
    fn what_stands_before_tells_occurrences_apart() {
        let spans = resolve("SKILL\tvendre\tet ", TEXT).expect("resolved");
        assert_eq!(spans[0].span.start, 31);
    }

    #[test]
    fn what_is_not_there_or_cuts_a_word_is_named_by_its_line() {
        assert!(resolve("SKILL\tvendre\nSKILL\tVente", TEXT).expect_err("order").starts_with("line 2"));
        assert!(resolve("SKILL\tvend", TEXT).expect_err("inside").contains("inside a word"));
        assert!(resolve("TOOL\tvendre", TEXT).expect_err("label").contains("label"));
    }
}
