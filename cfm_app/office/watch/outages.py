"""Telling of outages: once when a part has failed, once when it does well again.

The ledger of notices knows what was told to whom. So whoever becomes a manager hears of an outage that
lasts, and a job that runs twice tells nobody twice.
"""

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.utils import nowdate

from cfm_app.base import clock, clock_jobs, consts, notices
from cfm_app.base.counting import counted
from cfm_app.base.watch_readings import DOUBTFUL, FAILED, Reading, readings
from cfm_app.office.watch import clock_doubt
from cfm_app.security.entitlement import handlers

ROLES = (consts.MANAGER, "System Manager")
BROKEN, MENDED, LOOK = "Outage", "Outage over", "To look at"
PAGE = "/cfm/watch"
# What failed at the last look. A machine that was just switched on has jobs to catch up with.
SEEN, SEEN_SECONDS = "cfm_watch_failed", 3600


@clock_jobs.harmless
def look() -> None:
    """Tell managers and whoever runs the machine what has changed. For a job that runs every few minutes."""
    found = readings()
    if clock.doubt():
        _look_at_clock(found)
        return
    failed = {each.key for each in found if each.state == FAILED}
    seen = set(frappe.cache.get_value(SEEN, expires=True) or ())
    frappe.cache.set_value(SEEN, sorted(failed), expires_in_sec=SEEN_SECONDS)
    users = sorted({user for role in ROLES for user in handlers.holders(role)})
    tell(users, found, failed & seen)
    doubtful = sum(1 for each in found if each.state == DOUBTFUL)
    if doubtful:
        _tell_of_doubts(users, doubtful)


def _look_at_clock(found: list[Reading]) -> None:
    """Tell of the clock alone while it is doubted: how old or late anything is, nobody knows then."""
    broken = [each for each in found if each.part == clock_doubt.PART and each.state == FAILED]
    users = {user for role in (*ROLES, *clock_doubt.ROLES) for user in handlers.holders(role)}
    tell(sorted(users), found, {each.key for each in broken}, ends=False)


def tell(users: list[str], found: list[Reading], broken: set[str], ends: bool = True) -> None:
    """Tell users which of the `broken` parts they have not heard of, and with `ends` which others are well again.

    A part that is not watched any more is forgotten without a word.
    """
    names = {each.key: each.name for each in found}
    failing = {each.key for each in found if each.state == FAILED}
    spoken = notices.languages(set(users))
    heard = _heard(users)
    for user in users:
        known = {key: line for (whom, key), line in heard.items() if whom == user}
        down = {key for key, (kind, _name) in known.items() if kind == BROKEN}
        language = spoken.get(user)
        for key in sorted(broken - down):
            if _claim(BROKEN, key, known, user):
                text = _("{0} has failed. What to do stands on the page {1}.", language)
                notices.tell(user, text.format(_(names[key], language), PAGE))
        for key in sorted(down - failing) if ends else ():
            if _claim(MENDED, key, known, user) and key in names:
                text = _("{0} does well again.", language)
                notices.tell(user, text.format(_(names[key], language)))


def _claim(kind: str, key: str, known: dict[str, tuple[str, str]], user: str) -> bool:
    """Whether nobody has told it: each line of the ledger is followed by one other at most."""
    before = known[key][1] if key in known else ""
    return notices.claim(kind, f"after {before}", user, ("", key))


def _heard(users: Iterable[str]) -> dict[tuple[str, str], tuple[str, str]]:
    """By user and part, the kind and the name of the line that was told last."""
    rows = frappe.get_all(
        notices.DOCTYPE,
        filters={"kind": ["in", [BROKEN, MENDED]], "receiver": ["in", [*users]]},
        fields=["name", "kind", "receiver", "ref_name"],
        order_by="sent_on asc",
        limit_page_length=0,
    )
    return {(row.receiver, row.ref_name): (row.kind, row.name) for row in rows}


def _tell_of_doubts(users: list[str], number: int) -> None:
    spoken = notices.languages(set(users))
    for user in users:
        if notices.claim(LOOK, nowdate(), user):
            language = spoken.get(user)
            text = _("{0} parts of the system need a look: see the page {1}", language)
            notices.tell(user, counted(text, number, PAGE, language=language))
