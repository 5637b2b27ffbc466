"""The channels on the fast page: what each is called, who tells the case, and how consent is given there."""

from typing import Any

from frappe import _

from cfm_app.privacy import consent_methods


def offered(channels: list[Any]) -> list[dict[str, str]]:
    """What the page shows of channels, and what it changes as soon as one is chosen."""
    return [
        {
            "name": row.name,
            "label": _(row.name),
            "headline": headline(row.channel_type),
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
