"""Composes a release: days, tables in order, texts in each language, recipients."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, validate_email_address

from cfm_app.base import languages
from cfm_app.base.arguments import as_day, required_text
from cfm_app.base.counting import counted
from cfm_app.base.table_rows import move_row, row_of
from cfm_app.figures.dimensions import DIMENSIONS
from cfm_app.figures.releases import entry, states
from cfm_app.figures.releases.sheet import INTRODUCTION

BULLETIN = (
    ("Main category", "Sex"),
    ("Province", ""),
    ("Channel", ""),
    ("Age group", "Sex"),
    ("Phase", ""),
    ("In time", ""),
    ("Satisfaction", ""),
)
"""The tables that a new release begins with."""
LONGEST_DAYS = 3 * 366
MOST_BLOCKS, MOST_RECIPIENTS, LONGEST_WORDS = 20, 100, 5000


def begin(values: dict[str, Any]) -> Document:
    """Create a release with title, first_day and last_day, and the usual tables. Returns it."""
    entry.require_composer()
    release = frappe.new_doc(entry.DOCTYPE)
    release.update({"composed_by": frappe.session.user, "composed_on": now_datetime()})
    _take(release, values)
    for rows_by, columns_by in BULLETIN:
        release.append("blocks", {"rows_by": rows_by, "columns_by": columns_by})
    release.insert(ignore_permissions=True)
    return release


def change(name: str, values: dict[str, Any]) -> Document:
    """Change title and days."""
    release = _composable(name)
    _take(release, values)
    return entry.save(release)


def add_block(name: str, rows_by: str, columns_by: str = "") -> Document:
    """Add a table."""
    release = _composable(name)
    across = columns_by or ""
    if rows_by not in DIMENSIONS or (across and across not in DIMENSIONS) or across == rows_by:
        frappe.throw(_("Choose by what the table counts, and something else across."))
    if len(release.blocks) >= MOST_BLOCKS:
        frappe.throw(counted(_("A release shows {0} tables at most."), MOST_BLOCKS))
    if any((row.rows_by, row.columns_by or "") == (rows_by, across) for row in release.blocks):
        frappe.throw(_("The release shows this table already."))
    release.append("blocks", {"rows_by": rows_by, "columns_by": across})
    return entry.save(release)


def remove_block(name: str, row: str) -> Document:
    """Remove a table with its texts."""
    release = _composable(name)
    block = row_of(release.blocks, row)
    release.remove(block)
    release.set("texts", [each for each in release.texts if each.block != row])
    return entry.save(release)


def move_block(name: str, row: str, way: str) -> Document:
    """Move a table up (``up``) or down."""
    release = _composable(name)
    move_row(release, "blocks", row, way)
    return entry.save(release)


def write(name: str, language: str, words: dict[str, Any]) -> Document:
    """Store texts in one language, by row of the table or INTRODUCTION."""
    release = _composable(name)
    languages.require(language)
    known = {INTRODUCTION, *(row.name for row in release.blocks)}
    given = {block: str(text or "").strip() for block, text in words.items() if block in known}
    if any(len(text) > LONGEST_WORDS for text in given.values()):
        frappe.throw(counted(_("Write {0} characters at most."), LONGEST_WORDS))
    others = [row for row in release.texts if row.language != language or row.block not in given]
    release.set("texts", others)
    for block, text in given.items():
        if text:
            release.append("texts", {"block": block, "language": language, "words": text})
    return entry.save(release)


def add_recipient(name: str, email: str, language: str) -> Document:
    """Add somebody who gets it by mail once it is released."""
    release = entry.composed(name, *states.COMPOSING, states.RELEASED)
    address = str(validate_email_address((email or "").strip()) or "")
    if not address or "," in address:
        frappe.throw(_("Write one e-mail address."))
    languages.require(language)
    if any(row.email.casefold() == address.casefold() for row in release.recipients):
        frappe.throw(_("{0} gets it already.").format(address))
    if len(release.recipients) >= MOST_RECIPIENTS:
        frappe.throw(counted(_("A release is mailed to {0} addresses at most."), MOST_RECIPIENTS))
    release.append("recipients", {"email": address, "language": language})
    return entry.save(release)


def remove_recipient(name: str, row: str) -> Document:
    """Remove a recipient."""
    release = entry.composed(name, *states.COMPOSING, states.RELEASED)
    found = row_of(release.recipients, row)
    if found.sent_on:
        frappe.throw(_("They have it already."))
    release.remove(found)
    return entry.save(release)


def _composable(name: str) -> Document:
    return entry.composed(name, *states.COMPOSING)


def _take(release: Document, values: dict[str, Any]) -> None:
    release.title = required_text(values.get("title"), _("Write the title."))[:140]
    release.first_day = as_day(values.get("first_day"), _("Choose the first day."))
    release.last_day = as_day(values.get("last_day"), _("Choose the last day."))
    if release.last_day < release.first_day:
        frappe.throw(_("The last day is before the first day."))
    if release.last_day >= getdate():
        frappe.throw(_("The last day is not over yet: these figures would still change."))
    if (release.last_day - release.first_day).days > LONGEST_DAYS:
        frappe.throw(_("Figures are of three years at most."))
