"""The form of a webhook: tried on an entry, before anybody relies on it, and what became of its messages."""

import json
from typing import Any

from werkzeug.wrappers import Request

from ....kernel.core.context import local
from ....kernel.core.exceptions import DoesNotExistError, PermissionError, ValidationError
from ....kernel.core.messages import clear_messages
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....kernel.utils.numbers import cint
from ....services.webhooks import delivery
from ....services.webhooks.composing import compose, condition_holds
from ....services.webhooks.controller import readable
from ..addresses import form_url, list_url
from ..answers import answer
from ..drafts import FAULTS, asked_of, runnable_draft
from ..panels import panel

_SHOWN = 10


@answer("/app/webhook-preview", "POST")
def webhook_answer(request: Request) -> Any:
    """What the webhook, as it stands in the form, would send for an entry; with ``send`` it is sent as stored."""
    if not has_permission("Webhook", "write"):
        raise PermissionError
    asked = asked_of(request)
    name = str(asked.get("name") or "")
    if asked.get("send"):
        webhook = get_doc("Webhook", str(asked.get("webhook") or ""))
        webhook.check_permission("write")
        return _sent(webhook, name)
    try:
        webhook = runnable_draft("Webhook", asked.get("doc"))
    except ValidationError as error:
        clear_messages()
        return _nothing(str(error))
    return _tried(webhook, name)


def _tried(webhook: Any, name: str) -> dict[str, Any]:
    if not webhook.webhook_doctype:
        return _nothing(_("Choose the kind of entry first"))
    try:
        doc = readable(webhook.webhook_doctype, name)
        holds = condition_holds(webhook.condition, doc)
        outgoing = compose(webhook, doc)
    except DoesNotExistError:
        clear_messages()
        return _nothing(_("This entry is told to no other program, or you may not see it."))
    except FAULTS as error:
        clear_messages()
        return _nothing(str(error))
    return {
        "sends": holds and bool(cint(webhook.enabled)),
        "reason": _verdict(webhook, holds),
        "request": f"{outgoing.method} {outgoing.url}",
        "headers": outgoing.headers,
        "body": json.dumps(json.loads(outgoing.data), indent=2, ensure_ascii=False),
    }


def _verdict(webhook: Any, holds: bool) -> str:
    if not cint(webhook.enabled):
        return str(_("This webhook is switched off."))
    if not holds:
        return str(_("The condition does not hold for this entry."))
    return str(_("This is what the other program gets."))


def _nothing(reason: Any) -> dict[str, Any]:
    return {"sends": False, "reason": str(reason), "request": "", "headers": {}, "body": ""}


def _sent(webhook: Any, name: str) -> dict[str, Any]:
    """Send once what is stored, whatever the condition says, and log it as any other."""
    try:
        doc = readable(webhook.webhook_doctype, name)
        outgoing = compose(webhook, doc)
    except DoesNotExistError:
        clear_messages()
        return {
            "failure": str(_("This entry is told to no other program, or you may not see it.")),
            "answer": "",
        }
    except FAULTS as error:
        clear_messages()
        return {"failure": str(error), "answer": ""}
    # Nothing is locked while the other side takes its time.
    local.db.commit()
    found = delivery.tried(outgoing, cint(webhook.timeout))
    delivery.log(webhook.name, doc.doctype, str(doc.name), outgoing, found)
    local.db.commit()
    return {"failure": found.error, "answer": found.answer}


@panel("Webhook", "manage/webhook", template="manage/webhook.html", styles=("manage",))
def _deliveries(webhook: Any) -> dict[str, Any]:
    if webhook.is_new():
        return {"logs": [], "waiting": 0, "all": ""}
    rows = local.db.get_all(
        delivery.LOG,
        filters={"webhook": webhook.name},
        fields=["name", "creation", "reference_document", "error"],
        order_by="creation desc",
        limit=_SHOWN,
    )
    filters = json.dumps([["webhook", "=", webhook.name]])
    return {
        "logs": [{**row, "url": form_url(delivery.LOG, row.name)} for row in rows],
        "waiting": local.db.count(delivery.WAITING, {"webhook": webhook.name}),
        "all": list_url(delivery.LOG, filters=filters),
    }
