//! The referentials of ROME: competences, savoirs and contexts in; concepts out.

use super::Export;
use crate::taxonomy::report::ImportError;
use crate::taxonomy::table::Row;
use crate::taxonomy::{Concept, ConceptId, ConceptIx, ConceptKind};
use std::collections::HashMap;

/// The concepts and where each OGR code stands among them.
#[derive(Default)]
pub(super) struct Concepts {
    pub(super) list: Vec<Concept>,
    at: HashMap<String, ConceptIx>,
}

impl Concepts {
    pub(super) fn find(&self, ogr: &str) -> Option<ConceptIx> {
        self.at.get(ogr).copied()
    }

    pub(super) fn kind(&self, at: ConceptIx) -> ConceptKind {
        self.list[at.0 as usize].kind
    }

    fn add(&mut self, concept: Concept) -> Result<(), String> {
        let ogr = concept.id.0.clone();
        if self.at.contains_key(&ogr) {
            return Err(format!("the code {ogr} stands a second time; the first is kept"));
        }
        self.at.insert(ogr, ConceptIx(self.list.len() as u32));
        self.list.push(concept);
        Ok(())
    }
}

/// A place that names a macro-compétence, to be looked up once all are read.
struct Broader {
    concept: ConceptIx,
    macro_ogr: String,
    line: u64,
}

pub(super) fn read(export: &mut Export<'_>) -> Result<Concepts, ImportError> {
    let mut concepts = Concepts::default();
    let broader = competences(export, &mut concepts)?;
    resolve(export, &mut concepts, broader);
    savoirs(export, &mut concepts)?;
    contexts(export, &mut concepts)?;
    Ok(concepts)
}

fn competences(export: &mut Export<'_>, concepts: &mut Concepts) -> Result<Vec<Broader>, ImportError> {
    let mut broader = Vec::new();
    let required = ["code_ogr", "libelle_competence", "code_ogr_macro_comp", "cat_comp"];
    export.read("referentiel_competence", &required, |row, _| {
        let category = row.get("cat_comp");
        let kind = if category.to_lowercase().starts_with("savoir-être") {
            ConceptKind::Attitude
        } else {
            ConceptKind::Skill
        };
        let parts = [row.get("nature"), category, row.get("sous_cat_comp")];
        concepts.add(Concept {
            definition: text(row.get("definition")),
            category: joined(&parts),
            ..concept(row, "code_ogr", "libelle_competence", kind)?
        })?;
        let macro_ogr = row.get("code_ogr_macro_comp").to_owned();
        if !macro_ogr.is_empty() {
            let concept = ConceptIx(concepts.list.len() as u32 - 1);
            broader.push(Broader { concept, macro_ogr, line: row.line });
        }
        Ok(())
    })?;
    Ok(broader)
}

fn resolve(export: &mut Export<'_>, concepts: &mut Concepts, broader: Vec<Broader>) {
    let file = export.file("referentiel_competence");
    for Broader { concept, macro_ogr, line } in broader {
        if concepts.find(&macro_ogr).is_some() {
            concepts.list[concept.0 as usize].broader = Some(ConceptId(macro_ogr));
            export.report.links.broader += 1;
        } else {
            let reason = format!("macro-compétence {macro_ogr} is not in the file; kept without it");
            export.report.skip(&file, line, reason);
        }
    }
}

fn savoirs(export: &mut Export<'_>, concepts: &mut Concepts) -> Result<(), ImportError> {
    let required = ["code_ogr_savoir", "libelle_savoir", "categorie_savoir"];
    export.read("referentiel_savoir", &required, |row, _| {
        let (category, sub) = (row.get("categorie_savoir"), row.get("sous_categorie_savoir"));
        let kind = savoir_kind(category, sub);
        let category = joined(&[category, sub]);
        concepts.add(Concept { category, ..concept(row, "code_ogr_savoir", "libelle_savoir", kind)? })
    })
}

/// Certifications, permits and natural languages stand among the savoirs; their category tells them.
fn savoir_kind(category: &str, sub_category: &str) -> ConceptKind {
    if category.starts_with("Certifications") {
        ConceptKind::Certification
    } else if sub_category == "Langues" {
        ConceptKind::Language
    } else {
        ConceptKind::Knowledge
    }
}

fn contexts(export: &mut Export<'_>, concepts: &mut Concepts) -> Result<(), ImportError> {
    let required = ["code_ogr", "libelle_cont_travail"];
    export.read("referentiel_contexte_travail", &required, |row, _| {
        let category = text(row.get("libelle_type_cont_trav"));
        let kind = ConceptKind::Context;
        concepts.add(Concept { category, ..concept(row, "code_ogr", "libelle_cont_travail", kind)? })
    })
}

fn concept(row: &Row<'_>, code: &str, label: &str, kind: ConceptKind) -> Result<Concept, String> {
    Ok(Concept {
        id: ConceptId(row.need(code)?.to_owned()),
        kind,
        label: row.need(label)?.to_owned(),
        label_en: None,
        alt: Vec::new(),
        definition: None,
        broader: None,
        category: None,
        rome: None,
    })
}

fn text(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| cell.to_owned())
}

fn joined(parts: &[&str]) -> Option<String> {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    text(&parts.join(" / "))
}
