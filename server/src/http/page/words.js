"use strict";
// Every word that the page shows, French first.
const WORDS = {
  fr: {
    skip: "Aller aux résultats", title: "Des compétences aux métiers",
    lead: "Collez une offre, un CV ou un programme de formation : les compétences sont repérées dans le texte et rattachées au référentiel, puis dix métiers sont proposés, avec des offres et des formations.",
    yourText: "Votre texte", textLabel: "Texte à lire",
    textHelp: "Rien n'est conservé. Vous pouvez aussi déposer un fichier ici.",
    go: "Repérer les compétences", file: "Choisir un fichier", example: "Exemple", clear: "Effacer",
    fileHelp: "PDF, DOCX, ODT, HTML ou texte, 20 Mo au plus.",
    wishes: "Préciser la recherche de métiers", avoid: "À éviter", night: "travail de nuit", sunday: "dimanche",
    saturday: "samedi", shifts: "horaires alternés", travel: "déplacements", loads: "port de charges",
    territory: "Département (numéro)", readTitle: "Dans le texte", conceptsTitle: "Compétences du référentiel",
    conceptsHelp: "Ôtez celles qui ne conviennent pas : les métiers sont recalculés.",
    occupationsTitle: "Métiers proposés",
    SKILL: "savoir-faire", KNOWLEDGE: "savoir", ATTITUDE: "savoir-être", LANGUAGE: "langue",
    CERTIFICATION: "diplôme, permis", OCCUPATION: "métier", CONDITION: "condition de travail",
    reading: "Lecture du texte…", opening: "Ouverture du fichier…", matching: "Recherche des métiers…",
    done: (spans, jobs) => `${spans} expression(s) repérée(s), ${jobs} métier(s) proposé(s).`,
    empty: "Le texte est vide : collez un texte ou choisissez un fichier.",
    offline: "Le serveur ne répond pas. Vérifiez qu'il fonctionne, puis réessayez.",
    noSpan: "Aucune compétence repérée.", noConcept: "Aucune compétence rattachée au référentiel.",
    noJob: "Aucun métier ne correspond.",
    unlinked: (list) => `Hors référentiel : ${list}`,
    ocr: "Le document a été numérisé : des lettres peuvent être fausses.",
    layout: "La mise en page semble complexe (colonnes ?) : des compétences peuvent manquer.",
    sure: (percent) => `sûr à ${percent} %`, notLinked: "pas de compétence correspondante dans le référentiel",
    takeOut: (label) => `Ôter ${label}`, putBack: (label) => `Remettre ${label}`,
    fits: "adéquation", matched: "Vous avez", missing: "Il manque", extra: "En plus", offers: "Offres", courses: "Formations",
    near: "proche", core: "essentiel", teaches: "enseigne", more: (n) => `et ${n} autre(s)`, none: "rien",
    noOffer: "aucune offre dans la base", noCourse: "aucune formation dans la base",
    violates: "non respecté", satisfies: "respecté", unknown: "non précisé",
    versions: (v) => `Modèle ${v.model} · référentiel ${v.taxonomy}`,
    standing: "station debout", outdoors: "extérieur", heights: "hauteur", cold: "froid",
    noise: "bruit", screen: "bureau, écran", telephone: "téléphone", public: "contact avec le public",
    refusals: "Lu comme un refus :", refusalsOff: "Ne pas en tenir compte", refusalsOn: "Tenir compte de mes refus",
    from: "à partir du", sample: "CV d'exemple chargé.",
  },
  en: {
    skip: "Go to the results", title: "From skills to occupations",
    lead: "Paste a job offer, a CV or a course description: the skills in it are marked and linked to the taxonomy, then ten occupations are proposed, with offers and courses.",
    yourText: "Your text", textLabel: "Text to read",
    textHelp: "Nothing is kept. You can also drop a file here.",
    go: "Find the skills", file: "Choose a file", example: "Example", clear: "Clear",
    fileHelp: "PDF, DOCX, ODT, HTML or text, up to 20 MB.",
    wishes: "Narrow the search for occupations", avoid: "To avoid", night: "night work", sunday: "Sundays",
    saturday: "Saturdays", shifts: "shifts", travel: "travel", loads: "heavy loads",
    territory: "French département (number)", readTitle: "In the text", conceptsTitle: "Skills of the taxonomy",
    conceptsHelp: "Take out those that do not fit: the occupations are computed again.",
    occupationsTitle: "Proposed occupations",
    SKILL: "skill", KNOWLEDGE: "knowledge", ATTITUDE: "attitude", LANGUAGE: "language",
    CERTIFICATION: "certification", OCCUPATION: "occupation", CONDITION: "working condition",
    reading: "Reading the text…", opening: "Opening the file…", matching: "Looking for occupations…",
    done: (spans, jobs) => `${spans} expression(s) found, ${jobs} occupation(s) proposed.`,
    empty: "The text is empty: paste a text or choose a file.",
    offline: "The server does not answer. Check that it runs, then try again.",
    noSpan: "No skill was found.", noConcept: "No skill was linked to the taxonomy.", noJob: "No occupation fits.",
    unlinked: (list) => `Not in the taxonomy: ${list}`,
    ocr: "The document was scanned: letters may be wrong.",
    layout: "The layout looks complex (columns?): skills may be missing.",
    sure: (percent) => `${percent}% sure`, notLinked: "no such skill in the taxonomy",
    takeOut: (label) => `Take out ${label}`, putBack: (label) => `Put back ${label}`,
    fits: "fit", matched: "You have", missing: "Missing", extra: "Besides", offers: "Offers", courses: "Courses",
    near: "near", core: "essential", teaches: "teaches", more: (n) => `and ${n} more`, none: "nothing",
    noOffer: "no offer in the database", noCourse: "no course in the database",
    violates: "not kept", satisfies: "kept", unknown: "not stated",
    versions: (v) => `Model ${v.model} · taxonomy ${v.taxonomy}`,
    standing: "long standing", outdoors: "outdoor work", heights: "heights", cold: "cold",
    noise: "noise", screen: "desk and screen", telephone: "telephone", public: "dealing with the public",
    refusals: "Read as a refusal:", refusalsOff: "Do not take it so", refusalsOn: "Keep to my refusals",
    from: "from", sample: "Example CV loaded.",
  },
};

const EXAMPLE = {
  fr: `Camille Exemple
Cuisinière, 8 ans d'expérience

Restaurant La Table Imaginaire (2019-2025)
- Préparation des entrées, des viandes et des poissons pour 60 couverts
- Gestion des stocks et commandes auprès des fournisseurs
- Application des règles d'hygiène HACCP
- Formation de deux apprentis

Formation : CAP cuisine. Permis B. Anglais courant.
Rigoureuse, à l'aise en équipe. Disponible en journée, pas le dimanche.`,
  en: `Camille Example
Cook, 8 years of experience

La Table Imaginaire restaurant (2019-2025)
- Preparing starters, meat and fish for 60 guests
- Stock management and orders from suppliers
- HACCP food safety rules
- Training of two apprentices

Vocational certificate in cooking. Driving licence. Fluent English.
Rigorous, good team player. Available in the daytime, not on Sundays.`,
};
