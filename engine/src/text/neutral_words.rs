//! Words of the masculine form ([`super::neutral`]), without accents, separated by spaces.

/// Feminine nouns of things that the endings would take for persons.
pub(super) const THINGS: &str = "\
    annee journee soiree matinee idee duree tournee donnee denree armee pensee poignee portee allee \
    vallee chaussee fumee maree puree randonnee traversee assemblee melee corvee gelee cheminee \
    musee lycee trophee prisee plongee lignee tranchee percee renommee visee coulee couvee matiere carriere \
    maniere biere lumiere frontiere riviere barriere filiere chaudiere priere litiere poussiere \
    charniere paupiere croisiere misere critere caractere atmosphere sphere cimetiere ere colere \
    etagere bergere jachere enchere lisiere visiere glaciere soupiere cafetiere initiative directive \
    archive rive lessive derive perspective alternative tentative olive grive endive offensive \
    locomotive invective gencive missive perseuse perceuse ponceuse visseuse tondeuse \
    debroussailleuse tronconneuse meuleuse agrafeuse moissonneuse scieuse raboteuse fraiseuse \
    autolaveuse monobrosse imprimante photocopieuse pelleteuse cloueuse degauchisseuse rectifieuse \
    repasseuse defonceuse balayeuse mitrailleuse matrice cicatrice motrice vaisselle echelle \
    nouvelle pelle poubelle parcelle chapelle mortadelle passerelle tutelle ficelle dentelle \
    etincelle cervelle ruelle truelle nacelle selle celle elle quelle clientele personne tonne \
    colonne couronne zone essence belle vente attente entente tente pente plante charpente rente \
    detente fente soixante quarante cinquante trente tante descente patente jante amiante brocante \
    ordonnance epee ondee bouee nuee azalee cuillere theiere gouttiere riziere meuliere penderie \
    moutarde garde mansarde echarde salle balle malle finale succursale centrale capitale morale \
    cale cathedrale scandale sale ovale petale chorale mutuelle marchandise entreprise franchise \
    expertise maitrise analyse crise";

/// Participles that are things too ("l'entrée", "la mise en rayon"): a person's only where the words before say so.
pub(super) const DONE: &str = "\
    arrivee entree rentree levee montee sortie partie prise mise comprise surprise assise \
    remise reprise conduite tenue";

/// Adjectives in -eux; other feminine forms in -euse are taken for persons in -eur.
pub(super) const EUX: &str = "\
    seri rigour soign courag curi heur malheur gener conscienci meticul minuti chaleur ambiti nombr \
    vigour respectu amour danger preci labori ingeni affectu joy peur nerv silenci studi judici \
    religi cr poussier fastidi scrupul pointill audaci graci souci harmoni astuci desir precautionn \
    chanc fril paress orgueill merveill fam pi prestigi vanit caprici gout dout spaci vertu volumin \
    rugu hont furi envi fougu impetu malici moell muscul nuag odi pomp pluvi savour soupconn talentu \
    tendanci tortu valeur victori virtu voluptu ombrag superstiti contagi anxi mysteri fach fievr \
    avantag desavantag chatouill cotonn boit grinch";

/// Feminine words about persons whose masculine is the same without the last letter.
pub(super) const REGULAR: &str = "\
    absente accomplie accueillante adherente adjointe admise adolescente adroite afghane africaine \
    agente aguerrie aidante allemande alternante americaine amie amusante anglaise anticipante \
    antillaise apaisante apprentie arrogante artisane aspirante assesseure assidue assistante \
    attachante auteure avenante avertie avocate banlieusarde barbue battante bavarde benjamine \
    bienfaisante bienveillante bouillonnante bourgeoise brillante cadrante caline camerounaise \
    campagnarde candidate captivante chercheure chiante chinoise citadine cliente commercante \
    competente concise confiante congolaise connue consciente constante consultante contente \
    contractante convaincue cordiale corpulente correspondante costaude courte courtoise couverte \
    croyante cubaine danoise debrouillarde debutante decente decue defenseure degourdie delicate \
    deloyale dependante detendue devenue diligente directe dirigeante divorcee docteure dominante \
    dynamisante ecossaise elegante eloquente elue eminente emue encadrante endurante endurcie \
    energisante enseignante entreprenante epanouie epuisante erudite espagnole etourdie etudiante \
    excellente exigeante experte exploitante fabricante fascinante fetarde figurante finlandaise \
    flemmarde forte francaise frequente gaie gaillarde gerante gouverneure grande habitante hardie \
    hesitante impatiente imprudente inconsciente indecise independante influente ingenieure ingrate \
    innocente inscrite instruite intelligente interdependante intermittente intervenante investie \
    irlandaise itinerante japonaise jolie joviale laborantine laureate lente libanaise loyale \
    maladroite malentendante malvoyante manifestante mariee marocaine marrante matinale mecontente \
    mefiante mexicaine migrante militante mineure montagnarde motivante moustachue munie mure nee \
    negligente negociante nonchalante obeissante orpheline ouverte parente parlante \
    partante participante partisane passante patiente pedante performante permanente persane \
    perseverante persuasive petillante petite plaisante polie polonaise portugaise postulante \
    pourvue pratiquante precise presente presidente prete prieure procureure professeure prudente \
    radine rassurante ravie rayonnante reconnue reconvertie referente reflechie remplacante repartie \
    representante residente resistante resolue retraitee reunionnaise revenue rompue roublarde \
    roumaine savante senegalaise sereine seule soignante soumise souriante stimulante suedoise \
    suivante sultane superviseure suppleante sure surveillante tetue togolaise tolerante toulousaine \
    trapue tremblante vaillante vantarde veinarde venue vigilante villageoise voyante";

/// Words about persons and what is read instead; parents are read without gender.
pub(super) const IRREGULAR: &str = "\
    algerienne:algérien ancienne:ancien bonne:bon bretonne:breton brouillonne:brouillon \
    bucheronne:bûcheron cadette:cadet championne:champion cheffe:chef chere:cher \
    compagnonne:compagnon complete:complet copine:copain coquette:coquet derniere:dernier \
    discrete:discret douce:doux epouse:époux favorite:favori fiere:fier folle:fou \
    forgeronne:forgeron franche:franc gasconne:gascon gentille:gentil grecque:grec hotesse:hôte \
    inquiete:inquiet jalouse:jaloux maconne:maçon maitresse:maître maligne:malin maman:parent \
    manuelle:manuel mere:parent mignonne:mignon muette:muet nouvelle:nouveau ouvriere:ouvrier \
    papa:parent patronne:patron paysanne:paysan pere:parent premiere:premier rousse:roux \
    secrete:secret sotte:sot sujette:sujet technicienne:technicien turque:turc veuve:veuf \
    vieille:vieux vigneronne:vigneron vive:vif";
