"""The screens with which a manager sets the site up, beside the lists of every DocType."""

from __future__ import annotations

from dataclasses import dataclass

from ...kernel.core.hooks import get_hooks
from ...kernel.i18n import _
from ...kernel.meta.loader import meta_exists
from ...kernel.permissions.docperm import get_role_permissions
from ...kernel.permissions.roles import get_roles, sets_up_the_site
from .icons import is_drawn

GROUPS = (
    "Forms",
    "People and rights",
    "Procedures",
    "Messages",
    "Printing",
    "Figures",
    "Data",
    "System",
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


_registered: dict[str, Tool] = {}


def register_tool(tool: Tool) -> None:
    """Let a screen appear in the navigation and among the tools of the manager."""
    if tool.group not in GROUPS:
        raise ValueError(f"{tool.group} is no group of tools")
    _registered[tool.url] = tool


def tools() -> list[Tool]:
    """What the user may use, by group: the engine's own, then those of the hook ``manager_tools``."""
    known = [*_registered.values(), *(_of_app(each) for each in get_hooks("manager_tools"))]
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
    )
