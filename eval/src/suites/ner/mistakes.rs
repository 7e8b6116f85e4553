//! The worst mistakes of a run with what stands around them, for people to read.

use super::run::Run;
use crate::datasets::Document;
use crate::metrics::{Outcome, align};
use passerelle_engine::tagging::Label;
use passerelle_engine::text::ByteSpan;
use serde::{Deserialize, Serialize};

/// Code points shown before and behind a span.
const AROUND: usize = 60;

/// A span that was found wrongly, or not at all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mistake {
    /// Identifier of the document.
    pub document: String,
    /// What became of the span.
    pub outcome: Outcome,
    /// What stands before it.
    pub before: String,
    /// Its words: as found, or as annotated where it was missed.
    pub words: String,
    /// What stands behind it.
    pub after: String,
    /// Label and confidence found.
    pub found: Option<(Label, f32)>,
    /// Label and words annotated.
    pub annotated: Option<(Label, String)>,
}

/// The `count` worst: half of them what the system was surest of, half of them the longest it missed.
pub fn worst(run: &Run, documents: &[Document], count: usize) -> Vec<Mistake> {
    let (mut wrong, mut missed) = (Vec::new(), Vec::new());
    for (at, document) in documents.iter().enumerate() {
        for pair in align(&run.spans(at), &document.spans) {
            let found = pair.found.map(|position| run.found[at][position]);
            let annotated = pair.annotated.map(|position| document.spans[position]);
            let Some(span) = found.map(|f| f.span).or(annotated.map(|a| a.span)) else { continue };
            let mistake = || Mistake {
                document: document.id.clone(),
                outcome: pair.outcome,
                before: before(&document.text, span),
                words: span.slice(&document.text).to_owned(),
                after: after(&document.text, span),
                found: found.map(|f| (f.label, f.confidence)),
                annotated: annotated.map(|a| (a.label, a.span.slice(&document.text).to_owned())),
            };
            match (pair.outcome, found) {
                (Outcome::Correct, _) => {}
                (_, Some(found)) => wrong.push((found.confidence, mistake())),
                (_, None) => missed.push((span.len() as f32, mistake())),
            }
        }
    }
    let first = |mut ranked: Vec<(f32, Mistake)>, count: usize| {
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        ranked.into_iter().take(count).map(|(_, mistake)| mistake)
    };
    first(wrong, count - count / 2).chain(first(missed, count / 2)).collect()
}

fn before(text: &str, span: ByteSpan) -> String {
    let mut near: Vec<char> = text[..span.start].chars().rev().take(AROUND).collect();
    near.reverse();
    near.into_iter().collect()
}

fn after(text: &str, span: ByteSpan) -> String {
    text[span.end..].chars().take(AROUND).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::inline;
    use crate::systems::FoundSpan;

    #[test]
    fn the_surest_wrong_ones_and_the_longest_missed_ones_come_first() {
        let documents = inline::parse("### d offer fr\nun [[SKILL|deux]] trois [[SKILL|quatre cinq]] six\n");
        let documents = documents.expect("a document");
        let found = |start, end, confidence| FoundSpan {
            span: ByteSpan::new(start, end),
            label: Label::Language,
            confidence,
        };
        let run = Run {
            system: "x".into(),
            found: vec![vec![found(0, 2, 0.4), found(8, 13, 0.9)]],
            chars_per_second: 1.0,
            peak_memory_bytes: None,
        };
        let worst = worst(&run, &documents, 2);
        assert_eq!(worst.iter().map(|m| m.words.as_str()).collect::<Vec<_>>(), ["trois", "quatre cinq"]);
        assert_eq!((worst[0].before.as_str(), worst[1].after.as_str()), ("un deux ", " six"));
        assert_eq!(worst[1].outcome, Outcome::Missed);
    }
}
