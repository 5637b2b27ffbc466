"""What the columns of a log are called, and which fields of a case they can feed."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

import frappe
from frappe import _

# Headers that are understood without a map, folded to lower case without accents.
HEADERS: dict[str, tuple[str, ...]] = {
    "source_id": ("ref", "id", "reference", "case number", "case id", "numero", "no", "n"),
    "received_on": ("date received", "date", "received on", "date de reception", "date_entered"),
    "channel": ("channel", "canal", "source"),
    "language": ("language", "langue"),
    "category": ("type", "category", "categorie", "code"),
    "sensitivity": ("sensitive", "sensitivity", "sensible", "sensibilite"),
    "priority": ("priority", "priorite"),
    "location": ("region", "province", "location", "place", "lieu", "departement"),
    "place_details": ("village", "site", "village or site", "village ou site", "localite"),
    "incident_location": ("place of the incident", "lieu de l'incident"),
    "programme": ("programme", "program", "activity", "activite"),
    "partner": ("partner", "partenaire"),
    "speaker_relation": ("speaks for", "parle pour"),
    "sex": ("sex", "sexe", "gender", "genre"),
    "age_group": ("age", "age group", "tranche d'age"),
    "disability": ("disability", "handicap"),
    "population_group": ("population group", "groupe de population", "status", "statut"),
    "description": ("what was said", "description", "feedback", "message", "plainte", "contenu"),
    "information_given": ("information given", "answer", "reponse"),
    "resolution": ("resolution",),
    "full_name": ("name", "nom", "full name", "nom et prenom"),
    "phone": ("phone", "telephone", "tel", "numero de telephone"),
    "beneficiary_number": ("beneficiary number", "numero de beneficiaire"),
}
PERSON_FIELDS = ("full_name", "phone", "beneficiary_number")
# The types of fields that a manager adds to the case and that a column can feed as well.
FEEDABLE = ("Data", "Small Text", "Text", "Long Text", "Select", "Link", "Date", "Datetime")
FEEDABLE_NUMBERS = ("Int", "Float", "Check")


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.casefold().split())


def fold(text: object) -> str:
    """A text without case, accents and superfluous blanks."""
    return _fold(str(text))


def bare(header: object) -> str:
    """A header as it is compared: folded, without the signs that offices put after it."""
    return fold(header).strip(" .:*°")


KNOWN = frozenset(bare(spelling) for spellings in HEADERS.values() for spelling in spellings)


def own() -> tuple[str, str]:
    """The two columns which the sheet of errors puts in front of the rows of the log."""
    return _("Row"), _("Why")


def fields() -> dict[str, str]:
    """The fields that a column can feed, those which managers added among them, with labels."""
    case, member = frappe.get_meta("Case"), frappe.get_meta("Community Member")
    found = {}
    for name in HEADERS:
        field = (member if name in PERSON_FIELDS else case).get_field(name)
        # A manager may have hidden a field; the log then has nothing to put there.
        if field and not field.hidden:
            found[name] = _(field.label)
    for field in case.fields:
        is_feedable = field.fieldtype in (*FEEDABLE, *FEEDABLE_NUMBERS) and not field.read_only
        if field.get("is_custom_field") and is_feedable:
            found[field.fieldname] = _(field.label)
    return found


def guess(headers: Sequence[str]) -> dict[str, str]:
    """The columns that can be recognised by their headers: field to header."""
    folded = {bare(header): header for header in headers if header not in own()}
    found: dict[str, str] = {}
    for name, label in fields().items():
        for spelling in (*HEADERS.get(name, ()), label):
            header = folded.get(bare(spelling))
            if header and header not in found.values():
                found[name] = header
                break
    return found


def key(headers: Sequence[str]) -> str:
    """What two files with the same columns have in common, in whatever order they come."""
    text = "\n".join(sorted({fold(header) for header in headers if header not in own()}))
    return sha256(text.encode("utf-8")).hexdigest()
