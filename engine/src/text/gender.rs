//! An occupation's title in; its masculine and feminine wordings in full out.
//!
//! Titles write both at once: "Vendeur / Vendeuse", "infirmier(ère)", "Agent / Agente de nettoyage".

use super::key::{is_both_genders, key, stem_and_hints};
use super::normalise::normalise;

/// How the hint behind a masculine form makes the feminine: hint, masculine ending, feminine ending.
/// The first line that fits counts; a hint that fits none is put behind the word.
const ENDINGS: &[(&str, &str, &str)] = &[
    ("ere", "er", "ère"),
    ("iere", "ier", "ière"),
    ("re", "er", "ère"),
    ("trice", "teur", "trice"),
    ("rice", "teur", "trice"),
    ("ice", "teur", "trice"),
    ("euse", "eur", "euse"),
    ("se", "eur", "euse"),
    ("se", "eux", "euse"),
    ("esse", "e", "esse"),
    ("ienne", "ien", "ienne"),
    ("enne", "en", "enne"),
    ("ive", "if", "ive"),
    ("ve", "f", "ve"),
    ("ale", "al", "ale"),
    ("ee", "é", "ée"),
];

/// The wordings of `title`: masculine then feminine where it gives both, else the title itself.
/// Marks such as "(H/F)" are dropped; words that both forms share are kept in both.
pub fn gender_forms(title: &str) -> Vec<String> {
    let words: Vec<&str> = title.split_whitespace().filter(|word| !is_both_genders(word)).collect();
    let title = words.join(" ").trim_end_matches([' ', '-', ',']).to_owned();
    let mut forms = paired(&title).unwrap_or_else(|| vec![expand(&title, false), expand(&title, true)]);
    forms.dedup();
    forms
}

/// The two sides of "A / B …" where B is A in the other gender.
fn paired(title: &str) -> Option<Vec<String>> {
    title.match_indices('/').find_map(|(at, _)| pair_at(title, at))
}

fn pair_at(title: &str, slash: usize) -> Option<Vec<String>> {
    let (left, right) = (title[..slash].trim(), title[slash + 1..].trim());
    let left_words: Vec<&str> = left.split_whitespace().collect();
    let right_words: Vec<&str> = right.split_whitespace().collect();
    if let Some(shared) = shared_words(&left_words, &right_words) {
        let start = left_words.len() - shared;
        let tail = right_words[shared..].iter().map(|word| (*word).to_owned());
        let before = left_words[..start].iter().map(|word| (*word).to_owned());
        let masculine: Vec<String> = left_words.iter().map(|word| (*word).to_owned()).chain(tail).collect();
        let feminine: Vec<String> = before.chain(right_words.iter().map(|word| (*word).to_owned())).collect();
        return Some(vec![masculine.join(" "), feminine.join(" ")]);
    }
    let titled = |side: &str| side.starts_with(char::is_uppercase);
    // Two titles without a common stem, as in "Steward / Hôtesse de l'air".
    let spaced = title[..slash].ends_with(' ') && title[slash + 1..].starts_with(' ');
    (spaced && titled(left) && titled(right)).then(|| vec![left.to_owned(), right.to_owned()])
}

/// How many words at the end of the left side are those at the start of the right one in the other gender.
fn shared_words(left: &[&str], right: &[&str]) -> Option<usize> {
    let most = left.len().min(right.len());
    (1..=most).rev().find(|&n| {
        let pairs = left[left.len() - n..].iter().zip(right);
        let mut differs = false;
        let same = pairs.into_iter().all(|(a, b)| {
            differs |= a != b;
            let (a, b) = (key(a), key(b));
            a == b || a == b.trim_end_matches('e')
        });
        same && differs
    })
}

/// `title` with every hinted word in one gender.
fn expand(title: &str, feminine: bool) -> String {
    let words: Vec<String> = title.split(' ').map(|word| expand_word(word, feminine)).collect();
    words.join(" ")
}

fn expand_word(word: &str, feminine: bool) -> String {
    let (stem, hints) = stem_and_hints(word);
    let mut out = stem.to_owned();
    for hint in hints {
        let plain = normalise(hint);
        if matches!(plain.as_str(), "s" | "x") {
            out.push_str(hint);
        } else if feminine {
            out = feminine_of(&out, hint, &plain);
        } else if plain.len() > 1 && plain.ends_with('s') && !plain.ends_with("ss") {
            out.push('s');
        }
    }
    out
}

fn feminine_of(word: &str, hint: &str, plain: &str) -> String {
    let (plain, plural) = match plain.strip_suffix('s') {
        Some(singular) if singular.len() > 1 || singular == "e" => (singular, "s"),
        _ => (plain, ""),
    };
    let changed = ENDINGS.iter().filter(|(mark, _, _)| *mark == plain).find_map(|(_, masculine, ending)| {
        word.strip_suffix(masculine).map(|stem| format!("{stem}{ending}{plural}"))
    });
    changed.unwrap_or_else(|| format!("{word}{hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_wordings_of_a_title() {
        let cases: &[(&str, &[&str])] = &[
            ("Vendeur / Vendeuse", &["Vendeur", "Vendeuse"]),
            ("Vendeur/Vendeuse en épicerie", &["Vendeur en épicerie", "Vendeuse en épicerie"]),
            ("infirmier(ère)", &["infirmier", "infirmière"]),
            (
                "Agent / Agente de nettoyage industriel",
                &["Agent de nettoyage industriel", "Agente de nettoyage industriel"],
            ),
            ("Ouvrier agricole / Ouvrière agricole", &["Ouvrier agricole", "Ouvrière agricole"]),
            (
                "Assistant administratif / Assistante administrative (H/F)",
                &["Assistant administratif", "Assistante administrative"],
            ),
            (
                "Conseiller(ère) clientèle confirmé(e)",
                &["Conseiller clientèle confirmé", "Conseillère clientèle confirmée"],
            ),
            ("Directeur/trice d’agence", &["Directeur d’agence", "Directrice d’agence"]),
            ("Chargé·e de projet", &["Chargé de projet", "Chargée de projet"]),
            ("Employé.e.s de rayon", &["Employés de rayon", "Employées de rayon"]),
            ("Technicien(ne) son", &["Technicien son", "Technicienne son"]),
            ("Vendeur(se)", &["Vendeur", "Vendeuse"]),
            ("Chef / Cheffe de rayon", &["Chef de rayon", "Cheffe de rayon"]),
            ("Aide-soignant / Aide-soignante", &["Aide-soignant", "Aide-soignante"]),
            ("Maître / Maîtresse d'hôtel", &["Maître d'hôtel", "Maîtresse d'hôtel"]),
            ("Steward / Hôtesse de bord", &["Steward", "Hôtesse de bord"]),
            ("Boulanger F/H", &["Boulanger"]),
            ("Secrétaire", &["Secrétaire"]),
            ("Responsable qualité / sécurité", &["Responsable qualité / sécurité"]),
            ("Développeur / Développeuse .NET 👩‍💻", &["Développeur .NET 👩‍💻", "Développeuse .NET 👩‍💻"]),
        ];
        for (title, forms) in cases {
            assert_eq!(gender_forms(title), *forms, "{title}");
        }
    }

    proptest! {
        #[test]
        fn a_title_always_has_one_or_two_wordings(title in "[A-Za-zé/()·. -]{0,30}") {
            let forms = gender_forms(&title);
            prop_assert!(matches!(forms.len(), 1 | 2));
        }
    }
}
