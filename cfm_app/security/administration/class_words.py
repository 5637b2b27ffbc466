"""Which words point to which class, as two people decide on them: who takes some away opens cases."""

from collections.abc import Iterator

import frappe

FIELDS = ("words_of_people", "words_of_lists")


def meant(by_all: str) -> Iterator[tuple[str, str]]:
    """Each phrase with its class; those of a class that is not restricted are harmless: with `by_all`."""
    # A patch of an older version may save users before the columns are there.
    if not frappe.get_meta("Case Sensitivity").has_field(FIELDS[0]):
        return
    rows = frappe.get_all(
        "Case Sensitivity", fields=["name", "hidden", *FIELDS], order_by="name asc"
    )
    for row in rows:
        for line in "\n".join(row[each] or "" for each in FIELDS).split("\n"):
            if phrase := " ".join(line.casefold().split()):
                yield phrase, row.name if row.hidden else by_all
