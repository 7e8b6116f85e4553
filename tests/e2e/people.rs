//! Invented texts for the tests.

/// An offer with accents, an emoji of several code points, a ligature, a non-breaking space and CRLF.
pub const OFFER: &str = "👩‍🍳 Cuisinier / Cuisinière à l’œuvre\r\n\
    Vous appliquez les règles d'hygiène HACCP et gérez les stocks.\u{a0}Permis B exigé, anglais apprécié.\r\n\
    Rigueur et esprit d'équipe. Travail de nuit possible\u{202f}!";

/// A CV.
pub const CV: &str = "Dominique Inventé, dominique@exemple.invalid\n\
    Cuisinier depuis huit ans : préparation des plats, dressage des assiettes, gestion des stocks, \
    hygiène HACCP, encadrement de deux apprentis. CAP cuisine. Permis B. Rigueur, esprit d'équipe.";

/// The same with the other gender's words.
pub const CV_OTHER_GENDER: &str = "Dominique Inventée, dominique@exemple.invalid\n\
    Cuisinière depuis huit ans : préparation des plats, dressage des assiettes, gestion des stocks, \
    hygiène HACCP, encadrement de deux apprenties. CAP cuisine. Permis B. Rigueur, esprit d'équipe.";
