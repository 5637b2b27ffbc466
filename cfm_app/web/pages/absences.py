"""The page of absences: who is away, and who is their deputy."""

from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import quote

import frappe
from frappe import _
from frappe.utils import format_date, get_fullname, getdate, nowdate

from cfm_app.base.batch_cache import cached_batch
from cfm_app.base.counting import counted
from cfm_app.procedures.sop import leave, unattended
from cfm_app.security.entitlement import staffing
from cfm_app.security.entitlement.staffing import Staffing
from cfm_app.web.pages import routes

ROUTE = "/cfm/absences"
SHOWN_POSTS = 3


def view() -> dict[str, Any]:
    """Users who are or will be away come first; one card for ordinary posts, one for each restricted class."""
    with cached_batch():
        rows = sorted(leave.posts(), key=lambda row: (row.user, row.part))
        people = staffing.now()
        cards = [
            _card(user, part, list(of_it), people)
            for (user, part), of_it in groupby(rows, lambda row: (row.user, row.part))
            if leave.may_write(user, part)
        ]
    cards.sort(
        key=lambda card: (not card["is_noted"], not card["is_own"], card["label"].casefold())
    )
    return {"cards": cards, "today": nowdate()}


def _card(user: str, part: str, rows: list[Any], people: Staffing) -> dict[str, Any]:
    noted = [row for row in rows if row.absent_from and not _is_over(row)]
    said = {(row.absent_from, row.absent_to, row.deputy) for row in noted}
    first = noted[0] if noted else None
    return {
        "user": user,
        "part": part,
        "unattended": unattended.sentences(
            user, people.left_alone_by_absence(user, date.fromisoformat(nowdate()), None)
        ),
        "id": quote(f"{user}-{part}", safe=""),
        "label": get_fullname(user),
        "is_own": user == frappe.session.user,
        "is_noted": bool(noted),
        "is_mixed": len(said) > 1 or 0 < len(noted) < len(rows),
        "posts": _posts(rows),
        "list": f"{routes.desk()}/cfm-focal-point?user={quote(user, safe='')}",
        **_state(first),
        "since": first.absent_from if first else "",
        "until": (first.absent_to or "") if first else "",
        "deputy": (first.deputy or "") if first else "",
        "deputies": [
            {"value": each, "label": get_fullname(each)} for each in leave.deputies(user, part)
        ],
    }


def _is_over(row: Any) -> bool:
    return bool(row.absent_to) and getdate(row.absent_to) < getdate(nowdate())


def _posts(rows: list[Any]) -> str:
    names = list(dict.fromkeys(_(row.sensitivity or row.functional_area or "") for row in rows))
    shown = [name for name in names if name][:SHOWN_POSTS]
    more = "…" if len(names) > len(shown) else ""
    return " · ".join([counted(_("{0} posts"), len(rows)), *shown]) + more


def _state(row: Any) -> dict[str, Any]:
    if row is None:
        return {"pill": {"tone": "green", "state": "here", "label": _("Here")}, "words": ""}
    is_begun = getdate(row.absent_from) <= getdate(nowdate())
    days = (
        _("from {0} to {1}").format(format_date(row.absent_from), format_date(row.absent_to))
        if row.absent_to
        else _("from {0} on").format(format_date(row.absent_from))
    )
    who = (
        _("{0} stands in").format(get_fullname(row.deputy))
        if row.deputy
        else _("Nobody stands in: referrals go to others who are competent.")
    )
    pill = (
        {"tone": "amber", "state": "away", "label": _("Away")}
        if is_begun
        else {"tone": "blue", "state": "soon", "label": _("Away soon")}
    )
    return {"pill": pill, "words": f"{days} · {who}"}
