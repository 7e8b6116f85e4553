//! A label in; the form under which it is looked up out.
//!
//! Two labels with the same key are the same wording: case, accents, punctuation, articles, number
//! and gender do not count. Crude on purpose: a key is compared with keys only, never shown.

use super::normalise::normalise;

/// Words dropped at the start of a label.
const LEADING: &[&str] = &["de", "d", "en", "a", "au", "aux", "un", "une", "the", "of", "an"];
/// Articles, dropped wherever they stand: "gestion de la paie" is "gestion de paie".
const ARTICLES: &[&str] = &["le", "la", "les", "l"];
/// What may be written behind a masculine form to hint at the feminine, without accents.
const ALTERNANTS: &[&str] = &[
    "e", "es", "s", "ne", "nes", "se", "ses", "le", "les", "te", "fe", "re", "ve", "ere", "eres", "euse",
    "euses", "trice", "trices", "rice", "ice", "ienne", "iennes", "enne", "ive", "ale", "esse", "sse", "x",
    "ee", "ees",
];
/// Plurals in -aux whose singular is not in -al.
const AUX: &[(&str, &str)] = &[
    ("travaux", "travail"),
    ("vitraux", "vitrail"),
    ("baux", "bail"),
    ("emaux", "email"),
    ("coraux", "corail"),
];
/// Feminine endings, the length a word needs for them, and the masculine.
const FEMININE: &[(&str, usize, &str)] = &[
    ("trice", 6, "teur"),
    ("euse", 6, "eur"),
    ("eure", 7, "eur"),
    ("esse", 8, "e"),
    ("ienne", 7, "ien"),
    ("onne", 7, "on"),
    ("elle", 7, "el"),
    ("effe", 6, "ef"),
    ("ante", 7, "ant"),
    ("ente", 6, "ent"),
    ("aise", 7, "ai"),
    ("oise", 7, "oi"),
    ("ale", 5, "al"),
    ("ere", 6, "er"),
    ("ive", 6, "if"),
    ("ee", 5, "e"),
];

/// The key of `label`; empty only where the label has no letter, digit or sign of its own.
pub fn key(label: &str) -> String {
    let text = without_gender_marks(&normalise(label));
    let mut words: Vec<String> = Vec::new();
    for word in split(&text) {
        let word = fold(word);
        if words.last() != Some(&word) {
            words.push(word);
        }
    }
    let kept: Vec<&str> = words.iter().map(String::as_str).filter(|word| !ARTICLES.contains(word)).collect();
    let skipped = kept.iter().take_while(|word| LEADING.contains(word)).count();
    match &kept[skipped..] {
        [] => words.join(" "),
        rest => rest.join(" "),
    }
}

/// True where `suffix` (normalised) is how a feminine or plural is hinted at: "(ère)", "·e", "/trice".
pub(super) fn is_alternant(suffix: &str) -> bool {
    ALTERNANTS.contains(&suffix)
}

/// True where `word` only says that both genders are meant: "H/F", "(f/h)", "m/f/d".
pub(super) fn is_both_genders(word: &str) -> bool {
    let bare = word.trim_matches(['(', ')', '[', ']', '-', ',', '.', ';']).to_lowercase();
    matches!(
        bare.as_str(),
        "h/f" | "f/h" | "m/f" | "f/m" | "h-f" | "f-h" | "h/f/x" | "f/h/x" | "m/f/d" | "m/w/d" | "hf"
    )
}

/// Normalised text without "(h/f)" and with words cut before their gender hints.
fn without_gender_marks(text: &str) -> String {
    let kept: Vec<String> = text
        .split(' ')
        .filter(|word| !is_both_genders(word))
        .map(|word| stem_and_hints(word).0.to_owned())
        .collect();
    kept.join(" ")
}

/// A word cut where its gender hints start, and the hints: "employe(e)s" gives `employe` and `e`, `s`.
pub(super) fn stem_and_hints(word: &str) -> (&str, Vec<&str>) {
    let Some(at) = word.find(['(', '/', '·', '•', '-', '.']).filter(|&at| at >= 3) else {
        return (word, Vec::new());
    };
    let hints: Vec<&str> = word[at..]
        .split(['(', ')', '/', '·', '•', '-', '.', ',', ';'])
        .filter(|hint| !hint.is_empty())
        .collect();
    let all = !hints.is_empty() && hints.iter().all(|hint| is_alternant(&normalise(hint)));
    if all { (&word[..at], hints) } else { (word, Vec::new()) }
}

