"""Approval of a release: submitted, released or returned, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import authors, notices
from cfm_app.base.arguments import required_text
from cfm_app.base.counting import counted
from cfm_app.figures import suppression
from cfm_app.figures.releases import entry, figures, states
from cfm_app.security.entitlement import handlers


def submit(name: str) -> Document:
    """Freeze the figures, and ask somebody else to approve them."""
    entry.wait_for_others()
    release = entry.composed(name, *states.COMPOSING)
    if not release.blocks:
        frappe.throw(_("Choose at least one table."))
    known = len(figures.ever_out())
    found = figures.counted(release)
    if found.exposed:
        frappe.throw(
            counted(
                _(
                    "{0} small figures could be worked out from what was released before."
                    " Choose other days or tables."
                ),
                found.exposed,
            )
        )
    release.update({"submitted_on": now_datetime(), "submitted_by": frappe.session.user})
    release.update({"figures": figures.frozen(found), "threshold": suppression.least_told()})
    release.known_releases = known
    entry.save(release)
    _tell(release, deciders(release), lambda lang: _("Figures wait for your approval: {0}", lang))
    return release


def send_back(name: str, reason: str) -> Document:
    """Return a release to be revised, with the reason."""
    release = entry.for_decision(name, states.WAITING)
    authors.add(release, release.submitted_by)
    release.return_reason = required_text(reason, _("Write what has to be changed."))
    release.update({"returned_on": now_datetime(), "returned_by": frappe.session.user})
    release.update(
        dict.fromkeys(("submitted_on", "submitted_by", "figures", "threshold", "known_releases"))
    )
    entry.save(release)
    notices.mark_done(entry.DOCTYPE, release.name)
    _tell(release, authors.people(release), lambda lang: _("Figures were sent back: {0}", lang))
    return release


def release(name: str) -> Document:
    """Release the frozen figures; throws if others were released that they were not protected with."""
    entry.wait_for_others()
    found = entry.for_decision(name, states.WAITING)
    if len(figures.ever_out(for_update=True)) != found.known_releases:
        frappe.throw(
            _(
                "Other figures were released meanwhile. Send it back, to be guarded together with them."
            )
        )
    found.update({"released_on": now_datetime(), "released_by": frappe.session.user})
    entry.save(found)
    notices.mark_done(entry.DOCTYPE, found.name)
    _tell(found, authors.people(found), lambda lang: _("Figures are released: {0}", lang))
    return found


def withdraw(name: str, reason: str) -> Document:
    """Declare a release no longer valid. Its figures stay known, and protected."""
    found = entry.in_state(name, states.RELEASED)
    if not (entry.may_compose() or entry.may_decide(found)):
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    found.withdraw_reason = required_text(reason, _("Write why it is withdrawn."))
    found.update({"withdrawn_on": now_datetime(), "withdrawn_by": frappe.session.user})
    return entry.save(found)


def deciders(found: Any) -> list[str]:
    """Who may decide on a release; the Administrator if nobody else may."""
    users = {user for role in entry.DECIDERS for user in handlers.holders(role)}
    return sorted(users - authors.people(found)) or ["Administrator"]


def _tell(found: Document, users: Iterable[str], say: Callable[[str | None], str]) -> None:
    others = set(users) - {frappe.session.user}
    notices.tell_each(others, lambda lang: say(lang).format(found.title), entry.DOCTYPE, found.name)
