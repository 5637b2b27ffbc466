"""The Translation DocType: a text of the programs in other words, for a language."""

from __future__ import annotations

from typing import NoReturn

from ...kernel.core.messages import throw
from ...kernel.document.controllers import core_controller
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.i18n.places import keeps_places, places


@core_controller("Translation")
class Translation(Document):
    """Words in the place of words; what the program fills in stays as it is."""

    def validate(self) -> None:
        check_places(str(self.source_text or ""), str(self.translated_text or ""))


def check_places(source: str, translated: str) -> None:
    """``ValidationError`` where a translation holds more for a program than its source."""
    if not keeps_places(source, translated):
        refuse_places(source)


def refuse_places(source: str) -> NoReturn:
    """Say which places a translation keeps."""
    kept = ", ".join(sorted(places(source) or ())) or str(_("none"))
    throw(
        _("Places such as {0} are filled in by the program. Keep exactly these: {1}").format(
            "{0}", kept
        )
    )
