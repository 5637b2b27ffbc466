"""Who is known from restricted cases alone leaves the records of others that name them as possibly the same."""

import frappe

from cfm_app.security.restricted_cases import named_duplicates

MEMBER, FIELD = named_duplicates.MEMBER, named_duplicates.FIELD


def execute() -> None:
    rows = frappe.get_all(MEMBER, filters={FIELD: ["is", "set"]}, pluck=FIELD)
    named_duplicates.withdraw({name for names in rows for name in names.split()})
