"""The GSM alphabet: a text with only its characters fits 160 characters into an SMS, any other 70."""

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
    """Whether a text uses only the GSM alphabet."""
    return LETTERS.issuperset(text)


def shortened(text: str) -> str:
    """The text with plain spaces and quotes if it then fits the alphabet; else unchanged."""
    plain = text
    for typed, known in TYPED.items():
        plain = plain.replace(typed, known)
    return plain if spells(plain) else text
