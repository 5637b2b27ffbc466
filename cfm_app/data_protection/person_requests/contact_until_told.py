"""How to tell a person whose data is erased: their number and the words that were agreed, sealed inside their
request until they were told.

Nothing else of them is kept, and no longer than the office keeps an unanswered letter.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
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


@dataclass(frozen=True)
class Telling:
    """By which numbers a person is told, and what was agreed before the erasure: how, and in which words."""

    numbers: list[str] = field(default_factory=list)
    via: str = ""
    words: str = ""


def keep(request: Document, via: str | None = None, words: str | None = None) -> None:
    """Seal the numbers of the person before they are erased, with how they are told and what is said.

    Without these, what was agreed before stays.
    """
    agreed = telling(request)
    told = Telling(_numbers(request), via or agreed.via, (words or agreed.words).strip())
    is_needed = told.numbers or told.words
    request.set(FIELD, encrypt(json.dumps(asdict(told))) if is_needed else None)


def keep_through_restore(going: dict[str, list[str]]) -> Callable[[], None]:
    """Hook of a restore that erases again: seal the numbers for requests whose person may not have been told yet.

    In the backup such a request was not carried out; afterwards it is, and says by which number to tell them.
    """
    kept: dict[str, str] = {}
    for name in going.get(consts.PERSON_REQUEST, []):
        if not frappe.db.exists(consts.PERSON_REQUEST, name):
            continue
        request = frappe.get_doc(consts.PERSON_REQUEST, name)
        if request.kind == states.DELETION and not request.closed_on:
            if not request.get(FIELD) and not request.told_on:
                keep(request)
            kept[name] = request.get(FIELD) or ""
    return lambda: _store(kept)


def _store(kept: dict[str, str]) -> None:
    for name, sealed in kept.items():
        values: dict[str, Any] = {FIELD: sealed or None, "state": states.CARRIED_OUT}
        done = ["carried_out_on", "told_on", "told_by"]
        carried_out, told, by = frappe.db.get_value(consts.PERSON_REQUEST, name, done)
        if not carried_out:
            values["carried_out_on"] = now_datetime()
        if told:
            # They were told before it was erased: nothing is left to do.
            values |= {"state": states.CLOSED, "closed_on": now_datetime(), "closed_by": by}
        frappe.db.set_value(consts.PERSON_REQUEST, name, values, update_modified=False)


def of(request: Document) -> list[str]:
    """The numbers by which the person is told; none once they were, or where there was none."""
    return telling(request).numbers


def telling(request: Document) -> Telling:
    """How the person is told; nothing once they were, or where nothing was kept."""
    sealed = request.get(FIELD)
    if not sealed or request.state not in (states.DECIDED, states.CARRIED_OUT):
        return Telling()
    try:
        opened = decrypt(sealed)
    except frappe.ValidationError:
        # The site moved here without its key.
        frappe.clear_last_message()
        return Telling()
    # Older versions kept the numbers alone, one a line.
    return Telling(**json.loads(opened)) if opened.startswith("{") else Telling(opened.splitlines())


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
