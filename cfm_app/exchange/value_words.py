"""What logs call the same thing, in English, French and Arabic: words of IFRC, HOPE, Sugar and offices.

A set of words belongs to whatever record of the office is called by one of them, so that it serves an
office with a list of its own, too. Facts from outside: IFRC's types of feedback (questions; rumours,
beliefs, observations; requests and suggestions; thanks and encouragement; sensitive or violent comments),
HOPE's issue types (unicef/hope, `grievance/models.py`), the lists of Cases in SuiteCRM e572230.
"""

SETS: dict[str, tuple[tuple[str, ...], ...]] = {
    "CFM Channel": (
        (
            *("ligne verte", "hotline", "helpline", "toll free line", "free line", "numero vert"),
            *(
                "phone",
                "phone call",
                "telephone",
                "appel telephonique",
                "appel",
                "call",
                "call center",
            ),
            *("call centre", "centre d'appel", "inbound call", "appel entrant", "ligne gratuite"),
            *("الخط الاخضر", "خط ساخن", "الخط الساخن", "هاتف", "مكالمة", "مكالمة هاتفية"),
        ),
        ("appel sortant", "outbound call", "call back", "rappel", "مكالمة صادرة"),
        ("sms", "text message", "texto", "message texte", "رسالة نصية"),
        ("whatsapp", "messaging app", "messagerie instantanee", "telegram", "signal", "واتساب"),
        (
            *("bureau de plaintes", "help desk", "helpdesk", "feedback desk", "information desk"),
            *("complaint desk", "guichet", "kiosque", "kiosk", "bureau d'assistance", "walk in"),
            *("مكتب الشكاوى", "مكتب المساعدة"),
        ),
        (
            *("comite de gestion des plaintes", "committee", "comite", "complaint committee"),
            *("comite de plaintes", "community committee", "لجنة", "لجنة الشكاوى"),
        ),
        (
            *("visite de terrain", "field visit", "home visit", "visite a domicile", "vad"),
            *("porte a porte", "door to door", "house to house", "household visit", "face to face"),
            *("visite menage", "volunteer", "volontaire", "interview", "entretien", "monitoring"),
            *("entretien individuel", "زيارة منزلية", "زيارة ميدانية", "مقابلة"),
        ),
        (
            *("reunion communautaire", "community meeting", "group discussion", "focus group"),
            *("focus group discussion", "fgd", "discussion de groupe", "groupe de discussion"),
            *("causerie", "causerie educative", "dialogue communautaire", "community dialogue"),
            *("sensibilisation", "sensibilisation de masse", "mass sensitization", "town hall"),
            *("assemblee communautaire", "seance de sensibilisation", "discussion en groupe"),
            *("مناقشة جماعية", "نقاش جماعي", "اجتماع مجتمعي", "اجتماع"),
        ),
        (
            *("boite a suggestions", "suggestion box", "feedback box", "complaint box", "letter"),
            *(
                "boite a plaintes",
                "urne",
                "lettre",
                "courrier",
                "صندوق الشكاوى",
                "صندوق الاقتراحات",
            ),
        ),
        ("courriel", "email", "e-mail", "mail", "inboundemail", "inbound email", "بريد الكتروني"),
        (
            *(
                "formulaire en ligne",
                "web form",
                "web",
                "site web",
                "website",
                "online",
                "internet",
            ),
            *("online form", "portal", "portail", "موقع الكتروني", "استمارة الكترونية"),
        ),
        ("emission de radio", "radio", "radio show", "interactive show", "اذاعة", "راديو"),
        ("referencement par un partenaire", "partner", "partenaire", "partner referral", "شريك"),
    ),
    "Case Category": (
        (
            *(
                "demande d'information",
                "question",
                "information request",
                "request for information",
            ),
            *("inquiry", "enquiry", "query", "renseignement", "demande de renseignement"),
            *("request for clarification", "سؤال", "اسئلة", "استفسار", "طلب معلومات"),
        ),
        (
            *(
                "demande d'assistance",
                "request",
                "demande",
                "request for assistance",
                "demande d'aide",
            ),
            *("assistance request", "request for help", "besoin", "need", "طلب", "طلب مساعدة"),
        ),
        (
            *("rumeur ou perception", "rumour", "rumor", "rumeur", "belief", "croyance"),
            *("observation", "perception", "rumor belief observation", "rumour belief observation"),
            *("rumeur croyance observation", "observation perception or belief", "misinformation"),
            *("observation perception croyance", "observation perception et croyance"),
            *("rumeur et croyance", "croyance et observation", "desinformation", "opinion"),
            *("rumour or perception", "fausse information", "statement", "affirmation"),
            *("شائعة", "شائعات", "اشاعة", "معتقدات", "اعتقاد", "ملاحظة", "تصور"),
        ),
        ("remerciement", "thank", "thank you", "statement of thanks", "merci", "gratitude", "شكر"),
        (
            *("retour positif", "positive feedback", "encouragement or praise", "encouragement"),
            *("praise", "appreciation", "appreciation encouragement", "compliment", "felicitation"),
            *("remerciement et encouragement", "encouragement et remerciement", "feedback positif"),
            *(
                "remerciement encouragement",
                "encouragement felicitation",
                "تقدير",
                "تشجيع",
                "اشادة",
            ),
        ),
        (
            *(
                "suggestion",
                "request or suggestion",
                "suggestion request",
                "proposal",
                "proposition",
            ),
            *("recommendation", "recommandation", "suggestion ou demande", "demande ou suggestion"),
            *("suggestion et demande", "demande et suggestion", "اقتراح", "اقتراحات", "توصية"),
        ),
        (
            *(
                "plainte non sensible",
                "complaint",
                "plainte",
                "reclamation",
                "doleance",
                "grievance",
            ),
            *("grievance complaint", "negative feedback", "feedback negatif", "retour negatif"),
            *("concern", "preoccupation", "inquietude", "mecontentement", "dissatisfaction"),
            *("other complaint", "autre plainte", "شكوى", "شكاوى", "تظلم"),
        ),
        (
            *(
                "probleme avec l'agent de paiement",
                "payment complaint",
                "payment related complaint",
            ),
            *("fsp complaint", "fsp related complaint", "plainte liee au paiement"),
        ),
        ("erreur d'exclusion", "exclusion error", "exclusion", "registration related complaint"),
        ("erreur d'inclusion", "inclusion error", "inclusion"),
        ("conduite d'un partenaire", "partner complaint", "partner related complaint"),
        (
            *("pot-de-vin demande", "bribery corruption or kickback", "bribery", "bribe"),
            *("pot de vin", "kickback", "رشوة"),
        ),
        (
            *("plainte sensible : fraude et corruption", "fraud", "fraude", "fraud and corruption"),
            *("fraude et corruption", "corruption", "conflict of interest", "conflit d'interet"),
            *("gross mismanagement", "احتيال", "فساد"),
        ),
        (
            *("detournement de vivres ou d'argent", "diversion", "detournement", "embezzlement"),
            *("fraud involving misuse of programme funds by third party", "misuse of aid"),
            *("unauthorized use misuse or waste of unicef property or funds",),
        ),
        ("usurpation d'identite", "fraud and forgery", "identity theft", "impersonation"),
        (
            *("plainte sensible : eas et harcelement sexuel", "sea", "psea", "eas", "peas", "seah"),
            *("sexual harassment and sexual exploitation", "sexual exploitation and abuse"),
            *("exploitation et abus sexuel", "استغلال جنسي", "استغلال واعتداء جنسي"),
        ),
        ("harcelement sexuel", "sexual harassment", "تحرش", "تحرش جنسي"),
        (
            *("plainte sensible : protection", "protection", "harassment and abuse of authority"),
            *("abus d'autorite", "abuse of authority", "حماية"),
        ),
        ("violence basee sur le genre", "gbv", "vbg", "gender based violence", "sgbv"),
        ("protection de l'enfance", "child protection", "حماية الطفل"),
        ("plainte sensible : violation de donnees", "data breach", "violation de donnees"),
        (
            *(
                "hors mandat",
                "out of scope",
                "out of mandate",
                "off topic",
                "hors sujet",
                "not pam",
            ),
            *("outside mandate", "hors perimetre"),
        ),
        (
            *(
                "appel incomplet ou abusif",
                "incomplete",
                "incomplete call",
                "dropped call",
                "prank",
            ),
            *("appel incomplet", "wrong number", "silent call"),
        ),
        (
            *(
                "a clarifier (contenu incertain)",
                "sensitive or violent comment",
                "sensitive",
                "sensible",
            ),
            *(
                "violent",
                "violent comment",
                "commentaire sensible ou violent",
                "sensitive grievance",
            ),
            *("commentaire violent", "sensitive feedback", "feedback sensible", "miscellaneous"),
            *("sensitive violent comment", "inappropriate staff conduct", "حساس", "تعليق حساس"),
        ),
    ),
    "Case Priority": (
        ("urgente", "urgent", "critical", "critique", "very high", "p0", "عاجل", "عاجلة"),
        ("haute", "high", "p1", "p1 high", "elevee", "p1 haute", "forte", "عالية", "مرتفعة"),
        ("normale", "normal", "medium", "moyenne", "p2", "p2 medium", "p2 moyenne", "متوسطة"),
        ("basse", "low", "faible", "p3", "p3 low", "p3 basse", "منخفضة"),
    ),
    "CFM Language": (
        ("francais", "french", "fr", "fra", "الفرنسية", "فرنسي"),
        ("arabe", "arabic", "ar", "arabe local", "arabe tchadien", "chadian arabic", "العربية"),
        ("anglais", "english", "en", "eng", "الانجليزية"),
    ),
}

