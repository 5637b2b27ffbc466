"""Who has an ordinary case: it is taken, entrusted to a colleague, given back.

A case that nobody has is everybody's in the office, and so is one whose owner is not there: absent today, gone,
without their role, or not seen for days. It waits for nobody who does not come, and nothing has to run for that. What
somebody has is theirs again when they come back, unless a colleague took it meanwhile. A restricted case has its
handlers instead (`entitlement/handlers`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final, Literal, get_args

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, now_datetime

from cfm_app.base import batch_cache, consts
from cfm_app.base.initials import initials_of
from cfm_app.security.access_rule import open_documents, user_limits
from cfm_app.security.entitlement import absences, clearance, handlers
from cfm_app.security.obligations import gate
from cfm_app.security.persons import processing_restriction

FIELD = "case_owner"
OWN_AND_FREE: Final = "own_and_free"
OWN: Final = "own"
FREE: Final = "free"
TEAM: Final = "team"
Whose = Literal["own_and_free", "own", "free", "team"]
"""Whose cases a list shows: what waits for the user, what they have, what nobody has, all."""
VIEWS = get_args(Whose)
DAYS_UNSEEN = 3
"""So long somebody may be out of sight, as over a weekend, before what they have is free."""
_ROLES = sorted(consts.OFFICE_ROLES)


def take(name: str) -> Document:
    """Take a case that nobody has, or whose owner is away; of two at once one is told who has it."""
    case = _open(name)
    user, has = frappe.session.user, case.get(FIELD)
    if has == user:
        return case
    if has in there():
        frappe.throw(_("{0} has this case already.").format(get_fullname(has)))
    return _give(case, user, _("Taken."))


def assign(name: str, to: str, note: str = "") -> Document:
    """Entrust a case to a colleague, who is told; they must be there, and may work on it."""
    case = entrust(name, to, note)
    if to != frappe.session.user:
        handlers.notify(to, partial(_told, case.name), case)
    return case


def entrust(name: str, to: str, note: str = "") -> Document:
    """The same, for whoever tells them of several cases at once."""
    case = _open(name)
    if to not in there():
        text = _("{0} is not there these days, or does not work on cases. Choose somebody else.")
        frappe.throw(text.format(_name_of(to)))
    if not frappe.has_permission("Case", "write", doc=case, user=to):
        text = _("{0} may not work on this case. Choose somebody else.")
        frappe.throw(text.format(get_fullname(to)))
    if case.get(FIELD) == to:
        return case
    said = _("Entrusted to {0}.").format(get_fullname(to))
    return _give(case, to, " ".join(filter(None, (said, note.strip()))))


def give_back(name: str, note: str = "") -> Document:
    """Leave a case to the whole office."""
    case = _open(name)
    if not case.get(FIELD):
        return case
    return _give(case, None, " ".join(filter(None, (_("Given back to the office."), note.strip()))))


@batch_cache.cached_in_batch
def there() -> tuple[str, ...]:
    """Who may have a case: users of the office as a whole who are not absent, and came in the last days."""
    seen_since = now_datetime() - timedelta(days=DAYS_UNSEEN)
    absent = absences.DeputyLookup.today()
    users = handlers.holders(*_ROLES, active_since=seen_since)
    return tuple(user for user in users if not absent.is_absent(user))


def leave_to_handlers(case: Document) -> None:
    """Stage of saving: a case that is or becomes restricted is its handlers', and nobody's here."""
    if clearance.is_restricted(case.sensitivity):
        case.set(FIELD, None)


def forget_user(user: Document, method: str | None = None) -> None:
    """Event of a user who is deleted: what they have is the whole office's."""
    frappe.db.set_value("Case", {FIELD: user.name}, FIELD, None, update_modified=False)


def give_back_unseen(case: Document, method: str | None = None) -> None:
    """Event of a case that was written: it may lie now where its owner does not work."""
    user = case.get(FIELD)
    if not user or case.phase == consts.PHASE_CLOSED:
        return
    if not user_limits.holds(case.name, user):
        said = _("Given back to the office: {0} does not see it any more.")
        _give(case, None, said.format(get_fullname(user)))


def follow_limit(limit: Document, method: str | None = None) -> None:
    """Event of a user's limit that is set, changed or taken away: the same of the cases that they have."""
    with batch_cache.cached_batch():
        theirs = {FIELD: limit.user, "phase": ["!=", consts.PHASE_CLOSED]}
        for name in frappe.get_all("Case", theirs, pluck="name"):
            give_back_unseen(frappe.get_doc("Case", name))


@dataclass(frozen=True)
class Owner:
    """Who has a case, as a row tells it.

    Attributes:
        name: of whom; empty where nobody has it.
        initials: the same, short.
        is_own: it is the user's.
        is_away: they are not there, so that a colleague may take it.
        may_be_taken: the user may take it.
    """

    name: str = ""
    initials: str = ""
    is_own: bool = False
    is_away: bool = False
    may_be_taken: bool = False


def owner_of(row: Any) -> Owner:
    """Who has a case of which `phase`, `sensitivity` and the owner were read; nobody has a restricted one here."""
    if clearance.is_restricted(row.get("sensitivity")):
        return Owner()
    user = row.get(FIELD)
    is_open = row.get("phase") != consts.PHASE_CLOSED
    if not user:
        return Owner(may_be_taken=is_open)
    is_own, is_away = user == frappe.session.user, user not in there()
    name = get_fullname(user)
    return Owner(name, initials_of(name), is_own, is_away, is_open and is_away and not is_own)


def filters(whose: Whose) -> list[list[Any]]:
    """Filters for the cases of a view; restricted ones are in those of everybody who may see them."""
    user = frappe.session.user
    if whose == OWN:
        return [[FIELD, "=", user]]
    if whose == FREE:
        return [*_not_of(there()), ["is_restricted", "=", 0]]
    if whose == OWN_AND_FREE:
        return _not_of([each for each in there() if each != user])
    return []


def _not_of(users: Sequence[str]) -> list[list[Any]]:
    return [[FIELD, "not in", list(users)]] if users else []


def as_view(given: str) -> Whose:
    """The view of a name; what waits for the user where there is none of that name."""
    return next((each for each in VIEWS if each == given), OWN_AND_FREE)


def _open(name: str) -> Document:
    case = open_documents.get_open("Case", name, for_update=True)
    case.check_permission("write")
    if clearance.is_restricted(case.sensitivity):
        frappe.throw(_("A restricted case is entrusted to its handlers, in its report."))
    if case.phase == consts.PHASE_CLOSED:
        frappe.throw(_("The case is closed: nothing is left to do."))
    # The column is written alone, so that the events that ask it are not run.
    gate.require()
    processing_restriction.refuse("Case", case.name)
    return case


def _give(case: Document, to: str | None, said: str) -> Document:
    # Nothing that a colleague is typing at this moment becomes outdated by it.
    case.db_set(FIELD, to, update_modified=False)
    case.add_comment("Info", said)
    return case


def _name_of(user: str) -> str:
    """How somebody is called; what was typed where there is nobody of that name."""
    return get_fullname(user) if user in handlers.holders(*consts.ROLES) else user


def _told(case: str, language: str | None) -> str:
    return _("A case was entrusted to you: {0}", language).format(case)
