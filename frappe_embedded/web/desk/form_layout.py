"""The fields of a form in tabs, sections and columns, and which of them are to be seen at first.

The conditions of fields are written for the browser, which decides; what is seen at first is worked out here, so that
nothing jumps when the scripts have come, as far as they read alike in Python. What cannot be read is shown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ...kernel.core.dict import _dict
from ...kernel.core.hooks import get_hooks
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta
from ...kernel.meta.meta import Meta
from ...kernel.safe.evaluate import evaluate
from ...kernel.utils.numbers import cint, flt
from .controls import Control, control_for
from .form_access import FormAccess

_TEXT = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_WORDS = {"null": '""', "undefined": '""', "true": "True", "false": "False"}
_INCLUDES = re.compile(r"(\[[^\]]*\]|\w+\.\w+)\.includes\(([^()]*)\)")
_SIGNS = (
    (re.compile(r"==="), "=="),
    (re.compile(r"!=="), "!="),
    (re.compile(r"&&"), " and "),
    (re.compile(r"\|\|"), " or "),
    (re.compile(r"!\s*([\w.]+)(?!\s*\()"), r"(not \1)"),
    (re.compile(r"!(?!=)"), " not "),
    (re.compile(r"\b(null|undefined|true|false)\b"), lambda found: _WORDS[found[1]]),
    (re.compile(r"\bdoc\.__islocal\b"), "is_new"),
    (re.compile(r";\s*$"), ""),
)


class _Values(_dict):
    """What is missing is an empty text: conditions do not tell the two apart."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.get(name, "")


class FirstLook:
    """The conditions of one document's form."""

    def __init__(self, doc: Any) -> None:
        self.values = _Values(
            (key, value) for key, value in doc.as_dict().items() if value is not None
        )
        self.is_new = bool(doc.is_new())

    def shows(self, condition: str | None) -> bool:
        """Whether what depends on the condition is to be seen."""
        text = str(condition or "").strip()
        if not text:
            return True
        if not text.startswith("eval:"):
            return bool(self.values.get(text))
        names = {
            "doc": self.values,
            "parent": self.values,
            "is_new": self.is_new,
            "cint": cint,
            "flt": flt,
            "in_list": lambda many, one: one in (many or ()),
        }
        try:
            return bool(evaluate(in_python(text[5:]), None, names))
        except Exception:
            return True


def in_python(expression: str) -> str:
    """A condition of the browser as Python reads it; texts stay as they are."""
    known = _INCLUDES.sub(r"(\2 in (\1 or ''))", expression.strip())
    parts = _TEXT.split(known)
    for at in range(0, len(parts), 2):
        for sign, word in _SIGNS:
            parts[at] = sign.sub(word, parts[at])
    return "".join(parts).strip()


_UNUSED = ("Fold",)
MOST_GRID_COLUMNS = 5


@dataclass
class Section:
    """Fields under one heading, in columns."""

    df: DocField | None
    columns: list[list[Control]] = field(default_factory=lambda: [[]])
    hidden: bool = False
    """Whether it does not apply at first."""

    @property
    def vacant(self) -> bool:
        """Whether nothing in it applies at first."""
        return self.filled and all(each.vacant for column in self.columns for each in column)

    @property
    def label(self) -> str:
        return str(_(self.df.label)) if self.df and self.df.label else ""

    @property
    def filled(self) -> bool:
        return any(self.columns)


@dataclass
class Tab:
    """A page of a form; a form without tab breaks has one without a label."""

    df: DocField | None
    number: int
    sections: list[Section] = field(default_factory=lambda: [Section(None)])

    @property
    def label(self) -> str:
        return str(_(self.df.label)) if self.df and self.df.label else str(_("Details"))


@dataclass(frozen=True)
class Grid:
    """A child table: its columns, its rows, a blank row to copy, and whether rows may come and go."""

    meta: Meta
    columns: tuple[DocField, ...]
    rows: tuple[tuple[Any, tuple[Control, ...]], ...]
    blank: tuple[Control, ...]
    editable: bool
    is_open: bool


