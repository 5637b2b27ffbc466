"""The alphabet of an SMS of 160 characters; a text with others goes out in one of 70."""

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "^{}\\[~]|€"
LETTERS = frozenset(BASIC + EXTENDED)


def spells(text: str) -> bool:
    """Whether a text has no other letters."""
    return LETTERS.issuperset(text)