/// Words of a label: letters and digits, with the signs that tell C++ from C and .NET from net.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '.' | '&' | '%' | '€' | '$');
    text.split(move |c: char| !(is_part(c) || (!c.is_ascii() && !c.is_whitespace())))
        .map(|word| word.trim_end_matches(['.', '…', '•', '·']).trim_start_matches(['•', '·']))
        .map(|word| if word.starts_with("..") { word.trim_start_matches('.') } else { word })
        .filter(|word| !word.is_empty() && *word != "&")
}

fn fold(word: &str) -> String {
    match word {
        "d" | "du" | "des" => return "de".to_owned(),
        "et" => return "et".to_owned(),
        _ => {}
    }
    if let Some((_, singular)) = AUX.iter().find(|(plural, _)| *plural == word) {
        return (*singular).to_owned();
    }
    let singular = singular(word);
    FEMININE
        .iter()
        .filter(|(_, shortest, _)| singular.len() >= *shortest)
        .find_map(|(ending, _, masculine)| {
            singular.strip_suffix(ending).map(|stem| format!("{stem}{masculine}"))
        })
        .unwrap_or(singular)
}

fn singular(word: &str) -> String {
    let plain = word.len() > 3 && word.chars().all(char::is_alphabetic);
    if !plain || word.ends_with("ss") {
        return word.to_owned();
    }
    match word.strip_suffix("aux").filter(|stem| stem.len() >= 3 && !stem.ends_with(['e', 'y'])) {
        Some(stem) => format!("{stem}al"),
        None => word.strip_suffix(['s', 'x']).unwrap_or(word).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn number_gender_articles_and_signs_do_not_count() {
        let same = [
            ("Les techniques de vente", "technique de vente"),
            ("Vendeur / Vendeuse", "vendeuses"),
            ("infirmier(ère)", "Infirmière"),
            ("Employé·e·s de caisse (H/F)", "employé de caisse"),
            ("Employé-e de caisse F/H", "Employée de caisse"),
            ("directeur/trice commercial(e)", "Directrice commerciale"),
            ("L’accueil du public", "accueil des publics"),
            ("Gestion de la paie", "gestion de paie"),
            ("travaux publics", "travail public"),
            ("en autonomie", "Autonomie"),
            ("à l'écoute", "écoute"),
            ("Savoir-faire", "savoir faire"),
            ("CŒUR de métier", "coeur de métier"),
            ("journaux", "journal"),
            ("niveaux", "niveau"),
            ("cheffe de projet", "chef de projets"),
            ("ingénieure d’études", "ingénieur d'étude"),
            ("Agente de sécurité", "agent de sécurité"),
            ("anglaise", "anglais"),
            ("Node.js.", "node.js"),
        ];
        for (a, b) in same {
            assert_eq!(key(a), key(b), "{a} / {b}");
        }
    }

    #[test]
    fn different_things_keep_different_keys() {
        let apart = [
            ("C", "C++"),
            ("C#", "C"),
            ("port", "porte"),
            (".NET", "net"),
            ("vent", "vente"),
            ("post", "poste"),
        ];
        for (a, b) in apart {
            assert_ne!(key(a), key(b), "{a} / {b}");
        }
    }

    #[test]
    fn a_label_of_small_words_is_not_emptied() {
        assert_eq!(key("la"), "la");
        assert_eq!(key("R"), "r");
        assert_eq!(key("D"), "de");
        assert_eq!(key(" … "), "");
    }

    proptest! {
        #[test]
        fn case_and_space_never_change_a_key(label in "[a-zéèœ'’ -]{0,30}") {
            prop_assert_eq!(key(&label.to_uppercase()), key(&label));
            prop_assert_eq!(key(&format!(" {}\u{a0}", label.replace(' ', "\u{a0} "))), key(&label));
        }
    }
}
