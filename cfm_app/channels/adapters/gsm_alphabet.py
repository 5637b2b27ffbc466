"""The alphabet of an SMS of 160 characters; a text with others goes out in one of 70."""

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "^{}\\[~]|€"
LETTERS = frozenset(BASIC + EXTENDED)
# What good French is written with, and what a telephone of any age has for it.
TYPED = {
    "«\u202f": '"',
    "\u202f»": '"',
    "\u00a0": " ",
    "\u202f": " ",
    "’": "'",
    "–": "-",
    "…": "...",
}


def spells(text: str) -> bool:
    """Whether a text has no other letters."""
    return LETTERS.issuperset(text)


def shortened(text: str) -> str:
    """The text with plain spaces and marks, where it is then spelt by the alphabet; otherwise the text as it is."""
    plain = text
    for typed, known in TYPED.items():
        plain = plain.replace(typed, known)
    return plain if spells(plain) else text
