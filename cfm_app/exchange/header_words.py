"""How logs head their columns, in English, French and Arabic.

Facts from outside: the bilingual headers of IFRC's feedback logs (sheet "FEEDBACK DATA_DONNEES", as read
by nestauk/cci_cameroon), grievance tickets of HOPE (unicef/hope), and the labels and stored names of
Cases in SuiteCRM e572230 (`modules/Cases`, English and French) and SugarCRM v11.
"""

# Folded: lower case, no accents. The likeliest comes first. Words of KoboToolbox begin with "_".
HEADERS: dict[str, tuple[str, ...]] = {
    "source_id": (
        *("ref", "id", "reference", "case number", "case id", "numero", "no", "n"),
        *("unique id", "id unique", "identifiant unique", "identifiant", "uuid", "ticket id"),
        *("code unique", "numero unique", "numero du cas", "numero de plainte", "numero du ticket"),
        *("feedback id", "id du feedback", "complaint number", "complaint id", "ticket number"),
        *("record id", "submission id", "الرقم", "رقم الشكوى", "المعرف", "رقم الحالة", "رقم"),
    ),
    "received_on": (
        *("date received", "date", "received on", "date de reception", "date entered"),
        *("date of feedback", "date du feedback", "date de collecte", "date of collection"),
        *("date collected", "date de la plainte", "date d'enregistrement", "registration date"),
        *("date de l'appel", "date of call", "call date", "date de soumission", "submission time"),
        *("submission date", "creation date", "date created", "date de creation", "created at"),
        *("recu le", "jour", "today", "التاريخ", "تاريخ", "تاريخ الاستلام", "تاريخ الشكوى"),
    ),
    "channel": (
        *("channel", "canal", "source", "feedback channel", "canal de feedback"),
        *("canal de communication", "canal de reception", "canal de retour d'information"),
        *(
            "communication channel",
            "mode de reception",
            "moyen de communication",
            "mode de collecte",
        ),
        *("methode de collecte", "method of collection", "collection method", "entry point"),
        *("point d'entree", "how was the feedback received", "القناة", "قناة", "وسيلة الاتصال"),
    ),
    "language": ("language", "langue", "langue parlee", "language spoken", "اللغة", "لغة"),
    "category": (
        *("type", "category", "categorie", "code", "type of feedback", "type de feedback"),
        *("feedback type", "type de retour d'information", "type de retour", "type de plainte"),
        *("complaint type", "type of complaint", "nature de la plainte", "nature", "case type"),
        *("type de cas", "categorie de plainte", "categorie de feedback", "feedback category"),
        *("issue type", "type d'incident", "theme", "topic", "motif", "النوع", "الفئة"),
        *("نوع الشكوى", "تصنيف", "نوع التعليق"),
    ),
    "sensitivity": (
        *("sensitive", "sensitivity", "sensible", "sensibilite", "plainte sensible"),
        *("sensitive feedback", "cas sensible", "sensitive case", "حساسة", "الحساسية"),
    ),
    "priority": ("priority", "priorite", "urgency", "urgence", "الأولوية"),
    "location": (
        *("department", "departement", "district", "zone de sante", "health zone", "admin2"),
        *("district/state/region/city", "district/etat/region/ville", "district sanitaire"),
        *("health district", "location", "place", "lieu", "localisation", "region", "province"),
        *("admin1", "zone", "area", "etat", "state", "المكان", "الموقع", "المنطقة", "المحافظة"),
        *("الولاية", "المنطقة الصحية", "الإقليم"),
    ),
    "place_details": (
        *("village", "site", "village or site", "village ou site", "localite", "quartier"),
        *("aire de sante", "health area", "camp", "community", "communaute", "ville", "city"),
        *("town", "address", "adresse", "coordinates", "coordonnees", "gps", "geopoint"),
        *("القرية", "المخيم", "الحي"),
    ),
    "incident_location": ("place of the incident", "lieu de l'incident", "مكان الحادث"),
    "programme": ("programme", "program", "activity", "activite", "projet", "project", "البرنامج"),
    "partner": (
        *("partner", "partenaire", "implementing partner", "partenaire de mise en œuvre"),
        "الشريك",
    ),
    "speaker_relation": ("speaks for", "parle pour", "parle au nom de", "on behalf of"),
    "sex": ("sex", "sexe", "gender", "genre", "الجنس", "النوع الاجتماعي"),
    "age_group": (
        *("age", "age group", "tranche d'age", "age range", "groupe d'age", "categorie d'age"),
        *("العمر", "الفئة العمرية"),
    ),
    "disability": (
        *("disability", "handicap", "situation de handicap", "person with disability"),
        *("personne handicapee", "الإعاقة", "إعاقة"),
    ),
    "population_group": (
        *("population group", "groupe de population", "status", "statut", "displacement status"),
        *("statut de deplacement", "profil", "beneficiary type", "type de beneficiaire"),
        *("statut de residence", "فئة السكان", "حالة النزوح"),
    ),
    "description": (
        *("what was said", "description", "feedback", "message", "plainte", "contenu"),
        *("feedback comment", "commentaire", "comment", "comments", "commentaires"),
        *("commentaire de la communaute", "community comment", "retour d'information", "propos"),
        *("complaint", "details", "detail", "description de la plainte", "contenu du feedback"),
        *("verbatim", "resume", "summary", "narrative", "observation", "الوصف", "الشكوى"),
        *("التعليق", "محتوى الشكوى", "الملاحظات", "التفاصيل"),
    ),
    "information_given": (
        *("information given", "answer", "reponse", "response", "reponse donnee", "response given"),
        *("reponse fournie", "information donnee", "feedback given", "الرد", "الإجابة"),
    ),
    "resolution": (
        *("resolution", "action taken", "mesure prise", "mesures prises", "action prise"),
        *("actions prises", "action menee", "actions taken", "suite donnee", "outcome", "solution"),
        *("الإجراء المتخذ", "الحل", "الإجراء"),
    ),
    "full_name": (
        *("name", "nom", "full name", "nom et prenom", "nom complet", "nom du plaignant"),
        *("complainant name", "name of complainant", "nom et prenoms", "caller name"),
        *("nom de l'appelant", "contact name", "nom du contact", "الاسم", "الاسم الكامل"),
    ),
    "phone": (
        *("phone", "telephone", "tel", "numero de telephone", "phone number", "contact"),
        *(
            "mobile",
            "phone mobile",
            "contact telephonique",
            "caller number",
            "numero de l'appelant",
        ),
        *("الهاتف", "رقم الهاتف", "رقم الجوال"),
    ),
    "beneficiary_number": (
        *("beneficiary number", "numero de beneficiaire", "beneficiary id", "scope id"),
        *("household id", "registration id", "registration number", "رقم المستفيد"),
    ),
}

