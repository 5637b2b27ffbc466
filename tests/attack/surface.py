"""What can be attacked, found by looking at the running office: types, documents, fields, functions."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import frappe

from frappe_embedded.kernel.core.site import get_site
from frappe_embedded.kernel.meta.loader import get_meta
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.registry import connect_layers
from frappe_embedded.site.doors import functions
from tests.live import Server

SAMPLE = 2
NO_COLUMNS = (
    "Section Break",
    "Column Break",
    "Tab Break",
    "HTML",
    "Button",
    "Heading",
    "Fold",
    "Image",
)


@dataclass
class Surface:
    """The office as whoever owns the machine sees it."""

    fields: dict[str, list[Any]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    """Names of documents, and of rows of tables."""
    functions: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, office: Server) -> Surface:
        connect_layers()
        surface = cls()
        with opened(get_site(office.site.name, office.site.parent)):
            for (doctype,) in frappe.db.sql("select name from `tabDocType` order by name"):
                surface._note(doctype)
            surface.functions = {door.name: function for door, function in functions()}
        return surface

    def _note(self, doctype: str) -> None:
        meta = get_meta(doctype)
        self.fields[doctype] = [df for df in meta.fields if df.fieldtype not in NO_COLUMNS]
        if meta.issingle:
            self.names[doctype] = [doctype]
            return
        found = frappe.db.sql(f"select name from `tab{doctype}` order by creation desc limit 50")
        kept = self.rows if meta.istable else self.names
        kept[doctype] = [str(name) for (name,) in found]

    def arguments(self, function: Any, subject: dict[str, Any]) -> dict[str, Any]:
        """A value for each parameter: what ``subject`` has under its name, else a plain guess."""
        given = {}
        for name, parameter in inspect.signature(function).parameters.items():
            if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                given[name] = subject.get(name, subject.get(_MEANING.get(name, ""), "1"))
        return given


_MEANING = {
    **dict.fromkeys(
        (
            "dt",
            "ref_doctype",
            "reference_doctype",
            "document_type",
            "parent_doctype",
            "attached_to_doctype",
            "share_doctype",
        ),
        "doctype",
    ),
    **dict.fromkeys(
        ("dn", "docname", "reference_name", "case", "into", "referral", "report", "document_name"),
        "name",
    ),
}


def value_for(df: Any, surface: Surface) -> Iterator[Any]:
    """Values that a field would take, such as an attacker likes."""
    if df.fieldtype == "Check":
        yield from (1, 0)
    elif df.fieldtype == "Select":
        yield from [each for each in (df.options or "").split("\n") if each][-2:]
    elif df.fieldtype == "Link":
        liked = {"User": "Administrator", "Role": "System Manager", "DocType": "User"}
        yield liked.get(df.options) or next(iter(surface.names.get(df.options) or ["x"]))
    elif df.fieldtype in ("Int", "Float", "Currency", "Percent", "Duration", "Rating"):
        yield 7
    elif df.fieldtype == "Date":
        yield "2031-01-01"
    elif df.fieldtype == "Datetime":
        yield "2031-01-01 01:02:03"
    elif df.fieldtype == "Time":
        yield "01:02:03"
    elif df.fieldtype in ("Table", "Table MultiSelect"):
        yield []
        yield [{"doctype": df.options, "role": "System Manager", "user": "focal@demo.cfm"}]
    else:
        yield "attacked"
