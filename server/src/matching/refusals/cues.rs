//! The words by which people refuse, folded. `|` separates; words between which fillers may stand.

/// What follows is refused, whatever it is.
pub(super) const REFUSES: &str = "veux plus|veux pas|veux surtout pas|veux surtout plus|veux jamais|veux aucun|veux aucune|veux ni|\
    voudrais plus|voudrais pas|souhaite plus|souhaite pas|souhaiterais pas|souhaiterais plus|desire plus|desire pas|\
    surtout pas|surtout plus|plus jamais|plus question|pas question|hors de question|marre|ras le bol|je refuse|tout sauf|\
    fini le|fini la|fini les|fini l|finis les|finies les|termine le|termine la|termine les|terminees les|supporte plus|\
    supporte pas|supporterais pas|supporterais plus|peux plus|peux pas|pourrai plus|pourrai pas|pourrais pas|pourrais plus|\
    aucune envie|plus envie|pas envie|retournerai pas|retournerai plus|retournerai jamais|retourner pas|ferai pas|\
    ferai plus|ferai jamais|reprendrai pas|reprendrai plus|reprendrai jamais|retourne pas|retourne plus|deteste|horreur|rien qui touche|\
    rien qui ressemble|rien a voir|inapte|cherche pas|cherche plus|aime pas|aime plus|interdit de|interdiction de";

/// What follows is refused where it names a constraint.
pub(super) const DOUBTS: &str = "sans|sauf|hormis|excepte|pas de|pas d|pas le|pas la|pas les|plus de|plus d|plus le|plus la|plus les|\
    jamais de|jamais d|jamais le|jamais la|jamais les|aucun|aucune|ni|eviter|evite|lasse|fatigue de|fatigue des|fatigue du|use par|\
    degoute|non a|non au|non aux|stop|exclu|exclus|trop de|assez de|ai le vertige|pas le permis";

/// Those of [`DOUBTS`] that count at the start of a clause only.
pub(super) const AT_START: &str = "pas de|pas d|pas le|pas la|pas les|plus de|plus d|plus le|plus la|plus les|jamais de|jamais d|\
    jamais le|jamais la|jamais les|aucun|aucune|ni|non a|non au|non aux|stop|exclu|exclus|trop de";

/// What stands before is refused.
pub(super) const REFUSED: &str = "c est fini|c est termine|c est non|c est mort|c est exclu|c est impossible|c est pas possible|\
    c est plus possible|c est hors de question|c est plus pour moi|c est pas pour moi|c est pas fait pour moi|c est pas mon fort|\
    c est pas mon truc|peu pour moi|non merci|non non|ca non|ca jamais|non jamais|derriere moi|m est ferme|m est interdit|m est interdite|\
    m est deconseille|m est impossible|m interesse pas|m interesse plus|m interessent pas|m interessent plus|en veux pas|en veux plus|\
    y retourne pas|y retourne plus|y retournerai pas|y retournerai plus|y tiendrais pas|laisse ca aux autres|me fait fuir|me font fuir|\
    me font peur|me fait peur|a eviter|a proscrire|me sont interdites|me sont interdits|est exclu|sont exclus|sont exclues|entends mal";

/// What stands before is refused where these close a clause.
pub(super) const CLOSES: &str = "peux plus|peux pas|supporte plus|supporte pas|veux plus|veux pas|aime pas|aime plus|non|jamais|\
    refusee|refuses|refusees|exclu|exclue|exclus|exclues|interdit|interdite|interdits|interdites|impossible";

/// Words that may stand between those of a cue.
pub(super) const FILLERS: &str =
    "ne|n|euh|hein|ben|bah|bon|quoi|vraiment|absolument|franchement|clairement|carrement|en|m|me";

/// Behind a cue these say that nothing is refused.
pub(super) const NOTHING: &str = "probleme|problemes|souci|soucis|contrainte|contraintes|difficulte|difficultes|limite|limites|peur|crainte|\
    objection|objections|reticence|hesiter|hesitation|compter|doute|cesse|relache|faute|erreur|erreurs|accident|accidents|seulement|que|qu|\
    uniquement|forcement|toujours|encore|mal|loin|tant|moins|cher|experience|diplome|diplomes|qualification|formation|m|dire|rien|empecher|\
    pire|souffrir|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente|cent|mille|autonomie|responsabilites|tard|allergie|vertige|temps|stress|retard|bavure|arret|interruption|plus|en";

/// Here a refused stretch ends: the person says what is so, or what is wanted.
pub(super) const TURNS: &str = "mais|contre|revanche|prefere|prefererais|plutot|sinon|je|j|alors|donc|maintenant|car|parce|puisque|voila|\
    il|elle|ils|elles|on|nous|mon|ma|mes|quitte|parait|merci|disponible|aimerais|cherche|voudrais|ouvert|pret";

/// A clause that stands before a closing cue begins behind these.
pub(super) const BEGINS: &str = "je|j|mais|on|il|elle|ils|nous|car|sinon|suis|ai|fais|alors|donc|voila|contre|revanche|puis|parce|quand|maintenant|\
    apres|est|sont|etait|pas|oui|ok|va|vont|accepte|acceptes|acceptee|acceptees|possible|possibles|volontiers";

/// Where a clause before a doubtful closing cue begins as well.
pub(super) const BREAKS: &str = "et|hein|euh|ben|bah|bon|seulement|ou|enfin";

/// What stands directly before a closing cue and belongs to it.
pub(super) const LEADS: &str = "je|j|moi|ca|c|y|en|me|m|ne|n|euh|la|tres|est|sont|non|revanche|contre|par";

/// Words after which a clause begins.
pub(super) const STARTS: &str = "et|mais|donc|alors|non|surtout|euh|car|si|possible|puis|ou|veux|souhaite|prefere|cherche|poste|travail|emploi|\
    horaires|journee|semaine|fixe|fixes|contre|revanche|avec|voila";

/// Words of a heading under which people write what they refuse.
pub(super) const HEADINGS: &str = "refus|refuse|refuses|refusez|refuser|ne veux pas|ne veux plus|ne voulez pas|ne voulez plus|ne souhaitez pas|ne souhaitez plus|ne souhaite pas|\
    ne souhaite plus|eviter|evite|ecarte|interdit|impossible|fuir|contre indication|exclu|exclus|exclure|plus jamais|rejet|incompatib|\
    inacceptable|ne ferai|ne ferez|ne feriez";

/// A sentence with one of these refuses nothing.
pub(super) const ACCEPTS: &str = "pas de probleme|pas de souci|aucun probleme|aucun souci|derange pas|derangent pas|gene pas|genent pas|pas peur|\
    pese pas|pas un probleme|pas un souci|tout me va|me va |me vont|peu importe|crains pas|rien de special|rien de particulier|pas specialement|\
    impressionnent pas|impressionne pas|coute pas|d accord";
