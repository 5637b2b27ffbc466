"""Pads of paper forms: the list, and the print."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_fullname

from cfm_app.base.settings import setting
from cfm_app.exchange import register
from cfm_app.exchange.paper_forms import drawing
from cfm_app.web.pages import paper_form, routes

LIST, PAD = "/cfm/pads", "/cfm/pad"
SHOWN = 50


def overview() -> dict[str, Any]:
    """The pads, newest first."""
    rows = frappe.get_list(
        drawing.PAD,
        fields=["name", "pad_title", "place", "pages", "drawn_on", "drawn_by"],
        order_by="drawn_on desc, name asc",
        limit_page_length=SHOWN,
    )
    return {
        "most": drawing.MOST_PAGES,
        "pads": [
            {
                **row,
                "where": _place(row.place),
                "when": format_datetime(row.drawn_on, "d MMM y"),
                "who": get_fullname(row.drawn_by),
                "address": routes.address_of(PAD, name=row.name),
                "record": routes.record_address(drawing.PAD, row.name),
            }
            for row in rows
        ],
    }


def detail(name: str, wanted: list[str]) -> dict[str, Any]:
    """One pad for printing; `wanted` are the languages of its texts."""
    pad = frappe.get_doc(drawing.PAD, name)
    pad.check_permission("read")
    offered = paper_form.offered(wanted)
    return {
        "pad": pad,
        "where": _place(pad.place),
        "languages": offered,
        "spoken": paper_form.texts_in(offered),
        "numbers": drawing.numbers_of(name),
        "blank": paper_form.blank(is_signed=True),
        "words": _words(),
        "line": setting("public_phone") or "",
    }


def _words() -> list[dict[str, str]]:
    """Categories with everyday words, without restricted classes."""
    ordinary = register.ordinary_categories()
    rows = frappe.get_list(
        "Case Category",
        filters={"name": ["in", ordinary or [""]]},
        fields=["name", "search_words"],
        order_by="lft asc",
        limit_page_length=0,
    )
    said = {row.name: ", ".join((row.search_words or "").split("\n")) for row in rows}
    return [{"label": _(name), "words": said.get(name, "")} for name in ordinary]


def _place(place: str | None) -> str:
    return str(frappe.db.get_value("CFM Location", place, "location_name") or "") if place else ""
