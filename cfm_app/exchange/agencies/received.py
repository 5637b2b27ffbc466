"""Data points of other agencies: read from a file, stored as their figures, counted by month."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.base.framework import aggregate
from cfm_app.channels import plain_text
from cfm_app.exchange import proposals
from cfm_app.exchange.agencies import entry, facts, states, words
from cfm_app.exchange.vocabulary import Vocabulary
from cfm_app.security.sensitivity.strictest import unclear_class

DOCTYPE = consts.RECEIVED_POINT
MOST_BYTES, MOST_ROWS, LONGEST_VALUE = 8 << 20, 20_000, 140
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
POINT = {facts.ID: "point_id"}
REQUIRED = (facts.ID, facts.MONTH)
TOLD_BY: dict[str, tuple[tuple[str, ...], ...]] = {
    words.CATEGORY: (("category",), ("main_category",)),
    words.PLACE: (("adm3_pcode", "adm3"), ("adm2_pcode", "adm2"), ("adm1_pcode", "adm1")),
    "Channel": (("channel",),),
    "Sex": (("sex",),),
    "Age group": (("age_group",),),
}
"""By which columns each kind of word is told, the finest first; code and name of a place say the same."""


def take(agreement: str, content: bytes) -> dict[str, Any]:
    """Store the data points of a file, replacing earlier ones of the same months.

    Returns their number by month, and unknown columns.
    """
    entry.require_composer()
    found = entry.in_state(agreement, states.AGREED)
    entry.require_in_force(found, states.IN, "shares_points")
    if len(content) > MOST_BYTES:
        frappe.throw(_("The file is too large."))
    rows, unknown = _read(content, found)
    if len(rows) > MOST_ROWS:
        frappe.throw(counted(_("A file has {0} rows at most."), MOST_ROWS))
    _require_sound(rows)
    months = sorted({row[facts.MONTH] for row in rows})
    frappe.db.delete(DOCTYPE, {"agreement": found.name, "month": ["in", months]})
    reader = words.Reader(found)
    for kind in TOLD_BY:
        reader.ask(kind, [asked for row in rows if (asked := _unmapped(reader, kind, row))])
    for row in rows:
        # What a file does not tell is empty, also where the framework has a usual value for a user.
        told = {column.key: row.get(column.key, "") for column in facts.COLUMNS}
        values = {POINT.get(key, key): value for key, value in told.items()}
        values |= {_here(kind): _meaning(reader, kind, row) for kind in TOLD_BY}
        doc = frappe.get_doc({"doctype": DOCTYPE, "agreement": found.name, **values})
        doc.insert(ignore_permissions=True)
    numbers = Counter(row[facts.MONTH] for row in rows)
    return {"months": dict(sorted(numbers.items())), "unknown": unknown}


def map_word(agreement: str, kind: str, word: str, meaning: str) -> None:
    """Store the meaning of a partner's word, and apply it to earlier points."""
    words.set_meaning(agreement, kind, word, meaning)
    reader = words.Reader(frappe.get_doc(entry.DOCTYPE, agreement))
    columns = [column for group in TOLD_BY[kind] for column in group]
    rows = frappe.get_all(
        DOCTYPE,
        filters={"agreement": agreement},
        fields=columns,
        group_by=", ".join(columns),
        order_by=", ".join(columns),
        limit_page_length=0,
    )
    for row in rows:
        said = {
            column: ["is", "not set"] if row.get(column) is None else row[column]
            for column in columns
        }
        where = {"agreement": agreement, **said}
        frappe.db.set_value(DOCTYPE, where, _here(kind), _meaning(reader, kind, row))


def _here(kind: str) -> str:
    return f"{words.FIELDS[kind]}_here"


def _meaning(reader: words.Reader, kind: str, row: Any) -> str:
    """What a point tells of a kind in our words; a category that nobody has mapped is to be clarified."""
    for group in _groups_of(kind, row):
        meant = next(filter(None, (reader.meaning(kind, row[each]) for each in group)), "")
        if meant:
            return meant
        if kind == words.CATEGORY:
            # What lies above it may be ordinary where it is not.
            return _unclear_category()
    return ""


def _unclear_category() -> str:
    return proposals.category_of_class(unclear_class(), Vocabulary.of("Case Category")) or ""


