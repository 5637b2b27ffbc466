"""The pages of duties: the list, a text to sign, and signatures."""

from typing import Any, NoReturn
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import format_datetime, formatdate, getdate

from cfm_app.base.languages import direction
from cfm_app.security.obligations import (
    agreements,
    compliance,
    drawing,
    duties,
    names,
    quiz,
    reminders,
    signing,
    texts,
)
from cfm_app.security.obligations import gate as gate_of_obligations
from cfm_app.security.obligations.duties import (
    AGREEMENT,
    CLOSED,
    COMING,
    DONE,
    IN_GRACE,
    SOON,
    Duty,
)
from cfm_app.web.pages import routes, shell

ROUTE = names.PAGE
READING, SIGNED, QUIZ = "/cfm/agreement", "/cfm/signed", "/cfm/quiz"
PILLS = {
    CLOSED: ("Overdue", "red"),
    IN_GRACE: ("To do", "amber"),
    SOON: ("Expires soon", "amber"),
    COMING: ("Later", "grey"),
    DONE: ("Up to date", "green"),
}
MOST_SIGNED = 100


def lead_there(route: str) -> None:
    """Redirect users with overdue duties to the list, and back afterwards."""
    if gate_of_obligations.is_closed():
        frappe.local.flags.redirect_location = routes.address_of(ROUTE, next=route)
        raise frappe.Redirect(302)


# --- the list ---------------------------------------------------------------------------------
def overview(back: str) -> dict[str, Any]:
    """The duties of the user in the session, most urgent first, and their signatures."""
    owed = compliance.duties()
    closed = [duties.in_words(duty) for duty in gate_of_obligations.blocking_duties()]
    return {
        "closed": closed,
        "lines": [line(duty, back) for duty in owed],
        "signed": signed_by(frappe.session.user),
        "back": back,
        "is_open": not closed,
    }


def line(duty: Duty, back: str = "") -> dict[str, Any]:
    """One duty of the user: its status, and what to do."""
    told = status_in_words(duty)
    return {
        **told,
        "kind": _("Agreement") if duty.kind == AGREEMENT else _("Training"),
        "explanation": _explanation(duty),
        **_action(duty, told["standing"], back),
    }


def status_in_words(duty: Duty) -> dict[str, Any]:
    """The status of a duty and its date, without queries: a team has many."""
    today = getdate()
    standing_now = duty.status(today, reminders.soon_days())
    label, tone = PILLS[standing_now]
    return {
        "title": _(duty.subject),
        "standing": standing_now,
        "label": _(label),
        "tone": tone,
        "words": duties.in_words(duty),
        "due": due_in_words(duty),
    }


def home_lines() -> list[dict[str, Any]]:
    """Duties to meet, for a home page."""
    today = getdate()
    return [
        {
            "url": ROUTE,
            "title": _(duty.subject),
            "name": _(PILLS[duty.status(today, reminders.soon_days())][0]),
            "kind": _("To sign") if duty.kind == AGREEMENT else _("To learn"),
            "note": duties.in_words(duty),
            "due": due_in_words(duty),
            "late": duty.is_closed(today),
        }
        for duty in compliance.missing()
        if duty.asked_since and duty.asked_since <= today
    ]


def due_in_words(duty: Duty) -> str:
    """The due date, as a sentence."""
    due, today = duty.due_on(), getdate()
    if due is None:
        return _("Has no end") if duty.is_met else ""
    if duty.is_met:
        return _("Valid until {0}").format(formatdate(due))
    return (_("Was due before {0}") if due <= today else _("To do before {0}")).format(
        formatdate(due)
    )


def _explanation(duty: Duty) -> str:
    doctype = names.KIND if duty.kind == AGREEMENT else names.COURSE
    return _(frappe.db.get_value(doctype, duty.subject, "explanation") or "")


