"""Channels on the page for new cases: their labels, who tells the case, and how consent is given."""

from typing import Any

from frappe import _

from cfm_app.security.lawful_basis import consent_methods

CALL, SPEECH, NONE = "call", "speech", "none"
TALKS = {"Phone": CALL, "In person": SPEECH}
"""How the office talks with the person while the case is typed; not at all where they are not there."""


def offered(channels: list[Any]) -> list[dict[str, str]]:
    """The channels, and what choosing one changes on the page."""
    return [
        {
            "name": row.name,
            "label": _(row.name),
            "headline": headline(row.channel_type),
            "talk": TALKS.get(row.channel_type or "", NONE),
            "method": consent_methods.usual(row.channel_type),
        }
        for row in channels
    ]


def headline(channel_type: str | None) -> str:
    """The question about the person: not everybody calls."""
    known = {
        "Phone": _("Who is calling?"),
        "Message": _("Who is writing?"),
        "Written": _("Who is writing?"),
        "Online": _("Who is writing?"),
        "In person": _("Who is speaking with you?"),
    }
    return known.get(channel_type or "", _("Who tells it?"))
