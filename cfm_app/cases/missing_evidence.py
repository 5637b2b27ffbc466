"""Finds stored cases whose state has no evidence, as `evidence` requires today.

They are older than the rule, or were written past the app. Nothing is changed.
"""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import consts
from cfm_app.cases import evidence
from cfm_app.security.entitlement import clearance
from cfm_app.security.lawful_basis import consent

NAMED = 5


def findings() -> list[tuple[str, str, str]]:
    """For the doctor: subject, what was found, and what to do (empty where all is well)."""
    broken = {
        _("referred, but nobody was ever asked"): _referred_to_nobody(),
        _("resolved, but a referral waits for its answer"): _resolved_while_asked(),
        _("resolved without words"): _resolved_without_words(),
        _("informed, but no contact says so"): _informed_by_nobody(),
        _("words are kept of a person who refuses to be recorded"): _unrecorded_with_words(),
    }
    found = [f"{what}: {_in_words(names)}" for what, names in broken.items() if names]
    subject = _("Cases and their evidence")
    if not found:
        return [(subject, _("each state has its evidence"), "")]
    return [(subject, "; ".join(found), _("Open these cases and add what is missing."))]


def _referred_to_nobody() -> list[str]:
    names = _cases({"workflow_state": evidence.referred_state()})
    return _without(names, _with_referrals(names))


def _resolved_while_asked() -> list[str]:
    names = _cases({"phase": consts.PHASE_RESOLVED})
    waiting = _with_referrals(names, {"workflow_state": ["in", list(evidence.UNANSWERED)]})
    return [name for name in names if name in waiting]


def _resolved_without_words() -> list[str]:
    names = _cases({"phase": consts.PHASE_RESOLVED, "resolution": ["is", "not set"]})
    return _without(names, consent.refused_cases(names, consts.RECORD))


def _informed_by_nobody() -> list[str]:
    names = _cases({"phase": consts.PHASE_INFORMED})
    told = frappe.get_all(
        "Case Contact Attempt",
        filters={
            "parent": ["in", names or [""]],
            "parenttype": "Case",
            "outcome": consts.ATTEMPT_INFORMED,
            "before_reopening": 0,
        },
        pluck="parent",
        parent_doctype="Case",
        order_by="parent asc",
    )
    return _without(names, set(told))


def _unrecorded_with_words() -> list[str]:
    names = _cases({"consent_status": ["!=", "None"], "description": ["is", "set"]})
    refusing = consent.refused_cases(names, consts.RECORD)
    return [name for name in names if name in refusing]


def _cases(filters: dict[str, Any]) -> list[str]:
    """Ordinary cases only: the evidence of a restricted one is in its report, which is its handlers'."""
    return frappe.get_all(
        "Case", filters={**filters, **clearance.ordinary_cases()}, pluck="name", order_by="name asc"
    )


def _with_referrals(names: list[str], more: dict[str, Any] | None = None) -> set[str]:
    filters = {"cfm_case": ["in", names or [""]], **(more or {})}
    return set(frappe.get_all("Referral", filters=filters, pluck="cfm_case", order_by="name asc"))


def _without(names: list[str], proven: set[str]) -> list[str]:
    return [name for name in names if name not in proven]


def _in_words(names: list[str]) -> str:
    more = f" + {len(names) - NAMED}" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
