//! A text as a man would have written it, so that the model reads the same thing whoever wrote.
//!
//! In: a text. Out: the text with words about a person in the masculine form ("motivée", "motivé·e" and "motivé(e)"
//! become "motivé", "une vendeuse" becomes "un vendeur"), and where each place of it stands in the original. It is
//! for reading only and is never shown. Rules and lists are crude on purpose: a wrong form is the same wrong
//! form whatever was written, in training and in use.

use super::ByteSpan;
use super::key::{is_alternant, stem_and_hints};
use super::normalise::normalise;
use std::borrow::Cow;

/// A text in the masculine form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neutral<'a> {
    /// The text that is read.
    pub text: Cow<'a, str>,
    /// Replaced stretches: place in `text`, place in the original; in order.
    changes: Vec<(ByteSpan, ByteSpan)>,
}

/// Feminine nouns of things that the endings below would take for persons, without accents.
const THINGS: &[&str] = &[
    "annee",
    "journee",
    "soiree",
    "matinee",
    "idee",
    "entree",
    "arrivee",
    "duree",
    "tournee",
    "donnee",
    "denree",
    "armee",
    "pensee",
    "poignee",
    "portee",
    "montee",
    "levee",
    "rentree",
    "allee",
    "vallee",
    "chaussee",
    "fumee",
    "maree",
    "puree",
    "randonnee",
    "traversee",
    "assemblee",
    "melee",
    "corvee",
    "gelee",
    "cheminee",
    "musee",
    "lycee",
    "trophee",
    "plongee",
    "lignee",
    "tranchee",
    "percee",
    "renommee",
    "visee",
    "coulee",
    "couvee",
    "matiere",
    "carriere",
    "maniere",
    "biere",
    "lumiere",
    "frontiere",
    "riviere",
    "barriere",
    "filiere",
    "chaudiere",
    "priere",
    "litiere",
    "poussiere",
    "charniere",
    "paupiere",
    "croisiere",
    "fermiere",
    "mere",
    "pere",
    "frere",
    "misere",
    "critere",
    "caractere",
    "atmosphere",
    "sphere",
    "cimetiere",
    "ere",
    "colere",
    "etagere",
    "bergere",
    "jachere",
    "enchere",
    "phere",
    "lisiere",
    "visiere",
    "glaciere",
    "soupiere",
    "cafetiere",
    "initiative",
    "directive",
    "archive",
    "rive",
    "lessive",
    "derive",
    "perspective",
    "alternative",
    "tentative",
    "olive",
    "grive",
    "endive",
    "offensive",
    "locomotive",
    "invective",
    "gencive",
    "missive",
    "perseuse",
    "perceuse",
    "ponceuse",
    "visseuse",
    "tondeuse",
    "debroussailleuse",
    "tronconneuse",
    "meuleuse",
    "agrafeuse",
    "moissonneuse",
    "machine",
    "scieuse",
    "raboteuse",
    "fraiseuse",
    "autolaveuse",
    "monobrosse",
    "imprimante",
    "photocopieuse",
    "agrafeuse",
    "pelleteuse",
    "cloueuse",
    "degauchisseuse",
    "rectifieuse",
    "repasseuse",
    "defonceuse",
    "balayeuse",
    "mitrailleuse",
    "matrice",
    "cicatrice",
    "motrice",
    "vaisselle",
    "echelle",
    "nouvelle",
    "pelle",
    "poubelle",
    "parcelle",
    "chapelle",
    "mortadelle",
    "passerelle",
    "tutelle",
    "ficelle",
    "dentelle",
    "etincelle",
    "cervelle",
    "ruelle",
    "truelle",
    "nacelle",
    "selle",
    "belle",
    "celle",
    "elle",
    "quelle",
    "clientele",
    "personne",
    "tonne",
    "colonne",
    "couronne",
    "zone",
    "essence",
];

/// Adjectives in -eux; other feminine forms in -euse are taken for persons in -eur.
const EUX: &[&str] = &[
    "seri",
    "rigour",
    "soign",
    "courag",
    "curi",
    "heur",
    "malheur",
    "gener",
    "consciencieus",
    "consciencie",
    "conscienc",
    "meticul",
    "minuti",
    "chaleur",
    "ambiti",
    "nombr",
    "vigour",
    "respectu",
    "dynami",
    "amour",
    "danger",
    "preci",
    "labori",
    "ingeni",
    "affectu",
    "joy",
    "peur",
    "nerv",
    "silenci",
    "studi",
    "judici",
    "religi",
    "creu",
    "poussier",
    "penib",
    "fastidi",
    "scrupul",
    "pointill",
    "audaci",
    "gracieu",
    "graci",
    "soucieu",
    "souci",
    "harmoni",
    "astuci",
    "desir",
    "precauti",
    "consciencieu",
    "chanc",
    "fi",
];

