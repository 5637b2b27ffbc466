"""Two versions of a record side by side, in the reader's words."""

import json
import re
from difflib import SequenceMatcher
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, formatdate, get_datetime, strip_html

from cfm_app.procedures.sop import timestamps

# Longer values are compared line by line.
SHORT = 90
CONTEXT = 2
LONG_TYPES = ("Code", "HTML Editor", "Text Editor", "Markdown Editor", "Long Text", "JSON", "Text")
TABLES = ("Table", "Table MultiSelect")
NOTHING = (None, "", 0, "0", 0.0, "0.0")


def compare(
    doc: Any | None, shipped: dict[str, Any], fields: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The fields that differ, with label and both values, short or line by line."""
    meta = frappe.get_meta(shipped["doctype"])
    found = []
    for each in fields:
        df = meta.get_field(each["fieldname"])
        if df is None:
            continue
        ours = [] if doc is None else _lines(df, each["yours"], _named(df, each["shipped"]))
        theirs = _lines(df, each["shipped"], _named(df, each["shipped"]))
        if ours != theirs:
            found.append({"label": _label(meta, df), **_shown(df, ours, theirs)})
    return found


def all_fields(shipped: dict[str, Any]) -> list[dict[str, Any]]:
    """All fields of a shipped record that was deleted here."""
    meta = frappe.get_meta(shipped["doctype"])
    return [
        {"label": _label(meta, df), "lines": lines}
        for df in meta.fields
        if df.fieldname in shipped
        and (lines := _lines(df, shipped[df.fieldname], _named(df, shipped[df.fieldname])))
    ]


def _shown(df: Any, ours: list[str], theirs: list[str]) -> dict[str, Any]:
    is_long = df.fieldtype in (*LONG_TYPES, *TABLES) or any(
        len(lines) > 1 or len("".join(lines)) > SHORT for lines in (ours, theirs)
    )
    if not is_long:
        return {"yours": "".join(ours), "shipped": "".join(theirs)}
    return {"lines": _changes(ours, theirs)}


def _changes(ours: list[str], theirs: list[str]) -> list[dict[str, Any]]:
    """Removed (-) and added (+) lines with some context; longer equal parts are counted."""
    rows: list[dict[str, Any]] = []
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    operations = matcher.get_opcodes()
    for place, (tag, a, b, c, d) in enumerate(operations):
        if tag == "equal":
            rows += _around(ours[a:b], place == 0, place == len(operations) - 1)
            continue
        pairs = max(b - a, d - c)
        gone = [None if a + i >= b else ours[a + i] for i in range(pairs)]
        come = [None if c + i >= d else theirs[c + i] for i in range(pairs)]
        marked = [_words(old, new) for old, new in zip(gone, come, strict=True)]
        rows += [{"sign": "-", "parts": old} for old, _new in marked if old is not None]
        rows += [{"sign": "+", "parts": new} for _old, new in marked if new is not None]
    return rows


def _around(lines: list[str], is_first: bool, is_last: bool) -> list[dict[str, Any]]:
    before = 0 if is_first else CONTEXT
    after = 0 if is_last else CONTEXT
    left_out = len(lines) - before - after
    equal: list[dict[str, Any]] = [{"sign": " ", "parts": [(line, False)]} for line in lines]
    # To say that a single line is left out takes as much room as the line.
    if left_out < 2:
        return equal
    return [*equal[:before], {"sign": "", "count": left_out}, *equal[before + left_out :]]


def _words(old: str | None, new: str | None) -> tuple[list[Any] | None, list[Any] | None]:
    """Both lines in parts, each with whether the other line lacks it."""
    if old is None or new is None:
        return (
            None if old is None else [(old, False)],
            None if new is None else [(new, False)],
        )
    ours, theirs = re.findall(r"\w+|\W", old), re.findall(r"\w+|\W", new)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        is_changed = tag != "equal"
        left += [("".join(ours[a:b]), is_changed)] if b > a else []
        right += [("".join(theirs[c:d]), is_changed)] if d > c else []
    return left, right


def _named(df: Any, shipped: Any) -> list[str]:
    """The fields that a file sets in the rows of a table."""
    if df.fieldtype not in TABLES or not isinstance(shipped, list):
        return []
    return sorted({name for row in shipped for name in row})


def _lines(df: Any, value: Any, named: list[str]) -> list[str]:
    if df.fieldtype in TABLES:
        return [_row(df.options, row, named) for row in value or []]
    if df.fieldtype == "Check":
        return [_yes_or_no(value)]
    if value in NOTHING:
        return []
    text = _text(df, value)
    if df.fieldtype == "Text Editor":
        text = strip_html(re.sub(r"<(?:br|/p|/div|/li|/h\d)[^>]*>", "\n", text))
    return [line.rstrip() for line in text.strip().splitlines()]


def _row(doctype: str, row: Any, named: list[str]) -> str:
    """A row of a table in one line: its name, and values that are not the default."""
    parts = []
    for df in frappe.get_meta(doctype).fields:
        value = row.get(df.fieldname)
        if value in NOTHING or (df.fieldname not in named and str(value) == str(df.default)):
            continue
        text = _yes_or_no(value) if df.fieldtype == "Check" else _text(df, value)
        parts.append((_(df.label or ""), " ".join(text.split())))
    return " · ".join(_("{0}: {1}").format(*part) if part[0] else part[1] for part in parts)


def _text(df: Any, value: Any) -> str:
    if df.fieldtype in ("Float", "Percent", "Currency", "Int"):
        return f"{float(value):g}"
    if df.fieldtype == "Date":
        return str(formatdate(value))
    if df.fieldtype == "Datetime":
        return str(format_datetime(get_datetime(value)))
    if df.fieldtype == "Time":
        return timestamps.hour_and_minute(value)
    if df.fieldtype == "Select":
        return _(str(value))
    if df.fieldtype == "Link":
        return _title(df.options, str(value))
    return _json(str(value))


def _title(doctype: str, name: str) -> str:
    field = frappe.get_meta(doctype).title_field
    title = frappe.db.get_value(doctype, name, field) if field else None
    return _(str(title or name))


def _json(text: str) -> str:
    """JSON pretty-printed one entry a line, if a text is JSON."""
    if text[:1] not in "[{":
        return text
    try:
        parsed = json.loads(text)
    except ValueError:
        return text
    if isinstance(parsed, list):
        return "\n".join(_entry(each) for each in parsed)
    return "\n".join(f"{key}: {_entry(value)}" for key, value in parsed.items())


def _entry(value: Any) -> str:
    if isinstance(value, dict) and value.get("label"):
        return _(str(value["label"]))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _yes_or_no(value: Any) -> str:
    return _("No") if value in NOTHING else _("Yes")


def _label(meta: Any, df: Any) -> str:
    return _(df.label or df.fieldname, context=meta.name)
