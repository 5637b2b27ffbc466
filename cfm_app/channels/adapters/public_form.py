"""The form on the office's own page: nobody calls a door, and nothing is sent back by it."""

import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url

from cfm_app import consts
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
from cfm_app.channels.plain_text import written

KIND = "Public form"
PAGE = "/cfm/feedback"


class PublicForm(Adapter):
    """What the page stores comes in here; the token of the account signs its forms and opens no door."""

    def settle(self, account: Document) -> None:
        others = {"adapter": KIND, "name": ["!=", account.name or ""]}
        if other := frappe.db.get_value("CFM Channel Account", others, "name"):
            frappe.throw(_("The form has an account already: {0}.").format(other))

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
        form = frappe.get_cached_doc("CFM Public Form")
        if not form.enabled or not account.enabled:
            return _("The form is closed. Whoever opens it reads that, and the number to call.")
        return _("The form is open: {0}").format(get_url(PAGE))


def told(conversation: Any) -> dict[str, Any]:
    """What somebody entered in the form beside their words; nothing where they wrote otherwise."""
    return dict(json.loads(written(conversation.submission) or "{}"))


def _refuses_call(conversation: Document) -> bool:
    decisions = told(conversation).get("consent", {}).get("purposes", [])
    return {"purpose": consts.CALL_BACK, "decision": "Refused"} in decisions
