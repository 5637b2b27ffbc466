"""The cookies that an answer carries."""

from __future__ import annotations

import datetime
from typing import Any

from ...kernel.core.context import local
from .sessions import expiry_seconds

_OF_SESSION = ("full_name", "sid", "system_user", "user_id", "user_image")


class Cookies:
    """Cookies to set and to delete, the last word on each; ``apply`` writes them to the answer."""

    def __init__(self) -> None:
        self._set: dict[str, dict[str, Any]] = {}
        self._deleted: dict[str, None] = {}

    def set_cookie(
        self,
        key: str,
        value: str,
        expires: datetime.datetime | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str = "Lax",
        max_age: int | None = None,
    ) -> None:
        self._deleted.pop(key, None)
        self._set[key] = {
            "value": value or "",
            "expires": expires,
            "secure": secure or _is_https(),
            "httponly": httponly,
            "samesite": samesite,
            "max_age": max_age,
        }

    def delete_cookie(self, to_delete: str | list[str]) -> None:
        for key in [to_delete] if isinstance(to_delete, str) else to_delete:
            self._set.pop(key, None)
            self._deleted[key] = None

    def start_session(self, session: Any, user: Any) -> None:
        """Give the browser the session, and what its pages show of the user."""
        self.set_cookie("sid", session.sid, httponly=True, max_age=expiry_seconds())
        self.set_cookie("system_user", "yes" if user.user_type == "System User" else "no")
        self.set_cookie("full_name", user.full_name or user.name)
        self.set_cookie("user_id", user.name)
        self.set_cookie("user_image", user.user_image or "")

    def end_session(self) -> None:
        self.delete_cookie(list(_OF_SESSION))

    def apply(self, response: Any) -> None:
        for key, options in self._set.items():
            response.set_cookie(key, path="/", **options)
        for key in self._deleted:
            response.delete_cookie(key, path="/")


def _is_https() -> bool:
    return bool(local.request is not None and local.request.scheme == "https")
