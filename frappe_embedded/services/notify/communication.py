"""The Communication DocType: a message that was sent or came in."""

from ...kernel.document.controllers import core_controller
from ...kernel.document.document import Document
from ...kernel.utils.html import strip_html

_LENGTH_OF_SUBJECT = 141


@core_controller("Communication")
class Communication(Document):
    """A message, mostly about a document."""

    subject: str | None
    content: str | None

    def validate(self) -> None:
        """One without a subject is called by how it begins."""
        if not self.subject:
            self.subject = strip_html((self.content or "")[:_LENGTH_OF_SUBJECT])
