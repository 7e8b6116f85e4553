use super::*;
use crate::taxonomy::{ConceptId, ConceptKind};
use std::fs;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        fs::write(folder.path().join(name), content).expect("a file");
    }
    folder
}

const SKILLS: &str = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,description\n\
    K,u:1,skill/competence,cross-sector,nouer,\"faire un nœud\nnouer\n\nlier\",Faire un nœud.\n\
    K,u:2,knowledge,sector-specific,ficelles,cordes|cordages,\n\
    K,u:3,,transversal,rester debout,,\n\
    K,u:1,skill/competence,cross-sector,attacher,lier,\n\
    K,,knowledge,x,sans adresse,,\n";
const OCCUPATIONS: &str = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,code\n\
    O,o:1,1,noueur/noueuse,\"ficeleur\nficeleuse\",1.2\n\
    O,o:2,1,coupeur/coupeuse,,\n";
const RELATIONS: &str = "occupationUri,relationType,skillType,skillUri\n\
    o:1,essential,skill/competence,u:1\n\
    o:1,optional,knowledge,u:2\n\
    o:9,optional,knowledge,u:2\n";

fn full() -> Imported {
    let folder = folder(&[
        ("skills_fr.csv", SKILLS),
        ("skills_en.csv", "conceptUri,preferredLabel,altLabels\nu:1,tie knots,knot\n"),
        ("occupations_fr.csv", OCCUPATIONS),
        ("occupationSkillRelations_fr.csv", RELATIONS),
        ("broaderRelationsSkillPillar_fr.csv", "conceptUri,broaderUri\nu:1,g:1\nu:1,u:2\n"),
    ]);
    import(folder.path(), &mut |_| {}).expect("the tiny ESCO")
}

#[test]
fn wordings_are_split_merged_over_duplicates_and_languages() {
    let Imported { taxonomy, report } = full();
    let knot = &taxonomy.concepts()[0];
    assert_eq!((knot.label.as_str(), knot.label_en.as_deref()), ("nouer", Some("tie knots")));
    assert_eq!(knot.alt, ["faire un nœud", "lier", "attacher", "knot"]);
    assert_eq!(knot.broader, Some(ConceptId("u:2".into())), "a concept goes before a group");
    assert_eq!(taxonomy.concepts()[1].alt, ["cordes", "cordages"]);
    assert_eq!(taxonomy.concepts()[2].kind, ConceptKind::Skill);
    assert_eq!(report.without_type, 1);
    let lines: Vec<u64> = report.skipped.iter().map(|row| row.line).collect();
    assert_eq!(lines, [8, 9, 4], "{report}");
}

#[test]
fn occupations_are_known_by_code_or_address_and_essential_is_core() {
    let taxonomy = full().taxonomy;
    let codes: Vec<&str> = taxonomy.occupations().iter().map(|o| o.code.0.as_str()).collect();
    assert_eq!(codes, ["1.2", "o:2"]);
    let core: Vec<bool> = taxonomy.occupations()[0].needs.iter().map(|need| need.core).collect();
    assert_eq!(core, [true, false]);
    assert_eq!(taxonomy.occupations()[0].titles.len(), 2);
}

#[test]
fn two_files_are_enough_and_less_is_refused_by_name() {
    let folder = folder(&[("skills_fr.csv", SKILLS)]);
    let message = import(folder.path(), &mut |_| {}).expect_err("no occupations").to_string();
    assert!(message.contains("occupations_fr.csv is missing"), "{message}");
    fs::write(folder.path().join("occupations_fr.csv"), OCCUPATIONS).expect("a file");
    let version = import(folder.path(), &mut |_| {}).expect("enough").taxonomy.version;
    assert_eq!(version, "3c-2o");
}

#[test]
fn the_version_is_found_in_the_name_of_the_folder() {
    let name = "/tmp/v9/ESCO dataset - v1.2.0 - classification - fr - csv";
    assert_eq!(version_in(name).as_deref(), Some("v1.2.0"));
    assert_eq!(version_in("/tmp/vingt/v2"), None);
}

#[test]
fn the_public_export_is_read_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/esco_fr_2020");
    if !folder.is_dir() {
        eprintln!("skipped: {} is not here", folder.display());
        return;
    }
    let Imported { taxonomy, report } = import(&folder, &mut |_| {}).expect("ESCO");
    assert_eq!((taxonomy.concepts().len(), taxonomy.occupations().len()), (13_485, 2_942));
    assert!(report.concepts["knowledge"] > 2_000 && report.links.titles > 5_000, "{report}");
    assert_eq!(report.tables["skills_fr.csv"].kept, 13_485);
}
