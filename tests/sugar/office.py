"""Cases, contacts, notes and history of a made-up office, as the tables of SuiteCRM hold them (times in UTC)."""

from __future__ import annotations

import base64
import json
import random
import unicodedata
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Row = dict[str, str]
START = datetime(2021, 10, 1, 6, 0)
YEARS = 5
STAMP = "%Y-%m-%d %H:%M:%S"
KINDS = {
    "question": "Question",
    "quantite_de_la_ration": "Quantité de la ration",
    "retard_de_distribution": "Retard de distribution",
    "remerciement": "Remerciement",
}
GRAVE = {"exploitation_ou_abus_sexuel": "Exploitation ou abus sexuel"}
SOURCES = {"ligne_verte": "Ligne verte", "bureau_de_plaintes": "Bureau de plaintes"}
STATUSES = {
    "Open_New": "Nouveau",
    "Open_Assigned": "Assigné",
    "Open_Pending Input": "En attente",
    "Closed_Closed": "Fermé",
    "Closed_Rejected": "Rejeté",
}
PRIORITIES = {"P1": "Haute", "P2": "Moyenne", "P3": "Basse"}
PROVINCES = ("Lac", "Ouaddaï", "Kanem")
FIRST = ("Achta", "Fatimé", "Zénaba", "Mahamat", "Idriss", "Haoua", "Oumar", "Hawa")
LAST = ("Adoum", "Abakar", "Brahim", "Saleh", "Déby", "Ngarté", "Youssouf", "Hassan")
SAID = (
    "La ration était incomplète ; il manquait 2 kg d’huile.\nLe chef l'a vu.",
    'Elle demande « quand » la distribution aura lieu ("vendredi" ?).',
    "Le père dit : c'est l\\'enfant qui n'a rien reçu; merci d'avance",
    "Son nom n’est pas sur la liste, déjà trois fois.",
)
SECRET = "MARQUE-RESTREINTE"
# Whose cases are restricted by the name of the team, by the words of the person.
TEAMS = ("Terrain", "Cellule PSEA")
OF_PSEA_TEAM, SUSPECT = 13, 37
TOUCHED = "Le magasinier touche les femmes, c'est tout."


@dataclass
class Office:
    """All tables, each a list of rows; files by the number of their note."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        return self.tables.setdefault(table, [])

    def labels(self) -> dict[str, dict[str, str]]:
        """The dropdown lists in French, by field."""
        return {
            "status": STATUSES,
            "priority": PRIORITIES,
            "feedback_type_c": {**KINDS, **GRAVE},
            "channel_c": SOURCES,
        }

    def teams_of_cases(self) -> dict[str, list[str]]:
        """The names of the groups of each case, by its number."""
        names = {row["id"]: row["name"] for row in self.rows("securitygroups")}
        found: dict[str, list[str]] = {}
        for link in self.rows("securitygroups_records"):
            found.setdefault(link["record_id"], []).append(names[link["securitygroup_id"]])
        return found

    def groups_of_case(self, case: str) -> set[str]:
        """The numbers of the groups of a case."""
        links = self.rows("securitygroups_records")
        return {each["securitygroup_id"] for each in links if each["record_id"] == case}

    def contacts_of_case(self, case: str) -> set[str]:
        """The numbers of the contacts of a case."""
        links = self.tables.get("contacts_cases", [])
        return {each["contact_id"] for each in links if each["case_id"] == case}

    def cases_of_team(self, number: str) -> set[str]:
        """The numbers of the cases of a group."""
        links = self.rows("securitygroups_records")
        return {each["record_id"] for each in links if each["securitygroup_id"] == number}


def own_id(name: str) -> str:
    """A number that needs no chance, so that it changes nothing of the rest."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


