"""Who had a part in a document that somebody else decides on: composed it, wrote in it, or sent it for approval."""

from typing import Any


def people(doc: Any) -> set[str]:
    """The users who had a part in a document."""
    writers = (doc.had_a_part or "").split("\n")
    return {doc.composed_by, doc.submitted_by, *writers} - {None, ""}


def add(doc: Any, user: str | None) -> None:
    """Note that a user wrote in a document: they may not decide on it. The document is not saved."""
    if user and user not in people(doc):
        doc.had_a_part = "\n".join(sorted({*people(doc), user}))
