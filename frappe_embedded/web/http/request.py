"""What a request sends: its body as a form, its address, its language."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import DataError
from ...kernel.core.messages import throw
from ...kernel.core.site import Site
from ...kernel.i18n import _
from ...kernel.utils.numbers import cint
from . import limits, proxies

_UPLOAD = "multipart/form-data"
_FORM_TYPES = ("application/x-www-form-urlencoded", _UPLOAD)


def make_request(environ: dict[str, Any], site: Site) -> Request:
    """The request with the site's limit for its size; ``413`` as soon as it says to be larger.

    Its address and scheme are the client's, where a proxy that the site trusts tells them.
    """
    proxies.apply(environ, site)
    request = Request(environ)
    limit = cint(site.config.max_file_size) or limits.BODY
    request.max_content_length = limit + limits.MIB
    request.max_form_memory_size = limit + limits.MIB
    if (request.content_length or 0) > request.max_content_length:
        raise RequestEntityTooLarge
    return request


def form_of(request: Request) -> _dict:
    """The arguments of a request: its JSON body, or else query and form together.

    Clients name JSON as the type of requests without a body as well.

    ``DataError`` for a body that says to be JSON and is none, or is not an object. ``413`` for one that
    holds more than is worked with.
    """
    _refuse_large_of_guest(request)
    _refuse_many_fields(request)
    if request.is_json and _text(request).strip():
        values = _loaded(_text(request))
        if isinstance(values, list):
            values = {"data": values}
        if not isinstance(values, dict):
            throw(_("Invalid request arguments"))
        form = _dict(values)
    else:
        if request.mimetype == _FORM_TYPES[0]:
            # Whoever checks a signature needs the bytes, which reading the form would use up.
            request.get_data(cache=True)
        form = _dict(request.args.to_dict())
        form.update(request.form.to_dict())
    form.pop("_", None)
    return form


def _refuse_large_of_guest(request: Request) -> None:
    """Only uploads of somebody unknown are large."""
    if local.session.user == "Guest" and request.mimetype != _UPLOAD:
        request.max_content_length = limits.GUEST_BODY
        if (request.content_length or 0) > limits.GUEST_BODY:
            raise RequestEntityTooLarge


def _refuse_many_fields(request: Request) -> None:
    count = request.query_string.count(b"&")
    if request.mimetype == _FORM_TYPES[0]:
        count += request.get_data(cache=True).count(b"&")
    if count > limits.FIELDS:
        raise RequestEntityTooLarge


def json_of_body(request: Request) -> Any:
    """The document that a body holds: JSON of whatever type it says to be, or a form."""
    form = local.form_dict
    if form.get("data") is not None:
        return _parsed(form["data"])
    if request.mimetype in _FORM_TYPES:
        return form
    text = _text(request)
    if not text.strip():
        return form
    try:
        return _values_in(text)
    except (ValueError, RecursionError):
        return form


def _parsed(data: Any) -> Any:
    return _loaded(data) if isinstance(data, str) else data


def _text(request: Request) -> str:
    try:
        return request.get_data(cache=True).decode("utf-8")
    except UnicodeDecodeError:
        throw(_("The request is not encoded in UTF-8"), DataError)


def _loaded(text: str) -> Any:
    try:
        return _values_in(text, parse_constant=_refuse_constant)
    except ValueError:
        throw(_("The request does not hold valid JSON"), DataError)


def _values_in(text: str, **options: Any) -> Any:
    # Most of the cost of many values is in making them: so many commas stand in no text that a person wrote.
    if text.count(",") > limits.VALUES:
        raise RequestEntityTooLarge
    return _not_too_deep(json.loads(text, **options))


def _not_too_deep(value: Any) -> Any:
    """``RecursionError`` for what is nested more deeply than anything that the site works with."""
    level = [value]
    for _depth in range(limits.DEPTH):
        level = [part for each in level for part in _parts(each)]
        if not level:
            return value
    raise RecursionError


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no value of JSON")
