"""The WSGI application of a site."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from ...kernel.core.context import Context, local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import Redirect
from ...kernel.core.hooks import call_hooks, get_hooks
from ...kernel.core.site import Site
from ...kernel.i18n.languages import get_language
from ...kernel.query.opening import opened
from ...registry import connect_layers
from ...services.auth.authentication import admit, identify
from ...services.auth.cookies import Cookies
from ...services.auth.csrf import SAFE_METHODS
from ...services.auth.sessions import remember_activity
from .app_pages import app_page
from .compression import compress
from .errors import error_response, plain_error
from .request import form_of, make_request
from .responses import add_security_headers, redirect_to
from .route_access import turned_away
from .routes import Route, addresses, astray, match
from .v1 import method
from .work_limit import WorkLimit

StartResponse = Callable[..., Any]
_log = logging.getLogger("frappe_embedded.web.http")
_LOGS = ("__rate_limit", "tabaccess log", "taberror log", "tabview log")


class Application:
    """Answers the requests for one site.

    Each request has a context and a transaction of its own: what a changing request wrote is
    committed if it succeeds; everything is undone if it fails, and after a request that is only to
    read. The latter keeps lines of logs (hook ``reading_logs``) if the code asks for it by
    ``frappe.local.flags.commit`` or commits by itself; if anything else was written, it is refused.
    """

    def __init__(self, site: Site) -> None:
        connect_layers()
        self.site = site
        self.rules = addresses()
        self.work = WorkLimit()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        response = self.respond(environ)
        compress(response, environ)
        return response(environ, start_response)

    def respond(self, environ: dict[str, Any]) -> Response:
        """The answer to a request, whatever happens."""
        try:
            request = make_request(environ, self.site)
        except RequestEntityTooLarge:
            return self._without_context(plain_error(413))
        route, parts, refusal = self._route(request)
        if route is not None and route.static:
            response = self._static(route, request, parts)
            if response is not None:
                return self._without_context(response, request)
        turn = self.work.begin(self.site.config.rate_limit)
        if turn is not None and turn.is_refused:
            response = self._without_context(plain_error(429), request)
        else:
            response = self._worked_out(request, route, parts, refusal)
        if turn is not None:
            response.headers.update(self.work.end(turn))
        return response

    def _worked_out(
        self,
        request: Request,
        route: Route | None,
        parts: dict[str, Any],
        refusal: Exception | None,
    ) -> Response:
        try:
            with opened(self.site, "Guest") as context:
                response = self._in_context(context, request, route, parts, refusal)
        except sqlite3.Error:
            _log.exception("%s %s: the database cannot be used", request.method, request.path)
            return self._without_context(plain_error(503), request)
        add_security_headers(response, request.is_secure)
        return response

    def _route(self, request: Request) -> tuple[Route | None, dict[str, Any], Exception | None]:
        try:
            route, parts = match(self.rules, request)
        except HTTPException as error:
            return None, {}, error
        return route, parts, None

    def _static(self, route: Route, request: Request, parts: dict[str, Any]) -> Response | None:
        try:
            return route.handler(request, self.site, **parts)
        except HTTPException as error:
            # A part that the file does not have.
            return Response.force_type(error.get_response(request.environ))

    def _without_context(self, response: Response, request: Request | None = None) -> Response:
        add_security_headers(response, bool(request and request.is_secure))
        return response

    def _in_context(
        self,
        context: Context,
        request: Request,
        route: Route | None,
        parts: dict[str, Any],
        refusal: Exception | None,
    ) -> Response:
        context.request = request
        context.request_ip = request.remote_addr
        if request.method in SAFE_METHODS and not _writes_by_get(request):
            context.db.only_keeps = _logs_of_reading()
        cookies = Cookies()
        failed = False
        try:
            response = self._prepared(context, request) or self._answer(
                request, route, parts, refusal
            )
            self._end_transaction(request)
        except Redirect as redirect:
            local.db.rollback()
            response = redirect_to(str(local.flags.redirect_location or redirect or "/"))
        except Exception as error:
            failed = True
            local.db.rollback()
            response = error_response(error, request)
        self._after(response, request, failed)
        cookies = getattr(context, "cookie_manager", None) or cookies
        cookies.apply(response)
        return response

    def _prepared(self, context: Context, request: Request) -> Response | None:
        """Who asks for what, and in which language; a response already for mere questions of a browser."""
        if request.method == "OPTIONS":
            return Response("", mimetype="text/plain")
        context.lang = "en"
        identify(request)
        try:
            context.form_dict = form_of(request)
        except Exception:
            context.lang = get_language()
            raise
        admit(request)
        call_hooks("before_request")
        return None

    def _answer(
        self,
        request: Request,
        route: Route | None,
        parts: dict[str, Any],
        refusal: Exception | None,
    ) -> Response:
        """The handler's answer; clients of old send the name of a method as ``cmd`` to ``/``."""
        command = local.form_dict.get("cmd") if request.path == "/" else None
        if command:
            return method(request, str(command))
        if route is None:
            page = app_page(request) or astray(request) if isinstance(refusal, NotFound) else None
            if page is not None:
                return page
            raise refusal or RuntimeError("A request has either a route or a refusal")
        return turned_away(request, route) or route.handler(request, **parts)

    def _end_transaction(self, request: Request) -> None:
        """Keep what was written, or undo it after a request that is only to read."""
        if request.method in SAFE_METHODS and not local.flags.commit:
            local.db.rollback()
            return
        try:
            local.db.commit()
        except Exception:
            # Nobody is told of what was not stored, or shown what could not be logged.
            local.response = _dict(docs=[])
            raise

    def _after(self, response: Response, request: Request, failed: bool) -> None:
        """Note that the session is used, and let apps add to the answer. Nothing here fails it."""
        local.db.only_keeps = None
        try:
            if not failed and remember_activity(local.session):
                local.db.commit()
            call_hooks("after_request", response=response, request=request)
        except Exception:
            local.db.rollback()
            _log.exception("%s %s: after the answer", request.method, request.path)


def _writes_by_get(request: Request) -> bool:
    """Whether a request is for a method that an app declares to store what comes by GET (hook ``writing_by_get``)."""
    return request.path.removeprefix("/api/method/") in get_hooks("writing_by_get")


def _logs_of_reading() -> frozenset[str]:
    """The tables in which a request that is only to read may leave lines."""
    logs = (*_LOGS, *(f"tab{doctype}".lower() for doctype in get_hooks("reading_logs")))
    return frozenset(logs)


def create_app(site: Site) -> Application:
    """The WSGI callable that serves a site."""
    return Application(site)
