use super::*;
use crate::taxonomy::{ConceptId, starter};

fn tiny_linker(settings: LinkSettings) -> Linker {
    Linker::new(Arc::new(tiny::taxonomy()), None, settings)
}

fn linker() -> Linker {
    Linker::new(Arc::new(starter().expect("the starter catalogue")), None, LinkSettings::default())
}

fn id(linker: &Linker, link: Option<Link>) -> Option<String> {
    link.map(|link| linker.taxonomy().concept(link.concept).id.to_string())
}

#[test]
fn an_exact_wording_is_linked_with_full_score() {
    let linker = linker();
    let link = linker.link("Permis B", Label::Certification, None).expect("known");
    assert_eq!((link.method, link.score), (LinkMethod::Exact, 1.0));
    assert_eq!(id(&linker, linker.link("anglaise", Label::Language, None)).as_deref(), Some("lg-anglais"));
}

#[test]
fn an_inflected_wording_is_linked_by_its_letters() {
    let linker = tiny_linker(LinkSettings::default());
    let link = linker.link("encadrement d'une équipe", Label::Skill, None).expect("near");
    assert_eq!(link.method, LinkMethod::Lexical);
    assert_eq!(id(&linker, Some(link)).as_deref(), Some("sf-equipe"));
}

#[test]
fn what_the_taxonomy_does_not_have_stays_unlinked() {
    let linker = linker();
    for text in ["dressage de licornes", "zirconium", "", "…", "de la"] {
        assert_eq!(linker.link(text, Label::Skill, None), None, "{text}");
    }
}

#[test]
fn skill_and_knowledge_pass_into_each_other_at_a_cost_and_nothing_else_does() {
    let linker = tiny_linker(LinkSettings::default());
    let link = linker.link("comptabilité générale", Label::Skill, None).expect("knowledge");
    assert!(link.score < 1.0 && link.method == LinkMethod::Exact);
    for label in [Label::Attitude, Label::Condition, Label::Language, Label::Certification, Label::Occupation]
    {
        assert_eq!(linker.link("comptabilité générale", label, None), None, "{label}");
    }
}

#[test]
fn a_vector_finds_what_letters_do_not() {
    let taxonomy = Arc::new(tiny::taxonomy());
    let concepts = taxonomy.concepts().len();
    let mut data = vec![0.0; concepts * concepts];
    (0..concepts).for_each(|row| data[row * concepts + row] = 1.0);
    let owners = (0..concepts as u32).map(ConceptIx).collect();
    let vectors = ConceptVectors::new(concepts, data, owners).expect("sound");
    let settings = LinkSettings { dense_weight: 0.8, threshold: 0.5, ..LinkSettings::default() };
    let linker = Linker::new(taxonomy, Some(vectors), settings);
    let stocks = linker.taxonomy().find_concept(&ConceptId("sf-stocks".into())).expect("there");
    let mut vector = vec![0.0; concepts];
    vector[stocks.0 as usize] = 1.0;
    let link = linker.link("tenir la réserve", Label::Skill, Some(&vector)).expect("near");
    assert_eq!((link.concept, link.method), (stocks, LinkMethod::Dense));
    assert_eq!(linker.link("tenir la réserve", Label::Language, Some(&vector)), None);
    assert_eq!(linker.link("tenir la réserve", Label::Skill, Some(&[1.0])), None, "another length");
}

#[test]
fn many_at_once_are_linked_as_one_by_one() {
    let linker = linker();
    let texts =
        [("gestion de stocks", Label::Skill), ("rigoureuse", Label::Attitude), ("licorne", Label::Skill)];
    let queries: Vec<Query<'_>> = texts.map(|(text, label)| Query { text, label, vector: None }).into();
    let one_by_one: Vec<_> = texts.iter().map(|(text, label)| linker.link(text, *label, None)).collect();
    assert_eq!(linker.link_many(&queries), one_by_one);
}

#[test]
fn a_job_title_is_linked_in_either_gender_and_an_ambiguous_one_is_not() {
    let linker = tiny_linker(LinkSettings { occupation_threshold: 0.3, ..LinkSettings::default() });
    let code = |text: &str| linker.link_occupation(text).map(|(code, _)| code.0);
    assert_eq!(code("VENDEUSE (H/F)").as_deref(), Some("D1"));
    assert_eq!(code("conductrice de chariot élévateur").as_deref(), Some("N1"));
    assert_eq!(code("conducteur chariots").as_deref(), Some("N1"));
    assert_eq!(code("chef d'équipe"), None);
    assert_eq!(code("astronaute"), None);
}

#[test]
fn candidates_begin_with_the_link_and_go_on_below_the_threshold() {
    let linker = tiny_linker(LinkSettings::default());
    let query = |text| Query { text, label: Label::Skill, vector: None };
    for text in ["gestion des stocks", "encadrement d'une équipe"] {
        let candidates = linker.candidates(&query(text), 5);
        assert_eq!(candidates.first().copied(), linker.link(text, Label::Skill, None), "{text}");
    }
    let unsure = linker.candidates(&query("équipe de nuit"), 5);
    assert_eq!(linker.link("équipe de nuit", Label::Skill, None), None);
    assert_eq!(id(&linker, unsure.first().copied()).as_deref(), Some("sf-equipe"));
    assert!(unsure.windows(2).all(|two| two[0].score >= two[1].score));
}
