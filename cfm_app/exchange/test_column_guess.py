"""The columns and values of logs that other organisations keep, in three languages."""

import frappe

from cfm_app.exchange import column_guess, mapping, proposals, reader
from cfm_app.exchange.test_case_import import sheet
from cfm_app.testing import CFMTestCase

# The headers and codes of IFRC's logs; what was said is made up.
IFRC = [
    *("UNIQUE_ID", "DATE", "COUNTRY_PAYS", "HEALTH ZONE_ZONE DE SANTE"),
    *("FEEDBACK CHANNEL_CANAL DE RETOUR D'INFORMATION", "SEX_SEXE", "AGE RANGE_TRANCHE D'AGE"),
    *("FEEDBACK COMMENT_COMMENTAIRE", "TYPE OF FEEDBACK_TYPE DE RETOUR D'INFORMATION"),
    *("ACTION TAKEN_MESURE PRISE", "NAME OF DATA COLLECTOR_NOM DU COLLECTEUR", "CODED BY"),
]
IFRC_FEEDS = {
    "source_id": IFRC[0],
    "received_on": IFRC[1],
    "location": IFRC[3],
    "channel": IFRC[4],
    "sex": IFRC[5],
    "age_group": IFRC[6],
    "description": IFRC[7],
    "category": IFRC[8],
    "resolution": IFRC[9],
}
CHANNELS = ("Visites à domicile", "Discussion de groupe", "Causerie éducative", "Radio")
SEXES = ("Femmes", "Hommes", "Groupes mixtes", "Inconnu")
AGES = ("Adultes (18-59 ans)", "Personnes âgées (60 ans et plus)", "Enfants (5-12 ans)", "Inconnu")
TYPES = (
    *("Questions", "Rumors_beliefs_observations", "Croyances", "Remerciements"),
    *("Suggestions/requests", "Appreciation/encouragement", "Commentaire sensible ou violent"),
)
MEANT = {
    "channel": {
        "Visites à domicile": "Visite de terrain",
        "Discussion de groupe": "Réunion communautaire",
        "Causerie éducative": "Réunion communautaire",
    },
    "category": {
        "Rumors_beliefs_observations": "Rumeur ou perception",
        "Croyances": "Rumeur ou perception",
        "Remerciements": "Remerciement",
        "Suggestions/requests": "Suggestion",
        "Appreciation/encouragement": "Retour positif",
        "Commentaire sensible ou violent": "À clarifier (contenu incertain)",
    },
}


def ifrc_row(number: int) -> list:
    """A row of a log in IFRC's codes."""
    day = f"{number % 28 + 1:02}/{number % 12 + 1:02}/2021"
    said = f"Les gens du bloc {number} demandent pourquoi le centre reste fermé le matin"
    return [
        *(f"BOL/{number:04}", day, "Tchad", ("Mamdi", "Zone de santé de Wayi")[number % 2]),
        *(CHANNELS[number % 4], SEXES[number % 4], AGES[number % 4], said),
        *(TYPES[number % 7], "Information donnée sur place", "Moussa Adam", "AB"),
    ]


def ifrc_log(rows: int = 40) -> bytes:
    """A small log as national societies of the Red Cross keep it."""
    return sheet(*map(ifrc_row, range(rows)), headers=[IFRC])


