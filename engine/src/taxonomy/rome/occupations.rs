//! The occupations of ROME: the tables that speak of them in; occupations with texts, titles, needs,
//! contexts and neighbours out.

use super::Export;
use super::concepts::Concepts;
use crate::taxonomy::report::{ImportError, ImportReport};
use crate::taxonomy::table::Row;
use crate::taxonomy::{ConceptKind, Need, Occupation, OccupationCode, Title};
use std::collections::{HashMap, HashSet};

/// The occupations and where each code stands among them.
#[derive(Default)]
struct Occupations {
    list: Vec<Occupation>,
    at: HashMap<String, usize>,
}

impl Occupations {
    /// Position of the occupation the row names under `column`.
    fn find(&self, row: &Row<'_>, column: &str) -> Result<usize, String> {
        let code = row.need(column)?;
        self.at.get(code).copied().ok_or_else(|| format!("{column} {code} is no occupation of this export"))
    }
}

pub(super) fn read(export: &mut Export<'_>, concepts: &Concepts) -> Result<Vec<Occupation>, ImportError> {
    let mut occupations = records(export)?;
    texts(export, &mut occupations)?;
    let titles = titles(export, &mut occupations)?;
    let core = core_pairs(export)?;
    links(export, &mut occupations, concepts, &titles, &core)?;
    neighbours(export, &mut occupations)?;
    for occupation in &mut occupations.list {
        if !occupation.needs.iter().any(|need| need.core) {
            export.report.without_core += 1;
            savoir_faire_are_core(occupation, concepts);
        }
    }
    Ok(occupations.list)
}

fn records(export: &mut Export<'_>) -> Result<Occupations, ImportError> {
    let mut occupations = Occupations::default();
    export.read("referentiel_code_rome", &["code_rome", "libelle_rome"], |row, _| {
        let (code, label) = (row.need("code_rome")?, row.need("libelle_rome")?);
        if occupations.at.contains_key(code) {
            return Err(format!("the code {code} stands a second time; the first is kept"));
        }
        occupations.at.insert(code.to_owned(), occupations.list.len());
        occupations.list.push(Occupation {
            code: OccupationCode(code.to_owned()),
            label: label.to_owned(),
            label_en: None,
            definition: String::new(),
            access: None,
            titles: Vec::new(),
            needs: Vec::new(),
            contexts: Vec::new(),
            neighbours: Vec::new(),
        });
        Ok(())
    })?;
    Ok(occupations)
}

/// Sentences of one text of one occupation, with their positions.
type Sentences = HashMap<usize, Vec<(u32, String)>>;

fn texts(export: &mut Export<'_>, occupations: &mut Occupations) -> Result<(), ImportError> {
    let (mut definitions, mut access) = (Sentences::new(), Sentences::new());
    let required = ["code_rome", "code_compo_bloc", "position_phrase", "libelle_texte"];
    export.read("texte", &required, |row, _| {
        let at = occupations.find(row, "code_rome")?;
        let sentence = sentence(row.need("libelle_texte")?);
        let position = row.get("position_phrase").parse().unwrap_or(u32::MAX);
        let text = match row.get("code_compo_bloc") {
            "3" => &mut definitions,
            "4" => &mut access,
            other => return Err(format!("texts of bloc {other:?} are not known")),
        };
        text.entry(at).or_default().push((position, sentence));
        Ok(())
    })?;
    for (at, occupation) in occupations.list.iter_mut().enumerate() {
        occupation.definition = in_order(definitions.remove(&at)).unwrap_or_default();
        occupation.access = in_order(access.remove(&at));
    }
    Ok(())
}

/// The export doubles apostrophes and leaves out full stops.
fn sentence(cell: &str) -> String {
    let text = cell.replace("''", "'");
    if text.ends_with(['.', '!', '?', ':', ';', '…']) { text } else { text + "." }
}

fn in_order(sentences: Option<Vec<(u32, String)>>) -> Option<String> {
    let mut sentences = sentences?;
    sentences.sort_by_key(|(position, _)| *position);
    let texts: Vec<String> = sentences.into_iter().map(|(_, text)| text).collect();
    Some(texts.join(" "))
}

/// Adds the titles; gives back which occupation each title code belongs to.
fn titles(
    export: &mut Export<'_>,
    occupations: &mut Occupations,
) -> Result<HashMap<String, usize>, ImportError> {
    let mut owners = HashMap::new();
    let required = ["code_ogr", "libelle_appellation_long", "code_rome"];
    export.read("referentiel_appellation", &required, |row, _| {
        let (code, at) = (row.need("code_ogr")?, occupations.find(row, "code_rome")?);
        let label =
            row.need("libelle_appellation_long").or_else(|_| row.need("libelle_appellation_court"))?;
        if owners.contains_key(code) {
            return Err(format!("the title {code} stands a second time; the first is kept"));
        }
        owners.insert(code.to_owned(), at);
        let title = Title { code: Some(code.to_owned()), label: label.to_owned() };
        occupations.list[at].titles.push(title);
        Ok(())
    })?;
    Ok(owners)
}

