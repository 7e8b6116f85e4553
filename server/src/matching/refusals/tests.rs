use super::*;
use Constraint as C;

/// Sentences that refuse: the text, words that are refused, words that are not, and the constraints.
const REFUSING: &[(&str, &str, &str, &[C])] = &[
    (
        "J'ai tenu un étal. Je ne veux plus travailler la nuit, mais le samedi me va.",
        "la nuit",
        "samedi",
        &[C::Night],
    ),
    ("Surtout pas retourner à l'usine.", "retourner à l'usine", "", &[C::Factory]),
    ("Plus jamais caissière !", "caissière", "", &[C::Selling, C::Public]),
    ("Horaires de jour, pas de week-end.", "week-end", "Horaires", &[C::Weekend]),
    ("Un poste sans port de charges, à Dax.", "port de charges", "Un poste", &[C::Loads]),
    ("J'en ai marre du téléphone, je préfère le terrain.", "du téléphone", "terrain", &[C::Telephone]),
    ("Je ne supporte plus le bruit des machines.", "le bruit", "", &[C::Noise]),
    ("Je ne peux plus rester debout. J'aime compter.", "rester debout", "compter", &[C::Standing]),
    ("À éviter : le froid et les escaliers.", "le froid", "", &[C::Cold]),
    ("Hors de question de travailler le dimanche.", "le dimanche", "", &[C::Sunday]),
    ("Fini les chantiers, je voudrais un atelier.", "les chantiers", "atelier", &[C::Sites]),
    ("La conduite, c'est terminé pour moi.", "La conduite", "", &[C::Driving]),
    ("alors moi la nuit je peux pas j'ai un petit", "la nuit", "un petit", &[C::Night]),
    ("euh les animaux non merci moi j'aime les moteurs", "les animaux", "moteurs", &[C::Animals]),
    ("le ménage j'en veux plus par contre repasser ça me plaît", "le ménage", "repasser", &[C::Cleaning]),
    ("je veux plus de nuits je veux dormir", "de nuits", "dormir", &[C::Night]),
    ("j'ai le vertige alors je reste en bas", "vertige", "en bas", &[C::Heights]),
    ("Je n'ai aucune envie de finir derrière un écran.", "derrière un écran", "", &[C::Screen]),
    ("Je refuse les déplacements à la semaine.", "les déplacements", "", &[C::Travel]),
    (
        "Vos refus ?\nLes cuisines. Porter des cartons toute la journée.\nVos atouts ?\nLa patience.",
        "Les cuisines",
        "La patience",
        &[C::Kitchen],
    ),
    (
        "Ce que je ne veux pas\nVendre, démarcher.\n\nCe que je veux\nRéparer.",
        "Vendre, démarcher",
        "Réparer",
        &[C::Selling, C::Prospecting],
    ),
    ("Contraintes : pas de samedi, permis B.", "samedi", "", &[C::Saturday]),
    ("Tout sauf les astreintes.", "les astreintes", "", &[C::Standby]),
    ("Travailler dehors, très peu pour moi.", "Travailler dehors", "", &[C::Outdoors]),
    ("Je déteste les coupures, j'habite loin.", "les coupures", "loin", &[C::Splits]),
    ("la chaîne je supporte plus non non", "la chaîne", "", &[C::Repetitive]),
    ("Les piqûres et le sang me font peur.", "Les piqûres et le sang", "", &[C::Nursing]),
    ("Je ne souhaite pas travailler avec des enfants.", "avec des enfants", "", &[C::Children]),
    ("Mes nuits d'hôpital sont derrière moi.", "nuits d'hôpital", "", &[C::Night]),
    ("Ni standard ni accueil : je veux un atelier.", "standard", "atelier", &[C::Telephone]),
    ("Je ne retournerai pas à la comptabilité.", "la comptabilité", "", &[C::Accounting]),
    ("Horaires décalés acceptés, nuits refusées.", "nuits", "", &[C::Night]),
];

/// Sentences that refuse nothing.
const ACCEPTING: &[&str] = &[
    "Pas de problème pour les nuits.",
    "Le dimanche, ça ne me dérange pas.",
    "Je n'ai pas peur de porter des charges.",
    "Pas seulement la vente, l'étalage aussi.",
    "Plus de dix ans de chantier, plus de 10 ans d'usine.",
    "Je conduis de plus en plus souvent la nuit.",
    "Sans souci pour le samedi, sans expérience en cuisine.",
    "Je veux plus d'autonomie.",
    "Je ne refuse pas les déplacements.",
    "Le bruit ne me gêne pas, le froid non plus ne me pèse pas.",
    "Je travaille sans hésiter le week-end.",
    "Vos refus ?\nAucun, les nuits me vont.",
    "Toujours à l'heure, jamais malade, pas frileux.",
    "Je ne peux pas m'empêcher de ranger le magasin.",
];

#[test]
fn what_is_refused_is_found_with_what_it_names() {
    for (text, inside, outside, constraints) in REFUSING {
        let found = refusals(text);
        let said: Vec<&str> = found.iter().map(|refused| refused.span.slice(text)).collect();
        assert!(said.iter().any(|said| said.contains(inside)), "{text}: {said:?}");
        assert!(outside.is_empty() || !said.iter().any(|said| said.contains(outside)), "{text}: {said:?}");
        let mut named: Vec<C> = found.into_iter().flat_map(|refused| refused.constraints).collect();
        named.dedup();
        for constraint in *constraints {
            assert!(named.contains(constraint), "{text}: {named:?}");
        }
    }
}

#[test]
fn acceptance_is_no_refusal() {
    for text in ACCEPTING {
        let named: Vec<C> = refusals(text).into_iter().flat_map(|refused| refused.constraints).collect();
        assert!(named.is_empty(), "{text}: {named:?}");
    }
}

#[test]
fn no_text_is_too_odd() {
    for text in
        ["", "pas", "ne", "non", "\n\n:\n", "je ne veux plus", "refus :", "😀 sans", "non non non non"]
    {
        refusals(text);
    }
}
