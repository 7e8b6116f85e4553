//! A text as a man would have written it, so that the model reads the same thing whoever wrote.
//!
//! In: a text. Out: the text with words about a person in the masculine form ("motivée", "motivé·e" and "motivé(e)"
//! become "motivé", "une vendeuse" becomes "un vendeur"), and where each place of it stands in the original. It is
//! for reading only and is never shown. Rules and lists are crude on purpose: a wrong form is the same wrong
//! form whatever was written, in training and in use.

use super::ByteSpan;
use super::key::{is_alternant, stem_and_hints};
use super::neutral_words as words;
use super::normalise::normalise;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A text in the masculine form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neutral<'a> {
    /// The text that is read.
    pub text: Cow<'a, str>,
    /// Replaced stretches: place in `text`, place in the original; in order.
    changes: Vec<(ByteSpan, ByteSpan)>,
}

/// A list of [`super::neutral_words`] for looking up.
fn set(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

static THINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| set(words::THINGS));
static DONE: LazyLock<HashSet<&str>> = LazyLock::new(|| set(words::DONE));
static EUX: LazyLock<HashSet<&str>> = LazyLock::new(|| set(words::EUX));
static REGULAR: LazyLock<HashSet<&str>> = LazyLock::new(|| set(words::REGULAR));
static IRREGULAR: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| words::IRREGULAR.split_whitespace().filter_map(|pair| pair.split_once(':')).collect());

/// Determiners that follow the word they stand before.
const DETERMINERS: &[(&str, &str)] = &[
    ("une", "un"),
    ("la", "le"),
    ("ma", "mon"),
    ("sa", "son"),
    ("ta", "ton"),
    ("cette", "ce"),
    ("toute", "tout"),
    ("belle", "beau"),
];

/// Forms of *être* and the like: a participle behind them is the person's.
const BEING: &[&str] = &[
    "suis", "rester", "devenir", "deviens", "étais", "etais", "été", "ete", "être", "etre", "serai",
    "serais", "sois", "reste", "sens",
];
/// Behind "m'": "on m'a mise à la caisse".
const HAVING: &[&str] = &["a", "ont", "avait", "avaient", "aura"];
/// How far the person reaches behind these.
const REACH: u8 = 3;
/// Words that begin with a thing: what follows is no participle.
const BEFORE_THINGS: &[&str] = &[
    "la", "le", "les", "l", "une", "un", "des", "de", "d", "du", "à", "a", "en", "au", "aux", "par", "sur",
    "dans", "pour", "ma", "sa", "ta", "cette", "chaque", "toute", "avec", "sans", "son", "mon", "nos", "vos",
];
/// "Jamais arrivée en retard".
const BEFORE_DONE: &[&str] = &["jamais", "toujours", "déjà", "deja", "enfin"];
/// What follows a participle at the start of a line: "Entrée comme caissière", "Sortie avec mention".
const AFTER_DONE: &[&str] =
    &["en", "comme", "à", "au", "aux", "dans", "par", "chez", "sur", "avec", "depuis", "major", "troisième"];
/// Endings of participles behind *être*.
const PARTICIPLES: &[&str] = &[
    "ue", "ie", "ise", "ite", "erte", "orte", "inte", "ante", "ente", "arde", "aude", "oise", "aise", "ale",
];
/// Endings of adjectives behind a feminine word that was changed: "assistante sociale".
const ADJECTIVES: &[&str] = &["ale", "ante", "ente", "oise", "aise"];

/// What the words before say of a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Context {
    /// It speaks of the person: behind *être*, not behind an article or preposition.
    person: bool,
    /// It stands behind a word that was changed.
    agrees: bool,
    /// A participle may stand alone here.
    done: bool,
}

