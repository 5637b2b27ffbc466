"""Which language a text is spoken in: the person's own, one that shares its screens, French."""

import frappe

from cfm_app.settings import setting

FALLBACK = "fra"


def nearest(language: str | None) -> list[str]:
    """The languages in which a person may be spoken to, the best first.

    Whoever speaks Chadian Arabic understands a text in Arabic: both have the same screens.
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
    """The language of the screens that speak a language of people; empty where there are none."""
    if not language:
        return ""
    return str(frappe.get_cached_value("CFM Language", language, "interface_language") or "")


def usual() -> str:
    """What a caller speaks of whom nothing is known, as the office says; else the first language."""
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
    """The language of people that the user's screens speak."""
    found = frappe.get_all(
        "CFM Language",
        filters={"interface_language": frappe.local.lang or ""},
        pluck="name",
        order_by="sort_index asc, name asc",
        limit_page_length=1,
    )
    return found[0] if found else FALLBACK
