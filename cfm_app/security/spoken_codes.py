"""Codes that people say and write down, with tolerance for characters that are misheard or misread."""

import secrets

# Neither look nor sound alike: no 0, O, 1, I, 5, S, B, G, U, V, W, Q, Z. As many as a prime number,
# so that a check character shows each wrong one and each two that are exchanged.
ALPHABET = "2346789ACDEFHJKLMNPRTXY"
GROUP = 3
# Typed characters, and those they stand for.
MISREAD = str.maketrans({"1": "L", "I": "L", "B": "8", "G": "6", "Z": "2"})


def random_code(length: int) -> str:
    """A random code of a length, from a secure source."""
    return "".join(secrets.choice(ALPHABET) for _place in range(length))


def in_groups(code: str) -> str:
    """A code as it is spoken and written: in groups of three."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalised(text: str | None) -> str:
    """A typed text as a code: accepts lower case, gaps and similar characters."""
    kept = "".join(each for each in (text or "").upper() if each.isalnum())
    return kept.translate(MISREAD)