/// The masculine form of a text.
pub fn neutral(text: &str) -> Neutral<'_> {
    let mut edits: Vec<(ByteSpan, String)> = Vec::new();
    let (mut before, mut last) = (None::<ByteSpan>, String::new());
    let (mut reach, mut changed) = (0u8, false);
    for span in spans(text) {
        let word = span.slice(text);
        let plain = word.to_lowercase();
        let person = reach == REACH || (reach > 0 && !BEFORE_THINGS.contains(&last.as_str()));
        let done = person || BEFORE_DONE.contains(&last.as_str()) || starts_line(text, span);
        let found = masculine(word, &plain, Context { person, agrees: changed, done });
        let found = found.or_else(|| child(text, span, &plain, &last));
        changed = found.is_some();
        if let Some(form) = found {
            if let Some((span, form)) = before.and_then(|before| determiner(text, before))
                && edits.last().is_none_or(|(last, _)| last.end <= span.start)
            {
                edits.push((span, form));
            }
            edits.push((span, form));
        }
        let triggers = BEING.contains(&plain.as_str()) || (last == "m" && HAVING.contains(&plain.as_str()));
        reach = if triggers { REACH } else { reach.saturating_sub(1) };
        (before, last) = (Some(span), plain);
    }
    apply(text, edits)
}

/// True for the first word of a line or sentence with a word behind it that goes with a participle.
fn starts_line(text: &str, span: ByteSpan) -> bool {
    let starts = text[..span.start]
        .trim_end_matches([' ', '\t', '-', '–', '•', '*'])
        .chars()
        .next_back()
        .is_none_or(|c| matches!(c, '\n' | '.' | '!' | '?' | ':' | ';'));
    let next = spans(&text[span.end..]).next().map(|next| next.slice(&text[span.end..]).to_lowercase());
    starts && next.is_some_and(|next| AFTER_DONE.contains(&next.as_str()))
}

/// "Fils de paysans", "fille de paysans": a child. Elsewhere "fils" may be wires and "fille" somebody else.
fn child(text: &str, span: ByteSpan, plain: &str, last: &str) -> Option<String> {
    if !matches!(plain, "fils" | "fille") {
        return None;
    }
    let starts = last.is_empty() || text[..span.start].trim_end_matches([' ', '-', '•']).ends_with('\n');
    let next = spans(&text[span.end..]).next().map(|next| next.slice(&text[span.end..]).to_lowercase());
    let of =
        next.is_some_and(|next| matches!(next.as_str(), "de" | "d" | "du" | "unique" | "aîné" | "aînée"));
    (of && (starts || matches!(last, "suis" | "un" | "une")))
        .then(|| in_case_of(span.slice(text), "enfant", ""))
}

impl Neutral<'_> {
    /// The place in the original of a place in the text that was read.
    pub fn original(&self, span: ByteSpan) -> ByteSpan {
        ByteSpan::new(self.offset(span.start, false), self.offset(span.end, true))
    }

    fn offset(&self, at: usize, end: bool) -> usize {
        let next = self.changes.partition_point(|(new, _)| new.start < at || (!end && new.start == at));
        let Some((new, old)) = next.checked_sub(1).map(|last| self.changes[last]) else { return at };
        if at < new.end || (end && at == new.end) {
            return if end { old.end } else { old.start };
        }
        at - new.end + old.end
    }
}

fn apply(text: &str, edits: Vec<(ByteSpan, String)>) -> Neutral<'_> {
    if edits.is_empty() {
        return Neutral { text: Cow::Borrowed(text), changes: Vec::new() };
    }
    let (mut out, mut changes, mut done) = (String::with_capacity(text.len()), Vec::new(), 0);
    for (old, form) in edits {
        out.push_str(&text[done..old.start]);
        let start = out.len();
        out.push_str(&form);
        changes.push((ByteSpan::new(start, out.len()), old));
        done = old.end;
    }
    out.push_str(&text[done..]);
    Neutral { text: Cow::Owned(out), changes }
}

/// Stretches of letters with the marks of inclusive writing inside or behind them.
fn spans(text: &str) -> impl Iterator<Item = ByteSpan> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphabetic)?;
        let letters =
            |from: usize| from + text[from..].find(|c: char| !c.is_alphabetic()).unwrap_or(text.len() - from);
        let mut end = letters(start);
        while let Some(more) = alternant(text, end) {
            end = more;
        }
        at = end;
        Some(ByteSpan::new(start, end))
    })
}

/// Hints beside those of labels, behind a raised dot or in brackets only.
const HINTS: &[&str] = &[
    "ce", "ces", "ete", "etes", "iete", "belle", "velle", "olle", "ille", "eille", "che", "ches", "que",
    "ques", "gue", "gues", "ouse", "ouses", "eresse", "ette", "ettes", "ienne", "igne", "onne", "onnes",
    "ves", "ives", "ales", "elles", "ine", "ines", "ante", "ente", "ise", "ises", "ites", "oise", "euses",
    "uses", "use",
];

