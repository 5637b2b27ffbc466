"""Requests that are made in the process, as scripts and tests of apps do."""

from __future__ import annotations

from typing import Any

from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from .app_pages import app_page
from .errors import plain_error


def set_request(**kwargs: Any) -> None:
    """Act as if a request had come: ``set_request(method="GET", path="page")``."""
    local.request = Request(EnvironBuilder(**kwargs).get_environ())


def get_response(path: str | None = None, http_status_code: int = 200) -> Response:
    """The page of an app at the address of the current request."""
    return app_page(local.request) or plain_error(404)


def get_response_content(path: str | None = None) -> str:
    return str(get_response(path).get_data(as_text=True))
