"""What the people of the demo office say. Invented; any likeness is chance."""

WOMEN = (
    "Achta Mahamat",
    "Hawa Abakar",
    "Zara Adoum",
    "Fatimé Issa",
    "Khadidja Oumar",
    "Mariam Saleh",
    "Amné Brahim",
    "Halimé Youssouf",
    "Falmata Ali",
    "Denise Ngarlejy",
    "Solange Mbaïlao",
    "Rachel Djimadoum",
    "Kaltouma Hassan",
    "Ache Moussa",
    "Yakoura Malloum",
)
MEN = (
    "Mahamat Saleh",
    "Abakar Adam",
    "Issa Moussa",
    "Oumar Youssouf",
    "Brahim Hassane",
    "Ali Malloum",
    "Adoum Tchari",
    "Djimadoum Ngarta",
    "Mbaïlao Josué",
    "Kedaï Abdoulaye",
    "Moussa Kaka",
    "Hassan Djamous",
    "Saleh Annadif",
    "Nadji Emmanuel",
    "Youssouf Boukar",
)
TEXTS = {
    "Information sur le ciblage": (
        "Demande pourquoi son ménage n'a pas été retenu et quels sont les critères.",
        "Veut savoir qui a fait la liste du village et quand aura lieu la prochaine.",
    ),
    "Information sur le calendrier de distribution": (
        "Demande la date de la prochaine distribution ; le comité ne sait pas répondre.",
        "Dit que la distribution annoncée la semaine passée n'a pas eu lieu.",
    ),
    "Information sur la modalité d'assistance": (
        "Demande si l'argent remplacera les vivres dans son camp.",
    ),
    "Information sur les droits et le mécanisme de plaintes": (
        "A vu l'affiche de la ligne verte et demande si l'appel est gratuit et anonyme.",
    ),
    "Demande d'assistance alimentaire": (
        "Ménage de neuf personnes arrivé il y a deux mois, sans aucune assistance.",
        "Veuve avec cinq enfants, la récolte a été perdue avec l'inondation.",
    ),
    "Demande liée à la nutrition": (
        "Enfant de 14 mois amaigri, le centre de santé n'a plus de suppléments.",
    ),
    "Erreur d'exclusion": (
        "Son nom a disparu de la liste après la vérification, il a encore son jeton.",
        "Réfugiée enregistrée depuis 2023, pas appelée lors des deux derniers cycles.",
    ),
    "Erreur d'inclusion": ("Signale que des ménages aisés du quartier figurent sur la liste.",),
    "Non-réception de l'assistance": (
        "N'a rien reçu au dernier cycle alors que son nom a été appelé.",
        "Absent le jour de la distribution pour maladie, demande comment récupérer la ration.",
    ),
    "Quantité de la ration": (
        "Dit avoir reçu moins de sorgho que ce qui est affiché ; la mesure était un seau.",
    ),
    "Qualité des vivres": (
        "Farine avec des insectes, trois sacs sur cinq dans son groupe.",
        "Huile au goût rance, date dépassée sur le bidon.",
    ),
    "Carte, carte SIM ou code PIN": (
        "Carte bloquée après trois essais, l'agent demande de revenir plus tard.",
        "Carte SIM perdue pendant le déplacement.",
    ),
    "Retard de distribution": (
        "La distribution a trois semaines de retard, les familles empruntent.",
    ),
    "Problème avec l'agent de paiement": (
        "L'agent n'a plus de liquidités et demande de revenir chaque jour.",
    ),
    "Accès et sécurité du site": (
        "Le site est à deux heures de marche, les personnes âgées ne peuvent pas s'y rendre.",
        "Bousculade à l'entrée, deux femmes enceintes sont tombées.",
    ),
    "Attitude du personnel (sans abus)": (
        "Un agent a crié sur les femmes qui demandaient une explication.",
    ),
    "Conduite d'un partenaire": (
        "Le partenaire commence avant l'heure et ferme avant que tous soient servis.",
    ),
    "Remerciement": ("Remercie pour la distribution bien organisée du mois passé.",),
    "Suggestion sur les distributions": (
        "Propose de commencer par les personnes âgées et les femmes enceintes.",
    ),
    "Rumeur sur la fin de l'assistance": (
        "On dit au marché que l'assistance s'arrête le mois prochain.",
    ),
    "Santé, eau ou abri": ("Le forage du site est en panne depuis dix jours.",),
    "Demande d'emploi": ("Demande s'il y a du travail comme manutentionnaire.",),
    "Appel interrompu": ("L'appel a été coupé avant que la personne explique son cas.",),
}
RESTRICTED_TEXTS = {
    "Exploitation ou abus sexuel": (
        "La personne rapporte une faveur demandée en échange d'une inscription. Elle est en"
        " sécurité et accepte d'être rappelée par une personne spécialisée.",
    ),
    "Harcèlement sexuel": (
        "Propos et gestes déplacés d'un agent sur le site ; la personne ne veut pas être nommée.",
    ),
    "Détournement de vivres ou d'argent": (
        "Des sacs auraient été chargés de nuit vers le marché.",
    ),
    "Pot-de-vin demandé": ("Une somme est demandée pour figurer sur la liste.",),
    "Taxe illégale sur l'assistance": (
        "Un chef de carré prélève une mesure de céréales par ménage.",
    ),
    "Violence basée sur le genre": (
        "Demande d'orientation vers un service ; aucun détail noté par téléphone.",
    ),
    "Menaces ou représailles": ("La personne dit avoir été menacée après une plainte.",),
    "Divulgation de données personnelles": (
        "Une liste avec des numéros de téléphone est affichée au marché.",
    ),
    "À clarifier (contenu incertain)": (
        "Parle d'un problème grave avec un agent, sans vouloir préciser par téléphone.",
    ),
}
ANSWERS = (
    "Vérifié avec l'équipe : la personne sera servie au prochain cycle.",
    "Nom retrouvé et remis sur la liste ; la personne a été informée de la date.",
    "Le lot a été contrôlé et remplacé.",
    "Carte remplacée, code remis en main propre.",
    "Critères expliqués ; la demande est transmise au comité de ciblage.",
    "Visite de site faite avec le partenaire, organisation corrigée.",
)
GIVEN = (
    "Critères et voie de recours expliqués.",
    "Date et lieu de la prochaine distribution donnés.",
    "Orientation vers le service compétent.",
    "Rappelé que l'assistance est gratuite.",
)
PROVINCES = {
    "TD07": 26,
    "TD06": 12,
    "TD14": 14,
    "TD21": 12,
    "TD17": 10,
    "TD09": 9,
    "TD19": 5,
    "TD18": 5,
    "TD10": 3,
    "TD13": 2,
    "TD11": 2,
}
CHANNELS = {
    "Ligne verte": 58,
    "Bureau de plaintes": 14,
    "Comité de gestion des plaintes": 9,
    "WhatsApp": 8,
    "SMS": 4,
    "Visite de terrain": 5,
    "Boîte à suggestions": 2,
}
LANGUAGES = {"shu": 46, "fra": 24, "kbl": 10, "bdm": 4, "mde": 5, "zag": 4, "sba": 5, "dzg": 2}
# What many of one province have to say in the last days: a trend that nobody planned.
TROUBLE, TROUBLE_PROVINCE = "Carte, carte SIM ou code PIN", "TD14"
TROUBLE_DAYS, TROUBLE_SHARE = 6, 0.25
TROUBLE_TEXTS = (
    "Au nouveau guichet d'Abéché, le code PIN est refusé trois fois puis la carte est bloquée.",
    "La carte est bloquée depuis le passage au nouveau guichet.",
    "Le nouveau guichet ne lit pas la carte ; on lui a dit de revenir la semaine prochaine.",
)
