"""What a form sends before it is saved: an object, and in it a document as it stands there."""

from typing import Any, NoReturn

from werkzeug.wrappers import Request

from ...kernel.core.constants import NUMERIC_FIELDTYPES
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import FrappeTypeError, ValidationError
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.document.values import cast_value
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta
from ..http.request import json_of_body

_SINGLE = (str, int, float, bool, type(None))
_OF_PROGRAMS = ("doctype", "flags")
FAULTS = (
    *(ValidationError, SyntaxError, TypeError, ValueError),
    *(NameError, AttributeError, ArithmeticError, LookupError),
)
"""What a condition or a template of a form may end with."""


def asked_of(request: Request) -> _dict:
    """The object that a request holds; ``FrappeTypeError`` for anything else."""
    return _object(json_of_body(request))


def draft(doctype: str, values: Any) -> Any:
    """A document, stored or not, with the values that a form sent; nothing is stored.

    Each field holds one value of its kind, each table rows. ``ValidationError`` for what a field
    cannot hold, ``FrappeTypeError`` for what is no document.
    """
    return get_doc({**fitting(doctype, values), "doctype": doctype})


def runnable_draft(doctype: str, values: Any) -> Any:
    """A draft whose templates and conditions are run to show what they do.

    Whatever an app refuses when it is saved, it refuses here: what could not be stored is not run either.
    """
    doc = draft(doctype, values)
    doc.run_method("before_validate")
    return doc


def fitting(doctype: str, given: Any) -> dict[str, Any]:
    """The values of a form as the fields of a document hold them; raises as ``draft`` does."""
    meta = get_meta(doctype)
    kept: dict[str, Any] = {}
    for name, value in _object(given).items():
        field = meta.get_field(name)
        if field is None:
            if isinstance(value, _SINGLE) and name not in _OF_PROGRAMS:
                kept[name] = value
        elif field.is_table:
            kept[name] = [fitting(str(field.options), row) for row in _rows(value)]
        else:
            kept[name] = _single(field, value)
    return kept


def _single(field: DocField, value: Any) -> Any:
    cast = cast_value(field, value)
    return cast if cast is None or field.fieldtype in NUMERIC_FIELDTYPES else str(cast)


def _rows(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        _refuse()
    return list(value)


def _object(value: Any) -> _dict:
    if not isinstance(value, dict):
        _refuse()
    return _dict(value)


def _refuse() -> NoReturn:
    throw(_("The request could not be understood. Please try again."), FrappeTypeError)
