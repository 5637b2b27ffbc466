"""The operator console: recording a case in one call, and lookups while the caller waits."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, now_datetime

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.base import consts
from cfm_app.base.arguments import as_number_of_rows
from cfm_app.cases import refer, register, transitions, worklists
from cfm_app.procedures.answers import call_scripts as scripts
from cfm_app.procedures.sop import phases, routing
from cfm_app.security import audit
from cfm_app.security.access_rule import open_documents, status_codes
from cfm_app.security.persons import identity
from cfm_app.security.restricted_cases import case_stubs
from cfm_app.security.sealing import reporters
from cfm_app.security.sensitivity import strictest
from cfm_app.web.pages import category_words, consent_questions, form_choices

LAST_CASES = 3
# What is typed is looked at while it is typed; all of it counts when it is saved.
LONGEST_TYPED = 20_000
# For this long after closing, a repeated call is probably about the same case.
JUST_CLOSED_DAYS = 30
MOST = 200
CALLER_FIELDS = (
    "name full_name language preferred_hours preferred_time contact_name contact_relation location"
    " sex age_group"
).split()
CALLER_CASE_FIELDS = (
    "name received_on closed_on category workflow_state phase consent_status"
).split()


@frappe.whitelist(methods=["POST"])
@retried
def new_case(
    case: str | dict[str, Any],
    person: str | dict[str, Any] | None = None,
    consent: str | dict[str, Any] | None = None,
    referral: str | dict[str, Any] | None = None,
    outcome: str = "register",
    request_id: str | None = None,
    propose_place: bool = False,
    standard_answer: str = "",
) -> dict[str, Any]:
    """Record a case with its person and consent, and answer, refer or close it, in one call.

    `outcome` is one of register, answer, close and refer. `propose_place` asks a manager to add the
    place as it was told to the list. `standard_answer` is the one that the answer was taken from. All or
    nothing is stored. A form that
    got no answer sends the same `request_id` again and gets the case that was stored.
    """
    request = register.CaseRequest.of(
        {
            "case": case,
            "person": person,
            "consent": consent,
            "referral": referral,
            "outcome": outcome,
            "propose_place": propose_place,
            "standard_answer": standard_answer,
        }
    )
    # The form keeps its key for a call, even if its text changes while the connection is down.
    made = run_once(request_id, lambda: register.record(request), "new case")
    made["workflow_state_label"] = _(made["workflow_state"])
    return _with_code(made)


@frappe.whitelist()
def lookup_caller(phone: str) -> list[dict[str, Any]]:
    """People with a phone number, with their language, consent and last cases."""
    frappe.has_permission("Community Member", "read", throw=True)
    people = reporters.list_by_phone(phone, CALLER_FIELDS)
    for person in people:
        audit.record("Search", "Community Member", person.name)
        person["hours"] = person.preferred_time or _(person.preferred_hours or "")
        if person.location:
            place = frappe.get_cached_value("CFM Location", person.location, "location_name")
            person["place"] = place
        person["cases"] = frappe.get_list(
            "Case",
            filters={"community_member": person.name},
            fields=CALLER_CASE_FIELDS,
            order_by="received_on desc, creation desc",
            limit_page_length=LAST_CASES,
        )
        for case in person["cases"]:
            case["category_label"] = _(case.category or "")
            case["state_label"] = _(case.workflow_state or "")
            case["consent_label"] = _(case.consent_status or "None")
            case["may_reopen"] = _may_reopen(case)
    return people


@frappe.whitelist(methods=["POST"])
def doubt_about_phone(phone: str) -> str:
    """Why a text is no phone number of a person; empty if it is one."""
    frappe.has_permission("Community Member", "create", throw=True)
    return identity.doubt_about_phone(phone)


def _may_reopen(case: Any) -> bool:
    """Whether a case was closed recently and the user may reopen it."""
    if case.phase != consts.PHASE_CLOSED or not case.closed_on:
        return False
    if case.closed_on < add_days(now_datetime(), -JUST_CLOSED_DAYS):
        return False
    doc = open_documents.get_open("Case", case.name)
    return transitions.can_reach(doc, *phases.states_of(consts.PHASE_IN_PROGRESS))


@frappe.whitelist()
def category_info(
    category: str,
    channel: str | None = None,
    location: str | None = None,
    language: str | None = None,
) -> dict[str, Any]:
    """What a category entails: sensitivity, procedure, limits, receiver, answers."""
    frappe.has_permission("Case", "create", throw=True)
    return category_words.for_category(category, channel, location, language)


@frappe.whitelist(methods=["POST"])
def suspect_words(text: str) -> dict[str, list[str]]:
    """The phrases of the office in what is being typed that point to a restricted matter; nothing is kept."""
    frappe.has_permission("Case", "create", throw=True)
    return {"phrases": strictest.phrases_in(text[:LONGEST_TYPED])}


@frappe.whitelist()
def receiver(functional_area: str, location: str | None = None) -> dict[str, Any]:
    """Who receives an ordinary referral for an area and a place today."""
    frappe.has_permission("Referral", "create", throw=True)
    return category_words.with_name(
        {"focal_point": routing.receiver(None, functional_area, location, None)}
    )


@frappe.whitelist(methods=["POST"])
@retried
def referral_summary(
    category: str, description: str | None = None, names: str | None = None
) -> str:
    """The proposed summary for the receiver of a referral, while a case is being recorded.

    `names` are those of the people whom it is about; they are left out.
    """
    frappe.has_permission("Referral", "create", throw=True)
    return refer.proposed_summary(category, description, (names,))


@frappe.whitelist()
def find_places(text: str) -> list[dict[str, Any]]:
    """Places whose name, code, chief town or other spelling begins like a text, with their path."""
    frappe.has_permission("CFM Location", "read", throw=True)
    return form_choices.find_places(text)


@frappe.whitelist()
def consent_text(language: str | None = None) -> dict[str, Any] | None:
    """The published consent statement in a language, or in the nearest one, with its questions."""
    return consent_questions.statement(language)


@frappe.whitelist()
def call_scripts(language: str, moment: str | None = None) -> list[dict[str, Any]]:
    """What to say at each moment: in the language, a related one or French; `own_text` in the user's language."""
    return scripts.scripts_for(language, moment)


@frappe.whitelist()
def due_list(limit: int = 50) -> dict[str, list[dict[str, Any]]]:
    """What waits for the office: answered, late, due today, due later, to be called, new.

    A call is in `call_back` if its time was agreed on, else in `to_inform`.
    """
    return worklists.for_office(as_number_of_rows(limit, worklists.MOST))


@frappe.whitelist()
def my_stubs(limit: int = 20) -> list[Any]:
    """Number, date and state of the restricted cases that the user recorded."""
    return case_stubs.of_user(as_number_of_rows(limit, MOST))


@frappe.whitelist()
def choices() -> dict[str, list[Any]]:
    """The choices of the form for a new case, in order."""
    return form_choices.of_new_case()


def _with_code(made: dict[str, Any]) -> dict[str, Any]:
    """The answer with the code for the person, which is stored encrypted only."""
    code = None if made.get("unrecorded") else status_codes.of_case(made["case"])
    return {**made, "status_code": code}
