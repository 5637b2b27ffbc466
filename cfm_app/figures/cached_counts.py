"""Figures that take long to count are cached for a while, for each user apart.

An office with thousands of cases sees this moment; one with a million does not wait for it at every
look at the dashboard. Whoever gets other rights gets other figures at once, and so does everybody when a
case gets another class: what became restricted is counted no more.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import frappe
from frappe.model.document import Document

from cfm_app.figures import visible_cases

# What takes longer than this, in seconds, is cached for so many seconds.
SLOW = 0.03
CACHED_FOR = 300
TURN = "cfm_trends_turn"


def cached(name: str, make: Callable[[], Any]) -> Any:
    """The cached result of ``make`` for the user in the session, in their language."""
    about = (frappe.session.user, frappe.local.lang, name, _turn(), *visible_cases.scope())
    key = f"cfm_trends:{json.dumps(about)}"
    known = frappe.cache.get_value(key, expires=True)
    if known is not None:
        return known
    began = time.perf_counter()
    found = make()
    if time.perf_counter() - began > SLOW:
        frappe.cache.set_value(key, found, expires_in_sec=CACHED_FOR)
    return found


def follow_class(case: Document, method: str | None = None) -> None:
    """Event of a case with a new class: clear the cache."""
    before = case.get_doc_before_save()
    if not case.flags.in_insert and (before is None or before.sensitivity != case.sensitivity):
        # Whoever counts before the change is there for all would keep the old figure.
        frappe.db.after_commit.add(_begin_turn)


def forget_class(doc: Document, method: str | None = None) -> None:
    """Event of a class that becomes restricted or open: clear the cache."""
    if doc.has_value_changed("hidden"):
        frappe.db.after_commit.add(_begin_turn)


def _turn() -> Any:
    return frappe.cache.get_value(TURN)


def _begin_turn() -> None:
    frappe.cache.set_value(TURN, frappe.generate_hash(length=10))
