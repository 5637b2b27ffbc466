"""The rows of a list and what its columns show."""

import json
from dataclasses import dataclass
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.names import split_names
from ...kernel.document.titles import document_title, link_titles, shown
from ...kernel.meta.docfield import DocField
from ...kernel.meta.meta import Meta
from ...kernel.permissions.docperm import only_selects
from .list_request import ListRequest, readable
from .list_texts import Cell, ListColumn, Words, arranged, fields_for_words, words_for
from .reading import reading_url
from .states import State, state_columns, state_of

MOST_COLUMNS = 6
MOST_COUNTED = 10_000
"""Of a longer list nobody waits for the number."""
_NOT_SHOWN = split_names(
    "Table, Table MultiSelect, Password, Text Editor, HTML Editor, Code, JSON, Signature, "
    "Attach Image, Attach, Geolocation"
)


@dataclass(frozen=True)
class Row:
    """A document in a list."""

    name: str
    named: bool
    """Whether its name says something to people; one of chance does not."""
    title: str
    url: str
    state: State | None
    cells: tuple[Cell, ...]
    modified: Any
    assigned: tuple[str, ...]
    comments: int
    is_unseen: bool
    """Whether its DocType notes who opened it, and the user has not since it was last saved."""


@dataclass(frozen=True)
class Page:
    """The documents of one page, and the columns in which they are shown."""

    columns: tuple[ListColumn, ...]
    rows: tuple[Row, ...]


def columns_of(meta: Meta) -> list[DocField]:
    """The columns beside title and state."""
    taken = {heading_field(meta), *state_columns(meta)}
    chosen = [
        df
        for df in readable(meta)
        if df.in_list_view and df.fieldname not in taken and df.fieldtype not in _NOT_SHOWN
    ]
    return chosen[:MOST_COLUMNS]


def heading_field(meta: Meta) -> str:
    """The field that the first column shows: the title, or the field that entries are named after."""
    title = meta.get_title_field()
    naming = str(meta.autoname or "")
    named = naming.removeprefix("field:") if naming.startswith("field:") else ""
    return named if title == "name" and meta.has_field(named) else title


def read_page(request: ListRequest) -> Page:
    """One page of documents that the user may see."""
    meta = request.meta
    columns = columns_of(meta)
    title = meta.get_title_field()
    permitted = {df.fieldname for df in readable(meta)} | {"docstatus"}
    states = [name for name in state_columns(meta) if name in permitted]
    few = only_selects(meta)
    always = ["name"] if few else ["name", "modified", "_assign", "_comments"]
    always += ["_seen"] if meta.track_seen and not few else []
    states = [] if few else states
    spoken = [] if few else [name for name in fields_for_words(meta.name) if name in permitted]
    wanted = [*always, *(df.fieldname for df in columns), *states, *spoken]
    if title in permitted:
        wanted.append(title)
    found = request.rows(wanted)
    words = words_for(meta.name, found) if not few else Words()
    shown_in = arranged(columns, words)
    _load_titles(shown_in, found)
    rows = (_row(meta, shown_in, words, title, each) for each in found)
    return Page(tuple(shown_in), tuple(rows))


@dataclass(frozen=True)
class Total:
    """How many rows a list has; of a very long one only that there are more than ``number``."""

    number: int
    has_more: bool

    def __str__(self) -> str:
        return f"{self.number}+" if self.has_more else str(self.number)


def count_rows(request: ListRequest) -> Total:
    most = request.start + MOST_COUNTED
    found = request.count(most + 1)
    return Total(min(found, most), found > most)


def _load_titles(columns: list[ListColumn], found: list[Any]) -> None:
    for column in columns:
        df = column.df
        if df and not column.is_told and df.fieldtype == "Link" and df.options:
            link_titles(df.options, (row.get(df.fieldname) for row in found))


def _row(meta: Meta, columns: list[ListColumn], words: Words, title: str, values: Any) -> Row:
    return Row(
        name=str(values.name),
        named=meta.autoname != "hash",
        title=document_title(meta, str(values.name), values.get(title)),
        url=reading_url(meta.name, values.name),
        state=words.states.get(str(values.name)) or state_of(meta, values),
        cells=tuple(_cell(column, words, values) for column in columns),
        modified=values.get("modified"),
        assigned=tuple(_list(values.get("_assign"))),
        comments=len(_list(values.get("_comments"))),
        is_unseen="_seen" in values and local.session.user not in _list(values["_seen"]),
    )


def _cell(column: ListColumn, words: Words, values: Any) -> Cell:
    if told := words.of(str(values.name), column.key):
        return Cell(column, told["text"], told.get("tone") or "")
    return Cell(column, shown(column.df, values.get(column.key)) if column.df else "")


def _list(text: Any) -> list[Any]:
    try:
        found = json.loads(text) if text else []
    except ValueError:
        return []
    return found if isinstance(found, list) else []
