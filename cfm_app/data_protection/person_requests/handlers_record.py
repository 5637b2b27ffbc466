"""A separate record of the person for handlers of restricted cases, when the ordinary one is erased.

Handlers need name and number; everybody else must find the same emptied record as for any erased person.
So restricted cases get a record of their own, which only handlers find.
"""

import frappe

from cfm_app.data_protection.person_requests import held as requests_holdings
from cfm_app.data_protection.personal_data import holdings, restricted_rows
from cfm_app.data_protection.personal_data.holdings_columns import tables
from cfm_app.security.access_rule import random_naming
from cfm_app.security.persons import identity
from cfm_app.security.sealing import reporters

MEMBER = holdings.MEMBER
# Fields that link one record of a person to others.
LEADING = ("possible_duplicates", "merged_into")


def part_from(member: str) -> str | None:
    """Create that record for a person's restricted cases and conversations. Returns its name, or None without any.

    Nothing visible to others is noted about it.
    """
    if not requests_holdings.is_known_elsewhere(member):
        return None
    persons = identity.records_of(member)
    closed = restricted_rows.restricted(
        (row.doctype, row.name) for row in holdings.linked_to(member) if row.doctype != MEMBER
    )
    record = frappe.copy_doc(frappe.get_doc(MEMBER, member))
    record.update(dict.fromkeys(LEADING))
    record.name, record.flags.name_set = random_naming.new_name(MEMBER), True
    record.owner = record.modified_by = "Administrator"
    record.creation = record.modified = frappe.db.get_value(MEMBER, member, "creation")
    record.db_insert()
    for doctype, name in sorted(closed):
        for field in tables()[doctype].links.get(MEMBER, ()):
            row = {"name": name, field: ["in", persons]}
            frappe.db.set_value(doctype, row, field, record.name, update_modified=False)
    reporters.follow(str(record.name))
    return str(record.name)