def _unmapped(reader: words.Reader, kind: str, row: Any) -> str:
    """The word of a point, as finely as it is told, that nobody has mapped."""
    group = next(iter(_groups_of(kind, row)), ())
    if any(reader.meaning(kind, row[each]) is not None for each in group):
        return ""
    return str(row[group[-1]]) if group else ""


def _groups_of(kind: str, row: Any) -> list[tuple[str, ...]]:
    found = (tuple(each for each in group if row.get(each)) for group in TOLD_BY[kind])
    return [group for group in found if group]


def overview(agreement: Document) -> list[dict[str, Any]]:
    """The months that came, each with its number and the most frequent subjects, in our words where they are mapped."""
    rows = frappe.get_all(
        DOCTYPE,
        filters={"agreement": agreement.name},
        fields=["month", "category_here", "main_category", aggregate("count", "name", "number")],
        group_by="month, category_here, main_category",
        order_by="month desc",
    )
    months: dict[str, list[Any]] = {}
    for row in rows:
        months.setdefault(row.month, []).append(row)
    return [
        {
            "month": month,
            "number": sum(row.number for row in of_month),
            "subjects": [
                {"subject": subject, "number": number}
                for subject, number in _subjects(of_month).most_common()
            ],
        }
        for month, of_month in months.items()
    ]


def _subjects(rows: list[Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        found[_(row.category_here or row.main_category or "Not told")] += row.number
    return found


def _read(content: bytes, agreement: Document) -> tuple[list[dict[str, str]], list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        frappe.throw(_("The file is not in UTF-8."))
    if text.lstrip().startswith("{"):
        return _from_json(text, agreement)
    return _from_csv(text)


def _from_json(text: str, agreement: Document) -> tuple[list[dict[str, str]], list[str]]:
    try:
        document = json.loads(text)
        given = [dict(row) for row in document["points"]]
    except (ValueError, TypeError, KeyError):
        frappe.throw(_("The file is no file of data points."))
    if document.get("agreement") != agreement.code:
        frappe.throw(_("The file belongs to another agreement."))
    known = {column.key for column in facts.COLUMNS}
    unknown = sorted({str(key) for row in given for key in row} - known)
    return [
        {key: _clean(value) for key, value in row.items() if key in known} for row in given
    ], unknown


def _from_csv(text: str) -> tuple[list[dict[str, str]], list[str]]:
    first = text.partition("\n")[0]
    lines = list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)))
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    tags = next((at for at, line in enumerate(lines[:5]) if _is_tags(line)), None)
    if not lines:
        return [], []
    names = lines[0] if tags is None else lines[tags]
    begins = 1 if tags is None else tags + 1
    keys = [_key(name) for name in names]
    unknown = [name for name, key in zip(names, keys, strict=True) if not key]
    return [
        {key: _clean(cell) for key, cell in zip(keys, line, strict=False) if key}
        for line in lines[begins:]
    ], unknown


def _is_tags(line: list[str]) -> bool:
    told = [cell for cell in line if cell.strip()]
    return bool(told) and all(cell.strip().startswith("#") for cell in told)


def _key(name: str) -> str:
    """The column for a header: its key, or its tag with the attributes in any order."""
    given = name.strip().lower()
    wanted = _tag(given)
    for column in facts.COLUMNS:
        if given == column.key or wanted == _tag(column.hxl):
            return column.key
    return ""


def _tag(text: str) -> tuple[str, frozenset[str]]:
    tag, *attributes = text.replace(" ", "").split("+")
    return tag, frozenset(attributes)


def _clean(value: Any) -> str:
    text = "" if value is None else str(value).strip()
    return plain_text.escaped(text.removeprefix("'"))[:LONGEST_VALUE]


def _require_sound(rows: list[dict[str, str]]) -> None:
    if not rows:
        frappe.throw(_("The file has no rows."))
    for number, row in enumerate(rows, start=1):
        if not all(row.get(key) for key in REQUIRED) or not MONTH.fullmatch(row[facts.MONTH]):
            frappe.throw(
                _("Row {0}: the pseudonym of the case or the month (2026-11) is missing.").format(
                    number
                )
            )
    if len({(row[facts.ID], row[facts.MONTH]) for row in rows}) != len(rows):
        frappe.throw(_("The file names a case twice."))
