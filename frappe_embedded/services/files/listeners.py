"""What the fields of a document say of files: an upload becomes the document's own, a pasted image a file of it."""

import base64
import binascii
import re
from pathlib import PurePosixPath
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.signals import document_event
from ...kernel.document.controllers import get_controller
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta
from ...kernel.meta.meta import Meta
from ...kernel.permissions.api import has_permission
from .file import save_file
from .storage import PRIVATE_PREFIX, PUBLIC_PREFIX

_ATTACH = ("Attach", "Attach Image")
_TEXTS = ("Text Editor",)
_ENDINGS = {"png": "png", "jpeg": "jpg", "jpg": "jpg", "gif": "gif", "webp": "webp"}
# A sign that opens a tag ends the one before it, so that no text is looked at again from each of many openings.
_PASTED = re.compile(
    r'(?P<before><img\b[^<>]*?\ssrc\s*=\s*)(?P<quote>["\'])data:image/(?P<kind>[a-z]+)(?P<about>;[^,"\']*)?;base64,'
    r"(?P<bytes>[A-Za-z0-9+/=\s]+)(?P=quote)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"filename=([^;,\"']+)")
_LONGEST_NAME = 100
_BEFORE = ("before_save", "before_submit", "before_update_after_submit")


def follow_fields(doc: Any, method: str) -> None:
    """Before a save move pasted images out of the texts, and after it take over what was uploaded first."""
    if method in _BEFORE and doc.doctype != "DocType":
        _store_pasted(doc)
    elif method == "on_update":
        _adopt_uploads(doc)


def _store_pasted(doc: Any) -> None:
    place = (doc.doctype, doc.name)
    if doc.doctype == "Comment":
        place = (doc.reference_doctype, doc.reference_name)
        _move_pasted(doc, "content", place, True)
    is_private = not doc.meta.make_attachments_public
    for df in _fields(doc.meta, _TEXTS):
        _move_pasted(doc, df.fieldname, place, is_private)
    for table, doctype in doc.meta.table_doctypes.items():
        for df in _fields(get_meta(doctype), _TEXTS):
            for row in doc.get(table):
                _move_pasted(row, df.fieldname, place, is_private)


def _fields(meta: Meta, types: tuple[str, ...]) -> list[DocField]:
    known = meta.derived.get(types)
    if known is None:
        known = meta.derived[types] = [df for df in meta.fields if df.fieldtype in types]
    found: list[DocField] = known
    return found


def _move_pasted(doc: Any, fieldname: str, place: tuple[str, str], is_private: bool) -> None:
    text = doc.get(fieldname)
    if isinstance(text, str) and ";base64," in text:
        moved = _PASTED.sub(lambda found: _as_file(found, place, is_private), text)
        doc.set(fieldname, moved)


def _as_file(found: re.Match[str], place: tuple[str, str], is_private: bool) -> str:
    ending = _ENDINGS.get(found["kind"].lower())
    try:
        content = base64.b64decode(found["bytes"], validate=False)
    except binascii.Error:
        return found[0]
    if ending is None:
        return found[0]
    named = _NAMED.search(found["about"] or "")
    # The ending says what the bytes are; a name that was pasted along may say anything.
    stem = PurePosixPath(named[1]).stem[:_LONGEST_NAME] if named else "image"
    file = save_file(f"{stem}.{ending}", content, *place, is_private=int(is_private))
    return f"{found['before']}{found['quote']}{file.file_url}{found['quote']}"


def _adopt_uploads(doc: Any) -> None:
    for df in _fields(doc.meta, _ATTACH):
        url = str(doc.get(df.fieldname) or "")
        if not url.startswith((PUBLIC_PREFIX, PRIVATE_PREFIX)):
            continue
        own = {
            "attached_to_doctype": doc.doctype,
            "attached_to_name": str(doc.name),
            "attached_to_field": df.fieldname,
        }
        if not local.db.exists("File", {"file_url": url, **own}):
            _adopt(url, own)


def _adopt(url: str, own: dict[str, str]) -> None:
    """Attach a file that belongs to nothing yet, if the user may change it: it is then in the hands of who may
    change the document, and anybody reads what is public.
    """
    filters = {"file_url": url, "attached_to_doctype": ["is", "not set"]}
    for name in local.db.get_all("File", filters=filters, pluck="name", order_by="creation asc"):
        if has_permission("File", "write", name):
            file = get_controller("File")("File", name)
            file.update(own)
            file.save(ignore_permissions=True)
            return


document_event.connect(follow_fields)
