"""Whether it goes to everybody: sent for approval, published or given back, withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import authors, notices
from cfm_app.base.arguments import required_text
from cfm_app.figures.releases import approval, states
from cfm_app.figures.releases import entry as releases
from cfm_app.figures.releases.you_said import entry, recognisable, topics


def submit(name: str) -> Document:
    """Ask somebody else to approve it. Each started language must be complete."""
    found = entry.composed(name)
    _require_complete(found)
    _refuse_identities(found)
    found.update({"submitted_on": now_datetime(), "submitted_by": frappe.session.user})
    releases.save(found)
    _tell(
        found, approval.deciders(found), lambda lang: _("Words wait for your approval: {0}", lang)
    )
    return found


def send_back(name: str, reason: str) -> Document:
    """Return it to be revised, with the reason."""
    found = entry.for_decision(name)
    authors.add(found, found.submitted_by)
    found.return_reason = required_text(reason, _("Write what has to be changed."))
    found.update({"returned_on": now_datetime(), "returned_by": frappe.session.user})
    found.update({"submitted_on": None, "submitted_by": None})
    releases.save(found)
    notices.mark_done(entry.DOCTYPE, found.name)
    _tell(found, authors.people(found), lambda lang: _("Words were sent back: {0}", lang))
    return found


def publish(name: str) -> Document:
    """Publish it. The decider may know names that the writers could not compare."""
    found = entry.for_decision(name)
    _refuse_identities(found)
    found.update({"released_on": now_datetime(), "released_by": frappe.session.user})
    releases.save(found)
    notices.mark_done(entry.DOCTYPE, found.name)
    _tell(found, authors.people(found), lambda lang: _("Words are published: {0}", lang))
    return found


def withdraw(name: str, reason: str) -> Document:
    """Remove it from the public page."""
    found = entry.in_state(name, states.RELEASED)
    if not (releases.may_compose() or releases.may_decide(found)):
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    found.withdraw_reason = required_text(reason, _("Write why it is withdrawn."))
    found.update({"withdrawn_on": now_datetime(), "withdrawn_by": frappe.session.user})
    return releases.save(found)


def languages(found: Any) -> list[str]:
    """The languages in which every topic has both of its texts."""
    complete: dict[str, set[str]] = defaultdict(set)
    for text in found.texts:
        if text.you_said and text.we_did:
            complete[text.language].add(text.topic)
    rows = {row.name for row in found.topics}
    return sorted(language for language, told in complete.items() if rows and rows <= told)


def _require_complete(found: Any) -> None:
    if not found.topics:
        frappe.throw(_("Choose at least one topic."))
    whole = languages(found)
    if not whole:
        frappe.throw(_("Write what was said and what was done about each topic."))
    begun = sorted({text.language for text in found.texts} - set(whole))
    if begun:
        named = frappe.db.get_value("CFM Language", begun[0], "language_name") or begun[0]
        frappe.throw(
            _("Complete the words in {0}, or empty them: topics without words are missing.").format(
                _(named)
            )
        )


def _refuse_identities(found: Any) -> None:
    texts = [text for row in found.texts for text in (row.you_said or "", row.we_did or "")]
    recognisable.refuse(
        [found.title, *texts], topics.people(found.first_day, found.last_day, found.location)
    )


def _tell(found: Any, users: Iterable[str], say: Callable[[str | None], str]) -> None:
    others = set(users) - {frappe.session.user}
    notices.tell_each(others, lambda lang: say(lang).format(found.title), entry.DOCTYPE, found.name)
