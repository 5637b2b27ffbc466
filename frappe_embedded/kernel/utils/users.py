"""Names and pictures of users."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from email.utils import formataddr
from typing import Any

from ..core.context import local
from ..core.dict import _dict

__all__ = [
    "add_user_info",
    "get_email_address",
    "get_formatted_email",
    "get_fullname",
    "get_gravatar",
    "get_gravatar_url",
    "get_user_info_for_avatar",
    "has_gravatar",
]

_NAMES = "fullnames"


def get_fullname(user: str | None = None) -> str:
    """First and last name of a user (by default the context's), else what was given."""
    name = user or local.session.user
    names: dict[str, str] = local.cache.setdefault(_NAMES, {})
    if name not in names:
        row = local.db.get_value("User", name, ["first_name", "last_name"], as_dict=True)
        parts = [row.first_name, row.last_name] if row else []
        names[name] = " ".join(part for part in parts if part) or name
    return names[name]


def get_email_address(user: str | None = None) -> str | None:
    """The e-mail address of a user, by default of the context's."""
    address = local.db.get_value("User", user or local.session.user, "email")
    return str(address) if address else None


def get_formatted_email(user: str, mail: str | None = None) -> str:
    """``Full Name <address>``; only the address when there is no other name."""
    name = get_fullname(user)
    address = mail or get_email_address(user) or user
    return address if name == address else formataddr((name, address))


def has_gravatar(email: str) -> str:
    """Empty: pictures are never asked for at a foreign server."""
    return ""


def get_gravatar_url(email: str, default: str = "mm") -> str:
    """Where the picture of an address would lie at gravatar.com; nothing is fetched."""
    digest = hashlib.md5(email.strip().lower().encode(), usedforsecurity=False).hexdigest()
    return f"https://secure.gravatar.com/avatar/{digest}?d={default}&s=200"


def get_gravatar(email: str) -> str:
    return has_gravatar(email)


def get_user_info_for_avatar(user_id: str) -> _dict:
    """Address, picture and name of a user."""
    row = local.db.get_value(
        "User", user_id, ["email", "user_image as image", "full_name as name"], as_dict=True
    )
    return _dict(row) if row else _dict(email=user_id, image="", name=user_id)


def add_user_info(user: str | Iterable[str], user_info: dict[str, Any]) -> None:
    """Add what a timeline shows of each user to ``user_info``."""
    users = [user] if isinstance(user, str) else user
    for name in set(users) - set(user_info):
        row = local.db.get_value(
            "User", name, ["full_name", "user_image", "email", "time_zone"], as_dict=True
        )
        if row:
            user_info[name] = _dict(
                fullname=row.full_name or name,
                image=row.user_image,
                name=name,
                email=row.email,
                time_zone=row.time_zone,
            )