# Words for the options of the app's own lists.
OPTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "sex": {
        "Female": (
            *("f", "femme", "woman", "women", "female", "feminin", "fille", "girl", "dame"),
            *("انثى", "امراة", "نساء"),
        ),
        "Male": (
            *("m", "h", "homme", "man", "men", "male", "masculin", "garcon", "boy", "ذكر", "رجل"),
            *("رجال",),
        ),
        "Mixed group": (
            *(
                "groupe mixte",
                "mixed group",
                "mixed",
                "mixte",
                "group",
                "groupe",
                "both",
                "les deux",
            ),
            *("mixed gender group", "homme et femme", "مجموعة مختلطة", "مختلط"),
        ),
        "Other": ("autre", "other", "اخرى"),
        "Prefers not to say": (
            *("prefer not to say", "ne souhaite pas repondre", "refuse de repondre", "refus"),
            *("يفضل عدم القول",),
        ),
        "Unknown": (),
    },
    "age_group": {
        "0-12": ("enfant", "children", "child", "اطفال"),
        "13-17": ("adolescent", "teenager", "مراهق", "مراهقون"),
        "18-59": ("adulte", "adult", "بالغ", "بالغون"),
        "60+": (
            "personne agee",
            "elderly",
            "older people",
            "older person",
            "vieux",
            "senior",
            "مسن",
        ),
        "Mixed group": ("groupe mixte", "mixed group", "mixed", "mixte", "groupe", "مجموعة مختلطة"),
        "Not indicated": (),
    },
    "disability": {
        "Yes": ("oui", "yes", "y", "o", "true", "1", "handicape", "disabled", "نعم"),
        "No": ("non", "no", "n", "false", "0", "none", "aucun", "aucune", "لا"),
        "Not indicated": (),
    },
    "population_group": {
        "Resident": ("resident", "population locale", "local population", "autochtone", "مقيم"),
        "Refugee": ("refugie", "refugee", "refugiee", "لاجئ", "لاجئون"),
        "Internally displaced": (
            *("idp", "pdi", "deplace", "deplace interne", "internally displaced", "displaced"),
            *("internally displaced person", "personne deplacee", "نازح", "نازحون"),
        ),
        "Returnee": ("retourne", "returnee", "rapatrie", "عائد", "عائدون"),
        "Host community": (
            *("hote", "host", "host community", "communaute hote", "population hote", "مجتمع مضيف"),
        ),
        "Other": ("autre", "other", "اخرى"),
    },
    "speaker_relation": {
        "Self": ("self", "lui meme", "elle meme", "soi meme", "moi meme", "نفسه"),
        "On behalf": ("on behalf", "au nom de", "pour autrui", "نيابة"),
        "Caregiver": ("caregiver", "parent", "tuteur", "guardian", "وصي"),
        "Community": ("community", "communaute", "leader communautaire", "community leader"),
    },
}
# Where a log says that it does not know, and what that is called in the lists that have a word for it.
UNSAID = frozenset(
    (
        *(
            "unknown",
            "inconnu",
            "inconnue",
            "not known",
            "don't know",
            "ne sait pas",
            "nsp",
            "?",
            "-",
        ),
        *("--", "n/a", "na", "n.a", "nd", "n/d", "non renseigne", "non precise", "not specified"),
        *(
            "not indicated",
            "non indique",
            "not stated",
            "not recorded",
            "null",
            "nan",
            "indetermine",
        ),
        *("sans objet", "not applicable", "non applicable", "غير معروف", "لا اعرف", "غير محدد"),
    )
)
UNSAID_OPTIONS = ("Unknown", "Not indicated", "Not known")
