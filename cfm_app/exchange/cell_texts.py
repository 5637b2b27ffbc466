"""Cleans cells: removes invisible characters, and recognises errors of a spreadsheet."""

import re

# What Excel and LibreOffice show in place of a result, in English and French, without blanks.
ERRORS = frozenset(
    (
        *("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
        *("#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA", "#ERROR!"),
        *("#N/D", "#NOM?", "#VALEUR!", "#NOMBRE!", "#NUL!", "#PROPAGATION!", "#CHAMP!", "########"),
    )
)
ERROR_OF_CALC = re.compile(r"ERR:5\d\d", re.IGNORECASE)
# Marks of byte order and breaks of no width belong nowhere in a text. Joiners and marks of direction
# do, within Arabic, but at its ends they only spoil a number that was copied from a chat.
NOWHERE = dict.fromkeys(map(ord, "\ufeff\ufffe\u200b\u2060\u00ad\x00"))
AT_ENDS = "\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def visible(text: str) -> str:
    """A text without byte order marks, zero-width characters and surrounding blanks."""
    text = text.translate(NOWHERE).strip()
    while text and (text[0] in AT_ENDS or text[-1] in AT_ENDS):
        text = text.strip(AT_ENDS).strip()
    return text


def is_error(text: str) -> bool:
    """Whether a cell holds a spreadsheet error instead of a value."""
    said = "".join(text.split()).upper()
    return said in ERRORS or bool(ERROR_OF_CALC.fullmatch(said))
