"""From the words of a scenario to values: scenarios use the words that the screens show."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base.fields import field_of
from cfm_app.testing import READ
from cfm_app.testing.specs.wording import normalized

CASE = {
    "canal": "channel",
    "langue": "language",
    "interprète": "interpreter_used",
    "qui parle": "speaker_relation",
    "sexe": "sex",
    "âge": "age_group",
    "statut": "population_group",
    "lieu": "location",
    "lieu des faits": "incident_location",
    "programme": "programme",
    "partenaire concerné": "partner",
    "catégorie": "category",
    "sensibilité": "sensitivity",
    "ce qui est dit": "description",
    "réponse donnée": "information_given",
}
PERSON = {
    "téléphone": "phone",
    "second téléphone": "second_phone",
    "heures préférées": "preferred_hours",
}
CONSENT = {
    "qui consent": "giver",
    "lien": "giver_relation",
    "l'enfant est d'accord": "assent_of_minor",
    "méthode": "method",
    "base légale": "legal_basis",
    "motif de la base": "basis_reason",
}
ANSWERS = {"oui": "Granted", "non": "Refused"}
PARTNER = "partager avec "
TITLES = {"CFM Language": "language_name", "CFM Location": "location_name"}


def of(doctype: str, field: str, text: str) -> Any:
    """The value of a field for the word that its screen shows."""
    df = field_of(doctype, field)
    if df.fieldtype == "Check":
        return int(text == "oui")
    if df.fieldtype == "Select":
        return option(doctype, field, text)
    if df.fieldtype == "Link":
        return linked(df.options, text)
    return text


def option(doctype: str, field: str, text: str) -> str:
    """The option of a Select field with this text."""
    options = (field_of(doctype, field).options or "").split("\n")
    wanted = _folded(text)
    for each in filter(None, options):
        if _folded(_(each)) == wanted:
            return each
    shown = ", ".join(_(each) for each in options if each)
    raise LookupError(f"« {text} » n'est pas proposé. Au choix : {shown}")


def linked(doctype: str, text: str) -> str:
    """The linked record with this text."""
    title = TITLES.get(doctype, "name")
    rows = frappe.get_all(doctype, fields=["name", f"{title} as shown"], order_by="name asc")
    for row in rows:
        if _folded(row.shown) == _folded(text):
            return row.name
    raise LookupError(f"« {text} » ne figure pas dans la liste ({_(doctype)}).")


def of_form(rows: list[list[str]]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A table's rows about the case, the person and the consent, as the form sends them."""
    case: dict[str, Any] = {}
    person: dict[str, Any] = {}
    rest: list[list[str]] = []
    for name, text in rows:
        name = normalized(name)
        if name in CASE:
            case[CASE[name]] = of("Case", CASE[name], text)
        elif name in PERSON:
            person[PERSON[name]] = of("Community Member", PERSON[name], text)
        else:
            rest.append([name, text])
    return case, person, of_consent(rest) if rest else {}


def of_consent(rows: list[list[str]]) -> dict[str, Any]:
    """A table's rows about a consent: one purpose on each line, oui or non; who gave it, and how."""
    values: dict[str, Any] = {"purposes": [], "statement": READ}
    for name, text in rows:
        name = normalized(name)
        if name == "texte lu":
            values["statement"] = READ if text == "oui" else None
        elif name in CONSENT:
            values[CONSENT[name]] = of("Consent", CONSENT[name], text)
        else:
            values["purposes"].append(_purpose(name, text))
    return values


def _purpose(name: str, text: str) -> dict[str, Any]:
    answer, _until, expires_on = text.partition(" jusqu'au ")
    if answer not in ANSWERS:
        raise LookupError(f"« {name} » : répondre oui ou non, pas « {text} ».")
    row = {"decision": ANSWERS[answer], "expires_on": expires_on or None}
    partners = set(frappe.get_all("CFM Partner", pluck="name", order_by="name asc"))
    if (partner := name.removeprefix(PARTNER)) in partners:
        return {**row, "purpose": "Share with partner", "partner": partner}
    return {**row, "purpose": option("Consent Purpose", "purpose", name)}


def _folded(text: str) -> str:
    return normalized(text).casefold()