/// (occupation, OGR) pairs that ROME calls the heart of the trade.
type CorePairs = HashSet<(String, String)>;

fn core_pairs(export: &mut Export<'_>) -> Result<CorePairs, ImportError> {
    let mut core = CorePairs::new();
    export.read("coherence_item", &["code_rome", "code_ogr", "coeur_metier"], |row, _| {
        let (code, ogr) = (row.need("code_rome")?, row.need("code_ogr")?);
        if row.get("coeur_metier") == "Principale" {
            core.insert((code.to_owned(), ogr.to_owned()));
        }
        Ok(())
    })?;
    Ok(core)
}

fn links(
    export: &mut Export<'_>,
    occupations: &mut Occupations,
    concepts: &Concepts,
    titles: &HashMap<String, usize>,
    core: &CorePairs,
) -> Result<(), ImportError> {
    let mut seen: HashSet<(usize, u32)> = HashSet::new();
    let required = ["code_rome", "code_compo_bloc", "code_rubrique", "code_ogr"];
    export.read("liens_rome_referentiels", &required, |row, report| {
        let (at, ogr) = (occupations.find(row, "code_rome")?, row.need("code_ogr")?);
        let (bloc, rubrique) = (row.get("code_compo_bloc"), row.get("code_rubrique"));
        match bloc {
            "1" => report.links.records += 1,
            "2" if titles.get(ogr) == Some(&at) => report.links.titles += 1,
            "2" => return Err(format!("{ogr} is no title of this occupation")),
            "5" | "6" => {
                let concept =
                    concepts.find(ogr).ok_or_else(|| format!("{ogr} is no concept of this export"))?;
                let kind = concepts.kind(concept);
                if seen.contains(&(at, concept.0)) {
                    return Err(format!("{ogr} is linked to this occupation a second time"));
                }
                count(report, bloc, rubrique, kind)
                    .ok_or_else(|| format!("{ogr} does not belong under bloc {bloc} rubrique {rubrique}"))?;
                seen.insert((at, concept.0));
                let occupation = &mut occupations.list[at];
                if kind == ConceptKind::Context {
                    occupation.contexts.push(concept);
                } else {
                    let core = core.contains(&(occupation.code.0.clone(), ogr.to_owned()));
                    occupation.needs.push(Need { concept, core });
                }
            }
            other => return Err(format!("links of bloc {other:?} are not known")),
        }
        Ok(())
    })
}

/// Counts the link where bloc and rubrique agree with the kind of the concept; `None` where not.
fn count(report: &mut ImportReport, bloc: &str, rubrique: &str, kind: ConceptKind) -> Option<()> {
    use ConceptKind::{Attitude, Certification, Context, Knowledge, Language, Skill};
    let links = &mut report.links;
    let counter = match (bloc, rubrique, kind) {
        ("5", "1", Skill) => &mut links.skills,
        ("5", "2", Attitude) => &mut links.attitudes,
        ("5", "3", Knowledge | Certification | Language) => &mut links.knowledge,
        ("6", _, Context) => &mut links.contexts,
        _ => return None,
    };
    *counter += 1;
    Some(())
}

fn neighbours(export: &mut Export<'_>, occupations: &mut Occupations) -> Result<(), ImportError> {
    let mut ordered: HashMap<usize, Vec<(u32, usize)>> = HashMap::new();
    let required = ["code_rome", "code_rome_cible", "numero_ordre"];
    export.read("rubrique_mobilite", &required, |row, report| {
        let (at, to) = (occupations.find(row, "code_rome")?, occupations.find(row, "code_rome_cible")?);
        let order = row.get("numero_ordre").parse().unwrap_or(u32::MAX);
        ordered.entry(at).or_default().push((order, to));
        report.links.neighbours += 1;
        Ok(())
    })?;
    for (at, mut targets) in ordered {
        targets.sort_unstable();
        let codes = targets.iter().map(|&(_, to)| occupations.list[to].code.clone()).collect();
        occupations.list[at].neighbours = codes;
    }
    Ok(())
}

fn savoir_faire_are_core(occupation: &mut Occupation, concepts: &Concepts) {
    for need in &mut occupation.needs {
        need.core = concepts.kind(need.concept) == ConceptKind::Skill;
    }
}
