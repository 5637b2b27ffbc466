"""The state of one request, job or console session, and the proxies that reach it.

Everything that changes from one request to the next lives in a ``Context``; everything that all
requests of a process share lives in its ``Site``. Code below the HTTP layer reads the current
context through ``local`` and the proxies here; nothing else in the engine keeps state.
"""

from __future__ import annotations

from contextvars import ContextVar, Token
from typing import TYPE_CHECKING, Any, cast

from werkzeug.local import LocalProxy

from .dict import _dict

if TYPE_CHECKING:
    from .site import Site
    from .site_files import SiteFiles

_current: ContextVar[Context] = ContextVar("frappe_embedded.context")
_OUTSIDE = (
    "This needs a connected site: call frappe.init(site=...) and frappe.connect() first, "
    "or work inside a request or a job."
)


class Context:
    """What one request, job or console session knows.

    Attributes beyond those below may be set freely: Frappe apps use ``frappe.local`` as a
    scratch pad for the time of one request.
    """

    def __init__(self, site: Site) -> None:
        self.site_state: Site = site
        self.site: str = site.name
        self.sites_path: str = site.sites_path
        self.conf: _dict = site.config
        self.db: Any = None
        self.qb: Any = None
        self.request: Any = None
        self.response: _dict = _dict(docs=[])
        self.form_dict: _dict = _dict()
        self.session: _dict = _dict(user="Guest", data=_dict(), sid="Guest")
        self.flags: _dict = _dict(currently_saving=[], mute_emails=False)
        self.lang: str = "en"
        self.message_log: list[_dict] = []
        self.error_log: list[str] = []
        self.debug_log: list[str] = []
        self.cache: dict[Any, Any] = {}
        self.document_cache: dict[tuple[str, str], Any] = {}
        self.meta_overlay: dict[str, Any] | None = None
        self.role_permissions: dict[Any, Any] = {}
        self.user_roles: dict[str, list[str]] = {}
        self.user_permissions: dict[str, Any] = {}
        self.dynamic_link_map: Any = None
        self.jenv: Any = None
        self.budget: Any = None
        self.script_nonce: str | None = None
        self.request_ip: str | None = None
        self.realtime_log: list[Any] = []
        self.login_manager: Any = None
        self.user_info: Any = None
        self.began: Token[Context] | None = None

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...

    @property
    def site_cache(self) -> Any:
        """What ``frappe.cache`` is: shared by all requests of the process."""
        return self.site_state.cache

    @property
    def encrypted_files(self) -> SiteFiles | None:
        """What reads and writes files in the folder of the site, where they are encrypted there.

        Apps ask for it that keep files of their own beside the uploads.
        """
        return self.site_state.files if self.site_state.key is not None else None

    @property
    def user(self) -> str:
        """The name of the user on whose behalf the context acts."""
        return cast(str, self.session["user"])

    def forget_user(self) -> None:
        """Drop whatever was worked out for the user until now."""
        self.role_permissions = {}
        self.user_roles = {}
        self.user_permissions = {}
        self.user_info = None
        self.form_dict = _dict()
        self.jenv = None
        self.cache = {}

    def forget_user_keeping_form(self) -> None:
        """As ``forget_user``, in the middle of a request: what was sent with it stays."""
        form_dict = self.form_dict
        self.forget_user()
        self.form_dict = form_dict


def activate(context: Context) -> Token[Context]:
    """Make ``context`` the current one; the token takes it back with ``deactivate``."""
    return _current.set(context)


def deactivate(token: Token[Context]) -> None:
    _current.reset(token)


def current() -> Context:
    """The current context; ``RuntimeError`` with a hint when there is none."""
    try:
        return _current.get()
    except LookupError:
        raise RuntimeError(_OUTSIDE) from None


present = _current.get
"""``present(None)``: the current context or ``None``, without a frame of Python for the asking."""


def has_context() -> bool:
    return _current.get(None) is not None


class _Local:
    """Reads and writes the attributes of the current context.

    Every statement of the engine goes through here several times, and this takes half the time
    of a general proxy.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        # As `current` does it, without a call more: a request reads some eighty attributes.
        context = _current.get(None)
        if context is None:
            raise RuntimeError(_OUTSIDE)
        return getattr(context, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(current(), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(current(), name)


class _Proxy(LocalProxy[Any]):
    """A general proxy that takes half the time for what every request reads most: attributes and items."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._get_current_object(), name)

    def __getitem__(self, key: Any) -> Any:
        return self._get_current_object()[key]

    def __contains__(self, key: Any) -> bool:
        return key in self._get_current_object()


def _proxy(attribute: str) -> Any:
    return _Proxy(_current, attribute, unbound_message=_OUTSIDE)


local: Context = cast(Context, _Local())
conf: _dict = _proxy("conf")
cache: Any = _proxy("site_cache")
lang: Any = _proxy("lang")
user: Any = _proxy("user_info")
message_log: Any = _proxy("message_log")
error_log: Any = _proxy("error_log")
debug_log: Any = _proxy("debug_log")
db: Any = _proxy("db")
session: _dict = _proxy("session")
flags: _dict = _proxy("flags")
form_dict: _dict = _proxy("form_dict")
request: Any = _proxy("request")
response: _dict = _proxy("response")


def set_user(username: str) -> None:
    """Act on behalf of another user from now on."""
    context = current()
    context.session["user"] = username
    context.session["sid"] = username
    context.session["data"] = _dict()
    context.forget_user()
