//! Whether the words around a mention ask for it or only wish it.

use super::sentence::sentence_around;
use crate::store::Requirement;
use crate::words::folded;
use passerelle_engine::text::ByteSpan;

/// A wish that reaches back over the whole sentence: "SAP, Excel et Word seraient un plus".
const WIDE: [&str; 17] = [
    "un plus",
    "un atout",
    "des atouts",
    "serait appreci",
    "seraient appreci",
    "sera appreci",
    "seront appreci",
    "serait souhait",
    "seraient souhait",
    "est souhait",
    "sont souhait",
    "est appreci",
    "sont appreci",
    "a plus",
    "an asset",
    "nice to have",
    "is desirable",
];

/// A wish that holds for its own clause: "CAP apprécié".
const NARROW: [&str; 15] = [
    "souhaite",
    "souhaitee",
    "souhaites",
    "souhaitees",
    "souhaitable",
    "souhaitables",
    "apprecie",
    "appreciee",
    "apprecies",
    "appreciees",
    "facultatif",
    "optionnel",
    "preferred",
    "desirable",
    "optional",
];

/// A wish that reaches forward: "idéalement en collectivité".
const LEADING: [&str; 10] = [
    "idealement",
    "si possible",
    "de preference",
    "ideally",
    "preferably",
    "nice to have",
    "les plus :",
    "atouts :",
    "serait un plus :",
    "souhaitees :",
];

/// Words that say the contrary, and so end the reach of a wish.
const DEMANDS: [&str; 10] = [
    "exige",
    "requis",
    "obligatoire",
    "indispensable",
    "imperati",
    "necessaire",
    "demande",
    "required",
    "mandatory",
    "maitrisez",
];

/// How strongly the text asks for what stands at `span`.
pub fn requirement(text: &str, span: ByteSpan) -> Requirement {
    let sentence = sentence_around(text, span);
    let before = folded(&text[sentence.start..span.start.max(sentence.start)]);
    let after = folded(&text[span.end.min(sentence.end)..sentence.end]);
    let wished = follows(&after) || leads(&before) || heads(text, sentence);
    if wished { Requirement::Wished } else { Requirement::Required }
}

fn demands(text: &str) -> bool {
    DEMANDS.iter().any(|word| text.contains(word))
}

fn follows(after: &str) -> bool {
    let reach = after.split([';', '(']).next().unwrap_or("");
    let wide = WIDE.iter().filter_map(|cue| reach.find(cue)).min();
    if wide.is_some_and(|at| !demands(&reach[..at]) && !reach[..at].contains(" mais ")) {
        return true;
    }
    // A wish in brackets belongs to what stands before them: "anglais (apprécié)".
    let clause = after.split([',', ';', ':']).next().unwrap_or("");
    let mut words = clause.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.by_ref().take_while(|word| !demands(word)).any(|word| NARROW.contains(&word))
}

fn leads(before: &str) -> bool {
    let cue = LEADING.iter().filter_map(|cue| before.rfind(cue)).max();
    cue.is_some_and(|at| {
        let between = &before[at..];
        !between.contains(';') && !between.contains(" mais ") && !demands(between)
    })
}

/// True where the sentence is an item of a list whose heading wishes: "Les plus :", "Souhaité :".
fn heads(text: &str, sentence: ByteSpan) -> bool {
    let is_item = |line: &str| line.trim_start().starts_with(['-', '•', '*', '–', '·']);
    let line_start = text[..sentence.start].rfind('\n').map_or(0, |at| at + 1);
    if !is_item(&text[line_start..]) {
        return false;
    }
    let heading = text[..line_start].lines().rev().find(|line| !is_item(line) && !line.trim().is_empty());
    heading.map(folded).is_some_and(|line| {
        let wishes = ["souhait", "appreci", "plus", "atout", "nice to have", "ideal"];
        line.ends_with(':') && !line.contains("profil") && wishes.iter().any(|wish| line.contains(wish))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str, words: &str) -> Requirement {
        let at = text.find(words).unwrap();
        requirement(text, ByteSpan::new(at, at + words.len()))
    }

    proptest! {
        #[test]
        fn any_place_of_any_text_has_a_requirement(text in "[a-zé .,;(:\n•-]{0,60}", a in 0usize..61, b in 0usize..61) {
            let at = |n: usize| text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(n).unwrap_or(text.len());
            let span = ByteSpan::new(at(a.min(b)), at(a.max(b)));
            let sentence = sentence_around(&text, span);
            prop_assert!(span.is_empty() || span.trimmed(&text).is_empty() || sentence.overlaps(span));
            requirement(&text, span);
        }
    }

    #[test]
    fn wishes_are_told_from_demands() {
        use Requirement::{Required, Wished};
        for (text, words, expected) in [
            ("Deux ans en cuisine traditionnelle, CAP apprécié.", "cuisine traditionnelle", Required),
            ("Deux ans en cuisine traditionnelle, CAP apprécié.", "CAP", Wished),
            ("La maîtrise de SAP, Excel et Word serait un plus.", "SAP", Wished),
            ("Permis B exigé, l'anglais serait un plus.", "Permis B", Required),
            ("Permis B exigé, l'anglais serait un plus.", "anglais", Wished),
            ("Idéalement, vous connaissez Sage.", "Sage", Wished),
            ("Anglais (souhaité), espagnol.", "Anglais", Wished),
            ("Anglais (souhaité), espagnol.", "espagnol", Required),
            ("Vous appréciez le travail en équipe.", "travail en équipe", Required),
            ("Les plus :\n- Photoshop\n- InDesign", "InDesign", Wished),
            ("Profil souhaité :\n- Photoshop", "Photoshop", Required),
            ("SQL is required, Python would be a plus.", "SQL", Required),
            ("SQL is required, Python would be a plus.", "Python", Wished),
        ] {
            assert_eq!(of(text, words), expected, "{words} in {text}");
        }
    }
}