/// The end of a hint such as "·e", "(ère)", ".euse" that stands at `at`; none where it is something else.
fn alternant(text: &str, at: usize) -> Option<usize> {
    let mark = text[at..].chars().next()?;
    if !matches!(mark, '(' | '·' | '•' | '⋅' | '‧' | '.' | '-') {
        return None;
    }
    let mut from = at + mark.len_utf8();
    if mark == '(' && text[from..].starts_with('-') {
        from += 1;
    }
    let end = from + text[from..].find(|c: char| !c.is_alphabetic()).unwrap_or(text.len() - from);
    let hint = normalise(&text[from..end]);
    if hint.is_empty()
        || !(is_alternant(&hint)
            || (HINTS.contains(&hint.as_str()) && !matches!(mark, '.' | '-'))
            || matches!(hint.as_str(), "la" | "elle" | "lle" | "celle"))
    {
        return None;
    }
    match mark {
        '(' => {
            let closed = text[end..].starts_with(')').then_some(end + 1)?;
            // A plural may follow: "employé(e)s".
            let plural =
                text[closed..].strip_prefix('s').is_some_and(|rest| !rest.starts_with(char::is_alphabetic));
            Some(closed + usize::from(plural))
        }
        // "pages.es" and "semi-se" are rare; a hyphen needs a longer hint.
        '-' => (hint.len() > 3 || hint == "e").then_some(end),
        _ => Some(end),
    }
}

fn masculine(word: &str, plain: &str, context: Context) -> Option<String> {
    let bare = word.find(|c: char| !c.is_alphabetic());
    if let Some(at) = bare {
        let many = word.trim_end_matches(')').ends_with('s') && !word[..at].ends_with(['s', 'x']);
        let (stem, _) = stem_and_hints(word);
        let stem = if stem.len() < word.len() { stem } else { &word[..at] };
        return Some(if many { format!("{stem}s") } else { stem.to_owned() });
    }
    let (singular, plural) = match plain.strip_suffix('s') {
        Some(singular) if singular.len() > 3 => (singular, "s"),
        _ => (plain, ""),
    };
    let form = singular_form(singular, context)?;
    Some(in_case_of(word, &form, plural))
}

/// The masculine of a word in lower case and without plural; none where it stays.
fn singular_form(word: &str, context: Context) -> Option<String> {
    let bare = normalise(word);
    let shorter = || word.strip_suffix('e').map(str::to_owned);
    if DONE.contains(bare.as_str()) {
        return context.done.then(shorter).flatten();
    }
    if THINGS.contains(bare.as_str()) {
        return None;
    }
    if !word.ends_with('é')
        && let Some(form) = IRREGULAR.get(bare.as_str())
    {
        return Some((*form).to_owned());
    }
    if REGULAR.contains(bare.as_str()) {
        return shorter();
    }
    by_ending(word).or_else(|| {
        let ends = |list: &[&str]| list.iter().any(|ending| word.ends_with(ending));
        let follows = (context.person && ends(PARTICIPLES)) || (context.agrees && ends(ADJECTIVES));
        follows.then(shorter).flatten()
    })
}

fn by_ending(word: &str) -> Option<String> {
    let cut = |ending: &str, least: usize, to: &str| {
        word.strip_suffix(ending)
            .filter(|stem| stem.chars().count() >= least)
            .map(|stem| format!("{stem}{to}"))
    };
    if let Some(stem) = word.strip_suffix("euse").filter(|stem| stem.chars().count() >= 2) {
        let plain = normalise(stem);
        let adjective = EUX.contains(plain.as_str());
        return Some(format!("{stem}{}", if adjective { "eux" } else { "eur" }));
    }
    cut("trice", 2, "teur")
        .or_else(|| cut("ière", 3, "ier"))
        .or_else(|| cut("iere", 3, "ier"))
        .or_else(|| cut("gère", 3, "ger"))
        .or_else(|| cut("chère", 3, "cher"))
        .or_else(|| cut("llère", 3, "ller"))
        .or_else(|| cut("llere", 3, "ller"))
        .or_else(|| cut("ienne", 3, "ien"))
        .or_else(|| cut("éenne", 2, "éen"))
        .or_else(|| cut("ée", 2, "é"))
        .or_else(|| cut("ive", 3, "if"))
        .or_else(|| cut("nelle", 4, "nel"))
        .or_else(|| cut("rielle", 3, "riel"))
        .or_else(|| cut("tuelle", 3, "tuel"))
        .or_else(|| cut("nue", 9, "nu"))
}

