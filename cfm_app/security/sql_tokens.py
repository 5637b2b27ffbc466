"""SQL taken apart as MariaDB does: what stands in quotes is no word, and a comment in quotes is none."""

import re

TOKEN = re.compile(
    r"(?P<text>'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\")"
    r"|(?P<name>`[^`]*`)"
    r"|(?P<hiding>--|/\*|[#'\"`\\\0])"
    r"|(?P<word>\w+)"
    r"|(?P<sign>\S)",
    re.DOTALL,
)
"""A text, a name in quotes, what hides the rest (a comment, a quote that is left open), a word, or another sign."""


def hides(sql: str) -> bool:
    """Whether a comment or an open quote hides a part of it from whoever reads it word by word."""
    return any(token.lastgroup == "hiding" for token in TOKEN.finditer(sql))


def without_texts(sql: str) -> str:
    """The same with every text empty."""
    return TOKEN.sub(lambda token: "''" if token["text"] else token[0], sql)
