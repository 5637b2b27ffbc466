"""Escalations by e-mail or text message, where a step of the escalation chain says so.

Both leave the office's system, so neither names a restricted case, and a text message names no case at
all; its reader follows the link and logs in. Templates get a few facts, never a document.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, get_fullname, get_url

from cfm_app.base import notices
from cfm_app.base.notices import Notice
from cfm_app.security.entitlement import clearance

MAIL, SMS, BOTH = "E-mail", "SMS", "E-mail and SMS"
PAGE = "/cfm/console"
SEND_SMS = "frappe.core.doctype.sms_settings.sms_settings.send_sms"


def send(told: Iterable[Notice]) -> None:
    """Send notices by mail or text message as well; a failure does not stop the others."""
    found = [notice for notice in told if notice.also_by]
    spoken = notices.languages({notice.receiver for notice in found})
    for notice in found:
        language = spoken.get(notice.receiver)
        letter_to = partial(letter, notice, language=language)
        carry(notice.receiver, {notice.also_by}, letter_to, text(language), _failed())


def send_in_one(told: Iterable[Notice]) -> None:
    """Send each receiver one mail and one text message about everything that is due to them now.

    Neither names a case. Templates are not used: their words are for one case.
    """
    ways: dict[str, set[str]] = defaultdict(set)
    for notice in told:
        if notice.also_by:
            ways[notice.receiver].add(notice.also_by)
    spoken = notices.languages(set(ways))
    for receiver, found in sorted(ways.items()):
        language = spoken.get(receiver)
        words = _("Several cases are late and need you. Log in: {0}", language)
        mail = partial(_letter_of_many, language=language)
        carry(receiver, found, mail, words.format(get_url(PAGE)), _failed())


def carry(
    receiver: str,
    ways: set[str],
    letter_to: Callable[[str | None], tuple[str, str]],
    words: str,
    failed: str,
) -> None:
    """Send a mail and a text message, as `ways` says; the mail is composed only for a receiver with an address.

    A failure is logged under the title `failed` and raises nothing.
    """
    user = frappe.db.get_value("User", receiver, ["email", "mobile_no", "full_name"], as_dict=True)
    try:
        if ways & {MAIL, BOTH} and user.email:
            subject, message = letter_to(user.full_name)
            frappe.sendmail(recipients=[user.email], subject=subject, message=message)
        if ways & {SMS, BOTH} and user.mobile_no and _has_gateway():
            # A job sends it, so there is nobody to show an error to.
            frappe.get_attr(SEND_SMS)([user.mobile_no], words, success_msg=False)
    except (frappe.ValidationError, frappe.OutgoingEmailError):
        frappe.clear_messages()
        frappe.log_error(title=failed)


def _failed() -> str:
    return _("An escalation left only by the bell")


def letter(notice: Notice, name: str | None, language: str | None = None) -> tuple[str, str]:
    """Subject and body of the mail: from the template, or the default ones."""
    facts = _facts(notice, name or get_fullname(notice.receiver), language)
    if notice.template and frappe.db.exists("Email Template", notice.template):
        found = frappe.get_doc("Email Template", notice.template)
        words = found.response_html if found.use_html else found.response
        return tuple(frappe.render_template(each or "", facts) for each in (found.subject, words))  # type: ignore[return-value]
    return _("A case is late and needs you", language), _paper(facts["sentence"], language)


def _letter_of_many(_name: str | None, language: str | None) -> tuple[str, str]:
    subject = _("Several cases are late and need you", language)
    return subject, _paper(_("Several cases wait for you to act.", language), language)


def _paper(sentence: str, language: str | None) -> str:
    """The body of a mail without a template: what is late, what to do, and the link."""
    told, address = escape_html(sentence), get_url(PAGE)
    advice = _("Open your work, and act or say why it takes longer.", language)
    return f'<p>{told}</p><p>{advice}</p><p><a href="{address}">{address}</a></p>'


def text(language: str | None = None) -> str:
    """The text message; it contains no case number, because others may read the phone."""
    return _("A case is late and needs you. Log in: {0}", language).format(get_url(PAGE))


def _facts(notice: Notice, name: str, language: str | None) -> dict[str, Any]:
    """The values for a template: receiver, case, how late it is, and the link."""
    is_restricted = clearance.is_restricted(
        frappe.db.get_value(notice.ref_doctype, notice.ref_name, "sensitivity")
    )
    sentence = _("A restricted case waits for you to act.", language)
    return {
        "name": name,
        "number": "" if is_restricted else notice.ref_name,
        "sentence": sentence if is_restricted else notices.sentence(notice, language),
        "hours": f"{notice.amount:g}" if notice.is_over or notice.kind == notices.IN_STATE else "",
        "address": get_url(PAGE),
    }


def _has_gateway() -> bool:
    return bool(frappe.db.get_single_value("SMS Settings", "sms_gateway_url"))
