use super::*;
use proptest::prelude::*;

fn cut(text: &str) -> Vec<&str> {
    sentences(text).into_iter().map(|span| span.slice(text)).collect()
}

#[test]
fn hand_written_cases() {
    // A bar marks every border that is expected.
    let cases = [
        "Vous accueillez les clients.| Vous encaissez.",
        "Poste à pourvoir ?| Oui !| Écrivez-nous…| Merci",
        "M. Durand et Mme. Petit reçoivent le Dr. Roux.| Merci à MM. Blanc et Noir.",
        "Outils (ex. Excel, cf. Annexe, art. L.123) exigés.| Permis requis.",
        "Logiciels, p. ex. Sage, c.-à-d. Comptabilité.| Autonomie.",
        "Réf. A12 au 3 av. Foch, bd. Victor, tél. 05 00 00 00 00.| Contactez-nous.",
        "Port de charges max. 25 kg, env. 10 par jour, min. 3 fois.| Station debout.",
        "Tri, rangement, etc. Vous êtes ponctuel.",
        "Contrat de 35 h.| Temps plein.",
        "Salaire de 2.500,50 € au 01.09.2026.| Prime.",
        "Développeur .NET, ASP.NET et Node.js.| Voir www.exemple.invalid/a.b ou jobs@exemple.invalid.| Merci.",
        "Vendeur H/F.| Vous conseillez.",
        "Titulaire du permis B.| Vous conduisez.",
        "Responsable : J. Martin et J.-P. Roux.| Équipe de 5.",
        "Poste en C.D.I. à Rodez.| Logement possible.",
        "Poste en C.D.I.| Vous logez sur place.",
        "« Prêt ? »| Il part. « Oui ! » dit-elle.",
        "Le 1er. mai est férié.| Le 2e jour aussi.",
        "1. Préparer la pâte.| Cuire.",
        "3.2. Préparer la commande",
        "a) Laver.| Sécher.",
        "Missions : | • accueillir | • orienter | • renseigner",
        "Fini. ✓ Contrôle",
        "En 2026. | 12 postes ouverts.",
        "Parfait !!! | Venez… ou pas.",
        "Bon niveau (C1). | Autonomie.",
        "Utiliser un EPI (casque, gants, etc.) et ranger.",
        "Attention ! on recrute.",
        "Bonjour 👋. | Rejoignez-nous !",
        "See e.g. The manual, i.e. Chapter two. | Thanks.",
    ];
    for case in cases {
        let marked = case
            .replace("etc. Vous", "etc.| Vous")
            .replace("part. «", "part.| «")
            .replace("Fini. ", "Fini.| ");
        let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
        let text = marked.replace('|', "");
        assert_eq!(cut(&text), expected, "{case}");
    }
}

#[test]
fn every_line_break_ends_a_unit_and_the_bullet_stays_with_its_item() {
    let text = "Profil :\r\n- rigueur ;\r– calme ;\u{2028}* écoute\n\n2) Bac\u{a0}pro\n\t· CACES\n";
    assert_eq!(cut(text), ["Profil :", "- rigueur ;", "– calme ;", "* écoute", "2) Bac\u{a0}pro", "· CACES"]);
}

#[test]
fn white_space_alone_has_no_sentence() {
    assert!(sentences("").is_empty());
    assert!(sentences(" \u{a0}\r\n\t ").is_empty());
    assert_eq!(cut("..."), ["..."]);
}

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-ZéÉœ]{1,6}",
        "[0-9]{1,3}",
        prop::sample::select(vec![
            ". ",
            "! ",
            "… ",
            "\r\n",
            "\n",
            " • ",
            "- ",
            "M. ",
            "etc. ",
            "\u{a0}»",
            "👩‍🍳",
            "\u{2028}",
            "; ",
            "(",
            ".) "
        ])
        .prop_map(str::to_owned),
        "\\PC{1,3}",
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn units_are_sorted_disjoint_trimmed_and_cover_all_that_is_not_white(text in texts()) {
        let mut end = 0;
        for span in sentences(&text) {
            prop_assert!(span.start >= end && !span.is_empty());
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            prop_assert!(text[end..span.start].trim().is_empty());
            prop_assert_eq!(span.slice(&text).trim(), span.slice(&text));
            end = span.end;
        }
        prop_assert!(text[end..].trim().is_empty());
    }

    #[test]
    fn cutting_a_unit_again_cuts_nothing_off_a_line(text in texts()) {
        for span in sentences(&text) {
            prop_assert!(!span.slice(&text).contains(is_line_break));
        }
    }
}
