"""The records that a cell may name: by name, title, other spelling or translation."""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _

from cfm_app.exchange.headers import fold
from cfm_app.exchange.vocabulary import TITLES, WITH_ALIASES
from cfm_app.security.access_rule import own_types

MOST_CHOICES = 500
MOST_NAMED = 4
MANY_NAMED = 2
STANDARD_USERS = ("Administrator", "Guest")


class LinkReader:
    """Finds the records of one DocType by what people call them.

    What is protected is found by its name alone, and only by whoever may read it: to everybody else it is
    as if it was not there.
    """

    def __init__(self, doctype: str) -> None:
        self.doctype = doctype
        self.is_closed = own_types.closes(doctype)
        self.named: dict[str, list[str]] = {}
        self.titles: dict[str, str] = {}
        self.choices: list[str] = []
        if not self.is_closed and _may_list(doctype):
            self._read()

    def _read(self) -> None:
        meta = frappe.get_meta(self.doctype)
        title = TITLES.get(self.doctype) or meta.get_title_field() or "name"
        fields = {"name", title if title == "name" or meta.has_field(title) else "name"}
        fields |= {each for each in ("aliases", "enabled", "disabled") if meta.has_field(each)}
        if self.doctype not in WITH_ALIASES:
            fields.discard("aliases")
        rows = frappe.get_all(self.doctype, fields=sorted(fields), order_by="name asc")
        for row in rows:
            said = str(row.get(title) or row.name)
            self.add(row.name, said, (row.get("aliases") or "").split("\n"))
            is_used = row.get("enabled", 1) and not row.get("disabled")
            if is_used and row.name not in STANDARD_USERS:
                self.choices.append(row.name)

    def add(self, name: Any, title: str = "", aliases: Iterable[str] = ()) -> None:
        """A record that may be named from now on."""
        name = str(name)
        self.titles[name] = title or name
        for spelling in (name, title, _(name), _(title or name), *aliases):
            named = self.named.setdefault(fold(spelling), []) if spelling else []
            if name not in named:
                named.append(name)

    def find(self, raw: Any) -> str:
        """The record that a cell names.

        Raises:
            ValueError: with a sentence for whoever keeps the sheet.
        """
        text = _plain(raw)
        if self.is_closed:
            return self._readable(text)
        if text in self.titles:
            return text
        found = self.named.get(fold(text), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError(
                _("“{0}” names several: write {1}.").format(
                    text, _(" or ").join(found[:MOST_NAMED])
                )
            )
        if not self.titles and frappe.db.exists(self.doctype, text):
            return text
        raise ValueError(_("“{0}” is not in the list {1}.").format(text, _(self.doctype)))

    def _readable(self, text: str) -> str:
        found = frappe.get_list(self.doctype, filters={"name": text}, pluck="name")
        if not found:
            raise ValueError(_("“{0}” is not in the list {1}.").format(text, _(self.doctype)))
        return str(found[0])

    def spelling(self, name: Any) -> str:
        """How a record is written so that it is found again: as people call it where that is enough."""
        title = self.titles.get(str(name), str(name))
        said = _(title)
        return said if self.named.get(fold(said)) == [str(name)] else str(name)

    def told(self, name: Any) -> str:
        """A record as a person reads it, with its name where several are called the same."""
        said = _(self.titles.get(str(name), str(name)))
        return said if len(self.named.get(fold(said), [])) < MANY_NAMED else f"{said} ({name})"

    def spellings(self) -> list[str]:
        """What can be chosen; empty where there is too much of it to be chosen from."""
        return [self.spelling(name) for name in self.choices[: MOST_CHOICES + 1]]


def _may_list(doctype: str) -> bool:
    return any(frappe.has_permission(doctype, right) for right in ("read", "select"))


def _plain(raw: Any) -> str:
    """Spreadsheets keep codes made of digits as numbers."""
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw).strip()
