"""Which language to speak: the person's own, one with the same screens, or French."""

import frappe

from cfm_app.base.settings import setting

FALLBACK = "fra"


def nearest(language: str | None) -> list[str]:
    """Languages in which to speak to a person, best first.

    Languages with the same screens understand each other: a speaker of Chadian Arabic understands Arabic.
    """
    related = []
    if screens := screens_of(language):
        related = frappe.get_all(
            "CFM Language",
            filters={"interface_language": screens, "name": ["!=", language]},
            pluck="name",
            order_by="sort_index asc, name asc",
        )
    return list(dict.fromkeys([*([language] if language else []), *related, FALLBACK]))


def screens_of(language: str | None) -> str:
    """The language of the screens for a spoken language; empty if there is none."""
    if not language:
        return ""
    return str(frappe.get_cached_value("CFM Language", language, "interface_language") or "")


def usual() -> str:
    """The default spoken language of the office; else the first one."""
    if found := setting("default_language"):
        return str(found)
    first = frappe.get_all(
        "CFM Language",
        filters={"enabled": 1},
        pluck="name",
        order_by="sort_index asc, name asc",
        limit_page_length=1,
    )
    return first[0] if first else FALLBACK


def of_user() -> str:
    """The spoken language of the user's screens."""
    found = frappe.get_all(
        "CFM Language",
        filters={"interface_language": frappe.local.lang or ""},
        pluck="name",
        order_by="sort_index asc, name asc",
        limit_page_length=1,
    )
    return found[0] if found else FALLBACK
