"""The form on the office's own page: no provider calls, and nothing is sent back through it."""

import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url

from cfm_app.base import consts
from cfm_app.channels.adapters.base import (
    Adapter,
    Delivery,
    Envelope,
    Failed,
    Inbound,
    Outgoing,
    Refused,
    StatusChange,
)
from cfm_app.channels.plain_text import unescaped
from cfm_app.channels.public_form import addresses, opening

KIND = "Public form"
# The one that makes an account: a form, for itself.
OF_FORM = "cfm_of_form"


class PublicForm(Adapter):
    """Messages from the form. The account's token signs its tickets and opens no address."""

    def complete(self, account: Document) -> None:
        before = account.get_doc_before_save()
        is_made = before is None or before.adapter != KIND
        if is_made and not account.flags.pop(OF_FORM, None):
            frappe.throw(_("Make a public form instead: it brings its account along."))

    def verify(self, account: Document, delivery: Delivery) -> Refused | None:
        return Refused(_("What people write in the form comes by its page alone."))

    def envelopes(self, account: Document, delivery: Delivery) -> list[Envelope]:
        raise ValueError

    def read(self, account: Document, payload: dict[str, Any]) -> Inbound | StatusChange | None:
        told = {key: payload[key] for key in ("place", "fields", "consent") if payload.get(key)}
        return Inbound(
            sender_id=payload["nonce"],
            address=payload["reach"],
            user_id=payload["nonce"],
            text=payload["words"],
            sent_on=None,
            language=payload["language"],
            submission=told,
        )

    def send(self, account: Document, outgoing: Outgoing) -> str | None:
        raise Failed(_("Nobody is answered by the form."))

    def why_unanswerable(self, conversation: Document) -> str | None:
        reach = conversation.contact_address
        if not reach:
            return _(
                "Nobody is answered by the form, and the person left neither phone nor e-mail: they look"
                " where it stands with their code. The answer is told when they call."
            )
        if _refuses_call(conversation):
            return _(
                "Nobody is answered by the form, and the person does not want to be called back: they"
                " look where it stands with their code."
            )
        if "@" in reach:
            return _("Nobody is answered by the form. Write to the person: {0}").format(reach)
        return _("Nobody is answered by the form. Call the person: {0}").format(reach)

    def probe(self, account: Document) -> str:
        name = frappe.db.get_value("CFM Public Form", {"account": account.name}, "name")
        why = opening.why_closed(frappe.get_cached_doc("CFM Public Form", name)) if name else ""
        if not name or why or not account.enabled:
            told = _("Anybody who opens it reads that, with the number to call.")
            return f"{why or _('The form is closed.')} {told}"
        return _("The form is open: {0}").format(get_url(addresses.path(name)))


def submitted_values(conversation: Any) -> dict[str, Any]:
    """The answers in the form beside the words; empty for other conversations."""
    return dict(json.loads(unescaped(conversation.submission) or "{}"))


def _refuses_call(conversation: Document) -> bool:
    decisions = submitted_values(conversation).get("consent", {}).get("purposes", [])
    return {"purpose": consts.CALL_BACK, "decision": "Refused"} in decisions
