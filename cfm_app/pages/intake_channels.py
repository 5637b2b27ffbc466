"""The channels on the fast page: what each is called, who tells the case, and how consent is given there."""

from typing import Any

from frappe import _

from cfm_app.privacy import consent_methods

CALL, SPEECH, NONE = "call", "speech", "none"
TALKS = {"Phone": CALL, "In person": SPEECH}
"""How the office talks with the person while the case is typed; not at all where they are not there."""


def offered(channels: list[Any]) -> list[dict[str, str]]:
    """What the page shows of channels, and what it changes as soon as one is chosen."""
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
    """The question about the person: not everybody who tells something calls."""
    known = {
        "Phone": _("Who is calling?"),
        "Message": _("Who is writing?"),
        "Written": _("Who is writing?"),
        "Online": _("Who is writing?"),
        "In person": _("Who is speaking with you?"),
    }
    return known.get(channel_type or "", _("Who tells it?"))
