"""The text of an agreement: its language, layout and hash.

Texts are plain. A blank line ends a paragraph, ``#`` begins a heading, ``-`` a list item; nothing else
has a meaning. So the page shows what was written, and anybody can recompute its hash.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import frappe

from cfm_app.base import languages

HEADING, PARAGRAPH, LIST = "heading", "paragraph", "list"


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph or a list, as lines of plain text."""

    kind: str
    lines: tuple[str, ...]


def blocks(text: str | None) -> list[Block]:
    """The headings, paragraphs and lists of a text, in order."""
    found: list[Block] = []
    lines: list[str] = []
    kind = PARAGRAPH

    def end() -> None:
        if lines:
            found.append(Block(kind, tuple(lines)))
            lines.clear()

    for line in (text or "").replace("\r\n", "\n").split("\n"):
        bare = line.strip()
        mark = LIST if bare.startswith("- ") else HEADING if bare.startswith("#") else PARAGRAPH
        if not bare or mark != kind or mark == HEADING:
            end()
            kind = mark
        if bare:
            lines.append(
                bare.lstrip("#").strip() if mark == HEADING else bare[2:] if mark == LIST else bare
            )
    end()
    return found


def digest(title: str | None, text: str | None) -> str:
    """SHA-256 of title and text as shown, joined by a line feed, in UTF-8."""
    return hashlib.sha256(f"{title or ''}\n{text or ''}".encode()).hexdigest()


def chosen(rows: list[Any], wanted: str | None = None) -> Any:
    """The text in the wanted language, else of the page, else of the user, else the first one."""
    by_language = {row.language: row for row in rows}
    page, own = frappe.local.lang or "", languages.of_user(frappe.session.user) or ""
    for each in (wanted, page, page.split("-")[0], own, own.split("-")[0]):
        if each and each in by_language:
            return by_language[each]
    return rows[0]
