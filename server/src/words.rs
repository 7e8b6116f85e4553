//! Words as keys. Text in; folded text or gender-neutral stems out. Used for comparing only: nothing
//! that leaves the server is spelled this way.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without accents, typographic apostrophes plain, white space single.
pub fn folded(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' | 'ʼ' | '‘' => '\'',
            '‐' | '‑' | '–' | '—' => '-',
            other => other,
        })
        .collect();
    plain.replace('œ', "oe").replace('æ', "ae").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a text as stems in which gender and number no longer show, function words left out.
///
/// The stems are no linguistics: what matters is that both forms of a word give the same one
/// (`vendeuse`, `vendeur`; `directrice`, `directeurs`; `employé(e)s`, `employée`).
pub fn stems(text: &str) -> Vec<String> {
    let text = folded(text).replace("(e)", "").replace("(ne)", "").replace(['·', '•'], " ");
    text.split(|c: char| !(c.is_alphanumeric() || c == '+' || c == '#'))
        .filter(|word| !word.is_empty() && !is_function_word(word))
        .map(stem)
        .filter(|stem| stem.chars().count() > 1 || stem.chars().all(char::is_alphanumeric))
        .collect()
}

/// Feminine endings (folded, without plural) and the masculine ones they stand beside.
const ENDINGS: [(&str, &str); 12] = [
    ("trice", "teur"),
    ("euse", "eur"),
    ("eux", "eur"),
    ("iere", "ier"),
    ("ere", "er"),
    ("ienne", "ien"),
    ("onne", "on"),
    ("elle", "el"),
    ("ive", "if"),
    ("ffe", "f"),
    ("ee", ""),
    ("e", ""),
];

fn stem(word: &str) -> String {
    if word.len() <= 3 || word.chars().any(|c| c.is_ascii_digit()) {
        return word.to_string();
    }
    // Before the plural: in `rigoureux` the x is no plural.
    if let Some(root) = word.strip_suffix("eux") {
        return format!("{root}eur");
    }
    let one = word.strip_suffix(['s', 'x']).unwrap_or(word);
    for (feminine, masculine) in ENDINGS {
        if let Some(root) = one.strip_suffix(feminine)
            && root.len() >= 2
        {
            return format!("{root}{masculine}");
        }
    }
    one.to_string()
}

const FUNCTION_WORDS: &str = " a afin ai ainsi alors and another any are as at au aucun aussi autre aux avec avez \
    avoir avons be been but by c can car ce ceci cela celle celui ces cet cette chaque chez comme d dans de des \
    donc dont du e elle elles en entre es est et etc ete etes etre eux f for from h has have he her his i il ils \
    in is it its j je l la le les leur leurs lui m ma mais me meme mes moi mon my n ne nos notre nous of on or \
    other ou our par pas plus pour qu que quel quelle qui s sa sans se sera ses she si soit son sont sous sur t \
    ta te tes that the their them they this to toi ton tous tout toute toutes tres tu un une vers votre vos vous \
    was we will with y you your ";

/// True for words that say nothing about a trade.
pub fn is_function_word(word: &str) -> bool {
    !word.contains(' ') && FUNCTION_WORDS.contains(&format!(" {word} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_gender_forms_have_one_stem() {
        for (one, other) in [
            ("vendeur", "vendeuse"),
            ("Directeurs", "directrice"),
            ("infirmier", "Infirmière"),
            ("boulanger", "boulangères"),
            ("technicien", "technicienne"),
            ("employé", "employée"),
            ("employé(e)s", "employées"),
            ("assistant", "assistante"),
            ("rigoureux", "rigoureuse"),
            ("sportif", "sportives"),
            ("chef", "cheffe"),
            ("professionnel", "professionnelle"),
            ("diplômé", "diplômées"),
        ] {
            assert_eq!(stems(one), stems(other), "{one} / {other}");
        }
    }

    #[test]
    fn words_that_differ_keep_different_stems() {
        assert_ne!(stems("cuisine"), stems("cuir"));
        assert_eq!(stems("C++ et C#"), ["c++", "c#"]);
    }

    #[test]
    fn folding_keeps_words_apart() {
        assert_eq!(folded("  L’Œuvre \u{a0}ÉTÉ "), "l'oeuvre ete");
    }
}
