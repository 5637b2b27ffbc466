"""Improvements, and standard answers that did not help, over HTTP."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.office.improvement import decide, unhelpful_answers
from cfm_app.office.improvement.propose import Proposal
from cfm_app.office.improvement.propose import propose as propose_improvement
from cfm_app.office.improvement.second import second as second_improvement
from cfm_app.office.improvement.states import ANSWER_IS_WRONG


@frappe.whitelist(methods=["POST"])
@retried
def propose(
    kind: str, seen: str, proposal: str = "", address: str = "", request_id: str | None = None
) -> dict[str, Any]:
    """Propose an improvement, once per `request_id`. Returns its name. `address` is that of the page."""
    given = Proposal(kind, seen, proposal, address)
    return run_once(
        request_id,
        lambda: {"name": propose_improvement(given).name},
        *("improvement", kind, seen, proposal),
    )


@frappe.whitelist(methods=["POST"])
@retried
def did_not_help(
    standard_answer: str,
    seen: str = "",
    proposal: str = "",
    address: str = "",
    request_id: str | None = None,
) -> dict[str, Any]:
    """Note that a standard answer did not help, once per `request_id`; with words, it becomes a proposal as well."""
    given = Proposal(ANSWER_IS_WRONG, seen or proposal, proposal, address, standard_answer)

    def note() -> dict[str, Any]:
        unhelpful_answers.note(standard_answer, address)
        return {"name": propose_improvement(given).name if given.seen.strip() else ""}

    return run_once(request_id, note, "did not help", standard_answer, seen, proposal)


@frappe.whitelist(methods=["POST"])
@retried
def second(name: str) -> None:
    """Second a proposal."""
    second_improvement(name)


@frappe.whitelist(methods=["POST"])
@retried
def accept(name: str, words: str) -> None:
    """Accept a proposal."""
    decide.accept(name, words)


@frappe.whitelist(methods=["POST"])
@retried
def decline(name: str, words: str) -> None:
    """Decline a proposal."""
    decide.decline(name, words)


@frappe.whitelist(methods=["POST"])
@retried
def finish(name: str, words: str, change: str = "") -> None:
    """Mark a proposal as done, with the change of configuration that was made for it."""
    decide.finish(name, words, change)
