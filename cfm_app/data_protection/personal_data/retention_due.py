"""What is due for erasure: closed cases, and documents without a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import frappe
from frappe.utils import add_months, get_datetime, getdate

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import case_documents, field_map, holds
from cfm_app.data_protection.personal_data.case_documents import CASE_FIELD
from cfm_app.data_protection.personal_data.retention_rules import Rule, Rules

BATCH = 100
PERSON, ENVELOPE, PROPOSAL = "Community Member", "CFM Envelope", "CFM Improvement"
REQUEST = consts.PERSON_REQUEST
# Documents that keep a person until they are erased themselves.
NAMES_PERSON = ("Case", "Sensitive Report", "Consent", consts.CONVERSATION, consts.CALL)
# When something fresh came of what is no case.
FRESH = {
    consts.CONVERSATION: "last_message_on",
    consts.CALL: "started_on",
    ENVELOPE: "received_on",
    PERSON: "modified",
    PROPOSAL: "modified",
    REQUEST: "closed_on",
}
# Subjects of proposals and requests, with which these are erased.
OF_PROPOSAL = {CASE_FIELD: "Case", "conversation": consts.CONVERSATION}
OF_REQUEST = {**OF_PROPOSAL, "community_member": PERSON}
ALL = "1=1"
# A line without documents tells that something stays closed, not that it went (`erasure_left`).
_ERASED = (
    "exists (select 1 from `tabCFM Erasure` where `tabCFM Erasure`.`ref_doctype` = %(doctype)s"
    " and `tabCFM Erasure`.`ref_name` = {name} and `tabCFM Erasure`.`state` = 'Done'"
    " and `tabCFM Erasure`.`document_count` > 0)"
)
_LIVE_CASE = (
    "exists (select 1 from `tabCFM Conversation Case` join `tabCase` on"
    " `tabCase`.`name` = `tabCFM Conversation Case`.`cfm_case`"
    " where `tabCFM Conversation Case`.`parenttype` = %(doctype)s"
    " and `tabCFM Conversation Case`.`parent` = {name}"
    " and not exists (select 1 from `tabCFM Erasure` where `tabCFM Erasure`.`ref_doctype` = 'Case'"
    " and `tabCFM Erasure`.`ref_name` = `tabCase`.`name` and `tabCFM Erasure`.`state` = 'Done'))"
)


@dataclass(frozen=True)
class Due:
    """A document to erase, when, and by which rule."""

    doctype: str
    name: str
    sensitivity: str
    last_input: date
    goes_on: date
    rule: Rule
    is_held: bool


def cases(by: date, condition: str = ALL) -> Iterator[list[Due]]:
    """Closed cases due by a day, in batches ordered by number. `condition` is SQL on `tabCase`."""
    rules = Rules()
    if not rules.shortest():
        return
    before = add_months(by, -rules.shortest())
    for rows in _rows(_case_query(condition), {"doctype": "Case", "before": before}):
        yield list(_due_cases(rows, rules, by))


def others(doctype: str, by: date, condition: str = ALL) -> Iterator[list[Due]]:
    """Documents of a type in `FRESH` without a remaining case, due by a day."""
    rules = Rules()
    if not rules.shortest():
        return
    values = {"doctype": doctype, "before": add_months(by, -rules.shortest())}
    for rows in _rows(_other_query(doctype, condition), values):
        held = _on_hold(doctype, rows)
        found = [_of_other(doctype, row, rules, held) for row in rows]
        yield [due for due in found if due and due.goes_on <= by]


def of(doctype: str, by: date, condition: str = ALL) -> Iterator[Due]:
    """Cases, or documents of a type in `FRESH`, due by a day."""
    batches = cases(by, condition) if doctype == "Case" else others(doctype, by, condition)
    for batch in batches:
        yield from batch


def _due_cases(rows: list[Any], rules: Rules, by: date) -> Iterator[Due]:
    names = [row.name for row in rows]
    fresh, held = _last_inputs(names), _on_hold("Case", rows)
    for row in rows:
        rule = rules.of(row.sensitivity, row.workflow_state)
        last = max(filter(None, (row.modified, row.closed_on, fresh.get(row.name))))
        goes_on = rule.goes_on(getdate(last))
        if goes_on and goes_on <= by:
            place = ("Case", row.name, row.sensitivity or "")
            yield Due(*place, getdate(last), goes_on, rule, row.name in held)


def _of_other(doctype: str, row: Any, rules: Rules, held: set[str]) -> Due | None:
    rule = rules.of(row.sensitivity, None)
    last = getdate(row.fresh or row.creation)
    goes_on = rule.goes_on(last)
    if not goes_on:
        return None
    is_held = row.name in held
    return Due(doctype, row.name, row.sensitivity or "", last, goes_on, rule, is_held)


def _on_hold(doctype: str, rows: list[Any]) -> set[str]:
    """The rows with a hold, of their own or on their person."""
    names = [row.name for row in rows]
    persons = sorted({row.community_member for row in rows if row.community_member})
    kept = holds.held_among(PERSON, persons)
    own = holds.held_among(doctype, names)
    return own | {row.name for row in rows if row.community_member in kept}


def _last_inputs(names: list[str]) -> dict[str, datetime]:
    """When documents of a case last changed, or somebody wrote, called or commented."""
    moments: dict[str, datetime] = {}

    def note(case: str, moment: Any) -> None:
        if moment:
            moments[case] = max(get_datetime(moment), moments.get(case, datetime.min))

    for doctype in ("Referral", "Consent", "Sensitive Report"):
        bound = {"cfm_case": ["in", names]}
        for row in frappe.get_all(doctype, bound, ["cfm_case", "modified"], order_by="name asc"):
            note(row.cfm_case, row.modified)
    for doctype in case_documents.SHARED:
        links = list(case_documents.linked(doctype, names))
        fresh = _fresh(doctype, [row.parent for row in links])
        for row in links:
            note(row.cfm_case, fresh.get(row.parent))
    about = {"reference_doctype": "Case", "reference_name": ["in", names]}
    said = {**about, "comment_type": "Comment"}
    fields = ["reference_name", "creation"]
    for row in frappe.get_all("Comment", said, fields, order_by="name asc"):
        note(row.reference_name, row.creation)
    return moments


def _fresh(doctype: str, names: list[str]) -> dict[str, Any]:
    rows = frappe.get_all(
        doctype,
        filters={"name": ["in", names or [""]]},
        fields=["name", FRESH[doctype]],
        order_by="name asc",
    )
    return {row.name: row[FRESH[doctype]] for row in rows}


# --- the statements -------------------------------------------------------------------------------
def _case_query(condition: str) -> str:
    erased = _ERASED.format(name="`tabCase`.`name`")
    return (
        "select `name`, `sensitivity`, `workflow_state`, `modified`, `closed_on`, `community_member`"
        f" from `tabCase` where `phase` = 'Closed' and `modified` < %(before)s"
        f" and `name` > %(after)s and not {erased} and {_escaped(condition)}"
        " order by `name` limit %(limit)s"
    )


def _other_query(doctype: str, condition: str) -> str:
    name = f"`tab{doctype}`.`name`"
    fresh = FRESH[doctype]
    has = frappe.get_meta(doctype).has_field
    sensitivity = "`sensitivity`" if has("sensitivity") else "null as `sensitivity`"
    person = "`community_member`" if has("community_member") else "null as `community_member`"
    in_use = _in_use(doctype, name)
    return (
        f"select `name`, `creation`, `{fresh}` as `fresh`, {sensitivity}, {person} from `tab{doctype}`"
        f" where coalesce(`{fresh}`, `creation`) < %(before)s and `name` > %(after)s"
        f" and not {_ERASED.format(name=name)} and not ({in_use}) and {_escaped(condition)}"
        " order by `name` limit %(limit)s"
    )


def _in_use(doctype: str, name: str) -> str:
    """SQL: something that is kept needs the document."""
    if doctype == PERSON:
        return _named(name)
    if doctype == ENVELOPE:
        # One that became a message is empty.
        return "coalesce(`payload`, '') = ''"
    if doctype == PROPOSAL:
        return _proposed()
    if doctype == REQUEST:
        return _requested()
    return _LIVE_CASE.format(name=name)


def _named(name: str) -> str:
    """SQL: something that is kept names the person, or they are merged into one who is kept."""
    parts = [
        f"exists (select 1 from `tab{doctype}` where `tab{doctype}`.`community_member` = {name})"
        for doctype in NAMES_PERSON
    ]
    merged = f"`tab{PERSON}`.`merged_into`"
    parts.append(f"(coalesce({merged}, '') != '' and not {_ERASED.format(name=merged)})")
    return " or ".join(parts)


def _proposed() -> str:
    """SQL: a proposal is undecided, goes with its case or conversation, or is empty already."""
    decided = ", ".join(map(frappe.db.escape, consts.DECIDED_PROPOSALS))
    parts = [f"`tab{PROPOSAL}`.`state` not in ({decided})"]
    return " or ".join([*parts, _belongs(PROPOSAL, OF_PROPOSAL), _is_empty(PROPOSAL)])


def _requested() -> str:
    """SQL: a request is open, its subject is kept, or it is empty already."""
    parts = [f"`tab{REQUEST}`.`closed_on` is null"]
    return " or ".join([*parts, _belongs(REQUEST, OF_REQUEST), _is_empty(REQUEST)])


def _belongs(doctype: str, about: dict[str, str]) -> str:
    """SQL: something that a document names is kept; fields are given with their DocTypes."""
    parts = []
    for field, target in about.items():
        name = f"`tab{doctype}`.`{field}`"
        gone = _ERASED.format(name=name).replace("%(doctype)s", frappe.db.escape(target))
        parts.append(f"(coalesce({name}, '') != '' and not {gone})")
    return f"({' or '.join(parts)})"


def _is_empty(doctype: str) -> str:
    fields = field_map.ending_of(doctype)
    words = (f"coalesce(`tab{doctype}`.`{field}`, '') = ''" for field in fields)
    return f"({' and '.join(words)})"


def _escaped(condition: str) -> str:
    return (condition or ALL).replace("%", "%%")


def _rows(query: str, values: dict[str, Any]) -> Iterator[list[Any]]:
    """The rows of a statement in batches, each after the last name of the previous one."""
    after = ""
    while True:
        bound = {**values, "after": after, "limit": BATCH}
        rows = frappe.db.sql(query, bound, as_dict=True)
        if not rows:
            return
        yield rows
        after = rows[-1].name
