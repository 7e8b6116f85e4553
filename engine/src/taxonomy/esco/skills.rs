//! The skill pillar of ESCO: `skills_<lang>.csv` and its hierarchy in; concepts out.

use super::{Export, add_wordings, first_text};
use crate::taxonomy::report::ImportError;
use crate::taxonomy::table::Row;
use crate::taxonomy::{Concept, ConceptId, ConceptIx, ConceptKind};
use std::collections::HashMap;

/// The concepts and where each URI stands among them.
#[derive(Default)]
pub(super) struct Skills {
    pub(super) list: Vec<Concept>,
    at: HashMap<String, ConceptIx>,
}

impl Skills {
    pub(super) fn find(&self, uri: &str) -> Option<ConceptIx> {
        self.at.get(uri).copied()
    }

    fn of(&mut self, row: &Row<'_>) -> Result<&mut Concept, String> {
        let uri = row.need("conceptUri")?;
        let at = self.find(uri).ok_or_else(|| format!("{uri} is not in skills_fr.csv"))?;
        Ok(&mut self.list[at.0 as usize])
    }
}

pub(super) fn read(export: &mut Export<'_>) -> Result<Skills, ImportError> {
    let mut skills = french(export)?;
    if let Some(file) = export.optional("skills_en") {
        export.read(&file, &["conceptUri", "preferredLabel"], |row, _| {
            let concept = skills.of(row)?;
            concept.label_en = Some(row.need("preferredLabel")?.to_owned());
            add_wordings(&mut concept.alt, &concept.label, row.get("altLabels"));
            Ok(())
        })?;
    }
    if let Some(file) = export.optional("broaderRelationsSkillPillar") {
        broader(export, &file, &mut skills)?;
    }
    Ok(skills)
}

fn french(export: &mut Export<'_>) -> Result<Skills, ImportError> {
    let mut skills = Skills::default();
    export.read("skills_fr.csv", &["conceptUri", "preferredLabel"], |row, report| {
        let (uri, label) = (row.need("conceptUri")?, row.need("preferredLabel")?);
        if let Some(at) = skills.find(uri) {
            let concept = &mut skills.list[at.0 as usize];
            let both = format!("{label}\n{}", row.get("altLabels"));
            add_wordings(&mut concept.alt, &concept.label, &both);
            return Err(format!("{uri} stands a second time; its wordings are merged into the first"));
        }
        if row.get("skillType").is_empty() {
            report.without_type += 1;
        }
        let mut concept = concept(row, uri, label);
        add_wordings(&mut concept.alt, label, row.get("altLabels"));
        skills.at.insert(uri.to_owned(), ConceptIx(skills.list.len() as u32));
        skills.list.push(concept);
        Ok(())
    })?;
    Ok(skills)
}

fn concept(row: &Row<'_>, uri: &str, label: &str) -> Concept {
    Concept {
        id: ConceptId(uri.to_owned()),
        kind: kind(row.get("skillType"), row.get("reuseLevel")),
        label: label.to_owned(),
        label_en: None,
        alt: Vec::new(),
        definition: first_text(row, &["definition", "description", "scopeNote"]),
        broader: None,
        category: first_text(row, &["reuseLevel"]),
        rome: None,
    }
}

/// ESCO says skill or knowledge, newer versions also attitude and language; without a word it is a skill,
/// by far the most frequent.
fn kind(skill_type: &str, reuse_level: &str) -> ConceptKind {
    if reuse_level.starts_with("language") || skill_type.starts_with("language") {
        ConceptKind::Language
    } else if skill_type.starts_with("knowledge") {
        ConceptKind::Knowledge
    } else if skill_type.starts_with("attitude") {
        ConceptKind::Attitude
    } else {
        ConceptKind::Skill
    }
}

/// A concept's wider concept is the first the file names, rather a concept than a group of concepts.
fn broader(export: &mut Export<'_>, file: &str, skills: &mut Skills) -> Result<(), ImportError> {
    export.read(file, &["conceptUri", "broaderUri"], |row, report| {
        let wider = row.need("broaderUri")?;
        let (Some(at), is_concept) = (skills.find(row.need("conceptUri")?), skills.find(wider).is_some()) else {
            return Ok(());
        };
        let known = skills.list[at.0 as usize].broader.clone();
        let replaces = match &known {
            None => true,
            Some(known) => is_concept && skills.find(&known.0).is_none(),
        };
        report.links.broader += usize::from(known.is_none());
        if replaces {
            skills.list[at.0 as usize].broader = Some(ConceptId(wider.to_owned()));
        }
        Ok(())
    })
}
