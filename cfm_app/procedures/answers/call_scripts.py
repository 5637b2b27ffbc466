"""What to say at each moment of a call, in the person's language."""

from typing import Any

import frappe

from cfm_app.base import spoken_language


def scripts_for(language: str, moment: str | None = None) -> list[dict[str, Any]]:
    """The scripts by moment: in the language, a related one, or French.

    `own_text` is the same in the language of the user's screens, if that differs.
    """
    speaks, own = (
        spoken_language.nearest(language),
        spoken_language.nearest(spoken_language.of_user()),
    )
    filters: dict[str, Any] = {"enabled": 1, "language": ["in", [*speaks, *own]]}
    if moment:
        filters["moment"] = moment
    fields = ["name", "title", "moment", "language", "script_text"]
    rows = frappe.get_list(
        "CFM Call Script", filters=filters, fields=fields, order_by="moment asc, title asc"
    )
    said, read = _in_best_language(rows, speaks), _in_best_language(rows, own)
    return [
        {**row, "own_text": _own_text(read.get(name, []), row)}
        for name, texts in said.items()
        for row in texts
    ]


def _in_best_language(rows: list[Any], languages: list[str]) -> dict[str, list[Any]]:
    """The texts of each moment, in the first language that has some."""
    found: dict[str, list[Any]] = {}
    for code in languages:
        known = set(found)
        for row in rows:
            if row.language == code and row.moment not in known:
                found.setdefault(row.moment, []).append(row)
    return dict(sorted(found.items()))


def _own_text(read: list[Any], row: Any) -> str:
    """The text in the user's language; empty if it is the same."""
    if not read or read[0].language == row.language:
        return ""
    return "\n\n".join(each.script_text for each in read)
