"""What was written about a case there, as lines of its history here: with the old author and the old time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, get_system_timezone, now_datetime

from cfm_app.exchange import brought_files, past_cases
from cfm_app.exchange.migration import field_names, outcomes, records, translate, user_names
from cfm_app.exchange.migration.outcomes import Ledger, Outcome
from cfm_app.exchange.migration.plan import Plan
from cfm_app.exchange.migration.records import Record
from cfm_app.procedures.sop import written_elsewhere
from cfm_app.security.entitlement import clearance
from cfm_app.security.sealing import circle

COLUMNS = (
    "name creation modified modified_by owner docstatus idx comment_type comment_by comment_email"
    " reference_doctype reference_name content subject"
).split()
INFO, SAID = "Info", "Comment"
SEALED_NAME = "historique-sugarcrm"
# A line in a sealed file leaves no comment by which it could be recognised.
SEALED_LINE = "Sealed line"
# Changes of these fields say nothing that others do not say.
SILENT_FIELDS = ("date_modified", "modified_user_id", "date_entered")


@dataclass(frozen=True)
class Line:
    """One line: its number there, when and by whom it was written, and its text."""

    source_id: str
    module: str
    case: str
    written_on: datetime | None
    author: str
    content: str
    kind: str = INFO


@dataclass
class Users:
    """The users there: each is a user here, or a name."""

    names: dict[str, str]
    here: dict[str, str]

    authors: dict[str, str]

    @classmethod
    def of(cls, names: dict[str, str], here: dict[str, str]) -> "Users":
        """The users of a plan. Nothing comes in by file in the name of those who handle restricted cases."""
        handling = {each for each in here.values() if each and _handles(each)}
        authors = {number: user for number, user in here.items() if user not in handling}
        return cls(names, here, authors)

    def author(self, number: str) -> str | None:
        """The user here who may be said to have written something."""
        return self.authors.get(number) or None

    def user(self, number: str) -> str | None:
        """The user here."""
        return self.here.get(number) or None

    def name(self, number: str) -> str:
        """The name of an author who has no user here."""
        return user_names.shown(number, self.names) if number else _("somebody")


def _handles(user: str) -> bool:
    return clearance.is_handler_alone(clearance.of(user).roles)


def line_of(found: Record, plan: Plan, labels: dict[str, dict[str, str]], users: Users) -> Line:
    """A record that belongs to a case, as a line. Raises ValueError if its time cannot be read."""
    values = found.values
    case = values.get("case_id") or values.get("parent_id") or ""
    stamp = values.get("date_created") or values.get("date_entered") or values.get("date_start", "")
    zone = plan.time_zone or get_system_timezone()
    moment = records.moment(stamp, zone, plan.date_order, found.is_utc)
    author = values.get("created_by") or values.get("assigned_user_id") or ""
    kind = SAID if found.module == records.UPDATES else INFO
    return Line(
        found.id,
        found.module,
        case,
        records.local(moment, get_system_timezone()),
        author,
        _content(found, labels, users),
        kind,
    )


def _content(found: Record, labels: dict[str, dict[str, str]], users: Users) -> str:
    values = found.values
    if found.module == records.AUDIT:
        name = values.get("field_name", "")
        old, new = (_audit_value(values, which, name, labels) for which in ("before", "after"))
        if name in user_names.FIELDS:
            old, new = (users.name(each) if each else "" for each in (old, new))
        return _("{0}: “{1}” → “{2}”").format(_field_label(name), old, new)
    if found.module == records.UPDATES:
        said = values.get("description") or values.get("name") or ""
        is_inner = values.get("internal", "").casefold() in ("1", "true", "yes", "oui")
        return _("{0}: {1}").format(_("Internal"), said) if is_inner else said
    kind = _("Phone call") if found.module == records.CALLS else _("Task")
    status = _activity_status(found)
    head = f"{kind} ({status})" if status else kind
    return ": ".join(filter(None, (head, translate.words(values))))


def _activity_status(found: Record) -> str:
    """The status of a task or a call, whatever language the source was exported in."""
    is_task = found.module == records.TASKS
    said = found.values.get("status", "")
    key = field_names.key_of("task_status" if is_task else "call_status", said, {})
    known = {
        "Not Started": _("Not started"),
        "In Progress": _("In progress"),
        "Completed": _("Completed"),
        "Pending Input": _("Waits for an answer"),
        "Deferred": _("Deferred"),
        "Planned": _("Planned"),
        "Held": _("Held (call)"),
        "Not Held": _("Not held (call)"),
    }
    return known.get(key, said)


def _field_label(name: str) -> str:
    """The label of a field of SugarCRM."""
    known = {
        "status": _("Status"),
        "priority": _("Priority"),
        "description": _("Description"),
        "assigned_user_id": _("Assigned to"),
    }
    return known.get(name) or name.removesuffix("_c").replace("_", " ")


def _audit_value(
    values: dict[str, str], which: str, name: str, labels: dict[str, dict[str, str]]
) -> str:
    said = values.get(f"{which}_value_string") or values.get(f"{which}_value_text") or ""
    if name not in translate.LISTED:
        return said
    key = field_names.key_of(name, said, labels)
    known = {
        "Open_New": _("New"),
        "Open_Assigned": _("Assigned"),
        "Open_Pending Input": _("Waits for an answer"),
        "Closed_Closed": _("Closed"),
        "Closed_Rejected": _("Rejected"),
        "Closed_Duplicate": _("Duplicate"),
    }
    return known.get(key, key)


def comment_name(source_id: str, module: str) -> str:
    """The name of a line here: the same for the same line there, however often it is migrated."""
    return sha256(f"{module}\x1f{source_id}".encode()).hexdigest()[:20]


def write(case: str, lines: Iterable[Line], users: Users, ledger: Ledger) -> int:
    """Write the lines of one case that are not here yet. Returns how many were new."""
    lines = list(lines)
    if written_elsewhere.clarify(case, *(each.content for each in lines)):
        ledger.restamp(case, past_cases.modified_stamp(case))
    place = past_cases.history_document(case)
    wanted = {comment_name(each.source_id, each.module): each for each in lines}
    if place[0] == past_cases.REPORT and _is_sealed(case):
        return _seal(place, wanted, users, ledger)
    known = set(frappe.get_all("Comment", {"name": ["in", list(wanted) or [""]]}, pluck="name"))
    rows = [_row(name, each, place, users) for name, each in wanted.items() if name not in known]
    if rows:
        frappe.db.bulk_insert("Comment", COLUMNS, rows)
    return len(rows)


def _row(name: str, line: Line, place: tuple[str, str], users: Users) -> tuple[Any, ...]:
    user = users.author(line.author)
    # The Administrator stands for nobody: the name is in the text.
    owner = user or frappe.session.user
    moment = line.written_on or now_datetime()
    said = escape_html(line.content)
    content = said if user else f"{escape_html(users.name(line.author))}: {said}"
    standard = (name, moment, moment, owner, owner, 0, 0)
    # Without an address the list shows the name as the author.
    address = owner if user else ""
    return (*standard, line.kind, users.name(line.author), address, *place, content, "")


def _is_sealed(case: str) -> bool:
    return circle.of(frappe.db.get_value("Case", case, "sensitivity")).is_sealed


def _seal(place: tuple[str, str], wanted: dict[str, Line], users: Users, ledger: Ledger) -> int:
    """Store lines of a sealed report in a file of it, which is sealed as it is stored."""
    known = ledger.known(SEALED_LINE, wanted)
    new = {name: each for name, each in wanted.items() if name not in known}
    told = [
        f"{each.written_on} {users.name(each.author)}: {each.content}"
        for each in sorted(new.values(), key=lambda one: (str(one.written_on), one.source_id))
    ]
    if told:
        brought_files.attach(place, f"{SEALED_NAME}.txt", "\n".join(told).encode())
    for name in new:
        ledger.note(Outcome(SEALED_LINE, name, outcomes.BROUGHT))
    return len(told)
