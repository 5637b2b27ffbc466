"""The contents of a WhatsApp message of any type."""

from dataclasses import dataclass
from typing import Any

from frappe import _

from cfm_app.channels import ids, paths
from cfm_app.channels.adapters.base import Media

WITH_MEDIA = ("image", "audio", "voice", "video", "document", "sticker")
# What the person did not say: they changed their number, or the framework speaks of itself.
UNSAID = ("system",)
# Where the words of a kind are.
TEXTS = {
    "text": ("text.body",),
    "button": ("button.text",),
    "reaction": ("reaction.emoji",),
    "interactive": (
        "interactive.button_reply.title",
        "interactive.list_reply.title",
        "interactive.nfm_reply.body",
    ),
    "location": (
        "location.name",
        "location.address",
    ),
    "contacts": ("contacts.0.name.formatted_name", "contacts.0.phones.0.phone"),
}


@dataclass(frozen=True)
class MessageContent:
    """Words, and a file that may come with them."""

    text: str
    media: Media | None = None


def content_of(message: dict[str, Any]) -> MessageContent | None:
    """The contents of a message; None if it has none."""
    kind = paths.text_at(message, "type")
    if kind in UNSAID:
        return None
    if kind in WITH_MEDIA and (file := _file(message.get(kind))):
        return file
    parts = [paths.text_at(message, path) for path in TEXTS.get(kind, ())]
    if kind == "location":
        place = [paths.text_at(message, f"location.{each}") for each in ("latitude", "longitude")]
        parts.append(", ".join(place))
    text = "\n".join(part for part in parts if part)
    return MessageContent(text or _("(Something came that cannot be shown here: {0})").format(kind))


def _file(media: Any) -> MessageContent | None:
    """A file and what is said with it; None where it cannot be asked for."""
    media_id = paths.text_at(media, "id")
    if not media_id or not ids.is_kept(media_id):
        return None
    return MessageContent(
        paths.text_at(media, "caption"), Media(media_id, paths.text_at(media, "filename"))
    )
