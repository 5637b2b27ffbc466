"""Who is known from restricted cases alone leaves the conversations and calls that the office reads."""

import frappe

from cfm_app.base import consts
from cfm_app.security.restricted_cases import named_duplicates


def execute() -> None:
    named = {"community_member": ["is", "set"]}
    for doctype in (consts.CONVERSATION, consts.CALL):
        found = frappe.get_all(doctype, filters=named, pluck="community_member")
        named_duplicates.withdraw(set(found))
