"""What a notification would do for one document, without doing it."""

from dataclasses import dataclass
from typing import Any

from ...kernel.core.context import local
from ...kernel.document.conditions import condition_fault
from ...kernel.document.controllers import new_document
from ...kernel.document.events import run_method
from ...kernel.i18n import _
from ...kernel.permissions.api import has_permission
from ...kernel.utils.date_format import format_date
from ...kernel.utils.dates import add_to_date, getdate
from ...kernel.utils.users import get_fullname
from .account import outgoing_account
from .notification import condition_holds
from .sms import has_gateway


@dataclass(frozen=True)
class Receiver:
    """Somebody who would be told; ``opens`` whether they may open the document."""

    address: str
    name: str
    opens: bool


@dataclass(frozen=True)
class Preview:
    """Whether it would be sent, why not or when, to whom, and with which words."""

    sends: bool
    reason: str
    receivers: tuple[Receiver, ...] = ()
    subject: str = ""
    message: str = ""


def preview_of(alert: Any, doc: Any) -> Preview:
    """What the alert, stored or not, would do for a document.

    Errors of its templates are raised; those of its condition are the reason.
    """
    if not alert.enabled:
        return Preview(False, str(_("This notification is switched off.")))
    fault = condition_fault(alert.condition, doc.doctype)
    if fault:
        return Preview(False, fault.message)
    if not condition_holds(alert, doc):
        return Preview(False, str(_("The condition does not hold for this entry.")))
    context = {"doc": doc, "alert": alert, "comments": None}
    receivers = tuple(_receivers(alert, doc, context))
    message = alert.text(context) if alert.channel == "SMS" else alert.page(context)
    if not receivers:
        return Preview(False, _nobody(alert))
    if obstacle := _obstacle(alert):
        # The list of notices is a way of its own.
        if not alert.send_system_notification:
            return Preview(False, obstacle, receivers)
        return Preview(True, obstacle, receivers, alert.title(context), message)
    return Preview(True, _moment(alert, doc), receivers, alert.title(context), message)


def _receivers(alert: Any, doc: Any, context: dict[str, Any]) -> list[Receiver]:
    if alert.channel == "SMS":
        numbers = sorted(alert.phone_numbers(doc, context))
        return [Receiver(number, number, True) for number in numbers]
    addresses = alert.find_recipients(doc, context).everybody
    if alert.channel == "Email" and addresses:
        addresses = _left_by_apps(addresses, doc)
    if alert.channel == "System Notification":
        addresses = [address for address in addresses if local.db.exists("User", address)]
    return [_receiver(address, doc) for address in addresses]


def _left_by_apps(addresses: list[str], doc: Any) -> list[str]:
    """Those to whom an e-mail about a document is left, after apps have looked at it."""
    queued: Any = new_document(
        "Email Queue",
        status="Not Sent",
        reference_doctype=doc.doctype,
        reference_name=str(doc.name),
        recipients=[{"recipient": address, "status": "Not Sent"} for address in addresses],
    )
    run_method(queued, "before_insert")
    return [row.recipient for row in queued.recipients]


def _nobody(alert: Any) -> str:
    if alert.channel == "SMS":
        return str(_("Nobody would be told: none of the recipients has a telephone number."))
    return str(_("Nobody would be told: no recipient is found who may be told of this entry."))


def _obstacle(alert: Any) -> str:
    """Why nothing would leave the site; empty where it would."""
    if alert.channel == "SMS" and not has_gateway():
        return str(_("No gateway for text messages is set up, so no text message goes out."))
    if alert.channel == "Email" and outgoing_account(alert.sender_email) is None:
        return str(_("No e-mail account is set up that sends, so no e-mail goes out."))
    if alert.channel == "Email" and (local.flags.mute_emails or local.conf.mute_emails):
        return str(_("E-mails are muted on this site, so they wait in the queue."))
    return ""


def _receiver(address: str, doc: Any) -> Receiver:
    if not local.db.exists("User", address):
        return Receiver(address, address, False)
    opens = has_permission(doc.doctype, "read", doc, user=address)
    return Receiver(address, get_fullname(address), opens)


def _moment(alert: Any, doc: Any) -> str:
    """When it would be sent, in a sentence."""
    if alert.event in ("Days Before", "Days After"):
        return _day(alert, doc)
    if alert.event == "Value Change":
        field = doc.meta.get_field(alert.value_changed)
        label = _(field.label) if field else alert.value_changed
        return str(_("It is sent whenever {0} changes.")).format(label)
    sentences = {
        "New": _("It is sent as soon as such an entry is made."),
        "Save": _("It is sent each time that such an entry is stored."),
        "Submit": _("It is sent when such an entry is submitted."),
        "Cancel": _("It is sent when such an entry is cancelled."),
    }
    return str(sentences.get(alert.event) or _("It is sent when {0} runs.").format(alert.method))


def _day(alert: Any, doc: Any) -> str:
    value = doc.get(alert.date_changed)
    if not value:
        return str(_("The date is empty in this entry, so nothing is sent for it."))
    days = alert.days_in_advance or 0
    day = add_to_date(getdate(value), days=-days if alert.event == "Days Before" else days)
    return str(_("For this entry it is sent on {0}.")).format(format_date(day))
