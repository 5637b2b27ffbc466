"""Duplicate cases: finding them while a case is typed, and telling their persons the answer."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, now_datetime
from rapidfuzz import fuzz, utils

from cfm_app.base import consts
from cfm_app.base.settings import setting
from cfm_app.cases import answer_to_tell
from cfm_app.procedures.sop import phases, workflow_guard

DAYS = 90
CANDIDATES = 400
SHOWN = 3
# Three words are too few to compare.
SHORTEST = 15
ALIKE = 75
# Characters that are compared: what happened stands at the beginning of a text.
COMPARED = 2_000
SAME_CATEGORY, SAME_PLACE, SAME_PERSON = 6, 6, 12
ANSWERED = (consts.PHASE_RESOLVED, consts.PHASE_INFORMED, consts.PHASE_CLOSED)
ANSWER = answer_to_tell.FIELDS
FIELDS = [
    "name",
    "received_on",
    "category",
    "location",
    "community_member",
    "workflow_state",
    "phase",
    "description",
]


def similar(
    text: str,
    category: str | None = None,
    location: str | None = None,
    person: str | None = None,
    exclude: str | None = None,
) -> list[dict[str, Any]]:
    """Open cases of the last months that tell the same and that the user may see, likeliest first.

    Category, place and person add to a likeness of the texts; they do not make one. Cases of the
    person come before those of others; about the same category they need no text.
    """
    wanted = utils.default_process((text or "")[:COMPARED])
    has_text = len(wanted) >= SHORTEST
    if not has_text and not (person and category):
        return []
    found = []
    for row in _candidates(exclude, None if has_text else person):
        is_own = bool(person and row.community_member == person)
        if is_own and category and row.category == category:
            found.append({**row, "score": 100, "is_own": True})
            continue
        if not has_text:
            continue
        told = utils.default_process((row.description or "")[:COMPARED])
        score = fuzz.token_set_ratio(wanted, told)
        score += SAME_CATEGORY * bool(category and row.category == category)
        score += SAME_PLACE * bool(location and row.location == location)
        score += SAME_PERSON * is_own
        if score >= ALIKE:
            found.append({**row, "score": min(round(score), 100), "is_own": is_own})
    return sorted(found, key=lambda each: (not each["is_own"], -each["score"]))[:SHOWN]


def duplicate_state() -> str:
    """The state of a duplicate."""
    return setting("duplicate_state") or consts.CASE_DUPLICATE


def forget_when_reopened(case: Document) -> None:
    """A reopened case is no duplicate any more."""
    before = case.get_doc_before_save()
    left = before and before.workflow_state == duplicate_state() != case.workflow_state
    if left and case.duplicate_of == before.duplicate_of:
        case.duplicate_of = None


def is_duplicate(case: Document) -> bool:
    """Whether a case is closed as a duplicate."""
    return bool(case.duplicate_of) and case.workflow_state == duplicate_state()


def release(main: str) -> None:
    """Detach the duplicates of a case that nobody may know of any more.

    A link would reveal the case, and the person would wait for an answer that nobody brings. So a
    duplicate is reopened, or closed if its person was told.
    """
    names = frappe.get_all(
        "Case", filters={"duplicate_of": main}, pluck="name", order_by="creation asc, name asc"
    )
    for name in names:
        case = frappe.get_doc("Case", name, for_update=True)
        state = _state_alone(case) if is_duplicate(case) else case.workflow_state
        case.duplicate_of = None
        has_moved, case.workflow_state = state != case.workflow_state, state
        case.on_state_moved()
        if has_moved:
            case.add_comment("Workflow", _(state))


def _state_alone(case: Document) -> str:
    """The state of a case that is no duplicate any more, in the office's workflow."""
    wanted = consts.PHASE_CLOSED if case.informed_on else consts.PHASE_IN_PROGRESS
    workflow = workflow_guard.active_workflow("Case")
    rows = workflow.transitions if workflow else []
    ways = [row.next_state for row in rows if row.state == case.workflow_state]
    known = [state for state in phases.states_of(wanted) if state != case.workflow_state]
    return next((state for state in ways if state in known), known[0])


def check_answered(case: Document) -> None:
    """Throw for telling the person of a duplicate an answer that does not exist yet."""
    phase = frappe.db.get_value("Case", case.duplicate_of, "phase")
    if phase not in ANSWERED:
        frappe.throw(
            _("Case {0} is not resolved yet, and this case waits for the same answer.").format(
                case.duplicate_of
            )
        )


def to_tell(fields: list[str]) -> list[dict[str, Any]]:
    """Duplicates of the last months whose person has not heard the existing answer.

    Answer and its date are those of the original.
    """
    filters = [
        ["duplicate_of", "is", "set"],
        ["workflow_state", "=", duplicate_state()],
        ["informed_on", "is", "not set"],
        ["community_member", "is", "set"],
        ["received_on", ">", add_to_date(now_datetime(), days=-DAYS)],
    ]
    rows = frappe.get_list(
        "Case",
        filters=filters,
        fields=[*fields, "duplicate_of"],
        order_by="received_on asc",
        limit_page_length=CANDIDATES,
    )
    mains = frappe.get_list(
        "Case",
        filters={
            "name": ["in", sorted({row.duplicate_of for row in rows})],
            "phase": ["in", ANSWERED],
        },
        fields=["name", *ANSWER],
        order_by="creation asc, name asc",
        limit_page_length=0,
    )
    answers = {main.name: {field: main[field] for field in ANSWER} for main in mains}
    return [{**row, **answers[row.duplicate_of]} for row in rows if row.duplicate_of in answers]


def duplicates_of(names: list[str]) -> dict[str, list[str]]:
    """For each case its visible duplicates whose person still waits."""
    if not names:
        return {}
    rows = frappe.get_list(
        "Case",
        filters={"duplicate_of": ["in", names], "informed_on": ["is", "not set"]},
        fields=["name", "duplicate_of"],
        order_by="creation asc, name asc",
        limit_page_length=0,
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.duplicate_of, []).append(row.name)
    return found


def _candidates(exclude: str | None, person: str | None = None) -> list[Any]:
    """Open cases of the last months with a text; of one person, also those without."""
    filters = [
        ["received_on", ">", add_to_date(now_datetime(), days=-DAYS)],
        ["phase", "!=", consts.PHASE_CLOSED],
        ["name", "!=", exclude or ""],
        ["community_member", "=", person] if person else ["description", "is", "set"],
    ]
    return frappe.get_list(
        "Case",
        filters=filters,
        fields=FIELDS,
        order_by="received_on desc",
        limit_page_length=CANDIDATES,
    )
