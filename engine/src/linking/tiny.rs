//! A tiny invented taxonomy for the tests of this folder.

use crate::taxonomy::{Concept, ConceptId, ConceptKind, Occupation, OccupationCode, Taxonomy, Title};

fn concept(id: &str, label: &str, alt: &[&str]) -> Concept {
    let kind = match &id[..2] {
        "sf" => ConceptKind::Skill,
        "sv" => ConceptKind::Knowledge,
        "se" => ConceptKind::Attitude,
        "ct" => ConceptKind::Context,
        "lg" => ConceptKind::Language,
        _ => ConceptKind::Certification,
    };
    Concept {
        id: ConceptId(id.to_owned()),
        kind,
        label: label.to_owned(),
        label_en: None,
        alt: alt.iter().map(|&alt| alt.to_owned()).collect(),
        definition: None,
        broader: None,
        category: None,
        rome: None,
    }
}

fn occupation(code: &str, label: &str, label_en: &str, titles: &[&str]) -> Occupation {
    let title = |label: &&str| Title { code: None, label: (*label).to_owned() };
    Occupation {
        code: OccupationCode(code.to_owned()),
        label: label.to_owned(),
        label_en: Some(label_en.to_owned()),
        definition: String::new(),
        access: None,
        titles: titles.iter().map(title).collect(),
        needs: Vec::new(),
        contexts: Vec::new(),
        neighbours: Vec::new(),
    }
}

pub(super) fn taxonomy() -> Taxonomy {
    let concepts = vec![
        concept("sv-bureau", "Outils de bureau", &["comptabilité"]),
        concept("sv-compta", "Comptabilité", &["comptabilité générale"]),
        concept("sv-erp", "Progiciel de gestion (ERP)", &[]),
        concept("sv-cao-1", "Dessin de pièces (CAO)", &[]),
        concept("sv-cao-2", "Dessin de mode (CAO)", &[]),
        concept("sf-stocks", "Gérer les stocks", &["gestion des stocks", "suivi des stocks"]),
        concept("sf-equipe", "Encadrer une équipe", &["management d'équipe"]),
        concept("se-rigueur", "Travailler avec rigueur", &["rigueur", "rigoureux / rigoureuse"]),
        concept("ct-nuit", "Travail de nuit", &["horaires de nuit"]),
        concept("lg-anglais", "Anglais", &["english"]),
        concept("cf-cap", "CAP ou BEP", &["CAP"]),
        concept("cf-permis-b", "Permis B", &["permis de conduire"]),
    ];
    let occupations = vec![
        occupation(
            "D1",
            "Vendeur / Vendeuse",
            "Shop assistant",
            &["Conseiller de vente / Conseillère de vente"],
        ),
        occupation("N1", "Cariste", "Forklift driver", &["Conducteur / Conductrice de chariots élévateurs"]),
        occupation("H1", "Chef d'équipe de montage", "Assembly lead", &[]),
        occupation("H2", "Chef d'équipe de soudage", "Welding lead", &[]),
    ];
    Taxonomy::new("tiny", "1", concepts, occupations).expect("sound")
}
