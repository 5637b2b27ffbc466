"""Texts that stay when their case is erased, with words blacked out by hand.

Only positions are stored, beside the digest of the remaining text. A text that has changed since is
erased like any other. After a restore, the remaining text is recreated from the original in the backup.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any

import frappe

from cfm_app.data_protection.personal_data import redaction_words
from cfm_app.data_protection.personal_data.erasure_traces import chunks
from cfm_app.data_protection.personal_data.redaction_words import Span

DOCTYPE = "CFM Redaction"
FIELDS = "ref_doctype ref_name row_doctype row_name fieldname spans digest".split()
KEY_LENGTH = 24


@dataclass(frozen=True)
class Place:
    """The place of a text: document, row (itself, or of a table), and field."""

    ref_doctype: str
    ref_name: str
    row_doctype: str
    row_name: str
    fieldname: str

    @property
    def key(self) -> str:
        """The name of the place on a page."""
        return redaction_words.digest_of("\n".join(astuple(self)))[:KEY_LENGTH]

    def stored(self) -> Any:
        """The text as it is stored now."""
        return frappe.db.get_value(self.row_doctype, self.row_name, self.fieldname)


@dataclass(frozen=True)
class Redaction:
    """The blacked-out spans of one text, and its remains, without words."""

    place: Place
    spans: tuple[Span, ...]
    digest: str

    def of(self, text: Any) -> str | None:
        """The remaining text; None if the given one is not the redacted text."""
        given = str(text or "")
        for candidate in (given, redaction_words.blacken(given, self.spans)):
            if candidate and redaction_words.digest_of(candidate) == self.digest:
                return candidate
        return None


Redacted = Sequence[tuple[Redaction, str]]
"""Redactions, each with the text that stays."""


def of_documents(documents: dict[str, list[str]]) -> list[Redaction]:
    """The redactions of some documents."""
    found = []
    for names in documents.values():
        for some in chunks(names):
            rows = frappe.get_all(
                DOCTYPE, {"ref_name": ["in", some]}, FIELDS, order_by="creation asc"
            )
            found += [
                _of_row(row) for row in rows if row.ref_name in documents.get(row.ref_doctype, ())
            ]
    return found


def of_case(case: str) -> dict[Place, Any]:
    """The redactions of a case by place: `what`, `by` and `on`."""
    fields = [*FIELDS, "redacted_by", "redacted_on"]
    rows = frappe.get_all(DOCTYPE, {"cfm_case": case}, fields, order_by="creation asc")
    found = {}
    for row in rows:
        what = _of_row(row)
        found[what.place] = frappe._dict(what=what, by=row.redacted_by, on=row.redacted_on)
    return found


def what_stays(redactions: Iterable[Redaction]) -> Redacted:
    """The remaining texts, read before anything is erased."""
    read = ((each, each.of(each.place.stored())) for each in redactions)
    return [(each, text) for each, text in read if text is not None]


def write(redacted: Redacted) -> None:
    """Write the remaining texts after their places were emptied."""
    for each, text in redacted:
        place = each.place
        frappe.db.set_value(
            place.row_doctype, place.row_name, place.fieldname, text, update_modified=False
        )


def as_json(redactions: Iterable[Redaction]) -> str | None:
    """Redactions as the register of erasures stores them."""
    rows = [asdict(each) for each in redactions]
    return frappe.as_json(rows, indent=None) if rows else None


def from_json(stored: str | None) -> Iterator[Redaction]:
    """Redactions of the register of erasures."""
    for row in frappe.parse_json(stored or "[]"):
        yield Redaction(Place(**row["place"]), _spans(row["spans"]), row["digest"])


def _of_row(row: Any) -> Redaction:
    place = Place(*(row[field] for field in FIELDS[:5]))
    return Redaction(place, _spans(frappe.parse_json(row.spans or "[]")), row.digest)


def _spans(pieces: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    found: list[Span] = []
    for start, end in pieces:
        found.append((start, end))
    return tuple(found)
