//! A double of the engine that finds fixed words.

use super::{Analyse, AnalyseError};
use crate::words::folded;
use passerelle_engine::pipeline::{Analysis, Coverage, Link, LinkMethod, Mention};
use passerelle_engine::taxonomy::{
    Concept, ConceptId, ConceptIx, ConceptKind, Need, Occupation, OccupationCode, Taxonomy, Title,
};
use passerelle_engine::text::ByteSpan;

/// Finds every concept's label and alternative labels, whatever their case.
pub struct Words(pub Vec<(String, Option<ConceptIx>, ConceptKind)>);

impl Words {
    /// The words of a taxonomy.
    pub fn of(taxonomy: &Taxonomy) -> Self {
        let concepts = taxonomy.concepts().iter().enumerate();
        let words = concepts.flat_map(|(at, concept)| {
            let labels = concept.alt.iter().chain([&concept.label]);
            labels.map(move |label| (label.to_lowercase(), Some(ConceptIx(at as u32)), concept.kind))
        });
        Self(words.collect())
    }
}

impl Analyse for Words {
    fn analyse(&self, texts: &[&str]) -> Result<Vec<Analysis>, AnalyseError> {
        Ok(texts.iter().map(|text| self.one(text)).collect())
    }

    fn version(&self) -> String {
        "words-1".into()
    }
}

impl Words {
    fn one(&self, text: &str) -> Analysis {
        let lower = text.to_lowercase();
        let mut mentions: Vec<Mention> = Vec::new();
        for (word, concept, kind) in &self.0 {
            for (at, found) in lower.match_indices(word.as_str()) {
                let span = ByteSpan::new(at, at + found.len());
                let link = concept.map(|concept| Link { concept, score: 1.0, method: LinkMethod::Exact });
                if text.get(span.start..span.end).is_some_and(|cut| folded(cut) == folded(word)) {
                    mentions.push(Mention { span, label: kind.label(), confidence: 0.9, link });
                }
            }
        }
        mentions.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
        let mut end = 0;
        mentions.retain(|mention| {
            let keep = mention.span.start >= end;
            end = if keep { mention.span.end } else { end };
            keep
        });
        let coverage = Coverage { chars: text.chars().count(), windows: 1, truncated: false };
        Analysis { mentions, vector: vec![1.0], coverage }
    }
}

/// A concept for tests.
pub fn concept(id: &str, kind: ConceptKind, label: &str, broader: Option<&str>) -> Concept {
    Concept {
        id: ConceptId(id.into()),
        kind,
        label: label.into(),
        label_en: None,
        alt: Vec::new(),
        definition: None,
        broader: broader.map(|id| ConceptId(id.into())),
        category: None,
        rome: None,
    }
}

/// Three trades and their concepts.
pub fn taxonomy() -> Taxonomy {
    use ConceptKind::{Attitude, Context, Knowledge, Skill};
    let mut concepts = vec![
        concept("sf-plats", Skill, "préparer des plats", Some("cuisine")),
        concept("sf-desserts", Skill, "préparer des desserts", Some("cuisine")),
        concept("sv-haccp", Knowledge, "HACCP", None),
        concept("sf-souder", Skill, "souder à l'arc", None),
        concept("sf-plan", Skill, "lire un plan", None),
        concept("se-rigueur", Attitude, "rigueur", None),
        concept("ct-nuit", Context, "travail de nuit", None),
        concept("ct-dimanche", Context, "travail le dimanche", None),
        concept("sf-sql", Skill, "SQL", None),
    ];
    concepts[3].rome = Some("123".into());
    concepts[6].rome = Some("300803".into());
    concepts[7].rome = Some("300793".into());
    let needs = |list: &[(u32, bool)]| {
        list.iter().map(|(at, core)| Need { concept: ConceptIx(*at), core: *core }).collect::<Vec<_>>()
    };
    let occupation = |code: &str, label: &str, definition: &str, needs, contexts: &[u32]| Occupation {
        code: OccupationCode(code.into()),
        label: label.into(),
        label_en: None,
        definition: definition.into(),
        access: None,
        titles: vec![Title { code: None, label: label.into() }],
        needs,
        contexts: contexts.iter().map(|at| ConceptIx(*at)).collect(),
        neighbours: Vec::new(),
    };
    let occupations = vec![
        occupation(
            "G1602",
            "Cuisinier / Cuisinière",
            "Prépare et dresse des plats.",
            needs(&[(0, true), (2, true), (5, false)]),
            &[7],
        ),
        occupation(
            "H2913",
            "Soudeur / Soudeuse",
            "Assemble des pièces de métal.",
            needs(&[(3, true), (4, true), (5, false)]),
            &[6],
        ),
        occupation(
            "M1805",
            "Développeur / Développeuse",
            "Écrit des logiciels.",
            needs(&[(8, true), (5, false)]),
            &[],
        ),
    ];
    Taxonomy::new("test", "1", concepts, occupations).expect("ids are unique")
}