class Maker:
    """Makes an office; one seeded generator makes every choice."""

    def __init__(self, cases: int, seed: int = 7) -> None:
        self.chance = random.Random(seed)
        self.office = Office()
        self._cases = cases
        self.users: list[str] = []
        self.contacts: list[str] = []

    def make(self) -> Office:
        """Users, contacts, then cases with what belongs to them."""
        self._make_users()
        self._make_teams()
        for _number in range(max(4, self._cases * 8 // 10)):
            self._contact()
        for number in range(1, self._cases + 1):
            self._case(number)
        self._faults()
        self._searches()
        return self.office

    def _id(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def _moment(self) -> datetime:
        minutes = self.chance.randrange(YEARS * 365 * 24 * 60)
        return START + timedelta(minutes=minutes)

    def _base(self, moment: datetime, changed: datetime | None = None) -> Row:
        return {
            "id": self._id(),
            "date_entered": moment.strftime(STAMP),
            "date_modified": (changed or moment).strftime(STAMP),
            "created_by": self.chance.choice(self.users) if self.users else "1",
            "deleted": "0",
        }

    def _make_users(self) -> None:
        for first, last in zip(FIRST[:5], LAST[:5], strict=True):
            row = self._base(START)
            row |= {"user_name": first.lower(), "first_name": first, "last_name": last}
            self.office.rows("users").append(row)
            self.users.append(row["id"])
            address = {
                "id": self._id(),
                "email_address": f"{first.lower()}@sugar.test",
                "deleted": "0",
            }
            self.office.rows("email_addresses").append(address)
            link = {"id": self._id(), "email_address_id": address["id"], "bean_id": row["id"]}
            self.office.rows("email_addr_bean_rel").append({**link, "deleted": "0"})

    def _contact(self) -> None:
        row = self._base(self._moment())
        first = self.chance.choice(FIRST)
        if self.chance.random() < 0.3:
            # As some telephones write it: the accent is a letter of its own.
            first = unicodedata.normalize("NFD", first)
        digits = f"6{self.chance.randrange(10_000_000):07d}"
        row |= {"first_name": first, "last_name": self.chance.choice(LAST)}
        row |= {"phone_mobile": f"+235{digits}", "phone_work": ""}
        self.office.rows("contacts").append(row)
        self.contacts.append(row["id"])

    def _case(self, number: int) -> None:
        moment = self._moment()
        changed = moment + timedelta(minutes=self.chance.randrange(60, 40_000))
        is_grave = number % 12 == 0
        kind = self.chance.choice(list(GRAVE if is_grave else KINDS))
        row = self._base(moment, changed)
        said = self.chance.choice(SAID)
        said = TOUCHED if number % SUSPECT == 0 else said
        row |= {
            "case_number": str(number),
            "name": f"Cas {number}" if not is_grave else f"{SECRET} {number}",
            "description": said if not is_grave else f"{SECRET} {said}",
            "status": self.chance.choice(list(STATUSES)),
            "priority": self.chance.choice(list(PRIORITIES)),
            "resolution": self.chance.choice(("", "Vu avec le partenaire.")),
            "work_log": self.chance.choice(("", "", "Appelé deux fois.")),
            "assigned_user_id": self.chance.choice(self.users),
            "contact_created_by_id": self.chance.choice([*self.contacts, ""]),
        }
        self.office.rows("cases").append(row)
        own = {"id_c": row["id"], "feedback_type_c": kind, "village_c": f"Village {number % 9}"}
        own |= {"province_c": self.chance.choice(PROVINCES)}
        own["channel_c"] = self.chance.choice(list(SOURCES))
        self.office.rows("cases_cstm").append(own)
        self._join_teams(row["id"], number)
        self._history(row, moment, changed)
        self._hanging(row, moment)

    def _join_teams(self, case: str, number: int) -> None:
        """Some cases have a group, some two, most none."""
        for every, group in ((5, TEAMS[0]), (OF_PSEA_TEAM, TEAMS[1])):
            if number % every == 0:
                link = {"id": own_id(f"{case}{group}"), "record_id": case, "deleted": "0"}
                link |= {"module": "Cases", "securitygroup_id": own_id(group)}
                self.office.rows("securitygroups_records").append(link)

    def _make_teams(self) -> None:
        for name in TEAMS:
            moment = START.strftime(STAMP)
            row = {"id": own_id(name), "name": name, "deleted": "0", "date_modified": moment}
            self.office.rows("securitygroups").append({**row, "date_entered": moment})

    def _history(self, case: Row, moment: datetime, changed: datetime) -> None:
        steps = self.chance.randrange(1, 5)
        states = [*self.chance.choices(list(STATUSES), k=steps - 1), case["status"]]
        before = "Open_New"
        for place, state in enumerate(states, start=1):
            when = moment + (changed - moment) * place / steps
            row = {
                "id": self._id(),
                "parent_id": case["id"],
                "date_created": when.replace(second=0, microsecond=0).strftime(STAMP),
                "created_by": self.chance.choice(self.users),
                "field_name": "status",
                "data_type": "enum",
                "before_value_string": before,
                "after_value_string": state,
                "before_value_text": "",
                "after_value_text": "",
            }
            before = state
            self.office.rows("cases_audit").append(row)

    def _hanging(self, case: Row, moment: datetime) -> None:
        mark = f"{SECRET} " if case["name"].startswith(SECRET) else ""
        for place in range(self.chance.randrange(4)):
            row = self._base(moment + timedelta(hours=place + 1))
            row |= {"name": f"{mark}Pièce {place}", "description": f"{mark}photo; de la carte"}
            row |= {"parent_type": "Cases", "parent_id": case["id"]}
            row["filename"] = f"photo {place}.txt"
            self.office.rows("notes").append(row)
            size = self.chance.randrange(20, 400)
            self.office.files[row["id"]] = self.chance.randbytes(size)
        if self.chance.random() < 0.5:
            row = self._base(moment + timedelta(hours=5))
            row |= {"case_id": case["id"], "internal": self.chance.choice(("0", "1"))}
            row |= {"name": "", "description": f"{mark}Le partenaire a répondu."}
            self.office.rows("aop_case_updates").append(row)
        if self.chance.random() < 0.3:
            row = self._base(moment + timedelta(hours=6))
            row |= {"name": f"{mark}Appel", "description": "", "status": "Held"}
            row |= {"parent_type": "Cases", "parent_id": case["id"]}
            self.office.rows("calls").append(row)

    def _faults(self) -> None:
        """Faults of every old database: the same row twice, a bin, missing files, references to nothing."""
        cases, notes = self.office.rows("cases"), self.office.rows("notes")
        cases.append(dict(cases[0]))
        binned = {**cases[1], "id": self._id(), "case_number": "90001", "deleted": "1"}
        cases.append(binned)
        lost = self._base(START)
        lost |= {"name": "", "description": "", "filename": "perdu.pdf"}
        notes.append({**lost, "parent_type": "Cases", "parent_id": cases[0]["id"]})
        stray = {**lost, "id": self._id(), "filename": ""}
        notes.append({**stray, "parent_type": "Contacts", "parent_id": self.contacts[0]})

    def _searches(self) -> None:
        """The filters that two people saved: some can be the same elsewhere, some cannot."""
        for place, (name, module, form) in enumerate(SEARCHES):
            row = self._base(START + timedelta(days=place))
            row |= {"name": name, "search_module": module, "description": ""}
            row["assigned_user_id"] = self.users[int(name == OF_ANOTHER)]
            row["deleted"] = str(int(name == BINNED))
            told = (
                form if isinstance(form, str) else php({"searchFormTab": "advanced_search", **form})
            )
            row["contents"] = base64.b64encode(told.encode()).decode()
            self.office.rows("saved_search").append(row)


OF_ANOTHER, BINNED = "Tout le Kanem", "Jeté"
KANEM = {"province_c_advanced": "Kanem"}
Form = dict[str, str | list[str]]
SEARCHES: tuple[tuple[str, str, Form | str], ...] = (
    ("Ouverts du Lac", "Cases", {"open_only_advanced": "1", "province_c_advanced": "Lac"}),
    (
        "Retards de 2024",
        "Cases",
        {
            "feedback_type_c_advanced": ["retard_de_distribution"],
            "date_entered_advanced_range_choice": "between",
            "range_date_entered_advanced": "",
            "start_range_date_entered_advanced": "2024-01-01",
            "end_range_date_entered_advanced": "2024-12-31",
            "displayColumns": "CASE_NUMBER|NAME",
            "name_basic": "une autre page du formulaire",
        },
    ),
    ("Les rejetés", "Cases", {"status_advanced": ["Closed_Rejected"]}),
    ("À moi", "Cases", {"current_user_only_advanced": "1", "status_advanced": ["Open_New"]}),
    ("Gardés à part", "Cases", {"feedback_type_c_advanced": list(GRAVE)}),
    ("Personnes", "Contacts", {"last_name_advanced": "Saleh"}),
    ("Sans rien", "Cases", {"name_advanced": "", "orderBy": "NAME"}),
    ("Un objet", "Cases", 'O:8:"stdClass":1:{s:13:"name_advanced";s:1:"a";}'),
    (OF_ANOTHER, "Cases", KANEM),
    (BINNED, "Cases", KANEM),
)
DEFINITIONS: dict[str, list[dict[str, object]]] = {
    "Ouverts du Lac": [
        {"status": {"$not_in": ["Closed_Closed", "Closed_Rejected"]}},
        {"province_c": {"$in": ["Lac"]}},
    ],
    "Retards de 2024": [
        {"feedback_type_c": {"$in": ["retard_de_distribution"]}},
        {"date_entered": {"$dateBetween": ["2024-01-01", "2024-12-31"]}},
    ],
    "L'un ou l'autre": [{"$or": [{"priority": "P1"}, {"province_c": "Lac"}]}],
    "À moi": [{"$owner": ""}],
    "Gardés à part": [{"feedback_type_c": {"$in": list(GRAVE)}}],
}


def php(form: Form) -> str:
    """A form as PHP serializes it."""

    def said(value: str | list[str]) -> str:
        if isinstance(value, list):
            return f"a:{len(value)}:{{{''.join(f'i:{at};{said(each)}' for at, each in enumerate(value))}}}"
        return f's:{len(value.encode())}:"{value}";'

    return f"a:{len(form)}:{{{''.join(said(each) for pair in form.items() for each in pair)}}}"


def as_sugar(office: Office) -> None:
    """The same office in Sugar: no case updates, and filters in Sugar's format."""
    saved = office.tables.pop("saved_search")
    office.tables["aop_case_updates"] = []
    for row, (name, definition) in zip(saved, DEFINITIONS.items(), strict=False):
        kept = {each: row[each] for each in ("id", "date_entered", "date_modified", "deleted")}
        kept |= {"name": name, "module_name": "Cases", "created_by": row["assigned_user_id"]}
        office.rows("filters").append({**kept, "filter_definition": json.dumps(definition)})


def make(cases: int, seed: int = 7) -> Office:
    """An office with this many cases."""
    return Maker(cases, seed).make()


def change(office: Office, count: int, seed: int = 11) -> list[str]:
    """Work on: other words and states for some cases. Returns their numbers."""
    chance = random.Random(seed)
    rows = [row for row in office.rows("cases")[1:] if row["deleted"] == "0"]
    changed = chance.sample(rows[: len(rows) - 1], count)
    for row in changed:
        row["description"] += " Rappelée."
        row["status"] = "Closed_Closed"
        moment = datetime.strptime(row["date_modified"], STAMP) + timedelta(days=3)
        row["date_modified"] = moment.strftime(STAMP)
        office.rows("cases_audit").append(
            {
                "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
                "parent_id": row["id"],
                "date_created": moment.strftime(STAMP),
                "created_by": row["created_by"],
                "field_name": "status",
                "data_type": "enum",
                "before_value_string": "Open_New",
                "after_value_string": "Closed_Closed",
                "before_value_text": "",
                "after_value_text": "",
            }
        )
    return [row["case_number"] for row in changed]
