"""The Notification DocType: who is told when something happens to a document."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.messages import throw
from ...kernel.document.api import new_doc
from ...kernel.document.conditions import check_condition
from ...kernel.document.controllers import core_controller, get_controller, new_document
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.roles import get_users_with_role
from ...kernel.query.api import all_or_nothing
from ...kernel.safe.evaluate import safe_eval
from ...kernel.safe.namespace import template_globals
from ...kernel.utils.dates import nowdate
from ...kernel.utils.html import clean_page
from ...kernel.utils.markup import md_to_html
from ...kernel.utils.validators import validate_email_address
from ..collaborate.notices import notify_users
from ..printing.environment import render_template, render_text, validate_template
from ..printing.output import attach_print
from . import fates
from .account import outgoing_account
from .sendmail import sendmail
from .sms import has_gateway, send_sms

METHOD = "Method"
"""The event of an alert that names a method of a document."""
BY_BELL = "System Notification"
CHANNELS = ("Email", "SMS", BY_BELL)


@core_controller("Notification")
class Notification(Document):
    """An alert that managers set up: event, condition, recipients, channel, text."""

    def autoname(self) -> None:
        if not self.name:
            self.name = self.subject

    def validate(self) -> None:
        validate_template(self.subject)
        validate_template(self.message)
        if self.event in ("Days Before", "Days After") and not self.date_changed:
            throw(_("Please specify which date field must be checked"))
        if self.event == "Value Change" and not self.value_changed:
            throw(_("Please specify which value field must be checked"))
        self.validate_document_type()
        self.validate_condition()

    def validate_document_type(self) -> None:
        if not self.document_type:
            return
        dated = self.event in ("Days Before", "Days After")
        is_row = get_meta(self.document_type).istable and not dated
        if self.document_type == "Email Queue" or is_row:
            throw(
                _("Cannot set Notification with event {0} on Document Type {1}").format(
                    self.event, self.document_type
                )
            )

    def validate_condition(self) -> None:
        if not self.document_type:
            return
        self.check_recipients()
        if not self.condition:
            return
        sample = new_doc(self.document_type).as_dict()
        try:
            safe_eval(self.condition, None, context_of(sample))
        except Exception:
            throw(_("The Condition '{0}' is invalid").format(self.condition))
        check_condition(self.condition, self.document_type, _("Condition"))

    def check_recipients(self) -> None:
        for row in self.recipients:
            place = _("Row {0} of the recipients").format(row.idx)
            check_condition(row.condition, self.document_type, place)

    def send(self, doc: Any) -> None:
        """Tell everybody, each by the channel of the alert.

        A site that moved here may have alerts by other channels: they fail, and whoever set them up is told.
        """
        if self.channel not in CHANNELS:
            throw(_("Alerts cannot be sent by {0} here.").format(self.channel))
        context = {"doc": doc, "alert": self, "comments": _comments(doc)}
        recipients = self.find_recipients(doc, context)
        if self.channel == "Email":
            self.send_email(doc, context, recipients)
        if self.channel == "SMS":
            self.send_texts(doc, context)
        if self.channel == BY_BELL or self.send_system_notification:
            self.leave_notices(doc, context, recipients)
        if self.set_property_after_alert:
            self.set_property(doc)

    def set_property(self, doc: Any) -> None:
        doc.set(self.set_property_after_alert, self.property_value)
        if doc.flags.updater_reference is None:
            doc.flags.updater_reference = {
                "doctype": self.doctype,
                "docname": self.name,
                "label": _("via Notification"),
            }
        fresh = get_controller(doc.doctype)(doc.doctype, doc.name)
        if fresh.get(self.set_property_after_alert) == self.property_value:
            return
        fresh.flags.in_notification_update = True
        fresh.set(self.set_property_after_alert, self.property_value)
        fresh.save(ignore_permissions=True)
        doc.reload()

    def title(self, context: dict[str, Any]) -> str:
        return (
            render_text(self.subject, context)
            if "{" in (self.subject or "")
            else (self.subject or "")
        )

    def text(self, context: dict[str, Any]) -> str:
        """The words themselves, as a text message carries them."""
        return render_text(self.message, context)

    def page(self, context: dict[str, Any]) -> str:
        """The words as HTML, in which what comes from documents is text."""
        if self.message_type == "Plain Text":
            return str(Markup("<br>").join(self.text(context).split("\n")))
        rendered = self.note(context)
        return clean_page(md_to_html(rendered)) if self.message_type == "Markdown" else rendered

    def note(self, context: dict[str, Any]) -> str:
        """The words for the list of notices, which knows no Markdown."""
        return clean_page(render_template(self.message or "", context, is_path=False))

    def leave_notices(self, doc: Any, context: dict[str, Any], recipients: Recipients) -> None:
        users = [name for name in recipients.everybody if local.db.exists("User", name)]
        notify_users(
            users,
            self.title(context),
            kind="Alert",
            doctype=(get_meta(doc.doctype).istable and doc.parenttype) or doc.doctype,
            name=doc.parent if get_meta(doc.doctype).istable else doc.name,
            message=self.note(context),
        )

    def send_texts(self, doc: Any, context: dict[str, Any]) -> None:
        numbers = sorted(self.phone_numbers(doc, context))
        if not numbers:
            return
        if not has_gateway():
            told = {"notification": self.name, "receivers": len(numbers)}
            fates.note(self.channel, fates.NO_ACCOUNT, **told)
            return
        send_sms(numbers, self.text(context), notification=self.name)

    def send_email(self, doc: Any, context: dict[str, Any], recipients: Recipients) -> None:
        if not recipients.everybody:
            return
        told = {"notification": self.name, "receivers": len(recipients.everybody)}
        if outgoing_account(self.sender_email) is None:
            fates.note(self.channel, fates.NO_ACCOUNT, **told)
            return
        subject, message = self.title(context), self.page(context)
        communication = new_document(
            "Communication",
            subject=subject,
            content=message,
            sender=self.sender_email,
            recipients=",".join(recipients.to),
            communication_medium="Email",
            communication_type="Automated Message",
            sent_or_received="Sent",
            status="Linked",
            reference_doctype=doc.doctype,
            reference_name=str(doc.name),
        ).insert(ignore_permissions=True)
        queued = sendmail(
            recipients=recipients.to,
            sender=self.sender_email or "",
            cc=recipients.cc,
            bcc=recipients.bcc,
            subject=subject,
            message=message,
            reference_doctype=doc.doctype,
            reference_name=doc.name,
            communication=communication.name,
            attachments=self.print_out(doc),
        )
        fates.note(self.channel, fates.WAITING, email_queue=queued.name, **told)

    def print_out(self, doc: Any) -> list[dict[str, Any]]:
        if not self.attach_print:
            return []
        return [attach_print(doc.doctype, doc.name, print_format=self.print_format)]

    def find_recipients(self, doc: Any, context: dict[str, Any]) -> Recipients:
        """Addresses of all recipients whose condition holds."""
        result = Recipients()
        for row in self.recipients:
            if row.condition and not safe_eval(row.condition, None, context_of(doc)):
                continue
            if row.receiver_by_document_field:
                result.add("to", _addresses_in_field(doc, row.receiver_by_document_field))
            if row.receiver_by_role:
                result.add("to", get_users_with_role(row.receiver_by_role))
            for kind in ("cc", "bcc"):
                if row.get(kind):
                    result.add(kind, _split(render_text(row.get(kind), context)))
        if self.send_to_all_assignees:
            result.add("to", sorted(doc.get_assigned_users()))
        return result

    def phone_numbers(self, doc: Any, context: dict[str, Any]) -> set[str]:
        numbers = set()
        for row in self.recipients:
            if row.condition and not safe_eval(row.condition, None, context_of(doc)):
                continue
            if row.receiver_by_document_field:
                value = doc.get(row.receiver_by_document_field.split(",")[0])
                user_number = local.db.get_value("User", value, "mobile_no") if value else None
                numbers.add(user_number or value)
            if row.receiver_by_role:
                for user in get_users_with_role(row.receiver_by_role):
                    numbers.add(local.db.get_value("User", user, "mobile_no"))
        return {str(number) for number in numbers if number}


class Recipients:
    """Whom an alert reaches: each address once, in the order in which it was found."""

    def __init__(self) -> None:
        self.to: list[str] = []
        self.cc: list[str] = []
        self.bcc: list[str] = []

    @property
    def everybody(self) -> list[str]:
        return list(dict.fromkeys([*self.to, *self.cc, *self.bcc]))

    def add(self, kind: str, addresses: list[str]) -> None:
        into: list[str] = getattr(self, kind)
        into += [address for address in addresses if address and address not in into]


def _addresses_in_field(doc: Any, spec: str) -> list[str]:
    """A field of the document, or ``field,table`` for a field of its rows."""
    fieldname, _comma, table = spec.partition(",")
    if table:
        return [row.get(fieldname) for row in doc.get(table.strip()) or [] if row.get(fieldname)]
    value = doc.get(fieldname)
    return [value] if (value and validate_email_address(str(value))) else []


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]


def _comments(doc: Any) -> list[Any] | None:
    text = doc.get("_comments")
    return json.loads(text) if text else None


def context_of(doc: Any) -> dict[str, Any]:
    """What conditions may use: ``doc``, ``nowdate`` and ``frappe.utils``."""
    utils = template_globals()["frappe"].utils
    return {"doc": doc, "nowdate": nowdate, "frappe": _dict(utils=utils)}


def alerts_for(doctype: str, *events: tuple[str, str | None]) -> list[_dict]:
    """The enabled alerts of a DocType that one of some events of a document fires.

    An event is named as the alert names it, with the method where it is one of the document's own.
    """
    known = local.db.cached("notification alerts", ["tabnotification"], _read_alerts)
    of_doctype = known.get(doctype)
    return [alert for event in events for alert in of_doctype.get(event, [])] if of_doctype else []


def _read_alerts() -> dict[str, dict[tuple[str, str | None], list[_dict]]]:
    alerts: dict[str, dict[tuple[str, str | None], list[_dict]]] = {}
    for row in local.db.sql(
        "select name, document_type, event, method from `tabNotification`"
        " where enabled = 1 and event not in ('Days Before', 'Days After')",
        as_dict=True,
    ):
        event = (row.event, row.method if row.event == METHOD else None)
        alerts.setdefault(row.document_type, {}).setdefault(event, []).append(row)
    return alerts


def condition_holds(alert: Any, doc: Any) -> bool:
    if not alert.condition:
        return True
    return bool(safe_eval(alert.condition, None, context_of(doc)))


def evaluate_alert(doc: Any, alert_name: str, event: str | None = None) -> None:
    """Send an alert when its condition holds and its value changed.

    An error in the condition or while sending is logged and stops nobody: Frappe refuses the save,
    and nobody could record anything while somebody else's condition is wrong.
    """
    alert = get_controller("Notification")("Notification", alert_name)
    try:
        if not condition_holds(alert, doc):
            return
        if event == "Value Change" and not _value_changed(alert, doc):
            return
        if event != "Value Change" and not doc.is_new() and not get_meta(doc.doctype).issingle:
            doc = get_controller(doc.doctype)(doc.doctype, doc.name)
    except Exception:
        alert.log_error(_("Error in Notification {0}").format(alert.name))
        return
    _send(alert, doc)


def _value_changed(alert: Any, doc: Any) -> bool:
    before = doc.get_doc_before_save()
    if before is None or not before.meta.get_field(alert.value_changed):
        return False
    old, new = before.get(alert.value_changed), doc.get(alert.value_changed)
    return str(old if old is not None else "") != str(new if new is not None else "")


def _send(alert: Any, doc: Any) -> None:
    try:
        with all_or_nothing():
            alert.send(doc)
    except Exception as error:
        alert.log_error(_("Failed to send notification {0}").format(alert.name))
        if alert.channel != BY_BELL:
            reason = type(error).__name__
            fates.note(alert.channel, fates.FAILED, notification=alert.name, reason=reason)
