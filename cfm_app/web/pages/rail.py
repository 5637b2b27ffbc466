"""The rail at the side of every page: by work, what the user may open. A desk that asks shows the same one."""

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from cfm_app.base.declaring import Group
from cfm_app.security.entitlement import clearance
from cfm_app.web.pages import admission, routes, tools

COOKIE = "rail"
"""What somebody chose in their browser: ``narrow`` or ``wide``, then the groups that they left open, with points."""

NARROW = "narrow"
ROOMY = 20
"""So many entries fit into a window: of a shorter rail every group is open until somebody closes one."""

OPEN_AT_FIRST = ("work", "cases", "set_up")
GROUPS: tuple[tuple[Group, str, str], ...] = (
    ("work", "Work", "inbox"),
    ("cases", "Cases and people", "folder"),
    ("understand", "Understand", "chart-column"),
    ("protect", "Protect", "shield"),
    ("team", "Team", "users"),
    ("set_up", "Set-up", "settings"),
)


@dataclass(frozen=True)
class Entry:
    """A page or a list on the rail.

    Attributes:
        address: of the page, without what is asked of it.
        link: the same with the language that was asked for.
        key: opens it from everywhere, in a tab of its own.
        parts: the addresses of pages that are opened from it, and whose place it is.
        is_first: it stands above all others, as a button.
    """

    group: Group
    label: str
    address: str
    link: str
    icon: str
    key: str = ""
    parts: tuple[str, ...] = ()
    is_first: bool = False

    def nearness(self, path: str) -> int:
        """How much of a path is this entry; 0 where it is another one's."""
        if path in (self.address, *self.parts):
            return len(path)
        return len(self.address) if path.startswith(f"{self.address}/") else 0


def of_user(path: str) -> dict[str, Any]:
    """What the rail shows the user in the session.

    Args:
        path: where they are; the entry to which it belongs is marked.

    Returns:
        ``first``, the entry above all others, or None; ``groups``, those with something to open, each with name,
        label, icon, whether it is open, and entries; ``here``, the marked entry, or None; ``is_narrow``, whether
        icons alone are shown.
    """
    entries = _entries()
    nearest = max(entries, key=lambda entry: entry.nearness(path), default=None)
    here = nearest if nearest and nearest.nearness(path) else None
    chosen = _chosen()
    opened = chosen[1:] if chosen else _open_at_first(entries)
    return {
        "first": next((each for each in entries if each.is_first), None),
        "groups": [
            {
                "name": name,
                "label": _(label),
                "icon": icon,
                "is_open": name in opened or (here is not None and here.group == name),
                "entries": own,
            }
            for name, label, icon in GROUPS
            if (own := [each for each in entries if each.group == name and not each.is_first])
        ],
        "here": here,
        "is_narrow": chosen[:1] == [NARROW],
    }


def _chosen() -> list[str]:
    request = getattr(frappe.local, "request", None)
    kept = str(request.cookies.get(COOKIE) or "") if request else ""
    return kept.split(".") if kept else []


def _open_at_first(entries: list[Entry]) -> list[str]:
    return [name for name, *_rest in GROUPS] if len(entries) <= ROOMY else list(OPEN_AT_FIRST)


def _entries() -> list[Entry]:
    of_desk = _of_desk()
    pages = [_of_page(link) for link in admission.links()]
    among_tools = _tool_pages() if of_desk else set()
    shown = [page for page in pages if page.group != "set_up" or page.address not in among_tools]
    return [*of_desk, *_lists(), *shown]


def _tool_pages() -> set[str]:
    """The pages that stand among the tools of a desk, for whoever has them there."""
    held = set(frappe.get_roles())
    return {tool["route"] for tool in tools.MANAGER_TOOLS if held.intersection(tool["roles"])}


def _of_desk() -> list[Entry]:
    """The pages of a desk itself, as it gives them (hook ``desk_pages``)."""
    given = [page for each in frappe.get_hooks("desk_pages") for page in frappe.get_attr(each)()]
    return [
        Entry(page["group"], page["label"], page["address"], page["address"], page["icon"])
        for page in given
    ]


def _of_page(link: dict[str, Any]) -> Entry:
    return Entry(
        group=link["group"],
        label=link["label"],
        address=link["route"],
        link=link["address"],
        icon=link["icon"],
        key=link["key"],
        parts=link["parts"],
        is_first=link["route"] == routes.NEW_CASE,
    )


def _lists() -> list[Entry]:
    """The lists in which the office works, and those of its own kinds of record."""
    found = [
        _list("Case", _("Cases"), "folder", ("/cfm/case", "/cfm/consent")),
        _list("Community Member", _("People"), "user"),
        _list("Referral", _("Referrals"), "send"),
    ]
    if clearance.of().handled:
        found.append(_list("Sensitive Report", _("Restricted reports"), "shield-alert"))
    made = frappe.get_all(
        "DocType",
        filters={"custom": 1, "istable": 0, "issingle": 0},
        pluck="name",
        order_by="name asc",
    )
    found += [_list(name, _(name), "file-text") for name in made]
    return [each for each in found if each is not None]


def _list(doctype: str, label: str, icon: str, parts: tuple[str, ...] = ()) -> Entry | None:
    if not frappe.has_permission(doctype, "read"):
        return None
    address = routes.list_address(doctype)
    return Entry("cases", label, address, routes.address_of(address), icon, parts=parts)
