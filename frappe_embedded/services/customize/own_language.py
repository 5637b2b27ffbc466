"""A language of the office's own: it reads as the one that it is based on, but for what is rewritten for it."""

from __future__ import annotations

import re

from ...kernel.core.context import local
from ...kernel.core.messages import throw
from ...kernel.document.controllers import get_controller, new_document
from ...kernel.i18n import _
from ...kernel.i18n.bases import chain
from ...kernel.permissions.roles import only_for_setup

_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


def add_language(code: str, name: str, base: str) -> str:
    """Make a language that screens are shown in, or say what one is based on; returns its code.

    A code such as ``ar-SD`` reads as Arabic on a bench, too.
    """
    only_for_setup()
    code, name = code.strip(), name.strip()
    if not _CODE.fullmatch(code):
        throw(
            _(
                "Write the code of the language as two or three small letters, such as {0} or {1}."
            ).format("shu", "ar-SD")
        )
    if not name:
        throw(_("Write what the language is called."))
    if not local.db.exists("Language", base):
        throw(_("Choose the language that stands in where nothing is written."))
    if code in chain(base):
        throw(_("A language cannot be based on itself."))
    if local.db.exists("Language", code):
        doc = get_controller("Language")("Language", code)
        doc.update({"based_on": base, "enabled": 1})
        doc.save(ignore_permissions=True)
    else:
        new_document(
            "Language", language_code=code, language_name=name, based_on=base, enabled=1
        ).insert(ignore_permissions=True)
    return code
