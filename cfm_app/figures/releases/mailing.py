"""Mails a release: to each recipient once, in their language, with workbook and PDF."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime
from frappe.utils.pdf import get_pdf

from cfm_app.base.languages import direction, speaking
from cfm_app.figures.releases import entry, figures, sheet, states, workbook

PAGE = "cfm_app/templates/cfm/release_print.html"


def send(name: str) -> int:
    """Mail a release to recipients who have not got it yet. Returns their number."""
    release = entry.composed(name, states.RELEASED)
    waiting = [row for row in release.recipients if not row.sent_on]
    if not waiting:
        frappe.throw(_("Nobody waits for it: add an address first."))
    numbers = figures.of(release)
    made: dict[str, list[dict[str, Any]]] = {}
    for row in waiting:
        if row.language not in made:
            made[row.language] = files(release, sheet.of(release, numbers, row.language))
        _mail(release, row, made[row.language])
        row.sent_on = now_datetime()
    entry.save(release)
    return len(waiting)


def files(release: Any, told: sheet.Sheet) -> list[dict[str, Any]]:
    """The release as files to attach: the workbook first."""
    name = f"{release.name}-{told.language}"
    found = [{"fname": f"{name}.xlsx", "fcontent": workbook.write(told)}]
    if (content := pdf(told)) is not None:
        found.append({"fname": f"{name}.pdf", "fcontent": content})
    return found


def pdf(told: sheet.Sheet) -> bytes | None:
    """The release as PDF, or None where this machine makes none."""
    with speaking(told.language):
        written = {"sheet": told, "direction": direction(told.language)}
        page = frappe.render_template(PAGE, written)
    try:
        return bytes(get_pdf(page))
    except (frappe.ValidationError, OSError):
        return None


def _mail(release: Any, row: Any, attachments: list[dict[str, Any]]) -> None:
    try:
        _enqueue(release, row, attachments)
    except frappe.OutgoingEmailError:
        frappe.clear_messages()
        frappe.throw(_("No e-mail leaves this office yet: a manager sets up an account first."))


def _enqueue(release: Any, row: Any, attachments: list[dict[str, Any]]) -> None:
    with speaking(row.language):
        message = _("Please find attached: {0}, {1}.").format(release.title, sheet.days(release))
        frappe.sendmail(
            recipients=[row.email],
            subject=release.title,
            message=frappe.utils.escape_html(message),
            attachments=attachments,
            reference_doctype=entry.DOCTYPE,
            reference_name=release.name,
        )
