"""Extensions of the free line, and the users at these phones."""

from typing import Any

import frappe
from frappe.model.document import Document

KIND = "Free line"
CHILD = "CFM Line Extension"


def users_of(account: Document, names: tuple[str, ...]) -> list[str]:
    """The users whom a telephone system names: by extension, log-in, e-mail or full name."""
    found: list[str] = []
    for name in names:
        rows = [
            row.user for row in account.extensions if row.extension.casefold() == name.casefold()
        ]
        found += rows or _by_name(account, name)
    return list(dict.fromkeys(found))


def _by_name(account: Document, name: str) -> list[str]:
    """A user with an extension, by another name; nobody if the name is ambiguous."""
    sitting = sorted({row.user for row in account.extensions})
    rows: list[Any] = frappe.get_all(
        "User",
        filters={"name": ["in", sitting or [""]], "enabled": 1},
        fields=["name", "email", "username", "full_name"],
        order_by="name asc",
    )
    wanted = name.casefold()
    fitting = [
        row.name
        for row in rows
        if wanted
        in [(each or "").casefold() for each in (row.name, row.email, row.username, row.full_name)]
    ]
    return fitting if len(fitting) == 1 else []


def is_at_phone(user: str) -> bool:
    """Whether a phone of the free line may ring at a user."""
    accounts = frappe.get_all(
        CHILD, {"user": user}, pluck="parent", parent_doctype="CFM Channel Account"
    )
    return bool(
        accounts
        and frappe.get_all(
            "CFM Channel Account",
            filters={"name": ["in", accounts], "enabled": 1, "adapter": KIND},
            limit_page_length=1,
        )
    )
