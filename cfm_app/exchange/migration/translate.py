"""Turns one record of SugarCRM into values here: of a case, of a person, lines of a history."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from frappe import _
from frappe.utils import get_system_timezone

from cfm_app.exchange import headers
from cfm_app.exchange.case_import import LONGEST_SOURCE_ID
from cfm_app.exchange.headers import fold
from cfm_app.exchange.mapping import Translator
from cfm_app.exchange.migration import field_names, records
from cfm_app.exchange.migration.plan import Plan
from cfm_app.exchange.migration.records import Record
from cfm_app.security.entitlement import clearance
from cfm_app.security.sensitivity.strictest import strictest

# Subject and description of SugarCRM in one: what was said.
WORDS = "what_was_said"
PHONES = ("phone_mobile", "phone_home", "phone_work", "phone_other")
LISTED = ("status", "state", "priority", "type", "source")
# These columns need no line of their own: they are kept elsewhere, or say nothing.
SILENT = frozenset(
    (
        *("id", "name", "description", WORDS, "deleted", "date_entered", "date_modified", "status"),
        *("state", "created_by", "modified_user_id", "assigned_user_id", "assigned_user_name"),
        *("case_number", "contact_id", "contact_created_by_id", "primary_contact_id", "account_id"),
        *("team_id", "team_set_id", "acl_team_set_id", "team_name", "portal_viewable", "work_log"),
        *("internal", "update_text", "_acl", "_module", "my_favorite", "following", "sync_key"),
        *("created_by_name", "modified_by_name", "modified_user_name", "locked_fields"),
        *(records.FURTHER_CONTACTS, "contact_created_by_name"),
    )
)


@dataclass
class Translated:
    """A case as it will be stored, and what has to be decided before."""

    values: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=dict)
    state: str = ""
    received: datetime | None = None
    modified: datetime | None = None
    lines: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    status: str = ""


def row_of(found: Record, labels: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The columns of a case, list values as keys, and subject and description as one."""
    row: dict[str, Any] = dict(found.values)
    for name, value in found.values.items():
        if name in LISTED or name in labels:
            row[name] = field_names.key_of(name, value, labels)
    row[WORDS] = words(found.values)
    return {name: value for name, value in row.items() if value != ""}


def words(values: dict[str, str]) -> str:
    """What was said: the subject stands before the description, unless that begins with it."""
    subject, said = values.get("name", ""), values.get("description", "")
    if not said or not subject:
        return said or subject
    return said if fold(said).startswith(fold(subject).rstrip(".… ")) else f"{subject}\n{said}"


def localize_moment(row: dict[str, Any], found: Record, plan: Plan) -> None:
    """Put the moment of receipt into a row as the office's clocks show it; leave an unreadable one."""
    try:
        entered = _moment(found, "date_entered", plan)
    except ValueError:
        return
    if entered:
        row["date_entered"] = records.local(entered, get_system_timezone())


def case_of(
    found: Record,
    plan: Plan,
    translator: Translator,
    labels: dict[str, dict[str, str]],
    teamless_class: str = "",
) -> Translated:
    """A case as the plan maps it; `teamless_class` is for cases of a source that names no teams."""
    row = row_of(found, labels)
    localize_moment(row, found, plan)
    said = translator.translate(row)
    result = Translated(status=row.get("status", ""))
    result.errors = [f"{column}: {why}" if column else why for column, why in said.errors]
    try:
        result.modified = _moment(found, "date_modified", plan)
        entered = _moment(found, "date_entered", plan)
        result.received = records.local(entered, get_system_timezone())
    except ValueError as error:
        result.errors.append(str(error))
    result.values = {name: value for name, value in said.values.items() if value not in (None, "")}
    result.person = {
        name: result.values.pop(name)
        for name in ("full_name", "phone", "beneficiary_number")
        if name in result.values
    }
    if result.received and "received_on" in result.values:
        result.values["received_on"] = result.received.replace(second=0)
    number = str(result.values.get("source_id") or found.values.get("case_number") or found.id)
    result.values["source_id"] = number[:LONGEST_SOURCE_ID]
    if not any(result.values.get(each) for each in ("description", "category")):
        result.errors.append(_("Neither a word nor a category: such a case says nothing."))
    _set_state(result, row, plan)
    _apply_team(result, plan.teams.get(row.get("team_name", ""), "") or teamless_class)
    result.lines = _lines(row, plan, said.notes)
    return result


def _moment(found: Record, name: str, plan: Plan) -> datetime | None:
    return records.moment(
        found.values.get(name, ""),
        plan.time_zone or get_system_timezone(),
        plan.date_order,
        found.is_utc,
    )


def _set_state(result: Translated, row: dict[str, Any], plan: Plan) -> None:
    result.state = plan.states.get(result.status, "")
    if not result.state:
        result.errors.append(_("No state was chosen for the status “{0}”.").format(result.status))


def _apply_team(result: Translated, wanted: str) -> None:
    """A restricted team restricts its cases before they are stored; no team ever opens one."""
    if clearance.is_restricted(wanted):
        result.values["sensitivity"] = strictest(result.values.get("sensitivity"), wanted)


def _lines(row: dict[str, Any], plan: Plan, notes: list[str]) -> list[str]:
    """Values without a field here, so that nothing is lost."""
    fed = set(plan.columns.values())
    unread = {note.partition(":")[0].strip() for note in notes}
    told = {
        headers.as_words(name): value
        for name, value in row.items()
        if value not in ("", "0") and (name in unread or name not in fed | SILENT)
    }
    if row.get("work_log"):
        told["work log"] = row["work_log"]
    return [f"{name}: {told[name]}" for name in sorted(told)]


def full_name(values: dict[str, str]) -> str:
    """The name of a contact or a user."""
    parts = (values.get("first_name", ""), values.get("last_name", ""))
    return " ".join(filter(None, parts)) or values.get("name", "") or values.get("user_name", "")


def person_of(found: Record) -> dict[str, Any]:
    """A contact as a person: the name and the phones."""
    phones = [found.values[name] for name in PHONES if found.values.get(name)]
    person: dict[str, Any] = {"full_name": full_name(found.values)[:140]}
    if phones:
        person["phone"] = phones[0]
    others = [each for each in phones[1:] if each != phones[0]]
    if others:
        person["second_phone"] = others[0]
    return {name: value for name, value in person.items() if value}
