"""Small helpers of ``frappe`` that belong to no layer of their own."""

import json
import logging
from pathlib import Path
from typing import Any

from .kernel.core.context import local
from .kernel.core.dict import _dict
from .kernel.document.controllers import get_controller
from .kernel.meta.loader import clear_meta, get_meta
from .kernel.utils.json_text import parse_json
from .kernel.utils.misc import get_traceback
from .kernel.utils.money import get_field_precision
from .kernel.utils.urls import get_url
from .kernel.utils.users import get_fullname

__all__ = [
    "clear_document_cache",
    "errprint",
    "get_desk_link",
    "get_file_json",
    "get_precision",
    "get_request_header",
    "get_site_config",
    "get_site_path",
    "get_system_settings",
    "get_traceback",
    "get_url",
    "get_user",
    "get_value",
    "full_name",
    "is_table",
    "log",
    "logger",
    "publish_progress",
    "publish_realtime",
    "read_file",
    "reload_doc",
    "reload_doctype",
    "safe_decode",
    "safe_encode",
    "set_value",
]


def get_value(*args: Any, **kwargs: Any) -> Any:
    return local.db.get_value(*args, **kwargs)


def set_value(doctype: str, docname: Any, fieldname: Any, value: Any = None) -> Any:
    """Set values through the document's life cycle; returns the document as a dict."""
    doc = get_controller(doctype)(doctype, docname)
    doc.update(
        parse_json(fieldname)
        if value is None and not isinstance(fieldname, str)
        else {fieldname: value}
    )
    doc.save()
    return doc.as_dict()


def get_system_settings(key: str) -> Any:
    return local.db.get_single_value("System Settings", key)


def is_table(doctype: str) -> bool:
    return bool(get_meta(doctype).istable)


def get_precision(
    doctype: str, fieldname: str, currency: str | None = None, doc: Any = None
) -> int:
    return get_field_precision(get_meta(doctype).get_field(fieldname), doc, currency)


def full_name(user: str | None = None) -> str:
    return get_fullname(user)


def get_user() -> Any:
    return local.user_info


def get_site_path(*parts: str) -> str:
    return str(local.site_state.path.joinpath(*parts))


def get_site_config(*args: Any, **kwargs: Any) -> _dict:
    return local.conf


def read_file(path: str, raise_not_found: bool = False) -> str | None:
    """The text of a file; ``None`` when it is missing, unless told to raise."""
    file = Path(path)
    if not file.exists():
        if raise_not_found:
            raise OSError(f"{path} Not Found")
        return None
    return file.read_text(encoding="utf-8")


def get_file_json(path: str) -> Any:
    return json.loads(Path(path).read_text(encoding="utf-8"))


def get_request_header(key: str, default: Any = None) -> Any:
    return local.request.headers.get(key, default) if local.request else default


def logger(module: str | None = None, *args: Any, **kwargs: Any) -> logging.Logger:
    return logging.getLogger(f"frappe.{module}" if module else "frappe")


def log(msg: Any) -> None:
    local.debug_log.append(str(msg))


def errprint(msg: Any) -> None:
    local.error_log.append(str(msg))


def publish_realtime(*args: Any, **kwargs: Any) -> None:
    """Frappe pushes to open browsers here; this engine has no push channel."""


def publish_progress(
    percent: float,
    title: str | None = None,
    doctype: str | None = None,
    docname: str | None = None,
    description: str | None = None,
    task_id: str | None = None,
) -> None:
    """Keep the progress of a task where screens ask for it, for ten minutes."""
    key = f"progress:{task_id or f'{doctype}:{docname}'}"
    value = _dict(percent=percent, title=title, description=description)
    local.site_state.cache.set_value(key, value, expires_in_sec=600)


def clear_document_cache(doctype: str, name: Any = None) -> None:
    local.document_cache.pop((doctype, str(name)), None)


def reload_doctype(doctype: str, force: bool = False, reset_permissions: bool = False) -> None:
    """Files are synced at migration; what is left to do is to forget the cached metadata."""
    clear_meta()


def reload_doc(module: str, dt: str | None = None, dn: str | None = None, **kwargs: Any) -> None:
    clear_meta()


def safe_decode(param: Any, encoding: str = "utf-8") -> Any:
    return param.decode(encoding, "replace") if isinstance(param, bytes) else param


def safe_encode(param: Any, encoding: str = "utf-8") -> Any:
    return param.encode(encoding, "replace") if isinstance(param, str) else param


def get_desk_link(doctype: str, name: str) -> str:
    return f'<a href="/app/{doctype.lower().replace(" ", "-")}/{name}">{doctype} {name}</a>'