/// Feminine and masculine of words that no ending tells, without accents where they have none.
const PAIRS: &[(&str, &str)] = &[
    ("prête", "prêt"),
    ("prete", "pret"),
    ("seule", "seul"),
    ("contente", "content"),
    ("grande", "grand"),
    ("petite", "petit"),
    ("forte", "fort"),
    ("patiente", "patient"),
    ("compétente", "compétent"),
    ("competente", "competent"),
    ("débutante", "débutant"),
    ("debutante", "debutant"),
    ("étudiante", "étudiant"),
    ("etudiante", "etudiant"),
    ("assistante", "assistant"),
    ("gérante", "gérant"),
    ("gerante", "gerant"),
    ("remplaçante", "remplaçant"),
    ("remplacante", "remplacant"),
    ("surveillante", "surveillant"),
    ("soignante", "soignant"),
    ("enseignante", "enseignant"),
    ("intervenante", "intervenant"),
    ("exploitante", "exploitant"),
    ("négociante", "négociant"),
    ("commerçante", "commerçant"),
    ("commercante", "commercant"),
    ("dirigeante", "dirigeant"),
    ("adjointe", "adjoint"),
    ("agente", "agent"),
    ("présidente", "président"),
    ("adhérente", "adhérent"),
    ("résidente", "résident"),
    ("cliente", "client"),
    ("avenante", "avenant"),
    ("souriante", "souriant"),
    ("bienveillante", "bienveillant"),
    ("persévérante", "persévérant"),
    ("perseverante", "perseverant"),
    ("entreprenante", "entreprenant"),
    ("indépendante", "indépendant"),
    ("independante", "independant"),
    ("méfiante", "méfiant"),
    ("confiante", "confiant"),
    ("vigilante", "vigilant"),
    ("tolérante", "tolérant"),
    ("exigeante", "exigeant"),
    ("motivante", "motivant"),
    ("performante", "performant"),
    ("endurante", "endurant"),
    ("résistante", "résistant"),
    ("prudente", "prudent"),
    ("diligente", "diligent"),
    ("intelligente", "intelligent"),
    ("constante", "constant"),
    ("bonne", "bon"),
    ("ancienne", "ancien"),
    ("gentille", "gentil"),
    ("douce", "doux"),
    ("vieille", "vieux"),
    ("nouvelle", "nouveau"),
    ("première", "premier"),
    ("dernière", "dernier"),
    ("discrète", "discret"),
    ("discrete", "discret"),
    ("complète", "complet"),
    ("inquiète", "inquiet"),
    ("franche", "franc"),
    ("directe", "direct"),
    ("polie", "poli"),
    ("réfléchie", "réfléchi"),
    ("assidue", "assidu"),
    ("jolie", "joli"),
    ("têtue", "têtu"),
    ("connue", "connu"),
    ("venue", "venu"),
    ("devenue", "devenu"),
    ("revenue", "revenu"),
    ("inscrite", "inscrit"),
    ("instruite", "instruit"),
    ("courte", "court"),
    ("adroite", "adroit"),
    ("maladroite", "maladroit"),
    ("ouverte", "ouvert"),
    ("couverte", "couvert"),
    ("experte", "expert"),
    ("alerte", "alerte"),
    ("sûre", "sûr"),
    ("sure", "sur"),
    ("mûre", "mûr"),
    ("lente", "lent"),
    ("présente", "présent"),
    ("absente", "absent"),
    ("fière", "fier"),
    ("chère", "cher"),
    ("cheffe", "chef"),
    ("maîtresse", "maître"),
    ("hôtesse", "hôte"),
    ("ouvrière", "ouvrier"),
    ("copine", "copain"),
    ("technicienne", "technicien"),
    ("habile", "habile"),
    ("maman", "papa"),
    ("mariée", "marié"),
    ("divorcée", "divorcé"),
    ("française", "français"),
    ("marocaine", "marocain"),
    ("algérienne", "algérien"),
    ("américaine", "américain"),
    ("anglaise", "anglais"),
    ("allemande", "allemand"),
    ("portugaise", "portugais"),
    ("apprentie", "apprenti"),
    ("artisane", "artisan"),
    ("partante", "partant"),
    ("battante", "battant"),
    ("manuelle", "manuel"),
    ("autodidacte", "autodidacte"),
    ("sortie", "sortie"),
    ("laborantine", "laborantin"),
    ("repartie", "reparti"),
    ("retraitée", "retraité"),
    ("suivante", "suivant"),
    ("aidante", "aidant"),
    ("consultante", "consultant"),
    ("figurante", "figurant"),
    ("militante", "militant"),
    ("stagiaire", "stagiaire"),
];

