"""Words as they are compared: without case, accents and signs, in whatever way a key joins them."""

import re
import unicodedata

# "PlainteEAS", "plainteEAS", "EASPlainte" and "eas2" are two words each.
_JOINTS = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])"
)
_WORDS = re.compile(r"[^\W_]+")
# Accents, vowel signs and invisible characters are no part of a word.
_BLOCKS = ((0xAD, 0xAE), (0x300, 0x2100), (0xFE00, 0xFF00))
_SILENT = dict.fromkeys(
    sign
    for first, end in _BLOCKS
    for sign in range(first, end)
    if unicodedata.category(chr(sign)) in ("Mn", "Cf")
)
# Letters that Arabic writers use for one another; the signs above and below go with the accents.
_ARABIC = str.maketrans({"ى": "ي", "ة": "ه", "ٱ": "ا", "ی": "ي", "ک": "ك", "ـ": ""})
_KEPT = {**_SILENT, **_ARABIC}
# The article, also behind "and", "by", "like", "so" and "for".
_ARTICLE = re.compile(r"(?<![^\W_])(?:[وفبك]?ال|لل)(?=[^\W_]{3})")


def words(text: object) -> list[str]:
    """The words of a text or a key, folded."""
    plain = str(text)
    if not plain.isascii():
        plain = _ARTICLE.sub("", unicodedata.normalize("NFKD", plain).translate(_KEPT))
    said = _WORDS.findall(plain)
    parts = {each: _JOINTS.sub(" ", each).casefold().split() for each in set(said)}
    return [part for each in said for part in parts[each]]
