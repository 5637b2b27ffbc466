"""What the permissions layer asks of a list."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any


def _unlimited(*_asked: object) -> None:
    """What is asked where nothing is limited."""


@dataclass(frozen=True)
class Restriction:
    """Limits a list to what a user may see.

    ``conditions`` are pairs of SQL with ``?`` and its values; all of them must hold, or else the
    row's name must be one of ``shared``. ``permitted_fields(doctype, parent)`` gives the columns
    that may be read, or ``None`` for all; ``name`` always may. ``check_doctype(doctype)`` raises
    if the user may not read the target of a link that a field of the list goes through,
    ``check_child(doctype)`` if they may not read the rows of a child table. ``names_of(doctype)``
    is a statement, with its values, that selects the documents of such a target which the user may
    see, or ``None`` for all: columns of the others are empty. Frappe asks for the DocType alone.
    """

    conditions: Sequence[tuple[str, Sequence[Any]]] = ()
    shared: Collection[str] = ()
    permitted_fields: Callable[[str, str | None], Collection[str] | None] = _unlimited
    check_doctype: Callable[[str], None] = _unlimited
    check_child: Callable[[str], None] = _unlimited
    names_of: Callable[[str], tuple[str, Sequence[Any]] | None] = _unlimited
    remembered: dict[tuple[str, str | None], Collection[str] | None] = field(default_factory=dict)

    def permits(self, doctype: str, fieldname: str, parent: str | None) -> bool:
        """Whether a column may be read, sorted by and filtered on."""
        key = (doctype, parent)
        if key not in self.remembered:
            self.remembered[key] = self.permitted_fields(doctype, parent)
        permitted = self.remembered[key]
        return permitted is None or fieldname == "name" or fieldname in permitted
