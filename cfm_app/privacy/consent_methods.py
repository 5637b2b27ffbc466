"""How consent is usually given on a type of channel; whoever records it may say otherwise."""

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
    """The method that a form proposes."""
    return OF_CHANNEL_TYPE.get(channel_type or "", ORAL)
