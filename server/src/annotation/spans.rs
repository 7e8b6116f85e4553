//! Spans that somebody sends in; spans that fit the text, the labels and the taxonomy, or every fault, out.

use crate::store::GivenSpan;
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptId, Taxonomy};
use passerelle_engine::text::{ByteSpan, CharIndex, CharSpan};

/// A span as it was sent. Places are code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanInput {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Name of the label.
    pub label: String,
    /// Identifier of the concept, where one is given.
    pub concept: Option<String>,
}

/// What is wrong with a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanFault {
    /// Position of the span in what was sent.
    pub at: usize,
    /// Which of its fields.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub detail: String,
}

/// The spans, sorted, with white space at their ends left out. As the annotation guide has it, they lie
/// inside the text, do not overlap and cross no line break.
pub fn checked(
    text: &str,
    spans: &[SpanInput],
    taxonomy: &Taxonomy,
) -> Result<Vec<GivenSpan>, Vec<SpanFault>> {
    let index = CharIndex::new(text);
    let (mut good, mut faults) = (Vec::with_capacity(spans.len()), Vec::new());
    for (at, span) in spans.iter().enumerate() {
        let place = place(text, &index, span);
        let (label, concept) = (label(&span.label), concept(span.concept.as_deref(), taxonomy));
        match (place, label, concept) {
            (Ok(place), Ok(label), Ok(concept)) => good.push((at, place, label, concept)),
            (place, label, concept) => {
                let wrong = [("end", place.err()), ("label", label.err()), ("concept", concept.err())];
                let wrong = wrong.into_iter().filter_map(|(field, detail)| Some((field, detail?)));
                faults.extend(wrong.map(|(field, detail)| SpanFault { at, field, detail }));
            }
        }
    }
    good.sort_by_key(|(_, place, ..)| (place.start, place.end));
    faults.extend(good.windows(2).filter(|pair| pair[0].1.overlaps(pair[1].1)).map(|pair| SpanFault {
        at: pair[1].0,
        field: "start",
        detail: format!("overlaps spans/{}; spans do not overlap or nest, keep one of them", pair[0].0),
    }));
    if !faults.is_empty() {
        return Err(faults);
    }
    let given = |(_, place, label, concept): (usize, ByteSpan, Label, Option<ConceptId>)| {
        let CharSpan { start, end } = index.to_chars(place);
        GivenSpan { start, end, label, concept, score: None }
    };
    Ok(good.into_iter().map(given).collect())
}

fn place(text: &str, index: &CharIndex, span: &SpanInput) -> Result<ByteSpan, String> {
    let (start, end, chars) = (span.start, span.end, index.chars());
    if start >= end {
        return Err(format!("must lie behind start {start}"));
    }
    let place = index.to_bytes(CharSpan { start, end });
    let place = place.ok_or_else(|| {
        format!("lies behind the text, which has {chars} code points; count code points, not bytes")
    })?;
    let place = place.trimmed(text);
    if place.is_empty() {
        return Err("the span holds white space only".into());
    }
    if place.slice(text).contains(['\n', '\r', '\u{2028}']) {
        return Err("the span crosses a line break; end it at the end of the line".into());
    }
    Ok(place)
}

fn label(name: &str) -> Result<Label, String> {
    Label::from_name(name).ok_or_else(|| {
        let known = Label::ALL.map(Label::name).join(", ");
        format!("`{name}` is no label; the labels are {known}")
    })
}

fn concept(id: Option<&str>, taxonomy: &Taxonomy) -> Result<Option<ConceptId>, String> {
    let Some(id) = id else { return Ok(None) };
    let concept = ConceptId(id.to_owned());
    if taxonomy.find_concept(&concept).is_some() {
        Ok(Some(concept))
    } else {
        Err(format!(
            "there is no concept `{id}` in taxonomy {}; GET /v1/concepts?q= finds one, or leave it out",
            taxonomy.tag()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::double::taxonomy;

    fn span(start: usize, end: usize, label: &str, concept: Option<&str>) -> SpanInput {
        SpanInput { start, end, label: label.into(), concept: concept.map(Into::into) }
    }

    #[test]
    fn spans_are_sorted_and_lose_the_white_space_at_their_ends() {
        let text = "👩‍🍳 préparer des plats, HACCP";
        let sent = [span(23, 29, "KNOWLEDGE", None), span(4, 22, "SKILL", Some("sf-plats"))];
        let good = checked(text, &sent, &taxonomy()).unwrap();
        let words: Vec<String> = good
            .iter()
            .map(|span| text.chars().skip(span.start).take(span.end - span.start).collect())
            .collect();
        assert_eq!(words, ["préparer des plats", "HACCP"]);
        assert_eq!(good[0].concept, Some(ConceptId("sf-plats".into())));
    }

    #[test]
    fn every_fault_is_named_with_its_span_and_field() {
        let text = "cuisiner\nservir";
        for (sent, field, says) in [
            (span(0, 16, "SKILL", None), "end", "15 code points"),
            (span(3, 3, "SKILL", None), "end", "behind start"),
            (span(8, 9, "SKILL", None), "end", "white space"),
            (span(4, 12, "SKILL", None), "end", "line break"),
            (span(0, 8, "SKILLS", None), "label", "SKILL, KNOWLEDGE"),
            (span(0, 8, "SKILL", Some("sf-nothing")), "concept", "test-1"),
        ] {
            let faults = checked(text, std::slice::from_ref(&sent), &taxonomy()).unwrap_err();
            assert_eq!((faults.len(), faults[0].field), (1, field), "{sent:?}");
            assert!(faults[0].detail.contains(says), "{faults:?}");
        }
        let sent = [span(9, 15, "SKILL", None), span(0, 8, "SKILL", None), span(2, 5, "ATTITUDE", None)];
        let faults = checked(text, &sent, &taxonomy()).unwrap_err();
        assert_eq!((faults[0].at, faults[0].field), (2, "start"), "{faults:?}");
    }
}