def _action(duty: Duty, standing_now: str, back: str) -> dict[str, str]:
    """The button of a line; none for what never expires, a hint if somebody else has to act."""
    if standing_now == DONE:
        return {"address": "", "action": "", "hint": ""}
    if duty.kind == AGREEMENT:
        asked = {"kind": duty.subject, **({"next": back} if back else {})}
        return {"address": _address(READING, asked), "action": _("Read and sign"), "hint": ""}
    if quiz.has_quiz(duty.subject):
        asked = {"course": duty.subject, **({"next": back} if back else {})}
        return {"address": _address(QUIZ, asked), "action": _("Take the quiz"), "hint": ""}
    return {
        "address": "",
        "action": "",
        "hint": _("Ask your manager for the next session: who was present is noted there."),
    }


def _address(route: str, asked: dict[str, str]) -> str:
    wish = {"_lang": routes.language()} if frappe.form_dict.get("_lang") else {}
    return f"{route}?{urlencode({**asked, **wish}, errors='replace')}"


def signed_by(user: str) -> list[dict[str, str]]:
    """A user's signatures, newest first."""
    rows = frappe.get_list(
        names.SIGNATURE,
        filters={"user": user},
        fields=["name", "title", "version_no", "signed_on", "expires_on"],
        order_by="signed_on desc",
        limit_page_length=MOST_SIGNED,
    )
    return [
        {
            "title": row.title,
            "version": row.version_no,
            "on": str(format_datetime(row.signed_on)),
            "until": str(formatdate(row.expires_on)) if row.expires_on else "",
            "address": _address(SIGNED, {"name": row.name}),
        }
        for row in rows
    ]


# --- reading and signing ----------------------------------------------------------------------
def to_read(kind: str, language: str | None) -> dict[str, Any]:
    """The current version of a kind, in the requested language."""
    name = agreements.of_kind(kind) if kind in _owed_kinds() else None
    if not name:
        _nothing_to_sign()
    version = agreements.current(name)
    shown = texts.chosen(version.texts, language)
    return {
        "agreement": version.name,
        "kind": version.kind,
        "version": version.version_no,
        "language": shown.language,
        "direction": direction(shown.language),
        "title": shown.title,
        "blocks": texts.blocks(shown.agreement_text),
        "hash": texts.digest(shown.title, shown.agreement_text),
        "languages": _languages(version.texts),
        "months": int(version.validity_months or 0),
        "width": drawing.WIDTH,
        "height": drawing.HEIGHT,
    }


def _owed_kinds() -> set[str]:
    return {duty.subject for duty in compliance.duties() if duty.kind == AGREEMENT}


def _nothing_to_sign() -> NoReturn:
    """Redirect to the list."""
    frappe.local.flags.redirect_location = routes.address_of(ROUTE)
    raise frappe.Redirect(302)


def _languages(rows: list[Any]) -> list[dict[str, str]]:
    own = dict(shell.LANGUAGES)
    return [{"code": row.language, "label": own.get(row.language, row.language)} for row in rows]


# --- what was signed --------------------------------------------------------------------------
def as_signed(name: str) -> dict[str, Any]:
    """A signature with its text, for its signer and for managers."""
    if not frappe.db.exists(names.SIGNATURE, name):
        raise frappe.DoesNotExistError
    doc = frappe.get_doc(names.SIGNATURE, name)
    doc.check_permission("read")
    return {
        "name": doc.name,
        "title": doc.title,
        "language": doc.language,
        "direction": direction(doc.language),
        "version": doc.version_no,
        "blocks": texts.blocks(doc.shown_text),
        "who": doc.user_name,
        "user": doc.user,
        "on": format_datetime(doc.signed_on),
        "until": formatdate(doc.expires_on) if doc.expires_on else "",
        "typed": doc.typed_name or "",
        "path": drawing.path(doc.drawing) if doc.method == names.DRAWN else "",
        "width": drawing.WIDTH,
        "height": drawing.HEIGHT,
        "hash": doc.text_hash,
        "is_as_signed": signing.is_as_signed(doc),
    }