class TestColumnGuess(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")

    def guessed(self, headers: list[str], *rows: list) -> dict[str, str]:
        log = reader.read(sheet(*rows, headers=[headers]), "log.xlsx")
        return column_guess.columns_of(log.headers, [row.values for row in log.rows])

    def proposed(self, name: str, *values: str) -> dict[str, str | None]:
        return {each: proposals.propose(name, each).guess for each in values}

    def test_all_useful_columns_of_a_log_in_ifrc_codes(self) -> None:
        log = reader.read(ifrc_log(), "log.xlsx")
        rows = [row.values for row in log.rows]
        self.assertEqual(column_guess.columns_of(log.headers, rows), IFRC_FEEDS)
        doubtful = [each for each in column_guess.guess(log.headers, rows) if not each.is_sure]
        self.assertEqual(doubtful, [])

    def test_the_same_headers_in_french_and_arabic(self) -> None:
        rows = [ifrc_row(number) for number in range(20)]
        fields = list(IFRC_FEEDS)
        for headers in (
            *[
                "Identifiant unique|Date de collecte|Zone de santé|Canal de communication|Sexe|"
                "Tranche d'âge|Commentaire de la communauté|Type de feedback|Mesure prise",
                "رقم الشكوى|التاريخ|المنطقة الصحية|القناة|الجنس|الفئة العمرية|التعليق|النوع|الإجراء المتخذ",
            ],
        ):
            names = headers.split("|")
            picked = [[row[IFRC.index(IFRC_FEEDS[each])] for each in fields] for row in rows]
            self.assertEqual(self.guessed(names, *picked), dict(zip(fields, names, strict=True)))

    def test_values_tell_where_headers_do_not(self) -> None:
        headers = ["A", "B", "C", "D", "E", "F"]
        rows = [
            [
                f"K{n}",
                f"{n + 1:02}/03/2026",
                ("Mamdi", "Wayi", "Fouli")[n % 3],
                f"+235 66 11 22 {n:02}",
                ("hotline", "SMS")[n % 2],
                f"La ration du ménage {n} n'a pas été donnée cette fois",
            ]
            for n in range(12)
        ]
        log = reader.read(sheet(*rows, headers=[headers]), "log.xlsx")
        found = column_guess.guess(log.headers, [row.values for row in log.rows])
        self.assertEqual(
            {each.field: each.header for each in found},
            {
                "source_id": "A",
                "received_on": "B",
                "location": "C",
                "phone": "D",
                "channel": "E",
                "description": "F",
            },
        )
        self.assertFalse(any(each.is_sure for each in found))
        self.assertTrue(all(each.why for each in found))

    def test_a_number_that_repeats_is_no_number_of_the_source(self) -> None:
        rows = [["5672", f"Question {n} sur la distribution"] for n in range(10)]
        self.assertEqual(
            self.guessed(["UNIQUE_ID", "Description"], *rows), {"description": "Description"}
        )

    def test_dates_people_and_phones_of_somebody_else_are_left_out(self) -> None:
        headers = ["Date de naissance", "Nom de l'enquêteur", "Téléphone de l'agent", "Description"]
        row = ["03/02/1990", "Moussa Adam", "66112233", "La ration est incomplète"]
        self.assertEqual(self.guessed(headers, row), {"description": "Description"})

    def test_a_status_is_no_population_group(self) -> None:
        rows = [["Open_New", "Une plainte"], ["Closed_Closed", "Une autre plainte"]]
        self.assertNotIn("population_group", self.guessed(["Status", "Description"], *rows))
        rows = [["Réfugié", "Une plainte"], ["Déplacé interne", "Une autre plainte"]]
        self.assertEqual(
            self.guessed(["Statut", "Description"], *rows)["population_group"], "Statut"
        )

    def test_cases_out_of_sugar_in_english_and_french(self) -> None:
        row = [
            *("3f6c-1", "17", "Retard au site de Bol", "Open_New", "P1", "Administration"),
            *(
                "La distribution de mars n'a pas eu lieu",
                "",
                "2026-02-13 10:11:00",
                "u-1",
                "Croix-Rouge",
            ),
        ]
        for headers in (
            "id|case_number|name|status|priority|type|description|resolution|date_entered"
            "|assigned_user_id|account_name",
            "ID|Number|Subject|Status|Priority|Type|Description|Resolution|Date Created"
            "|Assigned User Id|Account Name",
            "ID|Numéro du Ticket|Sujet|Statut|Priorité|Type|Description|Résolution|Date de création"
            "|Utilisateur assigné|Nom du compte",
        ):
            names = headers.split("|")
            found = self.guessed(names, row, ["3f6c-2", "18", *row[2:]])
            place = {field: names.index(header) for field, header in found.items()}
            expected = {"source_id": 0, "priority": 4, "category": 5, "description": 6}
            self.assertEqual(place, {**expected, "resolution": 7, "received_on": 8})

    def test_grievance_tickets_of_hope(self) -> None:
        headers = [
            *("Ticket ID", "Status", "Category", "Issue Type", "Household ID", "Language"),
            *("Description", "Comments", "Admin Area", "Created at", "Assigned to", "Urgency"),
        ]
        rows = [
            [
                *(f"GRV-00{n}", "In Progress", "Grievance Complaint", "FSP Related Complaint"),
                *(f"HH-20-{n}", "French", f"L'agent a refusé de payer le ménage {n}", "", "Mamdi"),
                *("2025-11-14", "Moussa Adam", "Very urgent"),
            ]
            for n in range(6)
        ]
        found = self.guessed(headers, *rows)
        expected = {
            "source_id": "Ticket ID",
            "beneficiary_number": "Household ID",
            "language": "Language",
            "description": "Description",
            "location": "Admin Area",
            "received_on": "Created at",
            "priority": "Urgency",
        }
        self.assertEqual({**found, **expected}, found)
        self.assertIn(found["category"], ("Category", "Issue Type"))
        self.assertNotIn("full_name", found)

    def test_the_subject_of_sugar_where_nothing_is_described(self) -> None:
        headers = ["id", "case_number", "name", "status", "description", "date_entered", "deleted"]
        row = ["3f", "1", "Retard de la distribution au site de Bol", "New", "", "2026-02-13", "0"]
        self.assertEqual(self.guessed(headers, row)["description"], "name")

    def test_options_are_read_as_offices_write_them(self) -> None:
        for name, raw, meant in (
            ("sex", "Groupes mixtes", "Mixed group"),
            ("sex", "mixed groups", "Mixed group"),
            ("sex", "Inconnu", "Unknown"),
            ("sex", "امرأة", "Female"),
            ("age_group", "adultes (18-59 ans)", "18-59"),
            ("age_group", "60 ans et plus", "60+"),
            ("age_group", "moins de 5 ans", "0-12"),
            ("age_group", "42", "18-59"),
            ("age_group", "Unknown", "Not indicated"),
            ("age_group", "15-49", None),
            ("age_group", "Question 7", None),
            ("age_group", "6 mois", None),
            ("population_group", "PDI", "Internally displaced"),
            ("disability", "Aucun", "No"),
        ):
            self.assertEqual(mapping.converter(name)(raw), meant, (name, raw))
        self.assertEqual(mapping.converter("channel")("non renseigné"), "")
        self.assertIsNone(mapping.converter("category")("Inconnu"))

    def test_values_of_ifrc_hope_and_sugar_are_proposed(self) -> None:
        for name, meant in MEANT.items():
            self.assertEqual(self.proposed(name, *meant), meant)
        hope = {
            "Payment Related Complaint": "Problème avec l'agent de paiement",
            "Bribery, corruption or kickback": "Pot-de-vin demandé",
            "Sexual harassment and sexual exploitation": "Plainte sensible : EAS et harcèlement sexuel",
            "Data breach": "Plainte sensible : violation de données",
            "Positive Feedback": "Retour positif",
            "Sensitive Grievance": "À clarifier (contenu incertain)",
        }
        known = {raw: mapping.converter("category")(raw) for raw in hope}
        self.assertEqual(
            {raw: known[raw] or guess for raw, guess in self.proposed("category", *hope).items()},
            hope,
        )
        sugar = {"P1": "Haute", "P2 Medium": "Normale", "Low": "Basse"}
        self.assertEqual(self.proposed("priority", *sugar), sugar)
        arabic = {"أسئلة": "Demande d'information", "شكوى": "Plainte non sensible"}
        self.assertEqual(self.proposed("category", *arabic), arabic)

    def test_what_sounds_grave_is_never_proposed_as_ordinary(self) -> None:
        unclear = "À clarifier (contenu incertain)"
        grave = ("Plaintes sensibles", "Question sur des abus sexuels", "Complaint about rape")
        self.assertEqual(self.proposed("category", *grave), dict.fromkeys(grave, unclear))

    def test_similar_names_are_offered(self) -> None:
        offered = proposals.propose("location", "Mamdy").similar
        self.assertIn("TD0701", offered)
        self.assertEqual(
            self.proposed("location", "Zone de santé de Mamdi"),
            {"Zone de santé de Mamdi": "TD0701"},
        )