# Words that stand in many headers and prove little by themselves.
COMMON = frozenset(
    "date type code source id no n name nom statut status contact area zone state etat site age message"
    " community communaute details detail nature jour ville city place reference activity".split()
)

# With such words a column is about something else.
PEOPLE_AT_WORK = (
    "enqueteur enqueteuse agent volontaire volunteer staff operator operateur collector collecteur"
    " collecte interviewer superviseur supervisor assigned assigne user utilisateur modified created"
    " coded account compte team equipe partner partenaire village site structure"
).split()
OTHER_DATES = (
    "naissance birth modified modification cloture closed closure resolution resolved fin end update"
    " updated reponse response suivi follow incident expiration traitement"
).split()
NOT_ABOUT: dict[str, tuple[str, ...]] = {
    "full_name": tuple(PEOPLE_AT_WORK),
    "phone": tuple(PEOPLE_AT_WORK),
    "received_on": tuple(OTHER_DATES),
    "source_id": ("user", "account", "team", "assigned", "modified", "created", "contact", "agent"),
    "description": ("coding", "codage", "translation", "traduction"),
    "language": ("reponse", "answer", "response"),
    "sex": ("enqueteur", "agent", "interviewer", "volontaire"),
    "age_group": ("enqueteur", "agent"),
}

# The columns that an export of Cases out of SugarCRM or SuiteCRM has and no other log.
SUGAR_MARKS = frozenset(
    (
        *("case number", "numero du ticket", "numero du cas", "date entered", "date created"),
        *("date de creation", "date modified", "date de modification", "assigned user id"),
        *("assigned user name", "assigned user", "assigned to", "assigne a", "utilisateur assigne"),
        *("modified user id", "modified by", "modifie par", "created by", "cree par", "account id"),
        *("account name", "nom du compte", "compte (id)", "work log", "portal viewable", "team id"),
        *("team set id", "deleted", "supprime", "state", "date created by", "assigned user id"),
    )
)
SUGAR_ENOUGH = 3
# What these headers mean there. `id` stays when a case is renumbered, so it comes before the number.
SUGAR: dict[str, tuple[str, ...]] = {
    "source_id": ("id", "case number", "number", "numero", "numero du ticket", "numero du cas"),
    "received_on": ("date entered", "date created", "date de creation", "cree le"),
    "description": ("description", "name", "subject", "sujet", "objet", "nom"),
    "category": ("type", "category", "categorie"),
    "channel": ("source", "channel", "canal"),
    "priority": ("priority", "priorite"),
    "resolution": ("resolution",),
    "full_name": ("contact name", "nom du contact", "primary contact name", "contact principal"),
    "phone": ("phone mobile", "phone", "mobile", "telephone mobile", "telephone"),
    "population_group": ("population group", "groupe de population"),
    "location": ("province", "department", "departement", "region", "district", "location", "lieu"),
}
