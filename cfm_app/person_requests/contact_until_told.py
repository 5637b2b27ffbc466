"""The number of a person whose data was erased, sealed inside their request until they were told.

Nothing else of them is kept, and no longer than the office keeps an unanswered letter.
"""

from datetime import timedelta

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime
from frappe.utils.password import decrypt, encrypt

from cfm_app import consts
from cfm_app.person_requests import states
from cfm_app.privacy.persons import identity

FIELD = "contact_until_told"
KEPT_FOR = timedelta(days=30)
MEMBER = "Community Member"


def keep(request: Document) -> None:
    """Seal the numbers of the person before they are erased."""
    found = _numbers(request)
    request.set(FIELD, encrypt("\n".join(found)) if found else None)


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
