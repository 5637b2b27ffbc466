"""A small office: three people, two roles, and a DocType as if a file had brought it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from frappe_embedded.kernel.core.site import Site, get_site
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.meta.loader import clear_meta
from frappe_embedded.kernel.permissions.docperm import RIGHTS
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.registry import connect_layers
from tests.patterns import Patterns

MANAGER = "chief@example.com"
WORKER = "worker@example.com"
STRANGER = "stranger@example.com"
CLERK_RIGHTS = {"read": 1, "write": 1, "create": 1, "export": 1, "report": 1, "print": 1}


@contextmanager
def made(folder: Path, patterns: Patterns, *fillings: Callable[[], None]) -> Iterator[Site]:
    """A site of its own in a folder, filled in."""
    connect_layers()
    patterns.bare(folder / "office")
    site = get_site("office", folder)
    with opened(site) as context:
        for filling in fillings:
            filling()
        context.db.commit()
    yield site
    site.close()


def fill() -> None:
    for role in ("Clerk", "Visitor"):
        get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
    for user, roles in (
        (MANAGER, ["System Manager", "Clerk"]),
        (WORKER, ["Clerk"]),
        (STRANGER, ["Visitor"]),
    ):
        get_doc(
            {
                "doctype": "User",
                "email": user,
                "first_name": user.split("@")[0],
                "send_welcome_email": 0,
                "roles": [{"role": role} for role in roles],
            }
        ).insert()
    none = dict.fromkeys(RIGHTS, 0)
    get_doc(
        {
            "doctype": "DocType",
            "name": "Parcel",
            "module": "Desk",
            "custom": 1,
            "autoname": "PCL-.###",
            "allow_import": 0,
            "fields": [
                {"fieldname": "subject", "fieldtype": "Data", "label": "Subject", "reqd": 1},
                {
                    "fieldname": "kind",
                    "fieldtype": "Select",
                    "label": "Kind",
                    "options": "Plain\nFragile",
                },
                {"fieldname": "weight", "fieldtype": "Float", "label": "Weight"},
                {"fieldname": "number", "fieldtype": "Int", "label": "Number", "read_only": 1},
                {
                    "fieldname": "care",
                    "fieldtype": "Small Text",
                    "label": "Care",
                    "depends_on": "eval:doc.kind == 'Fragile'",
                },
            ],
            "permissions": [
                {"role": "Clerk", **none, **CLERK_RIGHTS},
                {"role": "Visitor", **none, "read": 1, "if_owner": 1},
            ],
        }
    ).insert()
    _make_standard("Parcel")


def _make_standard(doctype: str) -> None:
    """As if a file had brought it: only such DocTypes can be customised."""
    get_doc("DocType", doctype).db_set("custom", 0, update_modified=False)
    clear_meta()


def fill_towns() -> None:
    """A tree of towns and crates that lie in them."""
    clerk = {"role": "Clerk", **dict.fromkeys(RIGHTS, 0), **CLERK_RIGHTS}
    get_doc(
        {
            "doctype": "DocType",
            "name": "Town",
            "module": "Desk",
            "custom": 1,
            "is_tree": 1,
            "autoname": "field:town_name",
            "fields": [{"fieldname": "town_name", "fieldtype": "Data", "label": "Name", "reqd": 1}],
            "permissions": [clerk],
        }
    ).insert()
    get_doc(
        {
            "doctype": "DocType",
            "name": "Crate",
            "module": "Desk",
            "custom": 1,
            "autoname": "CRT-.###",
            "fields": [
                {"fieldname": "town", "fieldtype": "Link", "label": "Town", "options": "Town"}
            ],
            "permissions": [clerk],
        }
    ).insert()
