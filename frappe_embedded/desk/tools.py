"""The screens with which a manager sets the site up, beside the lists of every DocType."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.hooks import get_hooks
from ..i18n import _
from ..permissions.roles import get_roles
from .icons import is_drawn

__all__ = ["GROUPS", "Tool", "register_tool", "tools"]

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
_MANAGER = ("System Manager",)


@dataclass(frozen=True)
class Tool:
    """A screen of the manager: its name, where it is, and what one does there in a sentence.

    The texts are untranslated; ``roles`` are those that may use it.
    """

    label: str
    url: str
    icon: str
    group: str
    hint: str
    roles: tuple[str, ...] = _MANAGER

    @property
    def name(self) -> str:
        return str(_(self.label))


_registered: dict[str, Tool] = {}


def register_tool(tool: Tool) -> None:
    """Let a screen appear in the navigation and among the tools of the manager."""
    if tool.group not in GROUPS:
        raise ValueError(f"{tool.group} is no group of tools")
    _registered[tool.url] = tool


def tools() -> list[Tool]:
    """What the user may use, by group: the engine's own, then those of the hook ``manager_tools``."""
    held = set(get_roles())
    known = [*_registered.values(), *(_of_app(each) for each in get_hooks("manager_tools"))]
    allowed = [each for each in known if held.intersection(each.roles)]
    return sorted(allowed, key=lambda each: GROUPS.index(each.group))


def _of_app(given: dict[str, str | tuple[str, ...]]) -> Tool:
    icon = str(given.get("icon") or _PLAIN)
    return Tool(
        label=str(given["label"]),
        url=str(given["route"]),
        icon=icon if is_drawn(icon) else _PLAIN,
        group=str(given["group"]),
        hint=str(given["hint"]),
        roles=tuple(given.get("roles") or _MANAGER),
    )