/// Determiners that follow the word they stand before.
const DETERMINERS: &[(&str, &str)] = &[
    ("une", "un"),
    ("la", "le"),
    ("ma", "mon"),
    ("sa", "son"),
    ("ta", "ton"),
    ("cette", "ce"),
    ("toute", "tout"),
];

/// First persons of *être*: a participle behind them is the person's.
const BEING: &[&str] = &["suis", "étais", "etais", "été", "ete", "serai", "serais", "sois", "reste", "sens"];

/// The masculine form of a text.
pub fn neutral(text: &str) -> Neutral<'_> {
    let mut edits: Vec<(ByteSpan, String)> = Vec::new();
    let mut before: Option<ByteSpan> = None;
    let mut person = 0;
    for span in words(text) {
        let word = span.slice(text);
        let plain = word.to_lowercase();
        person = if BEING.contains(&plain.as_str()) { 3 } else { person - i32::from(person > 0) };
        if let Some(form) = masculine(word, &plain, person > 0) {
            if let Some((span, form)) = before.and_then(|before| determiner(text, before)) {
                if edits.last().is_none_or(|(last, _)| last.end <= span.start) {
                    edits.push((span, form));
                }
            }
            edits.push((span, form));
        }
        before = Some(span);
    }
    apply(text, edits)
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
fn words(text: &str) -> impl Iterator<Item = ByteSpan> + '_ {
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
    if hint.is_empty() || !(is_alternant(&hint) || matches!(hint.as_str(), "la" | "elle" | "lle" | "celle")) {
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

fn masculine(word: &str, plain: &str, of_a_person: bool) -> Option<String> {
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
    if THINGS.contains(&normalise(singular).as_str()) {
        return None;
    }
    let form = match PAIRS.iter().find(|(feminine, _)| *feminine == singular) {
        Some((feminine, masculine)) => (feminine != masculine).then(|| (*masculine).to_owned()),
        None => by_ending(singular).or_else(|| {
            let participle =
                ["ue", "ie", "ise", "ite", "erte", "orte", "inte"].iter().any(|e| singular.ends_with(e));
            (of_a_person && participle).then(|| singular[..singular.len() - 1].to_owned())
        }),
    }?;
    Some(in_case_of(word, &form, plural))
}

fn by_ending(word: &str) -> Option<String> {
    let cut = |ending: &str, least: usize, to: &str| {
        word.strip_suffix(ending)
            .filter(|stem| stem.chars().count() >= least)
            .map(|stem| format!("{stem}{to}"))
    };
    if let Some(stem) = word.strip_suffix("euse").filter(|stem| stem.chars().count() >= 2) {
        let plain = normalise(stem);
        let adjective = EUX.contains(&plain.as_str());
        return Some(format!("{stem}{}", if adjective { "eux" } else { "eur" }));
    }
    cut("trice", 3, "teur")
        .or_else(|| cut("ière", 3, "ier"))
        .or_else(|| cut("iere", 3, "ier"))
        .or_else(|| cut("gère", 3, "ger"))
        .or_else(|| cut("chère", 3, "cher"))
        .or_else(|| cut("ienne", 3, "ien"))
        .or_else(|| cut("éenne", 2, "éen"))
        .or_else(|| cut("ée", 3, "é"))
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
        ] {
            assert_eq!(neutral(feminine).text, masculine);
            assert_eq!(neutral(inclusive).text, masculine);
            assert_eq!(neutral(masculine).text, masculine);
        }
    }

    #[test]
    fn things_stay_what_they_are() {
        let text =
            "La matinée à la chaudière avec une perceuse. Entretien, vaisselle, 3 années (CDI). Voir p. 4.";
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
