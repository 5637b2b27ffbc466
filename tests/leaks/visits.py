"""A type that somebody made for the office and that leads to cases by a field of its own: nothing closes it."""

from __future__ import annotations

from .cast import Visitor

VISIT = "Leaks Visit"
CASE, WORDS = "Case of the visit", "Words of the visit"


def make(admin: Visitor) -> None:
    """The type, for whoever runs the machine, who may also bring a sheet into its list."""
    if admin.send("GET", f"/api/resource/DocType/{VISIT}").status_code == 200:
        return
    fields = [
        {"fieldname": "visited_case", "fieldtype": "Link", "options": "Case", "label": CASE},
        {"fieldname": "words", "fieldtype": "Data", "label": WORDS},
    ]
    rights = dict.fromkeys(("read", "write", "create", "delete", "import"), 1)
    made = {"name": VISIT, "module": "Custom", "custom": 1, "autoname": "hash", "allow_import": 1}
    allowed = [{"role": "System Manager", **rights}]
    admin.create("DocType", **made, fields=fields, permissions=allowed)


def visit(admin: Visitor, case: str, words: str) -> str:
    """An entry about a case, changed once."""
    name = str(admin.create(VISIT, visited_case=case, words=words)["name"])
    admin.change(VISIT, name, words=f"{words} again")
    return name


def remove(admin: Visitor) -> None:
    """The type with all its entries."""
    for row in admin.list(VISIT, limit=0):
        admin.send("DELETE", f"/api/resource/{VISIT}/{row['name']}")
    admin.send("DELETE", f"/api/resource/DocType/{VISIT}")
