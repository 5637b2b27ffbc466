"""The number of a person whose data was erased, sealed inside their request until they were told.

Nothing else of them is kept, and no longer than the office keeps an unanswered letter.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime
from frappe.utils.password import decrypt, encrypt

from cfm_app.base import clock_jobs, consts
from cfm_app.data_protection.person_requests import states
from cfm_app.security.persons import identity

FIELD = "contact_until_told"
KEPT_FOR = timedelta(days=30)
MEMBER = "Community Member"


def keep(request: Document) -> None:
    """Seal the numbers of the person before they are erased."""
    found = _numbers(request)
    request.set(FIELD, encrypt("\n".join(found)) if found else None)


def keep_through_restore(going: dict[str, list[str]]) -> Callable[[], None]:
    """Hook of a restore that erases again: seal the numbers for requests whose person may not have been told yet.

    In the backup such a request was not carried out; afterwards it is, and says by which number to tell them.
    """
    kept: dict[str, str] = {}
    for name in going.get(consts.PERSON_REQUEST, []):
        if not frappe.db.exists(consts.PERSON_REQUEST, name):
            continue
        request = frappe.get_doc(consts.PERSON_REQUEST, name)
        if request.kind == states.DELETION and not request.closed_on and not request.told_on:
            if not request.get(FIELD):
                keep(request)
            kept[name] = request.get(FIELD) or ""
    return lambda: _store(kept)


def _store(kept: dict[str, str]) -> None:
    for name, sealed in kept.items():
        values: dict[str, Any] = {FIELD: sealed or None, "state": states.CARRIED_OUT}
        if not frappe.db.get_value(consts.PERSON_REQUEST, name, "carried_out_on"):
            values["carried_out_on"] = now_datetime()
        frappe.db.set_value(consts.PERSON_REQUEST, name, values, update_modified=False)


def of(request: Document) -> list[str]:
    """The numbers by which the person is told; none once they were, or where there was none."""
    sealed = request.get(FIELD)
    if not sealed or request.state != states.CARRIED_OUT:
        return []
    try:
        return decrypt(sealed).splitlines()
    except frappe.ValidationError:
        # The site moved here without its key.
        frappe.clear_last_message()
        return []


@clock_jobs.destroys
def forget_old() -> None:
    """Remove what was kept too long: a person who could not be reached is not kept for that."""
    ended = {FIELD: ["is", "set"], "carried_out_on": ["<", now_datetime() - KEPT_FOR]}
    frappe.db.set_value(consts.PERSON_REQUEST, ended, FIELD, None, update_modified=False)


def _numbers(request: Document) -> list[str]:
    if request.community_member:
        return identity.phones_of(frappe.get_doc(MEMBER, request.community_member))[0]
    written = request.conversation and frappe.db.get_value(
        consts.CONVERSATION, request.conversation, "contact_address"
    )
    return [written] if written else []
