"""What every document can do besides living: comments, tags, titles, numbers, locks."""

import hashlib
import json
import time
from pathlib import Path
from typing import Any

from ..core.context import local
from ..core.dict import _dict
from ..core.exceptions import DocumentLockedError
from ..i18n import _
from ..meta.loader import get_meta
from ..utils.formatters import format_value
from ..utils.json_text import as_json
from ..utils.money import get_field_precision
from ..utils.numbers import flt
from ..utils.urls import get_absolute_url
from . import comments
from .base import BaseDocument

_LOCK_SECONDS = 12 * 3600


class DocumentTools(BaseDocument):
    """The part of a document that reads it, writes about it, or keeps others from it."""

    # -- comments, tags, people ----------------------------------------------

    def add_comment(
        self,
        comment_type: str = "Comment",
        text: str | None = None,
        comment_email: str | None = None,
        comment_by: str | None = None,
    ) -> Any:
        return comments.add_comment(self, comment_type, text, comment_email, comment_by)

    def add_tag(self, tag: str) -> None:
        comments.add_tag(self.doctype, str(self.name), tag)

    def remove_tag(self, tag: str) -> None:
        comments.remove_tag(self.doctype, str(self.name), tag)

    def get_tags(self) -> list[str]:
        return comments.get_tags(self.doctype, str(self.name))

    def get_assigned_users(self) -> set[str]:
        rows = local.db.sql(
            "select allocated_to from `tabToDo` where reference_type = %s and reference_name = %s"
            " and status != 'Cancelled' and allocated_to is not null",
            (self.doctype, str(self.name)),
        )
        return {row[0] for row in rows}

    def log_error(self, title: str | None = None, message: str | None = None) -> Any:
        return comments.log_error(
            title or _("Error"), message, self.doctype, None if self.is_new() else str(self.name)
        )

    # -- for screens ----------------------------------------------------------

    def get_title(self) -> Any:
        return self.get(self.meta.get_title_field())

    def get_url(self) -> str:
        return get_absolute_url(self.doctype, self.name)

    def get_formatted(
        self,
        fieldname: str,
        doc: Any = None,
        currency: str | None = None,
        absolute_value: bool = False,
        translated: bool = False,
        format: str | None = None,
    ) -> Any:
        """The value as a person reads it."""
        field = self.meta.field_or_standard(fieldname)
        value = self.get(fieldname)
        if translated:
            value = _(value)
        if absolute_value and isinstance(value, (int, float)):
            value = abs(value)
        return format_value(
            value, field, doc or self.get("parent_doc") or self, currency, format=format
        )

    def set_onload(self, key: str, value: Any) -> None:
        self.__dict__.setdefault("__onload", _dict())[key] = value

    def get_onload(self, key: str | None = None) -> Any:
        onload = self.__dict__.get("__onload", _dict())
        return onload.get(key) if key else onload

    def as_json(self, **kwargs: Any) -> str:
        return as_json(self.as_dict(**kwargs))

    def get_signature(self) -> str:
        """A digest of DocType and name, by which locks are found."""
        return hashlib.sha224(f"{self.doctype}:{self.name}".encode()).hexdigest()

    # -- numbers --------------------------------------------------------------

    def precision(self, fieldname: str, parentfield: str | None = None) -> int:
        meta = get_meta(self.meta.table_doctypes[parentfield]) if parentfield else self.meta
        return get_field_precision(meta.get_field(fieldname), self)

    def round_floats_in(self, doc: Any, fieldnames: list[str] | None = None) -> None:
        for fieldname in fieldnames or [
            df.fieldname
            for df in doc.meta.fields
            if df.fieldtype in ("Currency", "Float", "Percent")
        ]:
            doc.set(
                fieldname,
                flt(doc.get(fieldname), self.precision(fieldname, doc.get("parentfield"))),
            )

    # -- locks ----------------------------------------------------------------

    @property
    def _lock_file(self) -> Path:
        return local.site_state.path / "locks" / f"{self.get_signature()}.lock"

    @property
    def is_locked(self) -> bool:
        file = self._lock_file
        return file.exists() and time.time() - file.stat().st_mtime < _LOCK_SECONDS

    def lock(self, timeout: float | None = None) -> None:
        """Keep others from saving until ``unlock``; ``DocumentLockedError`` when it is locked."""
        if self.is_locked:
            raise DocumentLockedError
        self._lock_file.parent.mkdir(exist_ok=True)
        content = json.dumps({"user": local.session.user}).encode()
        local.site_state.files.write_bytes(self._lock_file, content)

    def unlock(self) -> None:
        self._lock_file.unlink(missing_ok=True)
