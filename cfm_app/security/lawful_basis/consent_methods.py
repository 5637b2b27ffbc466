"""How consent is usually given on each type of channel; the recorder may choose another way."""

ORAL, WRITTEN, MESSAGE = "Oral", "Written", "Message"
OF_CHANNEL_TYPE = {
    "Phone": ORAL,
    "In person": ORAL,
    "Message": MESSAGE,
    "Written": WRITTEN,
    "Online": WRITTEN,
}
WITHOUT_READER = (WRITTEN, MESSAGE)
"""Who agrees so has read the text alone, or says in their own words what they agree to."""


def usual(channel_type: str | None) -> str:
    """The method that a form proposes for a type of channel."""
    return OF_CHANNEL_TYPE.get(channel_type or "", ORAL)
