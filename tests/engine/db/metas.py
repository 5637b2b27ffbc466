"""Stand-ins for what the meta layer hands to the schema."""

from __future__ import annotations

from typing import Any

from frappe_embedded.kernel.core.dict import _dict


def field(fieldname: str, fieldtype: str = "Data", **more: Any) -> _dict:
    return _dict(fieldname=fieldname, fieldtype=fieldtype, **more)


def meta(name: str, *fields: _dict, **more: Any) -> _dict:
    return _dict(name=name, fields=list(fields), **more)
