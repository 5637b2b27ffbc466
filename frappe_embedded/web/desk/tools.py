"""The screens with which a manager sets the site up, beside the lists of every DocType."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ...kernel.core.hooks import get_hooks
from ...kernel.i18n import _
from ...kernel.meta.loader import meta_exists
from ...kernel.permissions.docperm import get_role_permissions
from ...kernel.permissions.roles import get_roles, sets_up_the_site
from .icons import is_drawn

GROUPS = (
    *("Forms", "People and rights", "Procedures", "Messages"),
    *("Printing", "Figures", "Data", "System"),
)
"""In the order in which a manager meets them."""

_PLAIN = "chevron-right"


@dataclass(frozen=True)
class Tool:
    """A screen of the manager: its name, where it is, and what one does there in a sentence.

    The texts are untranslated. It is for who holds one of the ``roles``, or sets the site up where
    there are none; the list of a DocType is a tool for who may change its entries.
    """

    label: str
    url: str
    icon: str
    group: str
    hint: str
    roles: tuple[str, ...] = ()
    doctype: str = ""
    words: str = ""
    """Other words under which somebody may look for it, with commas; translated like the rest."""

    @property
    def name(self) -> str:
        return str(_(self.label))

    @property
    def is_open(self) -> bool:
        """Whether the user may use it."""
        if self.doctype:
            return meta_exists(self.doctype) and bool(
                get_role_permissions(self.doctype).get("write")
            )
        return bool(set(self.roles).intersection(get_roles())) if self.roles else sets_up_the_site()


def find_tools(asked: str) -> list[Tool]:
    """The tools of the user that a search is about, those whose name it is first.

    Each word that was typed begins a word of the name, of what is done there, or of the other words.
    """
    wanted = _words(asked)
    if not wanted:
        return []
    found = []
    for tool in tools():
        own = _words(tool.name)
        known = own | _words(_(tool.hint)) | (_words(_(tool.words)) if tool.words else set())
        if _begin(wanted, known):
            found.append((not _begin(wanted, own), tool))
    return [tool for _later, tool in sorted(found, key=lambda pair: pair[0])]


def _begin(wanted: set[str], known: set[str]) -> bool:
    return all(any(each.startswith(word) for each in known) for word in wanted)


def _words(text: str) -> set[str]:
    """The words of a text without accents and capitals."""
    plain = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return set(re.findall(r"\w+", letters))


@cache
def _own() -> tuple[Tool, ...]:
    """Those of the engine, as ``tools.csv`` lists them."""
    with (Path(__file__).parent / "tools.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(Tool(roles=(), **row) for row in csv.DictReader(rows))


def tools() -> list[Tool]:
    """What the user may use, by group: the engine's own, then those of the hook ``manager_tools``."""
    known = [*_own(), *(_of_app(each) for each in get_hooks("manager_tools"))]
    allowed = [each for each in known if each.is_open]
    return sorted(allowed, key=lambda each: GROUPS.index(each.group))


def _of_app(given: dict[str, str | tuple[str, ...]]) -> Tool:
    icon = str(given.get("icon") or _PLAIN)
    return Tool(
        label=str(given["label"]),
        url=str(given["route"]),
        icon=icon if is_drawn(icon) else _PLAIN,
        group=str(given["group"]),
        hint=str(given["hint"]),
        roles=tuple(given.get("roles") or ()),
        words=str(given.get("words") or ""),
    )
