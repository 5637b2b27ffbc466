"""The allowed charsets of messages; no other codec is used, whatever a sender names.

Some of Python's codecs take hours for a megabyte, or unpickle.
"""

import codecs
import re

# Charsets of mail programs and gateways. UTF-7 is excluded: it allows lone surrogates and hides markup.
KNOWN = re.compile(
    r"utf-?8|utf-?(?:16|32)(?:-?[bl]e)?|(?:us-)?ascii"
    r"|iso[-_]?8859[-_]?\d{1,2}(?:-[ei])?|latin-?\d{1,2}"
    r"|(?:windows-|cp-?)(?:125\d|874|932|936|949|950)|(?:cp|ibm)-?(?:437|85\d|86[0-9])"
    r"|koi8-[rut]|mac(?:intosh|-?roman)|tis-620"
    r"|gb_?2312(?:-80)?|gbk|gb18030|hz-gb-2312|big5(?:-?hkscs)?"
    r"|shift[-_]jis|sjis|iso-2022-(?:jp(?:-\d|-2004|-ext)?|kr)|euc-?(?:jp|kr|cn)|ks_c_5601-1987"
)
# Text labelled like this is usually Windows-1252 or UTF-8.
LOOSE = ("ascii", "iso8859-1", "utf-8")
WESTERN = "cp1252"
# Nobody reads a longer text.
MOST_BYTES = 4 << 20


def codec(name: str | None) -> str | None:
    """Python's name of an allowed charset; None for any other."""
    # A language may be named behind it.
    asked = (name or "").partition("*")[0].strip().lower()
    if not KNOWN.fullmatch(asked):
        return None
    try:
        return codecs.lookup(asked).name
    except LookupError:
        return None


def decoded(content: bytes, charset: str | None) -> str:
    """Bytes as text, by their charset if it fits, else by a guess; limited in length."""
    head, is_whole = content[:MOST_BYTES], len(content) <= MOST_BYTES
    named = codec(charset)
    for each in (*((named,) if named and named not in LOOSE else ()), "utf-8"):
        try:
            return codecs.getincrementaldecoder(each)("strict").decode(head, is_whole)
        except ValueError:
            continue
    return head.decode(WESTERN, "replace")
