"""Where upper layers listen to what happens in lower ones.

The order of the listeners of one signal is the order in which they were connected, and all are
connected in ``frappe_embedded.registry``: so the order is read in one place.
"""

from collections.abc import Callable
from typing import Any


class Signal:
    """A list of functions that are called one after the other."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        self._listeners: list[Callable[..., None]] = []

    def connect(self, listener: Callable[..., None]) -> Callable[..., None]:
        """Add a listener once; returns it, so that it serves as a decorator."""
        if listener not in self._listeners:
            self._listeners.append(listener)
        return listener

    def send(self, *args: Any, **kwargs: Any) -> None:
        for listener in self._listeners:
            listener(*args, **kwargs)


document_event = Signal("(doc, method): a life-cycle event, after the controller and app hooks")
document_renamed = Signal(
    "(before, doc, merged): a document has another name, or went into another one"
)
session_ready = Signal("(user): a user has logged in")
translation_changed = Signal("(): texts of the user interface changed")
