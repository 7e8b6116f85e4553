//! From an analysis to the mentions that are stored: concept ids, requirement, sentence, code points.

use super::record::{Declared, Record};
use super::sentence::sentence_around;
use super::wording::requirement;
use crate::store::{Mention, Requirement, Side};
use passerelle_engine::pipeline::Analysis;
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptId, ConceptIx, Taxonomy};
use passerelle_engine::text::{ByteSpan, CharIndex};
use std::collections::HashMap;

/// Concepts by the ROME OGR code that sources write.
#[derive(Debug, Default)]
pub struct Codes(HashMap<String, ConceptIx>);

impl Codes {
    /// The codes of a taxonomy: its own ids where it is ROME, else the codes its concepts name.
    pub fn of(taxonomy: &Taxonomy) -> Self {
        let mut codes = HashMap::new();
        for (at, concept) in taxonomy.concepts().iter().enumerate() {
            let code = concept.rome.as_ref().unwrap_or(&concept.id.0);
            codes.entry(code.clone()).or_insert(ConceptIx(at as u32));
        }
        Self(codes)
    }
}

/// The mentions of a record, in the order of its text.
///
/// A mention inside a structured line takes the requirement the line states; elsewhere the words around
/// it decide. A structured line whose code the taxonomy knows is a mention even if the tagger missed it.
pub fn mentions_of(record: &Record, analysis: &Analysis, taxonomy: &Taxonomy, codes: &Codes) -> Vec<Mention> {
    let body = &record.document.body;
    let index = CharIndex::new(body);
    let side = record.document.side;
    let build = |span: ByteSpan, label: Label, confidence: f64, concept: Option<ConceptIx>| {
        let line = record.declared.iter().find(|line| line.span.overlaps(span));
        Mention {
            concept: concept.map(|at| taxonomy.concept(at).id.clone()),
            label,
            surface: span.slice(body).to_string(),
            requirement: match (side, line) {
                (Side::Course, _) => Requirement::Required,
                (Side::Offer, Some(line)) => line.requirement,
                (Side::Offer, None) => requirement(body, span),
            },
            confidence,
            span: index.to_chars(span),
            sentence: index.to_chars(sentence_around(body, span)),
        }
    };
    let tagged = analysis.mentions.iter().map(|found| {
        build(found.span, found.label, f64::from(found.confidence), found.link.map(|link| link.concept))
    });
    let mut mentions: Vec<Mention> = tagged.collect();
    for (line, at) in record.declared.iter().filter_map(|line| Some((line, known(line, codes)?))) {
        let id: &ConceptId = &taxonomy.concept(at).id;
        let place = index.to_chars(line.span);
        let found = mentions.iter().any(|mention| {
            mention.concept.as_ref() == Some(id)
                && mention.span.start < place.end
                && place.start < mention.span.end
        });
        if !found {
            mentions.push(build(line.span, taxonomy.concept(at).kind.label(), 1.0, Some(at)));
        }
    }
    mentions.sort_by_key(|mention| (mention.span.start, mention.span.end));
    mentions
}

fn known(line: &Declared, codes: &Codes) -> Option<ConceptIx> {
    codes.0.get(line.code.as_ref()?).copied()
}
