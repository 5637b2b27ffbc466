"""States of workflows: translating their names, and checking those of cases."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import batch_cache, consts, languages
from cfm_app.procedures.sop import workflow_guard


def findings(workflow: Document) -> list[tuple[str, str, str]]:
    """Problems of a workflow of cases: level, message and state."""
    if workflow.document_type != "Case":
        return []
    settings = frappe.get_cached_doc("CFM Settings")
    known = {row.workflow_state for row in settings.case_phases}
    return [
        (
            "warning",
            _(
                "{0} has no phase yet: in it a case that was resolved or whose person was informed stays so, "
                "every other one counts as in progress. Give it one in the settings of the mechanism."
            ).format(_(state)),
            state,
        )
        for state in dict.fromkeys(row.state for row in workflow.states)
        if state and state not in known
    ]


def of_referral(state: str | None, is_mine: bool, language: str | None = None) -> str:
    """The name of a referral's state, as its receiver or its sender reads it."""
    if state != consts.REFERRAL_OPEN:
        return _(state or "", language, "Referral")
    if is_mine:
        return _("Received, waits for your answer", language)
    return _("Sent, waits for the answer", language)


def in_own_words(doctype: str, written: str) -> str:
    """A state in the language of the reader.

    The history stores it in the language of whoever made the move. Unknown words stay.
    """
    return _(_states_by_word(doctype).get(written.strip(), written), context=doctype)


@batch_cache.cached_in_batch
def _states_by_word(doctype: str) -> dict[str, str]:
    """States by their names in all languages of the app; the DocType's own workflow wins."""
    workflow = workflow_guard.active_workflow(doctype)
    own = [row.state for row in workflow.states] if workflow else []
    others = frappe.get_all("Workflow State", pluck="name", order_by="name asc")
    found: dict[str, str] = {}
    for state in (*own, *others):
        for language in languages.of_app():
            for word in (state, _(state, language), _(state, language, doctype)):
                found.setdefault(word, state)
    return found
