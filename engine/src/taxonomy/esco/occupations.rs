//! The occupation pillar of ESCO: `occupations_<lang>.csv` and the relations to skills in; occupations out.

use super::skills::Skills;
use super::{Export, add_wordings, first_text};
use crate::taxonomy::report::ImportError;
use crate::taxonomy::table::Row;
use crate::taxonomy::{ConceptIx, ConceptKind, Need, Occupation, OccupationCode, Title};
use std::collections::{HashMap, HashSet};

#[derive(Default)]
struct Occupations {
    list: Vec<Occupation>,
    at: HashMap<String, usize>,
    codes: HashSet<String>,
}

impl Occupations {
    fn find(&self, row: &Row<'_>, column: &str) -> Result<usize, String> {
        let uri = row.need(column)?;
        self.at.get(uri).copied().ok_or_else(|| format!("{uri} is not in occupations_fr.csv"))
    }
}

pub(super) fn read(export: &mut Export<'_>, skills: &Skills) -> Result<Vec<Occupation>, ImportError> {
    let mut occupations = french(export)?;
    if let Some(file) = export.optional("occupations_en") {
        export.read(&file, &["conceptUri", "preferredLabel"], |row, _| {
            let at = occupations.find(row, "conceptUri")?;
            let occupation = &mut occupations.list[at];
            occupation.label_en = Some(row.need("preferredLabel")?.to_owned());
            add_titles(occupation, row.get("altLabels"));
            if occupation.definition.is_empty() {
                occupation.definition = first_text(row, &["description", "definition"]).unwrap_or_default();
            }
            Ok(())
        })?;
    }
    if let Some(file) = export.optional("occupationSkillRelations") {
        needs(export, &file, skills, &mut occupations)?;
    }
    let core = |occupation: &&Occupation| occupation.needs.iter().any(|need| need.core);
    export.report.without_core = occupations.list.iter().filter(|occupation| !core(occupation)).count();
    export.report.links.titles = occupations.list.iter().map(|occupation| occupation.titles.len()).sum();
    Ok(occupations.list)
}

fn french(export: &mut Export<'_>) -> Result<Occupations, ImportError> {
    let mut occupations = Occupations::default();
    export.read("occupations_fr.csv", &["conceptUri", "preferredLabel"], |row, _| {
        let (uri, label) = (row.need("conceptUri")?, row.need("preferredLabel")?);
        if let Some(&at) = occupations.at.get(uri) {
            add_titles(&mut occupations.list[at], &format!("{label}\n{}", row.get("altLabels")));
            return Err(format!("{uri} stands a second time; its titles are merged into the first"));
        }
        let mut occupation = occupation(code(row, uri, &occupations.codes), label, row);
        add_titles(&mut occupation, row.get("altLabels"));
        occupations.codes.insert(occupation.code.0.clone());
        occupations.at.insert(uri.to_owned(), occupations.list.len());
        occupations.list.push(occupation);
        Ok(())
    })?;
    Ok(occupations)
}

/// The `code` column; the URI where it is absent or taken.
fn code(row: &Row<'_>, uri: &str, taken: &HashSet<String>) -> OccupationCode {
    let code = row.get("code");
    let usable = !code.is_empty() && !taken.contains(code);
    OccupationCode(if usable { code } else { uri }.to_owned())
}

fn occupation(code: OccupationCode, label: &str, row: &Row<'_>) -> Occupation {
    Occupation {
        code,
        label: label.to_owned(),
        label_en: None,
        definition: first_text(row, &["definition", "description"]).unwrap_or_default(),
        access: None,
        titles: Vec::new(),
        needs: Vec::new(),
        contexts: Vec::new(),
        neighbours: Vec::new(),
    }
}

fn add_titles(occupation: &mut Occupation, cell: &str) {
    let mut labels: Vec<String> = occupation.titles.iter().map(|title| title.label.clone()).collect();
    let before = labels.len();
    add_wordings(&mut labels, &occupation.label, cell);
    let new = labels.into_iter().skip(before).map(|label| Title { code: None, label });
    occupation.titles.extend(new);
}

/// `essential` is core, everything else is not.
fn needs(
    export: &mut Export<'_>,
    file: &str,
    skills: &Skills,
    occupations: &mut Occupations,
) -> Result<(), ImportError> {
    let mut seen: HashSet<(usize, ConceptIx)> = HashSet::new();
    export.read(file, &["occupationUri", "relationType", "skillUri"], |row, report| {
        let at = occupations.find(row, "occupationUri")?;
        let uri = row.need("skillUri")?;
        let concept = skills.find(uri).ok_or_else(|| format!("{uri} is not in skills_fr.csv"))?;
        if !seen.insert((at, concept)) {
            return Err(format!("{uri} is linked to this occupation a second time"));
        }
        let core = row.get("relationType") == "essential";
        occupations.list[at].needs.push(Need { concept, core });
        let links = &mut report.links;
        match skills.list[concept.0 as usize].kind {
            ConceptKind::Attitude => links.attitudes += 1,
            ConceptKind::Knowledge | ConceptKind::Language | ConceptKind::Certification => {
                links.knowledge += 1;
            }
            ConceptKind::Skill | ConceptKind::Context => links.skills += 1,
        }
        Ok(())
    })
}
