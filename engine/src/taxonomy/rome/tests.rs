use super::*;
use crate::taxonomy::{ConceptId, ConceptKind, OccupationCode};
use std::fs;

/// An invented ROME of two trades, rows broken on purpose included.
const TINY: [(&str, &str); 9] = [
    (
        "referentiel_competence",
        "code_ogr,nature,libelle_competence,definition,code_ogr_macro_comp,code_macro_comp,cat_comp,sous_cat_comp\n\
         1,Macro-compétence,Travailler la ficelle,,,9Z1,Savoir-faire,Technique\n\
         2,Compétence,\"Nouer une\nficelle\",Faire un nœud,1,,Savoir-faire,Technique\n\
         3,Macro-compétence,Rester calme,,,9Z2,Savoir-être professionnel,\n\
         4,Compétence,Couper une ficelle,,99,,Savoir-faire,Technique\n\
         5,Compétence,,,1,,Savoir-faire,Technique\n\
         2,Compétence,Nouer encore,,1,,Savoir-faire,Technique\n",
    ),
    (
        "referentiel_savoir",
        "code_ogr_savoir,libelle_savoir,categorie_savoir,sous_categorie_savoir\n\
         11,Matières à ficelle,\"Produits, outils et matières\",Matières\n\
         12,Permis de nouer,Certifications et habilitations,Habilitations\n\
         13,Volapük,Domaines d'expertise,Langues\n",
    ),
    (
        "referentiel_contexte_travail",
        "code_ogr,libelle_cont_travail,code_type_cont_trav,libelle_type_cont_trav\n\
         21,Sous la pluie,1,Conditions\n",
    ),
    ("referentiel_code_rome", "code_rome,libelle_rome\nZ1,Noueur / Noueuse\nZ2,Coupeur / Coupeuse\n"),
    (
        "texte",
        "code_rome,code_compo_bloc,libelle_type_texte,position_phrase,libelle_texte\n\
         Z1,3,definition,2,Vérifie l''ouvrage\n\
         Z1,3,definition,1,Noue des ficelles.\n\
         Z1,4,acces_metier,1,Sans diplôme\n",
    ),
    (
        "referentiel_appellation",
        "code_ogr,libelle_appellation_long,libelle_appellation_court,code_rome\n\
         31,Noueur / Noueuse,Noueur(se),Z1\n\
         32,Ficeleur / Ficeleuse,Ficeleur(se),Z1\n\
         33,Coupeur / Coupeuse,Coupeur(se),Z2\n\
         34,Perdu / Perdue,Perdu(e),Z9\n",
    ),
    ("coherence_item", "code_rome,code_ogr,coeur_metier\nZ1,2,Principale\nZ1,11,Émergente\nZ2,4,\n"),
    (
        "liens_rome_referentiels",
        "code_rome,code_compo_bloc,code_rubrique,code_ogr\n\
         Z1,1,,6\nZ1,2,,31\nZ1,2,,32\nZ1,5,1,2\nZ1,5,2,3\nZ1,5,3,11\nZ1,6,,21\n\
         Z2,2,,33\nZ2,5,1,4\nZ2,5,3,12\nZ2,5,1,404\nZ2,5,1,4\nZ2,5,2,2\nZ2,8,,1\n",
    ),
    ("rubrique_mobilite", "code_rome,code_rome_cible,numero_ordre\nZ1,Z2,2\nZ1,Z1,1\nZ1,Z7,3\n"),
];

fn folder(version: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (table, content) in TINY {
        let file = folder.path().join(format!("unix_{table}_{version}_utf8.csv"));
        fs::write(file, content).expect("a file");
    }
    folder
}

fn imported() -> Imported {
    import(folder("v7").path(), &mut |_| {}).expect("the tiny ROME")
}

#[test]
fn concepts_get_their_kind_from_the_categories_and_their_macro_competence() {
    let Imported { taxonomy, .. } = imported();
    let kind = |ogr: &str| {
        let at = taxonomy.find_concept(&ConceptId(ogr.to_owned())).expect(ogr);
        taxonomy.concept(at).kind
    };
    assert_eq!(taxonomy.tag(), "rome-v7");
    assert_eq!([kind("1"), kind("2"), kind("3")], [ConceptKind::Skill, ConceptKind::Skill, ConceptKind::Attitude]);
    assert_eq!(kind("11"), ConceptKind::Knowledge);
    assert_eq!([kind("12"), kind("13")], [ConceptKind::Certification, ConceptKind::Language]);
    assert_eq!(kind("21"), ConceptKind::Context);
    let knot = &taxonomy.concepts()[1];
    assert_eq!((knot.label.as_str(), knot.broader.as_ref()), ("Nouer une\nficelle", Some(&ConceptId("1".into()))));
    assert_eq!(taxonomy.concepts()[3].broader, None);
}

