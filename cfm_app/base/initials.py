"""Two letters that stand for a name where there is no room for it."""


def initials_of(name: str) -> str:
    """The first letters of the first two words, as capitals; a question mark for no name."""
    return "".join(word[0] for word in name.replace("@", " ").split()[:2]).upper() or "?"
