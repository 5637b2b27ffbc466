"""A code of something restricted, wherever somebody writes it, takes its conversation along the restricted road.

Whoever reads the code could ask where it stands, and look for its case: that there is none to be found would tell
the office whose case became restricted.
"""

from functools import partial
from typing import Any

import frappe
from frappe.model.document import Document

from cfm_app import consts
from cfm_app.channels import plain_text, road
from cfm_app.privacy import clearance, handlers, spoken_codes, status_codes

# A code stands near the beginning; what is longer is a mail with those that it quotes.
LONGEST = 20_000


def follow(conversation: str, *texts: str) -> None:
    """Give a conversation the class of what its words name by a code, if that is restricted."""
    for owner in status_codes.owners_of(codes_in(*texts)):
        if follow_case(conversation, owner.cfm_case) or _follow_other(
            conversation, owner.conversation
        ):
            return


def codes_in(*texts: str) -> list[str]:
    """Whatever in some texts reads as a code, with gaps or without."""
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
        {row.conversation for row in rows if code in codes_in(plain_text.written(row.text))}
    )


def follow_case(conversation: str, case: str | None) -> bool:
    """Whether a case is restricted; the conversation is then entrusted to those who are entrusted with it."""
    # Under a lock: it may become restricted at this moment.
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
    """How a code stands in a text: its groups with anything between, and any sign for those that are misread."""
    return spoken_codes.in_groups(
        "".join("_" if sign in "L862" else sign for sign in code)
    ).replace("-", "%")


def _follow_other(conversation: str, other: str | None) -> bool:
    """The same of what somebody wrote of which no case came."""
    sensitivity = other and frappe.db.get_value(consts.CONVERSATION, other, "sensitivity")
    if other == conversation or not clearance.is_restricted(sensitivity):
        return False
    if doc := _ordinary(conversation):
        road.classify(doc, sensitivity)
    return True


def _ordinary(conversation: str) -> Document | None:
    """A conversation under a lock; nothing where it has its own handlers already."""
    doc = frappe.get_doc(consts.CONVERSATION, conversation, for_update=True)
    return None if clearance.is_restricted(doc.sensitivity) else doc