#[test]
fn an_occupation_has_ordered_texts_titles_core_needs_contexts_and_neighbours() {
    let Imported { taxonomy, report } = imported();
    let knotter = taxonomy.occupation(&OccupationCode("Z1".into())).expect("Z1");
    assert_eq!(knotter.definition, "Noue des ficelles. Vérifie l'ouvrage.");
    assert_eq!(knotter.access.as_deref(), Some("Sans diplôme."));
    assert_eq!(knotter.titles.iter().filter_map(|t| t.code.as_deref()).collect::<Vec<_>>(), ["31", "32"]);
    assert_eq!(knotter.needs.iter().map(|n| n.core).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(knotter.contexts.len(), 1);
    assert_eq!(knotter.neighbours, [OccupationCode("Z1".into()), OccupationCode("Z2".into())]);
    let cutter = taxonomy.occupation(&OccupationCode("Z2".into())).expect("Z2");
    assert_eq!(cutter.needs.iter().map(|n| n.core).collect::<Vec<_>>(), [true, false], "savoir-faire only");
    assert_eq!(report.without_core, 1);
}

#[test]
fn every_row_left_out_is_named_with_its_line() {
    let report = imported().report;
    let found: Vec<(&str, u64)> = report
        .skipped
        .iter()
        .map(|row| (row.file.trim_start_matches("unix_").trim_end_matches("_v7_utf8.csv"), row.line))
        .collect();
    let links = "liens_rome_referentiels";
    let expected = [
        ("referentiel_competence", 7),
        ("referentiel_competence", 8),
        ("referentiel_competence", 6),
        ("referentiel_appellation", 5),
        (links, 12),
        (links, 13),
        (links, 14),
        (links, 15),
        ("rubrique_mobilite", 4),
    ];
    assert_eq!(found, expected, "{report}");
    assert_eq!((report.links.titles, report.links.neighbours, report.links.broader), (3, 2, 1));
    assert!(report.to_string().contains("skipped: 9"), "{report}");
}

#[test]
fn a_missing_table_a_missing_column_and_an_empty_folder_say_what_is_missing() {
    let folder = folder("v7");
    let texts = folder.path().join("unix_texte_v7_utf8.csv");
    fs::write(&texts, "code_rome\nZ1\n").expect("a file");
    let message = import(folder.path(), &mut |_| {}).expect_err("no column").to_string();
    assert!(message.contains("unix_texte_v7_utf8.csv has no column code_compo_bloc"), "{message}");
    fs::remove_file(&texts).expect("removed");
    let message = import(folder.path(), &mut |_| {}).expect_err("no table").to_string();
    assert!(message.contains("unix_texte_v7_utf8.csv is missing"), "{message}");
    let empty = tempfile::tempdir().expect("a folder");
    let message = import(empty.path(), &mut |_| {}).expect_err("nothing").to_string();
    assert!(message.contains("unix_referentiel_code_rome_vNNN_utf8.csv"), "{message}");
}

#[test]
fn the_newest_of_several_versions_is_read_with_progress() {
    let folder = folder("v9");
    fs::write(folder.path().join("unix_referentiel_code_rome_v8_utf8.csv"), "x\n").expect("a file");
    fs::write(folder.path().join("unix_referentiel_code_rome_v10_utf8.txt"), "x\n").expect("a file");
    let mut done = Vec::new();
    let mut note = |p: Progress| done.extend(p.done.then_some((p.step, p.steps)));
    let imported = import(folder.path(), &mut note).expect("v9");
    assert_eq!(imported.taxonomy.version, "v9");
    assert_eq!(done, (1..=TABLES).map(|step| (step, TABLES)).collect::<Vec<_>>());
}

#[test]
fn the_official_export_gives_every_record_and_link() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/rome_v460_csv");
    if !folder.is_dir() {
        eprintln!("skipped: {} is not here", folder.display());
        return;
    }
    let Imported { taxonomy, report } = import(&folder, &mut |_| {}).expect("ROME v460");
    assert_eq!(taxonomy.occupations().len(), 1584);
    assert_eq!(taxonomy.concepts().len(), 18_317 + 15_354 + 179);
    let table = |name: &str| report.tables[&format!("unix_{name}_v460_utf8.csv")].kept;
    assert_eq!(table("referentiel_competence"), 18_317);
    assert_eq!(table("referentiel_savoir"), 15_354);
    assert_eq!(table("liens_rome_referentiels"), 118_923);
    let links = report.links;
    assert_eq!(links.skills + links.attitudes + links.knowledge, 90_556);
    assert_eq!((links.attitudes, links.contexts, links.titles), (5_255, 13_663, 13_120));
    assert_eq!((links.neighbours, links.broader, links.core), (14_912, 17_810, 18_900));
    assert_eq!((report.without_core, report.skipped), (0, Vec::new()));
}
