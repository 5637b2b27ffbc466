"""Imports a calendar of distributions from a sheet: all rows or none, and no row twice."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import strip_html

from cfm_app.base import languages
from cfm_app.base.counting import counted
from cfm_app.base.fields import field_of
from cfm_app.exchange import dates, reader
from cfm_app.exchange.headers import fold
from cfm_app.exchange.vocabulary import Vocabulary
from cfm_app.procedures.answers.distributions import DOCTYPE

MOST_ROWS = 2000
MOST_TOLD = 20
# How offices head their columns, besides the labels of the fields.
HEADERS = {
    "location": "lieu place localité province département",
    "programme": "programme activité",
    "site": "site point village",
    "from_hour": "heure hour",
    "distribution_status": "état statut state status",
    "new_date": "reportée report postponed",
    "ends_on": "au fin to end",
    "starts_on": "date du début from start",
    "reason": "raison motif reason",
    "note": "note remarque",
}
# The key of a distribution.
KEY = ("location", "programme", "site", "starts_on")


def import_distributions(content: bytes, file_name: str) -> dict[str, Any]:
    """Store the rows of a sheet; existing rows are updated.

    If a row cannot be read, nothing is stored and `errors` lists the problems.
    """
    log = reader.read(content, file_name)
    columns = _columns(log.headers)
    readers = _readers(columns)
    errors: list[str] = []
    rows: list[tuple[int, dict[str, Any]]] = []
    for row in log.rows:
        if len(rows) == MOST_ROWS:
            frappe.throw(counted(_("A calendar has {0} rows at most. Split the file."), MOST_ROWS))
        values, wrong = _values(row, columns, readers)
        errors += [_("Row {0}: {1}").format(row.number, each) for each in wrong]
        rows.append((row.number, values))
    made = {"created": 0, "changed": 0}
    frappe.db.savepoint("calendar")
    for number, values in rows if not errors else []:
        try:
            made[_store(values)] += 1
        except frappe.ValidationError as error:
            errors.append(_("Row {0}: {1}").format(number, strip_html(str(error))))
    if errors:
        frappe.db.rollback(save_point="calendar")
        frappe.clear_messages()
        made = {"created": 0, "changed": 0}
    return {**made, "errors": errors[:MOST_TOLD]}


def _columns(headers: tuple[str, ...]) -> dict[str, str]:
    """The column of each field, by its label, else by a word of its header."""
    meta = frappe.get_meta(DOCTYPE)
    labels = {
        fold(text): field
        for field in HEADERS
        for text in languages.words_for(meta.get_label(field))
    }
    found = {labels[fold(header)]: header for header in headers if fold(header) in labels}
    for header in headers:
        said = set(fold(header).split())
        for field, words in HEADERS.items():
            is_free = field not in found and header not in found.values()
            if is_free and said & {fold(word) for word in words.split()}:
                found[field] = header
    missing = [_(meta.get_label(each)) for each in ("location", "starts_on") if each not in found]
    if missing:
        frappe.throw(
            _("The sheet needs columns with these headers: {0}.").format(", ".join(missing))
        )
    return found


def _readers(columns: dict[str, str]) -> dict[str, Callable[[Any], Any]]:
    found: dict[str, Callable[[Any], Any]] = {}
    for field in columns:
        df = field_of(DOCTYPE, field)
        if df.fieldtype == "Link":
            found[field] = Vocabulary.of(df.options).find
        elif df.fieldtype == "Date":
            found[field] = _day
        elif df.fieldtype == "Select":
            options = df.options.split("\n")
            # A sheet comes in the language of whoever keeps it.
            spellings = {fold(text): each for each in options for text in languages.words_for(each)}
            found[field] = partial(_option, spellings)
        else:
            found[field] = _text
    return found


def _option(spellings: dict[str, str], raw: Any) -> str | None:
    return spellings.get(fold(raw))


def _day(raw: Any) -> date:
    return dates.moment(raw).date()


def _text(raw: Any) -> str:
    """A cell as text; spreadsheets store hours as times of a day."""
    return raw.strftime("%H:%M") if isinstance(raw, time | datetime) else str(raw).strip()


def _values(
    row: reader.Row, columns: dict[str, str], readers: dict[str, Callable[[Any], Any]]
) -> tuple[dict[str, Any], list[str]]:
    """The fields of a row, and what of it cannot be read."""
    values: dict[str, Any] = {}
    wrong = [why for _column, why in row.problems]
    for field, header in columns.items():
        raw = row.values.get(header)
        if raw is None or str(raw).strip() == "":
            continue
        try:
            values[field] = readers[field](raw)
        except ValueError as error:
            wrong.append(str(error))
            continue
        if values[field] is None:
            wrong.append(_("“{0}” is not known in the column {1}.").format(raw, header))
    return values, wrong


def _store(values: dict[str, Any]) -> str:
    same = {field: values.get(field) or ["is", "not set"] for field in KEY}
    name = frappe.db.get_value(DOCTYPE, same, "name")
    if not name:
        frappe.get_doc({"doctype": DOCTYPE, **values}).insert()
        return "created"
    doc = frappe.get_doc(DOCTYPE, name)
    doc.update(values)
    doc.save()
    return "changed"
