"""Files that somebody adds to their message: few, small, and of a kind that is taken in."""

from dataclasses import dataclass
from typing import Any

from frappe import _
from frappe.model.document import Document

from cfm_app.base.counting import counted
from cfm_app.channels import media


@dataclass(frozen=True)
class Upload:
    """A file by what is in it; the name that a phone gave it is not kept."""

    content: bytes
    ending: str


class RefusedFile(Exception):
    """A file that is not taken in; says why, for whoever sent it."""


def megabytes(account: Document) -> int:
    """How large a file may be."""
    return media.most_bytes(account) >> 20


def read(account: Document, files: list[Any], most: int) -> list[Upload]:
    """The files of a request. Raises RefusedFile."""
    chosen = [each for each in files if each.filename]
    if len(chosen) > most:
        raise RefusedFile(counted(_("At most {0} files can be sent."), most))
    return [_read(each, media.most_bytes(account)) for each in chosen]


def _read(file: Any, most_bytes: int) -> Upload:
    content = file.stream.read(most_bytes + 1)
    if len(content) > most_bytes:
        text = _("The file {0} is too large: {1} MB are taken at most.")
        raise RefusedFile(text.format(file.filename, most_bytes >> 20))
    ending = media.kind_of(content)
    if not ending:
        text = _(
            "The file {0} is no picture, sound, film or PDF. Leave it out, or send another one."
        )
        raise RefusedFile(text.format(file.filename))
    return Upload(content, ending)


def keep(message: str, uploads: list[Upload]) -> None:
    """Keep files as those of a message."""
    for number, upload in enumerate(uploads, start=1):
        media.attach(message, upload.content, upload.ending, f"-{number}")