fn determiner(text: &str, span: ByteSpan) -> Option<(ByteSpan, String)> {
    let word = span.slice(text);
    let plain = word.to_lowercase();
    let (_, form) = DETERMINERS.iter().find(|(feminine, _)| *feminine == plain)?;
    Some((span, in_case_of(word, form, "")))
}

/// The form written as the word was.
fn in_case_of(word: &str, form: &str, plural: &str) -> String {
    let form =
        if plural == "s" && form.ends_with(['x', 's']) { form.to_owned() } else { format!("{form}{plural}") };
    if word.chars().count() > 1 && !word.chars().any(char::is_lowercase) {
        return form.to_uppercase();
    }
    let mut chars = form.chars();
    match chars.next() {
        Some(first) if word.starts_with(char::is_uppercase) => first.to_uppercase().chain(chars).collect(),
        _ => form,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ways_of_writing_are_read_alike() {
        for (masculine, feminine, inclusive) in [
            (
                "un vendeur motivé, prêt à",
                "une vendeuse motivée, prête à",
                "un·e vendeur·euse motivé·e, prêt·e à",
            ),
            ("Infirmier sérieux", "Infirmière sérieuse", "Infirmier(ère) sérieux·se"),
            ("le seul coiffeur", "la seule coiffeuse", "le·la seul·e coiffeur·euse"),
            ("des employés actifs", "des employées actives", "des employé(e)s actif·ive·s"),
            ("je suis devenu directeur", "je suis devenue directrice", "je suis devenu.e directeur.rice"),
            (
                "Né à Foix, on m'a mis à l'accueil",
                "Née à Foix, on m'a mise à l'accueil",
                "Né·e à Foix, on m'a mis·e à l'accueil",
            ),
            ("Entré comme conseiller", "Entrée comme conseillère", "Entré·e comme conseiller·ère"),
            (
                "doux et discret, jamais arrivé tard",
                "douce et discrète, jamais arrivée tard",
                "doux·ce et discret·ète, jamais arrivé·e tard",
            ),
            (
                "un assistant social frileux",
                "une assistante sociale frileuse",
                "un·e assistant·e social·e frileux·se",
            ),
            (
                "bavard, débrouillard, consciencieux",
                "bavarde, débrouillarde, consciencieuse",
                "bavard·e, débrouillard·e, consciencieux·se",
            ),
            ("Je suis enfant de maçons", "Je suis fille de maçons", "Je suis enfant de maçons"),
            ("parent de deux enfants", "mère de deux enfants", "parent de deux enfants"),
        ] {
            assert_eq!(neutral(feminine).text, masculine);
            assert_eq!(neutral(inclusive).text, masculine);
            assert_eq!(neutral(masculine).text, masculine);
        }
    }

    #[test]
    fn things_stay_what_they_are() {
        let text = "La matinée à la chaudière avec une perceuse. Entretien, vaisselle, 3 années (CDI). Voir p. 4. \
             Je suis dans la vente, à l'entrée. Mise en rayon, prise de commandes ; tirer des fils. J'ai présenté la garde.";
        assert_eq!(neutral(text).text, text);
    }

    #[test]
    fn places_lead_back_to_the_original() {
        let text = "Recherche un(e) employé(e) motivé·e et une caissière polie";
        let read = neutral(text);
        assert_eq!(read.text, "Recherche un employé motivé et un caissier poli");
        let found = |word: &str| {
            let at = read.text.find(word).expect("it is there");
            read.original(ByteSpan::new(at, at + word.len())).slice(text).to_owned()
        };
        assert_eq!(found("employé"), "employé(e)");
        assert_eq!(found("motivé"), "motivé·e");
        assert_eq!(found("et"), "et");
        assert_eq!(found("un caissier poli"), "une caissière polie");
        assert_eq!(found("motivé et"), "motivé·e et");
    }
}
