"""What apps say in words in the list of a DocType: texts for its columns, and columns of their own.

Hook ``list_words``: by DocType the ``fields`` that are read besides the columns, and a function under
``words``. It is given the rows of one page, which the user may see, and answers with

- ``words``: by the name of a row, by column, the ``text`` of a cell and its ``tone`` (late, near, muted …);
- ``columns``: those that no field stands for, each with ``key``, ``label`` and the field it stands ``before``;
- ``hidden``: columns of fields that are not for this user;
- ``states``, where the fields do not tell it: by the name of a row, the ``text`` and the ``colour`` of its state.

The function reads what it needs for all rows at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ...kernel.core.hooks import get_attr, get_hooks
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from .states import State

_NUMBERS = ("Int", "Float", "Currency", "Percent")
_MOMENTS = ("Date", "Datetime", "Time", "Duration")


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: of a field, or of an app."""

    key: str
    label: str
    df: DocField | None = None
    is_told: bool = False
    """Whether an app says what stands in it; such a column is shown at every width."""

    @property
    def is_number(self) -> bool:
        return bool(self.df and self.df.fieldtype in _NUMBERS and not self.is_told)

    @property
    def is_moment(self) -> bool:
        return bool(self.df and self.df.fieldtype in _MOMENTS and not self.is_told)


@dataclass(frozen=True)
class Cell:
    column: ListColumn
    text: str
    tone: str = ""


@dataclass(frozen=True)
class Words:
    """What apps say about the rows of one page."""

    columns: tuple[dict[str, str], ...] = ()
    told: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    states: dict[str, State] = field(default_factory=dict)

    def of(self, name: str, key: str) -> dict[str, str] | None:
        return self.told.get(name, {}).get(key)

    @property
    def keys(self) -> set[str]:
        return {key for row in self.told.values() for key in row}


def fields_for_words(doctype: str) -> list[str]:
    """What a list reads for its words besides its columns."""
    return list(_hook(doctype).get("fields", []))


def words_for(doctype: str, rows: Sequence[Any]) -> Words:
    """The words for the rows of a page."""
    paths = _hook(doctype).get("words", [])
    if not paths or not rows:
        return Words()
    found = get_attr(paths[-1])(list(rows))
    states = {
        name: State(told["text"], told["colour"]) for name, told in found.get("states", {}).items()
    }
    return Words(tuple(found["columns"]), found["words"], tuple(found["hidden"]), states)


def arranged(fields: Sequence[DocField], words: Words) -> list[ListColumn]:
    """The columns of fields in their order, with those of apps where they belong."""
    told = words.keys
    own = {each["before"]: each for each in words.columns}
    columns = []
    for df in fields:
        if each := own.pop(df.fieldname, None):
            columns.append(ListColumn(each["key"], each["label"], is_told=True))
        if df.fieldname in words.hidden:
            continue
        columns.append(ListColumn(df.fieldname, str(_(df.label)), df, df.fieldname in told))
    rest = [ListColumn(each["key"], each["label"], is_told=True) for each in own.values()]
    return columns + rest


def _hook(doctype: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = get_hooks("list_words", {}).get(doctype, {})
    return found
