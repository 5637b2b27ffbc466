"""Outdated standard answers: their owners are asked, once for each date."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import nowdate

from cfm_app.base import clock_jobs, consts, notices
from cfm_app.procedures.answers.answer_uses import STANDARD_ANSWER
from cfm_app.security.entitlement import handlers

EXPIRED = "Answer expired"


@clock_jobs.escalates
def ask_owners() -> None:
    """Daily: ask whoever owns an answer that is past its date; managers for those that nobody owns."""
    managers = handlers.holders(consts.MANAGER)
    for row in past():
        for user in [row.responsible] if _is_here(row.responsible) else managers:
            _ask(user, row)


def past() -> list[Any]:
    """Enabled answers whose date is past."""
    return frappe.get_all(
        STANDARD_ANSWER,
        filters={"enabled": 1, "valid_until": ["<", nowdate()]},
        fields=["name", "responsible", "valid_until"],
        order_by="valid_until asc, name asc",
    )


def _is_here(user: str | None) -> bool:
    return bool(user) and bool(frappe.db.get_value("User", user, "enabled"))


def _ask(user: str, row: Any) -> None:
    about = (STANDARD_ANSWER, row.name)
    if not notices.claim(EXPIRED, str(row.valid_until), user, about):
        return
    language = notices.languages({user}).get(user)
    told = _(
        "Is the answer “{0}” still right? Its date is past: renew it or take it out.", language
    )
    notices.tell(user, told.format(row.name), *about)
