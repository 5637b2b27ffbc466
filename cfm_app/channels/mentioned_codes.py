"""A message with the status code of a restricted case restricts its conversation.

Whoever reads the code could ask for the status and look for the case. That there is none to find would
reveal whose case became restricted.
"""

from functools import partial
from typing import Any

import frappe
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.channels import plain_text, road
from cfm_app.security import spoken_codes
from cfm_app.security.access_rule import status_codes
from cfm_app.security.entitlement import clearance, handlers

# A code is near the beginning; longer texts are mails with quotes.
LONGEST = 20_000


def follow(conversation: str, *texts: str) -> None:
    """Restrict a conversation whose messages mention the code of something restricted."""
    for owner in status_codes.owners_of(codes_in(*texts)):
        if follow_case(conversation, owner.cfm_case) or _follow_other(
            conversation, owner.conversation
        ):
            return


def codes_in(*texts: str) -> list[str]:
    """Everything in some texts that could be a code, with or without gaps."""
    found: dict[str, None] = {}
    for text in texts:
        signs = spoken_codes.normalised(text[:LONGEST])
        for start in range(len(signs) - status_codes.LENGTH + 1):
            code = signs[start : start + status_codes.LENGTH]
            if status_codes.is_well_formed(code):
                found[code] = None
    return list(found)


def written_in(case: str) -> list[str]:
    """The conversations in which somebody wrote the code of a case."""
    code = status_codes.plain_code(case)
    if not code:
        return []
    rows: list[Any] = frappe.get_all(
        consts.MESSAGE,
        filters={"direction": "In", "text": ["like", f"%{_pattern(code)}%"]},
        fields=["conversation", "text"],
        order_by="creation asc",
    )
    return sorted(
        {row.conversation for row in rows if code in codes_in(plain_text.unescaped(row.text))}
    )


def follow_case(conversation: str, case: str | None) -> bool:
    """Entrust the conversation to the people of a restricted case. Returns whether the case is restricted."""
    # Under a lock, because it may become restricted at this moment.
    sensitivity = case and frappe.db.get_value("Case", case, "sensitivity", for_update=True)
    if not clearance.is_restricted(sensitivity):
        return False
    doc = _ordinary(conversation)
    if doc:
        if case not in [row.cfm_case for row in doc.cases]:
            doc.append("cases", road.link_to(str(case)))
        road.classify(doc, sensitivity, of_case=True)
        report = {"cfm_case": case}
        name = frappe.db.get_value("Sensitive Report", report, "name")
        entrusted = {"parenttype": "Sensitive Report", "parent": name or ""}
        for user in frappe.get_all(
            "CFM Case Handler", entrusted, pluck="user", parent_doctype="Sensitive Report"
        ):
            handlers.notify(user, partial(road.needs_attention, conversation), doc)
    return True


def _pattern(code: str) -> str:
    """A search pattern for a code: its groups with anything between, and wildcards for similar characters."""
    return spoken_codes.in_groups(
        "".join("_" if sign in "L862" else sign for sign in code)
    ).replace("-", "%")


def _follow_other(conversation: str, other: str | None) -> bool:
    """The same for the code of another conversation without a case."""
    sensitivity = other and frappe.db.get_value(consts.CONVERSATION, other, "sensitivity")
    if other == conversation or not clearance.is_restricted(sensitivity):
        return False
    if doc := _ordinary(conversation):
        road.classify(doc, sensitivity)
    return True


def _ordinary(conversation: str) -> Document | None:
    """A conversation under a lock; None if it has handlers already."""
    doc = frappe.get_doc(consts.CONVERSATION, conversation, for_update=True)
    return None if clearance.is_restricted(doc.sensitivity) else doc