def asked_name(doc: Any) -> DocField | None:
    """The field that asks for the name of a new document, where its type leaves that to people."""
    if not doc.is_new() or str(doc.meta.autoname or "").lower() != "prompt":
        return None
    if callable(getattr(doc, "autoname", None)):
        # Its type finds a name by itself.
        return None
    return DocField(
        fieldname="__newname", fieldtype="Data", label="Name", reqd=1, parent=doc.doctype
    )


def tabs_of(doc: Any, access: FormAccess) -> list[Tab]:
    """What the form of a document shows, in order; empty sections and tabs are left out."""
    tabs = [Tab(None, 0)]
    if named := asked_name(doc):
        tabs[0].sections[0].columns[0].append(control_for(doc, named, access.editable))
    look = FirstLook(doc)
    for df in doc.meta.fields:
        _place(tabs, df, doc, access, look)
    for tab in tabs:
        tab.sections = [section for section in tab.sections if section.filled]
        for section in tab.sections:
            section.columns = [column for column in section.columns if column]
    return [tab for tab in tabs if tab.sections]


def _place(tabs: list[Tab], df: DocField, doc: Any, access: FormAccess, look: FirstLook) -> None:
    sections = tabs[-1].sections
    if df.fieldtype == "Tab Break":
        tabs.append(Tab(df, len(tabs)))
    elif df.fieldtype == "Section Break":
        sections.append(Section(df, hidden=not look.shows(df.depends_on)))
    elif df.fieldtype == "Column Break":
        sections[-1].columns.append([])
    elif df.fieldname == access.state_field:
        return
    elif df.fieldtype not in _UNUSED and access.shows(df) and not _is_hidden_above(tabs[-1]):
        control = control_for(doc, df, access.writes(df, doc))
        control.vacant = not look.shows(df.depends_on)
        if df.fieldtype == "Table":
            control.grid = grid_of(doc, df, control.editable)
        sections[-1].columns[-1].append(control)


def _is_hidden_above(tab: Tab) -> bool:
    """Whether the section or the tab is hidden, and with it whatever stands in it."""
    section = tab.sections[-1].df
    return bool((tab.df and tab.df.hidden) or (section and section.hidden))


def grid_of(doc: Any, df: DocField, editable: bool) -> Grid:
    meta = get_meta(str(df.options))
    columns = tuple(grid_columns(meta))
    rows = tuple(
        (row, tuple(_cells(row, columns, editable))) for row in doc.get(df.fieldname) or []
    )
    return Grid(
        meta,
        columns,
        rows,
        tuple(_cells(None, columns, editable)),
        editable,
        is_open=editable and df.fieldname not in get_hooks("fixed_rows", {}).get(doc.doctype, []),
    )


def grid_columns(meta: Meta) -> Iterable[DocField]:
    """The columns in the list view of a child table; without any, its first required ones."""
    fields = [df for df in meta.value_fields if not df.hidden]
    listed = [df for df in fields if df.in_list_view]
    return (listed or [df for df in fields if df.reqd] or fields)[:MOST_GRID_COLUMNS]


def _cells(row: Any, columns: Iterable[DocField], editable: bool) -> Iterable[Control]:
    return (control_for(row, df, editable and not df.read_only, in_grid=True) for df in columns)


def dialog_controls(meta: Meta, editable: bool) -> list[Section]:
    """All fields of a child table, for the dialog of one row."""
    sections = [Section(None)]
    for df in meta.fields:
        if df.fieldtype in ("Section Break", "Tab Break"):
            sections.append(Section(df))
        elif df.fieldtype == "Column Break":
            sections[-1].columns.append([])
        elif not df.hidden and df.fieldtype not in (*_UNUSED, "Table", "Table MultiSelect"):
            sections[-1].columns[-1].append(control_for(None, df, editable and not df.read_only))
    return [section for section in sections if section.filled]
