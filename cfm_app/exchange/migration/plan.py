"""The plan of a migration: what everything of SugarCRM becomes here. A file that people keep, share and reuse."""

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import frappe
from frappe import _

from cfm_app.exchange import dates, headers
from cfm_app.exchange.mapping import Mapping
from cfm_app.exchange.migration import records
from cfm_app.exchange.migration.records import Source, SourceError
from cfm_app.procedures.sop import phases
from cfm_app.security.sensitivity.strictest import unclear_class

VERSION = 1
LONGEST = 1 << 20
# Masters that the migration may create if the plan says so; their owners set up all others.
CREATABLE = ("CFM Channel", "CFM Partner", "CFM Programme")
Table = dict[str, str]


@dataclass
class Plan:
    """What somebody confirmed. Apart from names of users, nothing in it is about a person."""

    version: int = VERSION
    # Dates of a CSV file: whether the day or the month comes first, and the exporter's time zone.
    date_order: str = ""
    time_zone: str = ""
    # Field of the case → column of SugarCRM; field → value there → record here.
    columns: Table = field(default_factory=dict)
    values: dict[str, Table] = field(default_factory=dict)
    # DocType → names that are created if they are missing.
    create: dict[str, list[str]] = field(default_factory=dict)
    strict: bool = False
    unmapped_class: str = ""
    # Status there → state here; team there → class here; user there → user here.
    states: Table = field(default_factory=dict)
    teams: Table = field(default_factory=dict)
    users: Table = field(default_factory=dict)
    # Of a source that names no teams: whether somebody says that none of them was restricted.
    no_team_restricted: bool = False
    # Persons without a case come only when the plan says so.
    lone_contacts: bool = False

    @property
    def mapping(self) -> Mapping:
        """The mapping in the form of the case import."""
        return Mapping(
            dict(self.columns),
            {name: dict(table) for name, table in self.values.items()},
            self.strict,
            self.date_order,
            self.unmapped_class,
        )

    def teamless_class(self, source: Source) -> str:
        """The class of ordinary cases where nothing tells their teams: one might have been restricted."""
        return "" if self.no_team_restricted or source.tells_teams() else unclear_class()

    def as_json(self) -> str:
        """The text of the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)


def read(text: str) -> Plan:
    """A plan from its file. Raises SourceError if it is not one."""
    try:
        if len(text) > LONGEST:
            raise ValueError
        given = json.loads(text)
        if not isinstance(given, dict) or "version" not in given:
            raise ValueError
        found = Plan(**{each.name: given[each.name] for each in fields(Plan) if each.name in given})
    except (ValueError, TypeError, KeyError):
        raise SourceError(_("This file is no plan of a migration.")) from None
    if found.version != VERSION or not _is_well_formed(found):
        raise SourceError(_("This file is no plan of a migration."))
    return found


def _is_well_formed(plan: Plan) -> bool:
    tables = (plan.columns, plan.states, plan.teams, plan.users)
    nested = (plan.values, plan.create)
    if not all(isinstance(each, dict) for each in (*tables, *nested)):
        return False
    inner = all(isinstance(table, dict) for table in plan.values.values())
    lists = all(isinstance(names, list) for names in plan.create.values())
    texts = all(
        isinstance(key, str) and isinstance(value, str)
        for table in (*tables, *(plan.values.values() if inner else ()))
        for key, value in table.items()
    )
    return inner and lists and texts


def check(plan: Plan) -> None:
    """Refuse a plan that names missing records, or that would make empty cases."""
    known = headers.fields()
    unknown = [name for name in plan.columns if name not in known]
    if unknown:
        frappe.throw(_("The plan feeds fields that are not there: {0}").format(", ".join(unknown)))
    if "description" not in plan.columns and "category" not in plan.columns:
        frappe.throw(
            _(
                "No column feeds “What was said” or the category. Choose one for at least one of them."
            )
        )
    if plan.date_order and plan.date_order not in dates.ORDERS:
        frappe.throw(_("Choose whether the day or the month comes first."))
    records.zone_of(plan.time_zone or "UTC")
    classes = {plan.unmapped_class, *plan.teams.values()} - {""}
    for name in sorted(classes):
        if not frappe.db.exists("Case Sensitivity", name):
            frappe.throw(_("Choose a class from the list."))
    states = known_states()
    for state in plan.states.values():
        if state and state not in states:
            frappe.throw(_("The state {0} is not among those of the office.").format(state))
    for user in plan.users.values():
        if user and not frappe.db.exists("User", user):
            frappe.throw(_("There is no user {0}.").format(user))
    for doctype in plan.create:
        if doctype not in CREATABLE:
            frappe.throw(_("{0} cannot be made by a plan.").format(_(doctype)))


def known_states() -> list[str]:
    """The states that a migrated case can have: those with a phase."""
    settings = frappe.get_cached_doc("CFM Settings")
    return [row.workflow_state for row in settings.case_phases]


def state_of_phase(phase: str, *avoided: str) -> str:
    """The first state of a phase, except for states that say more than the phase."""
    return next((each for each in phases.states_of(phase) if each not in avoided), "")


def create_masters(plan: Plan) -> list[str]:
    """Create the masters that the plan names and that are missing. Returns what was created."""
    made = []
    for doctype, names in sorted(plan.create.items()):
        naming = str(frappe.get_meta(doctype).autoname or "")
        if doctype not in CREATABLE or not naming.startswith("field:"):
            continue
        for name in sorted(set(names)):
            if name and not frappe.db.exists(doctype, name):
                values: dict[str, Any] = {"doctype": doctype, naming.partition(":")[2]: name}
                frappe.get_doc(values).insert()
                made.append(name)
    return made
