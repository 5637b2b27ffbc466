"""Words as they are compared: without case, accents and signs, in whatever way a key joins them."""

import re
import unicodedata

# "PlainteEAS", "plainteEAS", "EASPlainte" and "eas2" are two words each.
_JOINTS = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])"
)
_WORDS = re.compile(r"[^\W_]+")
# Letters that Arabic writers use for one another; the signs above and below go with the accents.
_ARABIC = str.maketrans({"ى": "ي", "ة": "ه", "ٱ": "ا", "ی": "ي", "ک": "ك", "ـ": ""})
# The article, also behind "and", "by", "like", "so" and "for".
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=\w{3})")


def words(text: object) -> list[str]:
    """The words of a text or a key, folded."""
    plain = _without_signs(str(text))
    return [_ARTICLE.sub("", each.casefold()) for each in _WORDS.findall(_JOINTS.sub(" ", plain))]


def _without_signs(text: str) -> str:
    """Accents, vowel signs, tatweel and invisible characters are no part of a word."""
    kept = (
        sign
        for sign in unicodedata.normalize("NFKD", text)
        if unicodedata.category(sign) not in ("Mn", "Cf")
    )
    return "".join(kept).translate(_ARABIC)
